"""The access rules that LoopBack's own models bring along.

loopback 3.28.0, common/models/user.json and access-token.json. LoopBack 2.42 has the same,
but for the methods that it does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from designer.loopback.jsontext import JSON


def _rule(who: str, permission: str, method: str = "", access_type: str = "") -> dict[str, JSON]:
    rule: dict[str, JSON] = {"principalType": "ROLE", "principalId": who, "permission": permission}
    return rule | ({"property": method} if method else {}) | ({"accessType": access_type} if access_type else {})


BUILTIN_RULES: Final[Mapping[str, tuple[dict[str, JSON], ...]]] = MappingProxyType(
    {
        "User": (
            _rule("$everyone", "DENY"),
            _rule("$everyone", "ALLOW", "create"),
            _rule("$owner", "ALLOW", "deleteById"),
            _rule("$everyone", "ALLOW", "login"),
            _rule("$everyone", "ALLOW", "logout"),
            _rule("$owner", "ALLOW", "findById"),
            _rule("$owner", "ALLOW", "patchAttributes"),
            _rule("$owner", "ALLOW", "replaceById"),
            _rule("$everyone", "ALLOW", "verify", "EXECUTE"),
            _rule("$everyone", "ALLOW", "confirm"),
            _rule("$everyone", "ALLOW", "resetPassword", "EXECUTE"),
            _rule("$authenticated", "ALLOW", "changePassword", "EXECUTE"),
            _rule("$authenticated", "ALLOW", "setPassword", "EXECUTE"),
        ),
        "AccessToken": (_rule("$everyone", "DENY"),),
    }
)
"""The rules by the model, in the order of its definition."""
