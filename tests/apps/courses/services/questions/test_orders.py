"""What must be put in order, or matched, is shown shuffled."""

from hypothesis import given
from hypothesis import strategies as st

from apps.courses.selectors.questions import asked, right
from apps.courses.services.questions.orders import rendered, shown_order
from gopro.identifiers import uuid7

TEXTS = st.lists(st.text(alphabet="abcdefghij", min_size=1, max_size=6), min_size=2, max_size=12, unique=True)


def ordering(choices: list[str], answers: list[str]) -> dict[str, object]:
    return {
        "key": "q", "kind": "ordering", "prompt": "?", "choices": choices, "answers": answers, "explanation": "",
    }  # fmt: skip


@given(TEXTS, st.randoms())
def test_the_right_order_is_never_shown_and_can_be_given(choices, chance) -> None:
    indexes = list(range(len(choices)))
    chance.shuffle(indexes)
    question = ordering(choices, [str(index) for index in indexes])
    html = rendered(question, owner=str(uuid7()))
    shown = asked(question, html=html, key="q")
    wanted = [choices[index] for index in indexes]
    assert sorted(shown["choices"]) == sorted(choices)
    assert len(choices) < 3 or shown["choices"] != wanted
    assert [shown["choices"][int(position)] for position in right(question, html=html)] == wanted
    assert [f"<p>{text}</p>\n" for text in shown["choices"]] == shown["choices_html"]


@given(TEXTS, TEXTS, st.randoms())
def test_partners_stand_in_no_telling_order(choices, matches, chance) -> None:
    answers = [str(chance.randrange(len(matches))) for _ in choices]
    question = {**ordering(choices, answers), "kind": "matching", "matches": matches}
    html = rendered(question, owner=str(uuid7()))
    shown = asked(question, html=html, key="q")
    assert (shown["choices"], sorted(shown["matches"])) == (choices, sorted(matches))
    partners = [shown["matches"][int(position)] for position in right(question, html=html)]
    assert partners == [matches[int(answer)] for answer in answers]


def test_the_order_stays_while_a_word_is_corrected_and_differs_between_exercises() -> None:
    one, other = str(uuid7()), str(uuid7())
    letters = list("abcdefgh")
    places = [str(place) for place in range(8)]
    first = shown_order(ordering(letters, places), member="choices", owner=one)
    assert shown_order(ordering([*letters[:-1], "corrected"], places), member="choices", owner=one) == first
    assert shown_order(ordering(letters, places), member="choices", owner=other) != first


def test_of_two_parts_each_order_may_be_shown() -> None:
    """Else the order of two would be known: the one that isn't shown."""
    question = ordering(["a", "b"], ["0", "1"])
    orders = {tuple(shown_order(question, member="choices", owner=str(number))) for number in range(50)}
    assert orders == {(0, 1), (1, 0)}


def test_nothing_else_is_shuffled() -> None:
    question = {**ordering(["a", "b", "c"], ["2"]), "kind": "single"}
    assert "order" not in rendered(question, owner="x")
