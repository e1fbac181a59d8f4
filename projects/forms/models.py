"""The forms of a model: its general settings, many of them for one data source, and the heirs of one that goes."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from designer.connectors.base import Setting
from designer.loopback import names, secrets
from designer.loopback.definition_parts import settings
from designer.loopback.jsontext import JSON
from designer.loopback.model import Model
from designer.loopback.model_layers import ModelEntry
from projects.forms.fields import ExactTextField
from projects.forms.inheritance import OtherLayers
from projects.forms.model_settings import SETTINGS, settings_field, veiled
from projects.forms.structures.field import StructureAnswer, reading
from projects.forms.values import joined_lines

NO_DATA_SOURCE = ""


class GeneralForm(forms.Form):
    """What a model is called and where it belongs. `definition` and `config` give the changes for the two files.

    `entry` is what the file that is edited says of a model that is there. Over another file the form has only what
    that entry can say. `other_files` are what those below and over it say; `others` the names of all models.
    `inherited` are the settings that its bases say, `connector` that of its data source, `extends_user` whether User
    is among its bases.
    """

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
        entry: ModelEntry | None = None,
        data_sources: Iterable[str],
        others: Collection[str],
        other_files: OtherLayers | None = None,
        inherited: Mapping[str, JSON] | None = None,
        connector: str | None = None,
        extends_user: bool = False,
        paths: Collection[str] = (),
        folder: str = "",
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        # The model as it is up to the file that is edited.
        model = (
            replace(model, config=entry.shown if entry.is_listed else None)
            if model and entry and not entry.is_main
            else model
        )
        super().__init__(data, initial=dict(initial or _initial(model)))
        self.model = model
        self.entry = entry
        self._settings: Mapping[str, JSON] | None = None
        self.others = others
        self.other_files = other_files or OtherLayers()
        self.paths = paths
        self.folder = folder
        sources = list(data_sources)
        if model and model.data_source and model.data_source not in sources:
            sources.append(secrets.mask_words(model.data_source))
        if model and model.path and self._has_definition:
            described = settings.described(connector=connector, extends_user=extends_user)
            self.fields[SETTINGS] = settings_field(model, described, inherited or {})
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
            ("public", "public", 6),
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
        if model and (model.path is None or not self._has_definition):
            for name in ("base", "plural", "description"):
                del self.fields[name]
            self.fields["public"].help_text += " Its definition comes with LoopBack." if model.is_builtin else ""
        own = self.entry.own if self.entry else {}
        for name, key in (("data_source", "dataSource"), ("public", "public")):
            field = self.fields[name]
            text = self.other_files.explained(str(field.help_text), key, own.get(key), stands_here=key in own)
            field.help_text = text

    def blame_data_source(self, sentence: str) -> None:
        """Marks the data source as wrong, as it is saved; with no sentence it stays as it is."""
        if not sentence:
            return
        choice, shown = self.fields["data_source"], self["data_source"]
        choice.blamed = sentence  # type: ignore[attr-defined]
        described = f"{shown.auto_id}_helptext" if choice.help_text else ""
        choice.widget.attrs |= {
            "aria-invalid": "true",
            "aria-describedby": f"{described} {shown.auto_id}_blame".strip(),
            "data-blamed": described,
        }

    @property
    def _has_definition(self) -> bool:
        return self.entry is None or self.entry.is_main

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
        if self.model and (self.model.path is None or not self._has_definition):
            return None
        before = self.model.definition if self.model else {}
        changes: dict[str, JSON] = {}
        for key in ("description", "plural", "base"):
            text = str(self.cleaned_data.get(key, "")).replace("\r\n", "\n")
            if text != _shown(before.get(key)):
                changes[key] = text or None
        if self._settings is not None:
            changes |= settings.changed(before, self._settings)
        return changes

    def clean(self) -> dict[str, Any]:
        """Refuses a mask that stands for a secret no longer where it was shown."""
        before = self.model.definition if self.model else {}
        for key in ("description", "plural", "base"):
            text = str(self.cleaned_data.get(key, "")).replace("\r\n", "\n")
            if secrets.MASK in text and text != _shown(before.get(key)):
                self.add_error(key, f"{secrets.MASK} stands for a secret that is not shown. Type the secret again.")
        self._read_settings(self.cleaned_data.get(SETTINGS))
        return self.cleaned_data

    def _read_settings(self, answer: StructureAnswer | None) -> None:
        """Reads the settings, where the page had them."""
        if answer is None or self.model is None:
            return
        found = reading(self.fields[SETTINGS].widget, answer, partial(veiled, self.model))
        if found.error:
            self.add_error(SETTINGS, found.error)
        self._settings = found.value if isinstance(found.value, dict) else {}

    @property
    def described(self) -> Setting | None:
        """The description of the settings, where the form has them."""
        return self.fields[SETTINGS].widget.place.setting if SETTINGS in self.fields else None

    @property
    def inner_errors(self) -> Iterator[tuple[str, str]]:
        """What is wrong inside the settings: the path of the field, and a sentence."""
        widget = self.fields[SETTINGS].widget if SETTINGS in self.fields else None
        yield from getattr(widget, "errors", {}).items()

    def forgive(self) -> None:
        """Forgets what is wrong: nobody asked to save it yet."""
        self._errors = ErrorDict()
        if SETTINGS in self.fields:
            self.fields[SETTINGS].widget.errors = {}

    @property
    def _data_source(self) -> str | None:
        chosen = self.cleaned_data.get("data_source") or None
        now = self.model.data_source if self.model else None
        return now if now and chosen == secrets.mask_words(now) else chosen

    @property
    def config(self) -> dict[str, JSON] | None:
        """The entry as it is to be in the file that is edited; None where it stays."""
        wanted: dict[str, JSON] = {}
        chosen = self._data_source
        public = bool(self.cleaned_data.get("public"))
        is_new = self.model is None or self.model.config is None
        if self.model is None or chosen != self.model.data_source or (is_new and public):
            wanted["dataSource"] = chosen or (self.entry.detached if self.entry else None)
        if self.model is None or public != self.model.is_public or (is_new and chosen):
            wanted["public"] = public
        if self.entry is None or not wanted:
            return wanted if self.model is None else None
        return self.entry.with_values(wanted)


class ModelsField(forms.MultipleChoiceField):
    """Some of all models. There can be thousands, so they are not listed as choices; nothing shows this field."""

    known: Container[str] = ()

    def valid_value(self, value: str) -> bool:
        """Whether there is such a model."""
        return value in self.known


class AttachForm(forms.Form):
    """Many models for one data source."""

    models = ModelsField()
    data_source = forms.ChoiceField(label="Data source", required=False)

    def __init__(self, *args: Any, model_names: Container[str], data_sources: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        models, source = self.fields["models"], self.fields["data_source"]
        assert isinstance(models, ModelsField)
        assert isinstance(source, forms.ChoiceField)
        models.known = model_names
        models.error_messages["required"] = "Choose at least one model."
        source.choices = [(NO_DATA_SOURCE, "none"), *((name, name) for name in data_sources)]


_NAMED_RELATIONS = 8
"""So many are named where they are asked about."""


class DeletionForm(forms.Form):
    """What becomes of others when a model is deleted: those that extend it, and the relations that name it."""

    with_heirs = forms.BooleanField(required=False)
    with_relations = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, heirs: Collection[str], base: str, relations: Sequence[str], it: str = "it", **options: Any
    ) -> None:
        """`relations` are those of other models, such as `Category.products`; a question about nothing is left out."""
        super().__init__(*args, **options)
        names = ", ".join(f"“{heir}”" for heir in heirs)
        field = self.fields["with_heirs"]
        field.label = f"Let {names} extend “{base}” instead"
        field.help_text = "What they inherit from the deleted model is lost to them."
        field = self.fields["with_relations"]
        field.label = f"Take out the relations that name {it} too ({len(relations)})"
        left_out = len(relations) - _NAMED_RELATIONS
        more = f" and {left_out} more" if left_out > 0 else ""
        field.help_text = f"{', '.join(relations[:_NAMED_RELATIONS])}{more}."
        for name, is_asked in (("with_heirs", heirs), ("with_relations", relations)):
            if not is_asked:
                del self.fields[name]

    def refuse(self, sentence: str) -> None:
        """Says why nothing was deleted; where the box was not ticked, beside it."""
        is_asked = "with_heirs" in self.fields and not (self.is_valid() and self.cleaned_data["with_heirs"])
        self.add_error("with_heirs" if is_asked else None, sentence)


def _initial(model: Model | None) -> dict[str, Any]:
    if model is None:
        return {"base": "PersistedModel", "public": True}
    definition = model.definition
    return {
        "base": _shown(definition.get("base")),
        "plural": _shown(definition.get("plural")),
        "description": _shown(definition.get("description")),
        "data_source": secrets.mask_words(model.data_source or NO_DATA_SOURCE),
        "public": model.is_public,
    }


def _shown(value: JSON) -> str:
    return secrets.mask_words(joined_lines(value))
