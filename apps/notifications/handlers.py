"""HEARS users and progress: whom there is to tell, and what."""

from apps.notifications.services import notices, recipients
from apps.progress.contracts import AchievementUnlocked, CourseCompleted
from apps.users.contracts import EmailVerified, UserCreated, UserUpdated
from gopro.events.registry import OnFailure, subscribe


@subscribe(UserCreated)
def remember_recipient(event: UserCreated) -> None:
    recipients.remember_recipient(
        user_id=event.user_id,
        display_name=event.display_name,
        email=event.email,
        locale=event.locale,
        time_zone=event.time_zone,
    )


@subscribe(UserUpdated)
def update_recipient(event: UserUpdated) -> None:
    recipients.update_recipient(
        user_id=event.user_id,
        display_name=event.display_name,
        locale=event.locale,
        time_zone=event.time_zone,
    )


@subscribe(EmailVerified)
def verify_recipient(event: EmailVerified) -> None:
    recipients.verify_recipient(user_id=event.user_id, email=event.email)


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
