"""Courses at random: every kind of everything, with the most awkward texts that a tree may hold."""

from typing import Any

from hypothesis import strategies as st

from apps.courses.services.importers.tree import (
    ImportedAsset,
    ImportedConcept,
    ImportedCourse,
    ImportedCriterion,
    ImportedExercise,
    ImportedHint,
    ImportedLesson,
    ImportedQuestion,
    ImportedResource,
    ImportedSection,
    ImportedSource,
    ImportedTask,
)

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.text(CHARACTERS, max_size=20)
LINES = st.text(CHARACTERS, min_size=1, max_size=12)
NUMBERS = st.sampled_from(["0", "2", "-3.5", "1e3", "0.001"])
MARKDOWN = st.one_of(
    TEXTS,
    st.sampled_from(
        [
            "# A\n\n- b\n\n```go\nfunc main() {}\n```\n",
            "![x](asset:k0) and [y](asset:k1)\n\n| a | b |\n| - | - |\n| 1 | 2 |\n",
            "<b>&amp; ]]> <script>alert(1)</script> \\(x_1\\) $HOME\n",
            "[there](lesson:l0) [nowhere](lesson:none) \x0b\ufffe\x1f",
        ]
    ),
)
STATUSES: st.SearchStrategy[Any] = st.sampled_from(["draft", "published", "retired"])
DIFFICULTIES: st.SearchStrategy[Any] = st.sampled_from(["beginner", "intermediate", "advanced"])
SLUGS = st.from_regex(r"[a-z]{1,8}(?:-[a-z0-9]{1,4})?", fullmatch=True)


def many(one: st.SearchStrategy[Any], *, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=most).map(tuple)


def distinct(*, least: int, most: int = 4) -> st.SearchStrategy[list[str]]:
    return st.lists(LINES.filter(str.strip), min_size=least, max_size=most, unique=True)


FILES = st.dictionaries(TEXTS, TEXTS, max_size=2)
HINTS = many(st.builds(ImportedHint, task=st.integers(0, 9), text=MARKDOWN))
RUBRICS = many(st.builds(ImportedCriterion, key=SLUGS, title=LINES, description=TEXTS))


@st.composite
def questions(draw: st.DrawFn, *, key: str) -> ImportedQuestion:
    kind: Any = draw(st.sampled_from(["single", "multiple", "numeric", "text", "matching", "ordering"]))
    return ImportedQuestion(
        external_key=key, kind=kind, prompt=draw(MARKDOWN), explanation=draw(MARKDOWN), **draw(_parts(kind))
    )


@st.composite
def _parts(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    if kind == "numeric":
        tolerance, share = draw(st.sampled_from(["0", "0.5"])), draw(st.sampled_from(["0", "0.05"]))
        return {"answers": (draw(NUMBERS),), "tolerance": tolerance, "relative_tolerance": share}
    if kind == "text":
        pattern, strict = draw(st.sampled_from(["", "go+"])), draw(many(st.sampled_from(["case", "spaces"])))
        return {"answers": tuple(draw(distinct(least=1))), "pattern": pattern, "strict": strict}
    choices = draw(distinct(least=2))
    if kind == "ordering":
        return {
            "choices": tuple(choices),
            "answers": tuple(draw(st.permutations([str(n) for n in range(len(choices))]))),
        }
    if kind == "matching":
        matches = draw(distinct(least=2))
        partner = st.sampled_from([str(number) for number in range(len(matches))])
        return {
            "choices": tuple(choices),
            "matches": tuple(matches),
            "answers": tuple(draw(partner) for _ in choices),
        }
    right = draw(st.lists(st.sampled_from(choices), min_size=1, max_size=1 if kind == "single" else 3, unique=True))
    return {"choices": tuple(choices), "answers": tuple(right)}


@st.composite
def exercises(draw: st.DrawFn, *, key: str) -> ImportedExercise:
    kind: Any = draw(st.sampled_from(["code", "quiz", "text"]))
    asked = [draw(questions(key=f"q{number}")) for number in range(draw(st.integers(1, 3)))] if kind == "quiz" else []
    return ImportedExercise(
        external_key=key,
        slug=draw(SLUGS),
        title=draw(LINES),
        kind=kind,
        language=draw(st.sampled_from(["", "go", "python"])),
        blurb=draw(TEXTS),
        instructions=draw(MARKDOWN),
        hints=draw(HINTS),
        tasks=draw(many(st.builds(ImportedTask, number=st.integers(1, 9), title=LINES))),
        difficulty=draw(DIFFICULTIES),
        difficulty_raw=draw(st.none() | st.integers(1, 10)),
        status=draw(STATUSES),
        is_beta=draw(st.booleans()),
        stub_files=draw(FILES),
        readonly_files=draw(FILES),
        test_files=draw(FILES),
        solution_files=draw(FILES),
        grading_mode=draw(st.sampled_from(["tests", "refactor", "none"])),
        concepts=draw(many(st.just("c1"))),
        prerequisites=draw(many(st.just("c2"))),
        authors=draw(many(LINES)),
        contributors=draw(many(LINES)),
        source=draw(TEXTS),
        source_url=draw(TEXTS),
        questions=tuple(asked),
        draws=draw(st.integers(0, 2)),
        redraws=draw(st.booleans()),
        rubric=draw(RUBRICS),
    )


@st.composite
def lessons(draw: st.DrawFn, *, key: str, section: str) -> ImportedLesson:
    exercise_keys = [f"{key}/{draw(st.sampled_from(['problem', 'Ä b', 'x']))}{number}" for number in range(2)]
    return ImportedLesson(
        external_key=key,
        slug=draw(SLUGS),
        title=draw(LINES),
        summary=draw(TEXTS),
        body=draw(MARKDOWN),
        resources=draw(many(st.builds(ImportedResource, url=LINES, title=LINES))),
        status=draw(STATUSES),
        difficulty=draw(DIFFICULTIES),
        duration_minutes=draw(st.none() | st.integers(1, 600)),
        concepts=draw(many(st.just("c1"))),
        section=section,
        exercises=tuple(draw(exercises(key=each)) for each in exercise_keys[: draw(st.integers(0, 2))]),
    )


@st.composite
def courses(draw: st.DrawFn) -> ImportedCourse:
    """Sections in the order of their lessons, some without any, and lessons that stand in none."""
    sections = [draw(_section(f"chapter/s{number}")) for number in range(draw(st.integers(0, 3)))]
    homes = [
        key for key in ["", *(section.external_key for section in sections)] for _ in range(draw(st.integers(0, 2)))
    ]
    keys = [draw(st.sampled_from(["l", "sequential/l", "Ünsafe key/../l", "L"])) + str(n) for n in range(len(homes))]
    return ImportedCourse(
        source=ImportedSource(
            kind="olx",
            locator=draw(st.sampled_from(["olx:gopro+slug+course", "olx:Org+C.1+R-1"])),
            license=draw(st.sampled_from(["", "MIT", "all-rights-reserved"])),
            license_text=draw(TEXTS),
            attribution=draw(TEXTS),
        ),
        external_key=draw(LINES),
        slug="slug",
        title=draw(LINES),
        summary=draw(TEXTS),
        description=draw(MARKDOWN),
        language=draw(st.sampled_from(["", "go"])),
        difficulty=draw(DIFFICULTIES),
        tags=draw(many(SLUGS)),
        status=draw(STATUSES),
        lessons=tuple(draw(lessons(key=key, section=home)) for key, home in zip(keys, homes, strict=True)),
        concepts=tuple(ImportedConcept(external_key=key, slug=key, name=draw(LINES)) for key in ("c1", "c2")),
        sections=tuple(sections),
        assets=tuple(
            ImportedAsset(external_key=f"k{number}", name=draw(LINES), content=draw(st.binary(max_size=9)))
            for number in range(draw(st.integers(0, 3)))
        ),
    )


def _section(key: str) -> st.SearchStrategy[ImportedSection]:
    return st.builds(ImportedSection, external_key=st.just(key), slug=SLUGS, title=LINES, summary=TEXTS)
