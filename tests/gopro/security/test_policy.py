"""The policy: granted is what is written, all else is refused."""

from types import ModuleType
from uuid import UUID, uuid4

import pytest

from gopro.database import WallBroken
from gopro.errors import Forbidden
from gopro.security import policy
from gopro.security.permission import Permission, Scope
from gopro.security.principal import ANONYMOUS, Principal
from gopro.security.tokens import Terms

EDIT = Permission(name="shop.cart:edit", grants={"keeper": Scope.OWN, "boss": Scope.ALL}, within=["keeper", "clerk"])


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "DECLARED", {EDIT.name: EDIT})


def somebody(*roles: str, within: dict[UUID, str] | None = None) -> Principal:
    terms = Terms(grants={thing: frozenset({role}) for thing, role in (within or {}).items()})
    return Principal(user_id=uuid4(), session_id=uuid4(), roles=frozenset(roles), terms=terms)


def contracts_of(room: str, *permissions: Permission) -> ModuleType:
    module = ModuleType(f"rooms.{room}.contracts")
    module.PERMISSIONS = permissions  # type: ignore[attr-defined]  # made here
    return module


@pytest.mark.parametrize(
    ("roles", "own", "others", "nobodys"),
    [
        ((), False, False, False),
        (("guest",), False, False, False),
        (("keeper",), True, False, False),
        (("boss",), True, True, True),
        (("keeper", "boss"), True, True, True),
        (("Boss", "BOSS", "boss ", "*"), False, False, False),
    ],
)
def test_every_cell(roles: tuple[str, ...], own: bool, others: bool, nobodys: bool) -> None:
    principal = somebody(*roles)
    cells = [
        policy.allows(principal=principal, permission="shop.cart:edit", owner_ids=owners)
        for owners in ([uuid4(), principal.user_id], [uuid4()], [])
    ]
    assert cells == [own, others, nobodys]


def test_tells_selectors_how_far_it_reaches() -> None:
    scopes = [
        policy.scope(principal=somebody(*roles), permission=EDIT.name) for roles in ([], ["keeper"], ["boss", "keeper"])
    ]
    assert scopes == [None, Scope.OWN, Scope.ALL]


def test_a_role_on_one_thing_reaches_that_thing_and_no_other() -> None:
    shop, other = uuid4(), uuid4()
    clerk = somebody("guest", within={shop: "clerk", other: "boss"})
    assert policy.scope(principal=clerk, permission=EDIT.name) is Scope.WITHIN
    assert policy.things(principal=clerk, permission=EDIT.name) == {shop}
    cells = [policy.allows(principal=clerk, permission=EDIT.name, within=within) for within in (shop, other, None)]
    assert cells == [True, False, False]
    assert not policy.allows(principal=clerk, permission=EDIT.name, owner_ids=[clerk.user_id])
    with pytest.raises(Forbidden):
        policy.require(principal=clerk, permission=EDIT.name, within=other)


def test_a_role_on_one_thing_adds_to_what_is_ones_own() -> None:
    shop = uuid4()
    keeper = somebody("keeper", within={shop: "keeper"})
    assert policy.scope(principal=keeper, permission=EDIT.name) is Scope.OWN
    assert policy.allows(principal=keeper, permission=EDIT.name, owner_ids=[keeper.user_id], within=uuid4())
    assert policy.allows(principal=keeper, permission=EDIT.name, owner_ids=[uuid4()], within=shop)
    assert not policy.allows(principal=keeper, permission=EDIT.name, owner_ids=[uuid4()], within=uuid4())


def test_what_is_declared_must_be_asked() -> None:
    with policy.must_ask(EDIT.name):
        policy.scope(principal=ANONYMOUS, permission=EDIT.name)
    with policy.must_ask(""):
        pass
    with pytest.raises(WallBroken, match="never asked"), policy.must_ask(EDIT.name):
        pass
    with pytest.raises(Forbidden), policy.must_ask(EDIT.name):
        raise Forbidden


def test_nobody_may_nothing() -> None:
    assert not policy.allows(principal=ANONYMOUS, permission=EDIT.name, owner_ids=[uuid4()])
    with pytest.raises(Forbidden):
        policy.require(principal=ANONYMOUS, permission=EDIT.name)


def test_requires_or_says_nothing() -> None:
    policy.require(principal=somebody("boss"), permission=EDIT.name)
    with pytest.raises(Forbidden):
        policy.require(principal=somebody("keeper"), permission=EDIT.name, owner_ids=[uuid4()])


@pytest.mark.parametrize("name", ["shop.cart:edti", "shop.cart", "", "cart:edit"])
def test_an_unknown_name_is_a_bug_and_no_refusal(name: str) -> None:
    with pytest.raises(WallBroken, match="No room declares"):
        policy.allows(principal=somebody("boss"), permission=name)


def test_collects_what_rooms_declare_and_the_same_twice() -> None:
    view = Permission(name="shop.cart:view", grants={"guest": Scope.ALL})
    policy.collect([contracts_of("shop", view, EDIT), contracts_of("shop", view), ModuleType("rooms.empty.contracts")])
    assert set(policy.DECLARED) == {"shop.cart:edit", "shop.cart:view"}
    assert policy.roles() == {"guest", "keeper", "boss"}
    assert policy.roles_within() == {"keeper", "clerk"}


def test_a_room_declares_for_itself_alone_and_once() -> None:
    with pytest.raises(WallBroken, match="another's"):
        policy.collect([contracts_of("bank", EDIT)])
    with pytest.raises(WallBroken, match="declared twice"):
        policy.collect([contracts_of("shop", Permission(name=EDIT.name, grants={"guest": Scope.ALL}))])
    assert policy.DECLARED[EDIT.name] is EDIT


@pytest.mark.parametrize("name", ["", "shop", "shop.cart", "shop:edit", "Shop.cart:edit", "shop.cart:edit ", "a.b.c:d"])
def test_a_permission_has_a_proper_name(name: str) -> None:
    with pytest.raises(ValueError, match="no permission's name"):
        Permission(name=name, grants={})


def test_a_permission_does_not_change() -> None:
    with pytest.raises(TypeError):
        EDIT.grants["guest"] = Scope.ALL  # type: ignore[index]  # what is tried
    with pytest.raises(ValueError, match="`within`"):
        Permission(name=EDIT.name, grants={"guest": Scope.WITHIN})
    with pytest.raises(ValueError, match="everything"):
        Permission(name=EDIT.name, grants={"guest": "everything"})  # type: ignore[dict-item]  # what is tried
