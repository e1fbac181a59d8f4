"""Why a rule decides nothing, or less than it says, in a sentence for people."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Literal

from designer.loopback.access_control.methods import Method
from designer.loopback.access_control.precedence import decide, fits_access, names
from designer.loopback.access_control.principals import Principal
from designer.loopback.access_control.rules import Rule

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a rule: `never` where it never applies, `shadowed` where others always come first, `partly`
    where it decides, but not for every method that it names."""

    kind: Literal["never", "shadowed", "partly"]
    sentence: str
    by: tuple[Rule, ...] = ()
    """The rules that come first."""


def find(
    deciding: Container[Rule | None],
    rules: Sequence[Rule],
    methods: Sequence[Method],
    principals: Sequence[Principal],
    default: str,
) -> dict[Rule, Finding]:
    """A finding for each of the rules that are not among the `deciding` ones, or name a method in vain."""
    found: dict[Rule, Finding] = {}
    for rule in rules:
        if rule not in deciding:
            found[rule] = _finding(rule, rules, methods, principals, default)
        elif unfit := _unfit(rule, methods):
            found[rule] = Finding("partly", _in_vain(unfit, methods))
    return found


def _finding(
    rule: Rule, rules: Sequence[Rule], methods: Sequence[Method], principals: Sequence[Principal], default: str
) -> Finding:
    meant = [principal for principal in principals if principal.is_meant_by(rule)]
    if not meant:
        return Finding("never", _nobody(rule))
    named = [method for method in methods if names(rule, method)]
    if not named:
        return Finding("never", _in_vain(_unfit(rule, methods), methods))
    fitting = [method for method in named if fits_access(rule, method.access_type)]
    if not fitting:
        return Finding("never", _other_access(rule, named))
    by = {decide(rules, each, method, default).rule: None for each in meant for method in fitting}
    others = tuple(each for each in by if each is not None and each is not rule)
    return Finding("shadowed", "Wherever this rule applies another one fits as well or better, and decides.", others)


def _nobody(rule: Rule) -> str:
    if not rule.principal_type or not rule.principal_id:
        return "It does not say to whom it applies, so it fits nobody."
    if rule.principal_type == "ROLE":
        return "LoopBack cannot tell who is $related, so this rule fits nobody, unless a script finds that out."
    if rule.principal_type == "APPLICATION":
        return "LoopBack calls a client application APP here, so this rule fits nobody."
    return f"No caller is ever a {rule.principal_type}, so this rule fits nobody."


def _unfit(rule: Rule, methods: Sequence[Method]) -> list[str]:
    """The names that fit no method."""
    known = {method.name for method in methods}
    return [] if rule.names_all else [name for name in rule.methods if name not in known]


def _in_vain(unfit: Sequence[str], methods: Sequence[Method]) -> str:
    for name in unfit:
        for method in methods:
            if name in method.aliases:
                return f"A rule does not fit by an alias: call “{name}” by its own name, {method.name}."
            if name == f"prototype.{method.name}":
                return f"A rule takes the bare name: {method.name}."
    if "*" in unfit:
        return "“*” in an array is no wildcard: leave the methods empty for all of them."
    shown = ", ".join(f"“{name}”" for name in unfit[:_NAMED]) or "the empty list"
    return f"No method is known by the name of {shown}; a script may define it."


def _other_access(rule: Rule, named: Sequence[Method]) -> str:
    shown = ", ".join(f"{method.name} is {method.access_type}" for method in named[:_NAMED])
    return f"The rule is about {rule.access_type}, but {shown}."
