"""LoopBack makes of pasted and nested properties what they were meant to be, and calls keys as we think."""

from __future__ import annotations

import json

import pytest

from designer.loopback.pasting import pasted
from designer.loopback.property_references import usual_key
from tests.interop import loopback

pytestmark = pytest.mark.usefixtures("installed")

SAMPLES = [
    {"name": "Ada", "age": 36, "vip": True, "born": "1815-12-10T00:00:00.000Z"},
    {
        "address": {"street": "x", "geo": {"lat": 1.5, "lng": 2}},
        "lines": [{"sku": "a", "qty": 1}, {"sku": "b", "qty": 2}],
    },
    {"typed": {"type": "home", "street": "x"}, "listed": [{"type": "a", "n": 1}], "tags": ["a", "b"]},
    {"none": [], "free": {}, "mixed": [1, "a"], "deep": {"a": {"b": [{"type": {"c": "x"}}]}}},
]
NAMES = ["Customer", "OrderItem", "order_item", "Order_Item", "API", "v2Model"]


def test_a_sample_goes_through_a_model_with_the_properties_that_were_found_in_it() -> None:
    documents = [{"properties": dict(pasted(json.dumps(each)).properties), "document": each} for each in SAMPLES]
    found = loopback.run("properties.js", said=json.dumps({"documents": documents, "names": NAMES}))
    assert found["documents"] == SAMPLES
    assert found["keys"] == [usual_key(name, "Id") for name in NAMES]
