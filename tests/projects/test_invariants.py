"""Whatever is done in whatever order: nothing is lost, every earlier state can be had back, and the books agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from designer.loopback import jsontext, problems
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON, Pointer
from designer.loopback.refusal import Refused
from projects.access import local_user
from projects.actions import files, history, index, models, reverting
from projects.models import Change, Project, Revision
from tests.people import SHOP, make_project

LAYER = "server/datasources.production.json"
START = SHOP | {LAYER: '{\n  "corp1": {"port": 3307}\n}\n'}

sources = st.sampled_from(["corp1", "db", "warehouse", "cache"])
names = st.sampled_from(["Customer", "Order", "User", "Client", "Note"])
values = st.integers(0, 2) | st.sampled_from(["x", "${HOST}", None, True, [1], {"ca": "y"}])
settings_of_sources = st.dictionaries(st.sampled_from(["host", "port", "ssl"]), values, max_size=3)


def leaves(content: bytes | None) -> dict[Pointer, JSON]:
    """The values of a JSON text by their places; a whole text where it is not JSON."""
    if content is None:
        return {}
    try:
        return dict(_leaves(jsontext.read(content.decode()), ()))
    except ValueError:
        return {(): content.decode()}


def _leaves(value: JSON, pointer: Pointer) -> Iterator[tuple[Pointer, JSON]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, (*pointer, key))
    else:
        yield pointer, (type(value).__name__, value)


def contents(project: Project) -> dict[str, bytes]:
    return {path: file.content for path, file in files.files_of(project).items()}


class Editing(RuleBasedStateMachine):
    """Somebody works on a small project. The model of it here: what is attached to what, and every earlier state."""

    def __init__(self) -> None:
        super().__init__()
        self.project = make_project(local_user(), START)
        self.states = [contents(self.project)]
        self.sources = {"db", "corp1"}
        self.attached: dict[str, str | None] = {"User": "db", "Customer": "corp1", "Order": "corp1"}

    def do(self, verb: Callable[[], object]) -> bool:
        """Whether it was done; what is refused must change nothing."""
        try:
            verb()
        except Refused:
            assert contents(self.project) == self.states[-1]
            return False
        if self.project.revisions.count() == len(self.states):
            self.states.append(contents(self.project))
        else:
            assert contents(self.project) == self.states[-1]
        return True

    def save(self, verb: Callable[[Application], None]) -> bool:
        return self.do(lambda: files.save(self.project, None, "x", verb))

    def look(self) -> None:
        """After an undo the model takes over what is there; what an undo must do is checked on the files."""
        app = files.application(self.project)
        self.sources = set(app.data_sources)
        self.attached = {name: app.models[name].data_source for name in app.models}

    # --- Verbs ----------------------------------------------------------------------------------------------

    @rule(name=sources, given=settings_of_sources)
    def add_source(self, name: str, given: dict[str, JSON]) -> None:
        if self.save(lambda app: app.data_sources.add(name, "memory", given)):
            assert name not in self.sources
            self.sources.add(name)

    @rule(name=sources, given=settings_of_sources)
    def update_source(self, name: str, given: dict[str, JSON]) -> None:
        if name in self.sources:
            self.save(lambda app: app.data_sources.update(name, {"connector": "memory"} | given))

    @rule(name=sources, new=sources)
    def rename_source(self, name: str, new: str) -> None:
        if name in self.sources and self.save(lambda app: app.data_sources.rename(name, new)):
            self.sources = {new if each == name else each for each in self.sources}
            self.attached = {model: new if to == name else to for model, to in self.attached.items()}

    @rule(name=sources)
    def delete_source(self, name: str) -> None:
        if name in self.sources and self.save(lambda app: app.data_sources.delete(name)):
            self.sources.discard(name)
            self.attached = {model: None if to == name else to for model, to in self.attached.items()}

    @rule(name=names, to=sources)
    def add_model(self, name: str, to: str) -> None:
        if self.save(lambda app: app.models.add(name, {"properties": {"a": "string"}}, {"dataSource": to})):
            assert name not in self.attached
            self.attached[name] = to

    @rule(name=names, new=names)
    def rename_model(self, name: str, new: str) -> None:
        if name in self.attached and self.save(lambda app: app.models.rename(name, new)):
            self.attached[new] = self.attached.pop(name)

    @rule(name=names, with_script=st.booleans())
    def delete_model(self, name: str, with_script: bool) -> None:
        if name in self.attached and self.do(lambda: models.delete(self.project, None, name, with_script=with_script)):
            del self.attached[name]

    @rule(name=names, to=sources | st.none())
    def attach(self, name: str, to: str | None) -> None:
        if self.do(lambda: models.attach(self.project, None, [name], to)):
            assert to is None or to in self.sources
            self.attached[name] = to

    @rule(name=names, key=st.sampled_from(["plural", "strict"]), value=st.sampled_from(["a", "b", True]))
    def edit_definition(self, name: str, key: str, value: JSON) -> None:
        self.save(
            lambda app: (
                app.models.update(name, app.models[name].definition | {key: value})
                if name in app.models and app.models[name].path
                else None
            )
        )

    # --- Taking back ----------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.states) > 1)
    @rule(data=st.data())
    def undo_any(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, len(self.states) - 1))
        revision = self.project.revisions.get(number=number)
        offered = history.states(self.project, [revision])[number]
        now = self.states[-1]
        done = self.undo(number)
        assert offered == history.State.POSSIBLE or not done
        if done:
            self.check_undone(revision, now)
            self.look()

    def undo(self, number: int) -> bool:
        return self.do(lambda: history.undo(self.project, None, self.project.revisions.get(number=number)))

    def check_undone(self, revision: Revision, now: dict[str, bytes]) -> None:
        """Exactly what the revision did is taken back, and all else is as it was just before."""
        before, after = self.states[revision.number - 1], self.states[revision.number]
        for path in {*before, *after, *now, *self.states[-1]}:
            old, new, here, there = (leaves(each.get(path)) for each in (before, after, now, self.states[-1]))
            for pointer in {*old, *new, *here, *there}:
                was_changed = old.get(pointer) != new.get(pointer)
                assert there.get(pointer) == (old if was_changed else here).get(pointer), (path, pointer)

    @precondition(lambda self: len(self.states) > 1)
    @rule(data=st.data())
    def go_back(self, data: st.DataObject) -> None:
        """Every earlier state can be had back, by undoing what came after it, the newest first."""
        newest = len(self.states) - 1
        target = data.draw(st.integers(max(0, newest - 5), newest - 1))
        for number in range(newest, target, -1):
            if self.states[number] != self.states[number - 1]:
                assert self.undo(number)
        assert self.states[-1] == self.states[target]
        self.look()

    @rule(data=st.data())
    def revert(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted({*START, *self.states[-1]})))
        rows = self.project.files.filter(path=path)
        if rows and self.do(
            lambda: reverting.revert(self.project, None, path, reverting.look(self.project, path).seal)
        ):
            assert self.states[-1].get(path) == (START[path].encode() if path in START else None)
            self.look()

    # --- What always holds ----------------------------------------------------------------------------------

    @invariant()
    def the_application_is_what_the_verbs_say(self) -> None:
        app = files.application(self.project)
        assert set(app.data_sources) == self.sources
        assert {name: app.models[name].data_source for name in app.models} == self.attached
        assert problems.dangling(app, app.paths) == set()
        for path in app.paths:
            if path.endswith(".json"):
                jsontext.read(app.text(path))

    @invariant()
    def the_revisions_add_up(self) -> None:
        numbers = list(self.project.revisions.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(self.states)))
        sums: dict[str, Any] = {path: content.encode() for path, content in START.items()}
        changes = Change.objects.filter(revision__project=self.project).select_related("before", "after")
        for change in changes.order_by("revision__number"):
            before, after = (bytes(each.sealed) if each else None for each in (change.before, change.after))
            assert sums.get(change.path) == before
            sums[change.path] = after
        assert {path: content for path, content in sums.items() if content is not None} == self.states[-1]

    @invariant()
    def the_index_is_what_the_database_says(self) -> None:
        found = index.of(self.project)
        assert found == index.read(self.project)
        texts = {path: content.decode() for path, content in self.states[-1].items()}
        fresh = Application(texts)
        assert dict(found.definition_names) == files.definition_names(fresh)
        project = Project.objects.get(pk=self.project.pk)
        assert (project.data_source_count, project.model_count) == (len(fresh.data_sources), len(fresh.models))


@pytest.mark.django_db(transaction=True)
def test_everything_holds_whatever_is_done() -> None:
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=15,
            stateful_step_count=12,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
