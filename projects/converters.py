"""Names in addresses: LoopBack allows any text as a name, an address does not."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import unquote_to_bytes


class NameConverter:
    """A name as one part of an address: what is not a letter, digit, `_` or `-` is written as `~` and its bytes.

    `new` and the like, which are pages, and the empty name are escaped too, so that no name can be mistaken for a page.
    """

    regex = r"[A-Za-z0-9_.~-]+"
    _plain = re.compile(r"[A-Za-z0-9_-]+")
    _pages: ClassVar[frozenset[str]] = frozenset({"new", "attach", "builtin", "test-all", "preview", "paste"})

    def to_python(self, value: str) -> str:
        """The name. Raises ValueError, which means 404, for what `to_url` never writes."""
        name = unquote_to_bytes(value.removesuffix("~").replace("~", "%")).decode("utf-8")
        if self.to_url(name) != value:
            raise ValueError(value)
        return name

    def to_url(self, value: str) -> str:
        """The part of an address."""
        if not value:
            return "~"
        escaped = "".join(
            chr(byte) if self._plain.fullmatch(chr(byte)) and byte < 128 else f"~{byte:02X}"
            for byte in value.encode("utf-8", "surrogatepass")
        )
        return f"~{ord(value[0]):02X}{value[1:]}" if value in self._pages else escaped
