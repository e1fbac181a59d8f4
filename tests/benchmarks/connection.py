"""How much a connection test costs beside a bare connection: python -m tests.benchmarks.connection"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import pymysql

from designer.connectors.results import Verdict
from designer.testing import Pool
from tests.services import mariadb, processes

RUNS = 60


@dataclass(frozen=True)
class Comparison:
    """Medians in milliseconds: a test in the warm pool, and PyMySQL's connect and ping alone."""

    test: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.test / self.bare


def measure(runs: int = RUNS) -> Comparison:
    """Measure both in turn against one real MariaDB, so that both see the same machine."""
    pool = Pool(size=1)
    with mariadb.running() as server:

        def test() -> None:
            result = pool.check("mysql", server.settings)
            assert result.verdict is Verdict.VERIFIED, result.sentence

        def bare() -> None:
            with pymysql.connect(
                host=processes.HOST,
                port=server.port,
                user="shop",
                password=mariadb.PASSWORD.encode(),
                database="shop",
                ssl_disabled=True,
            ) as connection:
                connection.ping()

        test()
        bare()
        times = [(_milliseconds(test), _milliseconds(bare)) for _ in range(runs)]
    pool.shutdown()
    return Comparison(median(test for test, _ in times), median(bare for _, bare in times))


def _milliseconds(action: Callable[[], None]) -> float:
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    found = measure()
    print(f"connection test {found.test:.2f} ms, bare {found.bare:.2f} ms: ratio {found.ratio:.2f} (aim: 1.5)")
