"""Every fact that the installed rooms may tell, and who hears it."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from inspect import cleandoc
from pkgutil import walk_packages
from types import ModuleType

from django.apps import apps
from django.conf import settings

from gopro.errors import Conflict
from gopro.events import registry
from gopro.events.contract import Event
from gopro.events.registry import Subscription


class RoomsMissing(Conflict):
    """What a room hears is known where the room is."""

    title = "The catalogue needs every room in this process: leave GOPRO_ROOMS out"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One fact: its contract, the services that tell it, the handlers that hear it."""

    wire_name: str
    contract: type[Event]
    tellers: tuple[str, ...]
    subscriptions: tuple[Subscription, ...]

    @property
    def room(self) -> str:
        return self.contract.room()

    @property
    def title(self) -> str:
        """What people call it; the audit's contract is one class for every room."""
        return self.contract.__name__

    @property
    def text(self) -> str:
        return cleandoc(self.contract.__doc__ or "")

    @property
    def hearers(self) -> tuple[str, ...]:
        return tuple(sorted({one.consumer for one in self.subscriptions}))


def entries() -> tuple[Entry, ...]:
    """By room, then in the order of their names."""
    if set(settings.ROOMS_HERE) != set(settings.ROOMS):
        raise RoomsMissing
    found = registry.event_types()
    return tuple(_entry(name, found[name]) for name in sorted(found) if _is_installed(found[name].__module__))


def _entry(name: str, contract: type[Event]) -> Entry:
    heard = (one for one in registry.all_subscriptions() if one.event_type is contract)
    ours = sorted((one for one in heard if _is_installed(one.handler.__module__)), key=handler_of)
    return Entry(wire_name=name, contract=contract, tellers=_tellers(contract), subscriptions=tuple(ours))


def handler_of(subscription: Subscription) -> str:
    return f"{subscription.handler.__module__}.{subscription.handler.__qualname__}"


def _tellers(contract: type[Event]) -> tuple[str, ...]:
    """Modules of the room's services that have the contract in hand."""
    home = contract.__module__.partition(".contracts")[0]
    package = f"{home}.services"
    if find_spec(package) is None:
        return (f"{home}.trail",) if _is_shared(contract) else ()
    return tuple(module.__name__ for module in _modules(package) if contract in vars(module).values())


def _is_shared(contract: type[Event]) -> bool:
    return f".{contract.room()}.contracts" not in contract.__module__


def _modules(package: str) -> list[ModuleType]:
    root = import_module(package)
    names = sorted(found.name for found in walk_packages(root.__path__, prefix=f"{package}."))
    return [root, *(import_module(name) for name in names)]


def _is_installed(module: str) -> bool:
    """Contracts and handlers of tests are in no app."""
    return apps.get_containing_app_config(module) is not None
