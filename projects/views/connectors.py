"""Pages about connectors: all of them, and everything that is known of one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from designer import connectors
from designer.connectors.base import Connector, Kind, Setting
from projects import access
from projects.models import Project
from projects.templatetags.prose import enumerated
from projects.views import gallery
from projects.views.http import Request, signed_in
from projects.views.tree import kind_of

_KINDS = {
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "true or false",
    Kind.SECRET: "text",
    Kind.CHOICE: "one of",
    Kind.OBJECT: "object",
    Kind.ARRAY: "list",
    Kind.MAP: "object with names of your own",
    Kind.BOOLEAN_OR_OBJECT: "true, false or an object",
    Kind.VALUE: "any value",
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def connector_list(request: Request) -> HttpResponse:
    """Every connector, or those that `?q=` finds; `?project=` names the project to go back to.

    What is looked for is posted, as it may be a URL with a password in it; then its scheme alone goes on.
    """
    project = _project_asked(request)
    asked = {"project": project.slug} if project else {}
    if request.method == "POST":
        words = request.POST.get("find", "").strip()
        scheme = connectors.scheme_of(words)
        query = {"q": f"{scheme}://" if scheme else words} if words else {}
        return redirect(f"{reverse('connector-list')}?{urlencode(asked | query)}")
    query_string = f"?{urlencode(asked)}" if asked else ""
    words = request.GET.get("q", "")
    groups = gallery.groups(words, lambda each: reverse("connector", args=[each.key]) + query_string)
    context = {"groups": groups, "query": words, "project": project, "count": len(connectors.CATALOGUE)}
    return render(request, "connectors/list.html", context)


@signed_in
@require_safe
def connector(request: Request, key: str) -> HttpResponse:
    """What a connector is for, its settings, what its test does and leaves out."""
    found = connectors.CATALOGUE.get(key)
    if found is None:
        raise Http404("There is no connector of this name.")
    context = {
        "connector": found,
        "kind": kind_of(found, key),
        "category": gallery.TITLES[found.category],
        "loopback_versions": _loopback_versions(found),
        "facts": _facts(found),
        "groups": list(_groups(found)),
        "project": _project_asked(request),
    }
    return render(request, "connectors/connector.html", context)


def _project_asked(request: Request) -> Project | None:
    """The project that the page was opened from, if the person may see it."""
    return access.projects_of(request.user).filter(slug=request.GET.get("project", "")).first()


def _loopback_versions(known: Connector) -> list[tuple[str, str]]:
    """What each LoopBack needs of the package."""
    ranges = ((3, known.package_range), (2, known.package_range_for_loopback_2))
    return [(f"LoopBack {major}", wanted or "") for major, wanted in ranges]


def _facts(known: Connector) -> list[tuple[str, str]]:
    """What LoopBack can do with it, as questions with an answer."""
    said = {True: "yes", False: "no", None: "not known"}
    facts = [
        ("Makes models of tables (discovery)", said[known.discovery]),
        ("Creates and alters tables (autoupdate)", said[known.migration]),
        ("Base of a new model", known.base_model),
    ]
    if known.url_schemes:
        facts.append(("Reads a URL that begins with", enumerated([f"{scheme}://" for scheme in known.url_schemes])))
    return facts


def _groups(known: Connector) -> Iterator[dict[str, Any]]:
    """The settings under their headings, in the order in which the headings first come."""
    by_title: dict[str, list[Setting]] = {}
    for setting in known.settings:
        by_title.setdefault(setting.group, []).append(setting)
    for title, settings in by_title.items():
        yield {"title": title, "rows": list(_rows(settings, known))}


def _rows(settings: Iterable[Setting], known: Connector, depth: int = 0) -> Iterator[dict[str, Any]]:
    """A row for each setting, and under it those for what is inside."""
    for setting in settings:
        if setting.name:
            yield _row(setting, known, depth)
        named = [field for field in setting.fields if field.name]
        yield from _rows(named, known, depth + 1)


def _row(setting: Setting, known: Connector, depth: int) -> dict[str, Any]:
    return {
        "name": setting.name,
        "aliases": setting.aliases,
        "label": setting.label,
        "help": setting.help,
        "kind": _kind(setting),
        "default": "" if setting.default is None else _written(setting.default),
        "is_secret": setting.kind is Kind.SECRET,
        "may_hold_secret": setting.may_contain_secret,
        "rules": list(_rules(setting, known)),
        "depth": min(depth, 4),
    }


def _kind(setting: Setting) -> str:
    if setting.kind is Kind.CHOICE:
        return ", ".join(_written(value) for value, _ in setting.choices)
    plain = [field for field in setting.fields if not field.name]
    if not plain:
        return _KINDS[setting.kind]
    inner = _KINDS[plain[0].kind]
    return f"list of {inner}s" if setting.kind is Kind.ARRAY else f"{inner}s by names of your own"


def _rules(setting: Setting, known: Connector) -> Iterator[str]:
    """What it does to other settings, and with which it means anything."""
    if setting.overrides:
        yield f"Where this is filled in, LoopBack ignores {enumerated([f'`{name}`' for name in setting.overrides])}."
    if setting.only_for:
        other, values = setting.only_for
        written = " or ".join(f"`{_written(value)}`" for value in values)
        yield f"Only where `{other}` is {written}."
    by = [each.name for each in known.settings if setting.name in each.overrides and setting in known.settings]
    if by:
        yield f"Not used where {' or '.join(f'`{name}`' for name in by)} is filled in."


def _written(value: Any) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
