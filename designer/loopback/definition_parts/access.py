"""Who may call which methods (loopback 3.28.0, common/models/acl.js)."""

from __future__ import annotations

from designer.connectors.base import Kind, Setting
from designer.loopback.definition_parts.part import DefinitionPart

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
        width=3,
        help="Which kind of methods.",
    ),
    Setting(
        name="property",
        label="Methods",
        kind=Kind.NAMES,
        width=9,
        suggests="methods",
        help="All where none is named; several with commas between.",
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
        help="The rule that fits best decides; of equal ones, the one that allows least.",
    ),
    summary="Without a rule everybody may call every method. Begin with one that denies $everyone everything.",
)
