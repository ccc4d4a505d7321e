"""Files that mean no good, or were made by a program that knows no better."""

import io
import zipfile

import pytest

from apps.users.errors import FileRefused
from apps.users.models import User, UserImport
from apps.users.services.imports import inspection, run
from tests.apps.users.services.imports.files import HEADER, asked, counts, file_of, imported, people, report

pytestmark = pytest.mark.django_db
ROW = "ada@example.org,ada,Ada,,,,"


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("people.csv", f"{HEADER}\n" + "x" * 10_000_000)
    return buffer.getvalue()


REFUSED = {
    "a zip": (zipped(), "archive"),
    "nothing": (b"", "empty"),
    "only blank lines": (b"\n\r\n;;;\n", "empty"),
    "no rows": (f"{HEADER}\n\n".encode(), "no row"),
    "latin-1": (f"{HEADER}\n{ROW}\nzoe@example.org,zoe,Zo\xeb,,,,\n".encode("latin-1"), "Line 3 isn't UTF-8"),
    "utf-16": (f"{HEADER}\n{ROW}\n".encode("utf-16"), "Line 1"),
    "utf-16 without a mark": (f"{HEADER}\n{ROW}\n".encode("utf-16-le"), "Line 1 holds a NUL"),
    "a NUL": (f"{HEADER}\n{ROW}\n\0\n".encode(), "Line 3 holds a NUL"),
    "a NUL behind the readable part of a line": (f"{HEADER}\n{'x' * 20_000}\0\n".encode(), "Line 2 holds a NUL"),
    "200 columns": ((",".join(["email", *(f"c{n}" for n in range(199))]) + "\n").encode(), "194 more are unknown"),
    "a password column": (b"email,password\nada@example.org,secret\n", "no column 'password'. Known are email,"),
    "no header": (f"{ROW}\n".encode(), "no column"),
    "no key": (b"username\nada\n", "email among them"),
    "a column twice": (b"email,email\na@b.org,c@d.org\n", "named twice"),
    "a header that never ends": (b"email," + b"x" * 100_000 + b"\n", "too long"),
    "a header with an open quote": (b'email,"username\n', "quote"),
    "a million rows": (b"email\n" + b"a@b.org\n" * 1_000_000, "200,000 rows at most"),
    "too many bytes": (b"email\n" + b" " * (65 * 1024 * 1024), "64 MiB at most"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_not_be_taken_is_refused_before_anything_is_kept(name: str, told):
    content, why = REFUSED[name]
    with pytest.raises(FileRefused, match=why):
        asked(io.BytesIO(content))
    assert (UserImport.objects.count(), User.objects.count(), list(told)) == (0, 0, [])


HOSTILE_ROWS = {
    "a line of 10 MB": (f"x@example.org,{'x' * 10_000_000},,,,,", ("", "line_too_long")),
    "a quote that is never closed": ('x@example.org,"x,,,,,', ("", "quotes")),
    "a quote in the middle": ('x@example.org,"x"y,,,,,', ("", "quotes")),
    "a cell too many": ("x@example.org,x,,,,,,", ("", "cells")),
    "a cell too few": ("x@example.org,x", ("", "cells")),
    "a homograph": ("x@example.org,аdа,,,,,", ("username", "invalid")),  # two Cyrillic letters
    "a homograph of an address": ("\u212a@example.org,,,,,,", ("email", "invalid")),  # the Kelvin sign, in lower case k
    "a reserved name": ("x@example.org,ROOT,,,,,", ("username", "username_taken")),
    "a header of mail": ('"x@example.org%0aBcc: y@example.org",,,,,,', ("email", "invalid")),
    "a line separator in an address": ('"x@example.org\u2028Bcc: y@example.org",,,,,,', ("email", "invalid")),
    "control characters in an address": ('"""x\x0by""@example.org",,,,,,', ("email", "invalid")),
    "text that turns around": ("x@example.org,,abc\u202etxt,,,,", ("display_name", "invalid")),
    "control characters in a name": ("x@example.org,,a\x1b[31mb,,,,", ("display_name", "invalid")),
    "a name too long": (f"x@example.org,,{'x' * 81},,,,", ("display_name", "max_length")),
    "an address too long": (f"{'x' * 64}@{'y' * 60}.{'z' * 60}.{'w' * 60}.{'v' * 60}.org,,,,,,", ("email", "invalid")),
    "SQL": ("x@example.org,x'); DROP TABLE users_user;--,,,,,", ("username", "invalid")),
    "a path as a time zone": ("x@example.org,,,,../../etc/passwd,,", ("time_zone", "unknown")),
}


@pytest.mark.parametrize("name", HOSTILE_ROWS)
def test_a_hostile_row_is_refused_and_its_neighbors_are_taken(name: str):
    row, (column, code) = HOSTILE_ROWS[name]
    found = imported(*people("ada"), row, *people("grace"))
    assert counts(found) == (2, 0, 0, 1)
    assert report(found)[1] == (3, "refused", column, code)
    assert sorted(User.objects.values_list("username", flat=True)) == ["ada", "grace"]


def test_an_address_with_a_line_end_is_two_lines_and_neither_is_taken():
    found = imported('"x@example.org\nBcc: y@example.org",,,,,,')
    assert report(found) == [(2, "refused", "", "quotes"), (3, "refused", "email", "invalid")]
    assert User.objects.count() == 0


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way(end: str):
    found = imported(*people("ada", "grace"), end=end)
    assert (counts(found), report(found)) == ((2, 0, 0, 0), [(2, "created", "", ""), (3, "created", "", "")])


def test_lines_end_in_all_ways_at_once():
    ada, grace, alan = people("ada", "grace", "alan")
    found = asked(io.BytesIO(f"{HEADER}\r\n{ada}\r{grace}\n\n{alan}".encode()))
    found = run.go_on(import_id=found.pk)
    assert (counts(found), [line for line, *_ in report(found)]) == ((3, 0, 0, 0), [2, 3, 5])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_and_the_mark_are_found_out(separator: str):
    text = "\ufeff" + separator.join(["username", "email"]) + f"\nada{separator}ada@example.org\n"
    found = run.go_on(import_id=asked(io.BytesIO(text.encode())).pk)
    assert (counts(found), User.objects.get().username) == ((1, 0, 0, 0), "ada")


def test_cells_that_a_sheet_would_run_are_kept_as_text():
    formula = '=HYPERLINK("https://evil.example","win")'
    found = imported('ada@example.org,ada,"=HYPERLINK(""https://evil.example"",""win"")",,,,')
    assert (counts(found), User.objects.get().display_name) == ((1, 0, 0, 0), formula)


def test_a_million_rows_are_refused_after_a_fifth_of_them():
    class Counting(io.BytesIO):
        taken = 0

        def read1(self, size: int | None = -1, /) -> bytes:
            block = super().read1(-1 if size is None else size)
            self.taken += len(block)
            return block

    file = Counting(b"email\n" + b"a@b.org\n" * 1_000_000)
    with pytest.raises(FileRefused):
        inspection.inspect(file)
    assert file.taken < len(file.getvalue()) / 4


def test_quoted_cells_may_hold_separators():
    found = run.go_on(import_id=asked(file_of('ada@example.org,ada,"Lovelace, Ada",,,"author,editor",')).pk)
    ada = User.objects.get()
    assert (counts(found), ada.display_name, ada.roles) == ((1, 0, 0, 0), "Lovelace, Ada", ["author", "editor"])
