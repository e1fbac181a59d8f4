"""Who may call which methods (loopback 3.28.0, common/models/acl.js)."""

from __future__ import annotations

from designer.connectors.base import Kind, Setting
from designer.loopback.definition_parts.part import DefinitionPart, Start
from designer.loopback.jsontext import JSON

_ACCESS_TYPES = (("*", "all"), ("READ", "READ"), ("WRITE", "WRITE"), ("EXECUTE", "EXECUTE"), ("REPLICATE", "REPLICATE"))
_PERMISSIONS = (("ALLOW", "ALLOW"), ("DENY", "DENY"), ("ALARM", "ALARM"), ("AUDIT", "AUDIT"))
_PRINCIPALS = (("ROLE", "role"), ("USER", "user"), ("APP", "application"), ("SCOPE", "scope"))

_FIELDS = (
    Setting(
        name="permission",
        label="Permission",
        kind=Kind.CHOICE,
        choices=_PERMISSIONS,
        width=3,
        help="ALARM and AUDIT allow, too.",
    ),
    Setting(
        name="principalType",
        label="Principal",
        kind=Kind.CHOICE,
        choices=_PRINCIPALS,
        width=3,
        help="To whom it applies: a role, or one user.",
    ),
    Setting(name="principalId", label="Who", width=6, suggests="roles", help="A role such as $owner, or an id."),
    Setting(
        name="accessType",
        label="Access",
        kind=Kind.CHOICE,
        choices=_ACCESS_TYPES,
        default="*",
        width=3,
        help="Which kind of methods.",
    ),
    Setting(
        name="property",
        label="Methods",
        kind=Kind.NAMES,
        width=9,
        suggests="methods",
        default="*",
        help="All where none is named; several with commas between, by their bare names: patchAttributes.",
    ),
)


def _rule(permission: str, role: str, access_type: str = "*") -> dict[str, JSON]:
    """A rule in the order of keys that LoopBack's own tools write (loopback-workspace 5.3.0)."""
    return {"accessType": access_type, "principalType": "ROLE", "principalId": role, "permission": permission}


_STARTS = (
    Start(
        "Only who is signed in",
        "Deny everyone, then allow $authenticated.",
        [_rule("DENY", "$everyone"), _rule("ALLOW", "$authenticated")],
    ),
    Start(
        "Everyone reads, signed-in people write",
        "Deny everyone, then allow $everyone to read, and $authenticated all.",
        [_rule("DENY", "$everyone"), _rule("ALLOW", "$everyone", "READ"), _rule("ALLOW", "$authenticated")],
    ),
    Start(
        "Each one their own",
        "Deny everyone, then allow $authenticated to create, and $owner all.",
        [
            _rule("DENY", "$everyone"),
            _rule("ALLOW", "$authenticated", "EXECUTE") | {"property": "create"},
            _rule("ALLOW", "$owner"),
        ],
    ),
    Start(
        "Only administrators",
        "Deny everyone, then allow the role admin, which is one of your own.",
        [_rule("DENY", "$everyone"), _rule("ALLOW", "admin")],
    ),
)

ACCESS = DefinitionPart(
    address="access",
    title="Access control",
    setting=Setting(
        name="acls",
        label="Rule",
        kind=Kind.ARRAY,
        fields=_FIELDS,
        in_rows=True,
        help="The rule that fits best decides, wherever it stands: named methods before all, a named access type "
        "before any, one user before roles, own roles before $owner, and that before $everyone; of equal ones, DENY.",
    ),
    summary="Without a rule everybody may call every method. Begin with one that denies $everyone everything.",
    starts=_STARTS,
)
