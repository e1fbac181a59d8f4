"""What was done can be seen for each thing, and taken back part by part."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client

from designer.loopback.application import Application
from designer.loopback.refusal import Refused
from projects.access import local_user
from projects.actions import files, models, reverting, timelines
from projects.actions import history as actions
from projects.actions.history import State
from projects.actions.timelines import Kind
from projects.models import Change, Project, Revision, RevisionSubject
from tests.people import SHOP, browser_of, make_project

pytestmark = pytest.mark.django_db

CONFIG = "server/model-config.json"


def save(project: Project, summary: str, verb: object, author: User | None = None) -> Revision:
    assert callable(verb)
    revision = files.save(project, author, summary, verb)
    assert revision
    return revision


def undo(project: Project, revision: Revision) -> Revision:
    return actions.undo(project, None, revision)


def texts(project: Project) -> dict[str, str]:
    return {path: file.content.decode() for path, file in files.files_of(project).items()}


def add_note(app: Application) -> None:
    app.models.add("Note", {"properties": {"text": {"type": "string"}}}, {"dataSource": "db"})


class TestUndo:
    def test_a_change_is_taken_back_though_others_of_the_same_file_came_after(self, shop: Project) -> None:
        first = save(shop, "x", lambda app: app.models.attach(["Customer"], "db"))
        save(shop, "y", lambda app: app.models.attach(["Order"], "db"))
        undo(shop, first)
        expected = SHOP[CONFIG].replace('"Order": {\n    "dataSource": "corp1"', '"Order": {\n    "dataSource": "db"')
        assert texts(shop) == SHOP | {CONFIG: expected}

    def test_and_done_again_and_so_on(self, shop: Project) -> None:
        first = save(shop, "x", lambda app: app.models.attach(["Customer"], "db"))
        save(shop, "y", lambda app: app.models.attach(["Order"], "db"))
        after = texts(shop)
        undone = undo(shop, first)
        save(shop, "z", lambda app: app.models.attach(["User"], "corp1"))
        redone = undo(shop, undone)
        assert redone.summary == "Redid: x"
        assert texts(shop)[CONFIG] == after[CONFIG].replace(
            '"User": {\n    "dataSource": "db"', '"User": {\n    "dataSource": "corp1"'
        )

    def test_the_part_that_was_changed_again_is_named_and_nothing_changes(self, team: Project) -> None:
        bob = User.objects.get(username="bob")
        save(team, "x", lambda app: app.models.attach(["Customer", "Order"], "db"))
        save(team, "y", lambda app: app.models.attach(["User"], "corp1"))
        save(team, "z", lambda app: app.models.attach(["Customer"], None), bob)
        before = texts(team)
        answer = browser_of("alice").post(f"/projects/{team.slug}/history/1/undo/", follow=True)
        page = answer.content.decode()
        assert "Customer&#x27;s data source was changed again in revision 3 by bob. Undo that first." in page
        assert f'href="/projects/{team.slug}/history/3/"' in page
        assert texts(team) == before
        assert team.revisions.count() == 3

    @pytest.mark.parametrize(
        ("verbs", "expected"),
        [
            (
                [
                    lambda app: app.set_value(
                        "common/models/order.json", {"name": "Order", "properties": {"a": "string"}}
                    ),
                    lambda app: app.set_value(
                        "common/models/order.json", {"name": "Order", "properties": {"a": "date"}}
                    ),
                ],
                "Order's property a was",
            ),
            ([add_note, lambda app: app.set_text("common/models/note.json", '{"name": "Note"}')], "The model Note was"),
            (
                [
                    lambda app: app.data_sources.update("corp1", {"connector": "mysql", "port": 1}),
                    lambda app: app.data_sources.update("corp1", {"connector": "mysql", "port": 2}),
                ],
                "corp1's port was",
            ),
            (
                [
                    lambda app: app.set_text("common/models/customer.js", "1"),
                    lambda app: app.set_text("common/models/customer.js", "2"),
                ],
                "common/models/customer.js was",
            ),
        ],
    )
    def test_in_words_people_know(self, shop: Project, verbs: list[object], expected: str) -> None:
        first, _ = (save(shop, "x", verb) for verb in verbs)
        with pytest.raises(actions.ChangedSinceError, match=f"^{expected} changed again in revision 2 by somebody"):
            undo(shop, first)

    def test_what_is_no_more_cannot_be_taken_back_twice(self, you: Client, shop: Project) -> None:
        first = save(shop, "x", lambda app: app.models.attach(["Customer"], "db"))
        save(shop, "y", lambda app: app.models.attach(["Order"], "db"))
        undo(shop, first)
        with pytest.raises(Refused, match="taken back already"):
            undo(shop, first)
        assert shop.revisions.count() == 3

    def test_the_list_offers_what_can_be_done(self, you: Client, shop: Project) -> None:
        save(shop, "one", lambda app: app.models.attach(["Customer"], "db"))
        save(shop, "two", lambda app: app.models.attach(["Order"], "db"))
        save(shop, "three", lambda app: app.models.attach(["Order"], None))
        days = you.get(f"/projects/{shop.slug}/history/").context["days"]
        rows = {row["summary"]: (bool(row["undo_url"]), row["obstructed"]) for day in days for row in day["revisions"]}
        assert rows == {"one": (True, False), "two": (False, True), "three": (True, False)}

    def test_an_order_is_taken_back_and_what_came_after_stays(self, shop: Project) -> None:
        path = "server/datasources.json"
        host, port = '"host": "127.0.0.1"', '"port": 3306'
        swapped = SHOP[path].replace(f"{host},\n    {port}", f"{port},\n    {host}")
        assert swapped != SHOP[path]
        first = save(shop, "x", lambda app: app.set_text(path, swapped))
        save(shop, "y", lambda app: app.set_text(path, swapped.replace("3306", "3307")))
        assert actions.states(shop, [first]) == {1: State.POSSIBLE}
        undo(shop, first)
        assert texts(shop) == SHOP | {path: SHOP[path].replace("3306", "3307")}
        assert actions.states(shop, [first]) == {1: State.DONE}

    def test_a_layout_that_cannot_be_taken_back_is_not_said_to_be(self, shop: Project) -> None:
        path = "server/datasources.json"
        first = save(shop, "x", lambda app: app.set_text(path, SHOP[path].replace('"db": {', '"db":  {')))
        save(shop, "y", lambda app: app.set_text(path, app.text(path).replace('"corp1": {', '"corp1":  {')))
        assert actions.states(shop, [first]) == {1: State.OBSTRUCTED}
        with pytest.raises(actions.ChangedSinceError):
            undo(shop, first)

    def test_the_permissions_that_a_file_got_since_stay(self, shop: Project) -> None:
        first = save(shop, "x", lambda app: app.models.attach(["Customer"], "db"))
        shop.files.filter(path=CONFIG).update(mode=0o755)
        undo(shop, first)
        assert files.files_of(shop)[CONFIG].mode == 0o755


class TestRestore:
    def test_a_model_comes_back_with_all_that_went_with_it(self, you: Client, shop: Project) -> None:
        layers = {"server/model-config.production.json": '{\n  "Customer": {"public": false},\n  "User": {}\n}\n'}
        project = make_project(local_user(), SHOP | layers, "Another")
        models.delete(project, None, "Customer", with_script=True)
        save(project, "y", add_note)
        note = texts(project)
        answer = you.get(f"/projects/{project.slug}/models/Customer/")
        assert answer.status_code == 404
        assert "“Customer” was deleted in revision 1 by somebody." in answer.content.decode()
        rows = [
            row for day in you.get(f"/projects/{project.slug}/history/").context["days"] for row in day["revisions"]
        ]
        assert rows[1]["undo_word"] == "Restore"
        url = answer.context["restore_url"]
        back = you.post(url, headers={"Referer": f"http://testserver/projects/{project.slug}/models/Customer/"})
        assert back.headers["Location"] == f"/projects/{project.slug}/models/Customer/"
        assert you.get(back.headers["Location"]).status_code == 200
        added = ',\n  "Note": {\n    "dataSource": "db"\n  }\n}\n'
        expected = SHOP | layers | {CONFIG: SHOP[CONFIG].replace("\n}\n", added)}
        assert texts(project) == expected | {path: note[path] for path in note if "note" in path}

    def test_a_data_source_comes_back_to_its_models(self, you: Client, shop: Project) -> None:
        save(shop, "gone", lambda app: app.data_sources.delete("corp1"))
        save(shop, "y", lambda app: app.data_sources.add("late", "memory", {}))
        answer = you.get(f"/projects/{shop.slug}/data-sources/corp1/")
        you.post(answer.context["restore_url"])
        app = files.application(shop)
        assert list(app.data_sources) == ["db", "corp1", "late"]
        assert app.models["Customer"].data_source == "corp1"
        assert texts(shop)[CONFIG] == SHOP[CONFIG]

    def test_what_has_another_name_now_is_found_there(self, you: Client, shop: Project) -> None:
        save(shop, "x", lambda app: app.models.rename("Customer", "Client"))
        answer = you.get(f"/projects/{shop.slug}/models/Customer/")
        assert answer.status_code == 404
        assert answer.context["new_url"] == f"/projects/{shop.slug}/models/Client/"

    def test_a_viewer_is_not_offered_what_they_may_not(self, team: Project) -> None:
        models.delete(team, None, "Customer", with_script=True)
        page = browser_of("victor").get(f"/projects/{team.slug}/models/Customer/").content.decode()
        assert "was deleted in revision 1" in page
        assert '<button class="btn btn-primary">' not in page


class TestTimelines:
    @pytest.fixture
    def busy(self, shop: Project) -> Project:
        save(shop, "1 attach both", lambda app: app.models.attach(["Customer", "Order"], "db"))
        save(shop, "2 another", lambda app: app.data_sources.update("corp1", {"connector": "mysql", "port": 1}))
        save(shop, "3 rename", lambda app: app.models.rename("Customer", "Client"))
        save(
            shop, "4 edit", lambda app: app.models.update("Client", app.models["Client"].definition | {"strict": True})
        )
        save(shop, "5 rename source", lambda app: app.data_sources.rename("corp1", "warehouse"))
        save(shop, "6 script", lambda app: app.set_text("common/models/client.js", "//"))
        save(shop, "7 new customer", lambda app: app.models.add("Customer", {}, {"dataSource": None}))
        return shop

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("model=Client", "6431"),
            ("model=Order", "1"),
            ("model=Customer", "731"),
            ("data-source=warehouse", "52"),
            ("file=common/models/client.json", "43"),
            ("file=server/datasources.json", "52"),
            ("file=nothing", ""),
        ],
    )
    def test_only_what_touched_it_under_any_name(self, you: Client, busy: Project, query: str, expected: str) -> None:
        answer = you.get(f"/projects/{busy.slug}/history/?{query}")
        rows = [row for day in answer.context["days"] for row in day["revisions"]]
        assert "".join(row["summary"][0] for row in rows) == expected

    def test_each_with_the_difference_of_that_part_alone(self, you: Client, busy: Project) -> None:
        page = you.get(f"/projects/{busy.slug}/history/?model=Client")
        rows = {row["summary"][0]: row["files"] for day in page.context["days"] for row in day["revisions"]}
        assert {key: [each.path for each in found] for key, found in rows.items()} == {
            "6": ["common/models/client.js"],
            "4": ["common/models/client.json"],
            "3": ["common/models/client.json", CONFIG],
            "1": [CONFIG],
        }
        (difference,) = rows["1"]
        shown = "".join(part.text for row in difference.rows for part in (*row.left_parts, *row.right_parts))
        assert "Customer" in shown
        assert "Order" not in shown
        (moved, _) = rows["3"]
        assert (moved.status, moved.changed) == ("changed", 1)

    def test_a_file_is_marked_by_what_became_of_itself(self, you: Client, shop: Project) -> None:
        models.delete(shop, None, "Customer", with_script=True)
        save(shop, "note", add_note)
        for name, paths, status in (
            ("Customer", ("common/models/customer.js", "common/models/customer.json"), "deleted"),
            ("Note", ("common/models/note.js", "common/models/note.json"), "added"),
        ):
            page = you.get(f"/projects/{shop.slug}/history/?model={name}")
            (row,) = (row for day in page.context["days"] for row in day["revisions"])
            assert {each.path: each.status for each in row["files"]} == dict.fromkeys(paths, status) | {
                CONFIG: "changed"
            }

    def test_a_viewer_sees_no_secret_in_it(self, team: Project) -> None:
        save(team, "x", lambda app: app.data_sources.update("corp1", {"password": "newest-secret"}))
        page = browser_of("victor").get(f"/projects/{team.slug}/history/?data-source=corp1").content.decode()
        assert "password" in page
        assert "s3cret-of-corp1" not in page
        assert "newest-secret" not in page

    def test_the_pages_of_things_lead_to_their_history(self, you: Client, busy: Project) -> None:
        for url, query in (
            ("models/Client/", "model=Client"),
            ("data-sources/warehouse/", "data-source=warehouse"),
            ("files/common/models/client.json", "file=common%2Fmodels%2Fclient.json"),
        ):
            page = you.get(f"/projects/{busy.slug}/{url}").content.decode()
            assert f'href="/projects/{busy.slug}/history/?{query}"' in page

    def test_a_renaming_that_was_taken_back_is_followed_too(self, shop: Project) -> None:
        first = save(shop, "1", lambda app: app.models.rename("Customer", "Client"))
        undo(shop, first)
        timeline = timelines.of(shop, Kind.MODEL, "Customer")
        assert [span.name for span in timeline.spans] == ["Customer", "Client", "Customer"]
        assert timeline.revisions().count() == 2


class TestRevert:
    def url(self, project: Project, path: str) -> str:
        return f"/projects/{project.slug}/file-revert/{path}"

    def test_shows_the_difference_then_does_it_and_can_be_undone(self, you: Client, shop: Project) -> None:
        save(shop, "x", lambda app: app.models.attach(["Customer"], "db"))
        changed = texts(shop)
        page = you.get(self.url(shop, CONFIG))
        assert [each.changed for each in page.context["files"]] == [1]
        answer = you.post(self.url(shop, CONFIG), page.context["hidden"])
        assert answer.headers["Location"] == f"/projects/{shop.slug}/files/{CONFIG}"
        assert texts(shop) == SHOP
        undo(shop, shop.revisions.get(number=2))
        assert texts(shop) == changed

    def test_what_changed_since_it_was_shown_is_shown_again(self, you: Client, shop: Project) -> None:
        save(shop, "x", lambda app: app.models.attach(["Customer"], "db"))
        hidden = you.get(self.url(shop, CONFIG)).context["hidden"]
        save(shop, "y", lambda app: app.models.attach(["Order"], "db"))
        before = texts(shop)
        assert "changed since this was shown" in you.post(self.url(shop, CONFIG), hidden, follow=True).content.decode()
        assert texts(shop) == before

    def test_a_file_that_was_added_here_is_deleted_unless_loopback_would_miss_it(
        self, you: Client, shop: Project
    ) -> None:
        save(shop, "x", add_note)
        path = "common/models/note.json"
        page = you.get(self.url(shop, path))
        assert "Delete common/models/note.json?" in page.content.decode()
        refused = you.post(self.url(shop, path), page.context["hidden"], follow=True).content.decode()
        assert "LoopBack would not start without common/models/note.json, so it was not deleted." in refused
        save(
            shop, "y", lambda app: app.set_value(CONFIG, {k: v for k, v in app.members(CONFIG).items() if k != "Note"})
        )
        you.post(self.url(shop, path), page.context["hidden"])
        assert path not in texts(shop)

    def test_a_file_that_was_deleted_here_comes_back(self, you: Client, shop: Project) -> None:
        save(shop, "x", lambda app: app.delete("common/models/customer.js"))
        you.post(
            self.url(shop, "common/models/customer.js"),
            {"seen": reverting.look(shop, "common/models/customer.js").seal},
        )
        assert texts(shop) == SHOP

    def test_nothing_to_revert_is_said(self, you: Client, shop: Project) -> None:
        assert "Nothing to revert" in you.get(self.url(shop, CONFIG)).content.decode()
        assert you.get(self.url(shop, "no/such.json")).status_code == 404


def test_states_of_many_revisions_are_found_with_few_queries(
    shop: Project, django_assert_max_num_queries: object, tmp_path: Path
) -> None:
    for number in range(12):
        save(shop, "x", lambda app, n=number: app.set_value("server/config.json", {"port": n, f"key{n}": n}))
    revisions = list(shop.revisions.prefetch_related("changes"))
    first = actions.states(shop, revisions)
    assert first[12] == State.POSSIBLE
    assert first[1] == State.OBSTRUCTED
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(2):
        assert actions.states(shop, revisions) == first


@pytest.mark.parametrize(("path", "name"), [("server/model-config.json", "User"), ("server/datasources.json", "corp1")])
def test_what_cannot_be_read_for_a_while_is_changed_and_not_deleted(shop: Project, path: str, name: str) -> None:
    for number, each in enumerate(("not JSON", SHOP[path]), 1):
        save(shop, "x", lambda app, each=each: app.set_text(path, each))
        subject = RevisionSubject.objects.get(revision__number=number, name=name)
        assert subject.effect == "changed"


def test_revisions_from_before_know_what_they_are_about_too(shop: Project) -> None:
    save(shop, "1", lambda app: app.models.rename("Customer", "Client"))
    save(shop, "2", lambda app: app.data_sources.rename("corp1", "warehouse"))
    models.delete(shop, None, "Order", with_script=True)

    def known() -> list[tuple[object, ...]]:
        subjects = RevisionSubject.objects.order_by("revision__number", "pk")
        return [
            *subjects.values_list("revision__number", "kind", "name", "effect", "old_name"),
            *Change.objects.exclude(moved_from="").order_by("path").values_list("path", "moved_from"),
        ]

    expected = known()
    RevisionSubject.objects.all().delete()
    Change.objects.update(moved_from="")
    import_module("projects.migrations.0003_history").fill(apps, None)
    assert known() == expected
