"""What the pages of an account show beside its columns: its picture, and where to read on about the person."""

from typing import override
from urllib.parse import urlencode, urlsplit

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.users import selectors
from apps.users.admin.site import site
from apps.users.models import User
from apps.users.services import accounts, avatars
from gopro.errors import DomainError
from gopro.staff.admin import RoomModelAdmin, signed_in

SMALL, LARGE = "64", "256"


class PersonAdmin(RoomModelAdmin):
    """Pages that lead to sessions, audit and facts of a person, and search by what has an index."""

    @admin.display(description="")
    def portrait(self, user: User) -> SafeString | str:
        return _picture(user, size=SMALL, pixels=32)

    @admin.display(description="picture")
    def picture(self, user: User) -> SafeString | str:
        return _picture(user, size=LARGE, pixels=128) or "none"

    @admin.display(description="sessions")
    def open_sessions(self, user: User) -> SafeString:
        count = selectors.open_sessions(user_id=user.pk).count()
        return _link("users_session", {"user__id__exact": user.pk}, words=f"{count} open")

    @admin.display(description="audit")
    def audit(self, user: User) -> SafeString:
        return format_html(
            "{}, {}",
            _link("gopro_audit_auditentry", {"q": user.pk}, words="done by and to this person"),
            _link("gopro_events_outbox", {"q": user.pk}, words="facts told"),
        )

    @override
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        return selectors.accounts_beginning(queryset, q=search_term.strip()), False

    @admin.action(description="Take the pictures of selected accounts away", permissions=["moderate"])
    def remove_pictures(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in chosen:
            try:
                accounts.remove_avatar_of(user_id=user.pk, reason=request.POST.get("reason", ""), by=signed_in(request))
            except DomainError as refusal:
                self.message_user(request, f"{user}: {refusal.detail}", messages.WARNING)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return self._may(request, accounts.CHANGING)


def _picture(user: User, *, size: str, pixels: int) -> SafeString | str:
    urls = avatars.urls_of(user)
    if urls is None:
        return ""
    address = urlsplit(urls[size])
    path = f"{address.path}?{address.query}"  # on this site, however it is reached
    template = '<img src="{}" alt="" width="{}" height="{}" style="border-radius:50%">'
    return format_html(template, path, pixels, pixels)


def _link(page: str, query: dict[str, object], *, words: str) -> SafeString:
    return format_html('<a href="{}?{}">{}</a>', reverse(f"{site.name}:{page}_changelist"), urlencode(query), words)
