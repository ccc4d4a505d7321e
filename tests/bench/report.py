"""Figures with their spread, and whether they are what was asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How much of everything."""

    rounds: int
    facts: int
    seconds: float
    archived: tuple[int, ...]


@dataclass(kw_only=True)
class Report:
    lines: list[tuple[str, str, str, str]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(
        self,
        name: str,
        samples: Sequence[float],
        *,
        unit: str = "",
        target: str = "",
        met: Callable[[float], bool] | None = None,
    ) -> float:
        """One sample a round; answers the median."""
        middle = median(samples)
        verdict = "" if met is None else "met" if met(middle) else "NOT MET"
        spread = f"{_text(min(samples))}-{_text(max(samples))}" if len(samples) > 1 else ""
        self.lines.append((name, f"{_text(middle)} {unit}".strip(), spread, f"{target} {verdict}".strip()))
        if verdict == "NOT MET":
            self.missed.append(name)
        print("  ".join(part for part in self.lines[-1] if part), flush=True)  # noqa: T201 - this is what it is for
        return middle

    def show(self) -> None:
        rows = [("measure", "median", "spread", "target"), *self.lines]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        print()  # noqa: T201 - this is what it is for
        for row in rows:
            print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())  # noqa: T201


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _text(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
