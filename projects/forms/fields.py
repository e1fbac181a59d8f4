"""Fields for JSON values: a text that keeps its spaces, a secret that never reaches the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from designer.loopback.jsontext import JSON
from projects.forms.values import ABSENT, REFERENCE, Absent


@dataclass(frozen=True)
class SecretState:
    """What a page may know of a secret: how it is kept, never what it is."""

    mode: str
    """`variable`, `file` or `none`."""
    variable: str
    is_set: bool = False
    """Whether a secret stands in the file."""
    has_value: bool = False
    """Whether the variable has a value in the chosen environment."""
    environment: str = ""
    path: str = ""
    multiline: bool = False
    setting: str = ""
    is_inherited: bool = False
    """Whether another file has the secret, which stands unless there is one here."""
    applies_in: tuple[str, ...] = ()
    """The environments in which the secret of the file counts."""


@dataclass(frozen=True)
class SecretAnswer:
    """What a person chose for a secret; an empty `secret` or `value` keeps the one there is."""

    mode: str
    variable: str
    value: str
    secret: str


_MODES = (("variable", "Variable"), ("file", "In the file"), ("none", "None"))


class SecretWidget(forms.Widget):
    """A choice between a variable and the file, with the input for each."""

    template_name = "ui/secret.html"
    state: SecretState

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds what the page may know of a kept secret; after an error, also what was just typed."""
        context = super().get_context(name, None, attrs)
        answer = value if isinstance(value, SecretAnswer) else None
        context["widget"] |= {
            "mode": answer.mode if answer else self.state.mode,
            "variable": answer.variable if answer else self.state.variable,
            "typed_value": answer.value if answer else "",
            "typed_secret": answer.secret if answer else "",
            "modes": (*_MODES[:-1], ("none", "Inherited")) if self.state.is_inherited else _MODES,
            "state": self.state,
        }
        return context

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> SecretAnswer | None:
        """What was posted; None where nothing was."""
        if f"{name}-mode" not in data:
            return None
        return SecretAnswer(
            str(data.get(f"{name}-mode", "")),
            str(data.get(f"{name}-variable", "")).strip(),
            str(data.get(f"{name}-value", "")),
            str(data.get(f"{name}-secret", "")),
        )

    def value_omitted_from_data(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> bool:
        """Whether the page did not have this field."""
        return f"{name}-mode" not in data

    def id_for_label(self, id_: str | None) -> str:
        """A group has no single input to label."""
        return ""


class SecretField(forms.Field):
    """A secret setting; `resolve` gives what the file is to hold."""

    widget = SecretWidget
    use_fieldset = True

    def clean(self, value: SecretAnswer | None) -> SecretAnswer | None:
        """Checks the name of the variable."""
        if value and value.mode == "variable" and not REFERENCE.fullmatch(f"${{{value.variable}}}"):
            raise ValidationError(
                "Type a name for the variable: letters A to Z, digits and “_”, such as CORP1_PASSWORD."
            )
        return value


def resolve(answer: SecretAnswer | None, original: JSON | Absent) -> JSON | Absent:
    """What the file is to hold after a choice."""
    if answer is None:
        return original
    if answer.mode == "variable":
        return f"${{{answer.variable}}}"
    if answer.mode == "none":
        return original if original == "" else ABSENT
    if answer.secret:
        return answer.secret
    return ABSENT if isinstance(original, str) and REFERENCE.fullmatch(original) else original


class ExactTextField(forms.CharField):
    """A text as it was typed: spaces stay."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, strip=False, **options)
