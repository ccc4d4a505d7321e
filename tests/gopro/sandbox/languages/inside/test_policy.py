"""The policy for Python: what it refuses, and the ordinary code that it must let through."""

import ast

import pytest

from gopro.sandbox.languages.inside.policy import Refused, check, parsed


def judged(source: str, *, reference: str = "") -> None:
    check(trees={"a.py": ast.parse(source)}, reference=[ast.parse(reference)], ours=["a", "beside"])


@pytest.mark.parametrize(
    "source",
    [
        "import os", "import os.path", "from os import path", "import sys as s", "from sys import *",
        "import subprocess",
        "import socket", "import ctypes", "import importlib", "import builtins", "import unittest", "import gc",
        "from . import x", "from .. import x", "import numpy", "import test_a", "import io", "import types",
        "import inspect",
        "__import__('os')", "eval('1')", "exec('1')", "compile('1', '', 'exec')", "open('x')", "globals()", "vars(x)",
        "breakpoint()", "input()", "f = open", "x = [eval][0]", "__builtins__['eval']", "__loader__", "__spec__",
        "import random\nrandom._os", "import dataclasses\ndataclasses.sys", "from random import _os", "sys",
        "().__class__.__base__", "().__class__.__mro__", "f.__globals__", "print.__self__", "f.__code__",
        "e.__traceback__",
        "g.gi_frame", "e.tb_frame", "x.__dict__", "type.mro(int)", "x.__reduce__()", "object.__getattribute__(f, 'x')",
        "getattr(x, 'a' + 'b')", "getattr(x, '__globals__')", "g = getattr", "setattr(x, n, 1)", "map(getattr, a, b)",
        "from operator import attrgetter", "import operator\noperator.methodcaller",
        "import string\nstring.Formatter().get_field",
        "import typing\ntyping.get_type_hints(f)", "match f:\n    case object(__globals__=g): pass",
        "class A:\n    __match_args__ = ('x',)",
    ],
)  # fmt: skip
def test_what_reaches_out_is_refused(source: str) -> None:
    with pytest.raises(Refused, match=r"^a\.py, line \d+: "):
        judged(source)


@pytest.mark.parametrize(
    "source",
    [
        "import math, re, random, json, itertools as it\nfrom collections import defaultdict\nimport collections.abc",
        "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass A:\n    x: int = 1",
        "import re\nre.compile('x').match('y')",
        "class Door:\n    def __init__(self): self._open = False\n    def open(self): self._open = True\nDoor().open()",
        "class A:\n    def __eq__(self, other): return self.__class__.__name__ == other._name\n    __hash__ = None",
        "getattr(x, 'name', None)\nhasattr(x, 'name')\nsetattr(x, 'name', 1)",
        "match p:\n    case Point(x=0, y=y): pass",
        "try:\n    raise ValueError('x') from None\nexcept ValueError as e:\n    print(e.args)",
        "import beside\nfrom a import thing",
        "def f(*args, **kwargs):\n    yield from args\nf.cache = {}\nsuper().__init__()\ntype(f).__name__",
    ],
)  # fmt: skip
def test_ordinary_code_passes(source: str) -> None:
    judged(source)


def test_what_the_reference_uses_is_allowed_and_nothing_more() -> None:
    judged("import sys\nsys.stdin.read()\nopen('x')", reference="import sys\nopen(sys.argv[1])")
    with pytest.raises(Refused, match="the import of os"):
        judged("import os", reference="import sys")
    with pytest.raises(Refused, match="eval can't be used"):
        judged("eval('1')", reference="open('x')")


@pytest.mark.parametrize("source", ["def f(:", "\0", "(" * 10_000, "1" * 10_000, "x = " + "-" * 100_000 + "1"])
def test_whatever_the_parser_cannot_take_is_a_syntax_error(source: str) -> None:
    with pytest.raises(SyntaxError):
        parsed(name="a.py", source=source)
