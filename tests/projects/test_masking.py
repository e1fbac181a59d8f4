"""What is secret in files is masked on the pages that show and edit them, and stays as it was when they are saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from designer.loopback.secrets import MASK
from projects.actions import checking, files
from projects.models import Project
from tests.people import browser_of

pytestmark = pytest.mark.django_db
DEFINITION = "common/models/customer.json"
WITH_PASSWORD = "mysql://u:s3cret-word@h/db"


def with_value(project: Project, path: str, **members: Any) -> None:
    def verb(app: Any) -> None:
        app.set_value(path, app.members(path) | members)

    files.save(project, None, "Changed it", verb)


def property_of(project: Project, name: str) -> Any:
    return files.application(project).models["Customer"].properties.get(name)


@pytest.fixture
def page(team: Project) -> str:
    """The table of the properties of a model, two of which have secret defaults."""
    secret = {"type": "string", "default": "s3cret-default"}
    nested = {"type": "object", "default": {"host": "h", "password": "s3cret-deep"}}
    with_value(team, DEFINITION, properties={"password": secret, "settings": nested})
    return f"/projects/{team.slug}/models/Customer/properties/"


def row(page: str, key: str) -> dict[str, str]:
    """What a row posts that nobody changed."""
    found = browser_of("alice").get(page).context
    view = next(view for view in found["rows"] if view.key == key)
    shown = {f"{key}-{part}": getattr(view, part) for part in ("name", "type", "default")}
    return {"seen": found["seen"]} | shown


class TestDefaults:
    @pytest.mark.parametrize("who", ["alice", "bob", "victor"])
    def test_are_masked(self, page: str, who: str) -> None:
        assert "s3cret" not in browser_of(who).get(page).content.decode()

    @pytest.mark.parametrize("key", ["p0", "p1"])
    def test_a_masked_one_stays_when_its_row_is_saved(self, team: Project, page: str, key: str) -> None:
        before = property_of(team, "password"), property_of(team, "settings")
        typed = row(page, key) | {f"{key}-required": "on", f"{key}-name": "renamed"}
        assert browser_of("bob").post(page, typed).status_code == 302
        after = property_of(team, "renamed")
        assert after == before[int(key[1:])] | {"required": True}

    def test_another_one_takes_its_place(self, team: Project, page: str) -> None:
        assert browser_of("bob").post(page, row(page, "p0") | {"p0-default": "typed"}).status_code == 302
        assert property_of(team, "password")["default"] == "typed"

    def test_only_a_part_is_changed(self, team: Project, page: str) -> None:
        typed = row(page, "p1")
        typed["p1-default"] = typed["p1-default"].replace('"h"', '"other"')
        assert MASK in typed["p1-default"]
        assert browser_of("bob").post(page, typed).status_code == 302
        assert property_of(team, "settings")["default"] == {"host": "other", "password": "s3cret-deep"}

    def test_a_mask_is_never_saved(self, team: Project, page: str) -> None:
        answer = browser_of("bob").post(page, row(page, "p0") | {"p0-default": f"x{MASK}"})
        assert answer.status_code == 422
        assert "Type the secret again." in answer.content.decode()
        assert property_of(team, "password")["default"] == "s3cret-default"

    def test_a_new_one_is_not_lost_by_a_mistake_elsewhere(self, page: str) -> None:
        typed = row(page, "p0") | {"p0-default": "typed-anew", "new-1-name": "settings"}
        answer = browser_of("bob").post(page, typed)
        assert answer.status_code == 422
        assert "typed-anew" in answer.content.decode()


class TestWords:
    """Words that a page shows as they stand in a file."""

    @pytest.fixture
    def odd(self, team: Project) -> Project:
        with_value(team, "server/datasources.json", odd={"connector": WITH_PASSWORD})
        with_value(team, "server/datasources.production.json", odd={"connector": f"{WITH_PASSWORD}2"})
        with_value(team, DEFINITION, description=f"See {WITH_PASSWORD} for more", plural=WITH_PASSWORD)
        return team

    @pytest.mark.parametrize(
        "page",
        [
            *("", "data-sources/", "data-sources/odd/", "data-sources/odd/?layer=production", "problems/"),
            *("publish/", "history/1/", "effective/", "models/", "models/Customer/", "models/Customer/file/"),
        ],
    )
    def test_are_masked_on_every_page(self, odd: Project, page: str) -> None:
        answer = browser_of("victor").get(f"/projects/{odd.slug}/{page}")
        assert answer.status_code == 200
        assert "s3cret-word" not in answer.content.decode()

    def test_the_sentences_of_problems_are_masked(self, odd: Project) -> None:
        found = [each.problem for each in checking.find(odd, "development")]
        assert any(each.pointer[:1] == ("odd",) for each in found)
        assert not [each for each in found if "s3cret-word" in each.sentence + each.fix]

    def test_a_form_of_a_model_keeps_what_it_masks(self, odd: Project) -> None:
        page = f"/projects/{odd.slug}/models/Customer/"
        shown = browser_of("bob").get(page)
        initial = {key: value for key, value in shown.context["form"].initial.items() if key != "public"}
        typed = initial | {"public": "on", "base": "User", "seen": shown.context["seen"]}
        assert browser_of("bob").post(page, typed).status_code == 302
        definition = files.application(odd).models["Customer"].definition
        assert (definition["base"], definition["plural"]) == ("User", WITH_PASSWORD)
        assert definition["description"] == f"See {WITH_PASSWORD} for more"
        answer = browser_of("bob").post(page, typed | {"plural": f"x{MASK}"})
        assert answer.status_code == 422


def test_a_model_attached_to_an_address_does_not_show_its_password(shop: Project, you: Client) -> None:
    path = "server/model-config.json"
    text = files.application(shop).text(path).replace('"dataSource": "corp1"', f'"dataSource": "{WITH_PASSWORD}"')
    files.write_contents(shop, None, "Changed it", {path: text.encode()}, {})
    for page in ("models/Customer/", "models/", ""):
        assert "s3cret-word" not in you.get(f"/projects/{shop.slug}/{page}").content.decode()
