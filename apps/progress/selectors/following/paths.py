"""From the publication that a learner follows to the newest: each in turn, as its own policy says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from apps.progress.models import Policy
from apps.progress.selectors.following.records import Edition, Figures, Record, figures
from apps.progress.selectors.following.steps import come_along, is_compatible


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Which publication a learner follows, and what they have done by then."""

    record: Record
    edition: Edition

    @property
    def figures(self) -> Figures:
        return figures(self.record, edition=self.edition)


def followed(place: Place, *, considered: int, editions: Sequence[Edition]) -> Place:
    """Where the learner stands once every publication after `considered` has been decided on.

    `editions` are in order, from the one that is followed on.
    """
    for edition in editions:
        if edition.version > max(considered, place.edition.version):
            place = _decided(place, edition=edition, editions=editions)
    return place


def moved(place: Place, *, to: Edition, editions: Sequence[Edition]) -> Place:
    """Through every publication on the way, as if each had been followed when it came."""
    for edition in editions:
        if place.edition.version < edition.version <= to.version:
            record = come_along(place.record, before=place.edition, after=edition)
            place = replace(place, record=record, edition=edition)
    return place


def _decided(place: Place, *, edition: Edition, editions: Sequence[Edition]) -> Place:
    if edition.policy == Policy.PIN:
        return place
    there = moved(place, to=edition, editions=editions)
    if edition.policy == Policy.FOLLOW_LATEST:
        return there
    is_fit = is_compatible(place.record, before=place.edition, moved=there.record, after=there.edition)
    return there if is_fit else place
