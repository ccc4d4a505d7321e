"""What a launched process has done to it, from outside and at run time: no line of the product knows of this."""

import ast
import json
import os
import random
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

import time_machine

VARIABLE = "FAULTS_PLAN"
OURS = ("gopro", "tests.faults")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Where the process kills itself, which constants differ, which mutant it is, how wrong its clock goes."""

    die_at: tuple[str, ...] = ()
    stop_at: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    mutants: tuple[str, ...] = ()
    clock_seconds: float = 0.0
    deaths: str = ""  # the file in which each death is written down
    seed: int = 0

    @classmethod
    def from_environment(cls) -> "Plan":
        return cls(**json.loads(os.environ.get(VARIABLE, "{}")))

    def to_environment(self) -> dict[str, str]:
        return {VARIABLE: json.dumps(asdict(self))}

    def apply(self) -> None:
        """After Django is set up, before the command runs."""
        for text in self.constants:
            set_constant(text)
        for name in self.mutants:
            plant(name)
        chance = random.Random(f"{self.seed}-{os.getpid()}")  # noqa: S311 - no secret
        for texts, number in ((self.die_at, signal.SIGKILL), (self.stop_at, signal.SIGSTOP)):
            for text in texts:
                CrashPoint.parse(text, by=number, deaths=self.deaths, chance=chance).arm()
        if self.clock_seconds:
            threading.Timer(1.0, jump, [self.clock_seconds]).start()


def plant(name: str) -> None:
    """Both modules import the product, and so need Django set up."""
    variants = import_module("tests.faults.variants").VARIANTS
    mutants = import_module("tests.faults.mutants").MUTANTS
    (variants | mutants)[name]()


def jump(seconds: float) -> None:
    """The wall clock, for the rest of this process' life; what measures durations goes on as before."""
    time_machine.travel(datetime.now(tz=UTC) + timedelta(seconds=seconds), tick=True).start()


def set_constant(text: str) -> None:
    """`module:NAME=value`; the value is a Python literal."""
    path, _, value = text.partition("=")
    _, owner, name = find(path)
    setattr(owner, name, ast.literal_eval(value))


def find(path: str) -> tuple[Any, Any, str]:
    """`module:attribute` or `module:Class.attribute`: what stands there, on what, by which name."""
    module, _, attribute = path.partition(":")
    *owners, name = attribute.split(".")
    owner: Any = import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    return getattr(owner, name), owner, name


def replace(path: str, make: Callable[[Any], Any]) -> None:
    """Put `make(original)` in the place of a function, and wherever a module of ours has imported it to."""
    original, owner, name = find(path)
    fresh = make(original)
    setattr(owner, name, fresh)
    for module in [found for key, found in sys.modules.items() if key.startswith(OURS)]:
        for other in [key for key, value in vars(module).items() if value is original]:
            setattr(module, other, fresh)


@dataclass(kw_only=True, slots=True)
class CrashPoint:
    """`module:function:before|after[:which]`; `which` is a call's number, or a probability below 1."""

    path: str
    moment: str
    which: float
    by: signal.Signals
    deaths: str
    chance: random.Random
    calls: int = 0

    @classmethod
    def parse(cls, text: str, *, by: signal.Signals, deaths: str, chance: random.Random) -> "CrashPoint":
        module, function, moment, *which = text.split(":")
        if moment not in {"before", "after"}:
            raise SystemExit(f"{text}: say before or after")
        number = float(which[0]) if which else 1.0
        return cls(path=f"{module}:{function}", moment=moment, which=number, by=by, deaths=deaths, chance=chance)

    def arm(self) -> None:
        def doomed(act: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(act)
            def call(*words: Any, **named: Any) -> Any:
                dies = self._is_time()
                if dies and self.moment == "before":
                    self._die()
                result = act(*words, **named)
                if dies and self.moment == "after":
                    self._die()
                return result

            return call

        replace(self.path, doomed)

    def _is_time(self) -> bool:
        self.calls += 1
        return self.calls == int(self.which) if self.which >= 1 else self.chance.random() < self.which

    def _die(self) -> None:
        with Path(self.deaths).open("a") as file:
            file.write(f"{self.path}:{self.moment}\n")
        os.kill(os.getpid(), self.by)
