"""Sentences about problems without the secrets of the files that they are about."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace

from designer.loopback import secrets
from designer.loopback.application import Application
from designer.loopback.jsontext import JSONTextError, leaves
from designer.loopback.problems.problem import Problem

_SHORTEST = 4
"""Characters of a secret that is looked for in sentences: a shorter one would be found in the middle of words."""


def without_secrets(app: Application, found: Collection[Problem]) -> Iterator[Problem]:
    """The problems, their sentences and fixes with every secret masked that stands in one of their files."""
    values = sorted(_secret_values(app, {problem.path for problem in found}), key=len, reverse=True)
    for problem in found:
        sentence, fix = (_told(text, values) for text in (problem.sentence, problem.fix))
        is_same = sentence == problem.sentence and fix == problem.fix
        yield problem if is_same else replace(problem, sentence=sentence, fix=fix)


def _told(text: str, values: Collection[str]) -> str:
    for value in values:
        text = text.replace(value, secrets.MASK)
    return secrets.mask_words(text)


def _secret_values(app: Application, paths: Collection[str]) -> set[str]:
    """The secrets of these files, but for what also stands there where it is none, such as a user's name."""
    found: set[str] = set()
    plain: set[str] = set()
    for path in paths:
        if app.has(path) and path not in app.unread:
            text = app.text(path)
            spans = secrets.secret_spans(path, text)
            found |= {value for start, end in spans for value in (text[start:end], _meant(text[start:end]))}
            plain |= _plain(text, spans) if spans else set()
    return {value for value in found - plain if len(value) >= _SHORTEST}


def _meant(written: str) -> str:
    """What the inside of a JSON string says."""
    try:
        return str(json.loads(f'"{written}"', strict=False))
    except ValueError:
        return written


def _plain(text: str, spans: Collection[tuple[int, int]]) -> set[str]:
    """The keys and values of a JSON text that are not secret."""
    try:
        found = list(leaves(text))
    except JSONTextError:
        return set()
    keys = {str(key) for leaf in found for key in leaf.pointer}
    # The text of the value: a number can have more digits than Python writes out.
    return keys | {
        leaf.value if isinstance(leaf.value, str) else text[leaf.start : leaf.end]
        for leaf in found
        if not any(leaf.start <= start < leaf.end for start, _ in spans)
    }
