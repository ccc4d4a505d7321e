"""Later: mails with one-time tokens, and what the clock asks for."""

from uuid import UUID

from apps.users.services import housekeeping, one_time_tokens
from gopro.jobs import job


@job("users.request_one_time_token")
def request_one_time_token(user_id: str, purpose: str) -> None:
    one_time_tokens.request_offered_token(user_id=UUID(user_id), purpose=purpose)


@job("users.send_one_time_token")
def send_one_time_token(token_id: str) -> None:
    one_time_tokens.send_one_time_token(token_id=UUID(token_id))


@job("users.send_due_mail", every=60)
def send_due_mail() -> None:
    one_time_tokens.send_due_mail()


@job("users.mark_ended_sessions", every=30)
def mark_ended_sessions() -> None:
    housekeeping.mark_ended_sessions()


@job("users.purge", every=3600)
def purge() -> None:
    housekeeping.purge()
