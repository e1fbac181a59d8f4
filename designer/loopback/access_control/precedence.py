"""Which rule decides (loopback 3.28.0, common/models/acl.js: getMatchingScore, resolvePermission)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key

from designer.loopback.access_control.access_types import EXECUTE, REPLICATE, WRITE
from designer.loopback.access_control.methods import Method
from designer.loopback.access_control.principals import Principal
from designer.loopback.access_control.rules import ALL, Rule

_PRINCIPAL_TYPES = {"USER": 4, "APP": 3, "ROLE": 2}
_ROLES = {"$owner": 4, "$related": 3, "$authenticated": 2, "$unauthenticated": 2, "$everyone": 1}
_PERMISSIONS = {"DEFAULT": 0, "ALLOW": 1, "ALARM": 2, "AUDIT": 3, "DENY": 4}
_OWN_ROLE, _OTHER_PRINCIPAL = 5, 1
_EXACT, _WILDCARD = 3, 2


@dataclass(frozen=True, slots=True)
class Decision:
    """What LoopBack answers, and the rule it comes from; None where the model's default permission counts."""

    permission: str
    rule: Rule | None

    @property
    def is_allowed(self) -> bool:
        """Whether the call goes through: anything but DENY does."""
        return self.permission != "DENY"


def decide(rules: Iterable[Rule], principal: Principal, method: Method, default: str = "") -> Decision:
    """The decision on a call of `method` by `principal`; `default` is the model's `defaultPermission`."""
    meant = [rule for rule in rules if principal.is_meant_by(rule) and names(rule, method)]

    def compared(one: Rule, other: Rule) -> int:
        return _compared(score(other, method), score(one, method))

    ranked = sorted(sorted(meant, key=_looked_up), key=cmp_to_key(compared))
    best = ranked[0] if ranked else None
    if best is None or score(best, method) < 0:
        return Decision(default or "ALLOW", None)
    permission = best.permission if best.permission != "DEFAULT" else ""
    return Decision(permission or default or "ALLOW", best)


def names(rule: Rule, method: Method) -> bool:
    """Whether a rule names a method, or all of them; an alias is no name."""
    return rule.names_all or method.name in rule.methods


def fits_access(rule: Rule, access_type: str) -> bool:
    """Whether a rule is about that kind of access; EXECUTE is about every kind."""
    return _access_score(rule, access_type) is not None


def score(rule: Rule, method: Method) -> float:
    """How well a rule that `names` a method fits it: below 0 where it does not. Not a number where LoopBack knows no
    such permission: then the place in the list counts as well."""
    access = _access_score(rule, method.access_type)
    if access is None:
        return -1
    found: float = _EXACT  # the model
    found = found * 4 + (_WILDCARD if rule.names_all else _EXACT)
    found = found * 4 + access
    found = found * 4 + _PRINCIPAL_TYPES.get(rule.principal_type, _OTHER_PRINCIPAL)
    found *= 8
    if rule.principal_type == "ROLE":
        found += _ROLES.get(rule.principal_id, _OWN_ROLE)
    return found * 4 + _PERMISSIONS.get(rule.permission or "ALLOW", math.nan) - 1


def _looked_up(rule: Rule) -> int:
    """When LoopBack knows that a rule counts: one user at once, its own roles next, others from the database."""
    if rule.principal_type != "ROLE":
        return 0
    return 1 if rule.principal_id in _ROLES else 2


def _access_score(rule: Rule, asked: str) -> int | None:
    if rule.access_type in (asked, EXECUTE) or (rule.access_type == WRITE and asked == REPLICATE):
        return _EXACT
    return _WILDCARD if rule.access_type == ALL else None


def _compared(one: float, other: float) -> int:
    """JavaScript's `one - other` for a comparison; Node sorts as Python does, with what is no number as equal."""
    return (one > other) - (one < other)
