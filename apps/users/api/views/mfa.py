"""One's second factors: shown, set up, proved again, removed."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import selectors
from apps.users.api.serializers import (
    AddedPasskeySerializer,
    AuthenticatorAppSerializer,
    CodeSerializer,
    FactorSerializer,
    FactorsSerializer,
    NewPasskeySerializer,
    PasskeySerializer,
    RecoveryCodesSerializer,
)
from apps.users.api.views.public import ip_of
from apps.users.services.mfa import authenticator_apps, overview, passkeys, step_up
from gopro.api.access import OWN
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of

OPTIONS = {"type": "object", "description": "For `PublicKeyCredential.parseCreationOptionsFromJSON` in the browser."}
REQUEST = {"type": "object", "description": "For `PublicKeyCredential.parseRequestOptionsFromJSON` in the browser."}


class OwnFactorsView(APIView):
    """Answers carry secrets, and refusals must leave a trace."""

    access = OWN
    room = "users"
    idempotent = False


class FactorsView(OwnFactorsView):
    @operation(answers={200: FactorsSerializer})
    def get(self, request: Request) -> Response:
        """One's second factors."""
        return Response(FactorsSerializer(overview.factors_of(user_id=principal_of(request).user_id)).data)


class AuthenticatorAppView(OwnFactorsView):
    @operation(answers={201: AuthenticatorAppSerializer})
    def post(self, request: Request) -> Response:
        """Begin to set up an authenticator app.

        Only within ten minutes of logging in, with the second factor where there is one. It counts once confirmed.
        """
        begun = authenticator_apps.begin(principal=principal_of(request))
        return Response(AuthenticatorAppSerializer(begun).data, status=201)

    @operation(answers={204: None})
    def delete(self, request: Request) -> Response:
        """Remove the authenticator app.

        Only within ten minutes of proving a second factor. Recovery codes go with the last factor. Other sessions go
        on; `auth/logout-all` ends them.
        """
        authenticator_apps.remove(principal=principal_of(request))
        return Response(status=204)


class AuthenticatorAppConfirmView(OwnFactorsView):
    @operation(body=CodeSerializer, answers={200: RecoveryCodesSerializer})
    def post(self, request: Request) -> Response:
        """Confirm the authenticator app by its first code. From now on log-ins ask for one.

        Recovery codes are shown once. Refresh the tokens to use roles that ask for a second factor.
        """
        codes = authenticator_apps.confirm(principal=principal_of(request), code=self.body["code"])
        return Response(RecoveryCodesSerializer({"recovery_codes": codes}).data)


class RecoveryCodesView(OwnFactorsView):
    @operation(answers={201: RecoveryCodesSerializer})
    def post(self, request: Request) -> Response:
        """Make new recovery codes in the place of the earlier ones. They are shown once.

        Only within ten minutes of proving a second factor.
        """
        codes = authenticator_apps.renew_recovery_codes(principal=principal_of(request))
        return Response(RecoveryCodesSerializer({"recovery_codes": codes}).data, status=201)


class PasskeyOptionsView(OwnFactorsView):
    @operation(answers={200: OPTIONS})
    def post(self, request: Request) -> Response:
        """Begin to add a passkey.

        Only within ten minutes of logging in, with the second factor where there is one. They hold for five minutes.
        """
        return Response(passkeys.options(principal=principal_of(request)))


class PasskeysView(OwnFactorsView):
    pagination_class = Pages

    @operation(answers={200: PasskeySerializer(many=True)})
    def get(self, request: Request) -> Response:
        """One's passkeys, the oldest first."""
        rows = selectors.passkeys(user_id=principal_of(request).user_id)
        return self.paginate(rows, serialize=PasskeySerializer)

    @operation(body=NewPasskeySerializer, answers={201: AddedPasskeySerializer})
    def post(self, request: Request) -> Response:
        """Add the passkey that the browser made."""
        added = passkeys.add(principal=principal_of(request), **self.body)
        return Response(AddedPasskeySerializer(added).data, status=201)


class PasskeyView(OwnFactorsView):
    @operation(body=PasskeySerializer, answers={200: PasskeySerializer})
    def patch(self, request: Request, passkey_id: UUID) -> Response:
        """Give a passkey another name."""
        passkey = passkeys.rename(user_id=principal_of(request).user_id, passkey_id=passkey_id, **self.body)
        return Response(PasskeySerializer(passkey).data)

    @operation(answers={204: None})
    def delete(self, request: Request, passkey_id: UUID) -> Response:
        """Remove a passkey. Only within ten minutes of proving a second factor."""
        passkeys.remove(principal=principal_of(request), passkey_id=passkey_id)
        return Response(status=204)


class ProofOptionsView(OwnFactorsView):
    @operation(answers={200: REQUEST})
    def post(self, request: Request) -> Response:
        """Begin to prove oneself again by a passkey."""
        return Response(step_up.options(principal=principal_of(request)))


class ProofView(OwnFactorsView):
    @operation(body=FactorSerializer, answers={204: None})
    def post(self, request: Request) -> Response:
        """Prove a second factor again, for what is asked of who has just done so.

        Refresh the tokens afterwards to use roles that ask for a second factor.
        """
        step_up.prove(principal=principal_of(request), ip=ip_of(request), **self.body)
        return Response(status=204)
