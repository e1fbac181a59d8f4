"""The real applications at LOOPWRIGHT_CORPUS, read in place; tests of fidelity run over them where they are present."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("LOOPWRIGHT_CORPUS", ROOT.parent / "shared" / "corpus"))
APPLICATIONS = ROOT / "tests" / "applications"


def applications() -> list[Path]:
    """The folders of our own applications, and of the corpus where it is present."""
    folders = [folder for home in (APPLICATIONS, CORPUS) if home.is_dir() for folder in home.iterdir()]
    return sorted(folder for folder in folders if folder.is_dir())


def corpus_texts() -> list[tuple[str, str]]:
    """The path and the text of every readable JSON file of these applications."""
    found = []
    for folder in applications():
        for path in sorted(folder.rglob("*.json")):
            try:
                if path.is_file():
                    text = path.read_bytes().decode("utf-8")
                    _read(text)
                    found.append((f"{folder.name}/{path.relative_to(folder)}", text))
            except ValueError:
                continue
    return found


def _read(text: str) -> None:
    from designer.loopback import jsontext

    jsontext.read(text)
