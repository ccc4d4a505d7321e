"""What the `type` of a problem leads to: its code, explained."""

from collections.abc import Iterator

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from gopro.api.access import PUBLIC
from gopro.api.refusals import status_of
from gopro.api.views import APIView, operation
from gopro.errors import DomainError, NotFound


class ProblemTypeSerializer(serializers.Serializer[type[DomainError]]):
    """One kind of refusal."""

    code = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    description = serializers.CharField()


class ProblemTypeView(APIView):
    access = PUBLIC
    authentication_classes = ()

    @operation(answers={200: ProblemTypeSerializer})
    def get(self, request: Request, code: str) -> Response:
        """What a problem's code means."""
        kind = next((each for each in kinds(DomainError) if each.code == code), None)
        if kind is None:
            raise NotFound
        shown = {"code": kind.code, "title": kind.title, "status": status_of(kind), "description": kind.__doc__ or ""}
        return Response(shown)


def kinds(base: type[DomainError]) -> Iterator[type[DomainError]]:
    """All refusals of this process, the general ones first."""
    yield base
    for kind in base.__subclasses__():
        yield from kinds(kind)
