"""Sections: read by everybody as published, written by authors and editors as drafts."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import EDIT, require_editor
from apps.courses.api.serializers.structure import SectionCreateSerializer, SectionPatchSerializer, SectionSerializer
from apps.courses.api.views.shown import published_or_draft, shown
from apps.courses.selectors import catalogue, drafts, ownership
from apps.courses.selectors import sections as selectors
from apps.courses.services.content import SectionContent
from apps.courses.services.sections import create_section, delete_section, edit_section
from gopro.api.access import PUBLIC, holding, public_or
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation


class CourseSectionsView(APIView):
    access = PUBLIC
    pagination_class = Pages

    @operation(answers={200: SectionSerializer(many=True)})
    def get(self, request: Request, key: str) -> Response:
        """The sections of a course in order, as published, each with the ids of its lessons."""
        rows = selectors.sections(course_id=catalogue.course_id(key=key))
        return self.paginate(rows, serialize=selectors.shown)


class CourseDraftSectionsView(APIView):
    access = holding(EDIT)
    pagination_class = Pages

    @operation(answers={200: SectionSerializer(many=True)})
    def get(self, request: Request, key: str) -> Response:
        """The sections of a course's draft in order, for those who may edit it."""
        course = ownership.course(key=key)
        require_editor(request, course)
        return self.paginate(drafts.sections(course_id=course.id), serialize=drafts.shown_sections)


class SectionsView(APIView):
    access = holding(EDIT)
    room = "courses"

    @operation(body=SectionCreateSerializer, answers={201: SectionSerializer})
    def post(self, request: Request) -> Response:
        """Add a section at the end of a course's draft; lessons come into it by reordering, or are made in it."""
        written = dict(self.body)
        course = ownership.course(key=str(written.pop("course_id")))
        editor = require_editor(request, course)
        slug = written.pop("slug", "")
        section = create_section(
            course_id=course.id, content=SectionContent(**written), editor_id=editor.user_id, slug=slug
        )
        return shown(drafts.section(section_id=section.id), status=201, location=f"/api/v1/sections/{section.id}")


class SectionView(APIView):
    room = "courses"

    @operation(access=public_or(EDIT), answers={200: SectionSerializer})
    def get(self, request: Request, section_id: UUID) -> Response:
        """A section as it was last published. Its editors see the draft of one that never was."""
        return published_or_draft(
            request,
            published=lambda: selectors.section(section_id=section_id),
            draft=lambda: drafts.section(section_id=section_id),
            owner=lambda: ownership.section(section_id=section_id),
        )

    @operation(access=holding(EDIT), body=SectionPatchSerializer, answers={200: SectionSerializer})
    def patch(self, request: Request, section_id: UUID) -> Response:
        """Change the draft; learners see it once the course is published."""
        editor = require_editor(request, ownership.section(section_id=section_id))
        changes: Any = dict(self.body)
        readiness = changes.pop("readiness", None)
        edit_section(
            section_id=section_id,
            changes=changes,
            readiness=readiness,
            editor_id=editor.user_id,
            if_match=self.if_match,
        )
        return shown(drafts.section(section_id=section_id))

    @operation(access=holding(EDIT), answers={204: None})
    def delete(self, request: Request, section_id: UUID) -> Response:
        """Take it out of the draft; its lessons stay in the course."""
        require_editor(request, ownership.section(section_id=section_id))
        delete_section(section_id=section_id, if_match=self.if_match)
        return Response(status=204)


class SectionDraftView(APIView):
    access = holding(EDIT)

    @operation(answers={200: SectionSerializer})
    def get(self, request: Request, section_id: UUID) -> Response:
        """The draft of a section, for those who may edit it."""
        require_editor(request, ownership.section(section_id=section_id))
        return shown(drafts.section(section_id=section_id))
