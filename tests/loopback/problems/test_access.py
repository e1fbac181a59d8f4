"""Access rules."""

from __future__ import annotations

import pytest

from designer.loopback import problems
from designer.loopback.jsontext import JSON
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import MODELS, NOTE, Case, Files, Raw, application, check, found, models, note
from tests.loopback.problems.model_cases import check_lighter, check_silent, defined, with_tag

STOPS, WRONG = Severity.STOPS_BOOT, Severity.WRONG_RESULT
RULE: dict[str, JSON] = {"accessType": "*", "principalType": "ROLE", "principalId": "$everyone", "permission": "DENY"}


def ruled(**parts: JSON) -> Files:
    """Note with one access rule, otherwise as it should be."""
    return defined(acls=[{**RULE, **parts}])


def case(code: str, key: str, value: JSON, *, fix: bool = False) -> Case:
    return Case(code, WRONG, ruled(**{key: value}), NOTE, ("acls", 0, key), has_fix=fix)


CASES = [
    case("acl-word", "accessType", "read", fix=True),
    case("acl-word", "accessType", "DELETE"),
    case("acl-word", "permission", "deny", fix=True),
    case("acl-word", "permission", "DENIED"),
    case("acl-word", "principalType", "role", fix=True),
    case("acl-word", "principalType", "GROUP"),
    case("acl-word", "principalId", "$Everyone", fix=True),
    case("acl-word", "principalId", "everyone"),
    case("acl-word", "principalId", "$evryone", fix=True),
    case("acl-word", "principalId", "$nauthenticated"),
    case("acl-word", "principalId", "$evrone"),
    Case("acl-without-principal", WRONG, ruled(principalId=None), NOTE, ("acls", 0)),
    Case("acl-without-principal", WRONG, ruled(principalType=""), NOTE, ("acls", 0)),
    case("acl-property-never-fits", "property", "find, create", fix=True),
    case("acl-property-never-fits", "property", ["*"], fix=True),
    case("acl-property-never-fits", "property", "prototype.patchAttributes", fix=True),
    case("acl-property-never-fits", "property", ["find", "prototype.patchAttributes"], fix=True),
    case("acl-property-never-fits", "property", "prototype.*"),
    case("acl-property-never-fits", "property", "prototype."),
    case("acl-property-never-fits", "property", "find, prototype.*"),
    Case("bad-acls", WRONG, defined(acls="DENY"), NOTE, ("acls",)),
    Case("bad-acls", WRONG, defined(acls={"a": RULE}), NOTE, ("acls",)),
    Case("bad-acls", WRONG, defined(acls=[None]), NOTE, ("acls", 0)),
]

SOUND = [
    *(("acl-word", ruled(accessType=word)) for word in ("READ", "REPLICATE", None)),
    *(("acl-word", ruled(permission=word)) for word in ("AUDIT", "ALLOW")),
    ("acl-word", ruled(principalType="USER", principalId=5)),
    ("acl-word", with_tag({"base": "User"}, acls=[{**RULE, "principalType": "Tag", "principalId": "1"}])),
    ("acl-word", ruled(principalId="admin")),
    ("acl-word", ruled(principalId="${ROLE}")),
    ("acl-word", ruled(principalType="USER", principalId="$evryone")),
    ("acl-word", ruled(principalId="$evryone") | {"server/boot/roles.js": Raw("Role.registerResolver('$evryone', f)")}),
    ("acl-without-principal", ruled()),
    ("acl-property-never-fits", ruled(property=["find", "create"])),
    ("acl-property-never-fits", ruled(property="*")),
    ("acl-property-never-fits", ruled(property="patchAttributes")),
    ("acl-property-never-fits", ruled(property=["prototypes", "prototype"])),
    ("bad-acls", defined(acls=None)),
    ("bad-acls", defined(acls=[])),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_wrong_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(("code", "files"), SOUND)
def test_what_works_is_not_told(code: str, files: Files) -> None:
    check_silent(code, files)


def test_rules_of_model_config_are_looked_at_too() -> None:
    check(Case("acl-word", WRONG, note(acls=[{**RULE, "permission": "no"}]), MODELS, ("Note", "acls", 0, "permission")))
    files = {**note(acls=[RULE, None])}
    check_lighter(Case("bad-acls", STOPS, files, MODELS, ("Note", "acls", 1)))
    check_lighter(Case("bad-acls", WRONG, note(acls=[None]), MODELS, ("Note", "acls", 0)))
    check_lighter(Case("bad-acls", STOPS, {**note(acls=[RULE]), **defined(acls={})}, NOTE, ("acls",)))


@pytest.mark.parametrize(
    ("files", "name", "severity"),
    [
        (models(User={"dataSource": "db", "acls": [None]}), "User", STOPS),
        (models(ACL={"dataSource": "db", "acls": [None]}), "ACL", WRONG),
        ({**note(acls=[None]), **defined(base="User")}, "Note", STOPS),
        ({**note(acls=[None]), **defined(base="User", configureModelMerge=True, acls=None)}, "Note", WRONG),
    ],
)
def test_a_null_stops_the_start_beside_rules_that_are_handed_down(files: Files, name: str, severity: Severity) -> None:
    check_lighter(Case("bad-acls", severity, files, MODELS, (name, "acls", 0)))


@pytest.mark.parametrize("role", ["$staff", "$banned", "$authorized"])
def test_a_role_with_a_sign_that_is_like_none_of_loopbacks_is_advice(role: str) -> None:
    files = ruled(principalId=role)
    check_lighter(Case("acl-word", Severity.ADVICE, files, NOTE, ("acls", 0, "principalId")))


@pytest.mark.parametrize(
    ("written", "meant"),
    [("$evryone", "$everyone"), ("$onwer", "$owner"), ("$authenticatd", "$authenticated"), ("$relatedd", "$related")],
)
def test_a_misspelled_role_is_told_and_mended(written: str, meant: str) -> None:
    app = application(ruled(principalId=written))
    [problem] = found(app, "acl-word")
    assert f"Did you mean “{meant}”?" in problem.sentence
    problems.mend(app, problem)
    assert app.members(NOTE)["acls"] == [{**RULE, "principalId": meant}]


def test_fixes_write_what_was_meant() -> None:
    app = application(ruled(accessType="read", property="find, create"))
    for code in ("acl-word", "acl-property-never-fits"):
        problems.mend(app, found(app, code)[0])
    assert app.members(NOTE)["acls"] == [{**RULE, "accessType": "READ", "property": ["find", "create"]}]


@pytest.mark.parametrize(
    ("written", "meant", "fix"),
    [
        ("prototype.patchAttributes", "patchAttributes", "Take “prototype.” out"),
        ("prototype.close ", "close", "Take “prototype.” out"),
        ("prototype.prototype.close", "close", "Take “prototype.” out"),
        (["find", "prototype.__get__orders"], ["find", "__get__orders"], "Take “prototype.” out"),
        (["prototype.a", "b", "prototype.c"], ["a", "b", "c"], "Take “prototype.” out"),
        ("find, prototype.close", ["find", "close"], "Make it an array"),
        (["prototype.close", "*"], "*", "Write “*”"),
        ("find, *", "*", "Write “*”"),
    ],
)
def test_a_fix_takes_the_prefix_of_methods_of_instances_out(written: JSON, meant: JSON, fix: str) -> None:
    app = application(ruled(property=written))
    [problem] = found(app, "acl-property-never-fits")
    assert problem.fix == fix
    problems.mend(app, problem)
    assert app.members(NOTE)["acls"] == [{**RULE, "property": meant}]
    assert not found(app, "acl-property-never-fits")
