"""What a connector is: its settings as data, and how it is tried."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from designer.connectors.results import Verdict

if TYPE_CHECKING:
    from designer.connectors.probe import Attempt

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
Settings: TypeAlias = Mapping[str, JSON]
Category = Literal["memory", "sql", "document", "service", "storage"]


class Kind(StrEnum):
    """What a person fills in for a setting. OBJECT and ARRAY are typed as JSON."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    CHOICE = "choice"
    OBJECT = "object"
    ARRAY = "array"
    BOOLEAN_OR_OBJECT = "boolean-or-object"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting of a data source, as a form shows it and as LoopBack's connector reads it."""

    name: str
    """LoopBack's spelling, the key in datasources.json."""
    label: str
    help: str
    """One sentence."""
    kind: Kind = Kind.TEXT
    default: JSON = None
    """What LoopBack's connector takes where the key is absent: shown, never written."""
    width: int = 12
    """Columns of a form that is 12 wide."""
    more: bool = False
    """Whether it stands under "More settings"."""
    aliases: tuple[str, ...] = ()
    """Other keys that the connector reads for the same thing."""
    choices: tuple[tuple[JSON, str], ...] = ()
    """For CHOICE: each value with its label."""
    multiline: bool = False
    """Whether it usually has several lines, as a certificate in PEM has."""
    may_contain_secret: bool = False
    """Whether passwords or tokens can be inside, as in a URL. A SECRET is one as a whole."""


class Unsuccessful(Exception):  # noqa: N818 - nothing need be in error
    """A test that did not end well, told in one sentence for people.

    `blames` are the names of the settings to mark; `detail` is the driver's or the server's own words.
    """

    verdict: ClassVar[Verdict]

    def __init__(self, sentence: str, *, blames: tuple[str, ...] = (), detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.blames = blames
        self.detail = detail


class CheckFailed(Unsuccessful):
    """The back end cannot be used with these settings."""

    verdict = Verdict.FAILED


class CannotVerify(Unsuccessful):
    """Whether the settings are right cannot be found out from here."""

    verdict = Verdict.UNVERIFIED


class WorksOnlyHere(Unsuccessful):
    """Our driver succeeded, but LoopBack's would not."""

    verdict = Verdict.WORKS_ONLY_HERE


class Connector(ABC):
    """One back end. Subclasses are data, but for `test`."""

    key: ClassVar[str]
    """The value of "connector" in datasources.json."""
    title: ClassVar[str]
    category: ClassVar[Category]
    names: ClassVar[tuple[str, ...]]
    """Every value of "connector" that means this one."""
    package: ClassVar[str | None] = None
    """The npm package; None where LoopBack brings the connector along."""
    package_range: ClassVar[str | None] = None
    """The versions of `package` for LoopBack 3."""
    package_range_for_loopback_2: ClassVar[str | None] = None
    base_model: ClassVar[str] = "PersistedModel"
    """The base that a new model on such a data source starts with."""
    settings: ClassVar[tuple[Setting, ...]] = ()
    steps: ClassVar[tuple[str, ...]] = ()
    """The names of the steps of `test`, in order, as far as they are known beforehand."""
    driver: ClassVar[tuple[str, str] | None] = None
    """The module that `test` imports and the Python package that brings it."""

    @abstractmethod
    def test(self, settings: Settings, attempt: Attempt) -> str:
        """Try to use the back end as LoopBack would, and say in one sentence what worked.

        `settings` are merged and substituted already. Raises CheckFailed, CannotVerify or WorksOnlyHere;
        any other exception is an error in this program.
        """

    def setting(self, name: str) -> Setting | None:
        """The setting of that name or alias."""
        for setting in self.settings:
            if name == setting.name or name in setting.aliases:
                return setting
        return None
