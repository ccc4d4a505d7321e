"""What is asked of each operation: its own thing, another's, one on which a role was granted, one that isn't there.

An operation with an id in its path, or in its body, that has no cases here fails the walk.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from gopro.identifiers import uuid7
from tests.attacks.world import CourseThings, Things, World

PATCH_TITLE = {"title": "Attacked"}
QUIZ = {
    "kind": "quiz",
    "title": "Attack",
    "questions": [{"key": "q", "kind": "numeric", "prompt": "?", "answers": ["2"]}],
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """`owned`: it is the caller's; `granted`: of the course on which roles were granted; `public`: everybody sees it,
    `general`: it is about no thing in particular.
    """

    name: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    query: str = ""
    owned: bool = False
    granted: bool = False
    exists: bool = True
    public: bool = False
    general: bool = False


type Cases = Iterator[Case]
type Make = Callable[[World, Things, bool], Cases]  # with whether the caller is signed in


def of_courses(
    name: str, pick: Callable[[CourseThings], Any], body: Callable[[CourseThings], Any] | None = None
) -> Make:
    """A parameter that names a course or a part of one."""

    def make(world: World, mine: Things, _: bool) -> Cases:
        for whose, things in (("own", mine), ("granted", world.granted), ("foreign", world.foreign)):
            for public, thing in ((False, things.draft), (True, things.published)):
                yield Case(
                    name=f"{whose} {'published' if public else 'draft'}",
                    params={name: str(pick(thing))},
                    body=body(thing) if body else None,
                    owned=whose == "own",
                    granted=whose == "granted",
                    public=public,
                )
        yield Case(name="random", params={name: str(uuid7())}, body=body(mine.draft) if body else None, exists=False)

    return make


def in_body(name: str, make: Make, /, **rest: Any) -> Make:
    """The same id in the body."""

    def moved(world: World, mine: Things, signed_in: bool) -> Cases:
        for case in make(world, mine, signed_in):
            yield replace(case, params={}, body={name: case.params[name], **rest})

    return moved


def open_to_all(make: Make) -> Make:
    """Whose it is makes no difference."""

    def given(*args: Any) -> Cases:
        for case in make(*args):
            yield replace(case, owned=False, granted=False)

    return given


def of_person(name: str, pick: Callable[[Things], Any], body: Any = None) -> Make:
    """A parameter that names what is one person's, in no course."""

    def make(world: World, mine: Things, _: bool) -> Cases:
        yield Case(name="own", params={name: str(pick(mine))}, body=body, owned=True)
        yield Case(name="foreign", params={name: str(pick(world.foreign))}, body=body)
        yield Case(name="another's", params={name: str(pick(world.granted))}, body=body)
        yield Case(name="random", params={name: str(uuid7())}, body=body, exists=False)

    return make


def of_learning(name: str, pick: Callable[[Things], Any]) -> Make:
    """What is of a learner in a course: the foreign one learns in the granted author's course."""

    def make(world: World, mine: Things, _: bool) -> Cases:
        yield Case(name="own", params={name: str(pick(mine))}, owned=True)
        yield Case(name="of the granted course", params={name: str(pick(world.foreign))}, granted=True)
        yield Case(name="foreign", params={name: str(pick(world.granted))})
        yield Case(name="random", params={name: str(uuid7())}, exists=False)

    return make


def all_of_learner(world: World, mine: Things, signed_in: bool) -> Cases:
    """Staff find that somebody unknown here learns nothing."""
    for case in of_learner(world, mine, signed_in):
        yield replace(case, exists=True)


def of_learner(world: World, mine: Things, _: bool) -> Cases:
    """`whom` alone, and with the course in which they learn."""
    taken, granted = world.foreign.published.course.pk, world.granted.published.course.pk
    yield Case(name="me", params={"whom": "me", "course_id": str(taken)}, owned=True)
    yield Case(name="own", params={"whom": str(mine.user.pk), "course_id": str(taken)}, owned=True)
    whom = {"whom": str(world.foreign.user.pk), "course_id": str(granted)}
    yield Case(name="in the granted course", params=whom, granted=True)
    yield Case(name="foreign", params={"whom": str(world.granted.user.pk), "course_id": str(taken)})
    yield Case(name="random", params={"whom": str(uuid7()), "course_id": str(taken)}, exists=False)


def lesson_done(world: World, mine: Things, _: bool) -> Cases:
    """Nobody's progress is made by another."""
    lesson, body = str(world.foreign.published.lesson.pk), {"completed": True}
    yield Case(name="me", params={"whom": "me", "lesson_id": lesson}, body=body, owned=True)
    yield Case(name="own", params={"whom": str(mine.user.pk), "lesson_id": lesson}, body=body, owned=True)
    for name, things in (("foreign", world.granted), ("in the granted course", world.foreign)):
        yield Case(name=name, params={"whom": str(things.user.pk), "lesson_id": lesson}, body=body)
    yield Case(name="random", params={"whom": str(uuid7()), "lesson_id": lesson}, body=body, exists=False)


def handed_in(world: World, _: Things, __: bool) -> Cases:
    body = {"files": {"greet.go": "x"}}
    taken, hidden = world.foreign.published.exercise.pk, world.foreign.draft.exercise.pk
    yield Case(name="own", params={"exercise_id": str(taken)}, body=body, owned=True)
    yield Case(name="hidden", params={"exercise_id": str(hidden)}, body=body)
    yield Case(name="random", params={"exercise_id": str(uuid7())}, body=body, exists=False)


def asked_for(world: World, _: Things, __: bool) -> Cases:
    """The questions of an exercise that one takes."""
    taken, hidden = world.foreign.published.exercise.pk, world.foreign.draft.exercise.pk
    yield Case(name="own", params={"exercise_id": str(taken)}, owned=True)
    yield Case(name="hidden", params={"exercise_id": str(hidden)})
    yield Case(name="random", params={"exercise_id": str(uuid7())}, exists=False)


def never_public(make: Make, **params: str) -> Make:
    """Even of a published course nobody else knows that it is there."""

    def given(*args: Any) -> Cases:
        for case in make(*args):
            yield replace(case, public=False, params={**case.params, **params})

    return given


def checked_certificate(world: World, mine: Things, _: bool) -> Cases:
    for things in (mine, world.foreign):
        yield Case(name="any", params={"certificate_id": str(things.certificate.pk)}, public=True)
    yield Case(name="random", params={"certificate_id": str(uuid7())}, exists=False)


def profile(world: World, mine: Things, signed_in: bool) -> Cases:
    """Everybody's are shown to members, as nobody said otherwise; one is hidden."""
    yield Case(name="own", params={"key": str(mine.user.pk)}, owned=True, public=signed_in)
    yield Case(name="foreign", params={"key": str(world.foreign.user.pk)}, public=signed_in)
    yield Case(name="hidden", params={"key": str(world.granted.user.pk)})
    yield Case(name="random", params={"key": str(uuid7())}, exists=False)


def picture(world: World, mine: Things, signed_in: bool) -> Cases:
    for case in profile(world, mine, signed_in):
        yield replace(case, params={"user_id": case.params["key"], "size": "64"})


def secret(name: str) -> Make:
    """What a secret in the path opens: nobody guesses it."""

    def make(*_: Any) -> Cases:
        yield Case(name="guessed", params={name: "guessed"}, exists=False)

    return make


def of_provider(*_: Any) -> Cases:
    """Log-in by others: nothing there is anybody's."""
    yield Case(name="", params={"provider": "unknown"}, general=True)


def one(*_: Any) -> Cases:
    """An operation without a parameter is about one's own, or about nobody's."""
    yield Case(name="", general=True)


def with_body(body: Any) -> Make:
    def make(*_: Any) -> Cases:
        yield Case(name="", general=True, body=body)

    return make


def queried(*queries: Callable[[World], str]) -> Make:
    """Ids in the query string narrow what is one's own, and never widen it."""

    def make(world: World, _: Things, __: bool) -> Cases:
        yield Case(name="", general=True)
        for query in queries:
            yield Case(name="with an id", general=True, query=query(world))

    return make


COURSE = of_courses("key", lambda thing: thing.course.pk)
SLUG = of_courses("key", lambda thing: thing.course.slug)
LESSON = of_courses("key", lambda thing: thing.lesson.pk)
SECTION = of_courses("section_id", lambda thing: thing.section.pk)
EXERCISE = of_courses("exercise_id", lambda thing: thing.exercise.pk)


def in_a_day() -> str:
    return (timezone.now() + timedelta(days=1)).isoformat()


def published(make: Make, **params: str) -> Make:
    """Of what was published once: of a draft there is none."""

    def given(*args: Any) -> Cases:
        for case in make(*args):
            if case.public or not case.exists:
                yield replace(case, params={**case.params, **params})

    return given


def of_course_thing(name: str, pick: Callable[[CourseThings], Any]) -> Make:
    """What is a course's, by the course that it is in."""

    def make(world: World, mine: Things, signed_in: bool) -> Cases:
        for whose in (mine, world.granted, world.foreign):
            ids = {str(each.course.pk): str(pick(each)) for each in (whose.draft, whose.published)}
            for case in COURSE(world, mine, signed_in):
                if thing_id := ids.get(case.params["key"]):
                    yield replace(case, params={**case.params, name: thing_id})
        random = {"key": str(uuid7()), name: str(pick(mine.draft))}
        yield Case(name="random", params=random, exists=False)

    return make


def shared(slug: str, body: Any = None) -> Make:
    """What belongs to nobody in particular."""

    def make(*_: Any) -> Cases:
        yield Case(name="", params={"slug": slug}, body=body, general=True)
        yield Case(name="random", params={"slug": "nowhere"}, body=body, exists=False)

    return make


def titled(make: Make) -> Make:
    def given(*args: Any) -> Cases:
        for case in make(*args):
            yield replace(case, body=PATCH_TITLE)

    return given


def in_thread(body: Any = None) -> Make:
    """A thread of comments, by the course that it is in."""

    def make(world: World, mine: Things, signed_in: bool) -> Cases:
        for whose in (mine, world.granted, world.foreign):
            pairs = {str(each.course.pk): str(each.thread.pk) for each in (whose.draft, whose.published)}
            for case in COURSE(world, mine, signed_in):
                if thread_id := pairs.get(case.params["key"]):
                    yield replace(case, params={**case.params, "thread_id": thread_id}, body=body)
        random = {"key": str(uuid7()), "thread_id": str(mine.draft.thread.pk)}
        yield Case(name="random", params=random, body=body, exists=False)

    return make


BANK = never_public(of_courses("bank_id", lambda thing: thing.bank.pk))


MEDIA = of_courses("media_id", lambda thing: thing.media.pk)
FILE = {"name": "a.txt", "size": 6, "sha256": "0" * 64, "content_type": "text/plain"}


def graded(make: Make) -> Make:
    def given(*args: Any) -> Cases:
        for case in make(*args):
            yield replace(case, body={"passed": True})

    return given


BASE = "/api/v1"
OF: dict[str, Make] = {
    f"GET {BASE}/courses/{{key}}": SLUG,
    f"PATCH {BASE}/courses/{{key}}": titled(COURSE),
    f"PUT {BASE}/courses/{{key}}": titled(COURSE),
    f"DELETE {BASE}/courses/{{key}}": COURSE,
    f"GET {BASE}/courses/{{key}}/draft": COURSE,
    f"GET {BASE}/courses/{{key}}/draft/lessons": COURSE,
    f"POST {BASE}/courses/{{key}}/publish": COURSE,
    f"GET {BASE}/courses/{{key}}/impacts/{{impact_id}}": of_course_thing("impact_id", lambda t: t.impact.pk),
    f"GET {BASE}/courses/{{key}}/policy": COURSE,
    f"PUT {BASE}/courses/{{key}}/policy": of_courses(
        "key", lambda thing: thing.course.pk, lambda _: {"policy": "follow_latest"}
    ),
    f"POST {BASE}/courses/{{key}}/retire": COURSE,
    f"GET {BASE}/courses/{{key}}/deletion": COURSE,
    f"DELETE {BASE}/courses/{{key}}/deletion": COURSE,
    f"POST {BASE}/courses/{{key}}/reorder": of_courses(
        "key", lambda thing: thing.course.pk, lambda thing: {"lessons": [str(thing.lesson.pk)]}
    ),
    f"GET {BASE}/courses/{{key}}/review": COURSE,
    f"POST {BASE}/courses/{{key}}/review": COURSE,
    f"PATCH {BASE}/courses/{{key}}/review": of_courses(
        "key", lambda thing: thing.course.pk, lambda _: {"review_required": True}
    ),
    f"DELETE {BASE}/courses/{{key}}/review": COURSE,
    f"POST {BASE}/courses/{{key}}/review/approve": COURSE,
    f"POST {BASE}/courses/{{key}}/review/changes": of_courses(
        "key", lambda thing: thing.course.pk, lambda _: {"note": "Attacked"}
    ),
    f"GET {BASE}/courses/{{key}}/comments": COURSE,
    f"POST {BASE}/courses/{{key}}/comments": of_courses(
        "key", lambda thing: thing.course.pk, lambda _: {"text": "Attack"}
    ),
    f"POST {BASE}/courses/{{key}}/comments/{{thread_id}}/replies": in_thread({"text": "Attack"}),
    f"POST {BASE}/courses/{{key}}/comments/{{thread_id}}/resolution": in_thread(),
    f"DELETE {BASE}/courses/{{key}}/comments/{{thread_id}}/resolution": in_thread(),
    f"GET {BASE}/courses/{{key}}/versions": COURSE,
    f"GET {BASE}/courses/{{key}}/versions/{{n}}": published(COURSE, n="1"),
    f"GET {BASE}/courses/{{key}}/versions/{{before}}...{{after}}": published(COURSE, before="1", after="1"),
    f"GET {BASE}/courses/{{key}}/history": COURSE,
    f"POST {BASE}/courses/{{key}}/rollback": published(
        of_courses("key", lambda thing: thing.course.pk, lambda _: {"version": 1})
    ),
    f"GET {BASE}/courses/{{key}}/schedules": COURSE,
    f"POST {BASE}/courses/{{key}}/schedules": of_courses(
        "key", lambda thing: thing.course.pk, lambda _: {"due_at": in_a_day()}
    ),
    f"GET {BASE}/courses/{{key}}/schedules/{{schedule_id}}": of_course_thing("schedule_id", lambda t: t.schedule.pk),
    f"DELETE {BASE}/courses/{{key}}/schedules/{{schedule_id}}": of_course_thing("schedule_id", lambda t: t.schedule.pk),
    f"GET {BASE}/courses/{{key}}/preview-links": COURSE,
    f"POST {BASE}/courses/{{key}}/preview-links": COURSE,
    f"DELETE {BASE}/courses/{{key}}/preview-links/{{link_id}}": of_course_thing("link_id", lambda t: t.link.pk),
    f"GET {BASE}/courses/previews/{{token}}": secret("token"),
    f"GET {BASE}/courses/{{key}}/sections": COURSE,
    f"GET {BASE}/courses/{{key}}/draft/sections": COURSE,
    f"POST {BASE}/sections": in_body("course_id", of_courses("course_id", lambda t: t.course.pk), title="Attack"),
    f"GET {BASE}/sections/{{section_id}}": SECTION,
    f"PATCH {BASE}/sections/{{section_id}}": titled(SECTION),
    f"DELETE {BASE}/sections/{{section_id}}": SECTION,
    f"GET {BASE}/sections/{{section_id}}/draft": SECTION,
    f"GET {BASE}/courses/{{key}}/authors": COURSE,
    f"POST {BASE}/courses/{{key}}/authors": of_courses(
        "key", lambda thing: thing.course.pk, lambda _: {"user_id": str(uuid7())}
    ),
    f"DELETE {BASE}/courses/{{key}}/authors/{{user_id}}": of_course_thing("user_id", lambda t: t.co_author_id),
    f"POST {BASE}/courses/{{key}}/bulk": of_courses(
        "key", lambda t: t.course.pk, lambda t: {"action": "hold", "lessons": [str(t.lesson.pk)]}
    ),
    f"GET {BASE}/courses/{{key}}/path": COURSE,
    f"POST {BASE}/categories": with_body({"name": "Attack"}),
    f"GET {BASE}/categories/{{slug}}": shared("shelf"),
    f"PATCH {BASE}/categories/{{slug}}": shared("shelf", {"name": "Attack"}),
    f"DELETE {BASE}/categories/{{slug}}": shared("shelf"),
    f"POST {BASE}/skills": with_body({"name": "Attack"}),
    f"GET {BASE}/skills/{{slug}}": shared("craft"),
    f"PATCH {BASE}/skills/{{slug}}": shared("craft", {"name": "Attack"}),
    f"DELETE {BASE}/skills/{{slug}}": shared("craft"),
    f"GET {BASE}/courses/{{key}}/lessons": COURSE,
    f"GET {BASE}/courses/{{key}}/exercises": COURSE,
    f"POST {BASE}/courses": with_body(PATCH_TITLE),
    f"POST {BASE}/lessons": in_body("course_id", of_courses("course_id", lambda t: t.course.pk), title="Attack"),
    f"GET {BASE}/lessons/{{key}}": LESSON,
    f"PATCH {BASE}/lessons/{{key}}": titled(LESSON),
    f"DELETE {BASE}/lessons/{{key}}": LESSON,
    f"GET {BASE}/lessons/{{lesson_id}}/draft": of_courses("lesson_id", lambda thing: thing.lesson.pk),
    f"GET {BASE}/lessons/{{key}}/exercises": LESSON,
    f"POST {BASE}/exercises": in_body("lesson_id", of_courses("lesson_id", lambda t: t.lesson.pk), **QUIZ),
    f"GET {BASE}/exercises/{{exercise_id}}": EXERCISE,
    f"PATCH {BASE}/exercises/{{exercise_id}}": titled(EXERCISE),
    f"DELETE {BASE}/exercises/{{exercise_id}}": EXERCISE,
    f"GET {BASE}/exercises/{{exercise_id}}/draft": EXERCISE,
    f"POST {BASE}/exercises/{{exercise_id}}/submit": handed_in,
    f"POST {BASE}/exercises/{{exercise_id}}/draw": asked_for,
    f"GET {BASE}/exercises/{{exercise_id}}/draw": asked_for,
    f"GET {BASE}/courses/{{key}}/banks": COURSE,
    f"POST {BASE}/banks": in_body(
        "course_id", of_courses("course_id", lambda t: t.course.pk), title="Attack", questions=QUIZ["questions"]
    ),
    f"GET {BASE}/banks/{{bank_id}}": BANK,
    f"PATCH {BASE}/banks/{{bank_id}}": titled(BANK),
    f"DELETE {BASE}/banks/{{bank_id}}": BANK,
    f"GET {BASE}/banks/{{bank_id}}/versions/{{n}}": never_public(BANK, n="1"),
    f"GET {BASE}/courses": queried(lambda world: f"?author={world.foreign.user.pk}"),
    f"GET {BASE}/courses/drafts": queried(lambda _: "?status=any"),
    f"POST {BASE}/media": in_body("course", of_courses("course", lambda t: t.course.pk), **FILE),
    f"GET {BASE}/media/{{media_id}}": MEDIA,
    f"DELETE {BASE}/media/{{media_id}}": MEDIA,
    f"POST {BASE}/media/{{media_id}}/complete": MEDIA,
    f"GET {BASE}/media/{{media_id}}/uses": MEDIA,
    f"POST {BASE}/enrollments": open_to_all(in_body("course_id", of_courses("course_id", lambda t: t.course.pk))),
    f"GET {BASE}/enrollments/{{enrollment_id}}": of_person("enrollment_id", lambda things: things.enrollment.pk),
    f"GET {BASE}/enrollments/{{enrollment_id}}/upgrade": of_person("enrollment_id", lambda t: t.enrollment.pk),
    f"POST {BASE}/enrollments/{{enrollment_id}}/upgrade": of_person("enrollment_id", lambda t: t.enrollment.pk),
    f"DELETE {BASE}/enrollments/{{enrollment_id}}": of_person("enrollment_id", lambda things: things.enrollment.pk),
    f"GET {BASE}/progress/{{whom}}": all_of_learner,
    f"GET {BASE}/progress/{{whom}}/course/{{course_id}}": of_learner,
    f"GET {BASE}/progress/{{whom}}/course/{{course_id}}/explain": of_learner,
    f"POST {BASE}/progress/{{whom}}/lesson/{{lesson_id}}": lesson_done,
    f"GET {BASE}/submissions": queried(
        lambda world: f"?exercise={world.granted.published.exercise.pk}",
        lambda world: f"?exercise={world.foreign.published.exercise.pk}",
    ),
    f"GET {BASE}/submissions/{{submission_id}}": of_learning("submission_id", lambda things: things.submission.pk),
    f"GET {BASE}/submissions/{{submission_id}}/questions": of_learning("submission_id", lambda t: t.submission.pk),
    f"POST {BASE}/submissions/{{submission_id}}/grade": graded(of_learning("submission_id", lambda t: t.submission.pk)),
    f"GET {BASE}/certificates/{{certificate_id}}": of_learning("certificate_id", lambda t: t.certificate.pk),
    f"GET {BASE}/certificates/{{certificate_id}}/verify": checked_certificate,
    f"POST {BASE}/notifications/{{notification_id}}/read": of_person("notification_id", lambda t: t.notification.pk),
    f"GET {BASE}/notifications/{{notification_id}}/deliveries": of_person(
        "notification_id", lambda things: things.notification.pk
    ),
    f"GET {BASE}/notifications/unsubscribe/{{token}}": secret("token"),
    f"POST {BASE}/notifications/unsubscribe/{{token}}": secret("token"),
    f"DELETE {BASE}/auth/sessions/{{session_id}}": of_person("session_id", lambda things: things.session),
    f"GET {BASE}/users/me/tokens/{{token_id}}": of_person("token_id", lambda things: things.token),
    f"DELETE {BASE}/users/me/tokens/{{token_id}}": of_person("token_id", lambda things: things.token),
    f"PATCH {BASE}/auth/mfa/passkeys/{{passkey_id}}": of_person("passkey_id", lambda t: t.passkey.pk, {"name": "x"}),
    f"DELETE {BASE}/auth/mfa/passkeys/{{passkey_id}}": of_person("passkey_id", lambda things: things.passkey.pk),
    f"DELETE {BASE}/auth/identities/{{identity_id}}": of_person("identity_id", lambda things: things.identity.pk),
    f"GET {BASE}/users/{{key}}": profile,
    f"PATCH {BASE}/users/{{key}}": of_person("key", lambda t: t.user.pk, {"display_name": "Attacked", "reason": "x"}),
    f"GET {BASE}/users/{{user_id}}/avatar/{{size}}": picture,
    f"POST {BASE}/users/{{user_id}}/remove-avatar": of_person("user_id", lambda t: t.user.pk, {"reason": "x"}),
    f"GET {BASE}/users/{{user_id}}/roles": of_person("user_id", lambda things: things.user.pk),
    f"PUT {BASE}/users/{{user_id}}/roles": of_person(
        "user_id", lambda things: things.user.pk, {"roles": ["admin"], "reason": "x"}
    ),
    f"POST {BASE}/users/{{user_id}}/impersonate": of_person("user_id", lambda t: t.user.pk, {"reason": "x" * 20}),
    f"GET {BASE}/users/{{user_id}}/security-log": of_person("user_id", lambda things: things.user.pk),
    f"GET {BASE}/users/imports/{{import_id}}": of_person("import_id", lambda things: things.user_import.pk),
    f"GET {BASE}/users/imports/{{import_id}}/report": of_person("import_id", lambda things: things.user_import.pk),
    f"POST {BASE}/users/imports/{{import_id}}/cancel": of_person("import_id", lambda things: things.user_import.pk),
    f"POST {BASE}/users/imports/{{import_id}}/resume": of_person("import_id", lambda things: things.user_import.pk),
    f"POST {BASE}/users/imports/{{import_id}}/run": of_person("import_id", lambda things: things.user_import.pk),
    f"GET {BASE}/auth/oauth/{{provider}}/start": of_provider,
    f"POST {BASE}/auth/oauth/{{provider}}/start": of_provider,
    f"GET {BASE}/auth/oauth/{{provider}}/callback": of_provider,
    f"POST {BASE}/auth/oauth/{{provider}}/token": of_provider,
    f"GET {BASE}/users/erasures/{{token}}": secret("token"),
    f"GET {BASE}/problems/{{code}}": secret("code"),
}
