"""A relation named like a method of instances: LoopBack stores or sends something else exactly where it is told."""

from __future__ import annotations

import json

import pytest

from designer.loopback.problems import Severity
from tests.interop import loopback
from tests.loopback.problems.cases import application, found
from tests.loopback.problems.model_cases import related

_HARMFUL = ("save", "destroy", "updateAttributes", "updateAttribute", "patchAttributes", "replaceAttributes", "reload")
_INNER = ("isNewRecord", "toJSON", "toObject", "isValid", "getConnector")
_HARMLESS = ("tags", "reset", "fromObject", "unsetAttribute", "setStrict", "inspect", "hasOwnProperty", "find")


@pytest.mark.usefixtures("installed")
def test_what_is_said_to_do_harm_does_and_nothing_else() -> None:
    names = [*_HARMFUL, *_INNER, *_HARMLESS]
    done = loopback.run("hidden_methods.js", said=json.dumps({"names": names}))
    changed = {name for name in names if done[name] != done["tags"]}
    assert changed == {name for name in names if _is_told(name)}
    assert done["tags"]["save"] == "saved"
    assert done["save"]["save"] == "first"
    assert done["destroy"]["destroy"] == "1"


def _is_told(name: str) -> bool:
    problems = found(application(related({"type": "hasMany", "model": "Tag"}, name=name)), "reserved-relation")
    return any(each.severity is Severity.WRONG_RESULT for each in problems)
