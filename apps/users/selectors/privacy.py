"""Erasures, exports, and what this room keeps of a person."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Model

from apps.users.errors import ErasureNotFound, ExportNotFound
from apps.users.models import (
    AuthenticatorApp,
    AuthorizationRequest,
    Erasure,
    Export,
    Identity,
    KnownDevice,
    Notice,
    OneTimeToken,
    Passkey,
    PersonalToken,
    RecoveryCode,
    RoleGrant,
    Session,
    User,
    UserImport,
)
from apps.users.selectors.security_log import security_entries

ACCOUNT = (
    *("id", "username", "email", "email_verified_at", "display_name", "bio", "locale", "time_zone"),
    *("pronouns", "location", "links", "visibility", "shown_to", "avatar_id", "roles", "created_at"),
)
SPAN = ("created_at", "expires_at")
OF_USER: Mapping[str, tuple[type[Model], tuple[str, ...]]] = MappingProxyType(
    {
        "sessions": (Session, ("id", "user_agent", "ip", *SPAN, "last_used_at", "revoked_at", "revoked_reason")),
        "devices": (KnownDevice, ("created_at", "last_used_at")),
        "roles_on_one_thing": (RoleGrant, ("role", "within", "reason", *SPAN)),
        "personal_tokens": (
            PersonalToken,
            ("id", "name", "scopes", *SPAN, "last_used_at", "revoked_at", "revoked_reason"),
        ),
        "identities": (Identity, ("provider", "issuer", "subject", "created_at", "last_used_at")),
        "log_ins_by_providers": (
            AuthorizationRequest,
            ("provider", "return_to", *SPAN, "answered_at", "redeemed_at"),
        ),
        "authenticator_apps": (AuthenticatorApp, ("created_at", "confirmed_at", "last_used_at")),
        "passkeys": (Passkey, ("id", "name", "created_at", "last_used_at")),
        "recovery_codes": (RecoveryCode, ("created_at", "used_at")),
        "notices": (Notice, ("kind", "about", "created_at", "sent_at")),
        "mails": (OneTimeToken, ("purpose", "email", "created_at", "sent_at", "used_at")),
        "erasures": (Erasure, ("id", "requested_at", "cancelled_at")),
        "exports": (Export, ("id", "requested_at", "completed_at", "expires_at")),
    }
)


def pending_erasure(*, user_id: UUID) -> Erasure | None:
    """The erasure of this account that goes on."""
    return Erasure.objects.filter(user_id=user_id, cancelled_at=None, completed_at=None).first()


def erasure(*, erasure_id: UUID) -> Erasure:
    """Raises ErasureNotFound."""
    found = Erasure.objects.filter(pk=erasure_id).first()
    if found is None:
        raise ErasureNotFound
    return found


def export(*, export_id: UUID) -> Export:
    """Raises ExportNotFound."""
    found = Export.objects.filter(pk=export_id).first()
    if found is None:
        raise ExportNotFound
    return found


def newest_export(*, user_id: UUID) -> Export:
    """The person's latest. Raises ExportNotFound."""
    found = Export.objects.filter(user_id=user_id).order_by("-requested_at").first()
    if found is None:
        raise ExportNotFound
    return found


def personal_sections(*, user_id: UUID) -> Mapping[str, Iterable[Mapping[str, Any]]]:
    """What this room keeps of a person, but for what is secret; rows by section."""
    log = ("at", "action", "outcome", "reason", "client_network", "client_agent")
    imports = ("id", "state", "is_dry_run", "file_name", "rows", "created_at", "finished_at")
    rows = {
        section: model._default_manager.filter(user_id=user_id).order_by("pk").values(*columns)
        for section, (model, columns) in OF_USER.items()
    }
    return {
        "account": User.objects.filter(pk=user_id).values(*ACCOUNT),
        "security_log": security_entries(user_id=user_id).order_by("number").values(*log),
        "imports": UserImport.objects.filter(asked_by_id=user_id).order_by("pk").values(*imports),
        **rows,
    }
