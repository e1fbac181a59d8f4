"""What would fail or surprise at boot, found before: where, in one sentence, and how to mend it.

The rules are those of loopback-boot 2.28.0 and 3.3.1 with loopback 3.28.0, as read in their code and seen by booting
them. One module for each kind of file; each offers its `CODES`, and `find(boot)` with the problems it sees.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from designer.loopback.application import Application
from designer.loopback.problems import (
    access,
    attachments,
    carriers,
    configuration,
    connector_packages,
    data_sources,
    definition_files,
    definitions,
    duplicates,
    exposure,
    extra_keys,
    ids,
    method_scripts,
    methods,
    mixins,
    model_names,
    model_settings,
    model_sources,
    models,
    polymorphic_keys,
    properties,
    references,
    relations,
    settings,
    texts,
    users,
)
from designer.loopback.problems.dangling import dangling
from designer.loopback.problems.discretion import without_secrets
from designer.loopback.problems.problem import Code, Problem, Severity
from designer.loopback.refusal import Refused
from designer.loopback.startup.boot import Boot

__all__ = ["CODES", "Code", "Problem", "Severity", "dangling", "find", "mend"]

_FINDERS = (
    *(texts, duplicates, configuration, settings, references, extra_keys, data_sources, connector_packages),
    *(
        model_sources,
        models,
        attachments,
        carriers,
        users,
        definitions,
        definition_files,
        model_names,
        mixins,
        exposure,
    ),
    *(properties, ids, model_settings, relations, polymorphic_keys, access, methods, method_scripts),
)

CODES = MappingProxyType({code.name: code for finder in _FINDERS for code in finder.CODES})
"""Every kind of problem by its code."""


def find(app: Application, environment: str = "development") -> list[Problem]:
    """The problems of an application that starts in an environment, the worst first."""
    read = app.as_loopback_reads()
    boot = Boot(read, environment)
    order = list(Severity)
    found = dict.fromkeys(problem for finder in _FINDERS for problem in finder.find(boot))
    found = dict.fromkeys(without_secrets(read, found))
    # A file that is not UTF-8 is saved by nobody: what stands in it would be lost.
    mendable = [problem if problem.path not in read.not_utf8 else replace(problem, fix="") for problem in found]
    return sorted(mendable, key=lambda problem: order.index(problem.severity))


def mend(app: Application, problem: Problem) -> None:
    """Applies the fix of a problem that `find` has just found. Raises Refused where it has none, or cannot be done."""
    mend_one = CODES[problem.code].mend
    if not problem.fix or mend_one is None:
        raise Refused("There is no certain fix for this problem.")
    mend_one(app, problem)
