"""The ways notifications says no."""

from gopro.errors import Conflict, NotFound


class NotificationNotFound(NotFound):
    """There is none of that id, or it is another's."""

    title = "There is no such notification"


class DeliveryNotFound(NotFound):
    title = "There is no such delivery"


class DeliveryNotFailed(Conflict):
    """Only what was given up can be tried again; the rest goes its way by itself."""

    code = "delivery_not_failed"
    title = "Only a failed delivery can be sent again"


class UnsubscribeLinkInvalid(NotFound):
    """Not a link of ours, or cut short on its way."""

    code = "unsubscribe_link_invalid"
    title = "This link doesn't hold; take the one in the mail, whole"
