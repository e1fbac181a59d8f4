"""Forms for projects as a whole."""

from __future__ import annotations

from django import forms

from designer.loopback.scaffold import TEMPLATES


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


class VariableForm(forms.Form):
    """A value for a variable."""

    name = forms.RegexField(
        r"\A[A-Za-z0-9_]+\Z",
        max_length=200,
        error_messages={"invalid": "Use only letters A to Z, digits and “_”."},
        widget=forms.TextInput({"class": "lw-mono", "autocomplete": "off", "spellcheck": "false"}),
    )
    value = forms.CharField(
        strip=False, required=False, widget=forms.PasswordInput({"class": "lw-mono", "autocomplete": "new-password"})
    )


class CommitForm(forms.Form):
    """A commit to a repository on this machine."""

    repository = forms.CharField(max_length=2000, widget=forms.TextInput({"class": "lw-mono", "spellcheck": "false"}))
    branch = forms.CharField(max_length=500, widget=forms.TextInput({"class": "lw-mono", "spellcheck": "false"}))
    author = forms.CharField(max_length=200)
    email = forms.EmailField(label="E-mail")
    message = forms.CharField(widget=forms.Textarea({"rows": 2}))
    place = forms.CharField(
        required=False,
        label="Folder in the repository",
        widget=forms.TextInput({"class": "lw-mono", "spellcheck": "false", "placeholder": "its top"}),
    )
    field_order = ["repository", "branch", "place", "author", "email", "message"]
    widths = {"repository": 5, "branch": 3, "place": 4, "author": 6, "email": 6, "message": 12}

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for name, width in self.widths.items():
            self.fields[name].width = width  # type: ignore[attr-defined]
