"""The people of the tests: Alice owns, Bob edits, Victor views, Mallory is a stranger."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from designer.loopback.discovery import choose_root, select
from designer.transfer.upload import UploadTree
from projects.access import local_user
from projects.actions.importing import create_project
from projects.models import Member, Project, Role

SHOP = {
    "package.json": '{\n  "name": "shop",\n  "dependencies": {\n    "loopback": "^3.22.0"\n  }\n}\n',
    "server/config.json": '{\n  "host": "127.0.0.1"\n}\n',
    "server/datasources.json": """{
  "db": {
    "name": "db",
    "connector": "memory"
  },
  "corp1": {
    "name": "corp1",
    "connector": "mysql",
    "host": "127.0.0.1",
    "port": 3306,
    "user": "shop",
    "password": "s3cret-of-corp1",
    "database": "shop",
    "timezone": "Z",
    "acquireTimeout": 2000
  }
}
""",
    "server/model-config.json": """{
  "_meta": {
    "sources": [
      "loopback/common/models",
      "loopback/server/models",
      "../common/models",
      "./models"
    ]
  },
  "User": {
    "dataSource": "db"
  },
  "Customer": {
    "dataSource": "corp1",
    "public": true
  },
  "Order": {
    "dataSource": "corp1",
    "public": true
  }
}
""",
    "common/models/customer.json": """{
  "name": "Customer",
  "base": "PersistedModel",
  "idInjection": true,
  "properties": {
    "email": {
      "type": "string",
      "required": true
    },
    "tags": ["string"]
  },
  "validations": [],
  "relations": {
    "orders": {
      "type": "hasMany",
      "model": "Order",
      "foreignKey": ""
    }
  },
  "acls": [],
  "methods": {}
}
""",
    "common/models/customer.js": "'use strict';\n\nmodule.exports = function(Customer) {};\n",
    "common/models/order.json": '{\n  "name": "Order",\n  "properties": {}\n}\n',
}
"""A small application of our own."""


def make_project(owner: User, files: dict[str, str] = SHOP, name: str = "Shop API") -> Project:
    """A project of these files."""
    tree = UploadTree({path: text.encode() for path, text in files.items()})
    return create_project(owner, name, select(tree, choose_root(tree, None)), "archive", "shop.zip")


def write_application(folder: Path, files: dict[str, str] = SHOP) -> Path:
    """The files in a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.fixture
def you(client: Client, db: None) -> Client:
    """The browser of the one person of local use."""
    client.force_login(local_user())
    return client


@pytest.fixture
def shop(db: None) -> Project:
    """A project of the one person of local use."""
    return make_project(local_user())


@pytest.fixture
def team(settings: Settings, db: None) -> Project:
    """A project served for a team: Alice owns it, Bob edits, Victor views, Mallory has no part in it."""
    settings.TEAM = True
    settings.FOLDERS = []
    alice, bob, victor, _ = (
        User.objects.create_user(name, password="x") for name in ("alice", "bob", "victor", "mallory")
    )
    project = make_project(alice)
    Member.objects.create(project=project, user=bob, role=Role.EDITOR)
    Member.objects.create(project=project, user=victor, role=Role.VIEWER)
    return project


def browser_of(name: str) -> Client:
    """The browser of a person who signed in."""
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client
