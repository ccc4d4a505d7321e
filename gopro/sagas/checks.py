"""What Django's checks refuse: a plan that waits for a room that isn't there, or whose room never moves it."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from gopro.jobs import celery_app
from gopro.sagas.plan import all_plans


def install() -> None:
    register(check_plans)


def check_plans(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for plan in all_plans():
        strangers = {source for step in plan.steps for source in step.answers} - set(settings.ROOMS)
        found += [
            Error(f"{plan.kind} waits for {stranger}, which is no room", id="gopro_sagas.E001")
            for stranger in sorted(strangers)
        ]
        if f"{plan.room}.advance_saga" not in celery_app().tasks:
            hint = f"Say run_sagas_of({plan.room!r}) in its tasks."
            found.append(Error(f"Nothing moves {plan.kind}", hint=hint, id="gopro_sagas.E002"))
    return found
