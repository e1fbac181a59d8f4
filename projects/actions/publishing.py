"""The way out: what changed since the last time, and its download, its folder or its commit."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from django.db import transaction
from django.utils import timezone

from designer.loopback import encodings, gitignore, jsontext, packages, secrets
from designer.loopback.application import Application
from designer.loopback.comparison import Comparison, compare, status
from designer.loopback.files import File, TransferError, decode
from designer.loopback.refusal import Refused
from designer.transfer import archive, folder, repository
from designer.transfer.folder import FolderTree
from designer.transfer.repository import GitTree
from projects.actions import destinations, files, places, variables
from projects.actions.destinations import Plan
from projects.actions.files import Author
from projects.actions.variables import Move
from projects.models import Content, Project, ProjectFile, Revision


@dataclass(frozen=True)
class ClearSecret:
    """A secret that stands in clear in a text about to be published."""

    path: str
    line: int
    data_source: str
    setting: str
    """Both empty where it is not a setting of a data source."""
    is_ignored: bool = False
    """Whether the project's own `.gitignore` keeps the file out of git, unless git follows it already."""

    @property
    def can_be_variable(self) -> bool:
        """Whether one click can turn it into a variable."""
        return bool(self.data_source)


class SecretsInClear(Refused):
    """Secrets would be committed, and nobody said that they may be."""


def changes(project: Project) -> list[ProjectFile]:
    """The files that differ from what was imported or last published."""
    return files.changed_files(project)


def comparisons(project: Project, *, reveal: bool = False) -> list[Comparison]:
    """The exact difference, file by file."""
    rows = project.files.filter(pk__in=[row.pk for row in changes(project)]).select_related("content", "base")
    return [comparison(row.path, row.base, row.content, reveal=reveal) for row in rows]


def comparison(path: str, before: Content | None, after: Content | None, *, reveal: bool = False) -> Comparison:
    """The difference of two contents of a file."""
    try:
        return compare(path, _text(before), _text(after), reveal=reveal)
    except UnicodeDecodeError:
        return Comparison(path, status(before, after), error="This file is not UTF-8, so its lines cannot be shown.")


def clear_secrets(project: Project) -> list[ClearSecret]:
    """The secrets that stand in clear in files that changed since they were last published."""
    app = files.application(project)
    texts = gitignore.texts_of(app)
    found = []
    for row in changes(project):
        if row.content is not None and row.kind != ProjectFile.Kind.BINARY:
            is_ignored = gitignore.ignored(row.path, texts)
            found += [replace(secret, is_ignored=is_ignored) for secret in _clear_secrets(app, row.path)]
    return found


def use_variable(
    project: Project, author: Author, secret: ClearSecret, environment: str
) -> tuple[Revision | None, list[Move]]:
    """Puts `${NAME}` in the place of a secret, and keeps its value, for tests, wherever it counted. Raises Refused."""
    name = secrets.suggested_variable(secret.data_source, secret.setting, variables.with_values(project).keys())
    moved: list[Move] = []

    def verb(app: Application) -> None:
        members = app.members_to_edit(secret.path)
        entry = members.get(secret.data_source)
        value = entry.get(secret.setting) if isinstance(entry, dict) else None
        if not isinstance(value, str) or not value:
            raise Refused(f"{secret.data_source}.{secret.setting} is no longer a text in {secret.path}.")
        moved[:] = variables.moves(project, app, secret.data_source, secret.path, {secret.setting: name}, environment)
        app.set_value(secret.path, members | {secret.data_source: {**(entry or {}), secret.setting: f"${{{name}}}"}})

    summary = f"Put ${{{name}}} in the place of {secret.data_source}.{secret.setting}"
    with transaction.atomic():  # a secret that is in no file any more and not kept either would be lost
        variables.before_saving(project, secret.data_source)
        revision = files.save(project, author, summary, verb)
        variables.keep_moved(project, moved)
    return revision, moved


def missing_packages(project: Project) -> dict[str, str]:
    """The connector packages that package.json does not list yet."""
    return packages.missing(files.application(project))


def add_packages(project: Project, author: Author) -> Revision | None:
    """Adds them. Raises Refused."""
    wanted = missing_packages(project)
    names = ", ".join(wanted)
    return files.save(project, author, f"Added {names} to package.json", lambda app: packages.add(app, wanted))


def download(project: Project, *, everything: bool, mask: bool) -> bytes:
    """A ZIP of all files, or of the configuration alone (no scripts).

    `mask` hides secrets, and leaves out what is no text: whether there are any in it cannot be told.
    """
    chosen = files.files_of(project)
    if not everything:
        chosen = {path: file for path, file in chosen.items() if path.endswith(".json")}
    if mask:
        chosen = {path: hidden for path, file in chosen.items() if (hidden := _masked(path, file))}
    packed = io.BytesIO()
    archive.write(packed, chosen)
    return packed.getvalue()


def write_folder(project: Project, path: str) -> int:
    """Writes into a folder; says how many files. Raises Refused, TransferError and Conflict."""
    place = places.allowed(path)
    try:
        tree = FolderTree(place) if place.is_dir() else None
        planned = destinations.plan(project, destinations.folder_address(place), destinations.present_in(tree))
        if not planned.outgoing:
            raise Refused(f"{place} holds all of this already, so there is nothing to write.")
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{place} cannot be used: {error.strerror}.") from error
    folder.write(place, planned.outgoing, planned.expected)
    was_nowhere = not project.place
    destinations.done(project, planned)
    if was_nowhere:
        Project.objects.filter(pk=project.pk).update(origin=Project.Origin.FOLDER, source=str(place))
    return len(planned.outgoing)


def commit(
    project: Project,
    path: str,
    branch: str,
    message: str,
    author: str,
    email: str,
    prefix: str = "",
    *,
    with_secrets: bool = True,
) -> str:
    """Commits to a repository on this machine; the commit's id. Raises Refused, TransferError and Conflict.

    `prefix` is the project's place in the repository, where it was imported from a folder below its top. A file that
    git ignores is left out, unless the branch holds it already. Raises SecretsInClear without `with_secrets` where one
    of the files would carry a secret.
    """
    place = places.allowed(path)
    planned = _branch_plan(project, place, branch, prefix)
    if not planned.outgoing:
        raise Refused("The branch holds all of this already, or ignores it, so there is nothing to commit.")
    if planned.is_carried_out and planned.address.startswith(destinations.GIT):
        destinations.done(project, planned)
        raise Refused("The branch holds all of this already, which is noted now. There is nothing to commit.")
    if not with_secrets and any(planned.outgoing.get(secret.path) for secret in clear_secrets(project)):
        raise SecretsInClear("Passwords stand in clear in what would be committed.")
    at = PurePosixPath(prefix)
    done = repository.commit(
        place,
        branch,
        {str(at / name): file for name, file in planned.outgoing.items()},
        {str(at / name): content for name, content in planned.expected.items()},
        message,
        author,
        email,
        when=timezone.now(),
    )
    destinations.done(project, planned)
    Project.objects.filter(pk=project.pk).update(repository=str(place), branch=branch, commit=done)
    return done


def lacking_in_branch(project: Project, path: str, branch: str, prefix: str = "") -> int | None:
    """How many files a commit to this branch would change there; None where it cannot be looked at or would not go."""
    try:
        planned = _branch_plan(project, places.allowed(path), branch, prefix)
    except (Refused, TransferError):
        return None
    return len(planned.lacking)


def changes_folder(project: Project, place: Path, branch: str, prefix: str) -> bool:
    """Whether a commit to this branch also changes the files of the folder the project belongs to."""
    with repository.open_repository(place) as repo:
        is_current = not repo.bare and repository.head_branch(repo) == branch
        top = Path(repo.path)
    return is_current and project.place == destinations.folder_address((top / prefix).resolve())


def _branch_plan(project: Project, place: Path, branch: str, prefix: str) -> Plan:
    """What a commit would write. Raises TransferError and Conflict."""
    with _branch_tree(place, branch) as tree:
        checked_out = changes_folder(project, place, branch, prefix)
        return destinations.plan(
            project,
            project.place if checked_out else destinations.branch_address(place, branch, prefix),
            destinations.present_in(tree, prefix),
            _ignored_by(project, tree, prefix),
        )


@contextmanager
def _branch_tree(place: Path, branch: str) -> Iterator[GitTree]:
    """The newest files of a branch; a new branch begins as the newest one of HEAD."""
    with repository.open_repository(place) as repo:
        exists = branch in repository.branches(repo)
    with GitTree(place, branch if exists else None) as tree:
        yield tree


def _ignored_by(project: Project, tree: GitTree, prefix: str) -> Callable[[str], bool]:
    """Whether git ignores a path of the project, by what the branch holds and by what goes there with it."""
    names = [path for path in tree.sizes if PurePosixPath(path).name == gitignore.FILE_NAME]
    texts = {path: tree.read(path).content.decode("utf-8", "replace") for path in names}
    at = PurePosixPath(prefix)
    texts |= {str(at / path): text for path, text in gitignore.texts_of(files.application(project)).items()}
    return lambda path: gitignore.ignored(str(at / path), texts)


def _text(content: Content | None) -> str | None:
    return None if content is None else decode(bytes(content.sealed))


def _masked(path: str, file: File) -> File | None:
    """A file with its secrets masked, in its own encoding; None for what is no text."""
    encoding = _encoding(file.content)
    if encoding is None:
        return None
    text = file.content.decode(encoding)
    hidden = secrets.mask(path, text)
    return file if hidden == text else File(hidden.encode(encoding, "replace"), file.mode)


def _encoding(content: bytes) -> str | None:
    try:
        decode(content)
    except UnicodeDecodeError:
        return next(iter(encodings.candidates(content)), None)
    return "utf-8"


def _clear_secrets(app: Application, path: str) -> list[ClearSecret]:
    text = app.text(path)
    settings = _settings_places(app, path, text)
    found = []
    for start, end in secrets.secret_spans(path, text):
        owner = next((name for name, (a, b) in settings.items() if a <= start and end <= b), ("", ""))
        found.append(ClearSecret(path, text.count("\n", 0, start) + 1, *owner))
    return found


def _settings_places(app: Application, path: str, text: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Where the texts stand that are settings of data sources as a whole."""
    if path not in app.config_layers("datasources"):
        return {}
    try:
        leaves: Collection[jsontext.Leaf] = list(jsontext.leaves(text))
    except jsontext.JSONTextError:
        return {}
    return {
        (str(leaf.pointer[0]), str(leaf.pointer[1])): (leaf.start, leaf.end)
        for leaf in leaves
        if len(leaf.pointer) == 2 and isinstance(leaf.value, str)
    }
