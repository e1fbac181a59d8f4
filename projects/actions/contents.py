"""Contents, each kept once and sealed, and the texts of a project that are read from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from designer.loopback.files import decode
from projects.actions import index
from projects.models import Content, Project
from projects.models.sealing import digest

T = TypeVar("T")


class Texts(Mapping[str, str]):
    """The texts of a project, each read from the database when it is asked for."""

    def __init__(self, project: Project) -> None:
        found = index.of(project)
        self.memo = found.memo
        self._contents = found.contents
        self.definition_names = found.definition_names
        self.not_utf8 = found.not_utf8
        self._texts: dict[str, str] = {}

    def __getitem__(self, path: str) -> str:
        if path not in self._texts:
            content = self._contents[path]
            self._texts[path] = decode(bytes(Content.objects.get(pk=content).sealed))
        return self._texts[path]

    def __contains__(self, path: object) -> bool:
        return path in self._contents

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)

    def load_all(self) -> None:
        """Reads everything in one query, where all of it will be asked for."""
        by_content: dict[int, list[str]] = {}
        for path, content in self._contents.items():
            by_content.setdefault(content, []).append(path)
        for some in _batches(list(by_content)):
            for content, sealed in Content.objects.filter(pk__in=some).values_list("pk", "sealed"):
                self._texts |= dict.fromkeys(by_content[content], decode(bytes(sealed)))


def store(contents: Iterable[bytes]) -> dict[str, Content]:
    """Keeps contents, each once; by their digests."""
    wanted = {digest(content): content for content in contents}
    found: dict[str, Content] = {}
    for some in _batches(list(wanted)):
        known = {each.digest: each for each in Content.objects.filter(digest__in=some).defer("sealed")}
        new = [Content(digest=key, size=len(wanted[key]), sealed=wanted[key]) for key in some if key not in known]
        Content.objects.bulk_create(new, ignore_conflicts=True)
        found |= {each.digest: each for each in Content.objects.filter(digest__in=some).defer("sealed")}
    return found


def _batches(items: list[T], size: int = 500) -> Iterator[list[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
