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
Category = Literal["memory", "sql", "document", "key-value", "service", "messaging", "storage"]
"""The groups of the gallery, in the order people see."""


class Kind(StrEnum):
    """What a person fills in for a setting.

    OBJECT, ARRAY and MAP get an editor of their own where the setting has `fields`; else they are typed as JSON.
    A MAP is an object whose keys people choose.
    """

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    CHOICE = "choice"
    OBJECT = "object"
    ARRAY = "array"
    MAP = "map"
    BOOLEAN_OR_OBJECT = "boolean-or-object"
    NAMES = "names"
    """A name, or an array of names: typed with commas between."""
    NAME_LIST = "name-list"
    """An array of names, also of one: typed with commas between."""
    VALUE = "value"
    """Any value: JSON where it can be read as JSON, else a text."""


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
    group: str = ""
    """The heading it stands under, such as "TLS" or "Pool"; settings of one group stand together."""
    aliases: tuple[str, ...] = ()
    """Other keys that the connector reads for the same thing."""
    choices: tuple[tuple[JSON, str], ...] = ()
    """For CHOICE: each value with its label."""
    bounds: tuple[int, int] | None = None
    """For NUMBER: the least and the most that it can be; it is a whole number then."""
    suggests: str = ""
    """What a page offers to complete the text from, such as "models"."""
    multiline: bool = False
    """Whether it usually has several lines, as a certificate in PEM has."""
    may_contain_secret: bool = False
    """Whether passwords or tokens can be inside, as in a URL. A SECRET is one as a whole."""
    overrides: tuple[str, ...] = ()
    """The settings that LoopBack ignores where this one is filled in, as `url` does with most."""
    only_for: tuple[str, tuple[JSON, ...]] | None = None
    """Another setting and its values: with any other value of that setting, this one means nothing."""
    entry: str = ""
    """For ARRAY and MAP: what one element is called, such as "argument", where the label does not tell."""
    start: JSON = None
    """For the plain elements of an ARRAY or MAP: what a new one is filled in with; where it is emptied again, it is
    this all the same."""
    short: str = ""
    """For BOOLEAN_OR_OBJECT: the member that LoopBack also takes alone, as a text in the place of the object."""
    fields: tuple[Setting, ...] = ()
    """What is inside: the members of an OBJECT, or of each object in an ARRAY or MAP. One field without a name
    says that the elements are plain values. Members that nobody described are kept."""
    in_rows: bool = False
    """For an ARRAY of objects whose members are all plain: each one is a line of a table."""


def is_within(number: float, bounds: tuple[int, int] | None) -> bool:
    """Whether a number is a whole one within `Setting.bounds`, where there are any."""
    return bounds is None or (bounds[0] <= number <= bounds[1] and number == int(number))


def number_within(bounds: tuple[int, int] | None) -> str:
    """What `is_within` asks for, in words for people."""
    return f"a whole number from {bounds[0]} to {bounds[1]}" if bounds else "a number"


@dataclass(frozen=True, slots=True)
class NotTaken:
    """What a URL says that the settings of `Connector.from_url` do not: names of its options, never their values."""

    only_in_url: tuple[str, ...] = ()
    """No setting can say these; LoopBack reads them in a URL, as far as it knows them."""
    never_read: tuple[str, ...] = ()
    """LoopBack does not read these in a URL either."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The application that a data source is part of, as far as a connection depends on it."""

    loopback: int = 3
    """Its major version."""
    package_range: str | None = None
    """The range of the connector's package in package.json; None where that does not list it."""
    node_range: str | None = None
    """The range of "engines"."node" in package.json."""


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


class CannotTakeApart(CheckFailed):
    """A URL that the connector reads, but that no settings mean the same as: it has to stay whole."""


class CannotVerify(Unsuccessful):
    """Whether the settings are right cannot be found out from here."""

    verdict = Verdict.UNVERIFIED


class WorksOnlyHere(Unsuccessful):
    """Our driver succeeded, but LoopBack's would not."""

    verdict = Verdict.WORKS_ONLY_HERE


class Connector(ABC):
    """One back end. Subclasses are data, but for `test`."""

    key: ClassVar[str]
    """What it is called here, and the value of "connector" in datasources.json."""
    written_as: ClassVar[str] = ""
    """The value of "connector" where that is not the key."""
    preset: ClassVar[Mapping[str, JSON]] = {}
    """Settings that a new data source begins with."""
    title: ClassVar[str]
    category: ClassVar[Category]
    names: ClassVar[tuple[str, ...]]
    """Every value of "connector" that means this one."""
    summary: ClassVar[str] = ""
    """One sentence: what it is for, where the title does not tell."""
    icon: ClassVar[str] = ""
    """Its brand's symbol in static/img/connectors.svg; empty where there is none."""
    documentation: ClassVar[str] = ""
    """The address of the connector's own documentation."""
    discovery: ClassVar[bool | None] = None
    """Whether LoopBack can list tables and make models of them; None where nobody knows."""
    migration: ClassVar[bool | None] = None
    """Whether LoopBack can create and alter tables (autoupdate); None where nobody knows."""
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
    tries: ClassVar[tuple[str, ...]] = ()
    """What `test` does, a sentence each, for the connector's page."""
    leaves_out: ClassVar[tuple[str, ...]] = ()
    """What `test` does not do or cannot know, a sentence each."""
    verified_with: ClassVar[str] = ""
    """The real servers that `test` was tried against, such as "MariaDB 10.11"; empty where none could be had."""
    url_schemes: ClassVar[tuple[str, ...]] = ()
    """The schemes of a URL that `from_url` takes apart, such as "mysql"."""
    web_url_setting: ClassVar[str] = ""
    """The setting that a URL of the web is most likely meant for: "baseURL"; empty where there is none."""

    @classmethod
    def schemes_read(cls) -> tuple[str, ...]:
        """The schemes of a URL that fills in settings."""
        return (*cls.url_schemes, *(("http", "https") if cls.web_url_setting else ()))

    def from_url(self, url: str) -> dict[str, JSON]:
        """The settings that mean the same as a URL of one of `url_schemes`, without a setting for the URL itself.

        Raises CannotTakeApart for a URL that has to stay one, in the setting `url`; CheckFailed, without quoting it,
        for one that cannot be read.
        """
        raise CheckFailed(f"{self.title} has no URL.")

    def not_taken(self, url: str) -> NotTaken:
        """What a URL that `from_url` takes apart says beyond the settings made of it. Raises what that raises."""
        return NotTaken()

    def to_url(self, settings: Settings) -> str:
        """A URL that means the same as `settings`, secrets included; empty where there is none.

        A setting that no URL can carry is left out.
        """
        return ""

    @abstractmethod
    def test(self, settings: Settings, attempt: Attempt) -> str:
        """Try to use the back end as LoopBack would, and say in one sentence what worked.

        `settings` are merged and substituted already. What a person wants to know next, such as the server's
        version, goes to `attempt.tell`. Raises CheckFailed, CannotVerify or WorksOnlyHere; any other exception is
        an error in this program.
        """

    def setting(self, name: str) -> Setting | None:
        """The setting of that name or alias."""
        for setting in self.settings:
            if name == setting.name or name in setting.aliases:
                return setting
        return None
