"""Contents of a file that two sides changed, put together."""

from __future__ import annotations

from collections.abc import Collection

from designer.loopback import jsonmerge, jsontext
from designer.loopback.files import decode, encode
from designer.loopback.jsontext import Pointer


def merged(
    path: str, base: bytes | None, ours: bytes | None, theirs: bytes | None, take_theirs: Collection[Pointer] = ()
) -> tuple[bytes | None, tuple[Pointer, ...]]:
    """`ours` with what `theirs` changed since `base`, and the places where both did; None: there is no such file.

    JSON is merged by the rules of designer.loopback.jsonmerge, all else is one part, at `()`. At the conflicts that
    `take_theirs` names the value of `theirs` is taken, and they are none any more.
    """
    if ours in (base, theirs):
        return theirs, ()
    if theirs == base:
        return ours, ()
    texts = _json_texts(path, base, ours, theirs)
    if texts is None:
        return (theirs, ()) if () in take_theirs else (ours, ((),))
    result = jsonmerge.merged(*texts, take_theirs)
    return encode(result.text), result.conflicts


def differ_in_layout_only(path: str, one: bytes | None, other: bytes | None) -> bool:
    """Whether two contents say the same as JSON, in the same order."""
    if not path.endswith(".json") or one is None or other is None:
        return False
    try:
        return jsontext.identical(jsontext.read(decode(one)), jsontext.read(decode(other)))
    except ValueError:  # not UTF-8, or not JSON
        return False


def _json_texts(path: str, *contents: bytes | None) -> tuple[str, str, str] | None:
    if not path.endswith(".json"):
        return None
    try:
        base, ours, theirs = (decode(content) for content in contents if content is not None)
    except ValueError:  # fewer than three, or not UTF-8
        return None
    return base, ours, theirs
