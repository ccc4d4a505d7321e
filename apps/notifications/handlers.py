"""HEARS users and progress: whom there is to tell, and what; and who is to be forgotten."""

from apps.notifications.services import erasure, notices, personal_exports, recipients
from apps.notifications.services.projections import RECIPIENTS
from apps.progress.contracts import (
    AchievementUnlocked,
    CourseCompleted,
    EnrollmentEnded,
    EnrollmentEnding,
    EnrollmentKept,
)
from apps.users.contracts import (
    EmailVerified,
    ErasureBegun,
    ExportReady,
    ExportRequested,
    UserCreated,
    UserDeactivated,
    UserReactivated,
    UserSnapshot,
    UserUpdated,
)
from gopro.events.registry import OnFailure, subscribe


@subscribe(UserCreated, feeds=RECIPIENTS)
def remember_recipient(event: UserCreated) -> None:
    recipients.remember_recipient(
        user_id=event.user_id,
        display_name=event.display_name,
        email=event.email,
        locale=event.locale,
        time_zone=event.time_zone,
    )


@subscribe(UserUpdated, feeds=RECIPIENTS)
def update_recipient(event: UserUpdated) -> None:
    recipients.update_recipient(
        user_id=event.user_id,
        display_name=event.display_name,
        locale=event.locale,
        time_zone=event.time_zone,
    )


@subscribe(EmailVerified, feeds=RECIPIENTS)
def verify_recipient(event: EmailVerified) -> None:
    recipients.verify_recipient(user_id=event.user_id, email=event.email)


@subscribe(UserSnapshot, feeds=RECIPIENTS)
def restore_recipient(event: UserSnapshot) -> None:
    recipients.restore_recipient(
        user_id=event.user_id,
        display_name=event.display_name,
        email=event.email,
        email_verified=event.email_verified,
        locale=event.locale,
        time_zone=event.time_zone,
        is_active=event.is_active,
    )


@subscribe(UserDeactivated, feeds=RECIPIENTS)
def close_recipient(event: UserDeactivated) -> None:
    recipients.close_recipient(user_id=event.user_id)


@subscribe(UserReactivated, feeds=RECIPIENTS)
def open_recipient(event: UserReactivated) -> None:
    recipients.open_recipient(user_id=event.user_id)


@subscribe(UserCreated, on_failure=OnFailure.SKIP)
def welcome(event: UserCreated) -> None:
    notices.notify(user_id=event.user_id, type_="welcome", cause=event.stream(), data={})


@subscribe(CourseCompleted, on_failure=OnFailure.SKIP)
def congratulate_on_course(event: CourseCompleted) -> None:
    data = {"course_id": str(event.course_id), "course_slug": event.course_slug, "course_title": event.course_title}
    notices.notify(user_id=event.user_id, type_="course_completed", cause=event.stream(), data=data)


@subscribe(AchievementUnlocked, on_failure=OnFailure.SKIP)
def congratulate_on_achievement(event: AchievementUnlocked) -> None:
    data = {
        "achievement": event.achievement,
        "achievement_title": event.title,
        "course_id": str(event.course_id) if event.course_id else None,
    }
    notices.notify(user_id=event.user_id, type_="achievement_unlocked", cause=event.stream(), data=data)


@subscribe(ExportRequested)
def export_personal_data(event: ExportRequested) -> None:
    personal_exports.request_part(export_id=event.export_id, user_id=event.user_id)


@subscribe(ErasureBegun)
def erase_user(event: ErasureBegun) -> None:
    erasure.erase_user(erasure_id=event.erasure_id, user_id=event.user_id)


@subscribe(EnrollmentEnding, on_failure=OnFailure.SKIP)
def warn_of_deletion(event: EnrollmentEnding) -> None:
    data = {"course_title": event.course_title, "ends_at": f"{event.ends_at:%Y-%m-%d}"}
    notices.notify(user_id=event.user_id, type_="course_ending", cause=_cause(event), data=data)


@subscribe(EnrollmentKept, on_failure=OnFailure.SKIP)
def tell_that_course_stays(event: EnrollmentKept) -> None:
    data = {"course_title": event.course_title}
    notices.notify(user_id=event.user_id, type_="course_kept", cause=_cause(event), data=data)


@subscribe(EnrollmentEnded, on_failure=OnFailure.SKIP)
def tell_of_deletion(event: EnrollmentEnded) -> None:
    if event.reason == "course_deleted":
        data = {"course_title": event.course_title}
        notices.notify(user_id=event.user_id, type_="course_deleted", cause=event.stream(), data=data)


def _cause(event: EnrollmentEnding | EnrollmentKept) -> str:
    """A course may be about to go more than once."""
    return f"{event.stream()}@{event.deletion_id}"


@subscribe(ExportReady, on_failure=OnFailure.SKIP)
def tell_of_export(event: ExportReady) -> None:
    data = {"expires_at": f"{event.expires_at:%Y-%m-%d}"}
    notices.notify(user_id=event.user_id, type_="export_ready", cause=event.stream(), data=data)
