"""What tests arrange inside of the child processes in which connections are tried.

A child imports this through a `sitecustomize` that a test puts into its path. Nothing of it is known to the program.
"""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from dns import resolver

from designer.connectors import examination
from designer.connectors.base import Connector, Settings
from designer.connectors.probe import Attempt
from tests.services.processes import HOST


class _Nameserver(ctypes.Structure):
    _fields_ = (("family", ctypes.c_ushort), ("port", ctypes.c_ushort), ("address", ctypes.c_ubyte * 12))


class _Resolver(ctypes.Structure):
    """The beginning of glibc's struct __res_state (resolv.h)."""

    _fields_ = (
        ("seconds", ctypes.c_int),
        ("tries", ctypes.c_int),
        ("options", ctypes.c_ulong),
        ("count", ctypes.c_int),
        ("servers", _Nameserver * 3),
    )


def ask_for_names_at(port: int) -> None:
    """Make the system's own resolver, in this thread, and dnspython's ask the name server at this port of loopback."""
    system = ctypes.CDLL(None)
    system.__res_init()
    system.__res_state.restype = ctypes.POINTER(_Resolver)
    state = system.__res_state().contents
    state.count = 1
    state.servers[0] = _Nameserver(socket.AF_INET, socket.htons(port), (*socket.inet_aton(HOST), *bytes(8)))
    resolver.default_resolver = resolver.Resolver(configure=False)
    resolver.default_resolver.nameservers, resolver.default_resolver.port = [HOST], port


def replace_places() -> None:
    """Let settings such as "@designer.connectors.twilio:API" say what is there while a connector is tried."""
    before = examination._try  # there is nothing else between the settings and the connector

    def attempt(connector: Connector | None, settings: Settings, one: Attempt) -> str:
        with _replaced({key[1:]: value for key, value in settings.items() if key.startswith("@")}):
            return before(connector, settings, one)

    setattr(examination, before.__name__, attempt)


def arrange(name_server: int, children: str) -> None:
    """Both of it, and a file in the folder `children` that is called like this process."""
    ask_for_names_at(name_server)
    replace_places()
    Path(children, str(os.getpid())).touch()


@contextmanager
def _replaced(places: Mapping[str, Any]) -> Iterator[None]:
    known: list[tuple[Any, str, Any]] = []
    for place, value in places.items():
        module, _, name = place.partition(":")
        known.append((import_module(module), name, getattr(import_module(module), name)))
        setattr(import_module(module), name, value)
    try:
        yield
    finally:
        for module_, name, value in known:
            setattr(module_, name, value)
