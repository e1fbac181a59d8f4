"""Contents, each kept once and sealed, and the texts of a project that are read from them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from django.db import transaction

from designer.loopback.application import Application, as_node_reads
from designer.loopback.files import decode
from projects.actions import index, readings
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
        self.not_utf8 = ReadByNode(found.not_utf8)
        self.kept = found.kept
        self._project = found.project
        self._texts: dict[str, str] = {}
        self.readings = readings.Readings({} if found.project is None else _Keys(found.project, found.contents))

    def __getitem__(self, path: str) -> str:
        if path not in self._texts:
            content = self._contents[path]
            known = readings.find((self._project, content)) if self._project is not None else None
            self._texts[path] = known.text if known else self._read(content)
        return self._texts[path]

    def _read(self, content: int) -> str:
        text = decode(bytes(Content.objects.get(pk=content).sealed))
        if self._project is not None:
            readings.keep((self._project, content), text)
        return text

    def __contains__(self, path: object) -> bool:
        return path in self._contents

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)

    def load_all(self) -> None:
        """Reads everything in one query, where all of it will be asked for."""
        self.load(self._contents)

    def load(self, paths: Iterable[str]) -> None:
        """Reads some texts in one query."""
        by_content: dict[int, list[str]] = {}
        for path in paths:
            content = self._contents[path]
            if known := readings.find((self._project, content)):
                self._texts[path] = known.text
                continue
            by_content.setdefault(content, []).append(path)
        for some in _batches(list(by_content)):
            for content, sealed in Content.objects.filter(pk__in=some).values_list("pk", "sealed"):
                self._texts |= dict.fromkeys(by_content[content], decode(bytes(sealed)))


class ReadByNode(Mapping[str, str]):
    """What node reads of the contents that are not UTF-8, by path; each when it is asked for."""

    def __init__(self, contents: Mapping[str, int]) -> None:
        self._contents = contents

    def __getitem__(self, path: str) -> str:
        return as_node_reads(bytes(Content.objects.get(pk=self._contents[path]).sealed))

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)


class _Keys(Mapping[str, Hashable]):
    """Under which key the content of each path is kept in memory."""

    def __init__(self, project: Hashable, contents: Mapping[str, int]) -> None:
        self._project = project
        self._contents = contents

    def __getitem__(self, path: str) -> Hashable:
        return self._project, self._contents[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)


def remember(project: Project, app: Application, contents: Mapping[str, Content | None]) -> None:
    """After the transaction: what `app` knows of the texts that were stored need not be read again."""
    key = (project.pk, project.created_at)
    known = [
        ((key, content.pk), app.text(path), *((app.value(path),) if app.is_read(path) else ()))
        for path, content in contents.items()
        if content and app.has(path)
    ]

    def keep() -> None:
        for each in known:
            readings.keep(*each)

    transaction.on_commit(keep)


def store(contents: Iterable[bytes]) -> dict[bytes, Content]:
    """Keeps contents, each once."""
    wanted = {digest(content): content for content in contents}
    found: dict[str, Content] = {}
    for some in _batches(list(wanted)):
        known = {each.digest: each for each in Content.objects.filter(digest__in=some).defer("sealed")}
        new = [Content(digest=key, size=len(wanted[key]), sealed=wanted[key]) for key in some if key not in known]
        Content.objects.bulk_create(new, ignore_conflicts=True)
        found |= {each.digest: each for each in Content.objects.filter(digest__in=some).defer("sealed")}
    return {content: found[key] for key, content in wanted.items()}


def _batches(items: list[T], size: int = 500) -> Iterator[list[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
