"""The file of a configuration that a form edits: chosen in its head, carried by the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from django.http import Http404

from designer.loopback import environments
from designer.loopback.application import Application
from designer.loopback.jsontext import JSON
from designer.loopback.layers import LOCAL, MAIN, Layer, Layers
from projects.views.http import Request


def chosen(request: Request, app: Application, layers: Layers, offered: Iterable[Layer], default: Layer) -> Layer:
    """The layer that the form carries, or the address names, or else `default`.

    Raises Http404 for what is no layer, so that a form is never saved into another file than it was about.
    """
    wanted = request.POST.get("layer") or request.GET.get("layer")
    if not wanted:
        return default
    layer = layers.named(wanted)
    if layer not in offered and layer.environment not in app.environments and environments.name_mistake(wanted):
        raise Http404("There is no such file of this configuration.")
    return layer


def link(app: Application, layer: Layer, current: Layer, url: str, entry: Mapping[str, JSON]) -> dict[str, Any]:
    """A layer as templates/ui/segment_links.html shows it; `entry` is what its file says of what the form is about."""
    says = f"sets {', '.join(list(entry)[:6])}" if entry else "says nothing of it"
    return {
        "text": layer.name.capitalize() if layer.name in (MAIN, LOCAL) else layer.name,
        "url": f"{url}?layer={quote(layer.name)}",
        "current": layer == current,
        "title": f"{layer.path}: {says if app.has(layer.path) else 'no file yet'}",
        "icon": "" if entry else "plus",
    }
