"""Users and access tokens."""

from __future__ import annotations

import pytest

from designer.loopback.jsontext import JSON
from designer.loopback.problems import Severity
from tests.loopback.problems.cases import MODELS, Case, Files, application, check, found, models

STOPS, WRONG, ADVICE = Severity.STOPS_BOOT, Severity.WRONG_RESULT, Severity.ADVICE
DB: dict[str, JSON] = {"dataSource": "db"}
CUSTOMER: Files = {"common/models/customer.json": {"name": "Customer", "base": "User"}}

CASES = [
    Case("unwired-user-model", ADVICE, models(User=DB), MODELS, ("User",)),
    Case("unwired-user-model", ADVICE, models(AccessToken=DB), MODELS, ("AccessToken",)),
    Case("unwired-user-model", ADVICE, models(Customer=DB, AccessToken=DB) | CUSTOMER, MODELS, ("AccessToken",)),
]

SOUND = [
    ("unwired-user-model", models(User=DB, AccessToken=DB)),
    (
        "unwired-user-model",
        models(Customer=DB, AccessToken={**DB, "relations": {"user": {"model": "Customer"}}}) | CUSTOMER,
    ),
    ("unwired-user-model", models(User={"dataSource": None, "public": False})),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_found(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("code,files", SOUND)
def test_it_is_not_found_where_all_is_well(code: str, files: Files) -> None:
    assert found(application(files), code) == []
