"""Who can do what, as the page of the access rules shows it below them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from designer.loopback import access_control
from designer.loopback.access_control import Cell, Matrix, Principal, Rule
from designer.loopback.access_control.precedence import Decision
from designer.loopback.application import Application
from designer.loopback.model import Model
from projects.forms.definition_parts import DefinitionPartForm
from projects.models import Project
from projects.views.http import Request

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORDS = {"never": "Never applies", "shadowed": "Shadowed", "partly": "Applies in part"}
_HEADINGS = {"methods": "Own methods", "the data source": "Of the data source"}


AT_ONCE = "at_once"
"""The name of the boxes for those that somebody is at once, in an address and in a preview."""


def beside(
    project: Project,
    app: Application,
    environment: str,
    model: Model,
    form: DefinitionPartForm,
    at_once: Collection[str] = (),
) -> dict[str, Any]:
    """The context of models/who_can.html; `app` is the application with what is typed, as far as that can be used.

    `at_once` are the names of those that somebody is together, who gets one more column.
    """
    is_typed = not form.is_bound or form.is_valid()
    found = access_control.who_can(app, model.name, environment, at_once)
    marks = _marks(found)
    elsewhere = [_elsewhere(project, app, found, rule, marks[rule]) for rule in _others(found)]
    here = app.models.get(model.name)
    return {
        "beside": "models/who_can.html",
        "lead": _lead(found),
        "page_url": reverse("model-access", args=[project.slug, model.name]),
        "who_can": {
            "environment": environment,
            "is_typed": is_typed,
            "is_broken": found.is_broken,
            "is_public": here is None or here.is_public,
            "principals": found.principals,
            "choices": [_choice(each, at_once) for each in found.choosable] if found.choosable[1:] else [],
            "needs_another": sum(each.name in at_once for each in found.choosable) == 1,
            "contradiction": found.contradiction,
            "groups": list(_groups(found, marks)),
            "elsewhere": [rule for rule in elsewhere if not rule["is_builtin"]],
            "builtin": [rule for rule in elsewhere if rule["is_builtin"]],
            "useless": list(_useless(found, marks, form.entry_keys if is_typed else [])),
            "default": found.default_permission,
            "assumed": found.assumed,
            "notes": found.notes,
            "list_id": f"items-{form.place.name}",
        },
    }


def _lead(found: Matrix) -> str:
    """What is true of a model without rules of its own, where that is not that everybody may call everything."""
    default, others = found.default_permission, len(_others(found))
    fallback = "everybody may call a method" if default == "ALLOW" else f"{default} counts"
    if others:
        counts = "a rule from elsewhere counts" if others == 1 else f"{others} rules from elsewhere count"
        where = "it does not fit" if others == 1 else "none of them fits"
        return f"This model has no rule of its own, but {counts} for it, see below. Where {where}, {fallback}."
    return "" if default == "ALLOW" else f"Without a rule {fallback} for every method."


def chosen(request: Request) -> list[str]:
    """The names of those that somebody is at once, as a request has them."""
    return request.POST.getlist(AT_ONCE) if AT_ONCE in request.POST else request.GET.getlist(AT_ONCE)


def address(url: str, at_once: Collection[str]) -> str:
    """The address of the page that shows these at once."""
    return f"{url}?{urlencode({AT_ONCE: list(at_once)}, doseq=True)}" if at_once else url


def _choice(principal: Principal, at_once: Collection[str]) -> dict[str, Any]:
    return {"name": principal.name, "help": principal.help, "is_chosen": principal.name in at_once}


def _marks(found: Matrix) -> dict[Rule, str]:
    """What the page calls each rule: its number among the model's own, or a letter."""
    letters = {rule: _letter(index) for index, rule in enumerate(_others(found))}
    return {rule: letters.get(rule) or str(rule.index + 1) for rule in found.rules}


def _others(found: Matrix) -> list[Rule]:
    """The rules that stand elsewhere, LoopBack's own last."""
    others = [rule for rule in found.rules if rule.origin != "own"]
    return sorted(others, key=lambda rule: rule.origin == "built-in")


def _letter(index: int) -> str:
    rounds, place = divmod(index, len(_LETTERS))
    return _LETTERS[place] * (rounds + 1)


def _groups(found: Matrix, marks: Mapping[Rule, str]) -> Iterator[dict[str, Any]]:
    """The methods by where they come from."""
    for source, rows in groupby(found.rows, key=lambda row: row.method.source):
        yield {
            "title": _HEADINGS.get(source, source[:1].upper() + source[1:]),
            "rows": [
                {
                    "method": row.method,
                    "cells": [
                        _cell(principal, cell, marks, found.default_permission)
                        for principal, cell in zip(found.principals, row.cells, strict=True)
                    ],
                }
                for row in rows
            ],
        }


def _cell(principal: Principal, cell: Cell, marks: Mapping[Rule, str], default: str) -> dict[str, Any]:
    sentence = _because(cell.decision, marks, default)
    with_id = cell.with_id
    if with_id and with_id.is_allowed != cell.is_allowed:
        word = "allowed" if with_id.is_allowed else "denied"
        sentence += f" But {word} where the request brings the id of an own instance, as ?id=… or in its body: "
        sentence += _because(with_id, marks, default)
    return {
        "principal": principal.name,
        "is_together": bool(principal.parts),
        "is_allowed": cell.is_allowed,
        "mark": marks[cell.decision.rule] if cell.decision.rule else "",
        "has_other": with_id is not None and with_id.is_allowed != cell.is_allowed,
        "sentence": sentence,
    }


def _because(decision: Decision, marks: Mapping[Rule, str], default: str) -> str:
    if decision.rule is None:
        return f"No rule fits, so {default} counts."
    return f"Rule {marks[decision.rule]}: {decision.rule.summary}."


def _useless(found: Matrix, marks: Mapping[Rule, str], keys: list[str]) -> Iterator[dict[str, Any]]:
    """The model's own rules that decide nothing, or less than they say, with what the form calls them."""
    for rule, finding in found.findings.items():
        if rule.origin == "own":
            by = ", ".join(marks[each] for each in finding.by)
            yield {
                "key": keys[rule.index] if rule.index < len(keys) else "",
                "mark": marks[rule],
                "summary": rule.summary,
                "word": _WORDS[finding.kind],
                "sentence": finding.sentence + (f" See {by}." if by else ""),
            }


def _elsewhere(project: Project, app: Application, found: Matrix, rule: Rule, mark: str) -> dict[str, Any]:
    finding = found.findings.get(rule)
    url = ""
    if rule.origin == "configured" and app.has(rule.path):
        url = reverse("file", args=[project.slug, rule.path])
    elif rule.model in app.models and app.models[rule.model].path:
        url = reverse("model-access", args=[project.slug, rule.model])
    return {
        "mark": mark,
        "rule": rule,
        "is_builtin": rule.origin == "built-in",
        "url": url,
        "where": rule.path if rule.origin == "configured" else rule.model,
        "useless": finding.sentence if finding and finding.kind != "partly" else "",
    }
