"""One attempt at a back end: its deadline, the addresses that it may contact, and its steps with their times."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address

from designer.connectors.base import CheckFailed, Surroundings, Unsuccessful
from designer.connectors.policy import Policy
from designer.connectors.redaction import shown
from designer.connectors.results import Fact, State, Step

RESOLVE = "Resolve the name"
OPEN = "Open the port"
TLS = "TLS"
LOG_IN = "Log in"
USE = "Use the database"
PING = "Ping"
REQUEST = "Request"
LOOPBACK = "LoopBack’s own driver"
"""The last step: whether the driver of LoopBack's connector would manage it, too."""

SERVER = "Server"
ENCRYPTION = "Encryption"
USER = "Logged in as"
DATABASE = "Database"
TABLES = "Tables visible"
CREATE = "May create tables"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect: a checked IP address, or the path of a Unix socket when `port` is 0."""

    ip: str
    port: int

    def __str__(self) -> str:
        if not self.port:
            return self.ip
        return f"[{self.ip}]:{self.port}" if ":" in self.ip else f"{self.ip}:{self.port}"


@dataclass(slots=True)
class Note:
    """What a running step leaves behind: its detail, and whether it counts as tried."""

    detail: str = ""
    state: State = "ok"


class Attempt:
    """One try, of at most `seconds`, of a data source in these `surroundings`. `report` hears of each step as it
    begins and as it ends; none of `secrets` comes through in a step or a fact."""

    def __init__(
        self,
        seconds: float,
        policy: Policy | None = None,
        *,
        report: Callable[[Step], None] = lambda _: None,
        secrets: Collection[str] = (),
        surroundings: Surroundings | None = None,
    ) -> None:
        self.steps: list[Step] = []
        self.facts: list[Fact] = []
        self.surroundings = surroundings or Surroundings()
        self._ends = time.monotonic() + seconds
        self._policy = policy or Policy()
        self._report = report
        self._secrets = secrets

    def remaining(self) -> float:
        """Seconds that are left. Raises CheckFailed where none are."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise CheckFailed("There was no answer in time.")
        return left

    def inside(self) -> Attempt:
        """The same attempt, for requests that are part of one step: it ends when this one does, and nobody hears of its
        own steps and facts."""
        part = Attempt(0, self._policy, surroundings=self.surroundings)
        part._ends = self._ends
        return part

    @contextmanager
    def step(self, name: str) -> Iterator[Note]:
        """Time what happens inside as one step. How the test ends is also the detail of its last step.

        Raises CheckFailed where it needs more memory than there is for it.
        """
        begun, note = time.perf_counter(), Note()
        self._report(Step(name, "running"))
        try:
            with _within_memory():
                yield note
        except Unsuccessful as ending:
            note.state = "failed" if isinstance(ending, CheckFailed) else "note"
            note.detail = ending.sentence
            self._end(name, note, begun)
            raise
        self._end(name, note, begun)

    def note(self, name: str, detail: str) -> None:
        """A step of its own for what was not tried, or is good to know."""
        self._add(Step(name, "note", detail))

    def skip(self, name: str, detail: str) -> None:
        """A step that these settings make needless."""
        self._add(Step(name, "skipped", detail))

    def tell(self, name: str, value: str) -> None:
        """A fact that a person wants to know after success: SERVER, ENCRYPTION, USER, DATABASE, TABLES, CREATE, or
        another name that says what it is."""
        self.facts.append(Fact(name, shown(value, self._secrets)))

    def _end(self, name: str, note: Note, begun: float) -> None:
        self._add(Step(name, note.state, note.detail, (time.perf_counter() - begun) * 1000))

    def _add(self, step: Step) -> None:
        step = Step(step.name, step.state, shown(step.detail, self._secrets), step.milliseconds)
        self.steps.append(step)
        self._report(step)

    def resolve(self, host: str, port: int, *, blames: tuple[str, ...] = ("host",)) -> list[Address]:
        """The addresses of `host` that may be contacted, in the system's order; never an empty list.

        Raises CheckFailed where the name is unknown or the operator's policy allows none of them.
        """
        with self.step(RESOLVE) as note:
            found = [Address(ip, port) for ip in _look_up(host, blames)]
            permitted = [address for address in found if self._policy.permits(address.ip, host=host)]
            if not permitted:
                sentence = f"Connections to {_listed(found)} are not allowed here; ask who runs this installation."
                raise CheckFailed(sentence, blames=blames)
            literal = permitted[0].ip == host
            note.detail = f"{host} is an address" if literal else f"{host} → {_listed(permitted)}"
            return permitted

    def socket_path(self, path: str, *, blames: tuple[str, ...]) -> Address:
        """The address of a Unix socket. Raises CheckFailed where the operator's policy forbids those."""
        if not self._policy.sockets:
            sentence = "Unix sockets of this machine may not be used here; ask who runs this installation."
            raise CheckFailed(sentence, blames=blames)
        return Address(path, 0)

    @property
    def sees_files(self) -> bool:
        """Whether the operator lets tests look at files of the machine that they run on."""
        return self._policy.sockets

    def connect(self, addresses: Sequence[Address], *, blames: tuple[str, ...]) -> tuple[socket.socket, Address]:
        """A socket connected to the first of `addresses` that answers, and which that is: the only connection
        of the attempt.

        Raises CheckFailed where none does.
        """
        failures: list[OSError] = []
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            try:
                return _connected(address, self.remaining() / left), address
            except OSError as error:
                failures.append(error)
        raise _not_open(addresses, failures, blames) from failures[-1]


@contextmanager
def _within_memory() -> Iterator[None]:
    try:
        yield
    except MemoryError as error:
        raise CheckFailed("The server’s answer needs more memory than a test may have.") from error


def _look_up(host: str, blames: tuple[str, ...]) -> list[str]:
    try:
        with suppress(ValueError):
            return [str(ip_address(host))]
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        sentence = f"There is no address for the name “{host[:100]}”; check its spelling."
        if getattr(error, "errno", None) == socket.EAI_AGAIN:
            sentence = f"The name “{host[:100]}” could not be looked up: no name server answered, or none knows it."
        raise CheckFailed(sentence, blames=blames, detail=str(error)) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _connected(address: Address, seconds: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.ip else socket.AF_INET
    connection = socket.socket(family if address.port else socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect((address.ip, address.port) if address.port else address.ip)
        if address.port:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # small messages, one after the other
    except OSError:
        connection.close()
        raise
    return connection


def _not_open(addresses: Sequence[Address], failures: Sequence[OSError], blames: tuple[str, ...]) -> CheckFailed:
    tried, last = _listed(addresses), failures[-1]
    if isinstance(last, TimeoutError):
        sentence = f"{tried} did not answer in time; a firewall may be in between, or the address is wrong."
    elif isinstance(last, ConnectionRefusedError):
        sentence = f"Nothing listens at {tried}; check the host and the port, and that the server runs."
    elif isinstance(last, ConnectionResetError):
        sentence = f"{tried} closed the connection at once."
    elif isinstance(last, FileNotFoundError):
        sentence = f"There is no socket at {tried}."
    else:
        sentence = f"{tried} cannot be reached from here."
    detail = "\n".join(f"{address}: {error}" for address, error in zip(addresses, failures, strict=True))
    return CheckFailed(sentence, blames=blames, detail=detail)


def _listed(addresses: Sequence[Address]) -> str:
    shown = [str(address) for address in addresses[:3]]
    return ", ".join([*shown, "…"] if len(addresses) > 3 else shown)
