"""The one error of an edit that cannot be done."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 -- nothing went wrong; the wish cannot be fulfilled
    """An edit that cannot be done; the text is a sentence for people. Nothing was changed."""
