"""Who can call what: every method of a model, for everybody that its rules tell apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from designer.connectors.javascript import text, truthy
from designer.loopback.access_control import findings
from designer.loopback.access_control.findings import Finding
from designer.loopback.access_control.methods import Method, methods_in
from designer.loopback.access_control.precedence import Decision, decide
from designer.loopback.access_control.principals import Principal, choosable, contradiction, principals, together
from designer.loopback.access_control.rules import Rule, rules_in
from designer.loopback.application import Application
from designer.loopback.startup.models import ModelBuilder, ModelClass
from designer.loopback.startup.startup import Startup


@dataclass(frozen=True, slots=True)
class Cell:
    """What LoopBack answers when a principal calls a method."""

    decision: Decision
    with_id: Decision | None = None
    """Another answer where the request brings the id of an instance that the caller owns, as `?id=…` or in the body,
    though the method asks for none; None where that makes no difference (lib/application.js, enableAuth)."""

    @property
    def is_allowed(self) -> bool:
        """Whether the call goes through."""
        return self.decision.is_allowed


@dataclass(frozen=True, slots=True)
class Row:
    """A method, and a cell for each principal."""

    method: Method
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who can call which method of a model in an environment."""

    principals: tuple[Principal, ...]
    """Those that the rules tell apart; first the one that is several of them at once, where that was asked for."""
    rows: tuple[Row, ...]
    rules: tuple[Rule, ...]
    """All rules that count, in LoopBack's order."""
    findings: Mapping[Rule, Finding]
    """Of the rules that decide nothing, or less than they say: why."""
    default_permission: str
    """What counts where no rule fits: what `defaultPermission` says, else ALLOW."""
    is_broken: bool = False
    """Whether the rules are no array, so that each check of access ends with an error."""
    assumed: str = ""
    """Which data sources are not among the files, so that databases are assumed, in sentences; else empty."""
    notes: tuple[str, ...] = ()
    """What the files do not tell, in sentences."""
    choosable: tuple[Principal, ...] = ()
    """Those that somebody can be at once."""
    contradiction: str = ""
    """Why nobody is at once what was asked for, in a sentence; else empty."""


def who_can(
    app: Application, model_name: str, environment: str = "development", at_once: Collection[str] = ()
) -> Matrix:
    """The matrix of a model; without rows where LoopBack would not make the model.

    `at_once` are names of principals; where two or more are known, there is one more who is all of them.
    """
    startup = Startup(app, environment)
    model = startup.builder.models.get(model_name)
    if model is None or not model.is_resolved:
        return Matrix((), (), (), {}, "ALLOW")
    rules = rules_in(startup, model)
    default = _default(model)
    methods = list(methods_in(model))
    everybody = principals(rules or [], _user_models(startup.builder))
    apart, offered = everybody, choosable(everybody)
    chosen = [each for each in offered if each.name in at_once]
    refused = contradiction(chosen)
    if len(chosen) > 1 and not refused:
        everybody = [together(chosen), *apart]
    rows = [Row(method, tuple(_cell(rules or [], each, method, default) for each in everybody)) for method in methods]
    deciding = {decision.rule for row in rows for cell in row.cells for decision in _decisions(cell)}
    found = findings.find(deciding, rules or [], methods, apart, default)
    return Matrix(
        tuple(everybody),
        tuple(rows),
        tuple(rules or []),
        found,
        default,
        rules is None,
        startup.assumed,
        tuple(startup.notes()),
        tuple(offered),
        refused,
    )


def _cell(rules: Iterable[Rule], principal: Principal, method: Method, default: str) -> Cell:
    decision = decide(rules, principal, method, default)
    if not principal.is_owner or method.names_instance:
        return Cell(decision)
    plain = decide(rules, principal.without_instance(), method, default)
    return Cell(plain, decision if decision.is_allowed != plain.is_allowed or decision.rule != plain.rule else None)


def _decisions(cell: Cell) -> Iterator[Decision]:
    yield cell.decision
    if cell.with_id:
        yield cell.with_id


def _default(model: ModelClass) -> str:
    value = model.settings.get("defaultPermission")
    return text(value) if truthy(value) else "ALLOW"


def _user_models(builder: ModelBuilder) -> Iterator[str]:
    """The models that extend User, by whose name an access token can call its user."""
    for name, model in builder.models.items():
        base = model.base
        while base is not None and base.name != "User":
            base = base.base
        if base is not None:
            yield name
