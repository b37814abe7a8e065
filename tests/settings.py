"""The suite's settings: its own data folder, a quick password hash; everything else as in production."""

import os
import tempfile

os.environ.setdefault("ANJU_DATA_DIR", tempfile.mkdtemp(prefix="anju-test-"))
if "ANJU_TEST_DATABASE_URL" in os.environ:
    os.environ["ANJU_DATABASE_URL"] = os.environ["ANJU_TEST_DATABASE_URL"]
else:
    os.environ.pop("ANJU_DATABASE_URL", None)

from anju.config.settings import *  # noqa: F403

ANJU_API_PER_MINUTE = 10**9  # the suite asks faster than anybody; the limit has its own tests
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if "ANJU_TEST_DATABASE_URL" not in os.environ:
    # Said aloud because the runner knows only Django's own SQLite engine by name, and would make a file per worker.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405

ANJU_RESIDENT_PER_MINUTE = 100_000  # the suite is one address
