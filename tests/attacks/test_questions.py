"""Row: what is right never leaves before it is graded, and nobody chooses what they are asked."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from apps.courses.models.content import Course, Exercise
from apps.courses.services.banks import edit_bank
from apps.progress.models import Draw
from gopro.identifiers import uuid7
from gopro.testing.tokens import access_token
from tests.apps.courses.factories import make_bank, make_course, make_drawing, make_lesson, make_quiz, make_text
from tests.apps.progress.takers import Taker, published
from tests.attacks.conftest import Tally

pytestmark = pytest.mark.django_db
API = "/api/v1"
RIGHT = "RIGHT-SECRET"
WHY = "EXPLANATION-SECRET"
HIDDEN = (RIGHT, WHY, "RUBRIC-SECRET", "PATTERN-SECRET")
PARTS = ["alpha", "beta", "gamma", "delta", "epsilon"]


def question(key: str, kind: str, **members: Any) -> dict[str, Any]:
    empty = {"choices": [], "answers": [], "tolerance": "0", "explanation": WHY, "prompt": f"Asked {key}"}
    return {**empty, "key": key, "kind": kind, **members}


QUESTIONS = (
    question("text", "text", answers=[RIGHT], pattern="PATTERN-SECRET"),
    question("number", "numeric", answers=["271828"]),
    question("order", "ordering", choices=PARTS, answers=["0", "1", "2", "3", "4"]),
    question("pairs", "matching", choices=PARTS, matches=[f"of {part}" for part in PARTS], answers=list("01234")),
)
BANKED = tuple(question(f"n{number}", "text", answers=[f"{RIGHT}-{number}"]) for number in range(20))


class House:
    """A course with a quiz that asks all, one that draws, and a text."""

    def __init__(self) -> None:
        self.course: Course = make_course(title="Attacked")
        lesson = make_lesson(course=self.course)
        self.bank = make_bank(course=self.course, title="Bank", questions=BANKED)
        self.plain = make_quiz(lesson=lesson, questions=QUESTIONS)
        self.drawing = make_drawing(lesson=lesson, bank=self.bank, count=3)[1]
        self.essay = make_text(lesson=lesson)
        published(self.plain)
        for exercise in (self.drawing, self.essay):
            exercise.refresh_from_db()

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        return self.plain, self.drawing, self.essay


def signed_in(user_id: UUID, *roles: str) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(user_id=user_id, roles=roles)}")
    return client


def reads(house: House) -> Iterator[str]:
    """Every path on which a course, its exercises or its banks can be read."""
    course, lesson = house.course.pk, house.plain.lesson_id
    yield from (f"{API}/courses", f"{API}/courses?q=Attacked", f"{API}/curriculum", f"{API}/courses/{course}")
    for part in ("draft", "draft/lessons", "lessons", "exercises", "versions", "versions/1", "banks", "export"):
        yield f"{API}/courses/{course}/{part}"
    yield from (f"{API}/lessons/{lesson}", f"{API}/lessons/{lesson}/draft", f"{API}/lessons/{lesson}/exercises")
    for exercise in house.exercises:
        for part in ("", "/draft", "/draw", "?version=1", "?fields=questions,answers", "?fields=draws"):
            yield f"{API}/exercises/{exercise.pk}{part}"
    yield from (f"{API}/banks/{house.bank.pk}", f"{API}/banks/{house.bank.pk}/versions/1", f"{API}/banks")
    for name in ("answers", "explanation", "questions", "rubric", "bank"):
        yield f"{API}/courses/{course}/exercises?{name}={RIGHT}"
        yield f"{API}/courses/{course}/exercises?ordering={name}"


def leaks(text: str) -> list[str]:
    return [word for word in HIDDEN if word in text]


def test_no_path_filter_or_field_shows_what_is_right(tally: Tally) -> None:
    house, found, tried = House(), [], 0
    learner = Taker(exercise=house.drawing)
    learner.draw()
    callers = {
        "nobody": APIClient(raise_request_exception=False),
        "learner": signed_in(learner.user_id, "learner"),
        "another author": signed_in(uuid7(), "author"),
        "support": signed_in(uuid7(), "support"),
    }
    for name, client in callers.items():
        for path in reads(house):
            answer = client.get(path)
            tried += 1
            assert answer.status_code < 500, path
            seen = answer.content.decode() + str(dict(answer.headers))
            found += [f"{name}: {path} shows {word}" for word in leaks(seen)]
            if "271828" in seen:
                found.append(f"{name}: {path} shows the number")
    tally("questions: paths, filters and fields that show what is right", tried=tried, accepted=len(found))
    assert found == []


def test_a_learner_sees_of_a_bank_what_was_drawn_alone() -> None:
    house = House()
    taker = Taker(exercise=house.drawing)
    client, keys = signed_in(taker.user_id, "learner"), taker.draw().keys
    shown = "".join(client.get(path).content.decode() for path in reads(house))
    for number in range(20):
        is_drawn = f"bank.n{number}" in keys
        assert (f'"Asked n{number}"' in shown) == is_drawn
    detail = client.get(f"{API}/exercises/{house.drawing.pk}").json()
    assert (detail["questions"], detail["drawn"], detail["redraws"]) == ([], 3, False)


def test_the_shown_order_tells_nothing() -> None:
    """The same for all, never the right one, and others of the same parts are shown in another."""
    house = House()
    orders = set()
    others = [published(make_quiz(lesson=house.plain.lesson, questions=QUESTIONS)) for _ in range(3)]
    for exercise in (house.plain, *others):
        shown = APIClient().get(f"{API}/exercises/{exercise.pk}").json()["questions"]
        by_key = {one["key"]: one for one in shown}
        order, partners = tuple(by_key["order"]["choices"]), tuple(by_key["pairs"]["matches"])
        assert order != tuple(PARTS)
        assert [part.removeprefix("of ") for part in partners] != PARTS
        assert (sorted(order), by_key["pairs"]["choices"]) == (sorted(PARTS), PARTS)
        orders.add((order, partners))
    assert len(orders) > 1


@pytest.mark.parametrize(
    "body", [{"keys": ["bank.n1"]}, {"seed": 1}, {"attempt": 7}, {"count": 20}, {"user_id": str(uuid7())}, {}]
)
def test_nobody_chooses_what_is_drawn(body: dict[str, Any]) -> None:
    house = House()
    taker = Taker(exercise=house.drawing)
    client, path = signed_in(taker.user_id), f"{API}/exercises/{house.drawing.pk}/draw"
    keys = taker.draw().keys
    for answer in (client.post(path, body), client.post(f"{path}?seed=1", body), client.post(path)):
        if answer.status_code < 300:
            assert [one["key"] for one in answer.json()["questions"]] == keys
        else:
            assert answer.status_code == 422
    assert Draw.objects.count() == 1


def test_what_was_asked_of_one_is_nothing_to_another() -> None:
    house = House()
    taker = Taker(exercise=house.drawing)
    taker.draw()
    done = taker.graded({})
    other = Taker(exercise=house.drawing)
    client = signed_in(other.user_id)
    assert client.get(f"{API}/submissions/{done.id}/questions").status_code == 404
    assert client.get(f"{API}/exercises/{house.drawing.pk}/draw").status_code == 404
    mine = signed_in(taker.user_id).get(f"{API}/submissions/{done.id}/questions").json()
    assert [one["key"] for one in mine["questions"]] == Draw.objects.get().keys


def test_a_refusal_never_tells_what_is_right_nor_what_else_there_is() -> None:
    house = House()
    for exercise in (house.plain, house.drawing):
        taker = Taker(exercise=exercise)
        if exercise == house.drawing:
            drawn = taker.draw().keys
            hidden = next(f"bank.n{number}" for number in range(20) if f"bank.n{number}" not in drawn)
        else:
            hidden = "text2"
        client, path = signed_in(taker.user_id), f"{API}/exercises/{exercise.pk}/submit"
        told = []
        for key in (hidden, "nothing"):
            answer = client.post(path, {"answers": {key: "x", "order": [9], "number": "5 km", "pairs": [9]}})
            assert (answer.status_code, leaks(answer.content.decode())) == (422, [])
            told.append({one["pointer"]: one["detail"] for one in answer.json()["errors"]}[f"/answers/{key}"])
        assert told[0] == told[1]


def test_a_wrong_attempt_tells_neither_answer_nor_reason() -> None:
    house = House()
    taker = Taker(exercise=house.plain)
    wrong = {"text": "x", "number": 1, "order": [0, 1, 2, 3, 4], "pairs": [0, 0, 0, 0, 0]}
    done = taker.graded(wrong)
    shown = signed_in(taker.user_id).get(f"{API}/submissions/{done.id}").content.decode()
    assert (done.status, leaks(shown), "271828" in shown) == ("failed", [], False)


def test_the_tag_of_a_page_follows_what_is_shown_and_not_what_is_right() -> None:
    """Answers are edited: a learner's page is the same, byte for byte, until it is published, and draws stay."""
    house = House()
    taker = Taker(exercise=house.drawing)
    client, path = signed_in(taker.user_id), f"{API}/exercises/{house.drawing.pk}/draw"
    taker.draw()
    before = client.get(path)
    changed = tuple({**one, "answers": ["other"], "explanation": "other"} for one in BANKED)
    edit_bank(bank_id=house.bank.pk, changes={"questions": changed}, editor_id=None)
    after = client.get(path)
    assert (after.headers["ETag"], after.content) == (before.headers["ETag"], before.content)
