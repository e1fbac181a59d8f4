"""Ranges of versions: what they certainly leave out (the package semver 5.7 agrees)."""

from __future__ import annotations

import pytest

from designer.loopback import ranges


@pytest.mark.parametrize(
    "wanted",
    [
        "^3.4.0",
        "~4.9",
        "4.x",
        "4",
        "<5",
        "<=4.9.9",
        ">=3 <5.0.0",
        "1.0.0 - 4.2",
        "^3 || ^4",
        "=4.0.1",
        "v4.1.0",
        "^0.3.1",
    ],
)
def test_a_range_that_ends_before_a_version(wanted: str) -> None:
    assert ranges.is_below(wanted, (5, 0, 0))
    assert not ranges.is_from(wanted, (5, 0, 0))


@pytest.mark.parametrize("wanted", ["^5.0.0", "5", ">=5", ">4", "5.1.0 - 6", "^5 || ^6", "~5.2", ">=5.0.0 <6"])
def test_a_range_that_begins_with_a_version(wanted: str) -> None:
    assert ranges.is_from(wanted, (5, 0, 0))
    assert not ranges.is_below(wanted, (5, 0, 0))


@pytest.mark.parametrize("wanted", ["*", "", "x", ">=3", "^4 || ^5", "<6", "latest", "github:a/b", "file:../x", "<=5"])
def test_a_range_that_has_both_or_is_none(wanted: str) -> None:
    assert not ranges.is_below(wanted, (5, 0, 0))
    assert not ranges.is_from(wanted, (5, 0, 0))


def test_below_one_a_caret_holds_the_first_number_that_counts() -> None:
    assert ranges.is_below("^0.3.1", (0, 4, 0))
    assert ranges.is_below("^0.0.3", (0, 0, 4))
    assert not ranges.is_below("^0", (0, 9, 0))
