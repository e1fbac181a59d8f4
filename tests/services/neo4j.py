"""Neo4j 3.5 in imitation: its root and its REST interface, which say that they are where they were asked."""

from __future__ import annotations

import json
import re
import socket
import threading

ACCOUNT = "neo4j:hush"


def serve(connection: socket.socket, _over: threading.Event) -> None:
    """Answer one request; for `listeners.listening`."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(4096)
        if not piece:
            return
        head += piece
    found = re.search(rb"\r\nHost: *(\S+)", head, re.IGNORECASE)
    here = f"http://{found[1].decode() if found else ''}"
    answers = {
        b"/": {"data": f"{here}/db/data/", "management": f"{here}/db/manage/"},
        b"/db/data/": {"neo4j_version": "3.5.35", "cypher": f"{here}/db/data/cypher"},
    }
    body = json.dumps(answers[head.split(b" ")[1]]).encode()
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
    connection.close()
