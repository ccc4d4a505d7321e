"""Second factors as they are set up, shown and given."""

import json
from collections.abc import Mapping
from typing import Any, override

from rest_framework import serializers
from rest_framework.fields import empty

from apps.users.api.serializers.fields import LineField, SecretField
from apps.users.models import Passkey

LONGEST_CODE = 64


class CodeField(serializers.CharField):
    """Of an authenticator app, or a recovery code; spaces and dashes don't matter."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_CODE, write_only=True, **options)


class CredentialField(serializers.DictField):
    """What the browser's `PublicKeyCredential.toJSON()` says (WebAuthn Level 3)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(write_only=True, **options)

    @override
    def get_value(self, dictionary: Mapping[str, Any]) -> Any:
        """As it is; of a page's form, as the JSON in its one field."""
        return dictionary.get(self.field_name or "", empty)

    @override
    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, str):
            try:
                data = json.loads(data)
            except (ValueError, RecursionError):
                self.fail("not_a_dict", input_type="text")
        found: dict[str, Any] = super().to_internal_value(data)
        return found


class FactorSerializer(serializers.Serializer[Any]):
    """A second factor: `otp`, a code of the app or a recovery code, or else `credential`, of a passkey."""

    otp = CodeField(required=False, default="")
    credential = CredentialField(required=False, default=None, allow_null=True)

    @override
    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs["otp"]) == bool(attrs["credential"]):
            raise serializers.ValidationError("Send either otp or credential.", code="one_of")
        return attrs


class MfaTokenSerializer(serializers.Serializer[Any]):
    """What `mfa_required` handed out."""

    mfa_token = SecretField()


class MfaLoginSerializer(FactorSerializer, MfaTokenSerializer):
    """The second step of a log-in."""


class PasskeyLoginSerializer(serializers.Serializer[Any]):
    credential = CredentialField()


class CodeSerializer(serializers.Serializer[Any]):
    code = CodeField()


class AuthenticatorAppSerializer(serializers.Serializer[Any]):
    """For the app, shown once: `uri` as a QR code, or `secret` typed in."""

    secret = serializers.CharField()
    uri = serializers.CharField()


class RecoveryCodesSerializer(serializers.Serializer[Any]):
    """Shown once; none where the account has some already."""

    recovery_codes = serializers.ListField(child=serializers.CharField())


class PasskeySerializer(serializers.Serializer[Passkey]):
    id = serializers.UUIDField(read_only=True)
    name = LineField(max_length=80)
    is_backed_up = serializers.BooleanField(read_only=True, help_text="Whether its maker keeps copies of it.")
    created_at = serializers.DateTimeField(read_only=True)
    last_used_at = serializers.DateTimeField(read_only=True, allow_null=True)


class NewPasskeySerializer(serializers.Serializer[Any]):
    name = LineField(max_length=80)
    credential = CredentialField()


class AddedPasskeySerializer(RecoveryCodesSerializer):
    """The passkey, and recovery codes where it is the account's first factor."""

    passkey = PasskeySerializer()


class FactorsSerializer(serializers.Serializer[Mapping[str, Any]]):
    """What is set up. `is_required`: a role asks for a second factor, and can't be used without."""

    methods = serializers.ListField(child=serializers.ChoiceField(choices=("totp", "passkey", "recovery_code")))
    recovery_codes_left = serializers.IntegerField()
    passkeys = PasskeySerializer(many=True)
    is_required = serializers.BooleanField()
