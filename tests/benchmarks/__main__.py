"""How fast things are beside doing them plainly, as ratios: python -m tests.benchmarks"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def main() -> None:
    """Prints a table; nothing is asserted."""
    with tempfile.TemporaryDirectory(prefix="loopwright-bench-") as home:
        os.environ |= {"LOOPWRIGHT_HOME": home, "DJANGO_SETTINGS_MODULE": "designer.site.settings"}
        for name in ("LOOPWRIGHT_TEAM", "DATABASE_URL"):
            os.environ.pop(name, None)
        _measure(Path(home))


def _measure(home: Path) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)

    from tests.benchmarks import connection, projects, texts

    print(f"{'':<58} {'ms':>9} {'ms':>9} {'ratio':>7}")
    for row in texts.rows():
        print(row, flush=True)
    for row in projects.rows(home):
        print(row, flush=True)
    for row in connection.rows():
        print(row, flush=True)
    needed = projects.memory(home)
    print(f"most memory of a fresh process that imports {projects.LARGE:,} models: {needed:.0f} MB (aim 250)")


if __name__ == "__main__":
    main()
