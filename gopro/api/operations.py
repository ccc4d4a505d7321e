"""What one method of a view takes and answers: the one source of its checks and of its schema."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer

from gopro.api.access import Access
from gopro.api.shared import Shared

type Handler = Callable[..., HttpResponseBase]
type Answer = type[BaseSerializer[Any]] | BaseSerializer[Any] | Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """`answers` maps a status to a serializer (`many=True` for a list), a JSON Schema, or None for no body.

    `access` says who it is for, where its view doesn't; `shared` how its answers are kept, where they are everybody's.
    """

    method: str
    access: Access | None = None
    answers: Mapping[int, Answer]
    query: type[Serializer[Any]] | None = None
    body: type[Serializer[Any]] | None = None
    shared: Shared | None = None

    @property
    def is_read(self) -> bool:
        return self.method == "get"

    @property
    def is_partial(self) -> bool:
        return self.method == "patch"

    @property
    def is_list(self) -> bool:
        return isinstance(self.shown, ListSerializer)

    @property
    def shown(self) -> Any:
        """What a successful answer shows."""
        return self.answers[min(self.answers)]

    @property
    def has_fields(self) -> bool:
        """Whether `?fields=` makes sense: a read of what a serializer shows."""
        shown = self._item
        return self.is_read and (
            isinstance(shown, Serializer) or (isinstance(shown, type) and issubclass(shown, Serializer))
        )

    @property
    def fields(self) -> frozenset[str]:
        """Names that `?fields=` may choose from."""
        shown = self._item
        return frozenset((shown() if isinstance(shown, type) else shown).fields)

    @property
    def _item(self) -> Any:
        return self.shown.child if self.is_list else self.shown
