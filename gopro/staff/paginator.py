"""Counting that stops: a page of rows must not cost a walk through all of them."""

from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import QuerySet


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # generic in the stubs only
    """Counts and shows the first rows up to LONGEST; who looks for others filters or searches."""

    LONGEST = 10_000

    @cached_property
    def count(self) -> int:
        if isinstance(self.object_list, QuerySet):
            return self.object_list.order_by().values("pk")[: self.LONGEST].count()
        return len(self.object_list)
