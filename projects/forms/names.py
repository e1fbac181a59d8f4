"""The form for a name: of a data source, or of a model that gets another one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from designer.loopback import names
from projects.forms.fields import ExactTextField


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
