"""The mixins of model definitions: which there are, and what becomes of their options."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from designer.loopback.builtin import BUILTIN
from designer.loopback.jsontext import JSON
from designer.loopback.mixin_folders import has_foreign_mixins, mixin_folders
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot
from designer.loopback.startup.registry import RegisteredModel

_UNKNOWN = Code(
    "unknown-mixin",
    Severity.STOPS_BOOT,
    "A model uses a mixin that does not exist",
    "LoopBack looks for a script in the folders of `_meta.mixins` whose name becomes that of the mixin, as "
    "`time-stamp.js` becomes `TimeStamp`; only scripts of mixins that stand at the top of a definition are loaded, "
    "not those in its `options` (loopback-boot 2.28.0, lib/compiler.js, buildAllMixinInstructions). Where there is "
    "none it takes a model of that name that was created before, and else ends with “uses unknown mixin” "
    "(loopback-datasource-juggler 3.36.1, lib/mixins.js).",
    "Correct the name, add the script, or delete the mixin from the definition.",
)
_NOT_AN_OBJECT = Code(
    "bad-mixins",
    Severity.WRONG_RESULT,
    "The mixins of a model are not an object",
    "LoopBack expects an object with the name of each mixin and its options. Of a list or a text it mixes in nothing, "
    "without a word (loopback-datasource-juggler 3.36.1, lib/model-builder.js).",
    'Write `{"TimeStamp": true}`: the name of the mixin, and `true` or an object of options.',
)
_OPTIONS = Code(
    "bad-mixin-options",
    Severity.WRONG_RESULT,
    "A mixin is not mixed in",
    "A mixin is applied where its value is `true`, an object of options, or a list of these. With a text or a number "
    "it is left out without a word (loopback-datasource-juggler 3.36.1, lib/model-builder.js).",
    "Write `true`, or an object with the options; `false` where the mixin is not wanted.",
)
_LATE = Code(
    "late-mixins",
    Severity.WRONG_RESULT,
    "Mixins stand in model-config.json",
    "LoopBack mixes in while it creates a model from its definition. The options of model-config.json come later, so "
    "mixins in them are stored and never applied (loopback 3.28.0, lib/registry.js, configureModel).",
    "Move the mixins into the model’s definition.",
)

CODES = (_UNKNOWN, _NOT_AN_OBJECT, _OPTIONS, _LATE)

_SCRIPT_ENDINGS = (".js", ".cjs", ".coffee", ".ts")


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the mixins."""
    known = _known(boot)
    for model in boot.registry.models.values():
        if model.path:
            yield from _of_definition(boot, model, known)
        options = model.config.get("options")
        if isinstance(options, dict) and options.get("mixins"):
            place = boot.place("model-config", model.name, "options", "mixins")
            yield _LATE.at(*place, f"The mixins of “{model.name}” stand where LoopBack never applies them.")


def _of_definition(boot: Boot, model: RegisteredModel, known: frozenset[str] | None) -> Iterator[Problem]:
    assert model.path
    mixins, place = model.setting("mixins"), model.place("mixins")
    if isinstance(mixins, dict):
        for name, options in mixins.items():
            yield from _one(boot, model, name, options, known)
    elif mixins not in (None, False, "", 0, []):
        yield _NOT_AN_OBJECT.at(model.path, place, f"The mixins of “{model.name}” are not an object; none is applied.")


def _one(
    boot: Boot, model: RegisteredModel, name: str, options: JSON, known: frozenset[str] | None
) -> Iterator[Problem]:
    assert model.path
    place = (*model.place("mixins"), name)
    if isinstance(options, list):
        is_applied = any(each is True or each is None or isinstance(each, dict | list) for each in options)
    else:
        is_applied = options is True or options is None or isinstance(options, dict)
    if not is_applied and options not in (False, []):
        sentence = f"The mixin “{name}” is not applied, since its value is neither true nor an object."
        yield _OPTIONS.at(model.path, place, sentence)
    elif is_applied and known is not None and name not in known and not _is_model(boot, name, model):
        sentence = f"“{model.name}” uses the mixin “{name}”, which does not exist."
        if model.name in boot.registry.created:
            yield _UNKNOWN.at(model.path, place, f"{sentence} LoopBack does not start.")
        else:
            yield _UNKNOWN.at(model.path, place, sentence, severity=Severity.ADVICE)


def _is_model(boot: Boot, name: str, model: RegisteredModel) -> bool:
    created = boot.registry.created
    if name in boot.registry.defined:
        return name in created and created[name] <= created.get(model.name, 0)
    return name in BUILTIN or boot.registry.may_be_defined_elsewhere(name)


def _known(boot: Boot) -> frozenset[str] | None:
    """The mixins that LoopBack loads; None where nobody can know: without any script, or with packages of mixins.

    Packages that are called mixins may define theirs in the server's own script.
    """
    app, config = boot.app, boot.merged("model-config")
    package = app.members(app.package_path) if app.package_path else {}
    dependencies = [group for key, group in package.items() if "ependencies" in key and isinstance(group, dict)]
    if any("mixin" in name for group in dependencies for name in group) or not boot.is_settled("model-config"):
        return None
    folders = set(mixin_folders(config, app.root))
    is_visible = not has_foreign_mixins(config) and not any(folder.startswith("..") for folder in folders)
    has_scripts = any(path.endswith(_SCRIPT_ENDINGS) for path in app.paths)
    if not is_visible or not has_scripts or _hides(boot, folders):
        return None
    return frozenset(_loaded_by_name(boot, folders) & _named_at_top(boot))


def _hides(boot: Boot, folders: set[str]) -> bool:
    return any(
        path in folders
        or path.rpartition("/")[0] in folders
        or any(folder.startswith(f"{path}/") for folder in folders)
        for path in boot.app.unread
    )


def _loaded_by_name(boot: Boot, folders: set[str]) -> set[str]:
    found = set()
    for path in boot.app.paths:
        folder, base = posixpath.split(path)
        stem, ending = posixpath.splitext(base)
        if folder in folders and ending in _SCRIPT_ENDINGS and base != "index.js" and base[0] != "_":
            said = boot.app.members(posixpath.join(folder, f"{stem}.json")).get("name", mixin_name(stem))
            found.add(str(said))
    return found


def mixin_name(file_stem: str) -> str:
    """The mixin that a script defines, by its file's name without ending: `time-stamp` is `TimeStamp`.

    loopback-boot 2.28.0, lib/compiler.js, normalizeMixinName, as it is without the option `normalization`.
    """
    spaced = re.sub(r"([A-Z]+)", r" \1", file_stem).strip()
    words = re.sub(r"[^A-Za-z0-9]", " ", spaced).lower().split()
    return "".join(word[:1].upper() + word[1:] for word in words)


def _named_at_top(boot: Boot) -> set[str]:
    """The mixins that some definition names outside its options: only their scripts are loaded."""
    named = (
        boot.registry.defined[name].definition.get("mixins")
        for name in boot.registry.created
        if name in boot.registry.defined
    )
    return {name for mixins in named if isinstance(mixins, dict) for name in mixins}
