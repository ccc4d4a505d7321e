"""What Django REST framework and drf-spectacular are told; plain data that the settings import."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["gopro.security.authentication.TokenAuthentication"],
    "UNAUTHENTICATED_USER": "gopro.security.principal.Anonymous",
    "DEFAULT_PERMISSION_CLASSES": ["gopro.api.permissions.SignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["gopro.api.media.JSONRenderer", "gopro.api.browsable.BrowsableRenderer"],
    "DEFAULT_PARSER_CLASSES": ["gopro.api.media.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "gopro.api.schema.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_PAGINATION_CLASS": None,
    "EXCEPTION_HANDLER": "gopro.api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "GO-PRO",
    "DESCRIPTION": "One contract, whatever the topology. Every refusal is `application/problem+json` (RFC 9457).",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
    "COMPONENT_SPLIT_REQUEST": True,
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "PREPROCESSING_HOOKS": ["gopro.api.schema.only_the_contract"],
    "POSTPROCESSING_HOOKS": [
        "gopro.api.schema.add_problems",
        "gopro.api.schema.close_requests",
        "gopro.api.schema.keep_enums_in_place",
    ],
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": True, "displayRequestDuration": True},
}
