"""Applications whose API is told."""

from __future__ import annotations

import json
from collections.abc import Mapping

from designer.loopback.application import Application
from designer.loopback.jsontext import JSON


def application(
    models: dict[str, dict[str, JSON]],
    entries: Mapping[str, JSON] | None = None,
    **more: JSON,
) -> Application:
    """An application of these models, on a data source `db` in memory; `more` is further files by their path."""
    config: dict[str, JSON] = {"_meta": {"sources": ["../common/models"]}}
    config |= {**{name: {"dataSource": "db"} for name in models}, **(entries or {})}
    files: dict[str, JSON] = {
        "server/model-config.json": config,
        "server/datasources.json": {"db": {"name": "db", "connector": "memory"}},
        **{f"common/models/{name.lower()}.json": {"name": name} | parts for name, parts in models.items()},
        **more,
    }
    return Application({path: each if isinstance(each, str) else json.dumps(each) for path, each in files.items()})


SHOP = application(
    {
        "Customer": {
            "properties": {"name": {"type": "string", "required": True}, "secret": "string"},
            "hidden": ["secret"],
            "relations": {"orders": {"type": "hasMany", "model": "Order"}},
            "scopes": {"new": {"where": {}}},
        },
        "Order": {"relations": {"customer": {"type": "belongsTo", "model": "Customer"}}},
    }
)
