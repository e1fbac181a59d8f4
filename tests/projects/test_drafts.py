"""What was typed and not saved: kept for the person who typed it, and for nobody else."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from designer.loopback.application import Application
from projects.actions import data_sources, drafts, files, history
from projects.models import Draft, Project
from tests.people import browser_of

pytestmark = pytest.mark.django_db
GENERAL = {"base": "PersistedModel", "plural": "", "data_source": "corp1", "public": "on", "description": "typed-words"}
ROW = {"new-1-name": "age", "new-1-type": "number", "new-1-description": "typed-words"}
FORMS: list[tuple[str, dict[str, Any]]] = [
    ("models/new/", GENERAL | {"name": "Thing"}),
    ("models/Customer/", GENERAL),
    ("models/Customer/properties/", ROW),
    ("data-sources/new/?connector=mysql", {"connector": "mysql", "name": "typed-words"}),
    ("data-sources/corp1/", {"s-host": "typed-words"}),
]


def url(project: Project, path: str) -> str:
    return f"/projects/{project.slug}/{path}"


def draft_url(person: Client, project: Project, path: str) -> str:
    """Where the form at `path` says that what is typed in it is kept."""
    page = person.get(url(project, path)).content.decode()
    found = re.search(r'data-draft="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def keep(person: Client, project: Project, path: str, typed: dict[str, Any]) -> str:
    """Types without saving; where that is kept."""
    address = draft_url(person, project, path)
    seen = (person.get(url(project, path)).context or {}).get("seen", "")
    assert person.post(address, {"seen": seen} | typed).status_code == 204
    return address


def continue_url(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}draft=continue"


@pytest.mark.parametrize(("path", "typed"), FORMS)
def test_what_was_typed_is_offered_again_and_continued(
    you: Client, shop: Project, path: str, typed: dict[str, Any]
) -> None:
    keep(you, shop, path, typed)
    page = you.get(url(shop, path)).content.decode()
    assert "that was not saved" in page
    assert "typed-words" not in page
    answer = you.get(url(shop, continue_url(path)))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "typed-words" in page
    assert " data-unsaved" in page, "leaving asks"


@pytest.mark.parametrize(("path", "typed"), FORMS)
def test_only_the_person_who_typed_has_it(team: Project, path: str, typed: dict[str, Any]) -> None:
    keep(browser_of("alice"), team, path, typed)
    page = browser_of("bob").get(url(team, continue_url(path))).content.decode()
    assert "typed-words" not in page
    assert "that was not saved" not in page


def test_a_viewer_has_none(team: Project) -> None:
    victor = browser_of("victor")
    page = victor.get(url(team, "models/Customer/")).content.decode()
    assert "data-draft" not in page
    answer = victor.post(url(team, f"draft/?form={url(team, 'models/Customer/')}"), {"plural": "x"})
    assert (answer.status_code, Draft.objects.count()) == (403, 0)


@pytest.mark.parametrize("path", ["models/Customer/", "models/Customer/properties/"])
def test_a_save_ends_it(you: Client, shop: Project, path: str) -> None:
    typed = dict(FORMS)[path]
    keep(you, shop, path, typed)
    seen = you.get(url(shop, continue_url(path))).context["seen"]
    assert you.post(url(shop, continue_url(path)), typed | {"seen": seen}).status_code == 302
    assert Draft.objects.count() == 0
    assert "typed-words" in files.application(shop).text("common/models/customer.json")


def test_saving_a_data_source_ends_it_too(you: Client, shop: Project) -> None:
    keep(you, shop, "data-sources/corp1/", {"s-host": "typed"})
    data_source = files.application(shop).data_sources["corp1"]
    typed = {f"s-{key}": value for key, value in data_source.settings.items() if key not in ("password", "name")}
    seen = you.get(url(shop, "data-sources/corp1/")).context["seen"]
    assert you.post(url(shop, "data-sources/corp1/"), typed | {"s-host": "typed", "seen": seen}).status_code == 302
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("draft", "saved", "left"),
    [
        ({"page_id": "one"}, {"page_id": "one"}, 0),
        ({"page_id": "one"}, {"page_id": "two"}, 1),
        ({"page_id": "one"}, {}, 1),
        ({}, {}, 0),
        ({"seen": "of another state"}, {}, 1),
    ],
)
def test_a_save_ends_no_draft_of_another_tab(
    you: Client, shop: Project, draft: dict[str, str], saved: dict[str, str], left: int
) -> None:
    path = "models/Customer/properties/"
    seen = you.get(url(shop, path)).context["seen"]
    keep(you, shop, path, ROW | draft)
    assert you.post(url(shop, path), ROW | {"seen": seen} | saved).status_code == 302
    assert Draft.objects.count() == left


def test_a_continued_draft_keeps_its_page(you: Client, shop: Project) -> None:
    path = "models/Customer/properties/"
    keep(you, shop, path, ROW | {"page_id": "first-page"})
    assert 'data-draft-page="first-page"' in you.get(url(shop, continue_url(path))).content.decode()
    assert "data-draft-page" not in you.get(url(shop, path)).content.decode()
    refused = you.post(url(shop, path), ROW | {"new-1-name": "email", "page_id": "second"})
    assert 'data-draft-page="second"' in refused.content.decode()


def test_what_is_too_long_is_said_to_be_and_leaves_nothing_older(you: Client, shop: Project) -> None:
    address = keep(you, shop, "models/Customer/", GENERAL)
    assert you.post(address, {"description": "x" * (drafts.LARGEST + 1)}).status_code == 413
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("path", ["models/Customer/", "models/Customer/properties/"])
def test_what_was_typed_for_a_model_that_is_gone_is_kept_until_it_is_back(
    you: Client, shop: Project, path: str
) -> None:
    def delete(app: Application) -> None:
        app.models.delete("Customer", with_script=True)

    revision = files.save(shop, None, "Deleted it", delete)
    assert revision
    answer = you.post(url(shop, path), dict(FORMS)[path])
    assert answer.status_code == 404
    assert "What you typed is not lost" in answer.content.decode()
    history.undo(shop, None, revision)
    assert "that was not saved" in you.get(url(shop, path)).content.decode()
    assert "typed-words" in you.get(url(shop, continue_url(path))).content.decode()


def test_it_is_thrown_away(you: Client, shop: Project) -> None:
    address = keep(you, shop, "models/Customer/", GENERAL)
    answer = you.post(address, {"throw-away": "yes"})
    assert answer.headers["Location"] == url(shop, "models/Customer/")
    assert "that was not saved" not in you.get(answer.headers["Location"]).content.decode()


def test_a_draft_leads_nowhere_else(you: Client, shop: Project) -> None:
    for address in ("https://example.com/", "//example.com/", "/projects/other/", ""):
        answer = you.post(url(shop, f"draft/?form={address}"), {"throw-away": "yes"})
        assert answer.status_code == 400, address


def test_each_layer_has_its_own(you: Client, shop: Project) -> None:
    keep(you, shop, "models/Customer/?layer=local", {"data_source": "db"})
    assert "that was not saved" not in you.get(url(shop, "models/Customer/")).content.decode()
    page = you.get(url(shop, "models/Customer/?layer=local&draft=continue")).content.decode()
    assert '<option value="db" selected>' in page


def test_a_draft_whose_part_somebody_changed_asks_on_save(team: Project) -> None:
    alice, bob = browser_of("alice"), browser_of("bob")
    keep(alice, team, "models/Customer/", GENERAL)
    bob.post(url(team, "models/Customer/"), GENERAL | {"description": "by Bob", "plural": "clients"})
    page = alice.get(url(team, "models/Customer/?draft=continue"))
    answer = alice.post(url(team, "models/Customer/?draft=continue"), GENERAL | {"seen": page.context["seen"]})
    assert answer.status_code == 409
    assert "by Bob" in answer.content.decode()
    assert Draft.objects.count() == 1, "nothing typed is lost before it is saved"


def test_secrets_are_not_in_it_and_that_is_said(you: Client, shop: Project) -> None:
    typed = {
        "s-host": "typed.example.com",
        "s-password-mode": "file",
        "s-password-variable": "CORP1_PASSWORD",
        "s-password-secret": "s3cret-typed",
        "s-password-value": "s3cret-value",
        "new-1-name": "apiToken",
        "new-1-value": "s3cret-free",
        "new-2-name": "proxy",
        "new-2-value": '{"host": "typed-proxy", "auth": {"password": "s3cret-deep"}}',
        "s-url": "mysql://shop:s3cret-in-url@typed-host/shop",
        "csrfmiddlewaretoken": "s3cret-token",
    }
    keep(you, shop, "data-sources/corp1/", typed)
    kept = drafts.find(shop, Draft.objects.get().user, url(shop, "data-sources/corp1/"))
    assert kept is not None
    assert "s3cret" not in kept.data.urlencode()
    page = you.get(url(shop, "data-sources/corp1/?draft=continue")).content.decode()
    assert "typed.example.com" in page
    assert "s3cret" not in page
    assert "typed-proxy" in page
    assert "typed-host" in page
    assert "type them again" in page


@pytest.mark.parametrize(
    "typed",
    [
        {"s-options": '{"password": s3cret}'},
        {"s-ssl": '{"passphrase": "s3cret"'},
        {"new-1-name": "proxy", "new-1-value": "{'auth': {'password': 's3cret'"},
        {"new-1-name": "list", "new-1-value": '[{"token": "s3cret" "a": 1'},
        {"new-1-value": "s3cret"},
        {"new-1-name": "", "new-1-value": "s3cret"},
    ],
)
def test_secrets_are_left_out_of_what_is_half_typed(you: Client, shop: Project, typed: dict[str, str]) -> None:
    keep(you, shop, "data-sources/corp1/", typed)
    kept = drafts.find(shop, Draft.objects.get().user, url(shop, "data-sources/corp1/"))
    assert kept is not None
    assert "s3cret" not in kept.data.urlencode()
    assert kept.has_left_out


def test_every_access_rule_of_a_draft_comes_back(you: Client, shop: Project) -> None:
    rules = [{"permission": permission, "principalId": "$owner"} for permission in ("DENY", "ALLOW", "ALARM", "AUDIT")]
    path = "models/Customer/access/"
    seen = you.get(url(shop, path)).context["seen"]
    saved = {"s-access~as": "json", "s-access": json.dumps(rules), "seen": seen}
    assert you.post(url(shop, path), saved).status_code == 302
    typed: dict[str, Any] = {"s-access~as": "fields", "s-access~item": ["o0", "o3", "o1", "o2", "n1"]}
    typed |= {"s-access~remove": ["o0", "o2"], "s-access/o1/principalId": "$everyone", "s-access/n1/permission": "DENY"}
    keep(you, shop, path, typed)
    form = you.get(url(shop, continue_url(path))).context["form"]
    assert form.is_valid()
    assert form.typed.value == [rules[3], rules[1] | {"principalId": "$everyone"}, {"permission": "DENY"}]


def test_every_operation_of_a_rest_data_source_comes_back_without_its_secrets(you: Client, shop: Project) -> None:
    typed: dict[str, Any] = {
        "connector": "rest",
        "name": "remote",
        "s-operations~as": "fields",
        "s-operations~item": ["n1", "n2", "n3"],
    }
    for key in ("n1", "n2", "n3"):
        template = f"s-operations/{key}/template"
        typed |= {f"{template}/url": f"http://host/{key}", f"{template}/headers~as": "json"}
        typed[f"{template}/headers"] = '{"Authorization": "Bearer s3cret"}'
    path = "data-sources/new/?connector=rest"
    keep(you, shop, path, typed)
    kept = drafts.find(shop, Draft.objects.get().user, url(shop, path))
    assert kept is not None
    assert "s3cret" not in kept.data.urlencode()
    assert kept.has_left_out
    page = you.get(url(shop, continue_url(path))).content.decode()
    assert [key for key in ("n1", "n2", "n3") if f'value="http://host/{key}"' in page] == ["n1", "n2", "n3"]


def test_what_is_half_typed_and_no_secret_is_kept(you: Client, shop: Project) -> None:
    typed = {"s-options": '{"encrypt": tru', "new-1-name": "proxy", "new-1-value": "http://h/?default=1"}
    keep(you, shop, "data-sources/corp1/", typed)
    kept = drafts.find(shop, Draft.objects.get().user, url(shop, "data-sources/corp1/"))
    assert kept is not None
    assert kept.data.dict().items() >= typed.items()
    assert not kept.has_left_out


def test_a_mask_in_a_draft_is_never_saved_as_a_password(you: Client, shop: Project) -> None:
    keep(you, shop, "data-sources/corp1/", {"s-url": "mysql://shop:s3cret-in-url@typed-host/shop"})
    kept = drafts.find(shop, Draft.objects.get().user, url(shop, "data-sources/corp1/"))
    assert kept is not None
    answer = you.post(url(shop, "data-sources/corp1/"), dict(kept.data.items()))
    assert answer.status_code == 422
    assert "Type the secret again." in answer.content.decode()
    assert shop.revisions.count() == 0


def test_of_a_draft_that_is_merely_shown_nobody_asked_to_save_anything(you: Client, shop: Project) -> None:
    broken: list[tuple[str, dict[str, Any], str]] = [
        ("models/new/", GENERAL | {"name": "__proto__"}, "Please look at the field marked below."),
        ("data-sources/corp1/", {"s-port": "-5"}, "Please look at the field marked below."),
        ("models/Customer/properties/", ROW | {"new-1-name": "email"}, "There is already a property “email”"),
    ]
    for path, typed, said in broken:
        keep(you, shop, path, typed)
        shown = you.get(url(shop, path), {"draft": "continue"}).content.decode()
        assert said in shown, path
        assert "Nothing was saved" not in shown, path
        refused = you.post(url(shop, path), typed).content.decode()
        assert said in refused, path
        assert "Nothing was saved" in refused, path


def test_a_draft_without_secrets_says_nothing_of_them(you: Client, shop: Project) -> None:
    keep(you, shop, "data-sources/corp1/", {"s-host": "typed", "s-password-mode": "file", "s-password-secret": ""})
    assert "Passwords are not kept" not in you.get(url(shop, "data-sources/corp1/")).content.decode()


def test_it_is_sealed_in_the_database(you: Client, shop: Project) -> None:
    from django.db import connection

    keep(you, shop, "models/Customer/", GENERAL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM projects_draft")
        assert b"typed-words" not in bytes(cursor.fetchone()[0])


def test_old_ones_are_dropped(you: Client, shop: Project) -> None:
    keep(you, shop, "models/Customer/", GENERAL)
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=31))
    assert "that was not saved" not in you.get(url(shop, "models/Customer/")).content.decode()
    keep(you, shop, "models/Order/", GENERAL)
    assert Draft.objects.count() == 1


def test_the_last_words_count_whatever_became_of_the_rest(you: Client, shop: Project) -> None:
    keep(you, shop, "models/Customer/", GENERAL | {"description": "first"})
    keep(you, shop, "models/Customer/", GENERAL | {"description": "second"})
    assert Draft.objects.count() == 1
    assert "second" in you.get(url(shop, "models/Customer/?draft=continue")).content.decode()
    data_sources.delete(shop, None, "corp1")
    assert you.get(url(shop, "models/Customer/?draft=continue")).status_code == 200
