"""The types of message that there are, as data. Their words are templates named after them, a locale each."""

from dataclasses import dataclass

from apps.notifications.models import Channel

LOCALES = ("en", "uk")
FALLBACK = "en"


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationType:
    """`channels` are those it can go by, each wanted until its user says otherwise."""

    slug: str
    title: str
    description: str
    url: str
    channels: tuple[Channel, ...] = (Channel.IN_APP, Channel.EMAIL)


WELCOME = NotificationType(
    slug="welcome", title="Welcome", description="A greeting, and where to begin. Once.", url="/"
)
COURSE_COMPLETED = NotificationType(
    slug="course_completed", title="Course completed", description="You completed every lesson of a course.", url="/"
)
ACHIEVEMENT_UNLOCKED = NotificationType(
    slug="achievement_unlocked", title="Achievement", description="You earned a badge.", url="/"
)
COURSE_ENDING = NotificationType(
    slug="course_ending", title="Course ending", description="A course that you are in will be deleted.", url="/"
)
COURSE_KEPT = NotificationType(
    slug="course_kept", title="Course kept", description="A course that was to be deleted stays.", url="/"
)
COURSE_DELETED = NotificationType(
    slug="course_deleted", title="Course deleted", description="A course that you were in is gone.", url="/"
)
EXPORT_READY = NotificationType(
    slug="export_ready",
    title="Export ready",
    description="The archive of your data can be fetched.",
    url="/api/v1/users/me/export",
)
ALL = (WELCOME, COURSE_COMPLETED, ACHIEVEMENT_UNLOCKED, COURSE_ENDING, COURSE_KEPT, COURSE_DELETED, EXPORT_READY)
BY_SLUG = {each.slug: each for each in ALL}


def locale_of(tag: str) -> str:
    """The locale that we have words in, for a language tag such as `uk-UA`."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return language if language in LOCALES else FALLBACK
