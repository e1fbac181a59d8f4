"""The questions for a new model, as `slc loopback:model` asked them, and the model they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from designer import connectors
from designer.generators.questions import NO, YES, Choice, Question
from designer.loopback import jsontext, names
from designer.loopback.application import Application
from designer.loopback.builtin import BUILTIN
from designer.loopback.jsontext import JSON, JSONTextError
from designer.loopback.model_properties import TYPES
from designer.loopback.refusal import Refused

NAME, DATA_SOURCE, BASE, PUBLIC, PLURAL = "name", "data-source", "base", "public", "plural"
NONE = "none"


class ModelQuestions:
    """The plan of an interview about a model of `app`."""

    def __init__(self, app: Application) -> None:
        self._app = app

    def __call__(self, answers: Mapping[str, str]) -> Question | None:
        return next((question for question in self._all(answers) if question.key not in answers), None)

    def _all(self, answers: Mapping[str, str]) -> Iterator[Question]:
        yield self._name()
        yield self._data_source()
        if DATA_SOURCE in answers:
            yield self._base(answers)
        yield Question(key=PUBLIC, text="Serve it by the REST API?", kind="confirm", default=YES, option="--private")
        hint = f"Where nothing is typed, LoopBack takes “{names.plural(answers.get(NAME, ''))}”."
        yield Question(key=PLURAL, text="Plural", hint=hint, option="--plural TEXT")
        yield from self._properties(answers)

    def _name(self) -> Question:
        def check(name: str) -> str:
            problem = names.check_model_name(name, list(self._app.models), self._app.paths)
            return problem.sentence if problem and problem.refused else ""

        hint = "In the singular and in capitals, as CoffeeShop."
        return Question(key=NAME, text="Name of the model", check=check, hint=hint, option="NAME")

    def _data_source(self) -> Question:
        known = [Choice(name, f"{name} ({source.connector})") for name, source in self._app.data_sources.items()]
        choices = (*known, Choice(NONE, "none"))
        return Question(
            key=DATA_SOURCE,
            text="Data source to attach it to",
            kind="choice",
            choices=choices,
            default=choices[0].value,
            unasked=NONE,
            option="--data-source NAME",
        )

    def _base(self, answers: Mapping[str, str]) -> Question:
        own = [Choice(name, name, "Of this application") for name in self._app.models if name not in BUILTIN]
        choices = (*(Choice(name, name, "Of LoopBack") for name in BUILTIN), *own)
        source = self._app.data_sources.get(answers[DATA_SOURCE])
        connector = connectors.find(source.connector) if source else None
        return Question(
            key=BASE,
            text="Base model",
            kind="choice",
            choices=choices,
            default=connector.base_model if connector else "PersistedModel" if source else "Model",
            option="--base NAME",
        )

    def _properties(self, answers: Mapping[str, str]) -> Iterator[Question]:
        """Property after property, until one has no name."""
        number = 0
        while True:
            number += 1
            prefix = f"property {number} "
            yield self._property_name(prefix, answers)
            if not answers.get(f"{prefix}name"):
                return
            types = [*TYPES, *(name for name in self._app.models if name not in TYPES)]
            choices = tuple(Choice(each, each) for each in types)
            yield Question(key=f"{prefix}type", text="Type", kind="choice", choices=choices, default="string")
            if answers.get(f"{prefix}type") == "array":
                inner = tuple(choice for choice in choices if choice.value != "array")
                yield Question(key=f"{prefix}items", text="Type of its items", kind="choice", choices=inner)
            yield Question(key=f"{prefix}required", text="Required?", kind="confirm", default=NO)
            yield self._property_default(prefix, answers)

    def _property_name(self, prefix: str, answers: Mapping[str, str]) -> Question:
        taken = [text for key, text in answers.items() if key.endswith(" name") and key != f"{prefix}name"]

        def check(name: str) -> str:
            problem = names.check_property_name(name, taken) if name else None
            return problem.sentence if problem and problem.refused else ""

        hint = "Press Enter alone when there are no more."
        return Question(key=f"{prefix}name", text="Name of a property", check=check, hint=hint)

    def _property_default(self, prefix: str, answers: Mapping[str, str]) -> Question:
        kind = answers.get(f"{prefix}type", "")

        def check(text: str) -> str:
            try:
                if text:
                    _default(kind, text)
            except Refused as refusal:
                return str(refusal)
            return ""

        hint = "Press Enter alone where there is none."
        return Question(key=f"{prefix}default", text="Default value", check=check, hint=hint)


def add(app: Application, answers: Mapping[str, str]) -> None:
    """Makes the model: definition, script, and entry in model-config.json. Raises Refused."""
    definition: dict[str, JSON] = {"base": answers[BASE]}
    if answers[PLURAL]:
        definition["plural"] = answers[PLURAL]
    definition["properties"] = dict(_built(answers))
    source = answers[DATA_SOURCE]
    config: dict[str, JSON] = {"dataSource": None if source == NONE else source, "public": answers[PUBLIC] == YES}
    app.models.add(answers[NAME], definition, config)


def given_properties(written: list[str]) -> dict[str, str]:
    """The answers that `--property name:type[:required][=default]` gives. Raises Refused."""
    answers: dict[str, str] = {}
    for number, text in enumerate(written, start=1):
        described, _, default = text.partition("=")
        name, kind, flags = (*described.split(":", 2), "", "")[:3]
        kind = kind or "string"
        if not name or flags not in {"", "required"}:
            raise Refused(f"“{text}” is not of the form name:type, name:type:required or name:type=default.")
        prefix = f"property {number} "
        inner = kind.removeprefix("[").removesuffix("]")
        answers |= {f"{prefix}name": name, f"{prefix}type": "array" if inner != kind else kind}
        if inner != kind:
            answers[f"{prefix}items"] = inner
        answers |= {f"{prefix}required": YES if flags else NO, f"{prefix}default": default}
    return answers


def _built(answers: Mapping[str, str]) -> Iterator[tuple[str, JSON]]:
    for key, name in answers.items():
        if key.startswith("property ") and key.endswith(" name") and name:
            prefix = key.removesuffix("name")
            kind, items = answers[f"{prefix}type"], answers.get(f"{prefix}items")
            value: dict[str, JSON] = {"type": [items] if items else kind}
            if answers[f"{prefix}required"] == YES:
                value["required"] = True
            if default := answers[f"{prefix}default"]:
                value["default"] = _default(kind, default)
            yield name, value


def _default(kind: str, text: str) -> JSON:
    """The default that a text means for a property of this type. Raises Refused."""
    if kind in {"string", "date", "buffer", "any"}:
        return text
    try:
        value: JSON = jsontext.read(text)
    except JSONTextError as error:
        raise Refused(f"A default of the type {kind} is written as JSON. {error}") from error
    fits: dict[str, type | tuple[type, ...]] = {"number": (int, float), "boolean": bool, "array": list, "object": dict}
    if kind in fits and (not isinstance(value, fits[kind]) or (kind == "number" and isinstance(value, bool))):
        raise Refused(f"“{text}” is no {kind}.")
    return value
