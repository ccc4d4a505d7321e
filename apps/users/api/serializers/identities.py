"""Log-ins by other providers as they are written and shown."""

from typing import Any

from rest_framework import serializers

from apps.users.api.serializers.fields import SecretField
from apps.users.models import Identity
from apps.users.services.oauth.providers import Provider
from apps.users.services.oauth.requests import Begun
from apps.users.services.oauth.returning import LONGEST


class ProviderSerializer(serializers.Serializer[Provider]):
    """A provider by which one may log in. Lead a browser to `start_url`."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, which the metaclass takes out
    start_url = serializers.CharField()


class ProvidersSerializer(serializers.Serializer[Any]):
    """Those that are configured."""

    items = ProviderSerializer(many=True)


class StartQuerySerializer(serializers.Serializer[Any]):
    redirect_to = serializers.CharField(
        max_length=LONGEST,
        default="",
        allow_blank=True,
        trim_whitespace=False,
        help_text="A path of this site, or a page of an origin that is allowed; it gets `code`, `state`, `provider`.",
    )


class StartSerializer(StartQuerySerializer):
    link = serializers.BooleanField(default=False, help_text="Link it to the account that is signed in.")


class BegunSerializer(serializers.Serializer[Begun]):
    """Lead a browser to `authorization_url`, and keep `secret`: it finishes the log-in, and nobody else's does."""

    authorization_url = serializers.CharField()
    state = serializers.CharField()
    secret = serializers.CharField()


class CallbackQuerySerializer(serializers.Serializer[Any]):
    state = serializers.CharField(max_length=128)
    code = serializers.CharField(max_length=2048, default="", trim_whitespace=False)
    error = serializers.CharField(max_length=200, default="")
    iss = serializers.CharField(max_length=2048, default="")


class ProofSerializer(serializers.Serializer[Any]):
    """What the page that the log-in led back to got. A browser that began it has the secret in a cookie."""

    code = SecretField()
    state = SecretField()
    secret = SecretField(default="", allow_blank=True)


class LinkSerializer(ProofSerializer):
    provider = serializers.CharField(max_length=40)


class IdentitySerializer(serializers.Serializer[Identity]):
    """Somebody at a provider who may log in to this account."""

    id = serializers.UUIDField()
    provider = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
