"""Fields that several forms share."""

from typing import Any

from rest_framework import serializers

from apps.courses.models.choices import Difficulty

type Form = serializers.Serializer[Any]

LONGEST_TEXT = 200_000


class TupleField(serializers.ListField):
    """A list that can't change once it is read."""

    def to_internal_value(self, data: Any) -> Any:
        return tuple(super().to_internal_value(data))


class RowsField(TupleField):
    """A list of objects, each whole even where only some fields of the body are sent (PATCH)."""

    def __init__(self, *, row: type[Form], **options: Any) -> None:
        self.row = row
        super().__init__(child=row(), **options)

    def run_child_validation(self, data: list[Any]) -> list[Any]:
        rows = [self.row(data=each) for each in data]
        wrong: Any = {index: row.errors for index, row in enumerate(rows) if not row.is_valid()}
        if wrong:
            raise serializers.ValidationError(wrong)
        return [dict(row.validated_data) for row in rows]


def slugs(**options: Any) -> TupleField:
    return TupleField(child=serializers.SlugField(max_length=100), max_length=50, **options)


def ids(**options: Any) -> TupleField:
    """Of what is to be done before."""
    return TupleField(child=serializers.UUIDField(), max_length=50, **options)


def names(**options: Any) -> TupleField:
    return TupleField(child=serializers.CharField(max_length=200), max_length=100, **options)


def markdown(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, trim_whitespace=False, **options)


def line(most: int = 500, **options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=most, allow_blank=True, **options)


def verbatim(most: int, **options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=most, allow_blank=True, trim_whitespace=False, **options)


def difficulty(**options: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=Difficulty.choices, **options)


def files(**options: Any) -> serializers.DictField:
    child = serializers.CharField(max_length=1024 * 1024, allow_blank=True, trim_whitespace=False)
    return serializers.DictField(child=child, **options)
