"""Markdown written by staff: a text area with a preview, into which pictures can be dropped.

Without scripts it is a plain text area.
"""

from typing import Any, override

from django.http import JsonResponse
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextareaWidget

from gopro.errors import DomainError


class MarkdownWidget(UnfoldAdminTextareaWidget):  # type: ignore[misc]  # unfold ships no types
    """`preview` names the page that renders `text` and answers `html`; `upload` the one that takes pictures, if any.

    That one is asked twice: what is announced (`name`, `size`, `sha256`, `content_type`, beside what the text area's
    `data-about` and its form say it belongs to) is answered by `id`, `markdown` and how to send it (`upload`, or null);
    then `complete` with the id says that it was sent.
    """

    class Media:
        js = ("staff/markdown.js",)

    def __init__(self, *, preview: str, upload: str = "", attrs: dict[str, Any] | None = None) -> None:
        self.preview, self.upload = preview, upload
        super().__init__(attrs={"rows": 14, "spellcheck": "true", **(attrs or {})})

    @override
    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        pages = {"data-markdown": self.preview, "data-upload": self.upload}
        return attrs | {name: reverse(page) for name, page in pages.items() if page}


def told(**answer: Any) -> JsonResponse:
    """What a script asked for; kept by nobody."""
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


def refused(refusal: DomainError) -> JsonResponse:
    """In words, for the line below the text area."""
    reasons = " ".join(refusal.fields.values())
    return JsonResponse({"detail": f"{refusal.detail} {reasons}".strip()}, status=422)
