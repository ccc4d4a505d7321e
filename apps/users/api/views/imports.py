"""Importing accounts from a file: asked for, followed, stopped, gone on with, reported."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import selectors
from apps.users.api.serializers import (
    ImportFileSerializer,
    ImportQuerySerializer,
    ImportSerializer,
    ReportQuerySerializer,
)
from apps.users.services.imports import report, requests
from gopro.api.access import holding
from gopro.api.pagination import Pages
from gopro.api.uploads import CSVParser, FormParser
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of

FOR_IMPORTERS = holding("users.import:run")
REPORT = {"type": "string", "description": "CSV, or JSON with `lines`: a line for each fault and each change."}


class ImportView(APIView):
    room = "users"
    idempotent = False  # the digest of a body needs all of it in memory; a second one meets the first, and is a 409
    parser_classes = (FormParser, CSVParser)

    @operation(
        access=FOR_IMPORTERS, query=ImportQuerySerializer, body=ImportFileSerializer, answers={202: ImportSerializer}
    )
    def post(self, request: Request) -> Response:
        """Import accounts from a CSV file.

        The first line names the columns, in any order: email, and at will username, display_name, locale, time_zone,
        roles and is_active. The address is the key: a row makes an account or changes the one that is there; an empty
        cell leaves things as they are. What can't be taken is in the report, and stops nothing else.
        """
        found = requests.request_import(
            file=self.body["file"],
            file_name=self.body["file"].name,
            is_dry_run=self.query["dry_run"],
            sends_invitations=self.query["send_invitations"],
            by=principal_of(request),
        )
        shown = ImportSerializer(found).data
        return Response(shown, status=202, headers={"Location": shown["url"]})


class ImportsView(APIView):
    pagination_class = Pages

    @operation(access=FOR_IMPORTERS, answers={200: ImportSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List imports, the newest first."""
        return self.paginate(selectors.user_imports(viewer=principal_of(request)), serialize=ImportSerializer)


class OneImportView(APIView):
    @operation(access=FOR_IMPORTERS, answers={200: ImportSerializer})
    def get(self, request: Request, import_id: UUID) -> Response:
        """How far an import is."""
        return Response(ImportSerializer(selectors.user_import(import_id=import_id, viewer=principal_of(request))).data)


class ImportReportView(APIView):
    @operation(access=FOR_IMPORTERS, query=ReportQuerySerializer, answers={200: REPORT})
    def get(self, request: Request, import_id: UUID) -> StreamingHttpResponse:
        """What became of each line, but for those that change nothing; kept for thirty days."""
        found = selectors.user_import(import_id=import_id, viewer=principal_of(request))
        if self.query["format"] == "csv":
            name = f'attachment; filename="import-{found.pk}.csv"'
            return StreamingHttpResponse(
                report.as_csv(found), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
            )
        return StreamingHttpResponse(report.as_json(found), content_type="application/json")


class ImportCancelView(APIView):
    room = "users"

    @operation(access=FOR_IMPORTERS, answers={200: ImportSerializer})
    def post(self, request: Request, import_id: UUID) -> Response:
        """Stop an import. What it has written stays, and it can be resumed within a week."""
        return _acted(request, import_id, act=requests.cancel_import)


class ImportResumeView(APIView):
    room = "users"

    @operation(access=FOR_IMPORTERS, answers={202: ImportSerializer})
    def post(self, request: Request, import_id: UUID) -> Response:
        """Go on with an import that was cancelled or failed, where it stopped."""
        return _acted(request, import_id, act=requests.resume_import, status=202)


class ImportRunView(APIView):
    room = "users"

    @operation(access=FOR_IMPORTERS, answers={202: ImportSerializer})
    def post(self, request: Request, import_id: UUID) -> Response:
        """Do what a dry run has shown: another import, of the same file."""
        return _acted(request, import_id, act=requests.request_run_of, status=202)


def _acted(request: Request, import_id: UUID, *, act: Callable[..., Any], status: int = 200) -> Response:
    found = act(import_id=import_id, by=principal_of(request))
    shown = ImportSerializer(found).data
    return Response(shown, status=status, headers={"Location": shown["url"]})
