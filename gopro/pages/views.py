"""Plain pages. `/` leads to the docs, the admin and the API; `/mail/` shows what would have been sent."""

import nh3
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gopro.errors import NotFound
from gopro.pages import mailbox as mails


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "gopro/home.html", {"rooms": settings.ROOMS_HERE, "mail": settings.MAIL_READABLE})


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "gopro/mailbox.html", {"messages": mails.newest(settings.MAIL_FOLDER)})


@require_safe
def message(request: HttpRequest, name: str) -> HttpResponse:
    try:
        found = mails.find(settings.MAIL_FOLDER, name=name)
    except NotFound as refusal:
        raise Http404(refusal.detail) from refusal
    return render(request, "gopro/mail.html", {"message": found, "html": nh3.clean(found.html)})
