"""Settings of a project: its name, where it came from, its variables and its members."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from designer.loopback import environments
from designer.loopback.application import Application
from projects import access
from projects.actions import files, variables
from projects.forms.projects import VariableForm
from projects.models import Member, Project, Role
from projects.views import page
from projects.views.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def project_settings(request: Request, slug: str) -> HttpResponse:
    """One page with several small forms; the button says which one was sent."""
    editing = request.method == "POST"
    project = (access.get_project_to_edit if editing else access.get_project_to_view)(request.user, slug)
    app = files.application(project)
    environment = page.environment_of(request, project, app)
    form = VariableForm(request.POST if "keep-variable" in request.POST else None)
    if editing:
        if "keep-variable" in request.POST and not form.is_valid():
            pass
        elif "forget-variable" in request.POST and "sure" not in request.POST:
            return _ask(request, project, app, environment, request.POST["forget-variable"])
        else:
            _do(request, project, environment, form)
            return redirect("project-settings", project.slug)
    context = page.context(
        request,
        project,
        app,
        section="settings",
        form=form,
        variables=_variables(project, app, environment),
        members=project.members.select_related("user"),
        roles=Role.choices,
    )
    return render(request, "projects/settings.html", context, status=422 if form.errors else 200)


def _variables(project: Project, app: Application, environment: str) -> list[dict[str, Any]]:
    """The variables that the data sources use, or that have a value; and what uses them."""
    users: dict[str, set[str]] = {name: set() for name in variables.names(project, environment)}
    with_value = set(users)
    for name, source in app.data_sources.items():
        for entry in source.layers.values():
            for reference in environments.references(entry):
                if reference.kind != environments.Kind.LITERAL:
                    users.setdefault(reference.name, set()).add(name)
    return [{"name": name, "has_value": name in with_value, "users": sorted(users[name])} for name in sorted(users)]


def _do(request: Request, project: Project, environment: str, form: VariableForm) -> None:
    if "keep-variable" in request.POST:
        variables.keep(project, environment, {form.cleaned_data["name"]: form.cleaned_data["value"]})
        messages.success(request, f"Kept a value for {form.cleaned_data['name']} in {environment}.")
    elif "forget-variable" in request.POST:
        variables.forget(project, environment, request.POST["forget-variable"])
        messages.success(request, f"Threw away the value of {request.POST['forget-variable']} in {environment}.")
    elif "rename" in request.POST and request.POST.get("name", "").strip():
        project.name = request.POST["name"].strip()[:200]
        project.save(update_fields=["name"])
        messages.success(request, f"The project is called {project.name} now.")
    elif "member" in request.POST or "remove-member" in request.POST:
        _change_members(request, access.get_project_to_own(request.user, project.slug))


def _ask(request: Request, project: Project, app: Application, environment: str, name: str) -> HttpResponse:
    """A value that is thrown away is gone: nobody can see it, and no history has it."""
    return page.confirm(
        request,
        project,
        app,
        ("", ""),
        title=f"Throw away the value of {name}?",
        text=f"It is kept only here, for tests in {environment}, and cannot be shown or brought back.",
        hidden={"forget-variable": name, "sure": "yes"},
        action="Throw it away",
        danger=True,
        cancel_url=request.path,
    )


def _change_members(request: Request, project: Project) -> None:
    if "remove-member" in request.POST:
        member = project.members.filter(pk=request.POST["remove-member"]).first()
        if member and _is_only_owner(member):
            page.say(request, "A project needs an owner. Make somebody else one first.")
        elif member:
            member.delete()
            messages.success(request, f"{member.user} is no longer a member.")
        return
    user = User.objects.filter(username=request.POST.get("username", "")).first()
    role = request.POST.get("role", "")
    if user is None or role not in Role.values:
        page.say(request, "There is no account of that name. Whoever runs Loopwright can make one.")
        return
    member = project.members.filter(user=user).first()
    if member and role != Role.OWNER and _is_only_owner(member):
        page.say(request, "A project needs an owner. Make somebody else one first.")
        return
    Member.objects.update_or_create(project=project, user=user, defaults={"role": role})
    messages.success(request, f"{user} is {role} now.")


def _is_only_owner(member: Member) -> bool:
    owners = member.project.members.filter(role=Role.OWNER)
    return member.role == Role.OWNER and owners.count() == 1
