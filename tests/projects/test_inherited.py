"""What a model inherits, on the page of each part of its definition."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from projects.access import local_user
from projects.models import Project
from tests.interop.inheritance_applications import ENTRIES, SPECIAL, files
from tests.people import make_project

pytestmark = pytest.mark.django_db
S = "s-relations"


@pytest.fixture
def family(db: None) -> Project:
    return make_project(local_user(), files(SPECIAL, ENTRIES))


def url(project: Project, model: str, part: str, more: str = "") -> str:
    return f"/projects/{project.slug}/models/{model}/{part}/{more}"


def plain(html: str) -> str:
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def inherited(html: str) -> list[list[str]]:
    """The rows of what is inherited: name, what, from, here."""
    entries = re.search(r'(?:id="inherited"|data-told="inherited")>(.*?)</details>', html, re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", entries[1], re.DOTALL)[1:] if entries else []
    return [[plain(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def test_inherited_relations_are_told_in_the_words_of_the_model_and_lead_to_where_they_stand(
    you: Client, family: Project
) -> None:
    html = you.get(url(family, "Laying", "relations")).content.decode()
    assert inherited(html) == [
        ["notes", "Each Laying has many Note; Note holds layingId.", "Person", "The one here takes its place."],
        ["boss", "Each Laying belongs to one Person; Laying holds bossId.", "Person", "as it is"],
    ]
    assert f'href="{url(family, "Person", "relations")}#at=boss"' in html
    assert "Inherited from Person : 2 relations · 1 changed here" in plain(html)


def test_what_comes_from_loopbacks_own_models_is_said_to(you: Client, family: Project) -> None:
    html = you.get(url(family, "Member", "relations")).content.decode()
    told = "Each Member has many AccessToken; AccessToken holds userId."
    assert inherited(html) == [["accessTokens", told, "LoopBack’s User", "as it is"]]


@pytest.mark.parametrize(
    ("part", "first"),
    [
        ("scopes", ["active", '{"where": {"active": true}}', "Person", "The one here is laid over it."]),
        ("indexes", ["byName", '{"keys": {"name": 1}}', "Person", "The one here is laid over it."]),
        ("mixins", ["Stamped", "true", "Person", "Switched off here."]),
        ("methods", ["greet", "GET /greet", "Person", "The one here is laid over it."]),
    ],
)
def test_every_other_part_tells_what_it_inherits(you: Client, family: Project, part: str, first: list[str]) -> None:
    assert inherited(you.get(url(family, "Laying", part)).content.decode())[0] == first


def test_what_is_dropped_is_told_with_the_reason(you: Client, family: Project) -> None:
    (active, _) = inherited(you.get(url(family, "Clearing", "scopes")).content.decode())
    assert active[-1] == "Not inherited: “scopes” is null here, as “configureModelMerge” says."
    (active, newest) = inherited(you.get(url(family, "Configured", "scopes")).content.decode())
    assert active[-1] == "The one in server/model-config.json takes its place."
    assert newest[-1] == "Not inherited: “scopes” in server/model-config.json takes the place of all."


def test_a_page_is_quiet_where_nothing_is_inherited(you: Client, family: Project) -> None:
    for model, part in (("Note", "relations"), ("Member", "scopes"), ("Member", "access"), ("Member", "mixins")):
        assert "lw-inherited" not in you.get(url(family, model, part)).content.decode()


def test_methods_of_loopbacks_own_are_listed_with_their_routes(you: Client, family: Project) -> None:
    html = plain(you.get(url(family, "Member", "methods")).content.decode())
    assert re.search(r"Inherited from LoopBack’s PersistedModel , User : \d\d methods", html)
    assert "login POST /login LoopBack’s User as it is" in html


def test_what_is_typed_counts_at_once(you: Client, family: Project) -> None:
    data: dict[str, Any] = {f"{S}~as": "fields", f"{S}~item": ["n0"], f"{S}/n0~key": "boss"}
    data |= {f"{S}/n0/type": "belongsTo", f"{S}/n0/model": "Note"}
    html = you.post(url(family, "Heir", "relations", "preview/"), data).content.decode()
    assert [row[0] + ": " + row[-1] for row in inherited(html)] == [
        "notes: as it is",
        "boss: The one here takes its place.",
    ]


def test_secrets_in_what_is_inherited_are_masked(you: Client) -> None:
    mixin = {"password": "s3cret-of-mixin"}
    models: dict[str, Any] = {"Base": {"mixins": {"Mail": mixin}}, "Heir": {"base": "Base"}}
    project = make_project(local_user(), files(models))
    html = you.get(url(project, "Heir", "mixins")).content.decode()
    assert json.dumps("password") in html.replace("&quot;", '"')
    assert "s3cret-of-mixin" not in html


def test_properties_that_a_base_requires_are_marked(you: Client, family: Project) -> None:
    html = plain(you.get(url(family, "Heir", "properties")).content.decode())
    assert "inherited: id , name * required" in html
    html = plain(you.get(url(family, "Vip", "properties")).content.decode())
    assert "password * required , email * required , emailVerified" in html
