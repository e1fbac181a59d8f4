from __future__ import annotations

import pytest

from designer.loopback.plurals import plural

# What npm's inflection 1.13.4 answers.
REGULAR = (
    "Customer Customers Order2 Order2s Key Keys Photo Photos Human Humans Roof Roofs Leaf Leafs my-model my-models"
)
BY_ENDING = """
    Box Boxes Branch Branches Class Classes Status Statuses UserStatus UserStatuses Bus Buses Octopus Octopuses
    Canvas Canvases Summons Summonses Analysis Analyses Thesis Theses Axis Axes Index Indices Vertex Vertices
    Matrix Matrices Knife Knives Wolf Wolves Wife Wives Cliff Cliffs Archive Archives Quiz Quizzes Tomato Tomatoes
    Datum Data Stadium Stadia Mouse Mice House Houses Category Categories soliloquy soliloquies CITY CITies
"""
IRREGULAR = """
    Person People GrandChild GrandChildren Woman Women Goose geese Foot feet Tooth teeth Criterion Criteria
    Genus genera Ox Oxen Drive Drives
"""
UNCHANGED = "News Sheep Equipment SOFTWARE People Boxes Orders Settings Media data Movies series oxenford Knives Lice"


def pairs(listed: str) -> list[tuple[str, str]]:
    listed_words = listed.split()
    return list(zip(listed_words[::2], listed_words[1::2], strict=True))


@pytest.mark.parametrize("name, expected", pairs(REGULAR) + pairs(BY_ENDING) + pairs(IRREGULAR))
def test_a_name_gets_its_english_plural(name: str, expected: str) -> None:
    assert plural(name) == expected


@pytest.mark.parametrize("name", UNCHANGED.split())
def test_what_has_no_plural_or_is_one_stays(name: str) -> None:
    assert plural(name) == name


def test_only_a_whole_name_is_uncountable() -> None:
    assert plural("TestEquipment") == "TestEquipments"


def test_letters_beyond_ascii_take_an_s() -> None:
    assert [plural("Café"), plural("日本"), plural("")] == ["Cafés", "日本s", "s"]
