"""How much a connection test costs beside its bare driver: python -m tests.benchmarks.connection

Our own side looks up the name, has steps, asks what a person wants to know and compares with LoopBack's driver. So
there are two rows where that takes questions: beside a connection and a ping, and beside one that asks the same.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from statistics import median

import psycopg
import pymysql
import requests
from redis import Redis

from designer.connectors import mysql_facts, postgresql_facts
from designer.connectors.base import JSON
from designer.connectors.results import Verdict
from designer.testing import AT_ONCE, Cancellation, Pool
from tests.benchmarks.measure import Row, compare, milliseconds
from tests.services import children, listeners, mariadb, postgresql, processes, redis

RUNS = 60
CROWD = 50
AIM = 1.5
_SITE = """
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.send_response(204)
        self.end_headers()
    def log_message(self, *_):
        pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


def rows() -> Iterator[Row]:
    """Each kind of test in a warm child beside its driver, then many at once, then one beside others that hang."""
    with children.running(1) as made:
        yield from _of_mysql(made.pool)
        yield from _of_postgresql(made.pool)
        yield from _of_redis(made.pool)
        yield _of_rest(made.pool)
    with mariadb.running() as server, children.running(AT_ONCE) as made:
        yield _crowd(made, server.settings)
        yield _beside_hanging(made.pool, server.settings)


def _test(pool: Pool, key: str, settings: Mapping[str, JSON]) -> Callable[[], None]:
    def test() -> None:
        result = pool.check(key, settings, deadline_seconds=30)
        assert result.verdict is Verdict.VERIFIED, result.sentence

    return test


def _of_mysql(pool: Pool) -> Iterator[Row]:
    with mariadb.running() as server:

        def bare(*questions: str) -> None:
            with pymysql.connect(
                host=processes.HOST,
                port=server.port,
                user="shop",
                password=mariadb.PASSWORD.encode(),
                database="shop",
                ssl_disabled=True,
            ) as connection:
                connection.ping()
                for question in questions:
                    with connection.cursor() as cursor:
                        cursor.execute(question)
                        cursor.fetchall()

        test = _test(pool, "mysql", server.settings)
        yield compare("MySQL: test / PyMySQL", test, bare, runs=RUNS, aim=AIM)
        asking = partial(bare, *mysql_facts.QUESTIONS)
        yield compare("MySQL: test / PyMySQL that asks the same", test, asking, runs=RUNS, aim=AIM)


def _of_postgresql(pool: Pool) -> Iterator[Row]:
    with postgresql.running() as server:

        def bare(*questions: str) -> None:
            with psycopg.connect(
                host=processes.HOST,
                port=server.port,
                user="shop",
                password=postgresql.PASSWORD,
                dbname="shop",
                sslmode="disable",
            ) as connection:
                connection.execute("SELECT 1")
                for question in questions:
                    psycopg.RawCursor(connection).execute(question.encode(), ["public"] * ("$1" in question))

        test = _test(pool, "postgresql", server.settings)
        yield compare("PostgreSQL: test / psycopg", test, bare, runs=RUNS, aim=AIM)
        asking = partial(bare, *postgresql_facts.QUESTIONS)
        yield compare("PostgreSQL: test / psycopg that asks the same", test, asking, runs=RUNS, aim=AIM)


def _of_redis(pool: Pool) -> Iterator[Row]:
    with redis.running() as server:

        def bare(*questions: str) -> None:
            client = Redis(
                host=processes.HOST,
                port=server.port,
                password=redis.PASSWORD,
                protocol=2,
                single_connection_client=True,
            )
            with closing(client):
                client.ping()
                for question in questions:
                    client.execute_command(*question.split(" "))  # type: ignore[no-untyped-call]

        test = _test(pool, "kv-redis", server.settings)
        yield compare("Redis: test / redis-py", test, bare, runs=RUNS, aim=AIM)
        asking = partial(bare, "INFO", "DBSIZE", "ACL WHOAMI", "SET loopwright:none none XX")
        yield compare("Redis: test / redis-py that asks the same", test, asking, runs=RUNS, aim=AIM)


def _of_rest(pool: Pool) -> Row:
    with _site() as url:
        return compare(
            "REST: test / requests",
            _test(pool, "rest", {"baseURL": url}),
            lambda: requests.head(url, timeout=10),
            runs=RUNS,
            aim=AIM,
        )


def _crowd(made: children.Children, settings: Mapping[str, JSON]) -> Row:
    """Many at once beside as many one after the other."""
    test = _test(made.pool, "mysql", settings)
    with ThreadPoolExecutor(CROWD) as threads:

        def at_once() -> None:
            for done in [threads.submit(test) for _ in range(CROWD)]:
                done.result()

        def in_turn() -> None:
            for _ in range(CROWD):
                test()

        row = compare(f"{CROWD} tests at once / in turn", at_once, in_turn, runs=5, aim=1)
    print(f"most memory of one of {len(made.alive)} children: {made.most_memory / 1e6:.0f} MB (limit 1,074)")
    return row


def _beside_hanging(pool: Pool, settings: Mapping[str, JSON]) -> Row:
    """A test beside others that hang, as many as are tried at once, and without them."""
    test = _test(pool, "mysql", settings)
    alone = median(milliseconds(test) for _ in range(RUNS))
    with listeners.listening(listeners.hang) as server, ThreadPoolExecutor(AT_ONCE) as threads:
        cancellations = [Cancellation() for _ in range(AT_ONCE - 1)]
        hanging: dict[str, JSON] = {"host": processes.HOST, "port": server.port}
        for each in cancellations:
            threads.submit(pool.check, "mysql", hanging, deadline_seconds=600, cancel=each)
        for _ in cancellations:
            server.accepted.get(timeout=30)
        beside = median(milliseconds(test) for _ in range(RUNS))
        for each in cancellations:
            each.cancel()
    return Row(f"a test beside {AT_ONCE - 1} that hang / alone", beside, alone, 1.1)


@contextmanager
def _site() -> Iterator[str]:
    with subprocess.Popen([sys.executable, "-c", _SITE], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"http://{processes.HOST}:{server.stdout.readline().strip()}/"
        finally:
            server.kill()


if __name__ == "__main__":
    for row in rows():
        print(row, flush=True)
