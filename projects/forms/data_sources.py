"""The form of a data source, made from what its connector says about its settings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from designer import connectors
from designer.connectors.base import Connector, Kind, Setting
from designer.loopback import names, secrets
from designer.loopback.jsontext import JSON
from projects.forms.fields import ExactTextField, SecretAnswer, SecretField, SecretState, SecretWidget, resolve
from projects.forms.values import ABSENT, JSON_KINDS, REFERENCE, Absent, free_shown, free_typed, masked, restored, shown
from projects.forms.values import typed as typed_value

_OWN_KEYS = frozenset({"name", "connector", "adapter"})
_PREFIX = "s-"


class NameForm(forms.Form):
    """A name for a data source or a model; any text will do, and is kept as it is typed."""

    name = ExactTextField(label="Name")
    name.widget.attrs |= {"autocomplete": "off", "autofocus": True, "class": "lw-mono", "spellcheck": "false"}

    def __init__(self, *args: Any, existing: Collection[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.existing = existing

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
        self.settings: dict[str, JSON] = {}
        self.values: dict[str, str] = {}
        self.kept_secrets: set[str] = set()

    # --- For the page -----------------------------------------------------------------------------------------

    @property
    def common(self) -> list[forms.BoundField]:
        """The fields that most people fill in, and every one that has a value."""
        return [field for key, field in self._setting_fields() if not self._is_more(key)]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields under “More settings”."""
        return [field for key, field in self._setting_fields() if self._is_more(key)]

    @property
    def more_has_errors(self) -> bool:
        """Whether “More settings” has to be open."""
        return any(field.errors for field in self.more)

    @property
    def free_rows(self) -> list[dict[str, str]]:
        """The settings that nobody described: name and value as they are shown."""
        if self.is_bound:
            return [{"old": old, "name": name, "value": value} for old, name, value in self._posted_rows()]
        return [
            {"old": key, "name": key, "value": free_shown(self.hidden.get(key, value))}
            for key, value in self.entry.items()
            if key not in _OWN_KEYS and key not in self.keys
        ]

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
            else:
                self.kept_secrets.add(key)
        elif value == original and value not in (ABSENT, ""):
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
        """Settings that nobody described: those whose row is gone are deleted, the others are changed or added."""
        if "free" not in self.data:
            return
        rows = self._posted_rows()
        kept = {old for old, _, _ in rows}
        for key in list(result):
            if key not in _OWN_KEYS and key not in self.keys and key not in kept:
                del result[key]
        for old, name, value in rows:
            if name in _OWN_KEYS or name in self.keys or (name != old and name in result):
                self.add_error(None, f"There is already a setting “{name}”. Use its field, or choose another name.")
                continue
            self._put_free_row(result, old, name, value)

    def _put_free_row(self, result: dict[str, JSON], old: str, name: str, text: str) -> None:
        original, hidden = self.entry.get(old, ABSENT), self.hidden.get(old, ABSENT)
        if hidden is not ABSENT and text.replace("\r\n", "\n") == free_shown(hidden):
            value: JSON = original
            if hidden != original:
                self.kept_secrets.add(name)
        else:
            try:
                value = self._restored(name, free_typed(text), original, hidden)
            except ValidationError as error:
                self.add_error(None, error)
                return
        if old and old != name:
            result.pop(old, None)
        result[name] = value

    def _posted_rows(self) -> list[tuple[str, str, str]]:
        """Old name, name and value of each row that has a name."""
        rows = []
        for key in self.data:
            if key.startswith("free-") and key.endswith("-name") and (name := str(self.data[key])):
                row = key.removesuffix("-name")
                rows.append((str(self.data.get(f"{row}-old", "")), name, str(self.data.get(f"{row}-value", ""))))
        return rows

    # --- Fields -----------------------------------------------------------------------------------------------

    def _setting_fields(self) -> Iterator[tuple[str, forms.BoundField]]:
        for key in self.keys:
            yield key, self[_PREFIX + key]

    def _is_more(self, key: str) -> bool:
        return self.keys[key].more and key not in self.entry

    def _add(self, setting: Setting) -> None:
        key = next((alias for alias in (setting.name, *setting.aliases) if alias in self.entry), setting.name)
        self.keys[key] = setting
        field = self._secret_field(key) if setting.kind == Kind.SECRET else self._value_field(key, setting)
        field.label = setting.label
        field.help_text = setting.help
        field.width = setting.width  # type: ignore[attr-defined]
        field.code_name = key  # type: ignore[attr-defined]
        self.fields[_PREFIX + key] = field

    def _value_field(self, key: str, setting: Setting) -> forms.Field:
        value = self.hidden.get(key, ABSENT)
        initial = shown(value, setting.kind)
        if setting.kind in (Kind.BOOLEAN, Kind.CHOICE):
            return forms.ChoiceField(choices=_choices(setting, initial), initial=initial, required=False)
        widget: forms.Widget = forms.TextInput()
        if setting.kind in JSON_KINDS:
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
        variable = reference[1] if reference else secrets.suggested_variable(self.name or "db", key)
        is_set = not reference and value not in (ABSENT, "")
        is_new = not self.entry
        mode = "variable" if reference or is_new else "file" if is_set else "none"
        widget = SecretWidget()
        widget.state = SecretState(
            mode, variable, is_set, variable in self.known_variables, self.environment, self.path
        )
        return SecretField(widget=widget, required=False)


def _choices(setting: Setting, initial: str) -> list[tuple[str, str]]:
    default = "" if setting.default is None else f" ({shown(setting.default, setting.kind)})"
    values = setting.choices or ((True, "true"), (False, "false"))
    choices = [("", f"not set{default}"), *((shown(value, setting.kind), label) for value, label in values)]
    if initial not in dict(choices):
        choices.append((initial, initial))
    return choices
