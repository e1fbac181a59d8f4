"""The models that relations lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from designer.connectors.javascript import truthy
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.problems.mending import change_value
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.problems.relation_parts import PlacedRelation, usual_severity
from designer.loopback.startup.boot import Boot


def _write_in_right_case(app: Application, problem: Problem) -> None:
    change_value(lambda name: _in_other_case(str(name), [*app.models, *BUILTIN]) or name)(app, problem)


def _in_other_case(name: str, models: Iterable[str]) -> str | None:
    """The one model whose name differs from `name` by capitals only; None where there is none, or several."""
    found = {each for each in models if each.lower() == name.lower() and each != name}
    return found.pop() if len(found) == 1 else None


_NO_MODEL = Code(
    "relation-without-model",
    Severity.STOPS_BOOT,
    "A relation does not say to which model it leads",
    "A belongsTo needs `model`, or LoopBack ends with “requires param `model`”. For other types it looks for a model "
    "by the relation’s name, and ends with “Could not find relation” where there is none, or where that is attached "
    "only later (loopback-datasource-juggler 3.36.1, lib/datasource.js, validateRelation; lib/relation-definition.js, "
    "lookupModelTo).",
    "Write the `model`.",
)
_UNKNOWN_MODEL = Code(
    "unknown-related-model",
    Severity.WRONG_RESULT,
    "A relation leads to a model that does not exist",
    "LoopBack makes an empty model of that name and waits for it to be attached, before it sets up the relation. As "
    "that never happens, there is no such relation: no REST paths, no foreign key, no `include` "
    "(loopback-datasource-juggler 3.36.1, lib/datasource.js, defineRelations). A value that is not a text stops the "
    "start.",
    "Choose a model that exists; capitals count.",
    _write_in_right_case,
)
_UNATTACHED = Code(
    "unattached-related-model",
    Severity.WRONG_RESULT,
    "A relation leads to a model without a data source",
    "LoopBack sets up a relation when both models are attached to a data source, and the one in `through` too. Where "
    "one never is, there is no such relation: no REST paths, no foreign key, no `include` "
    "(loopback-datasource-juggler 3.36.1, lib/datasource.js, defineRelations). Only a script could still attach it.",
    "Attach the model to a data source in model-config.json. Embedded models can use one of the connector `transient`.",
)

CODES = (_NO_MODEL, _UNKNOWN_MODEL, _UNATTACHED)


def find(boot: Boot, relation: PlacedRelation) -> Iterator[Problem]:
    """The problems of `model` and `through` of a relation whose type is known."""
    if not truthy(relation.get("polymorphic")) or relation.get("type") != "belongsTo":
        yield from _target(boot, relation)
    if relation.get("through"):
        yield from _related(boot, relation, "through")


def _target(boot: Boot, relation: PlacedRelation) -> Iterator[Problem]:
    if truthy(relation.get("model")):
        yield from _related(boot, relation, "model")
        return
    kind = relation.get("type")
    sentence = f"The relation “{relation.name}” names no model."
    if kind == "belongsTo" and boot.loopback == 3:
        yield _NO_MODEL.at(*relation.at(), sentence, severity=usual_severity(relation))
    elif boot.knows_definitions:
        found = _guessed(boot, relation)
        if found is None:
            yield _NO_MODEL.at(*relation.at(), sentence, severity=usual_severity(relation))
        else:
            sentence += f" LoopBack takes “{found}”, as long as that is attached before “{relation.owner}”."
            yield _NO_MODEL.at(*relation.at(), sentence, severity=Severity.ADVICE)


def _guessed(boot: Boot, relation: PlacedRelation) -> str | None:
    """The model that LoopBack may take by the relation’s name, where that is attached in time."""
    order, wanted = boot.registry.created, relation.name.lower()
    latest = min((order.get(user, 0) for user in relation.users), default=len(order))
    to_one = relation.get("type") in ("hasOne", "embedsOne")
    for name in boot.registry.attached_by_relation_name.get(wanted, []):
        if name in order and order[name] <= latest and (not to_one or name.lower() == wanted):
            return name
    return None


def _related(boot: Boot, relation: PlacedRelation, key: str) -> Iterator[Problem]:
    target, registry = relation.get(key), boot.registry
    if relation.owner in registry.defined and relation.owner not in registry.created:
        return  # a model that is not used has no relations at all
    if not isinstance(target, str):
        if isinstance(target, list):
            return  # JavaScript makes a text of it, `["Order"]` is “Order”
        sentence = f"“{key}” of the relation “{relation.name}” is not the name of a model."
        severity = Severity.STOPS_BOOT if relation.users else Severity.ADVICE
        yield _UNKNOWN_MODEL.at(*relation.at(key), sentence, severity=severity)
    elif not registry.is_there(target):
        yield from _unknown_model(boot, relation, key, target)
    elif relation.users and target not in registry.attached and not (target in BUILTIN and boot.loopback == 2):
        sentence = (
            f"“{target}” is attached to no data source, so the relation “{relation.name}” of “{relation.owner}” is "
            "never set up."
        )
        yield _UNATTACHED.at(*relation.at(key), sentence)


def _unknown_model(boot: Boot, relation: PlacedRelation, key: str, target: str) -> Iterator[Problem]:
    registry = boot.registry
    if target not in registry.defined and registry.may_be_defined_elsewhere(target):
        return
    if target in registry.defined:
        what = f"“{target}” is defined, but not configured"
    else:
        what = f"There is no model “{target}”"
    sentence = f"{what}, so the relation “{relation.name}” of “{relation.owner}” is never set up."
    meant = _in_other_case(target, [*registry.models, *BUILTIN])
    is_certain = meant in registry.attached and not truthy(relation.get("primaryKey"))
    fix = f"Write “{meant}”" if is_certain else ""
    yield _UNKNOWN_MODEL.at(*relation.at(key), sentence, fix=fix, severity=usual_severity(relation))
