"""The settings of the tests: Loopwright's own, in a home that is thrown away."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

# Before Loopwright's settings are read: tests never touch the keys and the database of whoever runs them.
for name in [name for name in os.environ if name.startswith("LOOPWRIGHT_") and name != "LOOPWRIGHT_CORPUS"]:
    del os.environ[name]
os.environ.pop("DATABASE_URL", None)
os.environ["LOOPWRIGHT_HOME"] = tempfile.mkdtemp(prefix="loopwright-tests-")
os.environ["LOOPWRIGHT_KEY"] = "the-key-of-the-tests"
atexit.register(shutil.rmtree, os.environ["LOOPWRIGHT_HOME"], ignore_errors=True)

from designer.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A file, not memory: the browser's requests then have connections of their own, as in real use.
DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["LOOPWRIGHT_HOME"], "test.sqlite3")}  # noqa: F405, PTH118
