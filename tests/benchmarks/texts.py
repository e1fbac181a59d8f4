"""One edit of a JSON text, beside reading it and writing all of it anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from designer.loopback import jsontext
from tests.benchmarks import generated
from tests.benchmarks.measure import Row, compare


def rows() -> Iterator[Row]:
    """One changed value in the model-config.json of 10, 100, … models."""
    for models in (10, 100, 1_000, 10_000):
        text = generated.files(models)["server/model-config.json"]
        value: dict[str, Any] = json.loads(text)
        changed = value | {f"Model{models // 2}": {"dataSource": "another", "public": True}}

        def edit(text: str = text, changed: Any = changed) -> str:
            return jsontext.edit(text, changed)

        def rewrite(text: str = text, changed: Any = changed) -> str:
            json.loads(text)
            return json.dumps(changed, indent=2)

        yield compare(f"one edit of a text of {len(text):,} characters / json", edit, rewrite)
