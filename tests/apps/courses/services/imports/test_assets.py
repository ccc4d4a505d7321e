"""Files that a source brings: taken in once, named in texts, the same again with the next import."""

from dataclasses import replace

import pytest

from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.media import Media, MediaUse
from apps.courses.models.versions import ExerciseVersion, LessonVersion
from apps.courses.services.importers.tree import (
    ImportedAsset,
    ImportedCourse,
    ImportedExercise,
    ImportedLesson,
    ImportedQuestion,
    ImportedSource,
    Reading,
    ReportLine,
)
from apps.courses.services.imports.report import Report
from apps.courses.services.imports.run import Options, import_course, preview_import
from apps.courses.services.media.downloads import open_media
from gopro.storage.contract import Store
from tests.apps.courses.media import begin, png
from tests.gopro.images.files import SVG

pytestmark = pytest.mark.usefixtures("db")
BOOKS, TREES = png(1), png(2)
QUESTION = ImportedQuestion(
    external_key="q",
    kind="single",
    prompt="Which is ![it](asset:static/books.png)?",
    choices=("![a](asset:static/books.png)", "![b](asset:static/trees%20old.png)"),
    answers=("![b](asset:static/trees%20old.png)",),
    explanation="",
)
QUIZ = ImportedExercise(
    external_key="quiz",
    slug="quiz",
    title="Quiz",
    kind="quiz",
    instructions="Look.",
    difficulty="beginner",
    status="published",
    questions=(QUESTION,),
)
LESSON = ImportedLesson(
    external_key="lesson",
    slug="lesson",
    title="Lesson",
    summary="",
    body='![Books](asset:static/books.png "Old") and [trees](<asset:static/trees%20old.png>).',
    status="published",
    difficulty="beginner",
    exercises=(QUIZ,),
)
ASSETS = (
    ImportedAsset(external_key="static/books.png", name="books.png", content=BOOKS),
    ImportedAsset(external_key="static/trees%20old.png", name="trees old.png", content=TREES),
    ImportedAsset(external_key="static/copy.png", name="copy.png", content=BOOKS),
    ImportedAsset(external_key="static/logo.svg", name="logo.svg", content=SVG),
)
COURSE = ImportedCourse(
    source=ImportedSource(kind="test", locator="test:assets"),
    external_key="course",
    slug="assets",
    title="Assets",
    summary="",
    description="![Books](asset:static/books.png)",
    language="go",
    difficulty="beginner",
    status="published",
    lessons=(LESSON,),
    concepts=(),
    assets=ASSETS,
)
LINES = tuple(
    ReportLine(path=asset.name, type="asset", action="used", target=f"asset:{asset.external_key}") for asset in ASSETS
)


def imported(course: ImportedCourse = COURSE) -> Report:
    reading = Reading(course=course, lines=LINES)
    return import_course(reading=reading, options=Options(recording=False), progress=lambda *_: None)


def files() -> dict[str, Media]:
    return {media.name: media for media in Media.objects.all()}


def became(report: Report) -> dict[str, str]:
    return {node.external_key: node.action for node in report.nodes if node.type == "asset"}


def test_texts_name_the_files_of_the_course(kept: Store):
    report = imported()
    books, trees = files()["books.png"], files()["trees old.png"]
    lesson, quiz = Lesson.objects.get().draft_version, Exercise.objects.get().draft_version
    assert lesson.body == f'![Books](media:{books.pk} "Old") and [trees](<media:{trees.pk}>).'
    assert f'src="/api/v1/media/{books.pk}"' in lesson.body_html
    question = quiz.questions[0]
    assert (question["choices"][1], question["answers"]) == (f"![b](media:{trees.pk})", ["1"])
    assert Course.objects.get().draft_version.description == f"![Books](media:{books.pk})"
    assert set(MediaUse.objects.values_list("media", "kind")) == {
        (books.pk, "course"),
        (books.pk, "lesson"),
        (books.pk, "exercise"),
        (trees.pk, "lesson"),
        (trees.pk, "exercise"),
    }
    with open_media(media_id=trees.pk) as file:
        assert file.read() == TREES
    assert books.is_public
    assert became(report) == {
        "static/books.png": "created",
        "static/trees%20old.png": "created",
        "static/copy.png": "created",
        "static/logo.svg": "unsupported",
    }


def test_what_can_not_be_taken_is_told_and_the_same_bytes_are_one_file():
    report = imported()
    assert [(line.path, line.action) for line in report.unsupported] == [("logo.svg", "unsupported")]
    [svg] = [node for node in report.nodes if node.external_key == "static/logo.svg"]
    assert svg.reason.startswith("This kind of file can't be taken")
    assert sorted(files()) in (["books.png", "trees old.png"], ["copy.png", "trees old.png"])


def test_the_same_again_changes_nothing():
    imported()
    before = (set(Media.objects.values_list("pk")), LessonVersion.objects.count(), ExerciseVersion.objects.count())
    report = imported()
    assert (
        set(Media.objects.values_list("pk")),
        LessonVersion.objects.count(),
        ExerciseVersion.objects.count(),
    ) == before
    assert {node.action for node in report.nodes} == {"unchanged", "unsupported"}
    assert MediaUse.objects.count() == 5


def test_other_bytes_are_another_file_and_a_new_version():
    imported()
    old = files()["books.png"].pk
    changed = replace(ASSETS[0], content=png(3))
    report = imported(replace(COURSE, assets=(changed, *ASSETS[1:])))
    lesson = Lesson.objects.get().draft_version
    assert (lesson.n, f"media:{old}" in lesson.body) == (2, False)
    assert became(report)["static/books.png"] == "created"
    assert Media.objects.filter(pk=old).exists()  # the first version shows it


def test_a_dry_run_takes_nothing_in():
    reading = Reading(course=COURSE, lines=LINES)
    report = preview_import(reading=reading, options=Options(recording=False))
    assert became(report)["static/books.png"] == "created"
    assert (Media.objects.count(), Course.objects.count()) == (0, 0)


def test_what_was_awaited_is_here_now():
    imported()
    begun = begin(course=Course.objects.get(), content=png(9))
    more = ImportedAsset(external_key="static/more.png", name="more.png", content=png(9))
    imported(replace(COURSE, assets=(*ASSETS, more)))
    assert not Media.objects.filter(pk=begun.media.pk).exists()
    assert files()["more.png"].state == "ready"
