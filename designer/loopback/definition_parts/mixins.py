"""What is mixed into a model from files of its own (loopback-datasource-juggler 3.36.1, lib/model-builder.js)."""

from __future__ import annotations

from designer.connectors.base import Kind, Setting
from designer.loopback.definition_parts.part import DefinitionPart

MIXINS = DefinitionPart(
    address="mixins",
    title="Mixins",
    setting=Setting(
        name="mixins",
        label="Mixin",
        kind=Kind.MAP,
        fields=(
            Setting(
                name="", label="Options", kind=Kind.BOOLEAN_OR_OBJECT, start=True, help="true, or options as JSON: {…}."
            ),
        ),
        help="By name: true, or the mixin’s own options as {…}.",
    ),
    summary="A mixin adds behaviour from a file of its own, such as time stamps, to several models.",
)
