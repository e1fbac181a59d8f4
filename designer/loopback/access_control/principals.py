"""Those who call: nobody known, a user, the owner, somebody in a role, one user, one client application.

loopback 3.28.0: common/models/role.js (isInRole and the resolvers), lib/access-context.js.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from designer.loopback.access_control.rules import Rule

EVERYONE, AUTHENTICATED, UNAUTHENTICATED, OWNER = "$everyone", "$authenticated", "$unauthenticated", "$owner"
_BUILT_IN = (EVERYONE, AUTHENTICATED, UNAUTHENTICATED, OWNER)


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who calls with no more than what makes them this principal: an admin who is no owner, and so on."""

    name: str
    """For people: a role, or the type and the id of one user or application."""
    roles: tuple[str, ...]
    identity: tuple[str, str] | None = None
    """The type and the id of a principal that is one user, or one application."""

    @property
    def help(self) -> str:
        """Who that is, in a few words."""
        return _HELP.get(self.name, "Somebody signed in who has this role." if not self.identity else "This one alone.")

    @property
    def is_owner(self) -> bool:
        """Whether it takes an instance to be one."""
        return OWNER in self.roles

    def without_instance(self) -> Principal:
        """The same one in a call that names no instance."""
        return Principal(self.name, tuple(role for role in self.roles if role != OWNER), self.identity)

    def is_meant_by(self, rule: Rule) -> bool:
        """Whether a rule is about this principal (acl.js, checkAccessForContext)."""
        if self.identity and (rule.principal_type, rule.principal_id) == self.identity:
            return True
        return rule.principal_type == "ROLE" and rule.principal_id in self.roles


_HELP = {
    UNAUTHENTICATED: "Nobody signed in: a request without an access token.",
    AUTHENTICATED: "Anybody signed in.",
    OWNER: "Somebody signed in, for an instance of their own.",
}


def principals(rules: Iterable[Rule], user_models: Iterable[str] = ()) -> list[Principal]:
    """Everybody that rules tell apart; `user_models` are the models by whose names principals can be users."""
    signed_in = (EVERYONE, AUTHENTICATED)
    found = {
        UNAUTHENTICATED: Principal(UNAUTHENTICATED, (EVERYONE, UNAUTHENTICATED)),
        AUTHENTICATED: Principal(AUTHENTICATED, signed_in),
    }
    known = [rule for rule in rules if not rule.names_nobody]
    if any((rule.principal_type, rule.principal_id) == ("ROLE", OWNER) for rule in known):
        found[OWNER] = Principal(OWNER, (*signed_in, OWNER))
    users = ("USER", "APP", *user_models)
    for rule in sorted(known, key=lambda each: each.principal_type != "ROLE"):
        kind, who = rule.principal_type, rule.principal_id
        if kind == "ROLE" and who not in _BUILT_IN:
            found.setdefault(who, Principal(who, (*signed_in, who)))
        elif kind != "ROLE" and kind in users:
            found.setdefault(f"{kind} {who}", Principal(f"{kind} {who}", signed_in, (kind, who)))
    return list(found.values())
