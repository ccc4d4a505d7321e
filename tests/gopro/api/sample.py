"""A small room of notes, made of the kernel's own tables, behind the real middleware."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe
from rest_framework import exceptions, serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from gopro import errors
from gopro.api.access import PUBLIC, SIGNED_IN
from gopro.api.etag import versioned
from gopro.api.pagination import Cursors, Pages
from gopro.api.views import APIView, operation
from gopro.database import alias_of, atomic
from gopro.events.models import StreamHead

ROOM = "courses"


def notes() -> Any:
    return StreamHead.objects.using(alias_of(ROOM))


class TooLate(errors.Conflict):
    """A refusal of a room's own."""

    code = "too_late"
    title = "It is too late for that"


class StepSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=5)
    done = serializers.BooleanField(read_only=True)


class NoteSerializer(serializers.Serializer[Any]):
    stream = serializers.CharField(max_length=100)
    last_sequence = serializers.IntegerField(default=0)
    steps = StepSerializer(many=True, required=False, write_only=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=5), required=False, write_only=True)
    kind = serializers.CharField(read_only=True, default="note")


class NoteQuery(serializers.Serializer[Any]):
    ordering = serializers.ChoiceField(choices=["stream", "-last_sequence"], default="stream")
    least = serializers.IntegerField(required=False)
    tag = serializers.ListField(child=serializers.CharField(), required=False)
    unread = serializers.BooleanField(required=False)


class Open(APIView):
    access = PUBLIC
    authentication_classes = ()
    room = ROOM


class NotesView(Open):
    pagination_class = Pages

    @operation(query=NoteQuery, answers={200: NoteSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List notes.

        All of them.
        """
        rows = notes().order_by(self.query["ordering"]).filter(last_sequence__gte=self.query.get("least", 0))
        return self.paginate(rows, serialize=NoteSerializer)

    @operation(body=NoteSerializer, answers={201: NoteSerializer})
    def post(self, request: Request) -> Response:
        """Write a note."""
        with atomic(ROOM):
            note = notes().create(stream=self.body["stream"], last_sequence=self.body["last_sequence"])
        return Response(NoteSerializer(note).data, status=201)


class ValuesView(Open):
    pagination_class = Cursors

    @operation(answers={200: NoteSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List notes by cursor, as values."""
        return self.paginate(notes().order_by("-last_sequence").values("stream", "last_sequence"))


class NoteView(Open):
    @operation(answers={200: NoteSerializer})
    def get(self, request: Request, stream: str) -> Response:
        """Read a note."""
        note = notes().get(stream=stream)
        return versioned(Response(NoteSerializer(note).data), note.last_sequence)

    @operation(body=NoteSerializer, answers={200: NoteSerializer})
    def patch(self, request: Request, stream: str) -> Response:
        """Change a note."""
        with atomic(ROOM):
            note = notes().select_for_update().get(stream=stream)
            self.if_match.check(note.last_sequence)
            notes().filter(stream=stream).update(**self.body)
        return self.get_again(stream)

    def get_again(self, stream: str) -> Response:
        note = notes().get(stream=stream)
        return versioned(Response(NoteSerializer(note).data), note.last_sequence)

    @operation(answers={204: None})
    def delete(self, request: Request, stream: str) -> Response:
        """Delete a note."""
        notes().filter(stream=stream).delete()
        return Response(status=204)


class FailingWrite(Open):
    """Has its effect, then refuses."""

    @operation(answers={201: None})
    def post(self, request: Request) -> Response:
        notes().create(stream="half", last_sequence=1)
        raise TooLate


class SecretView(Open):
    idempotent = False

    @operation(answers={201: None})
    def post(self, request: Request) -> Response:
        notes().create(stream=f"secret {notes().count()}", last_sequence=1)
        return Response({"token": "s3cret"}, status=201)


class StaleToken(errors.Unauthenticated):
    """A refusal of an authentication."""

    code = "stale_token"


class Stale(BaseAuthentication):
    def authenticate(self, request: Request) -> None:
        if "Authorization" in request.headers:
            raise StaleToken


class StaleView(APIView):
    access = SIGNED_IN
    authentication_classes = (Stale,)

    @operation(answers={200: None})
    def get(self, request: Request) -> Response:
        return Response({})


class ClosedView(APIView):
    access = SIGNED_IN

    @operation(answers={200: None})
    def get(self, request: Request) -> Response:
        return Response({})


def bad_sql(statement: str) -> None:
    with connections[alias_of(ROOM)].cursor() as cursor:
        cursor.execute(statement)


def twice() -> None:
    with atomic(ROOM):
        for _ in range(2):
            StreamHead(stream="twice", last_sequence=1).save(using=alias_of(ROOM), force_insert=True)


def fail(failure: Exception) -> None:
    raise failure


ACTS: dict[str, Callable[[], None]] = {
    "unauthenticated": lambda: fail(errors.Unauthenticated()),
    "forbidden": lambda: fail(errors.Forbidden()),
    "not_found": lambda: fail(errors.NotFound()),
    "conflict": lambda: fail(errors.Conflict()),
    "precondition_failed": lambda: fail(errors.PreconditionFailed()),
    "invalid": lambda: fail(errors.Invalid("Two are wrong.", fields={"/email": "Taken.", "/a~1b/0": "Odd."})),
    "rate_limited": lambda: fail(errors.RateLimited(retry_after=7)),
    "unavailable": lambda: fail(errors.Unavailable(retry_after=3)),
    "own": lambda: fail(TooLate("Come earlier.")),
    "http404": lambda: fail(Http404("secret detail")),
    "denied": lambda: fail(PermissionDenied("secret detail")),
    "suspicious": lambda: fail(SuspiciousOperation("secret detail")),
    "throttled": lambda: fail(exceptions.Throttled(wait=1.2)),
    "model": lambda: fail(ValidationError({"name": ["Too short."]})),
    "bug": lambda: fail(RuntimeError("secret detail")),
    "out_of_range": lambda: bad_sql("SELECT 99999999999::integer"),
    "unique": twice,
    "syntax": lambda: bad_sql("SELEC"),
    "deadlock": lambda: bad_sql("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$"),
}


class RefusalView(Open):
    @operation(answers={200: None})
    def get(self, request: Request, act: str) -> Response:
        ACTS[act]()
        return Response({})


@require_safe
def plain(request: HttpRequest) -> HttpResponse:
    if act := request.GET.get("act"):
        ACTS[act]()
    return HttpResponse("plain")


urlpatterns = [
    path("api/v1/notes", NotesView.as_view()),
    path("api/v1/values", ValuesView.as_view()),
    path("api/v1/notes/<str:stream>", NoteView.as_view()),
    path("api/v1/failing", FailingWrite.as_view()),
    path("api/v1/secret", SecretView.as_view()),
    path("api/v1/stale", StaleView.as_view()),
    path("api/v1/closed", ClosedView.as_view()),
    path("api/v1/refusals/<str:act>", RefusalView.as_view()),
    path("api/v1/plain", plain),
    path("admin/plain", plain),
    path("", include("gopro.api.urls")),
    path("", include("gopro.observability.urls")),
]
handler400 = "gopro.api.problems.bad_request"
handler403 = "gopro.api.problems.permission_denied"
handler404 = "gopro.api.problems.page_not_found"
handler500 = "gopro.api.problems.server_error"
