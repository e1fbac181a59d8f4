"""`manage.py serve [FOLDER]`: Loopwright for one person, or with LOOPWRIGHT_TEAM for a team."""

from __future__ import annotations

import secrets
import socket
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import waitress
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from designer.loopback.files import TransferError
from designer.loopback.refusal import Refused
from projects.access import local_user
from projects.actions import importing

_PROXY = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}
"""A proxy on the same machine says who really asks, and whether by https."""


class Command(BaseCommand):
    """Starts the production-grade server that local and team use share.

    Waitress: one process with threads, in plain Python on every platform, so that the key and the warm pool of
    connection tests live in one place; a proxy in front of it adds TLS.
    """

    help = "Starts Loopwright and prints the address to open."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FOLDER opens that application at once."""
        parser.add_argument("folder", nargs="?", metavar="FOLDER", help="the folder of an application to open at once")
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="0 takes a free one (default: %(default)s)")
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepares the database, prints the address, and serves until it is stopped."""
        call_command("migrate", verbosity=0, interactive=False)
        settings.KEY = settings.KEY or secrets.token_urlsafe(24)
        listener = _listener(options["host"], options["port"])
        host, port = listener.getsockname()[:2]
        path = self._path(options["folder"])
        base = f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"
        if settings.TEAM:
            self.stdout.write(f"Loopwright is at {base}{path}\n")
        else:
            query = urlencode({"key": settings.KEY} | ({"next": path} if path != "/" else {}))
            address = f"{base}{reverse('open-with-key')}?{query}"
            self.stdout.write(f"Loopwright is ready. Open this address, which holds your key:\n\n    {address}\n\n")
            self.stdout.write("Press Ctrl+C to stop it.\n")
        self.stdout.flush()
        try:
            waitress.serve(
                get_wsgi_application(),
                sockets=[listener],
                threads=options["threads"],
                ident="",
                **_PROXY if settings.TEAM else {},
                clear_untrusted_proxy_headers=True,
                _quiet=True,
            )
        finally:
            listener.close()

    def _path(self, folder: str | None) -> str:
        """The page to open first: the list, or the application in `folder`."""
        if folder is None:
            return reverse("project-list")
        try:
            opened = importing.open_folder(local_user(), str(Path(folder).resolve()))
        except (Refused, TransferError) as error:
            raise CommandError(str(error)) from error
        return opened


def _listener(host: str, port: int) -> socket.socket:
    """A socket on the port, or on a free one where that is taken."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            listener.bind((host, 0))
        listener.listen(128)
    except OSError as error:
        raise CommandError(f"Loopwright cannot listen on {host}: {error.strerror}.") from error
    return listener
