"""An application of any size, made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_SCRIPT = "'use strict';\n\nmodule.exports = function(Model) {\n\n};\n"


def files(models: int) -> dict[str, str]:
    """The files of an application with so many models, each with a script, twelve properties and a relation.

    There is a data source for every tenth model, and at least five.
    """
    sources = max(5, models // 10)
    names = [f"Model{number}" for number in range(models)]
    found = {
        "package.json": _text({"name": "generated", "dependencies": {"loopback": "^3.22.0"}}),
        "server/datasources.json": _text({f"db{number}": _data_source(number) for number in range(sources)}),
        "server/model-config.json": _text(
            {
                "_meta": {"sources": ["loopback/common/models", "../common/models", "./models"]},
                **{name: {"dataSource": f"db{number % sources}", "public": True} for number, name in enumerate(names)},
            }
        ),
    }
    for number, name in enumerate(names):
        found[f"common/models/model-{number}.json"] = _text(_definition(name, names[number - 1]))
        found[f"common/models/model-{number}.js"] = _SCRIPT
    return found


def write(folder: Path, models: int) -> Path:
    """The same in a folder."""
    for path, text in files(models).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def _data_source(number: int) -> dict[str, Any]:
    return {"name": f"db{number}", "connector": "memory", "file": f"data-{number}.json"}


def _definition(name: str, other: str) -> dict[str, Any]:
    column = {"mysql": {"columnName": "VALUE", "dataType": "VARCHAR", "dataLength": 200, "nullable": "Y"}}
    return {
        "name": name,
        "base": "PersistedModel",
        "idInjection": True,
        "options": {"validateUpsert": True},
        "properties": {f"property{number}": {"type": "string", "required": False, **column} for number in range(12)},
        "validations": [],
        "relations": {"other": {"type": "belongsTo", "model": other, "foreignKey": ""}},
        "acls": [{"accessType": "*", "principalType": "ROLE", "principalId": "$everyone", "permission": "DENY"}],
        "methods": {},
    }


def _text(value: Any) -> str:
    return json.dumps(value, indent=2) + "\n"
