"""The models that come with LoopBack: their own versions, and how users and their tokens belong together."""

from __future__ import annotations

from collections.abc import Iterator

from designer.loopback.jsontext import JSON
from designer.loopback.problems import lineage
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot

_UNWIRED = Code(
    "unwired-user-model",
    Severity.ADVICE,
    "Users and access tokens do not know each other",
    "A model on User has many access tokens, and a model on AccessToken belongs to a user; the built-in ones name each "
    "other. Where the model that is named is not attached in this application, signing in fails, and LoopBack warns "
    "when access control is switched on (loopback 3.28.0, lib/application.js, _verifyAuthModelRelations). It happens "
    "when one of the two is replaced by a model of one’s own.",
    "Name your own model in the relation: `accessTokens` of the user model, `user` of the token model. It can be done "
    'in model-config.json: `"AccessToken": {"relations": {"user": {"model": "Customer"}}}`.',
)

CODES = (_UNWIRED,)

_PARTNERS = {"User": ("accessTokens", "AccessToken"), "AccessToken": ("user", "User")}
"""The relation of each, and the model that it names unless told otherwise (loopback 3.28.0, common/models)."""


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of users and tokens."""
    if not boot.is_settled("model-config"):
        return
    attached = {name for name, entry in boot.configured.items() if isinstance(entry, dict) and entry.get("dataSource")}
    for name in boot.configured:
        ancestry = lineage.ancestry(boot, name) if name in attached else None
        for kind in _PARTNERS.keys() & set(ancestry or ()):
            relation, partner = _PARTNERS[kind]
            target = _target(boot, ancestry or (), relation) or partner
            if target not in attached:
                sentence = f"The relation “{relation}” of “{name}” leads to “{target}”, which is not attached."
                yield _UNWIRED.at(*boot.place("model-config", name), sentence)


def _target(boot: Boot, ancestry: tuple[str, ...], relation: str) -> str | None:
    """The model that a relation leads to, as the model or the nearest of its bases says, its configuration first."""
    for index, name in enumerate(ancestry):
        entry = boot.configured.get(name) if index == 0 else None
        definition = boot.app.members(boot.definitions[name]) if name in boot.definitions else {}
        for owner in (entry, definition.get("options"), definition):
            if target := _relation_target(owner, relation):
                return target
    return None


def _relation_target(owner: JSON, relation: str) -> str | None:
    relations = owner.get("relations") if isinstance(owner, dict) else None
    found = relations.get(relation) if isinstance(relations, dict) else None
    target = found.get("model") if isinstance(found, dict) else None
    return target if isinstance(target, str) else None
