"""What people say of themselves, as it is written and as others see it."""

from typing import Any, override
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import URLValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.users.api.serializers.fields import LineField, PasswordField, UsernameField, known_time_zone
from apps.users.models import SHOWN_TO, User, Visibility
from apps.users.selectors import Profile
from apps.users.services import avatars

MOST_LINKS, LONGEST_LINK = 5, 200
ADDRESS = {"type": "string", "format": "uri"}
PICTURE = {
    "type": ["object", "null"],
    "description": "Addresses of the picture by its size in pixels; null where there is none.",
    "properties": {str(size): ADDRESS for size in avatars.SIZES},
}


class LinkField(serializers.CharField):
    """A page of the user's elsewhere: HTTPS, and nobody's password in it."""

    default_error_messages = {"invalid": "An https:// address, without a user name in it."}

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_LINK, validators=[URLValidator(schemes=["https"])], **options)

    @override
    def run_validation(self, data: Any = serializers.empty) -> Any:
        link = super().run_validation(data)
        if urlsplit(link).username is not None:
            self.fail("invalid")
        return link


class FieldVisibilitySerializer(serializers.Serializer[Any]):
    """Who sees which field, if they see the profile at all."""

    @override
    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.ChoiceField(choices=Visibility.choices, required=False) for name in SHOWN_TO}


@extend_schema_field(PICTURE)
class AvatarField(serializers.Field[Any, Any, Any, Any]):
    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **{"source": "*"} | options)

    @override
    def to_representation(self, value: User) -> dict[str, str] | None:
        return avatars.urls_of(value)


class ProfileFields(serializers.Serializer[Any]):
    """What a user may say of themselves."""

    username = UsernameField()
    display_name = LineField(max_length=80)
    bio = serializers.CharField(max_length=500, allow_blank=True)
    pronouns = LineField(max_length=40, allow_blank=True)
    location = LineField(max_length=80, allow_blank=True)
    links = serializers.ListField(child=LinkField(), max_length=MOST_LINKS)
    locale = serializers.ChoiceField(choices=settings.LANGUAGES)
    time_zone = serializers.CharField(max_length=64, validators=[known_time_zone])
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    field_visibility = FieldVisibilitySerializer()


class UserSerializer(ProfileFields):
    """An account, as its owner sees and changes it."""

    id = serializers.UUIDField(read_only=True)
    avatar = AvatarField()
    email = serializers.EmailField(read_only=True)
    email_verified = serializers.BooleanField(read_only=True)
    roles = serializers.ListField(child=serializers.CharField(), source="all_roles", read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class AccountSerializer(UserSerializer):
    """An account, as staff see it."""

    is_active = serializers.BooleanField(read_only=True)


class ProfileSerializer(serializers.Serializer[Profile]):
    """An account, as others see it: null is what its owner doesn't show them. `account` is for staff alone."""

    id = serializers.UUIDField(source="user.id", read_only=True)
    username = serializers.CharField(source="user.username", read_only=True)
    display_name = serializers.CharField(source="user.display_name", read_only=True)
    bio = serializers.CharField(source="user.bio", read_only=True, allow_null=True)
    pronouns = serializers.CharField(source="user.pronouns", read_only=True, allow_null=True)
    location = serializers.CharField(source="user.location", read_only=True, allow_null=True)
    links = serializers.ListField(child=serializers.URLField(), source="user.links", read_only=True, allow_null=True)
    avatar = AvatarField(source="user")
    time_zone = serializers.CharField(source="user.time_zone", read_only=True, allow_null=True)
    locale = serializers.CharField(source="user.locale", read_only=True, allow_null=True)
    email = serializers.EmailField(source="user.email", read_only=True, allow_null=True)
    created_at = serializers.DateTimeField(source="user.created_at", read_only=True, allow_null=True)
    account = AccountSerializer(source="user", read_only=True, allow_null=True)

    @override
    def to_representation(self, instance: Profile) -> dict[str, Any]:
        said: dict[str, Any] = super().to_representation(instance)
        hidden = dict.fromkeys(SHOWN_TO.keys() - instance.shown)
        return said | hidden | ({} if instance.is_for_staff else {"account": None})


class PictureSerializer(serializers.Serializer[Any]):
    """A form with the picture, or the picture itself: JPEG, PNG, WebP or GIF, of 2 MiB at most."""

    file = serializers.FileField(allow_empty_file=True, use_url=False)


class PictureVersionSerializer(serializers.Serializer[Any]):
    v = serializers.CharField(max_length=64, required=False, default="", help_text="Of the address in a profile.")


class EmailChangeSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    password = PasswordField(required=False, default="", allow_blank=True)


class ResetTokenSerializer(serializers.Serializer[Any]):
    """For `auth/password/reset`."""

    reset_token = serializers.CharField()
