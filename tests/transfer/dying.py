"""A process that dies in the middle of its work."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from itertools import count

Step = Callable[[str], None]
DIED = 9


def dies_at(last: int | str, action: Callable[[Step], object]) -> bool:
    """Runs `action` in a child process that dies at one of its steps, given by number or by its word.

    False where there was no such step, and the action ended.
    """
    with warnings.catch_warnings():
        # Python 3.12 warns of threads that are lost in the child, such as pytest-xdist's; it needs none.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _run_and_exit(last, action)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in {0, DIED}, "The child failed before it could die."
    return status == DIED


def every_death(prepare: Callable[[], object], action: Callable[[Step], object]) -> Iterator[int]:
    """Lets `action` die at its first step, its second, … each time after `prepare`, and yields after each death."""
    number = 0
    prepare()
    while dies_at(number, action):
        yield number
        number += 1
        prepare()
    assert number > 0


def _run_and_exit(last: int | str, action: Callable[[Step], object]) -> None:
    numbers = count()

    def step(word: str) -> None:
        if last in {next(numbers), word}:
            os._exit(DIED)

    try:
        action(step)
    except BaseException:  # noqa: BLE001 -- whatever it is, the child must not go on with the parent's tests
        os._exit(1)
    os._exit(0)
