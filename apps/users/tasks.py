"""LATER: mails with one-time tokens, what erasure does outside the database, and what the clock asks for."""

from uuid import UUID

from apps.users.services import housekeeping, one_time_tokens
from apps.users.services.erasure import outside
from apps.users.services.export import files
from apps.users.services.export.plan import EXPORT_ACCOUNT
from gopro.jobs import job
from gopro.sagas.jobs import run_sagas_of

run_sagas_of(EXPORT_ACCOUNT.room)


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


@job("users.send_farewell")
def send_farewell(erasure_id: str) -> None:
    outside.send_farewell(erasure_id=UUID(erasure_id))


@job("users.destroy_key")
def destroy_key(erasure_id: str) -> None:
    outside.destroy_key(erasure_id=UUID(erasure_id))


@job("users.assemble_export")
def assemble_export(export_id: str) -> None:
    files.assemble(export_id=UUID(export_id))


@job("users.remove_export")
def remove_export(export_id: str) -> None:
    files.remove(export_id=UUID(export_id))


@job("users.remove_expired_exports", every=3600)
def remove_expired_exports() -> None:
    files.remove_expired()
