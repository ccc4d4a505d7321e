"""Mails to those whose account was imported: so many a minute, so that no mail server drowns and none is blocked."""

from django.conf import settings

from apps.users import selectors
from apps.users.services import one_time_tokens

EVERY = 10  # seconds


def send_waiting() -> None:
    """A turn's share. One that fails is tried again by the sweep of all mails."""
    share = max(settings.INVITATIONS_A_MINUTE * EVERY // 60, 1)
    for token_id in selectors.waiting_invitations(most=share):
        one_time_tokens.send_one_time_token(token_id=token_id)
