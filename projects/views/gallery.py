"""The connectors as a gallery: by category, each with what it is for, and found by words or by a URL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, get_args

from designer import connectors
from designer.connectors.base import Category, Connector
from projects.views.tree import kind_of

TITLES: dict[Category, str] = {
    "memory": "In memory",
    "sql": "SQL databases",
    "document": "Document databases",
    "key-value": "Key-value stores",
    "service": "Services",
    "messaging": "Messages",
    "storage": "Files",
}


def groups(query: str, url_of: Callable[[Connector], str]) -> list[dict[str, Any]]:
    """The connectors that have every word of a query, by category in the order people see.

    `url_of` gives where each leads. A URL in the place of words finds the connectors that can read it.
    """
    found = [connector for connector in connectors.CATALOGUE.values() if _matches(connector, query)]
    by_category = {
        category: [_card(connector, url_of(connector)) for connector in found if connector.category == category]
        for category in get_args(Category)
    }
    return [{"key": key, "title": TITLES[key], "cards": cards} for key, cards in by_category.items() if cards]


def features(connector: Connector) -> list[str]:
    """What LoopBack can do with it beyond reading and writing, in a word each: LoopBack’s own, where it has one."""
    offered = (
        (connector.discovery, "Discovery"),
        (connector.migration, "Autoupdate"),
        (connector.url_schemes, "URL"),
    )
    return [text for has, text in offered if has]


def _card(connector: Connector, url: str) -> dict[str, Any]:
    return {
        "key": connector.key,
        "url": url,
        "summary": connector.summary,
        "features": features(connector),
        "words": " ".join(_hidden_words(connector)),
        **kind_of(connector, connector.key),
    }


def _hidden_words(connector: Connector) -> Iterable[str]:
    """What finds a connector although it does not stand on its card."""
    schemes = [f"{scheme}://" for scheme in connector.schemes_read()]
    named = (connector.key, *connector.names, connector.package or "comes with LoopBack", *schemes)
    return dict.fromkeys(named)


def _matches(connector: Connector, query: str) -> bool:
    scheme = connectors.scheme_of(query)
    words = [f"{scheme}://"] if scheme else query.casefold().split()
    shown = (connector.title, connector.summary, TITLES[connector.category], *features(connector))
    text = " ".join((*shown, *_hidden_words(connector))).casefold()
    return all(word in text for word in words)
