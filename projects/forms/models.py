"""The forms of a model: its general settings, and its properties as rows of a table."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from designer.connectors.base import Kind
from designer.loopback import names
from designer.loopback.jsontext import JSON
from designer.loopback.model import Model
from designer.loopback.model_properties import PropertyRow
from projects.forms.fields import ExactTextField
from projects.forms.values import free_typed, shown

TYPES = ("string", "number", "boolean", "date", "object", "array", "any", "buffer", "geopoint", "text", "json")
"""The types a property can have, but for models; LoopBack does not mind letter case."""

NO_DATA_SOURCE = ""
_DEFAULT_FUNCTION = re.compile(r"(guid|uuid|uuidv4|now|shortid)\(\)")
_ARRAY = re.compile(r"\[\s*(\S.*?)\s*\]")
_NEW_ROW = re.compile(r"new-[0-9a-z]+-name")


class GeneralForm(forms.Form):
    """What a model is called and where it belongs. `definition` and `config` give the changes for the two files."""

    name = ExactTextField(label="Name", help_text="In the singular and in capitals, as CoffeeShop.")
    base = forms.CharField(label="Base model", required=False)
    plural = ExactTextField(label="Plural", help_text="Also the path of its methods, unless that is set apart.")
    data_source = forms.ChoiceField(label="Data source", required=False)
    public = forms.BooleanField(label="Public", required=False, help_text="Its methods are served by the REST API.")
    description = ExactTextField(label="Description", widget=forms.Textarea({"rows": 2}))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        model: Model | None,
        data_sources: Iterable[str],
        others: Collection[str],
        paths: Collection[str] = (),
        folder: str = "",
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or _initial(model)))
        self.model = model
        self.others = others
        self.paths = paths
        self.folder = folder
        sources = list(data_sources)
        if model and model.data_source and model.data_source not in sources:
            sources.append(model.data_source)
        choice = self.fields["data_source"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(NO_DATA_SOURCE, "none"), *((name, name) for name in sources)]
        self._shape(model)

    def _shape(self, model: Model | None) -> None:
        for name, code, width in (
            ("name", "name", 6),
            ("base", "base", 6),
            ("plural", "plural", 6),
            ("data_source", "dataSource", 6),
            ("public", "public", 12),
            ("description", "description", 12),
        ):
            self.fields[name].width = width  # type: ignore[attr-defined]
            self.fields[name].code_name = code  # type: ignore[attr-defined]
        for name in ("name", "base", "plural"):
            self.fields[name].widget.attrs |= {"class": "lw-mono", "autocomplete": "off", "spellcheck": "false"}
        self.fields["base"].widget.attrs["list"] = "base-models"
        self.fields["name"].widget.attrs["autofocus"] = True
        if model:
            del self.fields["name"]
            if names.plural(model.name):
                self.fields["plural"].widget.attrs["placeholder"] = names.plural(model.name)
        if model and model.path is None:
            for name in ("base", "plural", "description"):
                del self.fields[name]
            self.fields["public"].help_text += " Its definition comes with LoopBack." if model.is_builtin else ""

    def clean_name(self) -> str:
        """The name. Refused are only names that LoopBack, or the file they need, could not bear."""
        name = str(self.cleaned_data["name"])
        problem = names.check_model_name(name, self.others, self.paths, self.folder)
        if problem and problem.refused:
            raise ValidationError(problem.sentence)
        return name

    @property
    def definition(self) -> dict[str, JSON] | None:
        """The keys of the definition that change, None where one goes; None where there is no definition."""
        if self.model and self.model.path is None:
            return None
        before = self.model.definition if self.model else {}
        changes: dict[str, JSON] = {}
        for key in ("description", "plural", "base"):
            text = str(self.cleaned_data.get(key, "")).replace("\r\n", "\n")
            if text != _shown(before.get(key)):
                changes[key] = text or None
        return changes

    @property
    def config(self) -> dict[str, JSON] | None:
        """The entry in model-config.json as it is to be; None where it stays."""
        old = self.model.config if self.model else {}
        entry: dict[str, JSON] = dict(old) if isinstance(old, dict) else {}
        chosen = self.cleaned_data.get("data_source") or None
        if self.model is None or chosen != self.model.data_source:
            entry["dataSource"] = chosen
        public = bool(self.cleaned_data.get("public"))
        if self.model is None or public != self.model.is_public:
            entry["public"] = public
        return None if self.model and self.model.config is None and not chosen and not public else entry


@dataclass(frozen=True)
class PropertyView:
    """A property as a row of the table shows it; `key` is its row."""

    key: str
    name: str = ""
    type: str = "string"
    """`[string]` for an array of them."""
    required: bool = False
    id: str = ""
    """`id`, `generated`, `other`, or empty."""
    index: str = ""
    """`yes`, `unique`, `other`, or empty."""
    default: str = ""
    """JSON, or a function such as `now()`."""
    description: str = ""
    is_simple: bool = True
    """False for what a row cannot show: a nested object, or a property that is switched off."""
    touched: bool = False
    error: str = ""


def property_views(properties: Mapping[str, JSON]) -> list[PropertyView]:
    """The rows of the properties of a file."""
    return [property_view(f"p{row}", name, value) for row, (name, value) in enumerate(properties.items())]


def property_view(key: str, name: str, value: JSON) -> PropertyView:
    """How a property is shown."""
    attributes = value if isinstance(value, dict) and "type" in value else {"type": value}
    written = attributes["type"]
    is_array = isinstance(written, list) and len(written) == 1 and isinstance(written[0], str)
    if not is_array and not isinstance(written, str):
        return PropertyView(key, name, json.dumps(value, ensure_ascii=False), is_simple=False)
    return PropertyView(
        key,
        name,
        f"[{written[0]}]" if is_array else str(written),
        required=bool(attributes.get("required")),
        id=_shown_id(attributes),
        index=_shown_index(attributes.get("index")),
        default=_shown_default(attributes),
        # In a row all lines of a description stand in one.
        description=" ".join(_shown(attributes.get("description")).split("\n")),
    )


class PropertiesForm:
    """What was posted for the table: the rows that were touched, those removed, and the order where it changed.

    `rows` is the result for `Models.edit_properties`; `views` shows it again after an error.
    """

    def __init__(self, data: QueryDict, properties: Mapping[str, JSON]) -> None:
        self.data = data
        self.properties = properties
        self.names = {f"p{row}": name for row, name in enumerate(properties)}
        self.errors: dict[str, str] = {}
        self.rows: list[PropertyRow | str] = []
        self.views: list[PropertyView] = []
        for key in self._order():
            self._read(key)
        self._check_names()

    def is_valid(self) -> bool:
        """Whether the rows can be saved."""
        return not self.errors

    def _order(self) -> list[str]:
        removed = set(self.data.getlist("remove"))
        new = [key.removesuffix("-name") for key in self.data if _NEW_ROW.fullmatch(key)]
        known = [*self.names, *new]
        order = [key for key in str(self.data.get("order", "")).split() if key in known]
        return [key for key in dict.fromkeys([*order, *known]) if key not in removed]

    def _read(self, key: str) -> None:
        old = self.names.get(key)
        original = None if old is None else self.properties[old]
        if f"{key}-name" not in self.data:
            if old is not None:
                self.rows.append(old)
                self.views.append(property_view(key, old, original))
            return
        name = str(self.data[f"{key}-name"])
        if old is None and not name.strip():
            return
        value = self._value(key, old, original)
        self.rows.append(PropertyRow(old, name, value))
        self.views.append(replace(property_view(key, name, value), touched=True))

    def _value(self, key: str, old: str | None, original: JSON) -> JSON:
        """The property with what was changed in its row, and nothing else."""
        view = PropertyView(key, type="") if old is None else property_view(key, old, original)
        if not view.is_simple:
            return original
        value: dict[str, JSON] = dict(original) if isinstance(original, dict) else {}
        typed = str(self.data.get(f"{key}-type", view.type)).strip() or "any"
        if typed != view.type:
            array = _ARRAY.fullmatch(typed)
            value["type"] = [array[1]] if array else typed
        elif not isinstance(original, dict):
            value["type"] = original
        if bool(self.data.get(f"{key}-required")) != view.required:
            _put(value, "required", None if view.required else True)
        self._put_id(value, str(self.data.get(f"{key}-id", "")), view.id)
        chosen = str(self.data.get(f"{key}-index", ""))
        if chosen != view.index:
            _put(value, "index", {"yes": True, "unique": {"unique": True}}.get(chosen))
        self._put_default(value, str(self.data.get(f"{key}-default", "")), view.default)
        description = str(self.data.get(f"{key}-description", ""))
        if description != view.description:
            _put(value, "description", description or None)
        is_short = (old is not None and isinstance(original, str | list)) and value.keys() == {"type"}
        return value["type"] if is_short else value

    def _put_id(self, value: dict[str, JSON], chosen: str, shown: str) -> None:
        if chosen != shown:
            _put(value, "id", True if chosen else None)
            _put(value, "generated", True if chosen == "generated" else None)

    def _put_default(self, value: dict[str, JSON], text: str, shown: str) -> None:
        if text == shown:
            return
        function = _DEFAULT_FUNCTION.fullmatch(text.strip())
        _put(value, "defaultFn", function[1] if function else None)
        _put(value, "default", None)
        if text.strip() and not function:
            value["default"] = free_typed(text)

    def _check_names(self) -> None:
        seen: set[str] = set()
        for position, row in enumerate(self.rows):
            name = row.name if isinstance(row, PropertyRow) else row
            problem = names.check_property_name(name, seen)
            is_new = isinstance(row, PropertyRow) and row.old_name != name
            if problem and problem.refused and (is_new or name in seen):
                view = self.views[position]
                self.errors[view.key] = problem.sentence
                self.views[position] = replace(view, error=problem.sentence)
            seen.add(name)


class AttachForm(forms.Form):
    """Many models for one data source."""

    models = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    data_source = forms.ChoiceField(label="Data source", required=False)

    def __init__(self, *args: Any, model_names: Iterable[str], data_sources: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        models, source = self.fields["models"], self.fields["data_source"]
        assert isinstance(models, forms.MultipleChoiceField)
        assert isinstance(source, forms.ChoiceField)
        models.choices = [(name, name) for name in model_names]
        models.error_messages["required"] = "Choose at least one model."
        source.choices = [(NO_DATA_SOURCE, "none"), *((name, name) for name in data_sources)]


def _initial(model: Model | None) -> dict[str, Any]:
    if model is None:
        return {"base": "PersistedModel", "public": True}
    definition = model.definition
    return {
        "base": _shown(definition.get("base")),
        "plural": _shown(definition.get("plural")),
        "description": _shown(definition.get("description")),
        "data_source": model.data_source or NO_DATA_SOURCE,
        "public": model.is_public,
    }


def _shown(value: JSON) -> str:
    """A description can be several lines; other values that are no text are shown as JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shown_id(attributes: Mapping[str, JSON]) -> str:
    flags = attributes.get("id"), attributes.get("generated")
    if flags[0] is True:
        return "generated" if flags[1] is True else "other" if flags[1] else "id"
    return "other" if flags[0] or flags[1] else ""


def _shown_index(value: JSON) -> str:
    if not value:
        return ""
    if value is True:
        return "yes"
    return "unique" if value == {"unique": True} else "other"


def _shown_default(attributes: Mapping[str, JSON]) -> str:
    if "defaultFn" in attributes:
        return f"{attributes['defaultFn']}()"
    return shown(attributes["default"], Kind.OBJECT) if "default" in attributes else ""


def _put(value: dict[str, JSON], key: str, part: JSON) -> None:
    if part is None:
        value.pop(key, None)
    else:
        value[key] = part
