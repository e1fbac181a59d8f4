"""`.env.example`: what it lists, and what it leaves alone."""

from __future__ import annotations

from designer.loopback import env_example
from designer.loopback.application import Application

USED = {"DB_PASSWORD": ["server/datasources.json: corp1.password"], "API_KEY": ["a: x", "b: y", "a: x"]}
LISTED = "# Used in a: x, b: y\nAPI_KEY=\n# Used in server/datasources.json: corp1.password\nDB_PASSWORD=\n"


def test_a_new_file_lists_names_in_order_with_their_places() -> None:
    assert env_example.refreshed("", USED) == LISTED
    assert env_example.refreshed(LISTED, USED) == LISTED


def test_what_others_wrote_stays_byte_for_byte() -> None:
    theirs = "# Ours, by hand\r\nexport DB_PASSWORD=change-me\r\n\r\nNODE_ENV=production"
    assert env_example.refreshed(theirs, USED) == f"{theirs}\r\n# Used in a: x, b: y\r\nAPI_KEY=\r\n"


def test_mixed_line_ends_stay_mixed() -> None:
    theirs = "A=1\r\nB=2\n\r\n# C\n"
    assert env_example.refreshed(theirs, {}) == theirs
    assert env_example.refreshed(theirs, {"D": ["d"]}) == f"{theirs}# Used in d\r\nD=\r\n"


def test_a_line_that_somebody_gave_a_value_counts_as_theirs() -> None:
    edited = LISTED.replace("API_KEY=\n", "API_KEY=of-the-team\n")
    assert env_example.refreshed(edited, {}) == "# Used in a: x, b: y\nAPI_KEY=of-the-team\n"


def test_new_names_take_their_place_and_unused_ones_go() -> None:
    text = f"# Top\n{LISTED}# Bottom\nNODE_ENV=\n"
    now = {"DB_PASSWORD": ["server/datasources.json: corp1.password"], "CACHE": ["c: z"], "ZED": ["z: z"]}
    assert env_example.refreshed(text, now) == (
        "# Top\n# Used in c: z\nCACHE=\n# Used in server/datasources.json: corp1.password\nDB_PASSWORD=\n"
        "# Used in z: z\nZED=\n# Bottom\nNODE_ENV=\n"
    )


def test_a_name_with_line_ends_makes_no_line_of_its_own() -> None:
    assert env_example.refreshed("", {"A": ["x\nEVIL=1: y"]}) == "# Used in x EVIL=1: y\nA=\n"


def test_it_stands_beside_package_json() -> None:
    assert env_example.path_in(Application({"a/package.json": "{}"}, "a/b/server")) == "a/.env.example"
    assert env_example.path_in(Application({}, "a/server")) == "a/.env.example"
    assert env_example.path_in(Application({}, "server")) == ".env.example"
    assert env_example.path_in(Application({}, "")) == ".env.example"
