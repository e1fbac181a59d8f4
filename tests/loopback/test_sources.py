"""Where definitions are looked for: `_meta.sources` as loopback-boot reads it, on Linux."""

from __future__ import annotations

import json

import pytest

from designer.loopback import discovery
from designer.loopback.application import Application, Refused
from designer.transfer.folder import FolderTree
from tests.corpus import APPLICATIONS


def application(name: str) -> Application:
    tree = FolderTree(APPLICATIONS / name)
    return discovery.select(tree, discovery.roots(tree)[0]).application


def with_sources(*sources: str, paths: tuple[str, ...] = ()) -> Application:
    config = json.dumps({"_meta": {"sources": sources}, "Note": {"dataSource": None}})
    texts = {path: json.dumps({"name": path}) for path in paths}
    return Application({"server/model-config.json": config, **texts}, "server")


@pytest.mark.parametrize(
    "source,folder",
    [
        ("../common/models", "common/models"),
        ("./models", "server/models"),
        ("models", "server/models"),
        ("my-package/models", "server/my-package/models"),
        ("..\\common\\models", "server/..\\common\\models"),
        ("../../outside", "../outside"),
    ],
)
def test_a_source_is_a_folder_beside_the_configuration(source: str, folder: str) -> None:
    assert with_sources(source).models.folders == [folder]


@pytest.mark.parametrize("source", ["loopback/common/models", "/srv/models", "./node_modules/x/models"])
def test_some_sources_are_never_of_the_application(source: str) -> None:
    assert with_sources(source).models.folders == []


@pytest.mark.parametrize(
    "source,foreign",
    [
        ("../common/models", False),
        ("loopback/server/models", False),
        ("models", False),
        ("my-package/models", True),
        ("../../outside", True),
        ("/srv/models", True),
    ],
)
def test_what_may_stand_elsewhere_is_known(source: str, foreign: bool) -> None:
    app = with_sources(source, paths=("server/models/a.json",))
    assert app.models.has_foreign_sources is foreign


def test_a_new_model_is_never_put_where_a_package_would_be_hidden() -> None:
    app = with_sources("my-package/models", "../common/models")
    app.models.add("Order", {}, {"dataSource": None})
    assert app.models["Order"].path == "common/models/order.json"


def test_of_one_model_defined_twice_the_last_one_found_counts() -> None:
    models = application("defined-twice").models
    assert models["Customer"].definition["description"] == "the one that counts"
    assert models.outdone_by("common/models/customer.json") == "server/models/customer.json"
    assert models.outdone_by("server/models/customer.json") is None
    assert models["Order"].path == "common/models/order.json"
    assert models.outdone_by("common/models/order-old.json") == "common/models/order.json"
    assert models.outdone_by("server/datasources.json") is None


def test_a_definition_without_a_name_has_that_of_its_file() -> None:
    assert dict(application("without-names").models.definition_paths) == {
        "Customer": "common/models/customer.json",
        "Empty": "common/models/empty.json",
        "OrderItem": "common/models/order-item.json",
    }


def test_broken_parts_are_never_in_the_way_of_the_rest() -> None:
    app = application("broken-parts")
    app.models.rename("Customer", "Client")
    assert app.models["Order"].base == "Client"
    assert "common/models/broken.json" not in app.changes()
    app.models.attach(["Client"], None)
    app.models.delete("Order", with_script=True)


def test_a_file_that_may_hold_the_name_too_must_be_readable() -> None:
    app = application("broken-parts")
    with pytest.raises(Refused, match=r"server/datasources\.production\.json cannot be read as JSON"):
        app.data_sources.rename("db", "memory")
    assert app.changes() == {}
