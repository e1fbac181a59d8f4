"""Forms for projects as a whole."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from designer.loopback.scaffold import TEMPLATES
from designer.transfer.repository import Branches


class CreateForm(forms.Form):
    """A new application."""

    name = forms.CharField(max_length=200, widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}))
    template = forms.ChoiceField(
        choices=[(key, f"{template.title}. {template.description}") for key, template in TEMPLATES.items()],
        widget=forms.RadioSelect,
    )


class TakeForm(forms.Form):
    """The decision after a preview."""

    name = forms.CharField(max_length=200, label="Name of the project")


class FolderForm(forms.Form):
    """A folder of the server's machine."""

    folder = forms.CharField(
        max_length=2000,
        label="Folder on this machine",
        widget=forms.TextInput({"class": "lw-mono", "placeholder": "~/code/my-app", "spellcheck": "false"}),
    )


class ShownOnDemand(forms.PasswordInput):
    """A secret that is typed, and shown while a button is pressed in."""

    template_name = "ui/password.html"


class VariableForm(forms.Form):
    """A value for a variable, in one or several environments."""

    name = forms.RegexField(
        r"\A[A-Za-z0-9_]+\Z",
        max_length=200,
        error_messages={"invalid": "Use only letters A to Z, digits and “_”: LoopBack replaces no other name."},
        widget=forms.TextInput({"class": "lw-mono", "autocomplete": "off", "spellcheck": "false"}),
    )
    value = forms.CharField(
        strip=False,
        required=False,
        help_text=(
            "Sealed, never shown again, and used for connection tests only. If it changes the host, the user or the "
            "like of a data source, the next test asks you to type that data source’s password once more, so that no "
            "password reaches a server it was not meant for."
        ),
        widget=ShownOnDemand({"class": "form-control lw-mono", "autocomplete": "new-password"}),
    )
    environments = forms.MultipleChoiceField(
        label="In these environments",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one environment."},
    )

    def __init__(self, *args: Any, choices: Collection[str], name_is_given: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if name_is_given:
            self.fields["name"].widget = forms.HiddenInput()
        field = self.fields["environments"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, name) for name in choices]
        focused = self.fields["value" if self.initial.get("name") else "name"]
        focused.widget.attrs["autofocus"] = True


class CopyForm(forms.Form):
    """Values from one environment to another."""

    source = forms.ChoiceField(label="From")
    target = forms.ChoiceField(label="To")
    name = forms.ChoiceField(label="What", required=False)
    replace = forms.BooleanField(label="Also over the values that are there", required=False)
    widths = {"source": 6, "target": 6, "name": 12, "replace": 12}

    def __init__(
        self, *args: Any, sources: Collection[str], targets: Collection[str], names: Collection[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choices = {"source": sources, "target": targets, "name": names}
        for key, width in self.widths.items():
            field = self.fields[key]
            field.width = width  # type: ignore[attr-defined]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "every value")] if key == "name" else []
                field.choices += [(each, each) for each in choices[key]]
                field.widget.attrs["class"] = "form-select lw-mono"

    def clean(self) -> dict[str, Any]:
        """Refuses to copy an environment onto itself."""
        typed = super().clean() or self.cleaned_data
        if typed.get("source") and typed.get("source") == typed.get("target"):
            self.add_error("target", "Choose another environment than the one to copy from.")
        return typed


class CommitForm(forms.Form):
    """A commit to a repository on this machine."""

    repository = forms.CharField(max_length=2000, widget=forms.TextInput({"class": "lw-mono", "spellcheck": "false"}))
    branch = forms.CharField(
        max_length=500,
        widget=forms.TextInput({"class": "lw-mono", "spellcheck": "false", "list": "branches", "autocomplete": "off"}),
    )
    author = forms.CharField(max_length=200)
    email = forms.EmailField(label="E-mail")
    message = forms.CharField(widget=forms.Textarea({"rows": 8}))
    place = forms.CharField(
        required=False,
        label="Folder in the repository",
        widget=forms.TextInput({"class": "lw-mono", "spellcheck": "false", "placeholder": "its top"}),
    )
    field_order = ["repository", "branch", "place", "author", "email", "message"]
    widths = {"repository": 6, "branch": 3, "place": 3, "author": 3, "email": 3, "message": 6}
    branches: tuple[str, ...] = ()
    """Those to choose from; another name makes a new one."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for name, width in self.widths.items():
            self.fields[name].width = width  # type: ignore[attr-defined]

    def offer(self, known: Branches | None) -> None:
        """Offers the branches of the repository, and says where a new one would begin."""
        if known is None:
            return
        self.branches = known.names
        commit = f"commit {known.commit[:7]}" if known.commit else ""
        begins = f", beginning at {f'{known.head}, ' if known.head else ''}{commit}" if commit else ""
        self.fields["branch"].help_text = f"A new name makes a new branch{begins}."
