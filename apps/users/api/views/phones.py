"""One's own phone number."""

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import selectors
from apps.users.api.serializers import KeptPhoneSerializer, PhoneSerializer
from apps.users.services import phones
from gopro.api.access import OWN
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of


class MyPhoneView(APIView):
    access = OWN
    room = "users"

    @operation(answers={200: KeptPhoneSerializer})
    def get(self, request: Request) -> Response:
        """The number that is kept; nobody else is shown it, staff neither."""
        user = selectors.own_account(user_id=principal_of(request).user_id)
        return Response({"number": phones.phone_of(user)})

    @operation(body=PhoneSerializer, answers={200: KeptPhoneSerializer})
    def put(self, request: Request) -> Response:
        """Leave a number. It is kept encrypted, and goes with the account."""
        user = phones.set_phone(user_id=principal_of(request).user_id, number=self.body["number"])
        return Response({"number": phones.phone_of(user)})

    @operation(answers={204: None})
    def delete(self, request: Request) -> Response:
        """Have none kept."""
        phones.forget_phone(user_id=principal_of(request).user_id)
        return Response(status=204)
