"""What can't be reviewed or said."""

from gopro.errors import Conflict, Forbidden, Invalid, NotFound


class NothingToReview(Conflict):
    """Learners see the draft already."""

    code = "nothing_to_review"
    title = "Learners see this draft already: there is nothing to review"


class ReviewNotOpen(Conflict):
    """A decision needs somebody who asked for it."""

    code = "review_not_open"
    title = "Nobody asked for a review of this course"


class ReviewOutdated(Conflict):
    """The reviewer saw other versions than those that would be published."""

    code = "review_outdated"
    title = "The draft was edited since its review was asked for; it must be asked for again"


class OwnReview(Forbidden):
    """Four eyes."""

    code = "own_review"
    title = "Somebody else than its author, its editors and who asked for the review must approve it"


class ApprovalMissing(Conflict):
    """The course is published with an approval only."""

    code = "approval_missing"
    title = "This course is published once somebody else has approved it"


class ThreadNotFound(NotFound):
    """No such comments, or not in this course."""

    title = "There is no such thread of comments"


class CommentRefused(Invalid):
    """The comment can't be taken."""

    title = "The comment can't be taken"
