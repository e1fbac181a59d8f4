"""Whatever somebody typed, a test ends with a sentence."""

from __future__ import annotations

import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.connectors import CATALOGUE
from designer.connectors.base import JSON
from designer.connectors.examination import examine
from designer.connectors.policy import Policy
from designer.connectors.results import Verdict

NOWHERE = Policy(allowed=(), sockets=False)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
URLS = st.builds("{}://{}@127.0.0.1:{}/{}".format, st.sampled_from(["mysql", "http", "x"]), *[st.text()] * 3)
VALUES: st.SearchStrategy[JSON] = st.recursive(
    SCALARS | URLS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["template", "url", "headers", "auth", "ca", "functions"]), inner, max_size=4)
    ),
    max_leaves=6,
)


def unknown(*_: object, **__: object) -> None:
    """No name server is asked for what Hypothesis makes up."""
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


@pytest.mark.parametrize("key", [key for key, connector in CATALOGUE.items() if connector.settings])
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a machine may be busy
@given(data=st.data())
def test_any_settings_end_with_a_sentence(key: str, data: st.DataObject) -> None:
    connector = CATALOGUE[key]
    names = [name for setting in connector.settings for name in (setting.name, *setting.aliases)]
    typed = data.draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=5))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", unknown)
        result = examine(connector, typed, 5, NOWHERE)
    assert result.verdict in {Verdict.FAILED, Verdict.UNVERIFIED}
    assert result.sentence
