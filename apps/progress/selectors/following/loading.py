"""Publications and learners' records out of the database, many learners at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from apps.progress.models import (
    Adjustment,
    Enrollment,
    ExercisePass,
    Kind,
    LessonCompletion,
    Outline,
    OutlineExercise,
    OutlineLesson,
)
from apps.progress.selectors.following.paths import Place
from apps.progress.selectors.following.records import Deed, Edition, Ledger, Note, Record

type Rows = Iterable[tuple[UUID, UUID, UUID | None, int]]  # of whom, what, which version, following what


def editions(*, course_id: UUID) -> dict[int, Edition]:
    """All that were published, by the key of the outline, in order."""
    outlines = list(Outline.objects.filter(course_id=course_id).order_by("version"))
    within = {"outline__in": outlines}
    lessons: dict[int, dict[UUID, UUID]] = defaultdict(dict)
    for key, id_, version_id in OutlineLesson.objects.filter(**within).values_list(
        "outline_id", "lesson_id", "version_id"
    ):
        lessons[key][id_] = version_id
    exercises: dict[int, list[tuple[UUID, UUID, UUID]]] = defaultdict(list)
    for key, *row in OutlineExercise.objects.filter(**within).values_list(
        "outline_id", "exercise_id", "version_id", "lesson_id"
    ):
        exercises[key].append((row[0], row[1], row[2]))
    return {one.pk: _edition(one, lessons=lessons[one.pk], exercises=exercises[one.pk]) for one in outlines}


def _edition(
    outline: Outline, *, lessons: Mapping[UUID, UUID], exercises: Sequence[tuple[UUID, UUID, UUID]]
) -> Edition:
    return Edition(
        version=outline.version,
        policy=outline.policy,
        default=outline.choices["default"],
        choices={UUID(id_): choice for id_, choice in outline.choices["items"].items()},
        lessons=lessons,
        exercises={id_: version_id for id_, version_id, _ in exercises},
        places={id_: lesson_id for id_, _, lesson_id in exercises},
    )


def places(rows: Sequence[Enrollment], *, editions: Mapping[int, Edition]) -> dict[UUID, Place]:
    """Where these learners of one course stand."""
    found = records([row.pk for row in rows])
    return {row.pk: Place(record=found[row.pk], edition=editions[row.outline_id]) for row in rows}


def records(enrollment_ids: Sequence[UUID]) -> dict[UUID, Record]:
    """What each did, and what was noted of it."""
    mine = {"enrollment__in": enrollment_ids}
    completions = LessonCompletion.objects.filter(**mine).values_list(
        "enrollment_id", "lesson_id", "version_id", "followed"
    )
    passes = ExercisePass.objects.filter(**mine).values_list("enrollment_id", "exercise_id", "version_id", "followed")
    lessons, exercises = _deeds(completions), _deeds(passes)
    notes = _notes(enrollment_ids)
    return {
        id_: Record(
            lessons=Ledger(deeds=lessons.get(id_, {}), notes=notes[Kind.LESSON].get(id_, {})),
            exercises=Ledger(deeds=exercises.get(id_, {}), notes=notes[Kind.EXERCISE].get(id_, {})),
        )
        for id_ in enrollment_ids
    }


def record_of(
    enrollment_id: UUID, *, completions: Iterable[LessonCompletion], passes: Iterable[ExercisePass]
) -> Record:
    """Of one learner whose rows are loaded already."""
    notes = _notes([enrollment_id])
    lessons = _deeds((enrollment_id, row.lesson_id, row.version_id, row.followed) for row in completions)
    exercises = _deeds((enrollment_id, row.exercise_id, row.version_id, row.followed) for row in passes)
    return Record(
        lessons=Ledger(deeds=lessons[enrollment_id], notes=notes[Kind.LESSON][enrollment_id]),
        exercises=Ledger(deeds=exercises[enrollment_id], notes=notes[Kind.EXERCISE][enrollment_id]),
    )


def of_lesson(*, enrollment_id: UUID, lesson_id: UUID) -> Ledger:
    """What this learner did of this lesson, and the note on it."""
    mine = {"enrollment_id": enrollment_id}
    deeds = LessonCompletion.objects.filter(lesson_id=lesson_id, **mine).values_list("version_id", "followed")
    note = Adjustment.objects.filter(thing_id=lesson_id, **mine).order_by("-version").first()
    return Ledger(
        deeds={lesson_id: tuple(Deed(*deed) for deed in deeds)},
        notes={lesson_id: Note(effect=note.effect, version=note.version)} if note else {},
    )


def _deeds(rows: Rows) -> dict[UUID, dict[UUID, tuple[Deed, ...]]]:
    found: dict[UUID, dict[UUID, tuple[Deed, ...]]] = defaultdict(dict)
    for enrollment_id, thing_id, version_id, followed in rows:
        own = found[enrollment_id]
        own[thing_id] = (*own.get(thing_id, ()), Deed(version_id=version_id, followed=followed))
    return found


def _notes(enrollment_ids: Sequence[UUID]) -> dict[str, dict[UUID, dict[UUID, Note]]]:
    """The latest of each thing, by kind and enrollment."""
    found: dict[str, dict[UUID, dict[UUID, Note]]] = {kind: defaultdict(dict) for kind in Kind.values}
    rows = Adjustment.objects.filter(enrollment__in=enrollment_ids).order_by("version")
    for row in rows.only("enrollment_id", "kind", "thing_id", "effect", "version"):
        found[row.kind][row.enrollment_id][row.thing_id] = Note(effect=row.effect, version=row.version)
    return found
