"""docs/connectors.md, written from the catalogue: what each connector is, and how far its test goes."""

from __future__ import annotations

from collections.abc import Iterator

from designer.connectors import CATALOGUE
from designer.connectors.base import Connector

_HEAD = """\
# Connectors

Written by `make docs` from `designer/connectors/`. In Loopwright every connector has a page with all its settings:
Connectors, in the menu of the account, or “About this connector” on a data source.

A test is called *verified* only where the back end accepted the settings. Where no more than a port or a web server
could be tried, it says so, and is not green. “Tried against” names the real servers of the test suite; where there is
none, the driver was only tried against servers that misbehave.

| connector | npm package | for LoopBack 3 | for LoopBack 2 | tried against |
|---|---|---|---|---|
"""


def page() -> str:
    """The whole text of docs/connectors.md."""
    rows = "".join(_row(connector) for connector in CATALOGUE.values())
    return _HEAD + rows + "".join(_section(connector) for connector in CATALOGUE.values())


def _row(connector: Connector) -> str:
    package = f"`{connector.package}`" if connector.package else "comes with LoopBack"
    ranges = [f"`{each}`" if each else "" for each in (connector.package_range, connector.package_range_for_loopback_2)]
    cells = (f"[{connector.title}](#{connector.key})", package, *ranges, connector.verified_with or "–")
    return f"| {' | '.join(cells)} |\n"


def _section(connector: Connector) -> str:
    return "\n" + "\n".join(_lines(connector)) + "\n"


def _lines(connector: Connector) -> Iterator[str]:
    yield f'<a id="{connector.key}"></a>'
    yield ""
    yield f"## {connector.title}"
    yield ""
    names = ", ".join(f"`{name}`" for name in connector.names)
    more = f" Its documentation: <{connector.documentation}>." if connector.documentation else ""
    yield f"{connector.summary} In datasources.json: {names}.{more}"
    for title, sentences in (("The test", connector.tries), ("Not part of it", connector.leaves_out)):
        if sentences:
            yield ""
            yield f"{title}:"
            yield ""
            yield from (f"- {sentence}" for sentence in sentences)


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - what `make docs` redirects
