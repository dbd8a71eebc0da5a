"""Answers that carry a file: always an attachment, never sniffed, named by RFC 5987."""

from urllib.parse import quote

from django.http import FileResponse, HttpResponse


def attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    return _named(HttpResponse(content, content_type=media_type), name)


def stream(opened, name: str, media_type: str) -> FileResponse:
    return _named(FileResponse(opened, content_type=media_type), name)


def _named(response, name: str):
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
