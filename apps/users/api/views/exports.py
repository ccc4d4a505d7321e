"""One's data, as one file."""

from django.http import FileResponse
from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import selectors
from apps.users.api.serializers import ExportSerializer
from apps.users.services.export import files, requests
from gopro.api.access import OWN
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of

ARCHIVE = {"type": "string", "format": "binary", "description": "A zip archive of JSON Lines files."}


class ExportView(APIView):
    access = OWN
    room = "users"

    @operation(answers={200: ExportSerializer})
    def get(self, request: Request) -> Response:
        """One's newest export, and how far it is."""
        export = selectors.newest_export(user_id=principal_of(request).user_id)
        return Response(ExportSerializer(export).data)

    @operation(answers={202: ExportSerializer})
    def post(self, request: Request) -> Response:
        """Have all that is kept of oneself put into one archive. A notification says when it is ready."""
        export = requests.request_export(user_id=principal_of(request).user_id)
        location = "/api/v1/users/me/export"
        return Response(ExportSerializer(export).data, status=202, headers={"Location": location})


class ExportArchiveView(APIView):
    access = OWN

    @operation(answers={200: ARCHIVE})
    def get(self, request: Request) -> FileResponse:
        """The archive, for a week; only for whose it is."""
        export, file = files.opened(user_id=principal_of(request).user_id)
        name = f"gopro-{export.requested_at:%Y-%m-%d}.zip"
        response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
        response["Cache-Control"] = "no-store"
        return response
