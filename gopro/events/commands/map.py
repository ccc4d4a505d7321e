"""`manage.py events map`: the documents of all facts, anew from the contracts and the subscriptions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, OutputWrapper

from gopro.events.catalogue import files

HELP = "Write docs/events.md, docs/schemas/ and docs/asyncapi.yaml anew; refuses what breaks a released fact."


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file is stale")
    parser.add_argument("--docs", type=Path, default=settings.BASE_DIR / "docs", help="the folder (docs)")


def run(options: dict[str, Any], output: OutputWrapper) -> None:
    docs: Path = options["docs"]
    if options["check"]:
        _check(docs=docs, output=output)
        return
    changed = files.write(docs=docs)
    output.write("\n".join(f"wrote {docs / path}" for path in changed) or "Nothing changed.")


def _check(*, docs: Path, output: OutputWrapper) -> None:
    broken, stale = files.incompatible(docs=docs), files.stale(docs=docs)
    if broken or stale:
        lines = [*broken, *(f"{docs / path} is stale: run manage.py events map" for path in stale)]
        raise CommandError("\n".join(lines))
    output.write("Every document says what the contracts say.")
