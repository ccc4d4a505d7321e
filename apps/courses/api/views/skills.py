"""Skills: what is known before what, and what to know before a course."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import SHELVE, require_shelver
from apps.courses.api.serializers.structure import CoursePathSerializer
from apps.courses.api.serializers.taxonomy import (
    SkillCreateSerializer,
    SkillDetailSerializer,
    SkillEditSerializer,
    SkillSerializer,
)
from apps.courses.selectors import catalogue, prerequisites, taxonomy
from apps.courses.services.skills import SkillContent, create_skill, delete_skill, edit_skill
from gopro.api.access import PUBLIC, holding
from gopro.api.etag import versioned
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation


class SkillsView(APIView):
    room = "courses"
    pagination_class = Pages

    @operation(access=PUBLIC, answers={200: SkillSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """The skills that the catalogue knows; `GET courses?skill=` finds who teaches one."""
        return self.paginate(taxonomy.skills(), serialize=taxonomy.shown_skills)

    @operation(access=holding(SHELVE), body=SkillCreateSerializer, answers={201: SkillDetailSerializer})
    def post(self, request: Request) -> Response:
        """Make a skill of the concept with its slug."""
        require_shelver(request)
        written = dict(self.body)
        slug = written.pop("slug", "")
        made = create_skill(content=SkillContent(**written), slug=slug)
        location = f"/api/v1/skills/{made.slug}"
        return _skill(made.slug, status=201, headers={"Location": location})


class SkillView(APIView):
    room = "courses"

    @operation(access=PUBLIC, answers={200: SkillDetailSerializer})
    def get(self, request: Request, slug: str) -> Response:
        """A skill, and the path to it: all that is known before it."""
        return _skill(slug)

    @operation(access=holding(SHELVE), body=SkillEditSerializer, answers={200: SkillDetailSerializer})
    def patch(self, request: Request, slug: str) -> Response:
        """Change it, and what is known before it; a circle is refused, with its way."""
        require_shelver(request)
        edit_skill(slug=slug, changes=self.body, if_match=self.if_match)
        return _skill(slug)

    @operation(access=holding(SHELVE), answers={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        """Forget the skill; lessons teach the concept as before."""
        require_shelver(request)
        delete_skill(slug=slug, if_match=self.if_match)
        return Response(status=204)


class CoursePathView(APIView):
    access = PUBLIC

    @operation(answers={200: CoursePathSerializer})
    def get(self, request: Request, key: str) -> Response:
        """What to know before the course: courses and skills, each in an order in which they can be learned."""
        course_id = catalogue.course_id(key=key)
        courses = prerequisites.path_to(course_id=course_id)
        return Response({"courses": courses, "skills": taxonomy.skills_before(course_id=course_id)})


def _skill(slug: str, **how: Any) -> Response:
    row = taxonomy.shown_skill(slug=slug)
    return versioned(Response(row, **how), taxonomy.version_of(row))
