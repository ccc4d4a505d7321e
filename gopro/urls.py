"""What every web process serves: the page at `/`, health, metrics, the schema, and mail where it is read here."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from gopro.pages import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("", include("gopro.observability.urls")),
    path("", include("gopro.api.urls")),
    path("", include("gopro.staff.urls")),
    path("", include("gopro.storage.urls")),
]

if settings.MAIL_READABLE:
    urlpatterns += [path("mail/", views.mailbox, name="mailbox"), path("mail/<str:name>", views.message, name="mail")]
