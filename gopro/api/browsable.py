"""The API as pages for a browser: the same answers, indented, with their headers; requests are tried in Swagger UI."""

from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer, BrowsableAPIRenderer

from gopro.api.media import OPTIONS


class BrowsableRenderer(BrowsableAPIRenderer):
    """For who asks with `Accept: text/html`, which programs don't."""

    template = "gopro/browse.html"

    def get_content(
        self, renderer: BaseRenderer, data: Any, accepted_media_type: str | None, renderer_context: Any
    ) -> str:
        return "" if data is None else orjson.dumps(data, default=str, option=OPTIONS | orjson.OPT_INDENT_2).decode()

    def show_form_for_method(self, view: Any, method: str, request: Any, obj: Any) -> bool:
        return False
