"""The form of a data source, made from what its connector says about its settings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from designer import connectors
from designer.connectors.base import Connector, Kind, Setting
from designer.loopback import names, secrets
from designer.loopback.jsontext import JSON
from designer.loopback.jsonvalues import masked
from projects.forms.fields import ExactTextField, SecretAnswer, SecretField, SecretState, SecretWidget, resolve
from projects.forms.values import ABSENT, JSON_KINDS, REFERENCE, Absent, free_shown, free_typed, restored, shown
from projects.forms.values import typed as typed_value

_OWN_KEYS = frozenset({"name", "connector", "adapter"})
_PREFIX = "s-"
_ROW = re.compile(r"(?:new-|f)[0-9a-z]+-name")


@dataclass(frozen=True)
class FreeRow:
    """A setting that nobody described, as a row of a table."""

    key: str
    old: str
    """The name it has in the file; empty for a new one."""
    name: str
    value: str
    touched: bool = False
    error: str = ""


def row_key(name: str) -> str:
    """The row of a setting: the same on every page, whatever other settings come and go."""
    return "f" + sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class NameForm(forms.Form):
    """A name for a data source or a model; any text will do, and is kept as it is typed."""

    name = ExactTextField(label="Name")
    name.widget.attrs |= {"autocomplete": "off", "autofocus": True, "class": "lw-mono", "spellcheck": "false"}

    def __init__(self, *args: Any, existing: Collection[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.existing = existing
        self.fields["name"].code_name = "name"  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["data-names-variables"] = ""

    def clean_name(self) -> str:
        """The name. Refused are only names that LoopBack could not use."""
        name = str(self.cleaned_data["name"])
        problem = names.check_data_source_name(name, self.existing)
        if problem and problem.refused:
            raise ValidationError(problem.sentence)
        return name


class DataSourceForm(forms.Form):
    """The settings of one data source.

    `entry` is what the file holds (empty for a new one), `path` the file. After validation `settings` is the entry as
    it is to be, `values` the typed values of variables, and `kept_secrets` the settings whose secret is the saved one.
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
    ) -> None:
        super().__init__(data)
        self.name = name
        self.connector_name = connector_name
        self.connector: Connector | None = connectors.find(connector_name)
        self.entry = dict(entry)
        self.path = path
        self.environment = environment
        self.known_variables = known_variables
        hidden = masked(path, (name,), self.entry) if self.entry else {}
        self.hidden: dict[str, JSON] = hidden if isinstance(hidden, dict) else {}
        self.keys: dict[str, Setting] = {}
        for setting in self.connector.settings if self.connector else ():
            self._add(setting)
        self.row_errors: dict[str, str] = {}
        self.settings: dict[str, JSON] = {}
        self.values: dict[str, str] = {}
        self.kept_secrets: set[str] = set()

    # --- For the page -----------------------------------------------------------------------------------------

    @property
    def common(self) -> list[forms.BoundField]:
        """The fields that most people fill in, and every one that has a value."""
        more = set(self._more_keys())
        shown = [key for key in self.keys if key not in more]
        # Secrets need the whole width; after the others they leave no holes.
        return [self[_PREFIX + key] for key in sorted(shown, key=lambda key: self.keys[key].kind == Kind.SECRET)]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields under “More settings”."""
        return [self[_PREFIX + key] for key in self._more_keys()]

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
        rows = [self._posted_row(row) or row for row in self._saved_rows() if row.key not in self._removed]
        return rows + [row for row in self._new_rows() if row.name]

    @property
    def initial_settings(self) -> dict[str, JSON]:
        """What a new data source would hold if nothing were typed: its recommended variables."""
        states = {key: self.fields[_PREFIX + key].widget.state for key in self.keys if self._is_secret(key)}
        return {key: f"${{{state.variable}}}" for key, state in states.items() if state.mode == "variable"}

    def _is_secret(self, key: str) -> bool:
        return self.keys[key].kind == Kind.SECRET

    # --- Validation -------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Builds `settings`, `values` and `kept_secrets`."""
        cleaned = super().clean() or self.cleaned_data
        result = dict(self.entry)
        for key, setting in self.keys.items():
            field = _PREFIX + key
            if field in cleaned:
                self._put(result, key, self._value(key, setting, cleaned[field]))
        self._put_free(result)
        self.settings = result
        return cleaned

    def _value(self, key: str, setting: Setting, answer: Any) -> JSON | Absent:
        original = self.entry.get(key, ABSENT)
        if isinstance(answer, SecretAnswer) or setting.kind == Kind.SECRET:
            return self._secret(key, answer, original)
        hidden = self.hidden.get(key, ABSENT)
        try:
            if str(answer).replace("\r\n", "\n") == shown(hidden, setting.kind):
                if hidden != original:
                    self.kept_secrets.add(key)
                return original
            chosen = next((value for value, _ in setting.choices if shown(value, setting.kind) == answer), None)
            value = typed_value(str(answer), setting.kind, original) if chosen is None else chosen
            return value if value is ABSENT else self._restored(key, value, original, hidden)
        except ValidationError as error:
            self.add_error(_PREFIX + key, error)
            return original

    def _secret(self, key: str, answer: SecretAnswer | None, original: JSON | Absent) -> JSON | Absent:
        value = resolve(answer, original)
        if answer and answer.mode == "variable":
            if answer.value:
                self.values[answer.variable] = answer.value
            elif isinstance(original, str) and original and not REFERENCE.fullmatch(original):
                # The secret moves from the file to the variable; it was never shown, so nobody could type it again.
                if answer.variable not in self.known_variables:
                    self.values[answer.variable] = original
                self.kept_secrets.add(key)
            else:
                self.kept_secrets.add(key)
        elif not (answer and answer.secret) and value == original and value not in (ABSENT, ""):
            self.kept_secrets.add(key)
        return value

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

    def _put_free(self, result: dict[str, JSON]) -> None:
        """Settings that nobody described: removed, changed or added. Rows that were not touched are not posted."""
        for row in self._saved_rows():
            if row.key in self._removed:
                del result[row.old]
            elif posted := self._posted_row(row):
                self._put_row(result, posted)
        for row in self._new_rows():
            if row.name or row.value:
                self._put_row(result, row)

    def _put_row(self, result: dict[str, JSON], row: FreeRow) -> None:
        if row.name in _OWN_KEYS or row.name in self.keys or (row.name != row.old and row.name in result):
            self.row_errors[row.key] = f"There is already a setting “{row.name}”. Change that one."
        elif not row.name:
            self.row_errors[row.key] = "A setting needs a name."
        else:
            self._put_value(result, row)
        if row.key in self.row_errors:
            self.add_error(None, self.row_errors[row.key])

    def _put_value(self, result: dict[str, JSON], row: FreeRow) -> None:
        original, hidden = self.entry.get(row.old, ABSENT), self.hidden.get(row.old, ABSENT)
        text = row.value.replace("\r\n", "\n")
        if hidden is not ABSENT and text == free_shown(hidden):
            value: JSON = original
            if hidden != original:
                self.kept_secrets.add(row.name)
        else:
            try:
                value = self._restored(row.name, free_typed(text), original, hidden)
            except ValidationError as error:
                self.row_errors[row.key] = str(error.messages[0])
                return
        if row.old != row.name:
            result.pop(row.old, None)
        result[row.name] = value

    def _saved_rows(self) -> list[FreeRow]:
        names = [key for key in self.entry if key not in _OWN_KEYS and key not in self.keys]
        return [
            FreeRow(row_key(name), name, name, free_shown(self.hidden.get(name, self.entry[name]))) for name in names
        ]

    def _posted_row(self, row: FreeRow) -> FreeRow | None:
        if f"{row.key}-name" not in self.data:
            return None
        name, value = str(self.data[f"{row.key}-name"]), str(self.data.get(f"{row.key}-value", ""))
        return replace(row, name=name, value=value, touched=True, error=self.row_errors.get(row.key, ""))

    def _new_rows(self) -> list[FreeRow]:
        saved = {row.key for row in self._saved_rows()}
        keys = [key.removesuffix("-name") for key in self.data if _ROW.fullmatch(key)]
        new = [key for key in keys if key not in saved and key not in self._removed]
        found = (self._posted_row(FreeRow(key, "", "", "")) for key in new)
        return [row for row in found if row]

    @property
    def _removed(self) -> set[str]:
        return set(self.data.getlist("remove")) if isinstance(self.data, QueryDict) else set()

    # --- Fields -----------------------------------------------------------------------------------------------

    def _more_keys(self) -> Iterator[str]:
        return (key for key, setting in self.keys.items() if setting.more and key not in self.entry)

    def _add(self, setting: Setting) -> None:
        key = next((alias for alias in (setting.name, *setting.aliases) if alias in self.entry), setting.name)
        self.keys[key] = setting
        field = self._secret_field(key) if setting.kind == Kind.SECRET else self._value_field(key, setting)
        field.label = setting.label
        field.help_text = "" if setting.kind == Kind.SECRET else setting.help
        field.width = setting.width  # type: ignore[attr-defined]
        field.code_name = key  # type: ignore[attr-defined]
        self.fields[_PREFIX + key] = field

    def _value_field(self, key: str, setting: Setting) -> forms.Field:
        value = self.hidden.get(key, ABSENT)
        initial = shown(value, setting.kind)
        if setting.kind in (Kind.BOOLEAN, Kind.CHOICE):
            return forms.ChoiceField(choices=_choices(setting, initial), initial=initial, required=False)
        widget: forms.Widget = forms.TextInput()
        if setting.kind in JSON_KINDS or setting.multiline or "\n" in initial:
            widget = forms.Textarea({"rows": min(12, max(2, initial.count("\n") + 1))})
        elif setting.kind == Kind.NUMBER:
            widget.attrs["inputmode"] = "numeric"
        widget.attrs |= {"class": "lw-mono", "autocomplete": "off", "spellcheck": "false"}
        if setting.default is not None:
            widget.attrs["placeholder"] = shown(setting.default, setting.kind)
        return ExactTextField(widget=widget, initial=initial)

    def _secret_field(self, key: str) -> forms.Field:
        value = self.entry.get(key, ABSENT)
        reference = REFERENCE.fullmatch(value) if isinstance(value, str) else None
        taken = self.known_variables if not self.entry else ()
        variable = reference[1] if reference else secrets.suggested_variable(self.name or "db", key, taken)
        is_set = not reference and value not in (ABSENT, "")
        is_new = not self.entry
        recommended = "none" if self.keys[key].more else "variable"
        mode = "variable" if reference else recommended if is_new else "file" if is_set else "none"
        widget = SecretWidget()
        widget.state = SecretState(
            mode,
            variable,
            is_set=is_set,
            has_value=variable in self.known_variables,
            environment=self.environment,
            path=self.path,
            multiline=self.keys[key].multiline,
            setting=key,
        )
        return SecretField(widget=widget, required=False)


def _choices(setting: Setting, initial: str) -> list[tuple[str, str]]:
    default = "" if setting.default is None else f" ({shown(setting.default, setting.kind)})"
    values = setting.choices or ((True, "true"), (False, "false"))
    choices = [("", f"not set{default}"), *((shown(value, setting.kind), label) for value, label in values)]
    if initial not in dict(choices):
        choices.append((initial, initial))
    return choices
