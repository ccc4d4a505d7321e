"""Accounts and their sessions, made the way the room makes them."""

from typing import Any
from uuid import UUID

import factory

from apps.users.models import User
from apps.users.services import personal_tokens, registration, sessions
from apps.users.services.personal_tokens import Made
from apps.users.services.sessions import Client, SignedIn
from gopro.security.principal import Principal

PASSWORD = "correct horse battery staple"
LAPTOP = Client(ip="192.0.2.1", user_agent="Laptop")


class UserFactory(factory.Factory):
    """A verified account, through the service."""

    class Meta:
        model = registration.create_account

    username = factory.Sequence(lambda number: f"learner{number}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = PASSWORD
    roles = ()


def unverified(**fields: Any) -> User:
    """An account that just registered."""
    given = {"email": "new@example.org", "username": "newcomer", "password": PASSWORD, "display_name": ""}
    return registration.register(**given | {"locale": "en", "time_zone": "UTC", "ip": None} | fields)


def signed_in(user: User, *, client: Client = LAPTOP) -> SignedIn:
    return sessions.begin_session(user=user, client=client, methods=frozenset({"pwd"}))


def personal_token_of(user: User, *, session_id: UUID | None = None, **wish: Any) -> Made:
    """Made by somebody who has just logged in."""
    given: dict[str, Any] = {"name": "backup", "scopes": ["courses:read"], "expires_in_days": 30} | wish
    principal = Principal(
        user_id=user.pk,
        session_id=session_id or signed_in(user).session_id,
        roles=frozenset(user.all_roles),
    )
    return personal_tokens.create_personal_token(principal=principal, **given)
