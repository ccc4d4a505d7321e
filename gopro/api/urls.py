"""The contract's own paths: the schema, its two readers, and what each problem means."""

from django.urls import path
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView

from gopro.api.catalogue import ProblemTypeView
from gopro.api.schema import SchemaView

urlpatterns = [
    path("api/v1/schema", SchemaView.as_view(), name="schema"),
    path("api/v1/docs", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path(
        "api/v1/redoc",
        SpectacularRedocView.as_view(url_name="schema", template_name="gopro_api/redoc.html"),
        name="redoc",
    ),
    path("api/v1/problems/<slug:code>", ProblemTypeView.as_view(), name="problem-type"),
]
