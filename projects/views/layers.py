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


def offered(app: Application, layers: Layers, environment: str, defined: Iterable[str]) -> list[Layer]:
    """The layers to choose between: those of the environment, and the files that say something, `defined`.

    A file that is not there is not offered where LoopBack would read a script in its place.
    """
    found = layers.offered(environment, defined)
    return [each for each in found if app.has(each.path) or not layers.shadowed_by(each.path)]


def file_notes(app: Application, layers: Layers, layer: Layer) -> list[tuple[str, str, str]]:
    """What there is to say of the file of a layer, whatever it is about: level, path, sentence."""
    if not app.has(layer.path):
        return [("info", layer.path, "does not exist yet. The first setting that you save here creates it.")]
    return []


def not_read(layers: Layers, layer: Layer, environment: str) -> list[tuple[str, str, str]]:
    """The same where LoopBack does not read the file in an environment, or would not; with the reason."""
    if layer.path in layers.read_in(environment, layer.path):
        return []
    reason = ""
    if script := layers.shadowed_by(layer.path):
        reason = f" LoopBack reads {script} in its place."
    elif layer.environment is None:
        reason = f" Without {layers.named(MAIN).path} LoopBack reads none of the others."
    return [("warn", layer.path, f"is not read in {environment}.{reason}")]


def scripts_read(layers: Layers, environment: str) -> list[tuple[str, str, str]]:
    """The same of the scripts that LoopBack reads in an environment."""
    sentence = f"is a script: in {environment} it may change anything. It cannot be read here, and is never touched."
    return [("warn", path, sentence) for path in layers.scripts_in(environment)]


def chosen(request: Request, app: Application, layers: Layers, known: Iterable[Layer], default: Layer) -> Layer:
    """The layer that the form carries, or the address names, or else `default`; `known` are there in any case.

    Raises Http404 for what is no layer, so that a form is never saved into another file than it was about.
    """
    wanted = request.POST.get("layer") or request.GET.get("layer")
    if not wanted:
        return default
    layer = layers.named(wanted)
    is_known = layer.name in (MAIN, LOCAL) or layer in known
    if not is_known and layer.environment not in app.environments and environments.name_mistake(wanted):
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
