"""Banks of questions: for a course's author and editors alone; learners are asked what was drawn for them."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import EDIT, require_editor
from apps.courses.api.serializers.banks import (
    BankCreateSerializer,
    BankDetailSerializer,
    BankEditSerializer,
    BankSerializer,
)
from apps.courses.api.views.shown import shown
from apps.courses.selectors import banks as selectors
from apps.courses.selectors import ownership
from apps.courses.services.banks import create_bank, edit_bank, retire_bank
from apps.courses.services.content import BankContent
from gopro.api.access import holding
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation


class CourseBanksView(APIView):
    access = holding(EDIT)
    pagination_class = Pages

    @operation(answers={200: BankSerializer(many=True)})
    def get(self, request: Request, key: str) -> Response:
        """The banks of questions of a course, for those who may edit it."""
        course = ownership.course(key=key)
        require_editor(request, course)
        return self.paginate(selectors.of_course(course_id=course.id), serialize=selectors.shown)


class BanksView(APIView):
    access = holding(EDIT)
    room = "courses"

    @operation(body=BankCreateSerializer, answers={201: BankDetailSerializer})
    def post(self, request: Request) -> Response:
        """Add a bank of questions to a course; its quizzes can draw from it."""
        written = dict(self.body)
        course = ownership.course(key=str(written.pop("course_id")))
        editor = require_editor(request, course)
        slug = written.pop("slug", "")
        bank = create_bank(course_id=course.id, content=BankContent(**written), editor_id=editor.user_id, slug=slug)
        made = selectors.detail(bank_id=bank.id)
        return shown(made, status=201, location=f"/api/v1/banks/{bank.id}")


class BankView(APIView):
    access = holding(EDIT)
    room = "courses"

    @operation(answers={200: BankDetailSerializer})
    def get(self, request: Request, bank_id: UUID) -> Response:
        """A bank with its answers, for those who may edit its course."""
        require_editor(request, ownership.bank(bank_id=bank_id))
        return shown(selectors.detail(bank_id=bank_id))

    @operation(body=BankEditSerializer, answers={200: BankDetailSerializer})
    def patch(self, request: Request, bank_id: UUID) -> Response:
        """Make a new version: quizzes of the draft draw from it at once, learners with the next publication."""
        editor = require_editor(request, ownership.bank(bank_id=bank_id))
        changes: Any = dict(self.body)
        edit_bank(bank_id=bank_id, changes=changes, editor_id=editor.user_id, if_match=self.if_match)
        return shown(selectors.detail(bank_id=bank_id))

    @operation(answers={204: None})
    def delete(self, request: Request, bank_id: UUID) -> Response:
        """Take away a bank from which no quiz of the draft draws; what learners were asked of it is kept."""
        require_editor(request, ownership.bank(bank_id=bank_id))
        retire_bank(bank_id=bank_id, if_match=self.if_match)
        return Response(status=204)


class BankVersionView(APIView):
    access = holding(EDIT)

    @operation(answers={200: BankDetailSerializer})
    def get(self, request: Request, bank_id: UUID, n: int) -> Response:
        """A bank as it was in a version, for those who may edit its course."""
        require_editor(request, ownership.bank(bank_id=bank_id))
        return shown(selectors.detail(bank_id=bank_id, n=n))
