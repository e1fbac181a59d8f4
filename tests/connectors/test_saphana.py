from __future__ import annotations

from designer.connectors import CATALOGUE
from designer.connectors.examination import examine
from designer.connectors.results import Verdict
from tests.services import listeners


def test_an_open_port_is_not_called_good() -> None:
    with listeners.listening(listeners.hang) as listener:
        result = examine(CATALOGUE["saphana"], {"hostname": "127.0.0.1", "port": str(listener.port)}, 5)
    assert result.verdict is Verdict.UNVERIFIED
    assert [step.state for step in result.steps] == ["ok", "ok"]
    assert "not whether HANA answers there" in result.sentence


def test_loopbacks_connector_has_no_port_of_its_own() -> None:
    result = examine(CATALOGUE["saphana"], {"host": "127.0.0.1"}, 5)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("port",))
    assert "30015" in result.sentence


def test_nobody_listens() -> None:
    with listeners.refusing() as nobody:
        result = examine(CATALOGUE["saphana"], {"hostname": "localhost", "port": nobody.port}, 5)
    assert (result.verdict, result.blames) == (Verdict.FAILED, ("hostname", "port"))
