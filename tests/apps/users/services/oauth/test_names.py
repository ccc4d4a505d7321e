"""User names out of whatever a provider says."""

import pytest

from apps.users.services import rules
from apps.users.services.oauth import names
from apps.users.services.oauth.identification import Person
from tests.apps.users.factories import UserFactory


def person(**told: str) -> Person:
    return Person(provider="campus", issuer="https://campus.example", subject="1", **told)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"username": "octocat"}, "octocat"),
        ({"username": "ana.ocampo@example.org"}, "ana.ocampo"),
        ({"username": "", "name": "Ána Ocampo"}, "Ana-Ocampo"),
        ({"username": "--x--", "name": "Bo Li"}, "Bo-Li"),
        ({"username": "<script>"}, "script"),
        ({"username": "Олена"}, "learner"),
        ({}, "learner"),
        ({"username": "x" * 80}, "x" * 30),
        ({"username": "a\r\nb"}, "a-b"),
    ],
)
def test_the_plainest_name_first(db: None, told: dict[str, str], expected: str):
    found = list(names.usernames(person(**told)))
    assert found[0] == expected
    assert all(rules.USERNAME.match(each) for each in found)


@pytest.mark.parametrize("taken", ["admin", "root", "Support", "octocat", "OctoCat"])
def test_what_is_taken_or_reserved_gets_an_end_of_chance(db: None, taken: str):
    UserFactory(username="octocat")
    first = next(iter(names.usernames(person(username=taken))))
    assert first.startswith(f"{taken}-")
    assert len(first) == len(taken) + 9


@pytest.mark.parametrize(
    ("name", "expected"),
    [("  Ana  ", "Ana"), ("", "ana"), ("A\u202eb", "ana"), ("A\x00b", "ana"), ("x" * 200, "x" * 80)],
)
def test_a_name_to_show(name: str, expected: str):
    assert names.display_name(person(name=name), username="ana") == expected


def test_languages_and_zones_that_we_have():
    assert [names.locale(person(locale=each)) for each in ("uk", "uk-UA", "en_GB", "tlh", "")] == [
        "uk",
        "uk",
        "en",
        "en",
        "en",
    ]
    assert names.time_zone(person(time_zone="Europe/Kyiv")) == "Europe/Kyiv"
    assert names.time_zone(person(time_zone="../../etc/passwd")) == "UTC"
