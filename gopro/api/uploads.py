"""A file as the body, or as a part of a form: on its way to the disk, whatever its size, within a limit."""

from collections.abc import Mapping
from typing import IO, Any, ClassVar, override

from rest_framework.parsers import DataAndFiles, FileUploadParser, MultiPartParser

from gopro.api.media import ContentTooLarge
from gopro.images.process import LARGEST as LARGEST_PICTURE

MEBIBYTE = 1024 * 1024
LARGEST = 64 * MEBIBYTE
ENVELOPE = MEBIBYTE  # what a form adds to the file in it


class FormParser(MultiPartParser):
    """`multipart/form-data`, refused by its announced size; a body that announces none doesn't come so far."""

    @override
    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> "DataAndFiles[Any, Any]":  # subscripted by the stubs alone
        _check_length(parser_context, limit=LARGEST + ENVELOPE)
        return super().parse(stream, media_type, parser_context)


class FileParser(FileUploadParser):
    """The body is the file, named `file` as in a form."""

    limit: ClassVar[int] = LARGEST
    unnamed: ClassVar[str] = "unnamed"

    @override
    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> "DataAndFiles[Any, Any]":  # subscripted by the stubs alone
        _check_length(parser_context, limit=self.limit)
        return super().parse(stream, media_type, parser_context)

    @override
    def get_filename(self, stream: IO[Any], media_type: str | None, parser_context: Mapping[str, Any]) -> str:
        return super().get_filename(stream, media_type, parser_context) or self.unnamed


class CSVParser(FileParser):
    media_type = "text/csv"
    unnamed = "unnamed.csv"


class PictureParser(FileParser):
    """Whatever kind of picture is announced: its own first bytes say what it is."""

    media_type = "image/*"
    limit = LARGEST_PICTURE


def _check_length(parser_context: Mapping[str, Any] | None, *, limit: int) -> None:
    request = (parser_context or {})["request"]
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
        raise ContentTooLarge(f"The body may have {limit // MEBIBYTE} MiB at most.")
