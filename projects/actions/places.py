"""Which folders of the server's machine may be opened, written to and committed to."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from django.conf import settings

from designer.loopback.refusal import Refused


def allowed(path: str) -> Path:
    """The absolute path of a folder that may be used; `~` is the server's own home. Raises Refused."""
    if not path.strip() or "\0" in path:
        raise Refused("Type the path of a folder.")
    try:
        place = Path(path.strip()).expanduser()
        if not place.is_absolute():
            raise Refused(f"Type the whole path of the folder, from / or ~ on; “{path.strip()}” is only a part of one.")
        place = place.resolve()
    except (RuntimeError, OSError, ValueError) as error:
        raise Refused(f"“{path.strip()}” is not a folder that can be used.") from error
    folders: list[str] | None = settings.FOLDERS
    if folders is None or any(place.is_relative_to(Path(folder).resolve()) for folder in folders):
        return place
    if not folders:
        raise Refused("No folder of this machine can be used here; whoever runs Loopwright can allow some.")
    raise Refused(f"Only folders below {', '.join(folders)} can be used here.")


def any_allowed() -> bool:
    """Whether there is any folder of this machine that could be used."""
    return settings.FOLDERS is None or bool(settings.FOLDERS)


def repository_around(folder: str) -> tuple[str, str]:
    """The work tree a folder is in, and the folder's place in it; both empty where there is none that may be used."""
    try:
        place = allowed(folder)
        for above in (place, *place.parents):
            if (above / ".git").exists():
                relative = PurePosixPath(place.relative_to(above).as_posix())
                return str(allowed(str(above))), "" if str(relative) == "." else str(relative)
    except (Refused, OSError):
        pass
    return "", ""
