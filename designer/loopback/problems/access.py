"""Access rules: words that LoopBack understands, and rules that never apply."""

from __future__ import annotations

import re
from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback.builtin import BUILTIN
from designer.loopback.builtin_rules import BUILTIN_RULES
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.problems.mending import change_value
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.problems.typing_mistakes import similar, sure
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.registry import RegisteredModel


def _as_property(value: JSON) -> JSON:
    """What a rule says in the place of names that never fit."""
    given = value if isinstance(value, list) else str(value).split(",")
    names = [_bare(each.strip()) if isinstance(each, str) else each for each in given]
    if "*" in names:
        return "*"
    return names if isinstance(value, list) or len(names) > 1 else names[0]


def _bare(name: str) -> str:
    """The name of a method without `prototype.`, which is no part of it; as it is where nothing would be left."""
    return found[1] if (found := _PROTOTYPE.fullmatch(name)) else name


_PROTOTYPE = re.compile(r"(?:prototype\.)+([\w$]+)")


_WORD = Code(
    "acl-word",
    Severity.WRONG_RESULT,
    "An access rule has a word that LoopBack does not understand",
    "`accessType` is `*`, READ, WRITE, EXECUTE or REPLICATE, `permission` ALLOW, DENY, ALARM or AUDIT, "
    "`principalType` ROLE, USER, APP, SCOPE or the name of a user model, and the roles of LoopBack’s own are "
    "$everyone, $authenticated, $unauthenticated, $owner and $related, all in this spelling. A rule with another "
    "access type or principal never applies, so that what it denies is allowed; any permission but DENY allows "
    "(loopback 3.28.0, common/models/acl.js and lib/access-context.js). A role may have any name, also one with $: "
    "but nobody is in it unless a script or the stored roles say who (common/models/role.js, isInRole).",
    "Correct the word.",
    change_value(lambda word: _in_right_case(word) or _sure_role(word) or word),
)
_NO_PRINCIPAL = Code(
    "acl-without-principal",
    Severity.WRONG_RESULT,
    "An access rule does not say to whom it applies",
    "A rule applies where its `principalType` and `principalId` fit. Where one of the two is missing it fits nobody, "
    "so what it denies is allowed (loopback 3.28.0, common/models/acl.js, checkAccessForContext).",
    'Write both: `"principalType": "ROLE", "principalId": "$everyone"` applies to everybody.',
)
_PROPERTY = Code(
    "acl-property-never-fits",
    Severity.WRONG_RESULT,
    "An access rule names methods in a way that never fits",
    "`property` is the name of a method, `*`, or an array of names. A text with several names, and `*` in an array, "
    "are compared as they stand, and fit no method. Nor does `prototype.patchAttributes`: the prefix tells what is a "
    "method of instances where methods are described or disabled, but is no part of its name (loopback 3.28.0, "
    "common/models/acl.js, getStaticACLs; lib/access-context.js). What such a rule denies is allowed.",
    "Write several names as an array, `*` alone as a text, and the names of methods of instances without the prefix.",
    change_value(_as_property),
)
_NOT_A_LIST = Code(
    "bad-acls",
    Severity.WRONG_RESULT,
    "The access rules of a model are not an array of objects",
    "LoopBack starts, but each check of access ends with a TypeError, and so each request where access control is "
    "switched on. In model-config.json a list with null can stop the start (loopback 3.28.0, common/models/acl.js, "
    "getStaticACLs; lib/registry.js, addACL).",
    "Make it an array of objects.",
)

CODES = (_WORD, _NO_PRINCIPAL, _PROPERTY, _NOT_A_LIST)

_WORDS = {
    "accessType": ("*", "READ", "WRITE", "EXECUTE", "REPLICATE"),
    "permission": ("ALLOW", "DENY", "ALARM", "AUDIT", "DEFAULT"),
    "principalType": ("ROLE", "USER", "APP", "SCOPE"),
}
_ROLES = ("$everyone", "$authenticated", "$unauthenticated", "$owner", "$related")


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the access rules, in definitions and in model-config.json."""
    for model in boot.registry.models.values():
        if model.path:
            yield from _rules(boot, model, model.setting("acls"), model.path, model.place("acls"))
        configured = model.config.get("acls")
        if isinstance(configured, list):
            path, place = boot.place("model-config", model.name, "acls")
            yield from _rules(boot, model, configured, path, place)
            yield from _null_rules(boot, model, configured, path, place)


def _rules(boot: Boot, model: RegisteredModel, acls: JSON, path: str, place: Pointer) -> Iterator[Problem]:
    if not isinstance(acls, list):
        if acls not in (None, False, "", 0):
            yield from _no_list(boot, model, acls, path, place)
        return
    for index, rule in enumerate(acls):
        if isinstance(rule, dict):
            yield from _rule(boot, rule, path, (*place, index))
        elif rule is not None or path == model.path:
            yield _NOT_A_LIST.at(path, (*place, index), "This access rule is not an object.")


def _no_list(boot: Boot, model: RegisteredModel, acls: JSON, path: str, place: Pointer) -> Iterator[Problem]:
    added = model.config.get("acls")
    stops = isinstance(added, list) and bool(added) and path == model.path
    stops = stops and boot.is_settled("model-config") and model.name in boot.registry.created
    sentence = f"The access rules of “{model.name}” are not an array, so each check of access fails."
    yield _NOT_A_LIST.at(path, place, sentence, severity=Severity.STOPS_BOOT if stops else None)


def _null_rules(boot: Boot, model: RegisteredModel, acls: list[JSON], path: str, place: Pointer) -> Iterator[Problem]:
    """LoopBack compares each added rule with those before it, which a null cannot be."""
    for index, rule in enumerate(acls):
        if rule is None:
            exists = model.path is not None or model.name in BUILTIN
            compares = len(acls) > 1 or _has_rules(boot, model)
            stops = exists and compares and boot.is_settled("model-config")
            sentence = f"An access rule of “{model.name}” is null."
            yield _NOT_A_LIST.at(path, (*place, index), sentence, severity=Severity.STOPS_BOOT if stops else None)
            return


def _has_rules(boot: Boot, model: RegisteredModel) -> bool:
    """Whether a model surely has access rules when its entry is looked at: own ones, or such as are handed down."""
    handed_down = () if truthy(model.setting("configureModelMerge")) else boot.registry.bases(model.name)
    for name in (model.name, *handed_down):
        known = boot.registry.defined.get(name)
        acls = known.setting("acls") if known else BUILTIN_RULES.get(name)
        if isinstance(acls, list | tuple) and acls:
            return True
    return False


def _rule(boot: Boot, rule: dict[str, JSON], path: str, place: Pointer) -> Iterator[Problem]:
    for key, words in _WORDS.items():
        if key in rule and rule[key] is not None and rule[key] not in words:
            yield from _wrong_word(boot, rule, key, path, place)
    missing = [key for key in ("principalType", "principalId") if rule.get(key) in (None, "")]
    if missing:
        yield _NO_PRINCIPAL.at(path, place, f"This access rule has no {' and no '.join(missing)}, so it fits nobody.")
    elif rule["principalType"] == "ROLE":
        yield from _role(boot, rule["principalId"], path, place)
    yield from _property(rule.get("property"), path, place)


def _wrong_word(boot: Boot, rule: dict[str, JSON], key: str, path: str, place: Pointer) -> Iterator[Problem]:
    word = rule[key]
    if key == "principalType" and isinstance(word, str):
        registry = boot.registry
        if word in BUILTIN or word in registry.defined or registry.may_be_defined_elsewhere(word):
            return
    right = _in_right_case(word)
    fits = right if right in _WORDS[key] else None
    shown = f"“{word}”" if isinstance(word, str) else "What stands here"
    outcome = "and allows" if key == "permission" else "so this rule never applies"
    sentence = f"{shown} is no {_SHOWN[key]}, {outcome}."
    yield _WORD.at(path, (*place, key), sentence, fix=f"Write “{fits}”" if fits else "")


_SHOWN = {"accessType": "access type", "permission": "permission", "principalType": "kind of principal"}


def _role(boot: Boot, role: JSON, path: str, place: Pointer) -> Iterator[Problem]:
    if not isinstance(role, str) or role in _ROLES:
        return
    right = _in_right_case(role)
    if right in _ROLES:
        sentence = f"LoopBack has no role “{role}”; it is called “{right}”."
        yield _WORD.at(path, (*place, "principalId"), sentence, fix=f"Write “{right}”")
    elif f"${role.lower()}" in _ROLES[:3]:
        sentence = f"“{role}” is a role of your own here; LoopBack’s is called “${role.lower()}”."
        yield _WORD.at(path, (*place, "principalId"), sentence)
    elif _LIKE_LOOPBACKS.fullmatch(role) and not _is_in_a_script(boot, role):
        yield _strange_role(role, path, (*place, "principalId"))


_LIKE_LOOPBACKS = re.compile(r"\$\w+")
"""What looks like a role of LoopBack's own; `${NAME}` is reported elsewhere."""


def _strange_role(role: str, path: str, place: Pointer) -> Problem:
    near, meant = similar(role, _ROLES), _sure_role(role)
    hint = f" Did you mean “{near}”?" if near else ""
    sentence = f"LoopBack has no role “{role}”.{hint} This rule applies to nobody unless such a role is stored."
    fix = f"Write “{meant}”" if meant else ""
    return _WORD.at(path, place, sentence, fix=fix, severity=None if near else Severity.ADVICE)


def _sure_role(role: JSON) -> str | None:
    """The role of LoopBack's that was surely meant."""
    return sure(role, _ROLES) if isinstance(role, str) and role.startswith("$") else None


def _is_in_a_script(boot: Boot, role: str) -> bool:
    """Whether a script speaks of a role, to say who is in it."""
    app = boot.app
    return any(role in app.text(path) for path in app.paths if path.endswith(_SCRIPTS))


_SCRIPTS = (".js", ".coffee", ".ts", ".mjs", ".cjs")


def _in_right_case(word: JSON) -> str | None:
    """A word of the rules in its right spelling; None where it is none of them in any spelling."""
    every = [*(each for words in _WORDS.values() for each in words), *_ROLES]
    small = word.strip().lower() if isinstance(word, str) else None
    return next((each for each in every if each.lower() == small), None)


def _property(value: JSON, path: str, place: Pointer) -> Iterator[Problem]:
    given = value if isinstance(value, list) else [value]
    several = isinstance(value, str) and "," in value
    sentence = fix = ""
    if several or (isinstance(value, list) and "*" in value):
        sentence = "This fits no method: write several names as an array, and “*” alone."
        fix = "Make it an array" if _as_property(value) != "*" else "Write “*”"
    elif prefixed := next((each for each in given if _has_prefix(each)), ""):
        written = str(prefixed).strip()
        bare = _bare(written)
        called = f"a rule calls the method “{bare}”" if bare != written else "no method has such a name"
        sentence, fix = f"“{prefixed}” fits no method: {called}.", "Take “prototype.” out"
    if sentence:
        meant = _as_property(value)
        is_sure = not any(_has_prefix(each) for each in (meant if isinstance(meant, list) else [meant]))
        yield _PROPERTY.at(path, (*place, "property"), sentence, fix=fix if is_sure else "")


def _has_prefix(value: JSON) -> bool:
    return isinstance(value, str) and value.startswith("prototype.")
