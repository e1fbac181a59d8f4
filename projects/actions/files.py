"""A project's files: read as an Application, written as a revision."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.db.models import F

from designer.loopback import jsontext, problems, subjects
from designer.loopback.application import Application
from designer.loopback.diagnostics import mistake
from designer.loopback.environments import CONFIG_NAMES
from designer.loopback.files import File, decode, encode
from designer.loopback.jsontext import JSON
from designer.loopback.model import is_definition
from designer.loopback.refusal import Refused
from projects.actions import index, parts
from projects.actions.contents import Texts, remember, store
from projects.models import Change, Project, ProjectFile, Revision, RevisionSubject

Author = User | AbstractBaseUser | AnonymousUser | None
Kind = ProjectFile.Kind


def application(project: Project, *, load_all: bool = False) -> Application:
    """The project's files as they are now."""
    texts = Texts(project)
    if load_all:
        texts.load_all()
    unread = [*texts.not_utf8, *project.left_out]
    return Application(
        texts,
        project.root,
        definition_names=texts.definition_names,
        unread=unread,
        not_utf8=texts.not_utf8,
        readings=texts.readings,
        kept=texts.kept,
    )


def load(app: Application, paths: Iterable[str]) -> None:
    """Reads the texts at some paths together, where all of them will be asked for."""
    if isinstance(app.files, Texts):
        app.files.load(path for path in paths if path in app.files)


def memo(app: Application) -> dict[Hashable, Any]:
    """Where to keep what is worked out of an application as `application` gave it, for as long as it stays so."""
    return app.files.memo if isinstance(app.files, Texts) and not app.changes() else {}


def base_texts(project: Project, paths: Iterable[str]) -> dict[str, dict[str, JSON]]:
    """The members of JSON files as they were imported or last published, where they can be read."""
    found: dict[str, dict[str, JSON]] = {}
    for row in project.files.filter(path__in=list(paths)).select_related("base"):
        try:
            value = jsontext.read(decode(bytes(row.base.sealed))) if row.base else {}
        except ValueError:
            continue
        if isinstance(value, dict):
            found[row.path] = value
    return found


@dataclass(frozen=True)
class Conflict(Exception):  # noqa: N818 -- two people are right; nothing failed
    """Parts that a form showed or would touch were changed by somebody else meanwhile; nothing was saved."""

    parts: tuple[parts.Part, ...]


def save(
    project: Project,
    author: Author,
    summary: str | Callable[[Application], str],
    verb: Callable[[Application], None],
    *,
    seen: str = "",
    undoes: Revision | None = None,
) -> Revision | None:
    """Applies `verb` to the project's files and keeps the change as a revision; None where nothing changed.

    `summary` says in words what is done; as a function it is asked before `verb` is applied.
    `seen` is what `parts.seal` made of the parts the person saw. Raises Conflict where one of them changed since,
    and Refused (from `verb`) where the change cannot be made; in both cases nothing is saved.
    """
    index.of(project)  # what is read before the transaction is kept, and the transaction is short
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=project.pk)
        app = application(project)
        changed = parts.changed(app, seen)
        if changed:
            raise Conflict(tuple(changed))
        words = summary if isinstance(summary, str) else summary(app)
        verb(app)
        return write(project, author, words, app, undoes=undoes)


def write(
    project: Project, author: Author, summary: str, app: Application, *, undoes: Revision | None = None
) -> Revision | None:
    """Keeps what `app` changed as a revision, inside a transaction; None where nothing changed."""
    changes = {path: None if text is None else encode(text) for path, text in app.changes().items()}
    if not changes:
        return None
    names = definition_names(app, changes)
    old_modes = dict(project.files.filter(path__in=list(app.moves.values())).values_list("path", "mode"))
    modes = {path: old_modes[old] for path, old in app.moves.items() if old in old_modes}
    check_boot(app)
    revision = write_contents(
        project, author, summary, changes, names, undoes=undoes, modes=modes, moves=app.moves, app=app
    )
    recount(project, app, changes)
    return revision


def check_boot(app: Application) -> None:
    """Raises Refused where what was changed in `app` would newly keep LoopBack from starting."""
    new = problems.dangling(app, app.changes()) if _can_dangle(app) else set()
    known = problems.dangling(app.original(), app.changes()) if new else set()
    dangling = sorted(new - known)
    if dangling and not _is_unreadable_before_or_after(app):
        raise Refused(f"{dangling[0]} LoopBack would not start, so nothing was saved.")


def _is_unreadable_before_or_after(app: Application) -> bool:
    """Whether a changed file could not be read as JSON, or knowingly cannot be any more: names are not the trouble."""
    before = app.original()
    texts = [(path, each.text(path)) for path in app.changes() for each in (before, app) if each.has(path)]
    return any(mistake(path, text) for path, text in texts)


def _can_dangle(app: Application) -> bool:
    """Whether the changes touch names: new settings of a data source, the commonest change, do not."""
    for path in app.changes():
        if not is_configuration(app, path, "datasources"):
            return True
        if app.members_before(path).keys() != app.members(path).keys():
            return True
    return False


def write_contents(
    project: Project,
    author: Author,
    summary: str,
    changes: Mapping[str, bytes | None],
    names: Mapping[str, str],
    *,
    undoes: Revision | None = None,
    modes: Mapping[str, int] | None = None,
    moves: Mapping[str, str] | None = None,
    app: Application | None = None,
) -> Revision:
    """Keeps new contents (None: deleted) as a revision, inside a transaction.

    `names` holds the model's name of each definition, `modes` the permissions of files that are new or have others,
    `moves` the old path of each file that was moved. `app` is the application with these contents, where it is at hand.
    """
    about = _subjects(project, changes, app)
    rows = {row.path: row for row in project.files.filter(path__in=list(changes))}
    stored = store(content for content in changes.values() if content is not None)
    project.revision += 1
    project.save(update_fields=["revision", "edited_at"])
    revision = Revision.objects.create(
        project=project, number=project.revision, author=_kept(author), summary=summary[:500], undoes=undoes
    )
    RevisionSubject.objects.bulk_create([RevisionSubject(revision=revision, **asdict(each)) for each in about])
    touched = []
    for path, content in changes.items():
        row = rows.get(path) or ProjectFile(project=project, path=path)
        row.mode = (modes or {}).get(path, row.mode)
        before, after = row.content, None if content is None else stored[content]
        moved_from = (moves or {}).get(path, "")
        Change.objects.create(
            revision=revision, path=path, before=before, after=after, mode=row.mode, moved_from=moved_from
        )
        row.content = after
        row.kind, row.model_name = kind_of(path, content, names)
        row.save()
        touched.append(row)
    if app is not None:
        remember(project, app, {row.path: row.content for row in touched})
    index.advance(project, touched)
    _forget_deleted(project, changes)
    return revision


def with_contents(app: Application, contents: Mapping[str, bytes | None]) -> Application:
    """`app` with these contents (None: deleted); one that is not UTF-8 has no text in it."""
    for path, content in contents.items():
        try:
            text = None if content is None else decode(content)
        except UnicodeDecodeError:
            text = None
        if text is not None:
            app.set_text(path, text)
        elif app.has(path):
            app.delete(path)
    return app


def _subjects(project: Project, changes: Mapping[str, bytes | None], app: Application | None) -> list[subjects.Subject]:
    after = with_contents(application(project), changes) if app is None else app
    return subjects.between(after.original(), after, changes)


def create(project: Project, files: Mapping[str, File], names: Mapping[str, str], *, published: bool) -> None:
    """Fills a new project. `published`: they are what stands in the place it came from."""
    stored = store(file.content for file in files.values())
    rows = []
    for path, file in files.items():
        content = stored[file.content]
        kind, model_name = kind_of(path, file.content, names)
        rows.append(
            ProjectFile(
                project=project,
                path=path,
                mode=file.mode,
                content=content,
                base=content if published else None,
                kind=kind,
                model_name=model_name,
            )
        )
    ProjectFile.objects.bulk_create(rows, batch_size=500)


def files_of(project: Project) -> dict[str, File]:
    """Every file the project holds, as it is now."""
    rows = project.files.exclude(content=None).select_related("content")
    return {row.path: File(bytes(row.content.sealed), row.mode) for row in rows if row.content}


def kind_of(path: str, content: bytes | None, names: Mapping[str, str]) -> tuple[str, str]:
    """What a file is, for the index, and the model's name where it is a definition."""
    if content is None:
        return Kind.TEXT, ""
    try:
        decode(content)
    except UnicodeDecodeError:
        return Kind.BINARY, ""
    if path in names:
        return Kind.DEFINITION, names[path][:1000]
    return (Kind.JSON if path.endswith(".json") else Kind.TEXT), ""


def changed_files(project: Project) -> list[ProjectFile]:
    """The files that differ from what was imported or last published."""
    return list(project.files.exclude(content=F("base")).order_by("path"))


def set_base(project: Project, published: Mapping[str, File | None]) -> None:
    """Notes what now stands, at these paths, in the place the project came from."""
    stored = store(file.content for file in published.values() if file)
    rows = {row.path: row for row in project.files.filter(path__in=list(published))}
    for path, file in published.items():
        row = rows.get(path)
        if row is None and file:
            row = ProjectFile(project=project, path=path, mode=file.mode, kind=Kind.TEXT)
        if row:
            row.base = stored[file.content] if file else None
            row.save()
    _forget_deleted(project, published)


def recount(project: Project, app: Application, changed: Iterable[str]) -> None:
    """Keeps the numbers that the list of projects shows, where the changed files can have changed them."""
    counts = project.data_source_count, project.model_count
    if any(is_configuration(app, path, "datasources") for path in changed):
        counts = len(app.data_sources), counts[1]
    same = app.definition_names or {}
    if any(
        path not in same and is_definition(path) and not is_configuration(app, path, "datasources") for path in changed
    ):
        counts = counts[0], len(app.models)
    if counts != (project.data_source_count, project.model_count):
        project.data_source_count, project.model_count = counts
        project.save(update_fields=["data_source_count", "model_count"])


def definition_names(app: Application, paths: Iterable[str] | None = None) -> dict[str, str]:
    """The model's name for each of `paths` (None: all) that is a definition in the folders LoopBack searches."""
    candidates = [path for path in (app.paths if paths is None else paths) if is_definition(path) and app.has(path)]
    candidates = [path for path in candidates if not is_configuration(app, path, *CONFIG_NAMES)]
    if not candidates:
        return {}
    folders = {"" if folder == "." else folder for folder in app.models.folders}
    inside = [path for path in candidates if path.rpartition("/")[0] in folders]
    return {path: name for path in inside if (name := app.models.name_at(path)) is not None}


def is_configuration(app: Application, path: str, *names: str) -> bool:
    """Whether a path is a layer of one of these configurations."""
    folder, _, name = path.rpartition("/")
    return folder == app.root and name.split(".")[0] in names


def _forget_deleted(project: Project, touched: Mapping[str, object | None]) -> None:
    """Files that are neither here nor where the project was published need no row."""
    gone = [path for path, content in touched.items() if content is None]
    if gone:
        project.files.filter(path__in=gone, content=None, base=None).delete()


def _kept(author: Author) -> User | None:
    return author if isinstance(author, User) else None
