"""Application: the files of one LoopBack application as a whole, edited as texts."""

from __future__ import annotations

import posixpath
from collections.abc import Hashable, Iterable, Mapping, MutableMapping
from functools import cached_property
from typing import Any

from designer.loopback import environments, jsontext
from designer.loopback.data_sources import DataSources
from designer.loopback.jsontext import JSON, JSONTextError
from designer.loopback.model import is_definition
from designer.loopback.model_definitions import Models
from designer.loopback.refusal import Refused

__all__ = ["Application", "Refused"]


class Application:
    """A set of texts with verbs. Nothing is written anywhere: `changes` tells what the verbs changed.

    `files` holds the text of each path and may load lazily; `root` is the folder that holds `model-config.json` and
    `datasources.json`. `definition_names`, the model's name for each path of a definition, spares reading them all.
    `unread` are paths that are there but have no text here: links, files that are not UTF-8 or too large. `not_utf8`
    holds, for some of them, what LoopBack reads instead; see `as_loopback_reads`.

    Two memories spare working out again what another Application with the same files did: `readings`, what files read
    as, by path; `kept`, what follows from the paths and names of definitions alone.
    """

    def __init__(
        self,
        files: Mapping[str, str],
        root: str = "server",
        *,
        definition_names: Mapping[str, str] | None = None,
        unread: Iterable[str] = (),
        not_utf8: Mapping[str, str] | None = None,
        readings: MutableMapping[str, JSON] | None = None,
        kept: MutableMapping[Hashable, Any] | None = None,
    ) -> None:
        self.root = root
        self.unread = frozenset(unread)
        self.not_utf8: Mapping[str, str] = not_utf8 or {}
        self.definition_names = self._names_before = definition_names
        self._files = files
        self._readings = {} if readings is None else readings
        self._kept = {} if kept is None else kept
        self._changed: dict[str, str | None] = {}
        self.moves: dict[str, str] = {}
        """The files that were moved: the new path and the old one."""
        self._values: dict[str, JSON] = {}
        self._paths: tuple[str, ...] | None = None
        self._environments: list[str] | None = None

    @property
    def files(self) -> Mapping[str, str]:
        """The texts the application was made of, without its changes."""
        return self._files

    def original(self) -> Application:
        """The application without the changes; what was read of the files that did not change is not read again."""
        return Application(
            self._files,
            self.root,
            definition_names=self._names_before,
            unread=self.unread,
            not_utf8=self.not_utf8,
            readings=self._readings,
            kept=self._kept,
        )

    def as_loopback_reads(self) -> Application:
        """The application with the files that are not UTF-8 as LoopBack reads them: nothing for people, or to be saved.

        node puts U+FFFD in the place of what is not UTF-8, without a word (`require` of JSON, node 10 to 22).
        """
        wrong = {path: text for path, text in self.not_utf8.items() if not self.has(path)}
        if not wrong:
            return self
        texts = {path: self.text(path) for path in self.paths} | wrong
        return Application(texts, self.root, unread=self.unread - wrong.keys(), not_utf8=wrong)

    @cached_property
    def data_sources(self) -> DataSources:
        """The data sources of all layers."""
        return DataSources(self)

    @cached_property
    def models(self) -> Models:
        """The models that are configured or defined here."""
        return Models(self)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all files as they are now, sorted."""
        if self._paths is None:
            if "paths" not in self._kept:
                self._kept["paths"] = tuple(sorted(self._files))
            before: tuple[str, ...] = self._kept["paths"]
            gone = {path for path, text in self._changed.items() if text is None}
            new = {path for path in self._changed if path not in self._files} - gone
            here = [path for path in before if path not in gone] if gone else before
            self._paths = tuple(sorted([*here, *new])) if gone or new else before
        return self._paths

    @property
    def environments(self) -> list[str]:
        """The environments there are files for; development always, and first."""
        if self._environments is None:
            kept = self._kept if self.paths is self._kept.get("paths") else {}
            if ("environments", self.root) not in kept:
                inside = [path for path in self.paths if path.startswith(self.root)]
                kept["environments", self.root] = environments.environments(inside, self.root)
            self._environments = kept["environments", self.root]
        return list(self._environments)

    @property
    def package_path(self) -> str | None:
        """The nearest package.json at or above the application folder, if there is one."""
        folder = self.root
        while True:
            path = posixpath.join(folder, "package.json")
            if self.has(path):
                return path
            if not folder:
                return None
            folder = posixpath.dirname(folder)

    def has(self, path: str) -> bool:
        """Whether there is a file at `path` now."""
        return self._changed[path] is not None if path in self._changed else path in self._files

    def text(self, path: str) -> str:
        """The text at `path` as it is now. Raises KeyError where there is none."""
        text = self._changed[path] if path in self._changed else self._files[path]
        if text is None:
            raise KeyError(path)
        return text

    def value(self, path: str) -> JSON:
        """What the text at `path` reads as; never change it in place. Raises KeyError and JSONTextError."""
        values = self._values if path in self._changed else self._readings
        try:
            return values[path]
        except KeyError:
            value = values[path] = jsontext.read(self.text(path))
            return value

    def is_read(self, path: str) -> bool:
        """Whether the value of the text at `path` is known without reading it."""
        return path in (self._values if path in self._changed else self._readings)

    def kept_of_names(self, folders: Iterable[str]) -> MutableMapping[Hashable, Any] | None:
        """Where to keep what follows from the paths and names of the definitions in some folders alone.

        None where they are not those of `files` any more.
        """
        names = self._names_before
        if names is None or self.definition_names is not names:
            return None
        searched = {"" if folder == "." else folder for folder in folders}
        new = (path for path in self._changed if path not in names and is_definition(path))
        return None if any(path.rpartition("/")[0] in searched for path in new) else self._kept

    def members(self, path: str) -> dict[str, JSON]:
        """The members of the object at `path`; none where there is no such file, or where it cannot be used."""
        try:
            value = self.value(path)
        except (KeyError, JSONTextError):
            return {}
        return value if isinstance(value, dict) else {}

    def members_to_edit(self, path: str) -> dict[str, JSON]:
        """The members of the object at `path`, or of a new one. Raises Refused where it cannot be read as an object."""
        if not self.has(path):
            return {}
        try:
            value = self.value(path)
        except JSONTextError as error:
            raise Refused(f"{path} cannot be read as JSON ({error}) Mend it first; nothing was changed.") from error
        if not isinstance(value, dict):
            raise Refused(f"{path} holds no object, so nothing can be added or changed in it. Mend it first.")
        return value

    def set_value(self, path: str, value: JSON) -> None:
        """Writes the smallest change of the text at `path` that reads as `value`; a new file is written if need be."""
        if not self.has(path):
            self.set_text(path, jsontext.dump(value))
        elif self.is_read(path):
            text, reads = jsontext.edited(self.text(path), value, self.value(path))
            self._set(path, text, reads)
        else:
            self._set(path, *jsontext.edited(self.text(path), value))

    def set_text(self, path: str, text: str) -> None:
        """Replaces the text at `path`."""
        if not self.has(path):
            self._paths = self._environments = None
        self._changed[path] = text
        self._forget(path)

    def _set(self, path: str, text: str, reads: JSON) -> None:
        """Replaces the text at `path` by one of which it is known what it reads as."""
        self._changed[path] = text
        self._values[path] = reads
        self._forget_models(path)

    def delete(self, path: str) -> None:
        """Deletes the file at `path`."""
        self._paths = self._environments = None
        self._changed[path] = None
        self._forget(path)

    def move(self, path: str, new_path: str) -> None:
        """Moves a file, text unchanged. Raises Refused where another one is in its way, KeyError where it is not."""
        if any(other.casefold() == new_path.casefold() and other != path for other in self.paths):
            raise Refused(f"{new_path} exists already, so {path} cannot be moved there. Choose another name.")
        text = self.text(path)
        self.delete(path)
        self.set_text(new_path, text)
        self.moves[new_path] = path

    def changes(self) -> dict[str, str | None]:
        """What the verbs changed: each path with its new text, or None where the file is deleted."""
        return {path: text for path, text in self._changed.items() if text != self._files.get(path)}

    def members_before(self, path: str) -> dict[str, JSON]:
        """The members of the object at `path` before any change; none where there was no such file, or no object."""
        return self.original().members(path)

    def config_path(self, name: str) -> str:
        """The path of a main configuration file: `"datasources"` is `server/datasources.json`."""
        return posixpath.join(self.root, f"{name}.json")

    def config_layers(self, name: str) -> list[str]:
        """The JSON files of a configuration, the main one first, those of all environments included."""
        layers = [f"{name}.json", f"{name}.local.json", *(f"{name}.{e}.json" for e in self.environments)]
        return [path for path in (posixpath.join(self.root, layer) for layer in layers) if self.has(path)]

    def scripts_of(self, name: str) -> list[str]:
        """The `.js` files that take part in a configuration: present, not readable here, never touched."""
        kept = self._kept if self.paths is self._kept.get("paths") else {}
        if ("scripts", self.root, name) not in kept:
            prefix = posixpath.join(self.root, name) + "."
            kept["scripts", self.root, name] = [p for p in self.paths if p.startswith(prefix) and p.endswith(".js")]
        return list(kept["scripts", self.root, name])

    def _forget(self, path: str) -> None:
        self._values.pop(path, None)
        self._forget_models(path)

    def _forget_models(self, path: str) -> None:
        if "models" in self.__dict__ or path in (self.definition_names or ()):
            self.models.forget(path)


def texts_of(contents: Iterable[tuple[str, bytes]]) -> tuple[dict[str, str], dict[str, str]]:
    """The texts of files, and a sentence for each path whose content is not UTF-8 and so has none."""
    texts: dict[str, str] = {}
    unreadable: dict[str, str] = {}
    for path, content in contents:
        try:
            texts[path] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            unreadable[path] = f"This is not UTF-8: byte {error.start + 1} cannot be read. LoopBack reads only UTF-8."
    return texts, unreadable


def as_node_reads(content: bytes) -> str:
    """The text of a file for node, which reads everything as UTF-8: U+FFFD stands for each part that is none."""
    return content.decode("utf-8", "replace")
