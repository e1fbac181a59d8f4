"""The small forms of the diagram: a new model, a new data source, a relation, what is essential of a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from designer import connectors
from designer.loopback import names, secrets
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.definition_parts.relations import TYPES
from designer.loopback.jsontext import JSON
from designer.loopback.model import Model
from projects.actions.relating import NewRelation, preview
from projects.forms.fields import ExactTextField

_PLAIN = {"class": "lw-mono", "autocomplete": "off", "spellcheck": "false"}


def _sources(app: Application, present: str = "") -> list[tuple[str, str]]:
    found = [("", "none"), *((name, name) for name in app.data_sources)]
    return [*found, (present, present)] if present and present not in app.data_sources else found


def _arrange(form: forms.Form, **widths: int) -> None:
    for name, field in form.fields.items():
        field.width = widths.get(name, 12)  # type: ignore[attr-defined]
        field.code_name = ""  # type: ignore[attr-defined]


class ModelForm(forms.Form):
    """A new model, with what cannot wait."""

    name = ExactTextField(label="Name", help_text="In the singular and in capitals, as CoffeeShop.")
    base = forms.CharField(label="Base model", required=False)
    data_source = forms.ChoiceField(label="Data source", required=False)
    public = forms.BooleanField(label="Public", required=False, help_text="Its methods are served by the REST API.")

    def __init__(self, *args: Any, app: Application, **options: Any) -> None:
        super().__init__(*args, **options)
        self.app = app
        source = self.fields["data_source"]
        assert isinstance(source, forms.ChoiceField)
        source.choices = _sources(app)
        self.fields["name"].widget.attrs |= _PLAIN | {"autofocus": True}
        self.fields["base"].widget.attrs |= _PLAIN | {"list": "diagram-bases"}
        _arrange(self, base=6, data_source=6)

    def clean_name(self) -> str:
        """The name; refused is what LoopBack could not bear."""
        name = str(self.cleaned_data["name"])
        problem = names.check_model_name(name, list(self.app.models), self.app.paths)
        if problem and problem.refused:
            raise ValidationError(problem.sentence)
        return name


class DataSourceForm(forms.Form):
    """A new data source: its name and its connector; the settings come next."""

    name = ExactTextField(label="Name")
    connector = forms.ChoiceField(label="Connector")

    def __init__(self, *args: Any, app: Application, **options: Any) -> None:
        super().__init__(*args, **options)
        self.app = app
        choice = self.fields["connector"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(key, each.title) for key, each in connectors.CATALOGUE.items()]
        self.fields["name"].widget.attrs |= _PLAIN | {"autofocus": True}
        _arrange(self)

    def clean_name(self) -> str:
        """The name; refused is what LoopBack could not bear."""
        name = str(self.cleaned_data["name"])
        problem = names.check_data_source_name(name, list(self.app.data_sources))
        if problem and problem.refused:
            raise ValidationError(problem.sentence)
        return name


class RelateForm(forms.Form):
    """A relation from one model to another. What is left empty is what LoopBack takes, which each field shows."""

    type = forms.ChoiceField(label="Type", choices=TYPES)
    model = forms.ChoiceField(label="To model")
    through = ExactTextField(label="Through", help_text="The model between; a new one is made for a new name.")
    name = ExactTextField(label="Name")
    foreign_key = ExactTextField(label="Foreign key")
    has_inverse = forms.BooleanField(label="Add the inverse", required=False)
    inverse_name = ExactTextField(label="Name of the inverse")

    def __init__(self, *args: Any, app: Application, owner: str, chosen: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.owner = owner
        model = self.fields["model"]
        assert isinstance(model, forms.ChoiceField)
        model.choices = [(name, name) for name in app.models]
        for name in ("name", "foreign_key", "inverse_name", "through"):
            self.fields[name].widget.attrs |= _PLAIN
        self.fields["through"].widget.attrs["list"] = "diagram-models"
        self._suggest(app, _relation(owner, chosen))
        _arrange(self, type=12, model=6, through=6, name=6, foreign_key=6, has_inverse=6, inverse_name=6)

    def _suggest(self, app: Application, wanted: NewRelation) -> None:
        """Shows what LoopBack takes for what is empty, and knows what a relation of this type does not have."""
        found = preview(app, wanted)
        self.unapt = found.unapt
        self.fields["name"].widget.attrs["placeholder"] = replace(wanted, name="").called
        self.fields["foreign_key"].widget.attrs["placeholder"] = found.foreign_key
        self.fields["inverse_name"].widget.attrs["placeholder"] = found.inverse_name
        self.fields["has_inverse"].help_text = found.inverse

    @property
    def relation(self) -> NewRelation:
        """What a valid form asks for; what a relation of its type does not have is left out."""
        return _relation(self.owner, {name: said for name, said in self.cleaned_data.items() if name not in self.unapt})


def _relation(owner: str, said: Mapping[str, Any]) -> NewRelation:
    return NewRelation(
        owner,
        str(said.get("model", "")),
        str(said.get("type", "")),
        str(said.get("name", "")),
        str(said.get("foreign_key", "")),
        str(said.get("through", "")),
        bool(said.get("has_inverse")),
        str(said.get("inverse_name", "")),
    )


class EssentialForm(forms.Form):
    """What the side panel edits of a model: where it belongs. Gives the changes of both files."""

    data_source = forms.ChoiceField(label="Data source", required=False)
    base = forms.CharField(label="Base", required=False)
    plural = ExactTextField(label="Plural")
    public = forms.BooleanField(label="Public", required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, app: Application, model: Model) -> None:
        definition = model.definition
        present = secrets.mask_words(model.data_source or "")
        initial = {
            "data_source": present,
            "base": _text(definition.get("base")),
            "plural": _text(definition.get("plural")),
            "public": model.is_public,
        }
        super().__init__(data, initial=initial)
        self.model = model
        source = self.fields["data_source"]
        assert isinstance(source, forms.ChoiceField)
        source.choices = _sources(app, present)
        for name in ("data_source", "base", "plural"):
            css = "form-select" if name == "data_source" else "form-control"
            self.fields[name].widget.attrs |= _PLAIN | {"class": f"{css} lw-mono"}
        self.fields["base"].widget.attrs |= {"list": "diagram-bases", "placeholder": model.base}
        self.fields["plural"].widget.attrs["placeholder"] = names.plural(model.name)
        self.fields["public"].widget.attrs["class"] = "form-check-input"
        if model.path is None:
            del self.fields["base"], self.fields["plural"]

    @property
    def definition(self) -> dict[str, JSON] | None:
        """The keys of the definition that change, None where one goes; None where none does."""
        changed = [name for name in ("base", "plural") if name in self.changed_data]
        return {name: self.cleaned_data[name] or None for name in changed} or None

    @property
    def config(self) -> dict[str, JSON]:
        """The members of the entry that change."""
        wanted: dict[str, JSON] = {}
        if "data_source" in self.changed_data:
            wanted["dataSource"] = self.cleaned_data["data_source"] or None
        if "public" in self.changed_data:
            wanted["public"] = self.cleaned_data["public"]
        return wanted


def base_names(app: Application) -> Iterable[str]:
    """The models that one can extend."""
    return dict.fromkeys([*BUILTIN, *app.models])


def _text(value: JSON) -> str:
    return secrets.mask_words(value) if isinstance(value, str) else ""
