"""What is refused about profiles, pictures and addresses."""

from gopro.errors import Invalid, NotFound


class AvatarNotFound(NotFound):
    """There is none, or not for who asks."""

    title = "There is no such picture"


class EmailUnchanged(Invalid):
    """It is the account's address already."""

    code = "email_unchanged"
    title = "This is the account's address already"

    def __init__(self) -> None:
        super().__init__(fields={"/email": f"{self.title}."})
