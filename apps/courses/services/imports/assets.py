"""Files that a source brings: each becomes a file of the course, by its bytes; texts then name it as `media:<id>`.

A file that the course has keeps its id, so that texts which show it are the same again with the next import.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Literal
from uuid import UUID

from django.conf import settings

from apps.courses.errors import MediaQuotaExceeded
from apps.courses.models.choices import MediaState
from apps.courses.models.content import Course
from apps.courses.models.media import Media
from apps.courses.selectors import media as selectors
from apps.courses.services.importers.rewriting import rewritten
from apps.courses.services.importers.tree import ImportedAsset, ImportedCourse
from apps.courses.services.media import inspection, names
from apps.courses.services.media.uploads import fitting
from gopro.content_types import kind_of
from gopro.errors import Conflict, Invalid
from gopro.identifiers import uuid7
from gopro.storage.contract import Announced
from gopro.storage.store import store

REFERENCE = re.compile(r"""\basset:(?P<key>[^\s)>\]"'#?]+)""")

type AssetAction = Literal["created", "unchanged", "unsupported"]


@dataclass(frozen=True, kw_only=True, slots=True)
class AssetStep:
    """What becomes of one file; `media_id` is None where it can't be taken, and then there is a reason."""

    node: ImportedAsset
    action: AssetAction
    announced: Announced
    media_id: UUID | None = None
    reason: str = ""


def plan_assets(course: ImportedCourse, *, here: Course | None) -> tuple[AssetStep, ...]:
    """The same bytes are one file. Each new one is looked at, as if it were uploaded."""
    known = selectors.by_sha256(course_id=here.pk) if here else {}
    ids, steps = dict(known), []
    for node in course.assets:
        step = _step(node, known=known)
        if step.action != "unsupported":
            step = replace(step, media_id=ids.setdefault(step.announced.sha256, uuid7()))
        steps.append(step)
    return tuple(steps)


def with_media(course: ImportedCourse, *, steps: Iterable[AssetStep]) -> ImportedCourse:
    """Its texts name files as this house does. What can't be taken, they name as before."""
    ids = {step.node.external_key: step.media_id for step in steps if step.media_id}

    def named(found: re.Match[str]) -> str:
        media_id = ids.get(found["key"])
        return f"media:{media_id}" if media_id else found[0]

    return rewritten(course, text=lambda text: REFERENCE.sub(named, text)) if ids else course


def keep(steps: Iterable[AssetStep]) -> None:
    """The bytes of what is new, before any transaction; if nothing comes of it, they are collected."""
    for step in _new(steps):
        content = BytesIO(step.node.content)
        store().save(name=names.kept(step.media_id), content=content, content_type=step.announced.content_type)


def add(steps: Iterable[AssetStep], *, course_id: UUID) -> None:
    """The rows of what is new, in the import's transaction. Raises Conflict, or MediaQuotaExceeded."""
    new = _new(steps)
    _check_quota(sum(step.announced.size for step in new), course_id=course_id)
    for step in new:
        awaited = selectors.same(course_id=course_id, sha256=step.announced.sha256)
        if awaited is not None and awaited.state == MediaState.READY:
            raise Conflict(f"{step.node.name} was added meanwhile by somebody else. Run this again.")
        if awaited is not None:
            awaited.delete()  # whoever was about to send these bytes finds them here
        _row(step, course_id=course_id).save(force_insert=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAsset:
    """Of a step that makes something."""

    node: ImportedAsset
    announced: Announced
    media_id: UUID


def _new(steps: Iterable[AssetStep]) -> tuple[NewAsset, ...]:
    """Once for the same bytes, under the name that comes first."""
    found: dict[UUID, NewAsset] = {}
    for step in steps:
        if step.media_id and step.action == "created":
            new = NewAsset(node=step.node, announced=step.announced, media_id=step.media_id)
            found.setdefault(step.media_id, new)
    return tuple(found.values())


def _step(node: ImportedAsset, *, known: Mapping[str, UUID]) -> AssetStep:
    announced = Announced(
        size=len(node.content),
        sha256=hashlib.sha256(node.content).hexdigest(),
        content_type=kind_of(node.name, content=node.content),
    )
    if announced.sha256 in known:
        return AssetStep(node=node, action="unchanged", announced=announced)
    try:
        inspection.check_announced(announced)
        inspection.check_content(BytesIO(node.content), announced=announced)
    except Invalid as refusal:
        return AssetStep(node=node, action="unsupported", announced=announced, reason=refusal.detail)
    return AssetStep(node=node, action="created", announced=announced)


def _check_quota(more: int, *, course_id: UUID) -> None:
    if more and selectors.size_of_course(course_id=course_id) + more > settings.MEDIA_COURSE_BYTES:
        mebibytes = settings.MEDIA_COURSE_BYTES // settings.MEBIBYTE
        raise MediaQuotaExceeded(f"With these files the course would have more than {mebibytes} MiB of them.")


def _row(step: NewAsset, *, course_id: UUID) -> Media:
    announced = step.announced
    return Media(
        id=step.media_id,
        course_id=course_id,
        name=fitting(step.node.name, content_type=announced.content_type),
        content_type=announced.content_type,
        size=announced.size,
        sha256=announced.sha256,
        state=MediaState.READY,
    )
