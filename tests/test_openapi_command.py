"""`openapi`: the document on the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.people import SHOP, write_application


def printed(source: Path, *options: str) -> tuple[Any, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("openapi", str(source), *options, stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


def test_prints_what_the_application_will_serve(tmp_path: Path) -> None:
    document, notes = printed(write_application(tmp_path))
    assert document["swagger"] == "2.0"
    assert "get" in document["paths"]["/Customers/{id}/orders"]
    assert notes == ""


def test_the_environment_counts(tmp_path: Path) -> None:
    hidden = '{"Customer": {"public": false}}'
    write_application(tmp_path, SHOP | {"server/model-config.production.json": hidden})
    assert "/Customers" not in printed(tmp_path, "--environment", "production")[0]["paths"]
    assert "/Customers" in printed(tmp_path)[0]["paths"]


def test_what_the_files_do_not_tell_is_said_beside_the_document(tmp_path: Path) -> None:
    script = "module.exports = function(Customer) { Customer.remoteMethod('greet', {}); };\n"
    notes = printed(write_application(tmp_path, SHOP | {"common/models/customer.js": script}))[1]
    assert "There may be some of “Customer”" in notes


def test_a_folder_without_an_application_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        printed(tmp_path)
    assert refused.value.returncode == 2
