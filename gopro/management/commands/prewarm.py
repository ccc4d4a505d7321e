"""`manage.py prewarm`: what the sandbox needs before its first job."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from gopro.sandbox.contract import SandboxError
from gopro.untrusted import sandbox


class Command(BaseCommand):
    help = (
        "Makes the sandbox's caches (compiled packages, a bare interpreter), once a version, and proves that it holds."
    )
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("Sandbox")
            try:
                sandbox().prewarm(
                    progress=lambda done, total, what: bar.update(
                        task, completed=done, total=total, description=f"Sandbox: {what}"
                    )
                )
            except SandboxError as problem:
                console.print(f"[yellow]Code can't be graded here:[/] {problem}")
                return
        readiness = sandbox().selftest()
        if not readiness.ready:
            raise CommandError(" ".join(readiness.problems))
        self.stdout.write(f"Grades {', '.join(readiness.languages)}; isolated by {readiness.isolation}.")
