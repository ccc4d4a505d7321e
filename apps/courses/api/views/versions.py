"""Publications of a course: listed, read, compared, shown again; and the time line of its draft."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import EDIT, PUBLISH, require_editor
from apps.courses.api.serializers.courses import CourseDetailSerializer
from apps.courses.api.serializers.versions import (
    DiffQuery,
    DiffSerializer,
    EditSerializer,
    PublicationSerializer,
    PublishedVersionSerializer,
    RollbackSerializer,
)
from apps.courses.api.views.publishing import choices_in
from apps.courses.api.views.reading import reader_of
from apps.courses.api.views.shown import shown
from apps.courses.errors import VersionNotFound
from apps.courses.selectors import catalogue, editing, editions, history, ownership, reading
from apps.courses.selectors.audiences import Audience
from apps.courses.selectors.differences.parts import course_diff
from apps.courses.selectors.differences.shown import shown as shown_diff
from apps.courses.services.publications.rollback import roll_back, roll_back_with_draft
from apps.courses.services.publications.terms import Terms
from gopro.api.access import holding, public_or
from gopro.api.pagination import Cursors, Pages
from gopro.api.views import APIView, operation


class CourseVersionsView(APIView):
    access = public_or(EDIT)
    pagination_class = Pages

    @operation(answers={200: PublicationSerializer(many=True)})
    def get(self, request: Request, key: str) -> Response:
        """The publications of a course, the newest first: when, why, what changed, and for its editors by whom."""
        course, audience = reader_of(request, key=key)

        def serialize(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return history.shown_publications(rows, audience=audience)

        return self.paginate(history.publications(course_id=course.id), serialize=serialize)


class CourseVersionView(APIView):
    access = public_or(EDIT)

    @operation(answers={200: PublishedVersionSerializer})
    def get(self, request: Request, key: str, n: int) -> Response:
        """The whole course as publication `n` showed it, for ever the same; its editors see tests and answers, too."""
        owner, audience = reader_of(request, key=key)
        publication = history.publication(course_id=owner.id, n=n)
        edition, course = editions.of_publication(publication), editing.course(course_id=owner.id)
        row = reading.course(course=course, edition=edition) | history.told(publication)
        return Response(reading.whole(course_row=row, edition=edition, audience=audience))


class CourseDiffView(APIView):
    access = public_or(EDIT)

    @operation(query=DiffQuery, answers={200: DiffSerializer})
    def get(self, request: Request, key: str, before: str, after: str) -> Response:
        """What differs between two publications, or between one and the `draft`, which its editors alone see."""
        owner, audience = reader_of(request, key=key)
        if audience is Audience.LEARNERS and history.DRAFT in {before, after}:
            raise VersionNotFound
        course = editing.course(course_id=owner.id)
        old, new = (history.edition(course=course, name=name) for name in (before, after))
        found = course_diff(before=old, after=new, audience=audience, part=self.query.get("part"))
        return Response({"before": before, "after": after, **shown_diff(found)})


class CourseRollbackView(APIView):
    access = holding(PUBLISH)
    room = "courses"

    @operation(body=RollbackSerializer, answers={200: CourseDetailSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Show an earlier publication again, as a new one. Learners who see it already see no other; twice is once."""
        course = ownership.course(key=key)
        publisher = require_editor(request, course, permission=PUBLISH)
        act = roll_back_with_draft if self.body["drafts"] else roll_back
        act(
            course_id=course.id,
            n=self.body["version"],
            publisher_id=publisher.user_id,
            note=self.body.get("note", ""),
            terms=Terms(choices=choices_in(self.body)),
            if_match=self.if_match,
        )
        return shown(catalogue.course(key=str(course.id)))


class CourseHistoryView(APIView):
    access = holding(EDIT)
    pagination_class = Cursors

    @operation(answers={200: EditSerializer(many=True)})
    def get(self, request: Request, key: str) -> Response:
        """Everything that was edited and published in the course, its sections, lessons and exercises, newest first."""
        course = ownership.course(key=key)
        require_editor(request, course)
        return self.paginate(history.time_line(course_id=course.id), serialize=history.shown_edits)
