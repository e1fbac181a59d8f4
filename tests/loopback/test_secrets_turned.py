"""Which secrets of a text a variable took the place of."""

from __future__ import annotations

import pytest

from designer.loopback.secrets import turned_into_variables

PATH = "server/datasources.json"
BEFORE = '{"corp1": {"connector": "mysql", "host": "db", "password": "s3cret", "url": "mysql://u:pw@db/x"}}'


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"s3cret"', '"${PW}"', {("corp1", "password"): "s3cret"}),
        ('"mysql://u:pw@db/x"', '"${URL}"', {("corp1", "url"): "mysql://u:pw@db/x"}),
        ('"db",', '"${HOST}",', {}),
        ('"s3cret"', '"another"', {}),
        (', "password": "s3cret"', "", {}),
        ("}}", "", {}),
    ],
)
def test_only_a_secret_in_whose_place_a_variable_stands(old: str, new: str, found: dict[tuple[str, str], str]) -> None:
    assert turned_into_variables(PATH, BEFORE, BEFORE.replace(old, new)) == found
