"""Views of progress: translate, call, translate back."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.progress.api import serializers
from apps.progress.selectors import achievements, certificates, enrollments, people, progress, submissions, upgrades
from apps.progress.services import completion, draws, enrollment, reviews
from apps.progress.services.submissions import submit
from apps.progress.services.upgrades import upgrade
from gopro.api.access import OWN, PUBLIC, holding, own_or
from gopro.api.pagination import Cursors, Pages
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of

RULE = "Lessons that count as completed, divided by the lessons that count for you, times 100."


class EnrollmentsView(APIView):
    access = OWN
    room = "progress"
    pagination_class = Pages

    @operation(answers={200: serializers.EnrollmentShown(many=True)})
    def get(self, request: Request) -> Response:
        """List your enrollments, the newest first."""
        rows = enrollments.of_user(user_id=principal_of(request).user_id)
        return self.paginate(rows, serialize=serializers.EnrollmentShown)

    @operation(
        body=serializers.EnrollmentCreate,
        answers={200: serializers.EnrollmentShown, 201: serializers.EnrollmentShown},
    )
    def post(self, request: Request) -> Response:
        """Enroll in a course: 201, or 200 when you are in it already."""
        found, is_new = enrollment.enroll(user_id=principal_of(request).user_id, course_id=self.body["course_id"])
        return Response(serializers.EnrollmentShown(found).data, status=201 if is_new else 200)


class EnrollmentView(APIView):
    access = OWN
    room = "progress"

    @operation(answers={200: serializers.EnrollmentShown})
    def get(self, request: Request, enrollment_id: UUID) -> Response:
        """Read one of your enrollments."""
        found = enrollments.own(user_id=principal_of(request).user_id, enrollment_id=enrollment_id)
        return Response(serializers.EnrollmentShown(found).data)

    @operation(answers={204: None})
    def delete(self, request: Request, enrollment_id: UUID) -> Response:
        """Leave a course. What you did is kept."""
        enrollment.end_enrollment(user_id=principal_of(request).user_id, enrollment_id=enrollment_id)
        return Response(status=204)


class UpgradeView(APIView):
    access = OWN
    room = "progress"

    @operation(answers={200: serializers.UpgradeShown})
    def get(self, request: Request, enrollment_id: UUID) -> Response:
        """What moving to the newest version of the course would change for you."""
        found = upgrades.preview(user_id=principal_of(request).user_id, enrollment_id=enrollment_id)
        return Response(serializers.UpgradeShown(found).data)

    @operation(body=serializers.UpgradeAsked, answers={200: serializers.EnrollmentShown})
    def post(self, request: Request, enrollment_id: UUID) -> Response:
        """Move to the newest version of the course. Doing it twice changes nothing."""
        user_id = principal_of(request).user_id
        upgrade(user_id=user_id, enrollment_id=enrollment_id, version=self.body.get("version"))
        found = enrollments.own(user_id=user_id, enrollment_id=enrollment_id)
        return Response(serializers.EnrollmentShown(found).data)


class LessonProgressView(APIView):
    access = OWN
    room = "progress"

    @operation(body=serializers.LessonRecord, answers={200: serializers.LessonRecorded})
    def post(self, request: Request, whom: str, lesson_id: UUID) -> Response:
        """Record a lesson as completed. Doing it twice changes nothing."""
        user_id = people.acting(caller=principal_of(request), whom=whom)
        completed = self.body["completed"]
        found = completion.record_lesson(
            user_id=user_id, lesson_id=lesson_id, completed=completed, score=self.body.get("score")
        )
        recorded: dict[str, Any] = {
            "lesson_id": lesson_id,
            "lesson_percent": 100.0 if completed else 0.0,
            "course_id": found.course_id,
            "course_percent": found.percent,
            "lessons_completed": found.lessons_completed,
            "lessons_total": found.lessons_total,
            "status": found.status,
        }
        return Response(serializers.LessonRecorded(recorded).data)


class ProgressView(APIView):
    access = own_or(people.VIEW)
    pagination_class = Pages

    @operation(answers={200: serializers.EnrollmentShown(many=True)})
    def get(self, request: Request, whom: str) -> Response:
        """List how far somebody is, course by course: `me`, or an id for staff."""
        rows = people.enrollments_seen(caller=principal_of(request), whom=whom)
        return self.paginate(rows, serialize=serializers.EnrollmentShown)


class CourseProgressView(APIView):
    access = own_or(people.VIEW)

    @operation(answers={200: serializers.CourseShown})
    def get(self, request: Request, whom: str, course_id: UUID) -> Response:
        """Read how far somebody is in a course, lesson by lesson, and what comes next."""
        user_id = people.seen(caller=principal_of(request), whom=whom, course_id=course_id)
        return Response(serializers.CourseShown(progress.in_course(user_id=user_id, course_id=course_id)).data)


class ExplainView(APIView):
    access = own_or(people.VIEW)

    @operation(answers={200: serializers.Explanation})
    def get(self, request: Request, whom: str, course_id: UUID) -> Response:
        """Explain a percentage: the rule, and for each lesson whether it counts, since when, or not."""
        user_id = people.seen(caller=principal_of(request), whom=whom, course_id=course_id)
        state = progress.in_course(user_id=user_id, course_id=course_id)
        return Response(serializers.Explanation(_explanation(state)).data)


class SubmitView(APIView):
    access = OWN
    room = "progress"

    @operation(body=serializers.SubmissionCreate, answers={202: serializers.SubmissionShown})
    def post(self, request: Request, exercise_id: UUID) -> Response:
        """Hand in an attempt: files by name for code, answers by key for a quiz. The submission tells its verdict."""
        made = submit(
            user_id=principal_of(request).user_id,
            exercise_id=exercise_id,
            files=self.body.get("files"),
            answers=self.body.get("answers"),
        )
        return Response(
            serializers.SubmissionShown(made).data, status=202, headers={"Location": f"/api/v1/submissions/{made.id}"}
        )


class SubmissionsView(APIView):
    access = OWN
    pagination_class = Cursors

    @operation(query=serializers.SubmissionQuery, answers={200: serializers.SubmissionListed(many=True)})
    def get(self, request: Request) -> Response:
        """List your attempts, the newest first."""
        rows = submissions.of_user(user_id=principal_of(request).user_id, exercise_id=self.query.get("exercise")).defer(
            "files", "answers", "tests"
        )
        return self.paginate(rows, serialize=serializers.SubmissionListed)


class DrawView(APIView):
    access = OWN
    room = "progress"

    @operation(answers={200: serializers.DrawShown})
    def get(self, request: Request, exercise_id: UUID) -> Response:
        """Read the questions that were drawn for you last."""
        return _drawn(draws.drawn_questions(user_id=principal_of(request).user_id, exercise_id=exercise_id), status=200)

    @operation(answers={200: serializers.DrawShown, 201: serializers.DrawShown})
    def post(self, request: Request, exercise_id: UUID) -> Response:
        """Draw the questions of your next attempt: 201, or 200 and the same until you hand it in."""
        found, is_new = draws.draw_questions(user_id=principal_of(request).user_id, exercise_id=exercise_id)
        return _drawn(found, status=201 if is_new else 200)


class SubmissionView(APIView):
    access = own_or(submissions.VIEW)

    @operation(answers={200: serializers.SubmissionShown})
    def get(self, request: Request, submission_id: UUID) -> Response:
        """Read an attempt and its verdict, test by test."""
        found = submissions.visible(caller=principal_of(request), submission_id=submission_id)
        return Response(serializers.SubmissionShown(found).data)


class SubmissionQuestionsView(APIView):
    access = own_or(submissions.VIEW)

    @operation(answers={200: serializers.QuestionsShown})
    def get(self, request: Request, submission_id: UUID) -> Response:
        """Read what an attempt at a quiz was asked, in its order."""
        found = submissions.visible(caller=principal_of(request), submission_id=submission_id)
        return Response(serializers.QuestionsShown({"questions": draws.asked_in(found)}).data)


class TextsView(APIView):
    access = holding(submissions.GRADE)
    pagination_class = Cursors

    @operation(query=serializers.SubmissionQuery, answers={200: serializers.SubmissionListed(many=True)})
    def get(self, request: Request) -> Response:
        """List the texts that wait for you to grade them, the oldest first."""
        rows = submissions.to_read(reader=principal_of(request), exercise_id=self.query.get("exercise"))
        return self.paginate(rows.defer("files", "answers", "tests"), serialize=serializers.SubmissionListed)


class GradeView(APIView):
    access = holding(submissions.GRADE)
    room = "progress"

    @operation(body=serializers.GradeGiven, answers={200: serializers.SubmissionShown})
    def post(self, request: Request, submission_id: UUID) -> Response:
        """Pass or fail a text, with feedback to its learner."""
        graded = reviews.grade_text(reader=principal_of(request), submission_id=submission_id, **self.body)
        return Response(serializers.SubmissionShown(graded).data)


class AchievementsView(APIView):
    access = PUBLIC

    @operation(answers={200: serializers.AchievementShown(many=True)})
    def get(self, request: Request) -> Response:
        """List the achievements that there are."""
        return Response({"items": serializers.AchievementShown(achievements.ALL, many=True).data})


class MyAchievementsView(APIView):
    access = OWN
    pagination_class = Cursors

    @operation(answers={200: serializers.AwardShown(many=True)})
    def get(self, request: Request) -> Response:
        """List what you have achieved, the newest first."""
        rows = achievements.of_user(user_id=principal_of(request).user_id)
        return self.paginate(rows, serialize=serializers.AwardShown)


class CertificateView(APIView):
    access = own_or(people.VIEW)

    @operation(answers={200: serializers.CertificateShown})
    def get(self, request: Request, certificate_id: UUID) -> Response:
        """Read one of your certificates."""
        found = certificates.visible(caller=principal_of(request), certificate_id=certificate_id)
        return Response(serializers.CertificateShown(found).data)


class CertificateVerifyView(APIView):
    access = PUBLIC

    @operation(answers={200: serializers.CertificateVerified})
    def get(self, request: Request, certificate_id: UUID) -> Response:
        """Check a certificate that somebody shows you: 200 if it was issued, 404 if not."""
        return Response(serializers.CertificateVerified(certificates.known(certificate_id=certificate_id)).data)


def _drawn(draw: Any, *, status: int) -> Response:
    return Response(serializers.DrawShown(draw, context={"asked": draws.asked(draw)}).data, status=status)


def _explanation(state: progress.CourseState) -> dict[str, Any]:
    found = state.enrollment
    return {
        "course_id": found.course_id,
        "course_version": found.outline.version,
        "percent": found.percent,
        "rule": RULE,
        "lessons_completed": found.lessons_completed,
        "lessons_total": found.lessons_total,
        "lessons": [_reason(lesson) for lesson in (*state.lessons, *state.kept)],
    }


def _reason(lesson: progress.LessonState) -> dict[str, Any]:
    return {
        "lesson_id": lesson.lesson_id,
        "title": lesson.title,
        "completed_at": lesson.completed_at,
        "exercises_passed": lesson.exercises_passed,
        "exercises_total": lesson.exercises_total,
        "counts": lesson.is_done,
        "counts_as": lesson.counts_as,
    }
