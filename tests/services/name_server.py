"""A name server on loopback, for records that no other one of a test machine has."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from dns.resolver import Resolver

from tests.services.processes import HOST

Records = Mapping[tuple[str, str], list[str]]
"""By name and kind, such as ("db.example", "TXT"): the records as a zone file has them."""


@contextmanager
def answering(records: Records) -> Iterator[Resolver]:
    """A resolver that asks such a server, and nobody else."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((HOST, 0))
        thread = threading.Thread(target=_serve, args=(server, records))
        thread.start()
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port = [HOST], server.getsockname()[1]
        try:
            yield resolver
        finally:
            server.sendto(b"", server.getsockname())
            thread.join()


def _serve(server: socket.socket, records: Records) -> None:
    """Until an empty datagram comes."""
    known = {name for name, _ in records}
    with suppress(OSError):
        while True:
            data, client = server.recvfrom(4096)
            if not data:
                return
            question = dns.message.from_wire(data)
            asked = question.question[0]
            name, kind = asked.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(asked.rdtype)
            answer = dns.message.make_response(question)
            answer.flags |= dns.flags.RA
            if found := records.get((name, kind)):
                answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *found))
            elif name not in known:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            server.sendto(answer.to_wire(), client)
