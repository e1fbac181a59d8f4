"""Those who call: nobody known, a user, the owner, somebody in a role, one user, one client application.

loopback 3.28.0: common/models/role.js (isInRole and the resolvers), lib/access-context.js.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from designer.loopback.access_control.rules import Rule

EVERYONE, AUTHENTICATED, UNAUTHENTICATED, OWNER = "$everyone", "$authenticated", "$unauthenticated", "$owner"
_BUILT_IN = (EVERYONE, AUTHENTICATED, UNAUTHENTICATED, OWNER)


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who calls with no more than what makes them this principal: an admin who is no owner, and so on."""

    name: str
    """For people: a role, or the type and the id of one user or application."""
    roles: tuple[str, ...]
    identities: tuple[tuple[str, str], ...] = ()
    """The type and the id of the user, and of the application, that it is; none where it is just somebody."""
    parts: tuple[Principal, ...] = field(default=(), repr=False)
    """Those that it is all at once, where it is `together`."""

    @property
    def help(self) -> str:
        """Who that is, in a few words."""
        if self.parts:
            return "Somebody signed in who is all of these at once."
        return _HELP.get(self.name, "This one alone." if self.identities else "Somebody signed in who has this role.")

    @property
    def is_owner(self) -> bool:
        """Whether it takes an instance to be one."""
        return OWNER in self.roles

    def without_instance(self) -> Principal:
        """The same one in a call that names no instance."""
        return replace(self, roles=tuple(role for role in self.roles if role != OWNER))

    def is_meant_by(self, rule: Rule) -> bool:
        """Whether a rule is about this principal (acl.js, checkAccessForContext)."""
        if (rule.principal_type, rule.principal_id) in self.identities:
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
            found.setdefault(f"{kind} {who}", Principal(f"{kind} {who}", signed_in, ((kind, who),)))
    return list(found.values())


def choosable(everybody: Iterable[Principal]) -> list[Principal]:
    """Those that somebody can be besides being signed in, which everybody is who is one of them."""
    return [each for each in everybody if each.name not in (AUTHENTICATED, UNAUTHENTICATED)]


def together(chosen: Sequence[Principal]) -> Principal:
    """Somebody who is all of the chosen ones at once: each rule about one of them is about this principal."""
    return Principal(
        " + ".join(each.name for each in chosen),
        tuple(dict.fromkeys(role for each in chosen for role in each.roles)),
        tuple(dict.fromkeys(one for each in chosen for one in each.identities)),
        tuple(chosen),
    )


def contradiction(chosen: Sequence[Principal]) -> str:
    """Why nobody is all of the chosen ones at once, in a sentence; empty where somebody can be.

    An access token names one user and one application at most (loopback 3.28.0, lib/access-context.js), and who is
    known by the name of a user model is an owner only where `accessTokens` is polymorphic (common/models/role.js,
    isOwner), when nobody else is.
    """
    kinds = [kind for each in chosen for kind, _ in each.identities]
    users = [kind for kind in kinds if kind != "APP"]
    if len(users) > 1 or kinds.count("APP") > 1:
        return "One request comes from one user and one client application at most."
    if any(each.is_owner for each in chosen) and users not in ([], ["USER"]):
        return f"LoopBack tells whether a {users[0]} is an owner only where the relation accessTokens is polymorphic."
    return ""
