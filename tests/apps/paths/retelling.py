"""What is told for its own sake: snapshots, the audit, and that a room has erased or written out what it had."""

from uuid import UUID

from apps.courses import contracts as courses
from apps.courses.services import erasure as courses_erasure
from apps.courses.services import personal_exports as courses_exports
from apps.notifications import contracts as notifications
from apps.notifications.services import erasure as notifications_erasure
from apps.notifications.services import personal_exports as notifications_exports
from apps.progress import contracts as progress
from apps.progress.models import Award
from apps.progress.services import achievements
from apps.progress.services import erasure as progress_erasure
from apps.progress.services import personal_exports as progress_exports
from apps.users.contracts import ErasureSnapshot, UserSnapshot
from apps.users.services.erasure.requests import request_erasure
from gopro.database import atomic
from gopro.events.contract import Event
from gopro.events.operations import snapshots
from gopro.identifiers import uuid7
from gopro.sagas.tombstones import QUIET
from gopro.testing.sagas import age_tombstones
from tests.apps.courses.factories import make_course
from tests.apps.paths.cases import Act, Doors, case
from tests.apps.progress.factories import Learner, publish
from tests.apps.users.factories import UserFactory, signed_in


def retell(contract: type[Event], *, subject_id: UUID) -> Act:
    found = snapshots.of_kind(contract.kind())
    assert found is not None
    return lambda: snapshots.tell(snapshotter=found, subject_id=subject_id)


@case(door="command", tells=(UserSnapshot,), again=(UserSnapshot,))
def retell_user(doors: Doors) -> Act:
    return retell(UserSnapshot, subject_id=UserFactory().pk)


@case(door="command", tells=(ErasureSnapshot,), again=(ErasureSnapshot,))
def retell_erasure(doors: Doors) -> Act:
    issued = signed_in(UserFactory())
    erasure = request_erasure(user_id=issued.user.pk, session_id=issued.session_id)
    return retell(ErasureSnapshot, subject_id=erasure.pk)


@case(door="command", tells=(courses.CourseSnapshot,), again=(courses.CourseSnapshot,))
def retell_course(doors: Doors) -> Act:
    return retell(courses.CourseSnapshot, subject_id=make_course().pk)


@case(door="command", tells=(progress.EnrollmentSnapshot,), again=(progress.EnrollmentSnapshot,))
def retell_enrollment(doors: Doors) -> Act:
    return retell(progress.EnrollmentSnapshot, subject_id=Learner(publish()).enrollment.pk)


@case(door="command", tells=(progress.AchievementSnapshot,), again=(progress.AchievementSnapshot,))
def retell_achievement(doors: Doors) -> Act:
    with atomic("progress"):
        achievements.award_first_pass(user_id=uuid7())
    return retell(progress.AchievementSnapshot, subject_id=Award.objects.get().pk)


@case(door="job", tells=(courses.PersonalDataErased,))
def erase_in_courses(doors: Doors) -> Act:
    courses_erasure.erase_user(erasure_id=uuid7(), user_id=uuid7())
    age_tombstones(QUIET)
    return courses_erasure.finish_erasures


@case(door="job", tells=(progress.PersonalDataErased,))
def erase_in_progress(doors: Doors) -> Act:
    progress_erasure.erase_user(erasure_id=uuid7(), user_id=uuid7())
    age_tombstones(QUIET)
    return progress_erasure.finish_erasures


@case(door="job", tells=(notifications.PersonalDataErased,))
def erase_in_notifications(doors: Doors) -> Act:
    notifications_erasure.erase_user(erasure_id=uuid7(), user_id=uuid7())
    age_tombstones(QUIET)
    return notifications_erasure.finish_erasures


@case(door="job", tells=(courses.PersonalDataExported,), again=(courses.PersonalDataExported,))
def export_from_courses(doors: Doors) -> Act:
    export_id, user_id = uuid7(), uuid7()
    return lambda: courses_exports.write_part(export_id=export_id, user_id=user_id)


@case(door="job", tells=(progress.PersonalDataExported,), again=(progress.PersonalDataExported,))
def export_from_progress(doors: Doors) -> Act:
    export_id, user_id = uuid7(), uuid7()
    return lambda: progress_exports.write_part(export_id=export_id, user_id=user_id)


@case(door="job", tells=(notifications.PersonalDataExported,), again=(notifications.PersonalDataExported,))
def export_from_notifications(doors: Doors) -> Act:
    export_id, user_id = uuid7(), uuid7()
    return lambda: notifications_exports.write_part(export_id=export_id, user_id=user_id)
