"""Policies, choices and estimates in requests and answers."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from apps.courses.api.serializers import fields
from apps.courses.models.choices import PublishChoice, VersionPolicy
from apps.courses.models.impacts import ImpactState
from apps.courses.services.impacts.requests import LARGEST_SAMPLE, SAMPLE

MOST_ITEMS = 5_000


class PolicySerializer(serializers.Serializer[Any]):
    """Who of those who learn already comes along to new publications, from the next one on."""

    policy = serializers.ChoiceField(choices=VersionPolicy.choices)


class ChoicesSerializer(serializers.Serializer[Any]):
    """What becomes of what learners did: `default`, but for the lessons and exercises in `items`, by their ids."""

    default = serializers.ChoiceField(choices=PublishChoice.choices, default=PublishChoice.KEEP)
    items = serializers.DictField(child=serializers.ChoiceField(choices=PublishChoice.choices), default=dict)

    def validate_items(self, items: dict[str, str]) -> dict[UUID, str]:
        if len(items) > MOST_ITEMS:
            raise serializers.ValidationError(f"At most {MOST_ITEMS:,}.")
        try:
            return {UUID(key): choice for key, choice in items.items()}
        except ValueError:
            raise serializers.ValidationError("The ids of lessons and exercises.") from None


class PublishQuery(serializers.Serializer[Any]):
    dry_run = serializers.BooleanField(
        default=False, help_text="Publish nothing, but estimate what that would do to learners: 202 with what to poll."
    )
    impact = serializers.UUIDField(
        required=False, help_text="The estimate that you have seen; 409 if anything differs from it by now."
    )
    sample = serializers.IntegerField(
        default=SAMPLE,
        min_value=0,
        max_value=LARGEST_SAMPLE,
        help_text="With `dry_run`: how many stored submissions are graded again at most.",
    )


class PublishSerializer(serializers.Serializer[Any]):
    """Without `choices` those of the estimate hold, else everything is kept."""

    choices = ChoicesSerializer(required=False)
    note = fields.line(required=False, help_text="For the log: why.")
    without_approval = fields.line(
        required=False, help_text="Why it is published without the approval that the course wants; for the audit."
    )


class OutcomeSerializer(serializers.Serializer[Any]):
    """What one policy and choice would do; `asked` is the combination that was asked about."""

    policy = serializers.ChoiceField(choices=VersionPolicy.choices)
    choice = serializers.ChoiceField(choices=("asked", *PublishChoice.values))
    would_move = serializers.IntegerField()
    would_stay = serializers.IntegerField()
    below_full = serializers.IntegerField(help_text="Learners at 100 % who would fall below that.")
    falls = serializers.IntegerField()
    rises = serializers.IntegerField()
    would_complete = serializers.IntegerField()
    passes_lost = serializers.IntegerField(help_text="Exercises, learner by learner, whose pass wouldn't count.")


class ExerciseImpactSerializer(serializers.Serializer[Any]):
    """Stored passing submissions of an exercise that would change: of `passed`, `run` of `to_run` were graded again."""

    exercise_id = serializers.UUIDField()
    title = serializers.CharField()
    passed = serializers.IntegerField()
    to_run = serializers.IntegerField()
    run = serializers.IntegerField()
    would_fail = serializers.IntegerField()
    not_run = serializers.IntegerField(help_text="Tried, and nothing could be said.")


class FiguresSerializer(serializers.Serializer[Any]):
    learners = serializers.IntegerField()
    looked_at = serializers.IntegerField()
    in_progress = serializers.IntegerField()
    completed = serializers.IntegerField()
    outcomes = OutcomeSerializer(many=True)
    exercises = ExerciseImpactSerializer(many=True)


class ItemSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    choice = serializers.ChoiceField(choices=PublishChoice.choices)


class ToldChoicesSerializer(serializers.Serializer[Any]):
    default = serializers.ChoiceField(choices=PublishChoice.choices)
    items = ItemSerializer(many=True)


class ImpactSerializer(serializers.Serializer[Any]):
    """What publishing would do to learners. `figures` grow until `state` is `final`; `unanswered` after 30 s without
    any, and then publishing is still possible. `below_full` are ids of some enrollments, for who may see learners."""

    id = serializers.UUIDField()
    course_id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=ImpactState.choices)
    says = serializers.CharField()
    base_version = serializers.IntegerField(help_text="What learners see now; 0 for nothing yet.")
    policy = serializers.ChoiceField(choices=VersionPolicy.choices)
    choices = ToldChoicesSerializer()
    asked_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    figures = FiguresSerializer(allow_null=True)
    below_full = serializers.ListField(child=serializers.UUIDField(), allow_null=True)
