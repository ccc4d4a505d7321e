"""Logging in by another provider, and the identities that may."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.users import selectors
from apps.users.api.serializers import (
    BegunSerializer,
    CallbackQuerySerializer,
    IdentitySerializer,
    LinkSerializer,
    ProofSerializer,
    ProvidersSerializer,
    SignedInSerializer,
    StartQuerySerializer,
    StartSerializer,
)
from apps.users.api.views import oauth_cookies
from apps.users.api.views.public import PublicView, client_of, ip_of, signed_in_response
from apps.users.services.oauth import entrance, providers, requests
from apps.users.services.oauth.requests import Proof
from gopro.api.access import OWN, PUBLIC
from gopro.api.operations import Operation
from gopro.api.pagination import Pages
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of

REDIRECT = {"description": "Elsewhere, as `Location` says."}


class ProvidersView(PublicView):
    @operation(answers={200: ProvidersSerializer})
    def get(self, request: Request) -> Response:
        """List the providers by which one may log in."""
        return Response(ProvidersSerializer({"items": providers.configured()}).data)


class OAuthStartView(APIView):
    access = PUBLIC
    room = "users"
    idempotent = False

    @operation(query=StartQuerySerializer, answers={303: REDIRECT})
    def get(self, request: Request, provider: str) -> Response:
        """Log in by a provider, in this browser.

        Leads to the provider, and in the end back to `redirect_to` with `code`, `state` and `provider`, or with
        `error`. The page there finishes with `auth/oauth/{provider}/token`.
        """
        begun = requests.begin(
            provider=provider, return_to=self.query["redirect_to"], is_browser=True, ip=ip_of(request)
        )
        answer = _led_to(begun.authorization_url)
        oauth_cookies.keep(answer, state=begun.state, secret=begun.secret, seconds=requests.LIFETIME.total_seconds())
        return answer

    @operation(body=StartSerializer, answers={200: BegunSerializer})
    def post(self, request: Request, provider: str) -> Response:
        """Log in by a provider, from a program, or link one to the account that is signed in.

        Linking takes a log-in of the last ten minutes.
        """
        where, ip = self.body["redirect_to"], ip_of(request)
        if self.body["link"]:
            begun = requests.begin_link(provider=provider, return_to=where, principal=principal_of(request), ip=ip)
        else:
            begun = requests.begin(provider=provider, return_to=where, is_browser=False, ip=ip)
        return Response(BegunSerializer(begun).data)


class OAuthCallbackView(PublicView):
    @operation(query=CallbackQuerySerializer, answers={303: REDIRECT})
    def get(self, request: Request, provider: str) -> Response:
        """Take the provider's answer, in the browser that was led there, and lead back."""
        said = self.query
        where = requests.answer(
            provider=provider,
            state=said["state"],
            code=said["code"],
            error=said["error"],
            issuer=said["iss"],
            secret=oauth_cookies.secret(request, state=said["state"]),
        )
        return _led_to(where)

    def _also_taken(self, declared: Operation) -> frozenset[str]:
        """Providers add parameters of their own, which clients must pass over (RFC 6749, 4.1.2)."""
        return frozenset(self.request.query_params)


class OAuthTokenView(PublicView):
    @operation(body=ProofSerializer, answers={200: SignedInSerializer})
    def post(self, request: Request, provider: str) -> Response:
        """Finish the log-in: `code` and `state` become tokens, once.

        Only for who began it: with its `secret`, or in the browser that has the cookie.
        """
        sent = self.body
        secret = sent["secret"] or oauth_cookies.secret(request, state=sent["state"])
        proof = Proof(provider=provider, code=sent["code"], state=sent["state"], secret=secret)
        client = client_of(request)
        answer = signed_in_response(entrance.log_in(proof, client=client), client=client)
        oauth_cookies.forget(answer, state=sent["state"])
        return answer


class IdentitiesView(APIView):
    access = OWN
    pagination_class = Pages
    room = "users"
    idempotent = False

    @operation(answers={200: IdentitySerializer(many=True)})
    def get(self, request: Request) -> Response:
        """List the providers by which one may log in to one's account."""
        rows = selectors.identities(user_id=principal_of(request).user_id)
        return self.paginate(rows, serialize=IdentitySerializer)

    @operation(body=LinkSerializer, answers={201: IdentitySerializer})
    def post(self, request: Request) -> Response:
        """Finish linking: `code` and `state` of a start with `link` become a way to log in."""
        identity = entrance.link(Proof(**self.body), principal=principal_of(request))
        return Response(IdentitySerializer(identity).data, status=201)


class IdentityView(APIView):
    access = OWN
    room = "users"

    @operation(answers={204: None})
    def delete(self, request: Request, identity_id: UUID) -> Response:
        """Unlink it, within ten minutes of logging in. The last way to log in stays."""
        entrance.unlink(identity_id=identity_id, principal=principal_of(request))
        return Response(status=204)


def _led_to(where: str) -> Response:
    headers = {"Location": where, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(status=303, headers=headers)
