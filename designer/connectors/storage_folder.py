"""A folder as storage, as far as this machine can tell about it."""

from __future__ import annotations

import os
import stat

from designer.connectors import local_files
from designer.connectors.base import CannotVerify, CheckFailed, Settings
from designer.connectors.javascript import truthy
from designer.connectors.probe import OPEN, REQUEST, RESOLVE, Attempt

LOOK = "Look at the folder"
_BLAMES = ("root",)
_RELATIVE_TO = (
    "the folder above that of the application’s main script, which for server/server.js is the application’s own"
)


def look(settings: Settings, attempt: Attempt) -> str:
    """Say what is known of the folder.

    loopback-component-storage 3.7 (lib/providers/filesystem/index.js) throws where `root` is no folder when the
    application starts. Raises CheckFailed or CannotVerify.
    """
    if not truthy(settings.get("root")):
        raise CheckFailed("Fill in the folder; without one, LoopBack does not start.", blames=_BLAMES)
    path = local_files.path_of(settings["root"], attempt, relative_to=_RELATIVE_TO, blames=_BLAMES)
    name = str(path)[:200]
    for step in (RESOLVE, OPEN, REQUEST):
        attempt.skip(step, "a folder needs none")
    with attempt.step(LOOK) as note:
        note.detail = name
        mode = local_files.mode_of(path, blames=_BLAMES)
        if mode is None:
            sentence = f"This machine has no folder “{name}”. LoopBack does not start where it has none."
            raise CannotVerify(sentence, blames=_BLAMES)
        if not stat.S_ISDIR(mode):
            sentence = f"“{name}” is no folder on this machine, and LoopBack does not start with what is none."
            raise CheckFailed(sentence, blames=_BLAMES)
        rights = {"read": os.R_OK, "written": os.W_OK | os.X_OK}
        missing = [word for word, right in rights.items() if not os.access(path, right)]
        if missing:
            sentence = (
                f"The folder “{name}” cannot be {' or '.join(missing)} by the user that this program runs as; whether"
                " LoopBack’s user can is not known."
            )
            raise CannotVerify(sentence, blames=_BLAMES)
    return f"The folder “{name}” can be read and written. LoopBack finds it, too, if it runs on this machine."
