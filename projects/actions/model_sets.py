"""What is done to several models at once on the diagram, and a copy of one; each verb is one revision."""

from __future__ import annotations

from collections.abc import Sequence

from designer.loopback import jsontext, names
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.refusal import Refused
from projects.actions import files
from projects.actions.files import Author
from projects.models import Project, Revision


def said(model_names: Sequence[str]) -> str:
    """One model by its name, several by their number."""
    return model_names[0] if len(model_names) == 1 else f"{len(model_names)} models"


def set_public(project: Project, author: Author, model_names: Sequence[str], public: bool) -> Revision | None:
    """Makes models public, or hides them, in model-config.json. Raises Refused."""

    def verb(app: Application) -> None:
        for name in model_names:
            _check(app, name)
            entry = app.members(app.models.config_path).get(name)
            own: dict[str, JSON] = dict(entry) if isinstance(entry, dict) else {"dataSource": None}
            app.models.update(name, config=own | {"public": public})

    words = f"Made {said(model_names)} public" if public else f"Hid {said(model_names)} from the API"
    return files.save(project, author, words, verb)


def delete(
    project: Project, author: Author, model_names: Sequence[str], *, with_heirs: bool, with_relations: bool = False
) -> Revision | None:
    """Deletes models; their scripts stay. `with_heirs`: what extends one extends its base then; `with_relations`: the
    relations of others that name one go too. Raises Refused.
    """

    def verb(app: Application) -> None:
        for name in in_order(app, model_names):
            _check(app, name)
            app.models.delete(name, with_script=False, with_heirs=with_heirs, with_relations=with_relations)

    words = " and the relations to it" if len(model_names) == 1 else " and the relations to them"
    return files.save(project, author, f"Deleted {said(model_names)}{words if with_relations else ''}", verb)


def in_order(app: Application, model_names: Sequence[str]) -> list[str]:
    """Models in an order in which they can go: what extends another goes before it."""
    wanted = [name for name in dict.fromkeys(model_names) if name in app.models]
    depth: dict[str, int] = {}
    for name in wanted:
        seen, base = {name}, app.models[name].base
        while base in wanted and base not in seen:
            seen.add(base)
            base = app.models[base].base
        depth[name] = len(seen)
    missing = [name for name in dict.fromkeys(model_names) if name not in app.models]
    return [*missing, *sorted(wanted, key=lambda name: -depth[name])]


def free_name(app: Application, name: str) -> str:
    """A name for a copy of a model that is not taken, shortened where it would be too long for a file."""
    while not names.fits_file_name(f"{name}Copy10000"):
        name = name[:-1]
    number = 1
    while True:
        found = f"{name}Copy{number if number > 1 else ''}"
        if not names.check_model_name(found, list(app.models), app.paths) and found not in app.models:
            return found
        number += 1
        if number > 10_000:
            return found


def duplicate(project: Project, author: Author, name: str, new_name: str) -> Revision | None:
    """Adds a copy of a model under another name: its definition as it is spelled, with a script of its own.

    The plural is left out: two models cannot have the same path. Raises Refused.
    """

    def verb(app: Application) -> None:
        _check(app, name)
        model = app.models[name]
        if model.path is None:
            raise Refused(f"“{name}” comes with LoopBack and has no definition here, so there is nothing to copy.")
        text, definition = app.text(model.path), app.members_to_edit(model.path)
        config: dict[str, JSON] = dict(model.config) if isinstance(model.config, dict) else {"dataSource": None}
        app.models.add(new_name, {}, config)
        path = app.models[new_name].path
        assert path
        copied = {key: value for key, value in definition.items() if key != "plural"} | {"name": new_name}
        app.set_text(path, jsontext.edit(text, copied))

    return files.save(project, author, f"Added model {new_name}, a copy of {name}", verb)


def _check(app: Application, name: str) -> None:
    if name not in app.models:
        raise Refused(f"There is no model “{name}” any more. Somebody may have renamed or deleted it.")
