"""An account's erasure, by who has its link: how far it is, its receipt, and a way back."""

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users.api.serializers import ErasureSerializer, TokenSerializer
from apps.users.api.views.public import PublicView, ip_of
from apps.users.services.erasure import receipts, requests
from gopro.api.access import PUBLIC
from gopro.api.views import APIView, operation


class ErasureView(APIView):
    access = PUBLIC
    authentication_classes = ()

    @operation(answers={200: ErasureSerializer})
    def get(self, request: Request, token: str) -> Response:
        """How far an erasure is; its receipt, once it is complete. Nothing in it is personal."""
        return Response(ErasureSerializer(receipts.erasure_of(token=token)).data)


class KeepAccountView(PublicView):
    @operation(body=TokenSerializer, answers={204: None})
    def post(self, request: Request) -> Response:
        """Cancel the erasure of an account with the token of the mail."""
        requests.cancel_erasure(token=self.body["token"], ip=ip_of(request))
        return Response(status=204)
