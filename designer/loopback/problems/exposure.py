"""Secrets that stand in clear in files which git carries."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterator

from designer.loopback import gitignore, jsontext, secrets
from designer.loopback.application import Application
from designer.loopback.environments import CONFIG_NAMES, SUBSTITUTED
from designer.loopback.jsontext import JSONTextError, Pointer
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot

_SECRET = Code(
    "secret-in-file",
    Severity.ADVICE,
    "A secret stands in clear",
    "Whoever can read the repository can read it, and it stays in the history of the repository when it is taken out "
    "later. In datasources.json, component-config.json and middleware.json, and in their files for an environment, "
    "LoopBack replaces a text `${NAME}` by the environment variable of that name (loopback-boot 2.28.0, "
    "lib/executor.js), so a password need not stand there. Files that a `.gitignore` of the project leaves out are "
    "not reported.",
    "Put a variable in its place and set that variable where the application runs; or keep the value in a file that "
    "git leaves out, such as datasources.local.json. Then change the secret itself.",
)

CODES = (_SECRET,)

_FAILED_REFERENCE = re.compile(r"\$\{[\w .-]*\}|\$[A-Z][A-Z0-9_]*")
"""A text that was meant to be a variable and is none; what is wrong with it is a problem of references."""


def find(boot: Boot) -> Iterator[Problem]:
    """The secrets in configuration files of all environments: git carries them, whatever the environment."""
    app = boot.app
    ignores = {path: app.text(path) for path in app.paths if posixpath.basename(path) == gitignore.FILE_NAME}
    for config in CONFIG_NAMES:
        for path in app.config_layers(config):
            if not gitignore.ignored(path, ignores):
                advice = "A variable keeps it out of git." if config in SUBSTITUTED else "Keep it out of git."
                for line, pointer in _secrets(app, path):
                    yield _SECRET.at(path, pointer, f"A secret stands in clear in line {line}. {advice}")


def _secrets(app: Application, path: str) -> Iterator[tuple[int, Pointer]]:
    text = app.text(path)
    spans = secrets.secret_spans(path, text)
    try:
        leaves = list(jsontext.leaves(text)) if spans else []
    except JSONTextError:
        leaves = []
    starts = [leaf.start for leaf in leaves]
    for start, _ in spans:
        index = bisect_right(starts, start) - 1
        value = leaves[index].value if index >= 0 else None
        if not (isinstance(value, str) and _FAILED_REFERENCE.fullmatch(value)):
            yield text.count("\n", 0, start) + 1, leaves[index].pointer if index >= 0 else ()
