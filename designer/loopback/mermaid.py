"""The models of an application as Mermaid's `erDiagram`, to be pasted into a README."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from designer.loopback.diagram import Graph, ModelNode
from designer.loopback.diagram_relations import RelationLine
from designer.loopback.relations import End

_LEFT: dict[End, str] = {"one": "||", "many": "}o"}
_RIGHT: dict[End, str] = {"one": "||", "many": "o{"}


def er_diagram(graph: Graph, names: Collection[str] | None = None) -> str:
    """The text, which ends with a line end; `names` are the models it shows, None for those that are not built in.

    Mermaid knows neither data sources nor inheritance: they stand in comments.
    """
    shown = [node for node in graph.models if (not node.is_builtin if names is None else node.name in names)]
    known = {node.name for node in shown}
    lines = ["erDiagram", *_comments(graph, known)]
    for node in shown:
        lines += _entity(node)
    for line in graph.relations:
        if {line.source, line.target} <= known:
            lines.append(_relationship(line))
    return "\n".join(lines) + "\n"


def _comments(graph: Graph, known: Collection[str]) -> Iterator[str]:
    for source in graph.data_sources:
        attached = [each.model for each in graph.attachments if each.data_source == source.name and each.model in known]
        if attached:
            names = ", ".join(map(_line, attached))
            yield f"  %% {_line(source.name)} ({_line(source.connector)}): {names}"
    for each in graph.inheritances:
        if each.model in known:
            yield f"  %% {_line(each.model)} extends {_line(each.base)}"


def _entity(node: ModelNode) -> Iterator[str]:
    if not node.properties:
        yield f"  {_name(node.name)}"
        return
    yield f"  {_name(node.name)} {{"
    for row in node.properties:
        keys = ", ".join(key for key, is_one in (("PK", row.is_id), ("FK", row.is_foreign_key)) if is_one)
        comment = '"required"' if row.is_required else ""
        yield "    " + " ".join(part for part in (_type(row.type), _word(row.name), keys, comment) if part)
    yield "  }"


def _relationship(line: RelationLine) -> str:
    source, target = line.source_relation, line.target_relation
    said = " / ".join(each.name for each in (source, target) if each)
    ends = f"{_LEFT[line.source_end]}--{_RIGHT[line.target_end]}"
    return f'  {_name(line.source)} {ends} {_name(line.target)} : "{_quoted(said)}"'


def _name(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) else f'"{_quoted(name)}"'


def _type(text: str) -> str:
    """Mermaid writes an array as `string[]`."""
    depth = len(text) - len(text.lstrip("["))
    return _word(text.strip("[]")) + "[]" * depth


def _word(text: str) -> str:
    """A word as Mermaid takes one for an attribute: a letter, then letters, digits, `_` and `-`."""
    word = re.sub(r"[^A-Za-z0-9_-]", "_", text)
    return word if re.match(r"[A-Za-z]", word) else f"p_{word}"


def _quoted(text: str) -> str:
    return _line(text).replace('"', "'")


def _line(text: str) -> str:
    """A text without line ends, and without the braces that Mermaid takes for a directive."""
    return re.sub(r"[\r\n]+", " ", text).replace("{", "(").replace("}", ")")
