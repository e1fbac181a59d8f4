"""Pages for what went wrong: a sentence, and a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _page(request, 404, "Not found", "This page does not exist, or it was renamed or deleted meanwhile.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _page(request, 403, "Not allowed", str(exception) or "You may not do this.")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a mistake of ours. What it was is in the log of the server, without what was posted."""
    sentence = "This is a mistake in Loopwright, not in what you did. Nothing was saved. The server's log says more."
    return _page(request, 500, "Something went wrong", sentence)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that is too old, or from somewhere else."""
    sentence = "The page was too old, or cookies are switched off. Go back, reload the page and try again."
    return _page(request, 403, "This could not be accepted", sentence)


def _page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    return render(request, "error.html", {"title": title, "sentence": sentence}, status=status)
