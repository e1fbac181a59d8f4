"""Where git would change a file's bytes on their way between the repository and the work tree.

dulwich could only do a part of that, and what we write must be exactly what the page showed; so it is refused.
The rules are git's, from gitattributes(5) and git-config(1).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from dulwich.attrs import AttributeValue, GitAttributes, match_path, parse_gitattributes_file
from dulwich.config import Config
from dulwich.repo import Repo

from designer.loopback.files import TransferError


def setting(config: Config, section: str, name: str) -> str | None:
    """A setting of git's configuration, in lower case; None where it is not set."""
    try:
        return config.get((section.encode(),), name.encode()).decode("utf-8", "replace").lower()
    except KeyError:
        return None


def is_on(value: str | None) -> bool:
    """Whether git takes this setting for true; a name without a value is."""
    return value in {"true", "yes", "on", "1", ""}


class Conversions:
    """Which conversions apply to the files of a repository with a work tree."""

    def __init__(self, repo: Repo) -> None:
        config = repo.get_config_stack()
        self._autocrlf = setting(config, "core", "autocrlf")
        self._eol = setting(config, "core", "eol")
        self._attributes = repo.get_gitattributes()
        self._everywhere = _attributes_outside(config)
        self._macros = any(
            pattern.pattern.startswith((b"[attr]", b'"')) for pattern, _ in [*self._attributes, *self._everywhere]
        )

    def refuse(self, path: str, content: bytes) -> None:
        """Raises TransferError where git would not store `content` as it is, or not check it out as it is."""
        reason = self._reason(path, content)
        if reason is not None:
            raise TransferError(f"“{path}” cannot be committed here: {reason}. Commit it with git itself.")

    def _reason(self, path: str, content: bytes) -> str | None:
        if self._macros:
            return "the attributes of this repository use macros or quoted names, which are not understood here"
        found = {**match_path(self._everywhere, path.encode()), **self._attributes.match_path(path.encode())}
        driver = found.get(b"filter")
        if driver == b"lfs":
            return "it is kept with Git LFS"
        if driver:
            return "a filter applies to it (.gitattributes)"
        if found.get(b"ident"):
            return "“ident” applies to it (.gitattributes)"
        if found.get(b"working-tree-encoding"):
            return "it has another encoding in the work tree (.gitattributes)"
        return self._line_ends(found, content)

    def _line_ends(self, found: Mapping[bytes, AttributeValue], content: bytes) -> str | None:
        text, eol = found.get(b"text", found.get(b"crlf")), found.get(b"eol")
        if text is False or found.get(b"binary"):
            return None
        if self._autocrlf == "input" or is_on(self._autocrlf):
            return f"core.autocrlf is “{self._autocrlf or 'true'}”, so git would change its line ends"
        if not text and not eol:
            return None
        if b"\r" in content:
            return "git would change its line ends (“text” or “eol” in .gitattributes)"
        if b"\n" in content and self._checked_out_with_crlf(eol):
            return "git would check it out with CRLF (“eol”)"
        return None

    def _checked_out_with_crlf(self, eol: AttributeValue) -> bool:
        if isinstance(eol, bytes):
            return eol == b"crlf"
        return self._eol == "crlf" or (self._eol in {None, "native"} and os.linesep == "\r\n")


def _attributes_outside(config: Config) -> GitAttributes:
    """The attributes of this machine and this person, the weakest ones first. dulwich reads the repository's only."""
    configured = None
    try:
        configured = config.get((b"core",), b"attributesFile").decode()
    except KeyError:
        home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
        configured = f"{home}/git/attributes"
    found = GitAttributes()
    for path in (Path("/etc/gitattributes"), Path(configured).expanduser()):
        if path.is_file():
            found.add_patterns(parse_gitattributes_file(str(path)))
    return found
