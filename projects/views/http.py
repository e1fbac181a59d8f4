"""Requests as the views see them, and who may make them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

P = ParamSpec("P")


class Request(HttpRequest):
    """A request of somebody who signed in."""

    htmx: HtmxDetails
    user: User
    style_nonce: str
    """With it a script of the page may make a style element; there is none unless `allow_style_elements` was called."""


def allow_style_elements(request: Request) -> str:
    """Lets the page have style elements that carry this nonce, as CodeMirror makes one."""
    request.style_nonce = secrets.token_urlsafe(16)
    return request.style_nonce


View = Callable[Concatenate[Request, P], HttpResponse]


def signed_in(view: View[P]) -> View[P]:
    """Lets in who signed in; others learn how to. A fragment never gets the sign-in page in its place."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if _is_signed_in(request):
            return view(request, *args, **kwargs)
        if request.htmx:
            return HttpResponseClientRedirect(reverse("sign-in"))
        if settings.TEAM:
            return redirect_to_login(request.get_full_path())
        return render(request, "accounts/key.html", status=403)

    return guarded


def _is_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated
