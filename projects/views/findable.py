"""Everything that can be found, of an application and of Loopwright itself, each with where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from designer import connectors
from designer.loopback import secrets
from designer.loopback.application import Application
from designer.loopback.definition_parts import PARTS
from designer.loopback.problems import CODES
from projects import access
from projects.actions import files
from projects.actions.finding import Findable
from projects.converters import NameConverter
from projects.models import Project
from projects.views import model_head, tree
from projects.views.http import Request


class Group(Enum):
    """What is shown together: its key in addresses, its title, and what it adds to a match."""

    HERE = "here", "On this model", 9
    SOURCES = "data-sources", "Data sources", 6
    MODELS = "models", "Models", 6
    ACTIONS = "actions", "Actions", 3
    PAGES = "pages", "Pages", 4
    PROPERTIES = "properties", "Properties", 0
    RELATIONS = "relations", "Relations", 1
    FILES = "files", "Files", -2
    PROJECTS = "projects", "Projects", 1
    CONNECTORS = "connectors", "Connectors", -5
    PROBLEMS = "problem-codes", "Kinds of problems", -6

    def __init__(self, key: str, title: str, weight: int) -> None:
        self.key, self.title, self.weight = key, title, weight


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing, a page or an action. `does` is how it is chosen: a link, or a button that sends or tells a script."""

    group: Group
    text: str
    url: str
    icon: str
    detail: str = ""
    does: str = "link"
    """`link`; `post`, which sends a form to the address; `theme` or `shortcuts`, which only a script can do."""
    is_name: bool = False
    """Whether it is a name that LoopBack reads, which is shown as such."""


_SAFE = "/~:@!$&'()*+,;="
"""What Django leaves as it is in the path of an address, too."""

Found: TypeAlias = Findable[Entry]


def everything(request: Request, project: Project | None, at: str) -> list[Found]:
    """What a person can find, seen from the page at the address `at`. A viewer is offered nothing that would change."""
    found = [*_actions_anywhere(), *_projects(request, project), *_connectors(project), *_problem_codes(project)]
    if project is None:
        return [*_pages_anywhere(), *found]
    app = files.application(project)
    may_edit = access.can_edit(request.user, project)
    kept = files.memo(app)
    if "findable" not in kept:
        kept["findable"] = list(_of_application(project, files.application(project, load_all=True)))
    here = list(_of_current(project, app, at, may_edit=may_edit))
    pages = [*_pages(project), *_environments(project, app, at)]
    actions = list(_edits(project)) if may_edit else []
    return [*actions, *here, *pages, *_pages_anywhere(project), *found, *kept["findable"]]


def _make(entry: Entry, *, name: str = "", of: str = "", words: str = "", extra: int = 0) -> Found:
    words = f"{entry.detail} {words}"
    return Findable(entry, name or entry.text, of, words, entry.group.weight + extra)


def _page(text: str, url: str, icon: str, words: str = "") -> Found:
    return _make(Entry(Group.PAGES, text, url, icon), words=words)


def _action(text: str, url: str, icon: str, words: str = "", does: str = "link", extra: int = 0) -> Found:
    return _make(Entry(Group.ACTIONS, text, url, icon, does=does), words=words, extra=extra)


def _of_application(project: Project, app: Application) -> Iterator[Found]:
    """Data sources, models, their properties and relations, and files: the same for everyone, in one revision."""
    # Looking up an address takes longer than all else that a name needs here, and there can be many thousands.
    sources_url, models_url = (
        reverse("data-source-list", args=[project.slug]),
        reverse("model-list", args=[project.slug]),
    )
    to_url = NameConverter().to_url
    for name, source in app.data_sources.items():
        kind = tree.kind(source.connector)
        entry = Entry(Group.SOURCES, name, f"{sources_url}{to_url(name)}/", kind["icon"], kind["title"], is_name=True)
        yield _make(entry, words=secrets.mask_words(source.connector))
    relations = PARTS["relations"]
    for name, model in app.models.items():
        url = f"{models_url}{to_url(name)}/"
        detail = secrets.mask_words(model.data_source or "")
        icon = "user" if model.is_builtin else "table"
        yield _make(Entry(Group.MODELS, name, url, icon, detail, is_name=True), words=f"model {model.base}")
        for each, value in model.properties.items():
            text, detail = f"{name}.{each}", _type_of(value)
            entry = Entry(
                Group.PROPERTIES, text, f"{url}properties/#at={quote(each)}", "list-details", detail, is_name=True
            )
            yield _make(entry, name=each, of=name)
        related = relations.value(model.definition)
        for each, value in related.items() if isinstance(related, dict) else ():
            text, detail = f"{name}.{each}", _relation_of(value)
            entry = Entry(Group.RELATIONS, text, f"{url}relations/#at={quote(each)}", "link", detail, is_name=True)
            yield _make(entry, name=each, of=name)
    files_url = reverse("file-list", args=[project.slug])
    for path in app.paths:
        yield _make(Entry(Group.FILES, path, files_url + quote(path, safe=_SAFE), "file-code", is_name=True))


def _type_of(value: object) -> str:
    kind = value.get("type") if isinstance(value, dict) else value
    if isinstance(kind, list):
        return f"[{kind[0]}]" if len(kind) == 1 and isinstance(kind[0], str) else "array"
    return kind if isinstance(kind, str) else "object" if isinstance(kind, dict) else ""


def _relation_of(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    return " ".join(each for each in (value.get("type"), value.get("model")) if isinstance(each, str))


def _of_current(project: Project, app: Application, at: str, *, may_edit: bool) -> Iterator[Found]:
    """The tabs of the model whose page one is on, and what can be done with it, or with the data source."""
    kind, name = _subject_at(project, at)
    verbs = {"rename": "pencil", "delete": "trash"} | ({"duplicate": "copy"} if kind == "data-source" else {})
    if kind == "model" and name in app.models:
        model = app.models[name]
        if model.is_builtin:
            verbs.pop("rename")
        for tab in model_head.tabs(project, model, ""):
            entry = Entry(Group.HERE, tab["text"], tab["url"], "table", name)
            yield _make(entry, words="tab")
        history_url = f"{reverse('history', args=[project.slug])}?{urlencode({'model': name})}"
    elif kind == "data-source" and name in app.data_sources:
        history_url = f"{reverse('history', args=[project.slug])}?{urlencode({'data-source': name})}"
    else:
        return
    yield _action(f"History of {name}", history_url, "history", extra=2)
    for verb, icon in verbs.items() if may_edit else ():
        url = reverse(f"{kind}-{verb}", args=[project.slug, name])
        yield _action(f"{verb.capitalize()} {name}", url, icon, extra=2)


def _subject_at(project: Project, at: str) -> tuple[str, str]:
    """What the page at an address is about: `("model", "Customer")`."""
    try:
        match = resolve(at.partition("?")[0])
    except Resolver404:
        return "", ""
    kind = next((each for each in ("model", "data-source") if (match.url_name or "").startswith(f"{each}-")), "")
    name = match.kwargs.get("name", "")
    return (kind, name) if kind and match.kwargs.get("slug") == project.slug and "name" in match.kwargs else ("", "")


def _pages(project: Project) -> Iterator[Found]:
    for view, text, icon, words in (
        ("project", "Diagram", "sitemap", "overview start first page"),
        ("data-source-list", "Data sources", "database", "connections list all"),
        ("model-list", "Models", "table", "list all attach public"),
        ("problem-list", "Problems", "shield-exclamation", "errors warnings boot check"),
        ("publish", "Publish", "git-compare", "changes diff download commit folder zip git export"),
        ("history", "History", "history", "revisions undo redo log"),
        ("project-api", "API", "api", "rest endpoints paths swagger openapi explorer"),
        ("file-list", "Files", "files", "json"),
        ("effective", "Effective configuration", "stack-2", "merged environment"),
        ("variable-list", "Variables", "variable", "secrets passwords env"),
        ("project-settings", "Settings", "settings", "members people repository folder name project"),
    ):
        yield _page(text, reverse(view, args=[project.slug]), icon, words)


def _pages_anywhere(project: Project | None = None) -> Iterator[Found]:
    asked = f"?project={project.slug}" if project else ""
    yield _page("All projects", reverse("project-list"), "folders", "list applications home")
    yield _page("Connectors", reverse("connector-list") + asked, "puzzle", "gallery databases packages npm")
    yield _page("Kinds of problems", reverse("problem-codes") + asked, "shield", "codes explained")


def _environments(project: Project, app: Application, at: str) -> Iterator[Found]:
    """Looking at the same page in another environment."""
    inside = at if at.startswith(reverse("project", args=[project.slug])) else reverse("project", args=[project.slug])
    for name in app.environments:
        url = f"{inside.partition('?')[0]}?{urlencode({'environment': name})}"
        yield _action(f"Switch to {name}", url, "server-2", "environment NODE_ENV")


def _edits(project: Project) -> Iterator[Found]:
    """What an editor can do from anywhere."""
    create_url = reverse("data-source-create", args=[project.slug])
    yield _action("New model", reverse("model-create", args=[project.slug]), "plus", "add create", extra=2)
    yield _action("New data source", create_url, "database-plus", "add create connector", extra=2)
    test_url = reverse("data-source-test-all", args=[project.slug])
    yield _action("Test all connections", test_url, "plug-connected", "try ping data sources", "post")
    newest = project.revisions.first()
    if newest:
        is_undo = newest.undoes_id is not None and newest.summary.startswith("Undid:")
        undo_url = reverse("revision-undo", args=[project.slug, newest.number])
        verb, icon = ("Redo", "arrow-forward-up") if is_undo else ("Undo", "arrow-back-up")
        yield _action(
            f"{verb}: {newest.summary.removeprefix('Undid: ')}", undo_url, icon, "last change take back", "post"
        )
    yield _action(
        "New environment", reverse("environment-create", args=[project.slug]), "server-2", "add create NODE_ENV"
    )
    publish_url = reverse("publish", args=[project.slug])
    yield _action("Download a ZIP", f"{publish_url}?way=download", "download", "publish export archive")
    yield _action("Commit to git", f"{publish_url}?way=commit", "git-commit", "publish repository branch")
    yield _action("Write into the folder", f"{publish_url}?way=folder", "folder", "publish save export")
    for connector in connectors.CATALOGUE.values():
        schemes = " ".join(f"{scheme}://" for scheme in connector.url_schemes)
        words = f"add create {connector.key} {' '.join(connector.names)} {schemes}"
        icon = tree.CATEGORY_ICONS[connector.category]
        url = f"{create_url}?{urlencode({'connector': connector.key})}"
        yield _action(f"New {connector.title} data source", url, icon, words, extra=-6)


def _actions_anywhere() -> Iterator[Found]:
    yield _action("Open an application", reverse("project-import"), "folder-open", "import folder zip project")
    yield _action("Create a project", reverse("project-create"), "template", "new application template sample")
    yield _action("Light or dark", "", "moon", "theme mode colours night", "theme")
    yield _action("Keyboard shortcuts", "", "bolt", "keys help", "shortcuts")
    if settings.TEAM:
        yield _action("Sign out", reverse("sign-out"), "logout", "log off leave", "post")


def _projects(request: Request, current: Project | None) -> Iterator[Found]:
    for slug, name in access.projects_of(request.user).values_list("slug", "name"):
        if current and slug == current.slug:
            continue
        entry = Entry(Group.PROJECTS, name, reverse("project", args=[slug]), "folder-open")
        yield _make(entry, words="open project")


def _connectors(project: Project | None) -> Iterator[Found]:
    asked = f"?project={project.slug}" if project else ""
    for connector in connectors.CATALOGUE.values():
        url = reverse("connector", args=[connector.key]) + asked
        icon = tree.CATEGORY_ICONS[connector.category]
        words = f"{connector.key} {connector.package or ''} {' '.join(connector.names)}"
        yield _make(Entry(Group.CONNECTORS, connector.title, url, icon, "about it"), words=words)


def _problem_codes(project: Project | None) -> Iterator[Found]:
    asked = f"?project={project.slug}" if project else ""
    for code in CODES.values():
        entry = Entry(
            Group.PROBLEMS, code.title, reverse("problem-code", args=[code.name]) + asked, "shield", code.name
        )
        yield _make(entry)
