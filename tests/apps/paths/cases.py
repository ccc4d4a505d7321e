"""The table: a case makes its world and answers the act, which goes through one of the house's doors."""

from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from uuid import UUID

from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from gopro.events.contract import Event
from gopro.identifiers import uuid7
from gopro.staff.cookies import NAME
from gopro.testing.tokens import access_token, staff_token

type Act = Callable[[], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Doors:
    """Callers from outside, each anew."""

    folder: Path

    def api(self, *roles: str, user_id: UUID | None = None) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(user_id=user_id or uuid7(), roles=roles)}")
        return client

    def admin(self, *roles: str, user_id: UUID | None = None) -> Client:
        client = Client()
        client.cookies[NAME] = staff_token(user_id=user_id or uuid7(), roles=roles)
        return client

    def command(self, *words: object) -> None:
        call_command(*map(str, words), stdout=StringIO(), stderr=StringIO())


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """`again` are the facts of the same act done once more: none, where nothing changes."""

    door: str
    make: Callable[[Doors], Act]
    tells: tuple[type[Event], ...]
    again: tuple[type[Event], ...]

    @property
    def name(self) -> str:
        return f"{self.door}-{self.make.__name__}"


CASES: list[Case] = []


def case(
    *, door: str, tells: tuple[type[Event], ...], again: tuple[type[Event], ...] = ()
) -> Callable[[Callable[[Doors], Act]], Callable[[Doors], Act]]:
    def note(make: Callable[[Doors], Act]) -> Callable[[Doors], Act]:
        CASES.append(Case(door=door, make=make, tells=tells, again=again))
        return make

    return note
