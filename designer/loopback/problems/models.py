"""The entries of model-config.json: which models there are, and which data source each uses."""

from __future__ import annotations

from collections.abc import Iterator

from designer.loopback.builtin import BUILTIN
from designer.loopback.problems.boot import Boot
from designer.loopback.problems.problem import Code, Problem, Severity

_NULL = Code(
    "null-model",
    Severity.STOPS_BOOT,
    "The entry of a model is not an object",
    "LoopBack looks into each entry of model-config.json for keys of LoopBack 1, and a null has none: the start ends "
    "with a TypeError (loopback-boot 2.28.0, lib/executor.js).",
    "Delete the entry, or make it an object.",
)
_UNKNOWN_MODEL = Code(
    "unknown-model",
    Severity.STOPS_BOOT,
    "A model is configured but not defined",
    "LoopBack looks for the definition of every model of model-config.json in the folders of `_meta.sources`, and ends "
    "with “Model not found” where there is none (loopback-boot 2.28.0, lib/compiler.js).",
    "Delete the entry, or add the definition.",
)
_UNKNOWN_SOURCE = Code(
    "unknown-data-source",
    Severity.STOPS_BOOT,
    "A model is attached to a data source that does not exist",
    "LoopBack ends with “is referencing a dataSource that does not exist” (loopback 3.28.0, lib/application.js).",
    "Attach the model to a data source that exists, or add the missing one.",
)
_PUBLIC = Code(
    "public-without-data-source",
    Severity.WRONG_RESULT,
    "A model is public but attached to no data source",
    "All REST paths of the model exist and are listed, and every call of them fails with a server error.",
    "Attach the model to a data source, or make it private.",
)

CODES = (_NULL, _UNKNOWN_MODEL, _UNKNOWN_SOURCE, _PUBLIC)


def find(boot: Boot) -> Iterator[Problem]:
    """The problems of the model configuration."""
    for name, entry in boot.configured.items():
        if not isinstance(entry, dict):
            yield _NULL.at(*boot.place("model-config", name), f"The entry of “{name}” is not an object.")
            continue
        if name not in boot.app.models.definition_paths and name not in BUILTIN:
            sentence = f"There is no definition of “{name}” in the folders of _meta.sources."
            yield _UNKNOWN_MODEL.at(*boot.place("model-config", name), sentence)
        source = entry.get("dataSource")
        if isinstance(source, str) and source and source not in boot.data_sources:
            sentence = f"“{name}” is attached to “{source}”, which does not exist."
            yield _UNKNOWN_SOURCE.at(*boot.place("model-config", name, "dataSource"), sentence)
        if not source and entry.get("public") is not False:
            sentence = f"“{name}” is public but attached to no data source: its calls fail."
            yield _PUBLIC.at(*boot.place("model-config", name), sentence)
