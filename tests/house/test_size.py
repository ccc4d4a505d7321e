"""Small rooms, small functions, no drawers."""

import ast

import pytest

from tests.house.sources import Source, sources

LONGEST_FUNCTION = 25
LONGEST_MODULE = 300
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "core"}
HOUSE = sources("apps", "gopro", "config")


@pytest.mark.parametrize("source", HOUSE, ids=lambda source: source.name)
def test_modules_are_short_and_say_what_they_are_for(source: Source):
    assert source.text.count("\n") <= LONGEST_MODULE
    assert ast.get_docstring(source.tree), "a module begins with its purpose, one line"


def test_functions_are_short():
    long = [
        f"{source.name}:{node.lineno} {node.name} ({length})"
        for source in HOUSE
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


def test_there_is_no_drawer():
    drawers = [source.name for source in HOUSE if set(source.path.with_suffix("").parts) & DRAWERS]
    assert drawers == []
