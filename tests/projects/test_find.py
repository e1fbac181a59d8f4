"""What can be found in a project, by whom, and what comes first."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from projects.access import local_user
from projects.actions import files
from projects.actions.finding import Findable, find, marked, words_of
from projects.models import Project
from tests.people import browser_of, make_project

SCRIPT = {"HX-Request": "true"}
OPTION = re.compile(r'<(?:a|button)([^>]*) class="lw-option.*?class="what[^>]*>(.*?)</span>', re.DOTALL)


def options(client: Client, query: str, *, slug: str = "shop-api", at: str = "") -> dict[str, str]:
    """What the palette offers: the text of each option, and the attributes of its element."""
    answer = client.get(f"/projects/{slug}/find/", {"q": query, "at": at}, headers=SCRIPT)
    assert answer.status_code == 200
    found = OPTION.findall(answer.content.decode())
    return {unescape(re.sub("<[^>]+>", "", text)).strip(): unescape(attributes) for attributes, text in found}


class TestRanking:
    NAMES = [
        *(Findable(name, name) for name in ("Customer", "OrderItem", "Order", "server/datasources.json", "Reorder")),
        *(Findable(f"{of}.{name}", name, of) for of, name in (("Customer", "email"), ("OrderItem", "productId"))),
    ]

    @pytest.mark.parametrize(
        "typed,first",
        [
            ("order", "Order"),
            ("ordit", "OrderItem"),
            ("oi", "OrderItem"),
            ("customer.em", "Customer.email"),
            ("cust em", "Customer.email"),
            ("email", "Customer.email"),
            ("prid", "OrderItem.productId"),
            ("DATASOURCES", "server/datasources.json"),
        ],
    )
    def test_the_best_match_comes_first(self, typed: str, first: str) -> None:
        assert find(self.NAMES, words_of(typed))[0][1].thing == first

    def test_every_word_has_to_match(self) -> None:
        assert find(self.NAMES, ["order", "email"]) == []

    def test_letters_that_are_far_apart_do_not_match(self) -> None:
        assert find([Findable(1, "common/models/customer-address.json")], ["crdn"]) == []

    def test_of_a_url_only_the_scheme_is_looked_for(self) -> None:
        assert words_of("mysql://root:s3cret@db/shop") == ["mysql://"]

    def test_what_matched_is_marked(self) -> None:
        assert marked("OrderItem", ["ordit"]) == [("Ord", True), ("er", False), ("It", True), ("em", False)]
        assert marked("İ", ["i"]) == [("İ", False)]


def test_a_model_a_property_a_relation_a_source_and_a_file_are_found(you: Client, shop: Project) -> None:
    assert 'href="/projects/shop-api/models/Customer/"' in options(you, "customer")["Customer"]
    assert "/models/Customer/properties/#at=email" in options(you, "email")["Customer.email"]
    assert "/models/Customer/relations/#at=orders" in options(you, "customer.ord")["Customer.orders"]
    assert "/data-sources/corp1/" in options(you, "mysql")["corp1"]
    assert "/files/server/model-config.json" in options(you, "mod con json")["server/model-config.json"]


def test_what_was_changed_a_moment_ago_is_found(you: Client, shop: Project) -> None:
    assert "Customer.email" in options(you, "email")
    text = '{"name": "Customer", "properties": {"mailbox": "string"}}'
    files.save(shop, local_user(), "Renamed", lambda app: app.set_text("common/models/customer.json", text))
    assert "Customer.mailbox" in options(you, "mailbox")
    assert "Customer.email" not in options(you, "email")


@pytest.mark.parametrize(
    "typed,text,address",
    [
        ("problems", "Problems", "/problems/"),
        ("effective", "Effective configuration", "/effective/"),
        ("variables", "Variables", "/variables/"),
        ("endpoints", "API", "/api/"),
        ("secrets", "Variables", "/variables/"),
        ("mysql://root:s3cret@db/shop", "New MySQL data source", "?connector=mysql"),
        ("postgres", "PostgreSQL", "/connectors/postgresql/"),
        ("secret-in-file", "A secret stands in a file", "/problems/secret-in-file/"),
        ("zip", "Download a ZIP", "?way=download"),
    ],
)
def test_pages_actions_connectors_and_problems_are_found(
    you: Client, shop: Project, typed: str, text: str, address: str
) -> None:
    found = options(you, typed)
    if text not in found:  # the title of a kind of problem is its own business
        text = next(each for each, attributes in found.items() if address in attributes)
    assert address in found[text]


def test_the_tabs_and_verbs_of_the_model_at_hand_are_offered(you: Client, shop: Project) -> None:
    here = options(you, "", at="/projects/shop-api/models/Customer/properties/")
    assert 'href="/projects/shop-api/models/Customer/access/"' in here["Access control"]
    assert "/models/Customer/delete/" in here["Delete Customer"]
    elsewhere = options(you, "", at="/projects/shop-api/problems/")
    assert not {"Access control", "Delete Customer"} & set(elsewhere)


def test_the_environment_is_switched_on_the_page_one_is_on(you: Client, shop: Project) -> None:
    found = options(you, "switch dev", at="/projects/shop-api/models/Order/")
    assert 'href="/projects/shop-api/models/Order/?environment=development"' in found["Switch to development"]
    outside = options(you, "switch dev", at="//elsewhere.example/")
    assert 'href="/projects/shop-api/?environment=development"' in outside["Switch to development"]


def test_the_last_change_is_undone_and_done_again(you: Client, shop: Project) -> None:
    assert not any(text.startswith("Undo") for text in options(you, "undo"))
    files.save(shop, local_user(), "Changed the port", lambda app: app.set_text("server/config.json", "{}\n"))
    assert "/history/1/undo/" in options(you, "undo")["Undo: Changed the port"]
    you.post("/projects/shop-api/history/1/undo/")
    assert "/history/2/undo/" in options(you, "redo")["Redo: Changed the port"]


def test_other_projects_are_found_by_those_who_may_see_them(team: Project) -> None:
    from django.contrib.auth.models import User

    make_project(User.objects.get(username="alice"), name="Payroll")
    assert 'href="/projects/payroll/"' in options(browser_of("alice"), "payroll")["Payroll"]
    assert "Payroll" not in options(browser_of("bob"), "payroll")


def test_a_viewer_is_offered_nothing_that_changes(team: Project) -> None:
    files.save(team, None, "Changed the port", lambda app: app.set_text("server/config.json", "{}\n"))
    at = "/projects/shop-api/models/Customer/"
    offered: dict[str, dict[str, str]] = {"bob": {}, "victor": {}}
    for name, found in offered.items():
        for typed in ("", "new", "test", "undo", "delete", "rename", "commit", "download"):
            found |= options(browser_of(name), typed, at=at)
    only_bob = {"New model", "New data source", "Test all connections", "Undo: Changed the port", "Delete Customer"}
    assert only_bob <= set(offered["bob"])
    assert not only_bob & set(offered["victor"])
    victor = browser_of("victor")
    for text, attributes in offered["victor"].items():
        link = re.search(r'href="([^"#]+)', attributes)
        if link and "/projects/new/" not in link[1]:
            assert victor.get(link[1]).status_code == 200, text


def test_no_secret_is_found_or_shown(you: Client, shop: Project) -> None:
    answer = you.get("/projects/shop-api/find/", {"q": "s3cret-of-corp1"})
    assert "Nothing is called so" in answer.content.decode()
    url = you.get("/projects/shop-api/find/", {"q": "mysql://root:hunter2@db"}, follow=True)
    assert "hunter2" not in url.content.decode()


@pytest.mark.parametrize("page", ["/find/", "/projects/shop-api/find/"])
def test_a_password_that_is_typed_on_the_page_stands_in_no_address(you: Client, shop: Project, page: str) -> None:
    assert 'class="lw-find-form" method="post"' in you.get(page).content.decode()
    answer = you.post(page, {"q": "mysql://root:hunter2@db"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{page}?q=mysql%3A%2F%2F")
    assert you.post(page, {"q": "Order Item"}).headers["Location"] == f"{page}?q=order+item"
    assert you.post(page, {"q": ""}).headers["Location"] == page


def test_the_page_without_scripts_shows_more_and_one_kind_alone(you: Client, shop: Project) -> None:
    page = you.get("/projects/shop-api/find/?q=customer").content.decode()
    assert "<h2" in page
    assert 'href="/projects/shop-api/models/Customer/"' in page
    alone = you.get("/projects/shop-api/find/?q=e&kind=properties").content.decode()
    assert "#at=email" in alone
    assert 'class="lw-option" href="/projects/shop-api/models/Customer/"' not in alone


def test_outside_of_a_project_there_are_projects_connectors_and_actions(you: Client, shop: Project) -> None:
    page = you.get("/find/?q=shop").content.decode()
    assert 'href="/projects/shop-api/"' in page
    assert "MongoDB" in re.sub("</?mark>", "", you.get("/find/?q=mongo").content.decode())


def test_answers_are_kept_by_nobody(you: Client, shop: Project) -> None:
    answer = you.get("/projects/shop-api/find/?q=e", headers=SCRIPT)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert "<html" not in answer.content.decode()
