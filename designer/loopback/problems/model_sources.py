"""`_meta` of model-config.json: where LoopBack looks for definitions and mixins."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback import jsontext
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.jsontext import JSON
from designer.loopback.model import is_definition
from designer.loopback.model_sources import META, USUAL_META
from designer.loopback.problems.certainty import certain
from designer.loopback.problems.mending import change_value
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot


def _write_usual(app: Application, problem: Problem) -> None:
    members = app.members_to_edit(problem.path)
    meta = members.get(META)
    mixins = meta.get("mixins") if isinstance(meta, dict) else None
    kept: dict[str, JSON] = (
        {key: value for key, value in meta.items() if key != "sources"} if isinstance(meta, dict) else {}
    )
    written: JSON = {"sources": USUAL_META["sources"]} | kept | ({} if mixins else {"mixins": USUAL_META["mixins"]})
    app.set_value(problem.path, members | {META: written})
    first = next(iter(app.members(problem.path)))
    app.set_text(problem.path, jsontext.move(app.text(problem.path), [META], first))


_NO_SOURCES = Code(
    "no-meta-sources",
    Severity.STOPS_BOOT,
    "model-config.json does not say where the definitions are",
    "Without `_meta.sources` LoopBack looks for definitions only in the folder `models` beside model-config.json, not "
    "in `common/models`, and ends with “Model not found” at the first model that is defined elsewhere (loopback-boot "
    "2.28.0, lib/compiler.js). An empty list means no folder at all.",
    "Add `_meta` with `sources` as LoopBack’s own tools write it.",
    _write_usual,
)
_BAD = Code(
    "bad-meta",
    Severity.STOPS_BOOT,
    "LoopBack cannot use `_meta` of model-config.json",
    "`_meta` must be an object, `_meta.sources` a list of texts, and so the items of `_meta.mixins`. LoopBack takes "
    "other values for what they should be, and ends with a TypeError such as “sources.forEach is not a function” "
    "(loopback-boot 2.28.0, lib/compiler.js, findModelDefinitions and tryResolveAppPath).",
    'Write a list of folders: `["loopback/common/models", "loopback/server/models", "../common/models", "./models"]`.',
)
_MIXINS = Code(
    "bad-meta-mixins",
    Severity.WRONG_RESULT,
    "`_meta.mixins` of model-config.json is not a list",
    "LoopBack takes `_meta.mixins` for a list of folders. A text or an object is passed over without a word, so no "
    "mixin is found (loopback-boot 2.28.0, lib/compiler.js, buildAllMixinInstructions).",
    'Write a list of folders: `["../common/mixins", "./mixins"]`.',
)
_BACKSLASH = Code(
    "backslash-in-sources",
    Severity.WRONG_RESULT,
    "A folder of `_meta.sources` is written with backslashes",
    "On Windows `..\\\\common\\\\models` is the folder common/models. Everywhere else it is a folder of that odd name, "
    "which is not there: LoopBack passes over it without a word, and does not find the models (loopback-boot 2.28.0, "
    "lib/compiler.js, tryResolveAppPath).",
    "Write `/`, which all systems understand.",
    change_value(lambda source: str(source).replace("\\", "/")),
)
_MISSING = Code(
    "missing-source-folder",
    Severity.ADVICE,
    "A folder of `_meta.sources` holds no definitions",
    "LoopBack passes over a folder that is not there without a word (loopback-boot 2.28.0, lib/compiler.js, "
    "findModelDefinitions). Folders are relative to that of model-config.json.",
    "Mend the path, or take it out of the list.",
)

CODES = (_NO_SOURCES, _BAD, _MIXINS, _BACKSLASH, _MISSING)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of `_meta`."""
    if boot.layers("model-config") and boot.conflict("model-config") is None:
        yield from certain(boot, _meta(boot), "model-config")


def out_of_reach(boot: Boot) -> dict[str, str]:
    """The definitions in the usual folders of those models that are configured, and that LoopBack does not find."""
    wanted = {name for name in boot.configured if name not in boot.definitions and name not in BUILTIN}
    usual = [source for source in USUAL_META["sources"] if source.startswith(".")]
    folders = {posixpath.normpath(posixpath.join(boot.app.root, source)) for source in usual} if wanted else set()
    paths = [path for path in boot.app.paths if path.rpartition("/")[0] in folders and is_definition(path)]
    return {name: path for path in paths if (name := boot.app.models.name_at(path)) in wanted}


def _meta(boot: Boot) -> Iterator[Problem]:
    config = boot.merged("model-config")
    meta = config.get(META)
    if META in config and meta is None:
        yield _BAD.at(*boot.place("model-config", META), "“_meta” is null; LoopBack does not start.")
        return
    inside = meta if isinstance(meta, dict) else {}
    if boot.sources is None:
        place = boot.place("model-config", META, "sources")
        yield _BAD.at(*place, "“_meta.sources” must be a list of texts; LoopBack does not start.")
    elif not boot.has_sources:
        yield from _no_sources(boot)
    else:
        yield from _folders(boot, boot.sources)
    yield from _mixins(boot, inside.get("mixins"))


def _no_sources(boot: Boot) -> Iterator[Problem]:
    found = out_of_reach(boot)
    if found:
        # In another layer than the main one `_meta` could not be merged any more.
        main = boot.app.config_path("model-config")
        others = [path for path in boot.app.config_layers("model-config") if META in boot.app.members(path)]
        fix = "Add “_meta” with the usual folders" if not set(others) - {main} else ""
        first = next(iter(found))
        sentence = (
            f"LoopBack does not find “{first}”, because _meta.sources does not name {posixpath.dirname(found[first])}."
        )
        yield _NO_SOURCES.at(main, (META,) if META in boot.app.members(main) else (), sentence, fix=fix)


def _folders(boot: Boot, sources: list[str]) -> Iterator[Problem]:
    for index, source in enumerate(sources):
        place = boot.place("model-config", META, "sources", index)
        if "\\" in source:
            yield _BACKSLASH.at(*place, f"Only Windows understands “{source}”.", fix="Write it with “/”")
        elif source.startswith(".") and source not in USUAL_META["sources"]:
            folder = posixpath.normpath(posixpath.join(boot.app.root, source))
            is_inside = not folder.startswith("..") and "node_modules" not in folder
            if is_inside and not boot.definition_files.get("" if folder == "." else folder) and not boot.app.unread:
                yield _MISSING.at(*place, f"There is no definition in {folder}.")


def _mixins(boot: Boot, mixins: JSON) -> Iterator[Problem]:
    if isinstance(mixins, list):
        if not all(isinstance(each, str) for each in mixins):
            place = boot.place("model-config", META, "mixins")
            yield _BAD.at(*place, "“_meta.mixins” must be a list of texts; LoopBack does not start.")
    elif truthy(mixins):
        yield _MIXINS.at(*boot.place("model-config", META, "mixins"), "“_meta.mixins” is not a list of folders.")
