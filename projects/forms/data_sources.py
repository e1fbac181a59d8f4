"""The form of a data source, made from what its connector says about its settings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from designer import connectors
from designer.connectors.base import Connector, Kind, Setting
from designer.loopback import secrets
from designer.loopback.jsontext import JSON
from designer.loopback.jsonvalues import masked
from projects.forms import arrangement
from projects.forms.arrangement import Group
from projects.forms.fields import SecretAnswer, resolve
from projects.forms.free_settings import FreeRow, FreeSettings
from projects.forms.inheritance import OtherLayers
from projects.forms.setting_fields import PREFIX, field_of
from projects.forms.structures.field import StructureAnswer, StructureField, reading, text_of
from projects.forms.touched import Shown, seal_shown
from projects.forms.values import ABSENT, REFERENCE, Absent, restored, shown
from projects.forms.values import typed as typed_value


@dataclass(frozen=True)
class Pasted:
    """What became of a URL that was pasted to be taken apart: the names of the fields it filled, or why it did not."""

    labels: Sequence[str] = ()
    only_in_url: Sequence[str] = ()
    """Its options that no field can hold, and never_read those that LoopBack takes no notice of in a URL either."""
    never_read: Sequence[str] = ()
    can_be_whole: bool = False
    """Whether there is a setting for the URL as it is."""
    error: str = ""
    url: str = ""
    """What was typed, to be mended or kept whole; empty where all of it was taken."""


class DataSourceForm(forms.Form):
    """The settings of one data source in one file.

    `entry` is what the file holds (empty where it has nothing to say), `path` the file, `others` what the files below
    and over it say, `applies_in` the environments in which each setting counts. After validation `settings` is the
    entry as it is to be, `values` the typed values of variables, `moved` the variables that take the place of a secret
    in the file, by setting, and `kept_secrets` the settings whose secret is the saved one.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        name: str,
        connector_name: str,
        entry: Mapping[str, JSON],
        path: str,
        environment: str,
        known_variables: Collection[str] = (),
        others: OtherLayers | None = None,
        applies_in: Mapping[str, Sequence[str]] | None = None,
        is_new: bool = False,
        own_connector: bool = False,
    ) -> None:
        super().__init__(data)
        self.name = name
        self.connector_name = connector_name
        found = connectors.chosen if is_new or own_connector else connectors.find
        self.connector: Connector | None = found(connector_name)
        preset = self.connector.preset if self.connector and (is_new or own_connector) else {}
        self.entry = {**preset, **entry}
        self.path = path
        self.environment = environment
        self.known_variables = known_variables
        self.others = others or OtherLayers(environment)
        self.applies_in = applies_in or {}
        self.is_new = is_new
        self.own_connector = own_connector
        """Whether the connector was chosen for this file just now."""
        self.shown = Shown(str(self.data.get("shown", "")))
        self.hidden = self._hidden()
        self.keys: dict[str, Setting] = {}
        for setting in self.connector.settings if self.connector else ():
            self._add(setting)
        self.free = FreeSettings(self.data, self.entry, self.hidden, self.keys, self.others, self.shown)
        self.settings: dict[str, JSON] = {}
        self.values: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        self.pasted = Pasted()
        self.kept_secrets: set[str] = set()

    # --- For the page -----------------------------------------------------------------------------------------

    @property
    def written_connector(self) -> str:
        """The value of "connector" in the file."""
        known = self.connector
        return (
            known.written_as if known and known.written_as and known.key == self.connector_name else self.connector_name
        )

    @property
    def common(self) -> list[forms.BoundField]:
        """The fields that most people fill in, and every one that has a value, also a pasted one."""
        more = set(self._more_keys())
        return [self[PREFIX + key] for key in self.keys if key not in more]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields under “More settings”."""
        return [self[PREFIX + key] for key in self._more_keys()]

    def arranged(self) -> tuple[list[Group], list[Group]]:
        """The common fields and the others, by group, each told which of the others make it useless."""
        names = {setting.name: PREFIX + key for key, setting in self.keys.items()}
        arrangement.mark(self, self.keys, names)
        return arrangement.groups(self.common, self.keys), arrangement.groups(self.more, self.keys)

    @property
    def more_has_errors(self) -> bool:
        """Whether “More settings” has to be open."""
        return any(field.errors for field in self.more)

    @property
    def more_summary(self) -> str:
        """What there is under “More settings”."""
        names = list(self._more_keys())
        return f"{len(names)}, none set: {', '.join(names[:4])}{', …' if len(names) > 4 else ''}"

    @property
    def free_rows(self) -> list[FreeRow]:
        """The settings that nobody described, as they are shown; after an error as they were typed."""
        return self.free.rows

    @property
    def row_errors(self) -> dict[str, str]:
        """What is wrong with such settings, by row."""
        return self.free.errors

    @property
    def sealed_shown(self) -> str:
        """What the page carries of the texts it shows; after an error, of those it showed first."""
        if self.is_bound:
            return str(self.data.get("shown", ""))
        texts = {PREFIX + key: self._text_shown(key) for key in self.keys}
        return seal_shown(texts | {row.key: row.text for row in self.free.file_rows})

    def blame(self, setting: str, sentence: str) -> None:
        """Marks a setting as wrong, wherever the form has it."""
        row = next((row for row in self.free.rows if row.name == setting), None)
        if any(sentence in errors for errors in self.errors.values()):
            return
        if setting in self.keys:
            self.add_error(PREFIX + setting, sentence)
            return
        if row:
            self.free.errors[row.key] = sentence
        self.add_error(None, sentence)

    def forgive(self) -> None:
        """Forgets what is wrong: nobody asked to save it yet."""
        self._errors = ErrorDict()
        self.free.errors = {}
        for key in self.keys:
            if isinstance(self.fields[PREFIX + key], StructureField):
                self.fields[PREFIX + key].widget.errors = {}

    def _is_secret(self, key: str) -> bool:
        return self.keys[key].kind == Kind.SECRET

    # --- Validation -------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Builds `settings`, `values`, `moved` and `kept_secrets`."""
        cleaned = super().clean() or self.cleaned_data
        result = dict(self.entry)
        for key, setting in self.keys.items():
            field = PREFIX + key
            if field in cleaned:
                self._put(result, key, self._value(key, setting, cleaned[field]))
        self.free.put(result)
        self.kept_secrets |= self.free.kept
        for sentence in self.free.errors.values():
            self.add_error(None, sentence)
        if self.own_connector:
            self._put_connector(result)
        self.settings = result
        return cleaned

    def _put_connector(self, result: dict[str, JSON]) -> None:
        below = self.others.below.get("connector")
        if below and below.value == self.written_connector:
            result.pop("connector", None)
        else:
            result["connector"] = self.written_connector

    def _value(self, key: str, setting: Setting, answer: Any) -> JSON | Absent:
        original = self.entry.get(key, ABSENT)
        if isinstance(self.fields[PREFIX + key], StructureField):
            return self._structure(key, answer, original)
        if isinstance(answer, SecretAnswer) or setting.kind == Kind.SECRET:
            return self._secret(key, answer, original)
        hidden = self.hidden.get(key, ABSENT)
        untouched = self.shown.is_untouched(PREFIX + key, str(answer))
        try:
            if untouched or str(answer).replace("\r\n", "\n") == shown(hidden, setting.kind):
                if hidden != original:
                    self.kept_secrets.add(key)
                return original
            chosen = next((value for value, _ in setting.choices if shown(value, setting.kind) == answer), None)
            value = typed_value(str(answer), setting.kind, original, setting.bounds) if chosen is None else chosen
            return value if value is ABSENT else self._restored(key, value, original, hidden)
        except ValidationError as error:
            self.add_error(PREFIX + key, error)
            return original

    def _structure(self, key: str, answer: StructureAnswer | None, original: JSON | Absent) -> JSON | Absent:
        widget = self.fields[PREFIX + key].widget
        if answer is None or self.shown.is_untouched(PREFIX + key, answer.flat):
            if self.hidden.get(key, ABSENT) != original:
                self.kept_secrets.add(key)
            return original
        found = reading(widget, answer, lambda value: self._veiled({key: value}).get(key, ABSENT))
        if found.keeps_secrets:
            self.kept_secrets.add(key)
        if found.error:
            self.add_error(PREFIX + key, found.error)
        return found.value

    @property
    def inner_errors(self) -> Iterator[tuple[str, str]]:
        """What is wrong inside structured settings: the path of the field, and a sentence."""
        for key in self.keys:
            for name, sentence in getattr(self.fields[PREFIX + key].widget, "errors", {}).items():
                yield name.removeprefix(PREFIX), sentence

    def _secret(self, key: str, answer: SecretAnswer | None, original: JSON | Absent) -> JSON | Absent:
        if answer and not answer.secret and not answer.value and self._is_untouched_secret(key, answer):
            answer = None
        value = resolve(answer, original)
        if answer and answer.mode == "variable":
            if isinstance(original, str) and original and not REFERENCE.fullmatch(original):
                # The secret was never shown, so nobody could type it again.
                self.moved[key] = answer.variable
            if answer.value:
                self.values[answer.variable] = answer.value
            else:
                self.kept_secrets.add(key)
        elif not (answer and answer.secret) and value == original and value not in (ABSENT, ""):
            self.kept_secrets.add(key)
        return value

    def _is_untouched_secret(self, key: str, answer: SecretAnswer) -> bool:
        state = self.fields[PREFIX + key].widget.state
        # While a new data source is named, the page lets the suggested variable follow the name.
        suggested = (state.variable, secrets.suggested_variable(self.name or "db", key))
        if self.is_new and answer.mode == state.mode == "variable" and answer.variable in suggested:
            return not self._names_a_user()
        return self.shown.is_untouched(PREFIX + key, f"{answer.mode} {answer.variable}")

    def _names_a_user(self) -> bool:
        """Whether a user is typed: who has one usually has a password, which the suggested variable is to hold."""
        return any(self.cleaned_data.get(PREFIX + key) for key in ("user", "username"))

    def _text_shown(self, key: str) -> str:
        """What the page shows in a field, of a secret only how it is kept."""
        if self._is_secret(key):
            state = self.fields[PREFIX + key].widget.state
            return f"{state.mode} {state.variable}"
        if isinstance(self.fields[PREFIX + key], StructureField):
            return text_of(self.fields[PREFIX + key].widget.place)
        return str(self.fields[PREFIX + key].initial or "")

    def _restored(self, key: str, value: JSON, original: JSON | Absent, hidden: JSON | Absent) -> JSON:
        whole = restored(value, original, hidden)
        if whole != value:
            self.kept_secrets.add(key)
        return whole

    def _put(self, result: dict[str, JSON], key: str, value: JSON | Absent) -> None:
        if value is ABSENT:
            result.pop(key, None)
        else:
            result[key] = value

    # --- Fields -----------------------------------------------------------------------------------------------

    def _more_keys(self) -> Iterator[str]:
        known = {*self.entry, *self.others.below, *self.others.above, *self.settings}
        return (key for key, setting in self.keys.items() if setting.more and key not in known)

    def _add(self, setting: Setting) -> None:
        spellings = (setting.name, *setting.aliases)
        layers = (self.entry, self.others.below, self.others.above)
        key = next((alias for layer in layers for alias in spellings if alias in layer), setting.name)
        self.keys[key] = setting
        self.fields[PREFIX + key] = field_of(self, key, setting)

    def _hidden(self) -> dict[str, JSON]:
        hidden = self._veiled(self.entry)
        return {key: value for key, value in hidden.items() if key in self.entry}

    def _veiled(self, settings: Mapping[str, JSON]) -> dict[str, JSON]:
        """Settings with their secrets masked; which are secret depends on the connector, which need not stand there."""
        hidden = masked(self.path, (self.name,), {"connector": self.written_connector, **settings})
        return hidden if isinstance(hidden, dict) else {}
