"""Small real servers on loopback that behave badly, or just speak HTTP."""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue

from tests.services.processes import HOST, free_port

Behaviour = Callable[[socket.socket, threading.Event], None]


@dataclass
class Listener:
    """A port of loopback, and what happens there."""

    port: int
    accepted: SimpleQueue[socket.socket] = field(default_factory=SimpleQueue)
    """Each connection, once it is there."""
    callers: SimpleQueue[tuple[str, int]] = field(default_factory=SimpleQueue)
    """Where each comes from."""

    def count(self) -> int:
        """How many connections there were since the last count, those that the system still holds included."""
        with socket.create_connection((HOST, self.port)) as last:
            return len(list(iter(lambda: self.callers.get(timeout=30), last.getsockname())))


@contextmanager
def refusing() -> Iterator[Listener]:
    """Nobody listens."""
    yield Listener(free_port())


@contextmanager
def listening(behave: Behaviour) -> Iterator[Listener]:
    """Each connection is given to `behave` in a thread of its own; the event says that it is over."""
    over = threading.Event()
    with ExitStack() as connections, socket.create_server((HOST, 0)) as server:
        listener = Listener(server.getsockname()[1])
        threads: list[threading.Thread] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    accepted, caller = server.accept()
                    connection = connections.enter_context(accepted)
                    listener.accepted.put(connection)
                    listener.callers.put(caller)
                    threads.append(threading.Thread(target=_quietly, args=(behave, connection, over)))
                    threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield listener
        finally:
            over.set()
            server.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in threads:
                thread.join()


def _quietly(behave: Behaviour, connection: socket.socket, over: threading.Event) -> None:
    with suppress(OSError):
        behave(connection, over)


def hang(_connection: socket.socket, over: threading.Event) -> None:
    """Accept, and never answer."""
    over.wait()


def trickle(connection: socket.socket, over: threading.Event) -> None:
    """Begin a MySQL greeting of 16 MB, and go on a byte at a time."""
    connection.sendall(b"\xff\xff\xff\x00\x0a")
    while not over.wait(0.02):
        connection.sendall(b"x")


def reset(connection: socket.socket, _over: threading.Event) -> None:
    """Send RST instead of an answer."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def reset_when_asked(connection: socket.socket, over: threading.Event) -> None:
    """The same, but not before the other side knows that it is connected."""
    connection.recv(1)
    reset(connection, over)


def close(connection: socket.socket, _over: threading.Event) -> None:
    """Close at once."""
    connection.close()


def say(words: bytes) -> Behaviour:
    """Say these bytes before anybody asks, then close when the other side does."""

    def behave(connection: socket.socket, _over: threading.Event) -> None:
        connection.sendall(words)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass

    return behave


def forward(port: int) -> Behaviour:
    """Carry everything to another port of loopback and back."""

    def behave(connection: socket.socket, over: threading.Event) -> None:
        with socket.create_connection((HOST, port)) as target:
            other = {connection: target, target: connection}
            while not over.is_set():
                for source in select.select([*other], [], [], 0.1)[0]:
                    piece = source.recv(65_536)
                    if not piece:
                        connection.shutdown(socket.SHUT_RDWR)
                        return
                    other[source].sendall(piece)

    return behave


NONSENSE = say(b"\x93\x11nonsense, as from a service that nobody expected\n")


@dataclass(frozen=True)
class Request:
    """What an HTTP server was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What it answers with; without `body` that is longer than anybody should want to read."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass
class WebServer:
    """A real HTTP server: `replies` by "METHOD /path", else 404."""

    port: int
    replies: dict[str, Reply]
    requests: list[Request] = field(default_factory=list)
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{HOST}:{self.port}"

    @property
    def asked(self) -> list[str]:
        """Such as "GET /", in order."""
        return [f"{request.method} {request.path}" for request in self.requests]


@contextmanager
def web(replies: dict[str, Reply], context: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    """An HTTP server that notes down what it is asked; over TLS where there is a context."""

    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            site.requests.append(Request(self.command, self.path, dict(self.headers), body))
            reply = site.replies.get(f"{self.command} {self.path}", Reply(404))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                if reply.body is not None and self.command != "HEAD":
                    self.wfile.write(reply.body)
                elif self.command == "GET":
                    self.wfile.write(b"x" * 10_000_000)

        do_HEAD = do_GET = do_POST = do_PUT = do_DELETE = reply  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        site = WebServer(server.server_address[1], replies, scheme="https" if context else "http")
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
