"""A new LoopBack 3 application that installs, starts and answers, as the start of a project."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from designer.loopback.builtin import BUILTIN
from designer.loopback.files import File, encode
from designer.loopback.jsontext import JSON, dump
from designer.loopback.names import script_argument_name

_SAMPLE: Final = Path(__file__).parent / "sample_shop"

TemplateName = Literal["api-server", "empty-server", "sample-shop"]


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of application to start with, as people choose it."""

    title: str
    description: str


TEMPLATES: Final[Mapping[TemplateName, Template]] = MappingProxyType(
    {
        "api-server": Template(
            "API server",
            "Users who sign up and sign in, roles and access control, on a data source in memory.",
        ),
        "empty-server": Template(
            "Empty server",
            "Only the server and the API explorer: no data sources and no models yet.",
        ),
        "sample-shop": Template(
            "Sample shop",
            "Customers, orders, products and reviews to look at and to try things with, with a few products in memory.",
        ),
    }
)


def create(template: TemplateName, name: str, *, loopback: int = 3) -> dict[str, File]:
    """The files of a new application called `name` by people, each under its path.

    Raises ValueError for a template or a version of LoopBack that there is no scaffold for.
    """
    if template not in TEMPLATES:
        raise ValueError(f"There is no template “{template}”.")
    if loopback != 3:
        raise ValueError(f"A new application uses LoopBack 3; there is no scaffold for LoopBack {loopback}.")
    texts = {
        **{path: dump(value) for path, value in _configuration(template, name).items()},
        **_texts(template, name),
        **(_sample_texts() if template == "sample-shop" else {}),
    }
    return {path: File(encode(text)) for path, text in sorted(texts.items())}


def model_script(name: str) -> str:
    """The script of a new model, to be kept beside its definition."""
    return f"'use strict';\n\nmodule.exports = function({script_argument_name(name)}) {{\n\n}};\n"


def package_name(name: str) -> str:
    """A name for package.json that npm accepts: “Bücher & Co” is `bucher-co`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9._-]+", "-", plain)[:200].strip("-._")
    return "loopback-application" if slug in {"", "node_modules", "favicon.ico"} else slug


def _configuration(template: TemplateName, name: str) -> dict[str, JSON]:
    in_use = ("User", "AccessToken", "ACL", "RoleMapping", "Role") if template == "api-server" else ()
    return {
        "package.json": _package(name, _SAMPLE_PACKAGES if template == "sample-shop" else {}),
        "server/config.json": _CONFIG,
        "server/datasources.json": {"db": {"name": "db", "connector": "memory"}} if in_use else {},
        "server/model-config.json": {"_meta": _META, **{model: _entry(model) for model in in_use}},
        "server/middleware.json": _MIDDLEWARE,
        "server/middleware.development.json": {
            "final:after": {"strong-error-handler": {"params": {"debug": True, "log": True}}}
        },
        "server/component-config.json": {
            "loopback-component-explorer": {"mountPath": "/explorer", "generateOperationScopedModels": True}
        },
    }


def _entry(model: str) -> JSON:
    entry: dict[str, JSON] = {"dataSource": "db"}
    if model == "RoleMapping":
        # Ids of users are compared as they are, also where they look like MongoDB's.
        entry["options"] = {"strictObjectIDCoercion": True}
    return entry if BUILTIN[model].public else {**entry, "public": False}


def _package(name: str, more: Mapping[str, str]) -> JSON:
    packages = {**_PACKAGES, **more}
    return {
        "name": package_name(name),
        "version": "1.0.0",
        "description": name,
        "private": True,
        "license": "UNLICENSED",
        "main": "server/server.js",
        "engines": {"node": ">=10"},
        "scripts": {"start": "node ."},
        "dependencies": {key: packages[key] for key in sorted(packages)},
    }


def _texts(template: TemplateName, name: str) -> dict[str, str]:
    texts = {
        ".editorconfig": _EDITORCONFIG,
        ".gitignore": _GITIGNORE,
        "README.md": _README.format(name=" ".join(name.split())),
        "server/server.js": _SERVER,
        "server/boot/data-source-errors.js": _DATA_SOURCE_ERRORS,
        "server/boot/root.js": _ROOT,
    }
    return texts if template == "empty-server" else {**texts, "server/boot/authentication.js": _AUTHENTICATION}


def _sample_texts() -> dict[str, str]:
    """What the sample shop has beyond an empty server, or in its place."""
    paths = sorted(path for path in _SAMPLE.rglob("*") if path.is_file())
    return {path.relative_to(_SAMPLE).as_posix(): path.read_text(encoding="utf-8") for path in paths}


_PACKAGES: Final = {
    "compression": "^1.0.3",
    "cors": "^2.5.2",
    "helmet": "^3.10.0",
    "loopback": "^3.22.0",
    "loopback-boot": "^2.6.5",
    "loopback-component-explorer": "^6.2.0",
    "serve-favicon": "^2.0.1",
    "strong-error-handler": "^4.0.0",
}

_SAMPLE_PACKAGES: Final = {"loopback-connector-mysql": "^5.3.0"}

_META: Final[JSON] = {
    "sources": ["loopback/common/models", "loopback/server/models", "../common/models", "./models"],
    "mixins": ["loopback/common/mixins", "loopback/server/mixins", "../common/mixins", "./mixins"],
}

_CONFIG: Final[JSON] = {
    "restApiRoot": "/api",
    # Where the application is served to others, the variable HOST says 0.0.0.0.
    "host": "127.0.0.1",
    "port": 3000,
    "remoting": {
        "context": False,
        "rest": {"handleErrors": False, "normalizeHttpPath": False, "xml": False},
        "json": {"strict": False, "limit": "100kb"},
        "urlencoded": {"extended": True, "limit": "100kb"},
        "cors": False,
    },
}

_MIDDLEWARE: Final[JSON] = {
    "initial:before": {"loopback#favicon": {}},
    "initial": {
        "compression": {},
        "cors": {"params": {"origin": True, "credentials": True, "maxAge": 86400}},
        "helmet#xssFilter": {},
        "helmet#frameguard": {"params": {"action": "deny"}},
        "helmet#hsts": {"params": {"maxAge": 0, "includeSubDomains": True}},
        "helmet#hidePoweredBy": {},
        "helmet#ieNoOpen": {},
        "helmet#noSniff": {},
    },
    "session": {},
    "auth": {},
    "parse": {},
    "routes": {"loopback#rest": {"paths": ["${restApiRoot}"]}},
    "files": {},
    "final": {"loopback#urlNotFound": {}},
    "final:after": {"strong-error-handler": {}},
}

_SERVER: Final = """'use strict';

const boot = require('loopback-boot');
const loopback = require('loopback');

const app = loopback();
module.exports = app;

app.start = () => app.listen(() => {
  const url = app.get('url').replace(/\\/$/, '');
  const explorer = app.get('loopback-component-explorer');
  app.emit('started');
  console.log(`The API listens at ${url}${app.get('restApiRoot')}`);
  if (explorer) console.log(`Explore it at ${url}${explorer.mountPath}`);
});

boot(app, __dirname, error => {
  if (error) throw error;
  // Where another script requires this one, that script calls start().
  if (require.main === module) app.start();
});
"""

_DATA_SOURCE_ERRORS: Final = """'use strict';

// A data source that cannot connect emits an error, which nobody else listens to: node would end the process.
// With this the server stays up, says what is wrong, and LoopBack connects again with the next request.
module.exports = app => {
  for (const dataSource of new Set(Object.values(app.dataSources))) {
    dataSource.on('error', error => console.error(`Data source ${dataSource.name}: ${error.message}`));
  }
};
"""

_ROOT: Final = """'use strict';

// GET / tells how long the server has been up.
module.exports = app => {
  app.get('/', app.loopback.status());
};
"""

_AUTHENTICATION: Final = """'use strict';

// Access tokens are read from requests, and access rules apply.
module.exports = app => {
  app.enableAuth();
};
"""

_GITIGNORE: Final = """node_modules/
coverage/
*.log
.DS_Store

# Settings of one computer, passwords among them
.env
*.local.js
*.local.json
"""

_EDITORCONFIG: Final = """root = true

[*]
charset = utf-8
end_of_line = lf
indent_size = 2
indent_style = space
insert_final_newline = true
trim_trailing_whitespace = true
"""

_README: Final = """# {name}

A [LoopBack 3](https://loopback.io/doc/en/lb3/) application.

    npm install
    npm start

The API is then at http://127.0.0.1:3000/api, and a page to try it at http://127.0.0.1:3000/explorer.
`HOST` and `PORT` change where it listens: `HOST=0.0.0.0 PORT=8080 npm start`.

| | |
|---|---|
| server/datasources.json | where data is kept; passwords belong into variables: `"password": "${{DB_PASSWORD}}"` |
| server/model-config.json | which models there are, and the data source of each |
| common/models/ | what each model looks like and does |
| server/boot/ | scripts that run at the start |

Files such as server/datasources.local.json, for one computer only, are left out of git.
"""
