"""A form that a script sends: the page that it leads to still has the notices."""

from __future__ import annotations

import pytest
from django.test import Client

from projects.models import Project

pytestmark = pytest.mark.django_db


def test_a_script_that_sends_a_form_is_told_where_the_answer_leads(you: Client, shop: Project) -> None:
    url = f"/projects/{shop.slug}/data-sources/corp1/rename/"
    answer = you.post(url, {"name": "corp2"}, headers={"X-Form": "script"})
    assert (answer.status_code, answer.headers["X-Location"]) == (204, f"/projects/{shop.slug}/data-sources/corp2/")
    assert "Location" not in answer.headers
    assert "Renamed data source corp1 to corp2." in you.get(answer.headers["X-Location"]).content.decode()
    assert you.post(url, {"name": "corp2"}).status_code == 404
