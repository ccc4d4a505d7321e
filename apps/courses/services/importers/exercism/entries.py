"""The exercises and concepts that a track's config.json lists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from apps.courses.services.importers.fields import Fields
from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.tree import Difficulty, ImportedConcept, Status
from gopro.errors import Invalid

STATUSES: Final[Mapping[str, Status]] = {
    "active": "published",
    "beta": "published",
    "wip": "draft",
    "deprecated": "retired",
}
EASY, MEDIUM, HARDEST = 3, 7, 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """`concepts` are those taught (`teaches`) or practised; prerequisites are concepts too, all by external key."""

    external_key: str
    slug: str
    title: str
    folder: str
    pointer: str
    status: Status
    is_beta: bool
    teaches: bool
    difficulty_raw: int | None
    concepts: tuple[str, ...]
    prerequisites: tuple[str, ...]

    @property
    def difficulty(self) -> Difficulty:
        """Exercism's easy, medium and hard; what teaches a concept has no number and needs none."""
        if self.difficulty_raw is None or self.difficulty_raw <= EASY:
            return "beginner"
        return "intermediate" if self.difficulty_raw <= MEDIUM else "advanced"

    @property
    def target(self) -> str:
        return f"exercise:{self.external_key}"


def read_concepts(config: Fields) -> tuple[ImportedConcept, ...]:
    concepts = tuple(
        ImportedConcept(external_key=row.uuid("uuid"), slug=row.slug("slug"), name=row.text("name"))
        for row in config.rows("concepts")
    )
    _refuse_twice(concepts, path="config.json#/concepts")
    return concepts


def read_entries(config: Fields, *, concepts: tuple[ImportedConcept, ...], intake: Intake) -> tuple[Entry, ...]:
    keys = {concept.slug: concept.external_key for concept in concepts}
    groups = config.section("exercises")
    entries = tuple(
        _entry(row, group=group, keys=keys, intake=intake)
        for group in ("concept", "practice")
        for row in groups.rows(group)
    )
    intake.remark_unasked(groups)
    _refuse_twice(entries, path="config.json#/exercises")
    if not entries:
        raise Invalid("config.json: 'exercises' lists none.")
    return entries


def _entry(row: Fields, *, group: str, keys: Mapping[str, str], intake: Intake) -> Entry:
    slug = row.slug("slug")
    status = row.optional_text("status")
    entry = Entry(
        external_key=row.uuid("uuid"),
        slug=slug,
        title=row.text("name"),
        folder=f"exercises/{group}/{slug}",
        pointer=row.path,
        status=row.choice("status", STATUSES, default="active"),
        is_beta=status == "beta",
        teaches=group == "concept",
        difficulty_raw=row.optional_integer("difficulty", lowest=1, highest=HARDEST),
        concepts=tuple(_known(row, key="concepts" if group == "concept" else "practices", keys=keys, intake=intake)),
        prerequisites=tuple(_known(row, key="prerequisites", keys=keys, intake=intake)),
    )
    intake.remark_unasked(row, external_key=entry.external_key, target=entry.target)
    return entry


def _known(row: Fields, *, key: str, keys: Mapping[str, str], intake: Intake) -> Iterator[str]:
    for number, slug in enumerate(row.slugs(key)):
        if slug in keys:
            yield keys[slug]
            continue
        reason = f"There is no concept {slug!r}; left out."
        intake.remark(f"{row.path}/{key}/{number}", type="reference", action="error", reason=reason)


def _refuse_twice(nodes: tuple[Entry, ...] | tuple[ImportedConcept, ...], *, path: str) -> None:
    keys: set[str] = set()
    slugs: set[str] = set()
    for node in nodes:
        if node.external_key in keys:
            raise Invalid(f"{path}: the uuid {node.external_key} stands twice (at {node.slug!r}).")
        if node.slug in slugs:
            raise Invalid(f"{path}: the slug {node.slug!r} stands twice.")
        keys.add(node.external_key)
        slugs.add(node.slug)
