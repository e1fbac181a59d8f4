"""Variables: what LoopBack puts in their place, and where it does not."""

from __future__ import annotations

from tests.interop.judge.breakage import ABSENT, Breakage, entry, new_source, source

_MEMORY = {"connector": "memory"}


def _setting(code: str, variant: str, value: str) -> Breakage:
    return source(code, variant, ABSENT, more={"anything": value})


BREAKAGES = (
    _setting("reference-prefix-lost", "text before a variable", "mysql://u:${SHOP_PASSWORD}"),
    _setting("reference-prefix-lost", "two variables", "${SHOP_HOST}${SHOP_PORT}"),
    _setting("reference-literal", "text after a variable", "${SHOP_PASSWORD}/db"),
    _setting("reference-literal", "no brackets", "$SHOP_PASSWORD"),
    _setting("reference-literal", "a hyphen in the name", "${SHOP-PASSWORD}"),
    _setting("reference-literal", "an empty name", "${}"),
    _setting("reference-literal", "a default value", "${SHOP_PASSWORD:-none}"),
    entry("reference-not-substituted", "a data source named by a variable", dataSource="${SHOP_SOURCE}"),
    entry("reference-not-substituted", "an option by a variable", options={"description": "${SHOP_PLURAL}"}),
    new_source("", "a variable without a value", "unset", _MEMORY | {"file": "${SHOP_NO_SUCH_FILE}"}),
    new_source("", "a variable in a nested array", "nested", _MEMORY | {"a": [{"b": ["${SHOP_NO_SUCH_FILE}"]}]}),
    new_source("setting-not-variable", "the application's own port", "own", _MEMORY | {"port": "${port}"}),
    new_source(
        "typed-reference", "a number by a variable", "typed", _MEMORY | {"maxOfflineRequests": "${SHOP_NUMBER}"}
    ),
    new_source("typed-reference", "yes or no by a variable", "typed", _MEMORY | {"lazyConnect": "${SHOP_LAZY}"}),
)
