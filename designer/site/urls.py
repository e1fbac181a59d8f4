"""All addresses are those of `projects`."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("projects.urls"))]
handler403 = "projects.views.errors.forbidden"
handler404 = "projects.views.errors.not_found"
handler500 = "projects.views.errors.server_error"
