"""The staff's pages and actions: what each model's page asks of the policy is asked for each role, and written down."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver

from gopro.access.columns import REFUSED, Column, columns
from gopro.access.rows import Row
from gopro.security import policy
from gopro.staff.site import RoomAdminSite, site_for
from gopro.staff.user import entering

NEEDS = {"changelist": "view", "add": "add", "change": "view", "delete": "delete", "history": "view"}
ENDINGS = tuple(NEEDS)

type Check = Callable[[Any], bool]


def page_rows() -> list[Row]:
    return [row for room in settings.ROOMS_HERE for row in _of_site(site_for(room))]


def _of_site(site: RoomAdminSite) -> Iterator[Row]:
    base = f"/admin/{site.room}/"
    yield _row(site, method="GET", path=base, needs="enter", check=site.has_permission)
    for model, page in sorted(site._registry.items(), key=lambda each: each[0]._meta.label_lower):
        folder = f"{base}{model._meta.app_label}/{model._meta.model_name}/"
        for pattern in _patterns(page.get_urls()):
            needs = _needs(pattern)
            if needs:
                path = folder + _template(pattern)
                yield _row(site, method="GET", path=path, needs=needs, check=_check(page, needs))
        yield _row(site, method="POST", path=f"{folder}{{id}}/change/", needs="change", check=_check(page, "change"))
        for name, needs in _actions(page):
            yield _row(site, method="POST", path=f"{folder} {name}", needs=needs, check=_check(page, needs))


def _patterns(found: list[Any]) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns)
        else:
            yield each


def _needs(pattern: URLPattern) -> str:
    """A page of our own says what it needs; Django's have names that end alike. A redirection has none."""
    own = getattr(pattern.callback, "needs", "")
    return own or NEEDS.get((pattern.name or "").rpartition("_")[2], "")


def _template(pattern: URLPattern) -> str:
    return str(pattern.pattern).replace("<path:object_id>", "{id}").replace("<", "{").replace(">", "}")


def _actions(page: Any) -> Iterator[tuple[str, str]]:
    for _, name, _ in page._get_base_actions():
        func = page.get_action(name)[0]
        for needs in getattr(func, "allowed_permissions", ()):
            yield name, needs


def _check(page: Any, needs: str) -> Check:
    check: Check = getattr(page, f"has_{needs}_permission")
    return check


def _row(site: RoomAdminSite, *, method: str, path: str, needs: str, check: Check) -> Row:
    found = [_cell(site, column, check) for column in columns()]
    asked = sorted({name for _, names in found for name in names})
    return Row(
        room=site.room,
        method=method,
        path=path,
        needs=" or ".join(asked) or needs,
        cells=tuple(cell for cell, _ in found),
    )


def _cell(site: RoomAdminSite, column: Column, check: Check) -> tuple[str, frozenset[str]]:
    """In words, and the permissions that were asked for it."""
    if column.caller is None:
        return REFUSED, frozenset()
    request = RequestFactory().get("/admin/")
    request.user = column.caller  # type: ignore[assignment]  # as the staff's middleware does
    with policy.recorded() as asked:
        allowed = check(request) and site.has_permission(request)
        names = asked()
    names = names - {entering(site.room)} or names
    reaches = [reach for name in sorted(names) if (reach := column.reach(name))]
    return (_widest(reaches) if allowed else REFUSED), names


def _widest(reaches: list[str]) -> str:
    words = dict.fromkeys(word for reach in reaches for word in reach.split(", "))
    return "all" if "all" in words else ", ".join(words)
