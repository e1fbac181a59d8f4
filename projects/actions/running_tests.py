"""Connection tests that are under way: how far they are, and how any process ends them.

A test has a token, which the page that starts it makes up. Its row says how far it is, and whether it was cancelled:
a cancellation that overtakes its test makes the row, and the test finds it. In the process that runs the test a
cancellation takes effect at once, from any other within a quarter of a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import BoundedSemaphore
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from designer.loopback.refusal import Refused
from projects.actions.storable import storable
from projects.models import Project, RunningTest

SINGLE_TESTS_AT_ONCE = 4
"""In this process, each of which holds a thread of the server; the others are for pages."""
BULK_TESTS_AT_ONCE = 1

_STALE = timedelta(minutes=1)
_SIGN_OF_LIFE_SECONDS = 5
_LOOK_SECONDS = 0.25
_MOST_WAITING = 20

_places = {False: BoundedSemaphore(SINGLE_TESTS_AT_ONCE), True: BoundedSemaphore(BULK_TESTS_AT_ONCE)}
_FULL = {
    False: f"{SINGLE_TESTS_AT_ONCE} other connections are being tested here right now. Try again in a moment.",
    True: "All data sources of an application are being tested here right now. Try again when that has ended.",
}
_ANOTHER = "All data sources of this project are being tested for you already. Wait for the end, or cancel that first."

_Key = tuple[int, int, str]
_stops: dict[_Key, Callable[[], None]] = {}
"""What ends each test that runs in this process."""


class Watch:
    """The row of a test that runs here."""

    def __init__(self, key: _Key, stop: Callable[[], None]) -> None:
        self._rows = _rows(key)
        self._stop = stop
        self._told: dict[str, Any] = {}
        self._wrote = self._looked = time.monotonic()

    def tell(self, progress: dict[str, Any]) -> None:
        """Writes down how far the test is, and ends it where it was cancelled. To be called several times a second."""
        now, progress = time.monotonic(), storable(progress)
        if progress != self._told or now - self._wrote > _SIGN_OF_LIFE_SECONDS:
            self._rows.update(progress=progress, seen_at=timezone.now())
            self._told, self._wrote = progress, now
        if now - self._looked > _LOOK_SECONDS:
            self._looked = now
            if self._rows.filter(is_cancelled=True).exists():
                self._stop()


@contextmanager
def watched(
    project: Project,
    user: User,
    token: str,
    stop: Callable[[], None],
    *,
    environment: str,
    data_source: str = "",
    is_bulk: bool = False,
) -> Iterator[Watch]:
    """Around a test: others can see and cancel it. `stop` is called, maybe more than once, when somebody does.

    Raises Refused where too many tests run in this process, or another bulk test for the same person.
    """
    key = (project.pk, user.pk, token)
    if not _places[is_bulk].acquire(blocking=False):
        raise Refused(_FULL[is_bulk])
    try:
        _stops[key] = stop  # before the row is read: no cancellation can come in between
        row = _begun(key, environment=environment, data_source=storable(data_source)[:1000], is_bulk=is_bulk)
        if row.is_cancelled:
            stop()
        yield Watch(key, stop)
    finally:
        _stops.pop(key, None)
        _rows(key).delete()
        _places[is_bulk].release()


def cancel(project: Project, user: User, token: str) -> None:
    """Ends a person's test, wherever it runs, or as soon as it begins."""
    key = (project.pk, user.pk, token)
    RunningTest.objects.update_or_create(**_as_fields(key), defaults={"is_cancelled": True, "seen_at": timezone.now()})
    stop = _stops.get(key)
    if stop is not None:
        stop()
    _sweep(user)


def find(project: Project, user: User, token: str) -> RunningTest | None:
    """A person's test that has begun and not ended."""
    return _rows((project.pk, user.pk, token)).filter(started_at__isnull=False).first()


def bulk_of(project: Project, user: User) -> RunningTest | None:
    """The test of all data sources that runs for a person."""
    alive = RunningTest.objects.filter(seen_at__gte=timezone.now() - _STALE)
    return alive.filter(project=project, user=user, is_bulk=True).first()


def _begun(key: _Key, **what: Any) -> RunningTest:
    now = timezone.now()
    RunningTest.objects.filter(seen_at__lt=now - _STALE).delete()
    try:
        with transaction.atomic():
            row, _ = RunningTest.objects.update_or_create(
                **_as_fields(key), defaults={**what, "progress": {}, "started_at": now, "seen_at": now}
            )
    except IntegrityError as error:
        raise Refused(_ANOTHER) from error
    return row


def _sweep(user: User) -> None:
    """Forgets tests whose process is gone, and cancellations whose test never came."""
    RunningTest.objects.filter(seen_at__lt=timezone.now() - _STALE).delete()
    waiting = RunningTest.objects.filter(user=user, started_at=None).order_by("-seen_at", "-pk")
    RunningTest.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)[_MOST_WAITING:])).delete()


def _rows(key: _Key) -> QuerySet[RunningTest]:
    return RunningTest.objects.filter(**_as_fields(key))


def _as_fields(key: _Key) -> dict[str, Any]:
    return dict(zip(("project_id", "user_id", "token"), key, strict=True))
