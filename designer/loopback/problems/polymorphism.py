"""Polymorphic relations: what may stand together."""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback.problems.mending import remove_member
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.problems.relation_parts import PlacedRelation
from designer.loopback.startup.boot import Boot

_RULE = Code(
    "polymorphic-rule",
    Severity.STOPS_BOOT,
    "A polymorphic relation breaks a rule",
    "A polymorphic belongsTo leads to any model, so it must not name one; every other polymorphic relation must. "
    "`foreignKey` and `discriminator` go together, and not with `selector` or its older name `as`. LoopBack checks "
    "this when it attaches the model, and ends with a sentence that names the relation (loopback-datasource-juggler "
    "3.36.1, lib/datasource.js, validateRelation); LoopBack 2 does not check. A polymorphic hasAndBelongsToMany needs "
    "`through` (lib/relation-definition.js).",
    "Follow the rule that the sentence names.",
    remove_member("model"),
)
_DEPRECATED = Code(
    "polymorphic-as",
    Severity.ADVICE,
    "A polymorphic relation uses the old key as",
    "LoopBack 3 understands `as` inside of `polymorphic`, and warns that it is going to be removed; `selector` means "
    "the same (loopback-datasource-juggler 3.36.1, lib/datasource.js, validateRelation).",
    "Write `selector` in the place of `as`.",
)

CODES = (_RULE, _DEPRECATED)


def find(boot: Boot, relation: PlacedRelation) -> Iterator[Problem]:
    """The problems of a relation that is polymorphic; the first rule that it breaks."""
    polymorphic = relation.get("polymorphic")
    if not truthy(polymorphic):
        return
    severity = None if relation.users and boot.loopback == 3 else Severity.ADVICE
    kind, has_model = relation.get("type"), truthy(relation.get("model"))
    named = f"The polymorphic relation “{relation.name}”"
    if kind == "belongsTo" and has_model:
        sentence = f"{named} leads to any model, so it must not name one."
        is_certain = isinstance(relation.value, dict) and relation.path.endswith(".json")
        is_here = is_certain and relation.pointer[0] in (relation.section, "options")
        yield _RULE.at(*relation.at(), sentence, fix="Take “model” out" if is_here else "", severity=severity)
    elif kind != "belongsTo" and not has_model:
        yield _RULE.at(*relation.at(), f"{named} must name the model it leads to.", severity=severity)
    elif broken := _keys(polymorphic):
        yield _RULE.at(*relation.at("polymorphic"), f"{named} {broken}", severity=severity)
    elif kind == "hasAndBelongsToMany" and not truthy(relation.get("through")):
        yield _RULE.at(*relation.at(), f"{named} needs “through”, the model between.", severity=severity)
    elif isinstance(polymorphic, dict) and truthy(polymorphic.get("as")):
        yield _DEPRECATED.at(*relation.at("polymorphic", "as"), f"{named} uses “as”; write “selector”.")


def _keys(polymorphic: object) -> str:
    """Which rule the keys break, as the end of a sentence."""
    if isinstance(polymorphic, list):
        return "is described by a list; write true, the name of the selector, or an object."
    if not isinstance(polymorphic, dict):
        return ""
    foreign_key, discriminator = (truthy(polymorphic.get(key)) for key in ("foreignKey", "discriminator"))
    if foreign_key and not discriminator:
        return "has a “foreignKey”, so it needs a “discriminator” too."
    if discriminator and not foreign_key:
        return "has a “discriminator”, so it needs a “foreignKey” too."
    extra = next((key for key in ("as", "selector") if truthy(polymorphic.get(key))), None)
    return f"has keys of its own, so “{extra}” must not stand beside them." if foreign_key and extra else ""
