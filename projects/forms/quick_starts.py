"""Entries to begin with, added to a form as if they had been typed."""

from __future__ import annotations

from dataclasses import replace

from django.http import QueryDict

from projects.forms.definition_parts import DefinitionPartForm
from projects.forms.structures.field import SHAPE
from projects.forms.structures.making import part_of
from projects.forms.values import ABSENT

START = "start"
"""The verb of a button named `SHAPE`; behind it stands which of the part's `starts` is meant."""


def started(data: QueryDict, form: DefinitionPartForm) -> QueryDict:
    """What was posted, with the entries of the start that was chosen; unchanged where none was."""
    verb, _, number = str(data.get(SHAPE, "")).partition(" ")
    starts = form.part.starts
    if verb != START or not number.isdecimal() or int(number) >= len(starts):
        return data
    added = data.copy()
    fresh = replace(form.place, original=ABSENT, hidden=ABSENT)
    for name, text in part_of(fresh, starts[int(number)].value).inputs():
        added.appendlist(name, text)
    return added
