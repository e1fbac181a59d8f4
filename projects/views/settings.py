"""Settings of a project: its name, where it came from, and its members."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from projects import access
from projects.actions import files
from projects.models import Member, Project, Role
from projects.views import page
from projects.views.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def project_settings(request: Request, slug: str) -> HttpResponse:
    """One page with several small forms; the button says which one was sent."""
    editing = request.method == "POST"
    project = (access.get_project_to_edit if editing else access.get_project_to_view)(request.user, slug)
    if editing:
        _do(request, project)
        return redirect("project-settings", project.slug)
    context = page.context(
        request,
        project,
        files.application(project),
        section="settings",
        members=project.members.select_related("user"),
        roles=Role.choices,
    )
    return render(request, "projects/settings.html", context)


def _do(request: Request, project: Project) -> None:
    if "rename" in request.POST and request.POST.get("name", "").strip():
        project.name = request.POST["name"].strip()[:200]
        project.save(update_fields=["name"])
        messages.success(request, f"The project is called {project.name} now.")
    elif "member" in request.POST or "remove-member" in request.POST:
        _change_members(request, access.get_project_to_own(request.user, project.slug))


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
