"""The questions for a new data source, as `slc loopback:datasource` asked them, and the data source they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from designer import connectors
from designer.connectors.base import Connector, Kind, Setting
from designer.generators.questions import NO, YES, Choice, Question
from designer.generators.typed_settings import problem_with, text_of, value_of
from designer.loopback import names, packages, secrets
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.refusal import Refused

NAME, CONNECTOR, OTHER, MORE, PACKAGE = "name", "connector", "other", "more", "package"
SET = "set."
"""Before the name of a setting: the key of its question."""
_ANOTHER = "another connector"
_KEEPING = "keeping."
_IN_A_VARIABLE, _IN_THE_FILE, _NOWHERE = "variable", "file", "none"
_GROUPS = {
    "memory": "Inside LoopBack",
    "sql": "SQL databases",
    "document": "Other databases",
    "key-value": "Key and value",
    "service": "Services",
    "messaging": "Messages",
    "storage": "Files",
}


class DataSourceQuestions:
    """The plan of an interview about a data source of `app`; `given` are the answers of the command line."""

    def __init__(self, app: Application, given: Mapping[str, str]) -> None:
        self._app = app
        self._given = given

    def __call__(self, answers: Mapping[str, str]) -> Question | None:
        return next((question for question in self._all(answers) if question.key not in answers), None)

    def _all(self, answers: Mapping[str, str]) -> Iterator[Question]:
        """All questions that these answers lead to; the connector decides over those that follow it."""
        yield self._name()
        yield self._connector()
        if answers.get(CONNECTOR) == _ANOTHER:
            yield self._other()
        if CONNECTOR in answers and (answers[CONNECTOR] != _ANOTHER or OTHER in answers):
            yield from self._settings(answers)
            yield from self._package(answers)

    def _name(self) -> Question:
        def check(name: str) -> str:
            problem = names.check_data_source_name(name, list(self._app.data_sources))
            return problem.sentence if problem and problem.refused else ""

        return Question(key=NAME, text="Name of the data source", check=check, option="NAME")

    def _connector(self) -> Question:
        known = [Choice(each.key, each.title, _GROUPS[each.category]) for each in connectors.CATALOGUE.values()]
        choices = (*known, Choice(_ANOTHER, "Another one, by its npm name", "Any other"))
        return Question(
            key=CONNECTOR,
            text="Connector",
            kind="choice",
            choices=choices,
            default="memory",
            unasked="",
            option="--connector KEY",
        )

    def _other(self) -> Question:
        def check(name: str) -> str:
            return "" if name.strip() else "Type the name of the package, such as loopback-connector-mine."

        return Question(key=OTHER, text="The npm package, or the path of the connector", check=check)

    def _settings(self, answers: Mapping[str, str]) -> Iterator[Question]:
        connector = _described(answers)
        settings = connector.settings if connector else ()
        for setting in settings:
            if not setting.more or self._is_given(setting):
                yield from self._setting(setting, settings, answers)
        rest = [setting for setting in settings if setting.more and not self._is_given(setting)]
        if rest:
            listed = ", ".join(setting.name for setting in rest[:5])
            yield Question(
                key=MORE,
                text=f"Fill in more settings ({len(rest)}: {listed}{', …' if len(rest) > 5 else ''})?",
                kind="confirm",
                default=NO,
            )
        if answers.get(MORE) == YES:
            for setting in rest:
                yield from self._setting(setting, settings, answers)
        described = {name for setting in settings for name in (setting.name, *setting.aliases)}
        for key in self._given:
            if key.startswith(SET) and key.removeprefix(SET) not in described:
                yield Question(key=key, text=key.removeprefix(SET))

    def _is_given(self, setting: Setting) -> bool:
        return any(SET + name in self._given for name in (setting.name, *setting.aliases))

    def _setting(
        self, setting: Setting, settings: tuple[Setting, ...], answers: Mapping[str, str]
    ) -> Iterator[Question]:
        spelling = next((name for name in setting.aliases if SET + name in self._given), setting.name)
        key = SET + spelling
        if key not in self._given and not _counts(setting, settings, answers):
            return
        if setting.kind is Kind.SECRET and key not in self._given:
            yield self._keeping(setting, answers)
            if answers.get(_KEEPING + setting.name) == _IN_THE_FILE:
                yield Question(key=key, text=setting.label, kind="secret", option=f"--set {spelling}=…")
            return
        hint = setting.help
        if setting.default is not None:
            hint += f" LoopBack takes {text_of(setting.default)} where nothing is set."
        chosen = setting.kind in {Kind.CHOICE, Kind.BOOLEAN} and key not in self._given
        values = setting.choices or ((True, "true"), (False, "false"))
        yield Question(
            key=key,
            text=f"{setting.label} ({spelling})",
            kind="choice" if chosen else "text",
            choices=(Choice("", "not set"), *(Choice(text_of(value), label) for value, label in values)),
            hint=hint,
            check=lambda text: problem_with(setting, text),
            option=f"--set {spelling}=…",
        )

    def _keeping(self, setting: Setting, answers: Mapping[str, str]) -> Question:
        variable = secrets.suggested_variable(answers.get(NAME, ""), setting.name)
        return Question(
            key=_KEEPING + setting.name,
            text=f"{setting.label}: where is it kept?",
            kind="choice",
            choices=(
                Choice(_IN_A_VARIABLE, f"In the environment variable {variable}"),
                Choice(_IN_THE_FILE, "In clear in the file, for everyone who can read that"),
                Choice(_NOWHERE, "There is none"),
            ),
            default=_NOWHERE if setting.more else _IN_A_VARIABLE,
            unasked=_NOWHERE,
            hint=setting.help,
        )

    def _package(self, answers: Mapping[str, str]) -> Iterator[Question]:
        needed = packages.missing_for(self._app, connector_value(answers))
        if needed or PACKAGE in self._given:
            listed = ", ".join(f"{package} {wanted}" for package, wanted in needed.items())
            text = f"Add {listed} to package.json?"
            yield Question(key=PACKAGE, text=text, kind="confirm", default=YES, option="--no-package")


def connector_value(answers: Mapping[str, str]) -> str:
    """The value of "connector" in datasources.json."""
    connector = _described(answers)
    return (connector.written_as or connector.key) if connector else answers.get(OTHER, "").strip()


def add(app: Application, answers: Mapping[str, str]) -> None:
    """Makes the data source, and the entry in package.json where that was wanted. Raises Refused."""
    connector, name = _described(answers), answers[NAME]
    settings: dict[str, JSON] = dict(connector.preset) if connector else {}
    for key, text in answers.items():
        if key.startswith(SET) and text:
            spelling = key.removeprefix(SET)
            settings[spelling] = value_of(connector.setting(spelling) if connector else None, text)
        elif key.startswith(_KEEPING) and text == _IN_A_VARIABLE:
            spelling = key.removeprefix(_KEEPING)
            settings[spelling] = f"${{{secrets.suggested_variable(name, spelling)}}}"
    value = connector_value(answers)
    app.data_sources.add(name, value, settings)
    if answers.get(PACKAGE) == YES:
        packages.add(app, packages.missing_for(app, value))


def given_connector(name: str) -> dict[str, str]:
    """The answers that name a connector, as it may be written in datasources.json, or one that nobody described.

    Raises Refused for no name at all.
    """
    if not name.strip():
        raise Refused("--connector needs the name of a connector, such as mysql.")
    if name in connectors.CATALOGUE:
        return {CONNECTOR: name}
    found = connectors.find(name)
    return {CONNECTOR: found.key} if found else {CONNECTOR: _ANOTHER, OTHER: name}


def _described(answers: Mapping[str, str]) -> Connector | None:
    return connectors.CATALOGUE.get(answers.get(CONNECTOR, ""))


def _counts(setting: Setting, settings: tuple[Setting, ...], answers: Mapping[str, str]) -> bool:
    """Whether LoopBack looks at a setting, with what is answered so far."""
    filled = {key.removeprefix(SET) for key, text in answers.items() if key.startswith(SET) and text}
    if any(setting.name in other.overrides and other.name in filled for other in settings):
        return False
    if setting.only_for is None:
        return True
    other, values = setting.only_for
    said = answers.get(SET + other, "")
    usual = next((text_of(each.default) for each in settings if each.name == other and each.default is not None), "")
    return (said or usual) in {text_of(value) for value in values}
