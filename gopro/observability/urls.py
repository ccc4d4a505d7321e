"""What machines ask of a process: is it well, and what are its figures."""

from django.urls import path
from django_prometheus.exports import ExportToDjangoView

from gopro.observability import views

urlpatterns = [
    path("health/live", views.live, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
    path("health/startup", views.startup, name="health-startup"),
    path("api/v1/health", views.ready, name="health"),
    path("metrics", ExportToDjangoView, name="metrics"),
]
