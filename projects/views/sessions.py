"""Signing in: with the key that `manage.py serve` printed, or with an account."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from projects.access import local_user
from projects.models.sealing import digest
from projects.views import limits

ATTEMPTS = 10
"""Wrong passwords for one account or from one address, in BLOCKED_SECONDS, before a pause."""

BLOCKED_SECONDS = 300


@require_safe
def open_with_key(request: HttpRequest) -> HttpResponse:
    """Exchanges the key for a session; the address that holds it does not stay in the browser's bar.

    The key is in the query, since Django's log has the paths of what was refused.
    """
    key = request.GET.get("key", "")
    if settings.TEAM or not settings.KEY or not constant_time_compare(key, settings.KEY):
        return render(request, "accounts/key.html", {"wrong": True}, status=403)
    login(request, local_user(), backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(_safe_next(request))


def sign_in(request: HttpRequest) -> HttpResponse:
    """With an account, where Loopwright is served for a team."""
    if not settings.TEAM:
        return render(request, "accounts/key.html", status=403)
    form = AuthenticationForm(request, data=request.POST or None)
    if request.method == "POST":
        name = request.POST.get("username", "")[:150]
        counters = [f"sign-in:{digest(who.encode())}" for who in (str(request.META.get("REMOTE_ADDR")), name)]
        if any(limits.is_over(counter, ATTEMPTS) for counter in counters):
            form.errors.clear()
            form.add_error(None, "Too many attempts. Wait five minutes, then try again.")
        elif form.is_valid():
            login(request, form.get_user())
            return HttpResponseRedirect(_safe_next(request))
        else:
            for counter in counters:
                limits.count(counter, BLOCKED_SECONDS)
    return render(request, "accounts/sign_in.html", {"form": form, "next": request.GET.get("next", "")})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("sign-in")


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return "/"
