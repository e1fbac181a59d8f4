"""The data source of each model: whether it is there, and whether it can carry the model."""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors.javascript import truthy
from designer.loopback import jsontext, names
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.problems import lineage
from designer.loopback.problems.certainty import certain
from designer.loopback.problems.mending import change_value
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.startup.boot import Boot


def _rename_key(app: Application, problem: Problem) -> None:
    app.set_text(problem.path, jsontext.rename(app.text(problem.path), problem.pointer, "dataSource"))


def _say_null(app: Application, problem: Problem) -> None:
    change_value(lambda entry: entry | {"dataSource": None} if isinstance(entry, dict) else entry)(app, problem)


def _take_name(app: Application, problem: Problem) -> None:
    change_value(lambda written: _meant(app, str(written)) or written)(app, problem)


_UNKNOWN = Code(
    "unknown-data-source",
    Severity.STOPS_BOOT,
    "A model is attached to a data source that does not exist",
    "LoopBack looks for the data source of every model of model-config.json, and ends with “is referencing a "
    "dataSource that does not exist” (loopback 3.28.0, lib/application.js, configureModel). The value must be the name "
    "itself: a number, a list or an object is refused too.",
    "Attach the model to a data source that exists, or add the missing one.",
)
_NO_FILE = Code(
    "no-data-sources",
    Severity.STOPS_BOOT,
    "Models are attached to data sources, but there are none",
    "Without datasources.json LoopBack knows no data source at all, whatever the files of an environment say, and ends "
    "at the first model that is attached to one (loopback-boot 2.28.0, lib/config-loader.js; loopback 3.28.0, "
    "lib/application.js, configureModel).",
    "Add datasources.json with these data sources.",
)
_SPELLING = Code(
    "data-source-spelling",
    Severity.WRONG_RESULT,
    "The key `dataSource` of a model is misspelled",
    "LoopBack reads `dataSource`, with a capital S; its documentation once had `datasource`. Under any other key it is "
    "passed over, and the model is attached to no data source (loopback 3.28.0, lib/application.js, configureModel).",
    "Call the key `dataSource`.",
    _rename_key,
)
_ALIAS = Code(
    "data-source-alias",
    Severity.ADVICE,
    "A model names its data source in another spelling",
    "LoopBack files a data source also under its name in camel case and with a capital: `my-db` is found as `myDb` and "
    "`MyDb` too (loopback 3.28.0, lib/application.js, app.dataSource). It works, until another data source has that "
    "name; and tools do not see that the two belong together.",
    "Write the name as it stands in datasources.json.",
    _take_name,
)
_PUBLIC = Code(
    "public-without-data-source",
    Severity.WRONG_RESULT,
    "A model is public but attached to no data source",
    "A model on PersistedModel or KeyValueModel has REST paths to create, find and delete. All of them exist and are "
    "listed, and every call ends with a server error, because there is no data source to do it (loopback 3.28.0, "
    "lib/persisted-model.js, throwNotAttached).",
    "Attach the model to a data source, or make it private.",
)
_UNSAID = Code(
    "no-data-source",
    Severity.ADVICE,
    "The entry of a model does not say that it has no data source",
    "Where `dataSource` is missing or empty LoopBack attaches the model to none and warns that the property is "
    "missing; null says that it is meant so (loopback 3.28.0, lib/registry.js, configureModel).",
    "Attach the model to a data source, or write `null`.",
    _say_null,
)
CODES = (_UNKNOWN, _NO_FILE, _SPELLING, _ALIAS, _PUBLIC, _UNSAID)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of models and their data sources."""
    if boot.conflict("model-config") is not None:
        return
    if not boot.layers("datasources") and boot.is_known("datasources"):
        yield from certain(boot, _no_file(boot), "model-config")
    elif boot.conflict("datasources") is None:
        for name, entry in boot.configured.items():
            if isinstance(entry, dict):
                yield from certain(boot, _attachment(boot, name, entry), "model-config", "datasources")
    for name, entry in boot.configured.items():
        if isinstance(entry, dict) and not truthy(entry.get("dataSource")):
            yield from _unattached(boot, name, entry)


def _no_file(boot: Boot) -> Iterator[Problem]:
    attached = {
        name: entry["dataSource"]
        for name, entry in boot.configured.items()
        if isinstance(entry, dict) and truthy(entry.get("dataSource"))
    }
    if attached:
        first = next(iter(attached))
        count = f"{len(attached)} models are" if len(attached) > 1 else f"“{first}” is"
        sentence = f"{count} attached to data sources, but there is no {boot.app.config_path('datasources')}."
        yield _NO_FILE.at(*boot.place("model-config", first, "dataSource"), sentence)


def _attachment(boot: Boot, name: str, entry: dict[str, JSON]) -> Iterator[Problem]:
    source = entry.get("dataSource")
    if not truthy(source):
        return
    place = boot.place("model-config", name, "dataSource")
    if not isinstance(source, str):
        yield _UNKNOWN.at(*place, f"The data source of “{name}” is not a name; LoopBack does not start.")
    elif source not in boot.data_source_keys:
        yield _UNKNOWN.at(*place, f"“{name}” is attached to “{source}”, which does not exist.")
    elif source not in boot.data_sources:
        meant = _meant(boot.app, source)
        sentence = f"“{name}” is attached to “{source}”; the data source is called “{boot.data_source_keys[source]}”."
        yield _ALIAS.at(*place, sentence, fix=f"Write “{meant}”" if meant else "")


def _meant(app: Application, written: str) -> str | None:
    """The one data source that has such an alias; None where there are several, or none."""
    found = [name for name in app.data_sources if written in names.aliases(name)]
    return found[0] if len(found) == 1 else None


def _unattached(boot: Boot, name: str, entry: dict[str, JSON]) -> Iterator[Problem]:
    misspelled = next((key for key in entry if key != "dataSource" and _letters(key) in _MISSPELLED), None)
    if misspelled is not None and truthy(entry[misspelled]):
        place = boot.place("model-config", name, misspelled)
        is_free = all("dataSource" not in _entry(boot, path, name) for path in boot.app.config_layers("model-config"))
        is_there = entry[misspelled] in boot.data_sources if isinstance(entry[misspelled], str) else False
        fix = "Call it “dataSource”" if is_free and is_there else ""
        yield _SPELLING.at(*place, f"LoopBack does not read “{misspelled}” of “{name}”, only “dataSource”.", fix=fix)
        return
    ancestry = lineage.ancestry(boot, name) or ()
    place = boot.place("model-config", name)
    if entry.get("public") is not False and {"PersistedModel", "KeyValueModel"} & set(ancestry):
        yield _PUBLIC.at(*place, f"“{name}” is public but attached to no data source: its calls fail.")
    elif entry.get("dataSource", "") not in (None, False):
        layers = [path for path in boot.app.config_layers("model-config") if _entry(boot, path, name)]
        fix = "Write “dataSource”: null" if layers == [place[0]] or not layers else ""
        yield _UNSAID.at(
            *place, f"The entry of “{name}” names no data source, and does not say that so is meant.", fix=fix
        )


_MISSPELLED = frozenset({"datasource", "datasources"})


def _letters(key: str) -> str:
    return "".join(character for character in key.lower() if character.isalpha())


def _entry(boot: Boot, path: str, name: str) -> dict[str, JSON]:
    entry = boot.app.members(path).get(name)
    return entry if isinstance(entry, dict) else {}
