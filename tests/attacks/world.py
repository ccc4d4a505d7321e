"""A whole house for the attacks on access: somebody for each column of the table, with things of their own."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from rest_framework.test import APIClient

from apps.courses.contracts import PublishChoices
from apps.courses.models.banks import Bank
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.impacts import Impact
from apps.courses.models.media import Media
from apps.courses.models.previews import PreviewLink
from apps.courses.models.reviews import CommentThread
from apps.courses.models.schedules import Schedule
from apps.courses.models.structure import Section
from apps.courses.services.authors import add_author
from apps.courses.services.categories import create_category
from apps.courses.services.comments import start_thread
from apps.courses.services.impacts.requests import request_impact
from apps.courses.services.publications.previews import create_preview_link
from apps.courses.services.publications.schedules import schedule_publication
from apps.courses.services.skills import SkillContent, create_skill
from apps.notifications.models import Notification
from apps.progress.models import Certificate, Enrollment, Submission
from apps.progress.services import enrollment
from apps.progress.services.submissions import submit
from apps.users.models import Identity, Passkey, PersonalToken, User, UserImport
from apps.users.services import roles, sessions
from apps.users.services.roles import Grant
from gopro.access.columns import Column, columns
from gopro.events.loop import drain
from gopro.identifiers import uuid7
from gopro.staff.cookies import NAME as STAFF_COOKIE
from tests.apps.courses.factories import (
    exercises_of,
    lessons_of,
    make_bank,
    make_code,
    make_course,
    make_lesson,
    make_published,
    make_section,
)
from tests.apps.courses.media import make_media
from tests.apps.notifications.factories import make_notification
from tests.apps.users.factories import LAPTOP, UserFactory, signed_in
from tests.attacks.secrets import stored_secrets

MFA = frozenset({"pwd", "otp", "mfa"})  # as a session of staff begins


@dataclass(frozen=True, kw_only=True)
class CourseThings:
    """A course with a lesson and an exercise in it. `title` is found nowhere else."""

    course: Course
    section: Section
    co_author_id: UUID
    lesson: Lesson
    exercise: Exercise
    bank: Bank
    thread: CommentThread
    schedule: Schedule
    link: PreviewLink
    impact: Impact
    media: Media

    @property
    def title(self) -> str:
        return self.course.draft_version.title


@dataclass(kw_only=True)
class Things:
    """What is one person's."""

    user: User
    draft: CourseThings
    published: CourseThings
    enrollment: Enrollment
    submission: Submission
    certificate: Certificate
    notification: Notification
    session: UUID
    token: UUID
    passkey: Passkey
    identity: Identity
    user_import: UserImport

    @property
    def private_ids(self) -> dict[str, str]:
        """Ids that nobody else is shown, each with the permission that shows it all the same."""
        return {
            str(self.enrollment.pk): "progress.enrollment:view",
            str(self.submission.pk): "progress.submission:view",
            str(self.certificate.pk): "progress.enrollment:view",
            str(self.notification.pk): "notifications.notification:view",
            str(self.session): "users.session:view",
            str(self.token): "",
            str(self.passkey.pk): "",
            str(self.identity.pk): "",
            str(self.user_import.pk): "users.import:run",
            str(self.draft.course.pk): "courses.course:edit",
            str(self.draft.bank.pk): "courses.course:edit",
            str(self.published.bank.pk): "courses.course:edit",
            str(self.draft.media.pk): "courses.course:edit",
            self.draft.title: "courses.course:edit",
        }


@dataclass(kw_only=True)
class Person:
    """Somebody with the role of a column, signed in as everybody signs in."""

    column: Column
    things: Things
    access: str
    staff: str

    def api(self) -> APIClient:
        client = APIClient(raise_request_exception=False)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {self.access}")
        return client

    def browser(self) -> APIClient:
        client = APIClient(raise_request_exception=False)
        client.cookies[STAFF_COOKIE] = self.staff
        return client


@dataclass(kw_only=True)
class World:
    """`granted` are the things of somebody on whose courses the roles on one thing were granted, `foreign` others'."""

    granted: Things
    foreign: Things
    people: list[Person] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)


def make_world() -> World:
    """Everybody is in the foreign author's published course, and the foreign one in that of the granted author."""
    create_category(name="Shelf")
    create_skill(content=SkillContent(name="Craft"))
    granted, foreign = _Author("granted"), _Author("foreign")
    members = [(column, _Author(column.title.replace(" ", "-"))) for column in columns() if column.role]
    drain()
    User.objects.filter(pk=granted.user.pk).update(visibility="private")
    taken = {foreign.user.pk: granted}
    for author in (granted, foreign, *(author for _, author in members)):
        author.take(taken.get(author.user.pk, foreign).published)
    world = World(granted=granted.things(), foreign=foreign.things())
    for column, author in members:
        _empower(author.user, column=column, world=world)
        world.people.append(_person(column, things=author.things()))
    drain()
    world.secrets = stored_secrets()
    return world


class _Author:
    """Makes one person's things, in the order in which they depend on each other."""

    def __init__(self, name: str) -> None:
        self.user: User = UserFactory(username=f"u-{name}"[:30], display_name=f"Person {name}")
        course = make_course(title=f"Private draft of {name}", author_id=self.user.pk)
        section = make_section(course=course)
        lesson = make_lesson(course=course, section=section)
        self.draft = CourseThings(
            course=course,
            section=section,
            co_author_id=_co_author(course),
            lesson=lesson,
            exercise=make_code(lesson=lesson),
            thread=_thread(course),
            bank=make_bank(course=course),
            schedule=_schedule(course),
            link=_link(course),
            impact=_impact(course),
            media=_media(course, is_public=False),
        )
        public = make_published(title=f"Public course of {name}", author_id=self.user.pk, section="Basics")
        first = lessons_of(public)[0]
        self.published = CourseThings(
            course=public,
            section=public.sections.get(),
            co_author_id=_co_author(public),
            lesson=first,
            exercise=exercises_of(first)[0],
            thread=_thread(public),
            bank=make_bank(course=public),
            schedule=_schedule(public),
            link=_link(public),
            impact=_impact(public),
            media=_media(public, is_public=True),
        )

    def take(self, taken: CourseThings) -> None:
        user_id = self.user.pk
        self.enrollment, _ = enrollment.enroll(user_id=user_id, course_id=taken.course.pk)
        self.submission = submit(user_id=user_id, exercise_id=taken.exercise.pk, files={"greet.go": "x"}, answers=None)
        self.certificate = Certificate.objects.create(
            user_id=user_id,
            enrollment=self.enrollment,
            number=f"N-{user_id}",
            course_id=taken.course.pk,
            course_title=taken.title,
            course_version=1,
            issued_at=timezone.now(),
        )

    def things(self) -> Things:
        user = self.user
        other = signed_in(user)
        return Things(
            user=user,
            draft=self.draft,
            published=self.published,
            enrollment=self.enrollment,
            submission=self.submission,
            certificate=self.certificate,
            notification=make_notification(user_id=user.pk, title=f"Notice of {user.username}"),
            session=other.session_id,
            token=_token(user).pk,
            passkey=_passkey(user),
            identity=Identity.objects.create(user=user, provider="test", issuer="https://issuer", subject=str(user.pk)),
            user_import=_import(user),
        )


def _schedule(course: Course) -> Schedule:
    return schedule_publication(course_id=course.pk, due_at=timezone.now() + timedelta(hours=1), scheduler_id=None)


def _media(course: Course, *, is_public: bool) -> Media:
    """A text, since pictures are decoded."""
    media = make_media(course=course, content=str(course.pk).encode(), name="a.txt", content_type="text/plain")
    Media.objects.filter(pk=media.pk).update(is_public=is_public)
    return media


def _link(course: Course) -> PreviewLink:
    until = timezone.now() + timedelta(days=1)
    return create_preview_link(course_id=course.pk, expires_at=until, creator_id=None)


def _impact(course: Course) -> Impact:
    return request_impact(course_id=course.pk, asker_id=None, choices=PublishChoices())


def _co_author(course: Course) -> UUID:
    user_id: UUID = uuid7()
    add_author(course_id=course.pk, user_id=user_id)
    return user_id


def _thread(course: Course) -> CommentThread:
    return start_thread(course_id=course.pk, writer_id=uuid7(), text="What of it?")


def _passkey(user: User) -> Passkey:
    return Passkey.objects.create(
        user=user, name="key", credential_id=str(uuid7()), data=b"", sign_count=0, is_backed_up=False
    )


def _token(user: User) -> PersonalToken:
    until = timezone.now() + timedelta(days=7)
    return PersonalToken.objects.create(user=user, name="mine", scopes=["courses:read"], key_id="k", expires_at=until)


def _import(user: User) -> UserImport:
    return UserImport.objects.create(
        state="done",
        is_dry_run=True,
        sends_invitations=False,
        asked_by=user,
        file_name=f"{user.username}.csv",
        size=0,
        sha256="0" * 64,
        delimiter=",",
        columns=[],
        first_position=0,
        first_line=1,
        position=0,
        line=1,
        rows_total=0,
        finished_at=timezone.now() - timedelta(minutes=1),
    )


def _empower(user: User, *, column: Column, world: World) -> None:
    if column.within:
        for things in (world.granted.draft, world.granted.published):
            grant = Grant(role=column.role, within=things.course.pk)
            roles.grant_on(user_id=user.pk, grant=grant, reason="the table of access")
    elif column.role != "learner":
        roles.set_roles(user_id=user.pk, roles=[column.role], reason="the table of access")


def _person(column: Column, *, things: Things) -> Person:
    things.user.refresh_from_db()
    begun = sessions.begin_session(user=things.user, client=LAPTOP, methods=MFA)
    staff = sessions.begin_staff_session(user=things.user, client=LAPTOP, methods=MFA)
    return Person(column=column, things=things, access=begun.access, staff=staff)
