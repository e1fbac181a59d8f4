"""Child processes for connection tests, with a name server of their own, and what can be seen of them from outside."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from designer.testing import Pool
from tests.services import nameserver

SILENT = "silent.test"
"""A name about which the name server keeps silent, as it does about all that it is not told of."""


@dataclass(frozen=True)
class Children:
    """A pool, and a folder in which each child that ever was has a file that is called like its process."""

    pool: Pool
    folder: Path

    @property
    def alive(self) -> set[int]:
        """The children that are there."""
        known = {int(path.name) for path in self.folder.iterdir()}
        return {each for each in known if Path(f"/proc/{each}").exists()}

    @property
    def most_memory(self) -> int:
        """Bytes that one of those that are there held at most so far; 0 where all were stopped just now."""
        sizes = [line.split()[1] for each in self.alive for line in _status(each) if line.startswith("VmHWM")]
        return max((int(size) * 1024 for size in sizes), default=0)


@contextmanager
def running(
    size: int, names: Mapping[str, Sequence[str]] | None = None, *, warm: int | None = None
) -> Iterator[Children]:
    """A pool of so many children, for whom `names` have these addresses."""
    with tempfile.TemporaryDirectory(prefix="lw-children-") as home, nameserver.running(names or {}) as port:
        folder = Path(home, "children")
        folder.mkdir()
        arranging = f"from tests.services import inside\ninside.arrange({port}, {str(folder)!r})\n"
        Path(home, "sitecustomize.py").write_text(arranging, encoding="utf-8")
        sys.path.insert(0, home)
        pool = Pool(size, warm=warm)
        try:
            yield Children(pool, folder)
        finally:
            pool.shutdown()
            sys.path.remove(home)


def held(process: int) -> dict[str, int]:
    """How many files, threads and children a process has, and how many files lie in its working directory."""
    proc = Path(f"/proc/{process}")
    tasks = list((proc / "task").iterdir())
    return {
        "files": len(list((proc / "fd").iterdir())),
        "threads": len(tasks),
        "children": sum(len((task / "children").read_text(encoding="ascii").split()) for task in tasks),
        "left behind": len(list((proc / "cwd").rglob("*"))),
    }


def _status(process: int) -> list[str]:
    return Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
