"""Mails that tell somebody what was done to their account; asked for in the transaction of the deed, sent by a job."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from apps.users import selectors
from apps.users.models import Notice, NoticeKind
from apps.users.services import letters
from gopro.errors import Unavailable
from gopro.jobs import enqueue

log = structlog.stdlib.get_logger(__name__)

SUBJECTS = {
    NoticeKind.AUTHENTICATOR_APP_ADDED: "An authenticator app was added to your account",
    NoticeKind.AUTHENTICATOR_APP_REMOVED: "The authenticator app was removed from your account",
    NoticeKind.PASSKEY_ADDED: "A passkey was added to your account",
    NoticeKind.PASSKEY_REMOVED: "A passkey was removed from your account",
    NoticeKind.RECOVERY_CODES_MADE: "You have new recovery codes",
    NoticeKind.RECOVERY_CODE_USED: "A recovery code was used",
    NoticeKind.CODES_GUESSED: "Somebody knows your password",
    NoticeKind.PASSWORD_GUESSED: "Somebody tries to guess your password",
    NoticeKind.PASSWORD_CHANGED: "Your password was changed",
    NoticeKind.FACTORS_RESET: "Your second factors were removed",
    NoticeKind.IDENTITY_LINKED: "Another way to log in was added to your account",
    NoticeKind.IDENTITY_UNLINKED: "A way to log in was removed from your account",
    NoticeKind.PERSONAL_TOKEN_MADE: "A personal access token was made for your account",
}
MOST_AN_HOUR = 10  # of a kind to one account; what somebody does over and over is told often enough
RETRIED_AFTER = timedelta(minutes=2)
LOST_AFTER = timedelta(seconds=30)
GIVEN_UP_AFTER = timedelta(days=3)
SWEPT_AT_ONCE = 500


def request(*, user_id: UUID, kind: NoticeKind, about: str = "") -> None:
    """In the caller's transaction."""
    lately = Notice.objects.filter(user_id=user_id, kind=kind, created_at__gt=timezone.now() - timedelta(hours=1))
    if lately.count() < MOST_AN_HOUR:
        notice = Notice.objects.create(user_id=user_id, kind=kind, about=about)
        enqueue("users.send_notice", notice.pk)


def send(*, notice_id: UUID) -> None:
    """Running twice sends one mail, unless the first try failed. An address that nobody proved theirs gets none."""
    now = timezone.now()
    free = Q(attempted_at=None) | Q(attempted_at__lt=now - RETRIED_AFTER)
    due = Notice.objects.filter(free, pk=notice_id, sent_at=None, user__is_active=True)
    if not due.filter(user__email_verified_at__isnull=False).update(attempted_at=now):
        return
    try:
        _send(Notice.objects.select_related("user").get(pk=notice_id))
    except Unavailable:
        log.warning("notice not sent; the sweep will", notice_id=str(notice_id))
        return
    Notice.objects.filter(pk=notice_id).update(sent_at=timezone.now())


def send_due() -> None:
    """Ask again for what a broker or a mail server lost."""
    span = {"waiting_since": LOST_AFTER, "tried_before": RETRIED_AFTER, "given_up_after": GIVEN_UP_AFTER}
    for notice_id in selectors.due_notices(**span, most=SWEPT_AT_ONCE):
        enqueue("users.send_notice", notice_id)


def _send(notice: Notice) -> None:
    kind = NoticeKind(notice.kind)
    words = {
        "user": notice.user,
        "subject": SUBJECTS[kind],
        "about": notice.about,
        "kind": kind.value,
        "at": notice.created_at,
        "link": settings.PUBLIC_URL,
    }
    letters.send(
        to=notice.user.email,
        name="notice",
        subject=SUBJECTS[kind],
        locale=notice.user.locale,
        words=words,
        message_id=f"users.notice.{notice.pk}",
    )
