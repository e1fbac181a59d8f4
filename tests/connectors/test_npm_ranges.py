"""Ranges of versions, as package.json has them."""

from __future__ import annotations

import pytest

from designer.connectors.npm_ranges import newest

RELEASES = ((0, 3, 7), (2, 9, 0), (3, 4, 0), (3, 9, 1), (5, 5, 2), (8, 0, 7))
RANGES = {
    "^3.4.0": (3, 9, 1),
    "~3.4.0": (3, 4, 0),
    "~>3.4": (3, 4, 0),
    "3": (3, 9, 1),
    "3.x": (3, 9, 1),
    "v3.4.0": (3, 4, 0),
    "= 3.4.0": (3, 4, 0),
    "^0.3.2": (0, 3, 7),
    "^0.2.2": None,
    "": (8, 0, 7),
    "*": (8, 0, 7),
    "latest": (8, 0, 7),
    ">=3": (8, 0, 7),
    ">3 <= 5": (5, 5, 2),
    ">=2.0.0 <3": (2, 9, 0),
    "2 - 3.4": (3, 4, 0),
    "^2.0.0 || ^3.0.0": (3, 9, 1),
    "<5": (3, 9, 1),
    "^6.0.0": None,
    "^5.0.0-rc.1": (5, 5, 2),
    "next": None,
    "github:strongloop/loopback-connector-postgresql": None,
    "file:../connector": None,
    "https://example.com/connector.tgz": None,
}


@pytest.mark.parametrize("wanted", RANGES)
def test_npm_would_install(wanted: str) -> None:
    assert newest(wanted, RELEASES) == RANGES[wanted]
