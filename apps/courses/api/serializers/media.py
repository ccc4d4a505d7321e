"""Files of courses in requests and answers."""

from typing import Any

from rest_framework import serializers

from apps.courses.models.choices import MediaState, MediaUser
from gopro.content_types import usual


class SendSerializer(serializers.Serializer[Any]):
    """How to send it: one request with these headers and the bytes, before `expires_at`."""

    method = serializers.CharField()
    url = serializers.CharField()
    headers = serializers.DictField(child=serializers.CharField())
    expires_at = serializers.DateTimeField()


class MediaSerializer(serializers.Serializer[Any]):
    """A file of a course. `reference` is what texts call it, `uses` how many versions show it."""

    id = serializers.UUIDField()
    course_id = serializers.UUIDField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField()
    state = serializers.ChoiceField(choices=MediaState.choices)
    is_public = serializers.BooleanField(help_text="Whether something that shows it was published.")
    reference = serializers.CharField()
    url = serializers.CharField()
    uses = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class MediaUploadSerializer(MediaSerializer):
    """`upload` says how to send it; it is null where the course has these bytes already."""

    upload = SendSerializer(allow_null=True)


class MediaAnnouncementSerializer(serializers.Serializer[Any]):
    """What will be sent."""

    course = serializers.CharField(max_length=100, help_text="Id or slug.")
    name = serializers.CharField(max_length=500, help_text="Of the file, with its suffix.")
    size = serializers.IntegerField(min_value=1, max_value=2**40, help_text="In bytes.")
    sha256 = serializers.RegexField(r"^[0-9a-fA-F]{64}$", help_text="Of the bytes, in hex.")
    content_type = serializers.CharField(max_length=100)

    def validate_sha256(self, value: str) -> str:
        return value.lower()

    def validate_content_type(self, value: str) -> str:
        return usual(value)


class MediaQuery(serializers.Serializer[Any]):
    course = serializers.CharField(max_length=100, help_text="Id or slug.")


class MediaKeyQuery(serializers.Serializer[Any]):
    key = serializers.CharField(
        max_length=64, required=False, default="", help_text="From the address in a draft's preview; holds for an hour."
    )


class MediaUseSerializer(serializers.Serializer[Any]):
    """A version that shows the file; `id` is the course's, lesson's, exercise's or bank's."""

    kind = serializers.ChoiceField(choices=MediaUser.choices)
    id = serializers.UUIDField()
    title = serializers.CharField()
    version = serializers.IntegerField()
    version_id = serializers.UUIDField()


class MediaUsesSerializer(serializers.Serializer[Any]):
    items = MediaUseSerializer(many=True)
