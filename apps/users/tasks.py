"""LATER: mails with one-time tokens, what erasure does outside the database, and what the clock asks for."""

from uuid import UUID

from apps.users.services import avatars, housekeeping, notices, one_time_tokens, personal_tokens, roles
from apps.users.services.erasure import outside
from apps.users.services.export import files
from apps.users.services.export.plan import EXPORT_ACCOUNT
from apps.users.services.imports import files as import_files
from apps.users.services.imports import invitations, run
from gopro.jobs import job
from gopro.sagas.jobs import run_sagas_of

run_sagas_of(EXPORT_ACCOUNT.room)


@job("users.request_one_time_token")
def request_one_time_token(user_id: str, purpose: str) -> None:
    one_time_tokens.request_offered_token(user_id=UUID(user_id), purpose=purpose)


@job("users.send_one_time_token")
def send_one_time_token(token_id: str) -> None:
    one_time_tokens.send_one_time_token(token_id=UUID(token_id))


@job("users.send_invitations", every=invitations.EVERY)
def send_invitations() -> None:
    invitations.send_waiting()


@job("users.send_due_mail", every=60)
def send_due_mail() -> None:
    one_time_tokens.send_due_mail()
    notices.send_due()


@job("users.send_notice")
def send_notice(notice_id: str) -> None:
    notices.send(notice_id=UUID(notice_id))


@job("users.mark_ended_sessions", every=2)
def mark_ended_sessions() -> None:
    housekeeping.mark_revoked()


@job("users.end_expired_grants", every=30)
def end_expired_grants() -> None:
    roles.end_expired()


@job("users.record_token_uses", every=600)
def record_token_uses() -> None:
    personal_tokens.record_uses()


@job("users.remove_avatar")
def remove_avatar(avatar_id: str) -> None:
    avatars.remove_unused(avatar_id=UUID(avatar_id))


@job("users.sweep_avatars", every=3600)
def sweep_avatars() -> None:
    avatars.sweep()


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


@job("users.run_import")
def run_import(import_id: str) -> None:
    run.run_import(import_id=UUID(import_id))


@job("users.run_lost_imports", every=60)
def run_lost_imports() -> None:
    run.run_lost_imports()


@job("users.remove_old_imports", every=3600)
def remove_old_imports() -> None:
    import_files.remove_old()
