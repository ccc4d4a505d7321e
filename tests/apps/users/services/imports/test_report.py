"""The report: by line, as a stream, with nothing in it that stood in the file."""

import csv
import io
import json

import pytest

from apps.users.services.imports import report
from tests.apps.users.services.imports.files import imported, people

pytestmark = pytest.mark.django_db
SECRETS = ("=cmd|'/c calc'!A1", "+1", "-1", "@SUM(1)")


def test_names_lines_and_columns_and_repeats_nothing():
    found = imported(*people("ada"), *(f"{text},{text},,{text},{text},{text},{text}" for text in SECRETS))
    as_csv = "".join(report.as_csv(found))
    as_json = "".join(report.as_json(found))
    for text in (*SECRETS, "ada", "example.org"):
        assert text not in as_csv
        assert text not in as_json
    rows = list(csv.DictReader(io.StringIO(as_csv.removeprefix("\ufeff"))))
    lines = json.loads(as_json)["lines"]
    assert [{name: str(cell) for name, cell in line.items()} for line in lines] == rows
    assert (len(rows), rows[0], rows[1]["columns"]) == (
        25,
        {"line": "2", "became": "created", "columns": "", "code": "", "detail": ""},
        "email",
    )


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell: str):
    assert report.harmless(cell) == f"'{cell}"
    assert report.harmless("a=1") == "a=1"


def test_counts_lead_the_json():
    shown = json.loads("".join(report.as_json(imported(*people("ada"), "x"))))
    assert {name: shown[name] for name in ("state", "rows", "created", "refused")} == {
        "state": "done", "rows": 2, "created": 1, "refused": 1,
    }  # fmt: skip
