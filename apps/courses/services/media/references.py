"""What texts say of files: found when a version is written, refused where the course has no such file, remembered."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from apps.courses.errors import ContentRefused
from apps.courses.models.choices import MediaUser
from apps.courses.models.media import MediaUse
from apps.courses.models.versions import Version
from apps.courses.selectors import media as selectors
from apps.courses.services.content import BankContent, Content, CourseContent, ExerciseContent, LessonContent
from apps.courses.services.media.rendering import PLACE, UUID_FORM
from gopro.identifiers import uuid7
from gopro.markdown import destinations

REFERENCE = re.compile(rf"(?:media:|{PLACE})(?P<id>[^/?#]*)")
KINDS: Mapping[type[Content], MediaUser] = {
    CourseContent: MediaUser.COURSE,
    LessonContent: MediaUser.LESSON,
    ExerciseContent: MediaUser.EXERCISE,
    BankContent: MediaUser.BANK,
}

type Texts = Iterator[tuple[str, str]]  # each with a JSON pointer to it


def noted[V: Version](version: V, *, content: Content, course_id: UUID) -> V:
    """The same version, once it is remembered which files its texts show; the caller saves it in this transaction.

    Raises ContentRefused, naming what the course hasn't.
    """
    found = dict(found_in(content))
    if not found:
        return version
    usable = selectors.usable(course_id=course_id, media_ids=[each for each in found if isinstance(each, UUID)])
    wrong = {pointer: f"This course has no file {each}." for each, pointer in found.items() if each not in usable}
    if wrong:
        raise ContentRefused("A text shows a file that the course hasn't.", fields=wrong)
    kind = KINDS[type(content)]
    MediaUse.objects.bulk_create(
        MediaUse(id=uuid7(), media_id=media_id, kind=kind, version_id=version.pk) for media_id in sorted(usable)
    )
    return version


def found_in(content: Content) -> Iterator[tuple[UUID | str, str]]:
    """Ids, or what should be one, each with a JSON pointer to a text that names it."""
    for pointer, text in texts_of(content):
        for media_id in ids_in(text):
            yield media_id, pointer


def ids_in(markdown: str) -> Iterator[UUID | str]:
    if "media" not in markdown:  # most texts aren't parsed a second time
        return
    for destination in destinations(markdown):
        named = REFERENCE.match(destination)
        if named:
            yield UUID(named["id"]) if re.fullmatch(UUID_FORM, named["id"]) else named["id"]


def texts_of(content: Content) -> Texts:
    """What is Markdown of it."""
    for name in ("description", "body", "instructions"):
        if hasattr(content, name):
            yield f"/{name}", getattr(content, name)
    for index, hint in enumerate(getattr(content, "hints", ())):
        yield f"/hints/{index}/text", hint["text"]
    for index, question in enumerate(getattr(content, "questions", ())):
        yield from _texts_of_question(question, pointer=f"/questions/{index}")


def _texts_of_question(question: Mapping[str, Any], *, pointer: str) -> Texts:
    for name in ("prompt", "explanation"):
        yield f"{pointer}/{name}", question.get(name, "")
    for name in ("choices", "matches"):
        for index, text in enumerate(question.get(name, ())):
            yield f"{pointer}/{name}/{index}", text
