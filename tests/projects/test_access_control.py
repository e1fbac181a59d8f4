"""The page of the access rules: the rules as a table, and who can do what with what is typed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import strip_tags

from projects.access import local_user
from projects.actions import files
from projects.models import Member, Project, Role
from tests.interop.access_applications import rule, texts
from tests.people import browser_of, make_project

pytestmark = pytest.mark.django_db
NOTE = "common/models/note.json"
S = "s-access"
MODELS: dict[str, Any] = {
    "Note": {"base": "Person", "acls": [rule("DENY", "$everyone") | {"comment": "all"}, rule("ALLOW", "admin")]},
    "Person": {"base": "User", "acls": [rule("ALLOW", "editor", "find")]},
    "Page": {},
}
ENTRIES = {"Note": {"acls": [rule("ALLOW", "clerk", "count")]}}


@pytest.fixture
def notes(db: None) -> Project:
    return make_project(local_user(), texts(MODELS, ENTRIES))


def url(project: Project, more: str = "", model: str = "Note") -> str:
    return f"/projects/{project.slug}/models/{model}/access/{more}"


def row(html: str, method: str) -> list[str]:
    """What the table says of a method, for each principal: `denied 1`, or `allowed` where no rule decides."""
    found = re.findall(r'<tr><th scope="row".*?</tr>', html, re.DOTALL)
    of_method = next(each for each in found if f">{method}</code>" in each)
    said = re.findall(r'"visually-hidden">(allowed|denied)(?:, rule (\w+))?<', of_method)
    return [" ".join(each).strip() for each in said]


def principals(html: str) -> list[str]:
    head = re.search(r'lw-who">\s*<thead>(.*?)</thead>', html, re.DOTALL)
    assert head
    columns = re.findall(r'<th scope="col" class="c.*?</th>', head[1])
    return [" ".join(strip_tags(each).split()) for each in columns]


def ticked(html: str) -> list[str]:
    """The boxes of those that somebody is at once that are ticked."""
    return re.findall(r'name="at_once" value="([^"]*)" id="at-once-\d+" checked', html)


def fields(*rules: dict[str, str]) -> dict[str, Any]:
    """Rules as a browser sends them, the first ones in the place of those that are there."""
    keys = [f"o{n}" if n < 2 else f"n{n}" for n in range(len(rules))]
    data: dict[str, Any] = {f"{S}~as": "fields", f"{S}~item": keys}
    for key, each in zip(keys, rules, strict=True):
        data |= {f"{S}/{key}/{name}": value for name, value in each.items()}
    return data


def test_the_page_shows_the_rules_and_who_can_do_what(you: Client, notes: Project) -> None:
    html = you.get(url(notes)).content.decode()
    assert principals(html) == ["$unauthenticated", "$authenticated", "$owner", "editor", "admin", "clerk"]
    assert row(html, "find") == ["denied c", "denied c", "denied c", "allowed a", "allowed 2", "denied c"]
    assert row(html, "count")[-1] == "allowed b"
    assert 'title="Allowed to admin. Rule 2: ALLOW admin: all methods."' in html


def test_rules_from_elsewhere_are_shown_with_where_they_stand(you: Client, notes: Project) -> None:
    html = you.get(url(notes)).content.decode()
    assert f'<a href="{url(notes, model="Person")}">Person</a>' in html
    assert f'<a href="/projects/{notes.slug}/files/server/model-config.json">server/model-config.json</a>' in html
    assert "13 rules of LoopBack’s own User" in html


def test_what_is_typed_counts_and_rules_that_decide_nothing_are_marked(you: Client, notes: Project) -> None:
    data = fields(
        {"permission": "ALLOW", "principalType": "ROLE", "principalId": "$authenticated", "property": "find"},
        {"permission": "ALLOW", "principalType": "ROLE", "principalId": "admin", "property": "upsert"},
        {"permission": "ALLOW", "principalType": "ROLE", "principalId": "$everyone"},
    )
    html = you.post(url(notes, "preview/"), data).content.decode()
    assert 'id="who-can" hx-swap-oob="true"' in html
    assert row(html, "find")[:2] == ["denied c", "allowed 1"]
    notes_of = re.findall(r'data-item-note="(\w+)" data-item-list="items-s-access">(.*?)</template>', html, re.DOTALL)
    said = {key: " ".join(strip_tags(text).split()) for key, text in notes_of}
    assert said["o1"].startswith("Never applies. A rule does not fit by an alias")
    assert said["n2"].startswith("Shadowed.")
    assert "o0" not in said


def test_the_environment_that_is_chosen_counts(you: Client) -> None:
    more = {"server/model-config.production.json": json.dumps({"Page": {"acls": [rule("DENY", "$everyone")]}})}
    project = make_project(local_user(), texts(MODELS) | more)
    html = you.get(url(project, model="Page")).content.decode()
    assert row(html, "find") == ["allowed", "allowed"]
    html = you.get(url(project, "?environment=production", model="Page")).content.decode()
    assert row(html, "find") == ["denied a", "denied a"]


def test_a_start_fills_in_rules_and_saves_nothing_yet(you: Client, notes: Project) -> None:
    before = files.application(notes).text("common/models/page.json")
    page = you.get(url(notes, model="Page"))
    carried = {"seen": page.context["seen"], "shown": page.context["form"].sealed_shown}
    answer = you.post(url(notes, model="Page"), carried | {f"{S}~as": "fields", "shape": "start 1"})
    assert answer.status_code == 200
    assert row(answer.content.decode(), "find") == ["allowed 2", "allowed 2"]
    assert row(answer.content.decode(), "create") == ["denied 1", "allowed 3"]
    assert files.application(notes).text("common/models/page.json") == before

    form = answer.context["form"]
    typed = {key: form.data.getlist(key) for key in form.data if key != "shape"}
    assert you.post(url(notes, model="Page"), typed).status_code == 302
    rules = json.loads(files.application(notes).text("common/models/page.json"))["acls"]
    assert [(each["permission"], each["principalId"], each["accessType"]) for each in rules] == [
        ("DENY", "$everyone", "*"),
        ("ALLOW", "$everyone", "READ"),
        ("ALLOW", "$authenticated", "*"),
    ]


def test_members_that_nobody_described_stay_when_rules_are_moved(you: Client, notes: Project) -> None:
    page = you.get(url(notes))
    carried = {"seen": page.context["seen"], "shown": page.context["form"].sealed_shown}
    first, second = MODELS["Note"]["acls"]
    shown = ("permission", "principalType", "principalId")
    typed = fields(*({key: each[key] for key in shown} for each in (first, second)))
    typed |= {f"{S}~item": ["o1", "o0"], f"{S}/o0~rest~item": ["o0"], f"{S}/o0~rest/o0~key": "comment"}
    typed |= {f"{S}/o0~rest/o0": "all"}
    assert you.post(url(notes), carried | typed).status_code == 302
    assert json.loads(files.application(notes).text(NOTE))["acls"] == [second, first]


def test_methods_and_roles_are_completed_from_the_application(you: Client, notes: Project) -> None:
    known = you.get(url(notes)).context["known"]
    assert {"find", "patchAttributes", "login", "__get__accessTokens"} <= set(known["methods"])
    assert known["roles"][-3:] == ["admin", "clerk", "editor"]


def test_who_may_only_look_sees_it_without_starts(team: Project) -> None:
    html = browser_of("victor").get(url(team, model="Customer")).content.decode()
    assert row(html, "find") == ["allowed", "allowed"]
    assert 'value="start 0"' not in html


def test_a_data_source_that_is_not_among_the_files_is_told_above_and_its_relations_count(you: Client) -> None:
    models = texts({"Page": {"relations": {"pages": {"type": "hasMany", "model": "Page"}}}})
    del models["server/datasources.json"]
    project = make_project(local_user(), models)
    html = you.get(url(project, model="Page")).content.decode()
    assert html.index("The data source “db” is not among the files here") < html.index('lw-table lw-who"')
    assert row(html, "__get__pages") == ["allowed", "allowed"]
    page = you.get(f"/projects/{project.slug}/models/Page/api/").content.decode()
    assert page.index("The data source “db” is not among the files here") < page.index('id="endpoints"')


def test_several_at_once_are_one_more_column_by_their_address(you: Client, notes: Project) -> None:
    html = you.get(
        url(notes), {"at_once": ["clerk", "editor", "admin", "$unauthenticated", "unheard"]}
    ).content.decode()
    assert principals(html)[:2] == ["editor + admin + clerk", "$unauthenticated"]
    assert row(html, "find")[0] == "allowed a"
    assert row(html, "count")[0] == "allowed b"
    assert row(html, "deleteById")[0] == "allowed 2"
    assert sorted(ticked(html)) == ["admin", "clerk", "editor"]


def test_one_alone_and_those_that_nobody_is_at_once_get_no_column_but_a_sentence(you: Client, db: None) -> None:
    rules = [rule("ALLOW", "7", kind="USER"), rule("ALLOW", "8", kind="USER"), rule("ALLOW", "$owner")]
    project = make_project(local_user(), texts({"Note": {"acls": rules}, "Page": {"acls": rules[2:]}}))
    html = you.get(url(project), {"at_once": ["USER 7"]}).content.decode()
    assert principals(html)[0] == "$unauthenticated"
    assert "Choose one more: each one alone has a column already." in html
    html = you.get(url(project), {"at_once": ["USER 7", "USER 8"]}).content.decode()
    assert principals(html)[0] == "$unauthenticated"
    assert "One request comes from one user and one client application at most." in html
    assert 'id="at-once"' not in you.get(url(project, model="Page")).content.decode()


def test_several_at_once_follow_what_is_typed_and_stay_in_the_address(you: Client, notes: Project) -> None:
    data = fields(
        {"permission": "ALLOW", "principalType": "ROLE", "principalId": "admin", "property": "find"},
        {"permission": "DENY", "principalType": "ROLE", "principalId": "clerk", "property": "find"},
    )
    answer = you.post(url(notes, "preview/"), data | {"at_once": ["admin", "clerk"]})
    html = answer.content.decode()
    assert principals(html)[0] == "admin + clerk"
    assert row(html, "find")[0] == "denied 2"
    assert sorted(ticked(html)) == ["admin", "clerk"]
    assert answer["HX-Replace-Url"] == f"{url(notes)}?at_once=admin&at_once=clerk"
    assert you.post(url(notes, "preview/"), data)["HX-Replace-Url"] == url(notes)


def test_several_at_once_are_still_chosen_after_saving(you: Client, notes: Project) -> None:
    page = you.get(url(notes))
    carried = {"seen": page.context["seen"], "shown": page.context["form"].sealed_shown}
    typed = fields({"permission": "ALLOW", "principalType": "ROLE", "principalId": "admin"})
    answer = you.post(f"{url(notes)}?at_once=admin&at_once=clerk", carried | typed)
    assert answer.status_code == 302
    assert answer["Location"] == f"{url(notes)}?at_once=admin&at_once=clerk"


def test_who_may_only_look_chooses_several_at_once_without_sending_anything(team: Project) -> None:
    project = make_project(User.objects.get(username="alice"), texts(MODELS, ENTRIES))
    Member.objects.create(project=project, user=User.objects.get(username="victor"), role=Role.VIEWER)
    html = browser_of("victor").get(url(project), {"at_once": ["admin", "editor"]}).content.decode()
    assert principals(html)[0] == "editor + admin"
    form = re.search(r'<form class="lw-at-once".*?>', html)
    assert form
    assert 'method="get"' in form[0]
    assert f'hx-get="{url(project)}"' in form[0]
    assert "hx-post" not in form[0]


@pytest.mark.parametrize(
    "models, entries, first, second",
    [
        (
            {"Page": {}},
            {},
            "Without a rule everybody may call every method.",
            "Begin with one that denies $everyone everything.",
        ),
        (
            {"Page": {"base": "Person"}, "Person": {"acls": [rule("DENY", "$everyone")]}},
            {},
            "This model has no rule of its own, but a rule from elsewhere counts for it, see below.",
            "Where it does not fit, everybody may call a method.",
        ),
        (
            {"Page": {"base": "Person", "defaultPermission": "DENY"}, "Person": {"acls": [rule("ALLOW", "admin")]}},
            {"Page": {"acls": [rule("ALLOW", "clerk", "count")]}},
            "This model has no rule of its own, but 2 rules from elsewhere count for it, see below.",
            "Where none of them fits, DENY counts.",
        ),
        ({"Page": {"defaultPermission": "DENY"}}, {}, "Without a rule DENY counts", "for every method."),
    ],
    ids=["no rules", "inherited", "inherited and configured", "denied by default"],
)
def test_of_a_model_without_own_rules_is_said_what_counts_then(
    you: Client, models: dict[str, Any], entries: dict[str, Any], first: str, second: str
) -> None:
    project = make_project(local_user(), texts(models, entries))
    html = you.get(url(project, model="Page")).content.decode()
    lead = re.search(r'<p class="lw-lead">(.*?)</p>', html, re.DOTALL)
    assert lead
    assert lead[1] == f"{first} {second}"
