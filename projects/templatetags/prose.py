"""Words in sentences: plain paragraphs in which `…` marks code, and lists of names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_CODE = re.compile(r"`([^`]+)`")


@register.filter
def with_code(text: str) -> SafeString:
    """The text with each `…` as a <code> element; everything else is escaped."""
    return mark_safe(_CODE.sub(r"<code>\1</code>", escape(text)))  # noqa: S308 -- escaped just before


@register.filter
def enumerated(names: Sequence[str]) -> str:
    """The names as a sentence lists them: “a, b and c”."""
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])
