"""Bob may edit Alice's project, but no test of his sends her secrets where she did not send them."""

from __future__ import annotations

from typing import Any

import pytest

from designer.connectors.results import CheckResult, Verdict
from designer.loopback.refusal import Refused
from projects.actions import files, testing, variables
from projects.models import Project
from tests.people import browser_of
from tests.projects.test_testing import with_source

pytestmark = pytest.mark.django_db
REFUSED = "only sent to the address it was saved with"
MYSQL = {"connector": "mysql", "user": "shop", "database": "shop"}


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The settings of each test that was let through; nothing is contacted."""
    found: list[dict[str, Any]] = []

    def check(connector: str | None, settings: dict[str, Any], **_: object) -> CheckResult:
        found.append(settings)
        return CheckResult(Verdict.VERIFIED, "Yes.")

    monkeypatch.setattr("designer.testing.check", check)
    return found


def tried(who: str, project: Project, name: str, **form: str) -> str:
    """What a person is told who tries a data source with what is typed in the form: nothing typed but `form`."""
    url = f"/projects/{project.slug}/data-sources/{name}/test/"
    data = {"s-password-mode": "variable", "s-password-variable": "PW", "s-password-value": ""}
    source = files.application(project).data_sources.get(name)
    shown = source.settings if source else {}
    data |= {f"s-{key}": str(shown[key]) for key in ("host", "port", "user", "database") if key in shown}
    if "${" not in str(shown.get("password", "${")):
        data["s-password-mode"] = "file"
    answer = browser_of(who).post(url, data | form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return str(answer.context["result"]["sentence"])


def variables_page(who: str, project: Project, name: str, value: str, environment: str = "development") -> None:
    data = {"name": name, "value": value, "environments": [environment]}
    assert browser_of(who).post(f"/projects/{project.slug}/variables/keep/", data).status_code == 302


def with_variables(project: Project) -> Project:
    """Alice's data source, whose host and password are variables that she keeps."""
    with_source(project, "corp1", **MYSQL, host="${DB_HOST}", password="${PW}")
    for name, value in (("DB_HOST", "db.example.com"), ("PW", "alices")):
        variables_page("alice", project, name, value)
    return project


class TestThroughAVariable:
    def test_alice_is_not_asked_where_she_kept_it(self, team: Project, attempts: list[dict[str, Any]]) -> None:
        assert tried("alice", with_variables(team), "corp1") == "Yes."
        assert tried("bob", team, "corp1") == "Yes."
        assert [(each["host"], each["password"]) for each in attempts] == [("db.example.com", "alices")] * 2

    @pytest.mark.parametrize("password", ["${PW}", "alices"])
    def test_bob_changes_the_host(self, password: str, team: Project, attempts: list[dict[str, Any]]) -> None:
        with_variables(team)
        with_source(team, "corp1", **MYSQL, host="${DB_HOST}", password=password)
        variables_page("bob", team, "DB_HOST", "evil.example.com")
        for who in ("bob", "alice"):
            assert REFUSED in tried(who, team, "corp1")
        assert attempts == []

    def test_bob_changes_it_back(self, team: Project, attempts: list[dict[str, Any]]) -> None:
        with_variables(team)
        variables_page("bob", team, "DB_HOST", "evil.example.com")
        variables_page("bob", team, "DB_HOST", "db.example.com")
        assert tried("bob", team, "corp1") == "Yes."

    def test_bob_removes_the_host_so_that_another_one_is_taken(
        self, team: Project, attempts: list[dict[str, Any]]
    ) -> None:
        with_variables(team)
        browser_of("bob").post(f"/projects/{team.slug}/variables/DB_HOST/remove/", {"environment": "development"})
        assert variables.names(team, "development") == {"PW"}
        assert REFUSED in tried("bob", team, "corp1")

    def test_a_host_that_falls_back_to_the_applications_own(
        self, team: Project, attempts: list[dict[str, Any]]
    ) -> None:
        with_source(team, "corp1", **MYSQL, host="${host}", password="alices")
        variables_page("bob", team, "host", "evil.example.com")
        assert REFUSED in tried("bob", team, "corp1")

    def test_the_secret_of_another_layer(self, team: Project, attempts: list[dict[str, Any]]) -> None:
        with_source(team, "corp1", **MYSQL, host="${DB_HOST}")
        layer = '{"corp1": {"password": "alices"}}'
        variables.keep(team, "production", {"DB_HOST": "db.example.com"})
        files.save(team, None, "x", lambda app: app.set_text("server/datasources.production.json", layer))
        settings = files.application(team).data_sources["corp1"].settings
        variables_page("bob", team, "DB_HOST", "evil.example.com", "production")
        with pytest.raises(Refused, match=REFUSED):
            testing.check(team, "production", "corp1", settings)
        variables_page("bob", team, "DB_HOST", "db.example.com", "production")
        testing.check(team, "production", "corp1", settings)
        assert [each["password"] for each in attempts] == ["alices"]

    def test_who_knows_the_secret_may_send_it_anywhere(self, team: Project, attempts: list[dict[str, Any]]) -> None:
        with_variables(team)
        variables_page("bob", team, "DB_HOST", "new.example.com")
        assert tried("alice", team, "corp1", **{"s-password-value": "alices"}) == "Yes."
        assert tried("bob", team, "corp1") == "Yes."

    def test_kept_again_it_is_for_where_it_goes_now(self, team: Project, attempts: list[dict[str, Any]]) -> None:
        with_variables(team)
        variables_page("bob", team, "DB_HOST", "new.example.com")
        variables_page("alice", team, "PW", "alices")
        assert tried("bob", team, "corp1") == "Yes."


class TestInOtherWays:
    def test_bob_saves_another_host(self, team: Project, attempts: list[dict[str, Any]]) -> None:
        with_variables(team)
        url = f"/projects/{team.slug}/data-sources/corp1/"
        form = {"s-password-mode": "variable", "s-password-variable": "PW", "s-password-value": ""}
        assert browser_of("bob").post(url, form | {"s-host": "evil.example.com", "s-user": "shop"}).status_code == 302
        assert files.application(team).data_sources["corp1"].settings["host"] == "evil.example.com"
        assert REFUSED in tried("bob", team, "corp1")

    def test_bob_uses_the_variable_in_a_data_source_of_his_own(
        self, team: Project, attempts: list[dict[str, Any]]
    ) -> None:
        with_variables(team)
        for settings in ({"user": "u", "password": "${PW}"}, {"user": "${PW}", "password": "known"}):
            with_source(team, "own", connector="mysql", host="evil.example.com", **settings)
            mode = {} if settings["password"] == "${PW}" else {"s-password-mode": "file", "s-password-secret": "known"}
            assert REFUSED in tried("bob", team, "own", **mode)
        assert attempts == []

    def test_bob_moves_a_secret_from_the_file_to_a_variable(
        self, team: Project, attempts: list[dict[str, Any]]
    ) -> None:
        with_source(team, "corp1", **MYSQL, host="${DB_HOST}", password="alices")
        variables_page("alice", team, "DB_HOST", "db.example.com")
        variables_page("bob", team, "DB_HOST", "evil.example.com")
        form = {"s-password-mode": "variable", "s-password-variable": "MOVED", "s-password-value": ""}
        url = f"/projects/{team.slug}/data-sources/corp1/"
        assert browser_of("bob").post(url, form | {"s-host": "${DB_HOST}", "s-user": "shop"}).status_code == 302
        assert variables.values(team, "development")["MOVED"] == "alices"
        assert REFUSED in tried("bob", team, "corp1", **{"s-password-variable": "MOVED"})

    def test_bob_copies_a_value_to_an_environment_with_his_host(
        self, team: Project, attempts: list[dict[str, Any]]
    ) -> None:
        with_variables(team)
        files.save(team, None, "x", lambda app: app.set_text("server/datasources.staging.json", "{}"))
        variables_page("bob", team, "DB_HOST", "evil.example.com", "staging")
        copied = {"source": "development", "target": "staging", "name": "PW"}
        browser_of("bob").post(f"/projects/{team.slug}/variables/copy/", copied)
        assert variables.values(team, "staging") == {"DB_HOST": "evil.example.com", "PW": "alices"}
        with pytest.raises(Refused, match=REFUSED):
            testing.check(team, "staging", "corp1", files.application(team).data_sources["corp1"].settings)

    def test_a_value_that_nothing_used_when_it_was_kept_is_for_nowhere(
        self, team: Project, attempts: list[dict[str, Any]]
    ) -> None:
        variables_page("alice", team, "LATER", "alices")
        with_source(team, "own", connector="mysql", host="evil.example.com", user="u", password="${LATER}")
        assert "Type the value of LATER again" in tried("bob", team, "own", **{"s-password-variable": "LATER"})

    def test_a_secret_among_settings_that_nobody_described_stays_too(
        self, team: Project, attempts: list[dict[str, Any]]
    ) -> None:
        with_source(team, "corp1", **MYSQL, host="db.example.com", password="known", apiSecret="alices")
        typed = {"s-host": "evil.example.com", "s-password-mode": "file", "s-password-secret": "known"}
        assert "apiSecret" in tried("bob", team, "corp1", **typed)


class TestAlone:
    def test_filling_in_one_value_after_the_other_asks_for_nothing(
        self, shop: Project, attempts: list[dict[str, Any]]
    ) -> None:
        with_source(shop, "corp1", connector="mysql", host="${H}", password="${A_PW}", user="${Z}")
        for name in ("A_PW", "H", "Z"):
            variables_page("you", shop, name, f"value-{name}")
        assert tried("you", shop, "corp1", **{"s-password-variable": "A_PW"}) == "Yes."

    def test_another_host_asks_once(self, shop: Project, attempts: list[dict[str, Any]]) -> None:
        with_variables_of_you(shop)
        variables_page("you", shop, "DB_HOST", "new.example.com")
        assert REFUSED in tried("you", shop, "corp1")
        assert tried("you", shop, "corp1", **{"s-password-value": "mine"}) == "Yes."
        assert tried("you", shop, "corp1") == "Yes."

    def test_saving_is_enough(self, shop: Project, attempts: list[dict[str, Any]]) -> None:
        with_variables_of_you(shop)
        form = {"s-password-mode": "variable", "s-password-variable": "PW", "s-password-value": ""}
        url = f"/projects/{shop.slug}/data-sources/corp1/"
        browser_of("you").post(url, form | {"s-host": "new.example.com", "s-user": "shop", "s-database": "shop"})
        assert tried("you", shop, "corp1") == "Yes."


def with_variables_of_you(project: Project) -> None:
    with_source(project, "corp1", **MYSQL, host="${DB_HOST}", password="${PW}")
    for name, value in (("DB_HOST", "db.example.com"), ("PW", "mine")):
        variables_page("you", project, name, value)


class TestAVariableThatChangesItsUse:
    """One that is used for a plain setting while its value is typed, and for a password when it is sent."""

    def test_a_plain_one_is_put_in_the_place_of_a_password(self, team: Project, attempts: list[dict[str, Any]]) -> None:
        name = "DB_CRED"
        with_source(team, "corp1", **MYSQL | {"database": f"${{{name}}}"}, host="db.example.com", password="x")
        variables_page("alice", team, name, "alices")
        assert variables.known(team, "development").plain == {name}
        with_source(team, "corp1", **MYSQL, host="evil.example.com", password=f"${{{name}}}")
        assert f"Type the value of {name}" in tried("bob", team, "corp1", **{"s-password-variable": name})
        assert attempts == []

    def test_a_secret_does_not_become_plain(self, team: Project, attempts: list[dict[str, Any]]) -> None:
        name = "DB_CRED"
        with_source(team, "corp1", **MYSQL, host="db.example.com", password=f"${{{name}}}")
        variables_page("alice", team, name, "old")
        with_source(team, "corp1", **MYSQL | {"database": f"${{{name}}}"}, host="db.example.com", password="x")
        variables_page("alice", team, name, "alices")
        with_source(team, "corp1", **MYSQL | {"database": f"${{{name}}}"}, host="evil.example.com", password="x")
        assert f"Type the value of {name}" in tried("bob", team, "corp1")
        assert attempts == []
