"""Contracts of facts hold what events.md promises."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gopro.events import registry
from gopro.events.codec import decode, encode
from gopro.events.contract import Event, check

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))

pytestmark = pytest.mark.django_db
EVENT_TYPES = sorted(
    (found for found in registry.event_types().values() if found.__module__.startswith("apps.")),
    key=lambda found: found.name,
)


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda found: found.name)
def test_a_contract_is_frozen_named_and_explained(event_type: type[Event]):
    check(event_type)
    assert event_type.room() == event_type.__module__.split(".")[1]
    assert event_type.__doc__, "a fact says what happened, one line"
    assert not event_type.__doc__.startswith(event_type.__name__ + "("), "dataclass's own signature is no doc line"
    assert event_type.__dataclass_params__.frozen  # type: ignore[attr-defined]  # a dataclass, by the type of Event
    assert all(field.kw_only for field in dataclasses.fields(event_type))


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda found: found.name)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_a_fact_survives_the_wire(event_type: type[Event], data: st.DataObject):
    event = data.draw(st.from_type(event_type).filter(lambda event: "\x00" not in repr(event)))
    assert decode(event_type, encode(event)) == event
