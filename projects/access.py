"""Who may see and edit what. Every view gets its project here."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from projects.models import Project, Role

_RANK = {Role.VIEWER: 1, Role.EDITOR: 2, Role.OWNER: 3}
LOCAL_USER = "you"
"""The account of local use."""

Person = User | AnonymousUser


def local_user() -> User:
    """The one person of local use."""
    user, _ = User.objects.get_or_create(username=LOCAL_USER)
    return user


def projects_of(person: Person) -> QuerySet[Project]:
    """The projects a person may see."""
    if not person.is_authenticated:
        return Project.objects.none()
    if _owns_everything(person):
        return Project.objects.all()
    return Project.objects.filter(members__user=person)


def role_in(person: Person, project: Project) -> Role | None:
    """What a person may do in a project; None for nothing at all."""
    if not person.is_authenticated:
        return None
    if _owns_everything(person):
        return Role.OWNER
    member = project.members.filter(user=person).first()
    return Role(member.role) if member else None


def get_project_to_view(person: Person, slug: str) -> Project:
    """The project, for one who may see it. Raises Http404: a stranger does not learn that it exists."""
    return _get_project(person, slug, Role.VIEWER)


def get_project_to_edit(person: Person, slug: str) -> Project:
    """The project, for one who may change it. Raises Http404 for strangers and PermissionDenied for viewers."""
    return _get_project(person, slug, Role.EDITOR)


def get_project_to_own(person: Person, slug: str) -> Project:
    """The project, for its owner. Raises Http404 for strangers and PermissionDenied for other members."""
    return _get_project(person, slug, Role.OWNER)


def can_edit(person: Person, project: Project) -> bool:
    """Whether a person may change a project, and so reveal its secrets."""
    role = role_in(person, project)
    return role is not None and _RANK[role] >= _RANK[Role.EDITOR]


def can_own(person: Person, project: Project) -> bool:
    """Whether a person may delete a project, and say who its members are."""
    return role_in(person, project) == Role.OWNER


def _owns_everything(person: Person) -> bool:
    return not settings.TEAM and person.is_authenticated and person.username == LOCAL_USER


def _get_project(person: Person, slug: str, role: Role) -> Project:
    project = projects_of(person).filter(slug=slug).first()
    if project is None:
        raise Http404("There is no such project.")
    actual = role_in(person, project)
    if actual is None or _RANK[actual] < _RANK[role]:
        raise PermissionDenied(f"You are a {actual} of this project; this needs a member who is {role}.")
    return project
