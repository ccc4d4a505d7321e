"""Problems: what each kind of response becomes, and why others aren't taken."""

from pathlib import Path
from typing import Any

import pytest

from apps.courses.services.importers.tree import ImportedExercise, Reading
from tests.apps.courses.importers.olx.courses import reading

COURSE = (
    '<course url_name="R" org="O" course="C"><chapter url_name="a"><sequential url_name="s">{}</sequential>'
    "</chapter></course>"
)
TOLERANCE = '<responseparam type="tolerance" default="{}"/>'
CHOICES = '<choicegroup><choice correct="{0}">a</choice><choice correct="{1}">b</choice></choicegroup>'


def read_one(root: Path, problem: str) -> Reading:
    return reading(root, files={"course.xml": COURSE.format(problem)})


def quiz(root: Path, inside: str) -> ImportedExercise:
    (exercise,) = (
        read_one(root, f'<problem url_name="p" display_name="P">{inside}</problem>').course.lessons[0].exercises
    )
    return exercise


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (
            f"<multiplechoiceresponse>{CHOICES.format('false', 'true')}</multiplechoiceresponse>",
            {"kind": "single", "choices": ("a", "b"), "answers": ("b",)},
        ),
        (
            '<choiceresponse><checkboxgroup><choice correct="true">a</choice><choice correct="true">b</choice>'
            '<choice correct="false">c</choice></checkboxgroup></choiceresponse>',
            {"kind": "multiple", "answers": ("a", "b")},
        ),
        (
            "<optionresponse><optioninput options=\"('it\\'s','x, y')\" correct=\"it's\"/></optionresponse>",
            {"kind": "single", "choices": ("it's", "x, y"), "answers": ("it's",)},
        ),
        (
            '<optionresponse><optioninput><option correct="True">a</option><option correct="False">b</option>'
            "</optioninput></optionresponse>",
            {"kind": "single", "choices": ("a", "b"), "answers": ("a",)},
        ),
        (
            '<stringresponse answer="Go" type="ci"><additional_answer answer="golang"/><textline/></stringresponse>',
            {"kind": "text", "answers": ("Go", "golang"), "strict": ()},
        ),
        ('<stringresponse answer="Go"><textline/></stringresponse>', {"answers": ("Go",), "strict": ("case",)}),
        (
            '<stringresponse answer="go+" type="ci regexp"><additional_answer answer="x|y"/><textline/>'
            "</stringresponse>",
            {"answers": (), "pattern": "(?:go+)|(?:x|y)", "strict": ()},
        ),
        (
            f'<numericalresponse answer="3.140">{TOLERANCE.format(".01")}<textline/></numericalresponse>',
            {"kind": "numeric", "answers": ("3.14",), "tolerance": "0.01", "relative_tolerance": "0"},
        ),
        (
            f'<numericalresponse answer="-2e3">{TOLERANCE.format("5%")}<formulaequationinput/></numericalresponse>',
            {"answers": ("-2000",), "tolerance": "0", "relative_tolerance": "0.05"},
        ),
        (
            '<numericalresponse answer="[1,2]"><formulaequationinput/></numericalresponse>',
            {"answers": ("1.5",), "tolerance": "0.5"},
        ),
    ],
)
def test_responses(tmp_path: Path, inside: str, expected: dict[str, Any]) -> None:
    (question,) = quiz(tmp_path, f"<p>Which?</p>{inside}").questions
    assert {name: getattr(question, name) for name in expected} == expected
    assert question.prompt.strip() == "Which?"


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ('<script>1</script><stringresponse answer="x"><textline/></stringresponse>', "It needs a script"),
        ("<customresponse cfn='f'><textline/></customresponse>", "Responses of the type customresponse"),
        ('<stringresponse answer="(" type="regexp"><textline/></stringresponse>', "a regular expression that can't be"),
        ('<numericalresponse answer="$x"><textline/></numericalresponse>', "computed by a script"),
        ('<numericalresponse answer="2*x"><textline/></numericalresponse>', "is a formula"),
        ('<numericalresponse answer="NaN"><textline/></numericalresponse>', "no number that can be kept"),
        ('<numericalresponse answer="1e999999"><textline/></numericalresponse>', "no number that can be kept"),
        (
            '<numericalresponse answer="1"><additional_answer answer="2"/><textline/></numericalresponse>',
            "Several numbers are right",
        ),
        (f"<multiplechoiceresponse>{CHOICES.format('true', 'true')}</multiplechoiceresponse>", "2 of its choices"),
        (f"<multiplechoiceresponse>{CHOICES.format('$a', 'true')}</multiplechoiceresponse>", "computed by a script"),
        (f"<choiceresponse>{CHOICES.format('false', 'false')}</choiceresponse>", "None of its choices is right"),
        ("<optionresponse/>", "It offers no choices"),
        ("<stringresponse><textline/></stringresponse>", "It says no right answer"),
        ('<stringresponse answer="x"><textline/><textline/></stringresponse>', "several entries"),
    ],
)
def test_what_cant_be_asked_is_told(tmp_path: Path, inside: str, reason: str) -> None:
    read = read_one(tmp_path, f'<problem url_name="p">{inside}</problem>')
    assert read.course.lessons[0].exercises == ()
    (line,) = [line for line in read.lines if line.type == "problem"]
    assert (line.action, reason in line.reason) == ("unsupported", True), line.reason


def test_several_questions_keep_their_texts(tmp_path: Path) -> None:
    inside = (
        f"<p>First</p><multiplechoiceresponse>{CHOICES.format('true', 'false')}<solution><p>Because.</p></solution>"
        "</multiplechoiceresponse><p>Second <b>now</b></p><p>x = <stringresponse answer='x' type='ci'><textline/>"
        "</stringresponse> m</p><p>Last.</p><solution><p>So.</p></solution>"
    )
    exercise = quiz(tmp_path, inside)
    assert [(question.external_key, question.prompt.strip()) for question in exercise.questions] == [
        ("q1", "First"),
        ("q2", "Second **now**\n\nx \\="),
    ]
    assert [question.explanation for question in exercise.questions] == ["Because.", "So."]
    assert exercise.instructions == "m\n\nLast.\n"


def test_nothing_that_only_a_grader_knows_is_shown(tmp_path: Path) -> None:
    inside = (
        "<p>Which?</p><targetedfeedbackset><targetedfeedback>SECRET-1</targetedfeedback></targetedfeedbackset>"
        '<multiplechoiceresponse><choicegroup label="Which?"><choice correct="true" explanation-id="SECRET-2">a'
        "<choicehint>SECRET-3</choicehint></choice><choice>b</choice></choicegroup></multiplechoiceresponse>"
        "<solutionset>SECRET-4</solutionset><answer_key>SECRET-5</answer_key>"
    )
    read = read_one(tmp_path, f'<problem url_name="p">{inside}</problem>')
    (question,) = read.course.lessons[0].exercises[0].questions
    assert (question.prompt.strip(), question.choices, question.explanation) == ("Which?", ("a", "b"), "SECRET-3")
    (line,) = [line for line in read.lines if line.type == "problem"]
    assert line.reason == "Left out: answer_key, solutionset, targetedfeedback, targetedfeedbackset."


def test_a_problem_without_a_question_is_a_text(tmp_path: Path) -> None:
    read = read_one(tmp_path, '<problem url_name="p"><p>Only <i>read</i>.</p></problem>')
    assert (read.course.lessons[0].body, read.course.lessons[0].exercises) == ("Only *read*.\n", ())


def test_choices_that_stand_twice(tmp_path: Path) -> None:
    both = '<choice correct="{0}">a</choice><choice correct="{1}">a</choice><choice correct="{2}">b</choice>'
    group = "<multiplechoiceresponse><choicegroup>{}</choicegroup></multiplechoiceresponse>"
    (question,) = quiz(tmp_path / "same", group.format(both.format("false", "false", "true"))).questions
    assert question.choices == ("a", "b")
    problem = f'<problem url_name="p">{group.format(both.format("true", "false", "false"))}</problem>'
    read = read_one(tmp_path / "torn", problem)
    assert [line.reason for line in read.lines if line.type == "problem"] == [
        "The same choice is both right and wrong."
    ]


def test_an_old_problem_lies_in_a_file_of_another_name(tmp_path: Path) -> None:
    course = (
        '<course url_name="R" org="O" course="C"><chapter url_name="a"><problem url_name="p" filename="far" '
        'display_name="Old"/></chapter></course>'
    )
    far = '<problem><text><p>Old?</p></text><stringresponse answer="x" type="ci"><textline/></stringresponse></problem>'
    read = reading(tmp_path, files={"course.xml": course, "problem/far.xml": far})
    assert [question.prompt for question in read.course.lessons[0].exercises[0].questions] == ["Old?"]
