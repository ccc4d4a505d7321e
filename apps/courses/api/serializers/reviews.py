"""Reviews and comments in requests and answers."""

from typing import Any

from rest_framework import serializers

from apps.courses.models.choices import ReviewState
from apps.courses.models.reviews import LONGEST_COMMENT, LONGEST_NOTE
from apps.courses.selectors.reviews import Stage


class DifferenceSerializer(serializers.Serializer[Any]):
    """A part that was edited since the review was asked for."""

    kind = serializers.ChoiceField(choices=("course", "lesson", "exercise"))
    id = serializers.UUIDField()
    title = serializers.CharField()
    what = serializers.ChoiceField(choices=("added", "changed", "removed", "moved"))


class RoundSerializer(serializers.Serializer[Any]):
    """A round of review; `outdated_by` is what was edited since it was asked for."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=ReviewState.choices)
    request_note = serializers.CharField()
    requested_by = serializers.UUIDField(allow_null=True)
    requested_at = serializers.DateTimeField()
    decision_note = serializers.CharField()
    decided_by = serializers.UUIDField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class StandingSerializer(serializers.Serializer[Any]):
    """Where a draft stands. An approval is of exactly the versions that were seen: with `is_outdated` it is void."""

    course_id = serializers.UUIDField(source="course.id")
    stage = serializers.ChoiceField(choices=[stage.value for stage in Stage])
    review_required = serializers.BooleanField(source="course.review_required")
    is_outdated = serializers.BooleanField()
    outdated_by = DifferenceSerializer(many=True)
    review = RoundSerializer(allow_null=True)


class WaitingSerializer(RoundSerializer):
    """A review in a list, with its course."""

    course_id = serializers.UUIDField()
    title = serializers.CharField(source="course.draft_version.title")


class ReviewsQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=ReviewState.choices, default=ReviewState.IN_REVIEW)


class RequestSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, default="", allow_blank=True)


class ChangesSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=LONGEST_NOTE, help_text="What to change.")


class RequiredSerializer(serializers.Serializer[Any]):
    review_required = serializers.BooleanField()


class CommentSerializer(serializers.Serializer[Any]):
    """Without a text its author's account was erased."""

    id = serializers.UUIDField()
    text = serializers.CharField(help_text="Markdown.")
    html = serializers.CharField()
    written_by = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()


class ThreadSerializer(serializers.Serializer[Any]):
    """Comments on a course, a lesson or an exercise. `quote` is the line as it was in `version`."""

    id = serializers.UUIDField()
    course_id = serializers.UUIDField()
    lesson_id = serializers.UUIDField(allow_null=True)
    exercise_id = serializers.UUIDField(allow_null=True)
    field = serializers.CharField()
    line = serializers.IntegerField(allow_null=True)
    quote = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolved_by = serializers.UUIDField(allow_null=True)
    comments = CommentSerializer(many=True)


class ThreadsQuery(serializers.Serializer[Any]):
    resolved = serializers.BooleanField(required=False, allow_null=True, default=None)
    lesson = serializers.UUIDField(required=False)
    exercise = serializers.UUIDField(required=False)


class ReplySerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_COMMENT, help_text="Markdown.")


class ThreadCreateSerializer(ReplySerializer):
    lesson_id = serializers.UUIDField(required=False, allow_null=True)
    exercise_id = serializers.UUIDField(required=False, allow_null=True)
    field = serializers.CharField(
        max_length=200, required=False, help_text="Of the draft, such as `body` or `files/greet.go`."
    )
    line = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=1_000_000)
