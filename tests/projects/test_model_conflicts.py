"""Two people, or two tabs, and one model: what differs stands, and what is the same is asked about."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from designer.loopback.jsontext import JSON
from projects.actions import files
from projects.models import Project
from tests.people import browser_of

pytestmark = pytest.mark.django_db
GENERAL = {"base": "PersistedModel", "plural": "", "data_source": "corp1", "public": "on", "description": ""}
PROPERTIES = "Customer/properties/"


def url(project: Project, path: str) -> str:
    return f"/projects/{project.slug}/models/{path}"


def seen(person: Client, project: Project, path: str) -> dict[str, str]:
    return {"seen": person.get(url(project, path)).context["seen"]}


def post(person: Client, project: Project, path: str, data: dict[str, Any], status: int = 302) -> str:
    response = person.post(url(project, path), data)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def properties(project: Project) -> dict[str, JSON]:
    return files.application(project).models["Customer"].properties


def row(key: str, **cells: str) -> dict[str, str]:
    return {f"{key}-{cell}": value for cell, value in ({"name": "x", "type": "string"} | cells).items()}


def choices(page: str, *answers: str) -> dict[str, str]:
    """What the page of a conflict posts when each part in turn is answered."""
    found = re.search(r'name="choices" value="([^"]*)"', page)
    assert found
    return {"choices": html.unescape(found[1])} | {f"choice-{at}": answer for at, answer in enumerate(answers)}


class TestTable:
    def test_two_people_editing_different_properties_both_stand(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        opened = seen(alice, team, PROPERTIES)
        post(bob, team, PROPERTIES, row("p0", name="email", description="by Bob") | row("new-1", name="bobs"))
        post(alice, team, PROPERTIES, row("p1", name="tags", type="[number]") | row("new-1", name="mine") | opened)
        assert properties(team) == {
            "email": {"type": "string", "description": "by Bob"},
            "tags": ["number"],
            "bobs": {"type": "string"},
            "mine": {"type": "string"},
        }

    def test_rows_are_known_by_what_the_person_saw_not_by_where_they_are_now(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        opened = seen(alice, team, PROPERTIES)
        post(bob, team, PROPERTIES, {"remove": "p0"})
        post(alice, team, PROPERTIES, row("p1", name="tags", type="[number]") | opened)
        assert properties(team) == {"tags": ["number"]}

    def test_a_new_name_and_another_change_both_stand(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        opened = seen(alice, team, PROPERTIES)
        post(bob, team, PROPERTIES, row("p0", name="email", description="by Bob"))
        post(alice, team, PROPERTIES, row("p0", name="mail", required="on") | opened)
        assert list(properties(team)) == ["mail", "tags"]
        assert properties(team)["mail"] == {"type": "string", "description": "by Bob"}

    def test_what_others_added_keeps_its_place_where_rows_were_moved(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        opened = seen(alice, team, PROPERTIES)
        post(bob, team, PROPERTIES, row("new-1", name="bobs") | {"order": "p0\nnew-1\np1"})
        assert list(properties(team)) == ["email", "bobs", "tags"]
        post(alice, team, PROPERTIES, {"order": "p1\np0"} | opened)
        assert list(properties(team)) == ["tags", "email", "bobs"]

    def test_what_is_to_be_decided_comes_before_the_problems(self, team: Project) -> None:
        definition = (
            '{"name": "Customer", "properties": {"email": {"type": "string"}}, "relations": {"x": {"type": "y"}}}'
        )
        files.save(team, None, "x", lambda app: app.set_text("common/models/customer.json", definition))
        alice, bob = browser_of("alice"), browser_of("bob")
        for path, theirs, mine in (
            (PROPERTIES, row("p0", name="email", description="Bob"), row("p0", name="email", description="Alice")),
            ("Customer/", GENERAL | {"plural": "b"}, GENERAL | {"plural": "a"}),
        ):
            opened = seen(alice, team, path)
            post(bob, team, path, theirs)
            page = post(alice, team, path, mine | opened, 409)
            problems = [match.start() for match in re.finditer("lw-own-problems|problems/about/", page)]
            assert len(problems) == 1, path
            assert page.index('id="conflict"') < problems[0]

    @pytest.mark.parametrize(("answer", "description"), [("mine", "by Alice"), ("theirs", "by Bob")])
    def test_the_same_property_is_asked_about_and_the_rest_stands(
        self, team: Project, answer: str, description: str
    ) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        opened = seen(alice, team, PROPERTIES)
        post(bob, team, PROPERTIES, row("p0", name="email", description="by Bob"))
        typed = row("p0", name="email", description="by Alice") | row("new-1", name="mine") | opened
        page = post(alice, team, PROPERTIES, typed, 409)
        assert "bob changed this while you typed" in page
        assert "by Bob" in page
        assert 'value="by Alice"' in page, "what was typed is still in the form"
        assert list(properties(team)) == ["email", "tags"]
        post(alice, team, PROPERTIES, typed | choices(page, answer))
        assert properties(team)["email"]["description"] == description
        assert list(properties(team)) == ["email", "tags", "mine"]

    def test_saving_without_a_choice_asks_again_and_so_does_a_third_change(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        opened = seen(alice, team, PROPERTIES)
        post(bob, team, PROPERTIES, row("p0", name="email", description="by Bob"))
        typed = row("p0", name="email", description="by Alice") | opened
        page = post(alice, team, PROPERTIES, typed, 409)
        page = post(alice, team, PROPERTIES, typed | choices(page), 409)
        post(bob, team, PROPERTIES, row("p0", name="email", description="by Bob again"))
        page = post(alice, team, PROPERTIES, typed | choices(page, "mine"), 409)
        assert "by Bob again" in page

    @pytest.mark.parametrize(("answer", "names"), [("mine", ["tags", "mail"]), ("theirs", ["tags"])])
    def test_renamed_here_and_deleted_there_is_asked_about(self, team: Project, answer: str, names: list[str]) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        opened = seen(alice, team, PROPERTIES)
        post(bob, team, PROPERTIES, {"remove": "p0"})
        typed = row("p0", name="mail", required="on") | opened
        page = post(alice, team, PROPERTIES, typed, 409)
        assert "It is not there any more" in page
        post(alice, team, PROPERTIES, typed | choices(page, answer))
        assert list(properties(team)) == names

    def test_the_preview_shows_both_sides_changes(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        opened = seen(alice, team, PROPERTIES)
        post(bob, team, PROPERTIES, row("new-1", name="bobs"))
        page = post(alice, team, f"{PROPERTIES}preview/", row("new-1", name="mine") | opened, 200)
        assert "bobs" in page
        assert "mine" in page


class TestGeneral:
    def test_different_keys_both_stand(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        opened = seen(alice, team, "Customer/")
        post(bob, team, "Customer/", GENERAL | {"plural": "clients", "data_source": "db"})
        post(alice, team, "Customer/", GENERAL | {"description": "Who buys", "public": ""} | opened)
        customer = files.application(team).models["Customer"]
        assert (customer.definition["plural"], customer.definition["description"]) == ("clients", "Who buys")
        assert customer.config == {"dataSource": "db", "public": False}

    def test_the_same_keys_are_asked_about_one_by_one(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        opened = seen(alice, team, "Customer/")
        post(bob, team, "Customer/", GENERAL | {"plural": "clients", "data_source": "db"})
        typed = GENERAL | {"plural": "buyers", "data_source": ""} | opened
        page = post(alice, team, "Customer/", typed, 409)
        assert team.revisions.count() == 1
        page = post(alice, team, "Customer/", typed | choices(page, "mine"), 409)
        assert len(re.findall(r'value="mine" checked|value="theirs" checked', page)) == 1
        # What is still open stands first.
        post(alice, team, "Customer/", typed | choices(page, *self.answers(page)))
        customer = files.application(team).models["Customer"]
        assert customer.definition["plural"] == "buyers"
        assert customer.config == {"dataSource": "db", "public": True}

    def answers(self, page: str) -> list[str]:
        """The plural mine, the data source theirs."""
        names = re.findall(r"<legend><code>(\w+)</code>", page)
        return ["mine" if name == "plural" else "theirs" for name in names]

    def test_another_model_changed_meanwhile_does_not_matter(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        opened = seen(alice, team, "Customer/")
        post(bob, team, "Order/", GENERAL | {"base": "", "data_source": "db"})
        post(alice, team, "Customer/", GENERAL | {"data_source": "db"} | opened)
        config = json.loads(files.application(team).text("server/model-config.json"))
        assert [config[name]["dataSource"] for name in ("Customer", "Order")] == ["db", "db"]

    def test_a_refused_save_keeps_what_the_person_started_from(self, team: Project) -> None:
        alice, bob = browser_of("alice"), browser_of("bob")
        opened = seen(alice, team, "Customer/")
        post(bob, team, "Customer/", GENERAL | {"plural": "clients"})
        refused = alice.post(url(team, "Customer/"), GENERAL | {"base": "Nothing"} | opened)
        assert refused.status_code == 422
        assert refused.context["seen"] == opened["seen"]
        post(alice, team, "Customer/", GENERAL | {"description": "x", "seen": refused.context["seen"]})
        assert files.application(team).models["Customer"].definition["plural"] == "clients"

    def test_secrets_are_masked_on_both_sides(self, team: Project) -> None:
        alice = browser_of("alice")
        opened = seen(alice, team, "Customer/")
        text = files.application(team).text("common/models/customer.json")
        changed = text.replace('"idInjection"', '"plural": "https://u:s3cret-word@host/",\n  "idInjection"')
        files.save(team, None, "x", lambda app: app.set_text("common/models/customer.json", changed))
        page = post(alice, team, "Customer/", GENERAL | {"plural": "mine"} | opened, 409)
        assert "s3cret-word" not in page


def test_what_is_told_names_only_what_was_changed(team: Project) -> None:
    """The stale tab still shows the old description; what it saves is the plural alone."""
    alice, stale = browser_of("alice"), browser_of("alice")
    opened = seen(stale, team, "Customer/")
    post(alice, team, "Customer/", GENERAL | {"description": "first"} | seen(alice, team, "Customer/"))
    post(stale, team, "Customer/", GENERAL | {"plural": "clients"} | opened)
    last = team.revisions.first()
    assert last
    assert last.summary == "Changed model Customer: plural"
