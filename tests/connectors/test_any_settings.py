"""Whatever somebody typed, a test ends with a sentence."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.connectors import CATALOGUE
from designer.connectors.base import JSON, Connector, Setting
from designer.connectors.examination import examine
from designer.connectors.policy import Policy
from designer.connectors.results import Verdict

NOWHERE = Policy(allowed=(), sockets=False)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
USUAL_KEYS = {"template", "url", "headers", "auth", "host", "port", "user", "password", "functions"}
TRIES = settings(
    deadline=None,  # a machine may be busy
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def fields(of: Iterable[Setting]) -> Iterator[str]:
    """The names of all that is inside of some settings."""
    for setting in of:
        yield from (field.name for field in setting.fields)
        yield from fields(setting.fields)


def values(connector: Connector) -> st.SearchStrategy[JSON]:
    """What somebody might type where this connector is meant, and what nobody would."""
    schemes = st.sampled_from([*connector.url_schemes, "http", "https", "x"])
    urls = st.builds("{}://{}@127.0.0.1:{}/{}".format, schemes, *[st.text()] * 3)
    names = st.sampled_from(sorted({*USUAL_KEYS, *fields(connector.settings)}))
    return st.recursive(
        SCALARS | urls,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
        max_leaves=6,
    )


def unknown(*_: object, **__: object) -> None:
    """No name server is asked for what Hypothesis makes up."""
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


@pytest.mark.parametrize("key", [key for key, connector in CATALOGUE.items() if connector.settings])
@TRIES
@given(data=st.data())
def test_any_settings_end_with_a_sentence(key: str, data: st.DataObject) -> None:
    connector = CATALOGUE[key]
    names = [name for setting in connector.settings for name in (setting.name, *setting.aliases)]
    typed = data.draw(st.dictionaries(st.sampled_from(names), values(connector), max_size=5))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", unknown)
        result = examine(connector, typed, 5, NOWHERE)
    assert result.verdict in {Verdict.FAILED, Verdict.UNVERIFIED}
    assert result.sentence
