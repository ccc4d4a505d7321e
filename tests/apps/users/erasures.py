"""A person with something in every room, and the way of their erasure, step by step."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from apps.courses.services import erasure as courses_erasure
from apps.courses.services.content import CourseContent
from apps.courses.services.courses import create_course
from apps.notifications.services import erasure as notifications_erasure
from apps.notifications.services.preferences import Wish, set_preferences
from apps.progress.services import completion
from apps.progress.services import erasure as progress_erasure
from apps.users.models import Erasure, User
from apps.users.services import profiles
from apps.users.services.erasure import outside, requests
from apps.users.services.erasure.names import GRACE
from apps.users.services.profiles import ProfileChanges
from gopro.sagas import engine
from gopro.sagas.models import Saga
from gopro.sagas.tombstones import QUIET
from gopro.testing.sagas import age_tombstones, pass_time, settle
from tests.apps.progress.factories import Learner, publish
from tests.apps.users.factories import UserFactory, personal_token_of, signed_in

EMAIL, USERNAME, NAME = "ada.lovelace@example.org", "adalove1815", "Countess Lovelace"


@dataclass
class Person:
    """Somebody who learned, wrote a course, was told things and chose not to be told others."""

    user: User = field(init=False)
    course_id: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.user = UserFactory(email=EMAIL, username=USERNAME, display_name=NAME)
        profiles.update_profile(user_id=self.user.pk, changes=ProfileChanges(bio="Wrote the first program"))
        settle()
        learner = Learner(publish(), user_id=self.user.pk)
        for lesson in learner.course.lessons:
            completion.record_lesson(user_id=self.user.pk, lesson_id=lesson.lesson_id, completed=True, score=None)
        self.course_id = create_course(content=CourseContent(title="Engines"), author_id=self.user.pk).pk
        set_preferences(user_id=self.user.pk, wishes=[Wish(type="welcome", channel="email", enabled=False)])
        personal_token_of(self.user, name=f"Notebook of {NAME}")
        settle()

    def ask(self) -> "Way":
        session_id = signed_in(self.user).session_id
        return Way(requests.request_erasure(user_id=self.user.pk, session_id=session_id))


@dataclass
class Way:
    """An erasure on its way."""

    erasure: Erasure

    @property
    def now(self) -> Erasure:
        return Erasure.objects.get(pk=self.erasure.pk)

    @property
    def saga(self) -> Saga:
        return Saga.objects.using("default").get(pk=self.erasure.pk)

    def wait(self, span: timedelta) -> None:
        pass_time(span, room="users", saga_id=self.erasure.pk)
        settle()

    def wait_in_turns(self, span: timedelta, *, turns: int) -> None:
        """As if nothing else happened while it waited that often."""
        for _ in range(turns):
            pass_time(span, room="users", saga_id=self.erasure.pk)
            engine.advance(room="users", saga_id=self.erasure.pk)

    def past_grace(self) -> None:
        """The other rooms have heard and erased, and wait for their second pass."""
        self.wait(GRACE)

    def rooms_confirm(self) -> None:
        age_tombstones(QUIET)
        for room in (courses_erasure, progress_erasure, notifications_erasure):
            room.finish_erasures()
        settle()

    def say_farewell(self) -> None:
        outside.send_farewell(erasure_id=self.erasure.pk)
        settle()

    def destroy_key(self) -> None:
        outside.destroy_key(erasure_id=self.erasure.pk)
        settle()

    def to_the_end(self) -> None:
        self.past_grace()
        self.rooms_confirm()
        self.say_farewell()
        self.destroy_key()
