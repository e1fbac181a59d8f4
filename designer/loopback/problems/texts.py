"""Files as texts: what cannot be read, what is said twice, and what should not stand there in clear."""

from __future__ import annotations

from collections.abc import Iterator

from designer.loopback import secrets
from designer.loopback.jsontext import JSONTextError
from designer.loopback.problems.boot import Boot
from designer.loopback.problems.problem import Code, Problem, Severity

_UNREADABLE = Code(
    "unreadable-json",
    Severity.STOPS_BOOT,
    "A file is not JSON",
    "LoopBack reads its configuration files and model definitions with `require()`, so each must be strict JSON: no "
    "comments, no commas after the last member, double quotes around names (loopback-boot 2.28.0, "
    "lib/config-loader.js). One that is not ends the start with the file’s name and the position.",
    "Open the file and mend the text at the marked line. Until then nothing else in that file can be edited by a form.",
)
_SECRET = Code(
    "secret-in-file",
    Severity.ADVICE,
    "A secret stands in clear",
    "LoopBack replaces a text `${NAME}` by the environment variable of that name (loopback-boot 2.28.0, "
    "lib/executor.js), so a password need not stand in a file that goes into git.",
    "Put a variable in its place, and set that variable where the application runs.",
)

CODES = (_UNREADABLE, _SECRET)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the texts."""
    yield from _unreadable(boot)
    yield from _secrets(boot)


def _unreadable(boot: Boot) -> Iterator[Problem]:
    for path in boot.app.paths:
        if path.endswith(".json"):
            try:
                boot.app.value(path)
            except JSONTextError as error:
                yield _UNREADABLE.at(path, (), f"This is not JSON. {error}")


def _secrets(boot: Boot) -> Iterator[Problem]:
    for path in boot.app.config_layers("datasources"):
        text = boot.app.text(path)
        for start, _ in secrets.secret_spans(path, text):
            line = text.count("\n", 0, start) + 1
            yield _SECRET.at(path, (), f"A secret stands in clear in line {line}. A variable keeps it out of git.")
