"""`anju COMMAND`: the management commands of every domain."""

import os
import sys

REFUSED = {
    "flush": "it empties tables, the ledger's among them",
    "sqlflush": "it empties tables, the ledger's among them",
    "loaddata": "it writes rows that no entry tells of; use `anju import` or `anju restore`",
    "createsuperuser": "accounts are opened by the post above; the first one by `anju found`",
    "changepassword": "the post above resets a password by a one-time code",
}
"""Django's own commands that write past the ledger."""
UNCHECKED = frozenset(
    ("backup", "catalogue", "decode", "demo", "figures", "found", "gateway", "import", "ledger", "migrate",
     "mosquitto", "readings", "restore", "serve", "telemetry", "toronto", "worker", "writer")
)  # fmt: skip
"""Run without Django's checks of the whole site, which read every page's code: `anju up` and `anju check` make them."""


def main() -> None:
    """Run a management command; the console script `anju`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in REFUSED:
        sys.exit(f"anju {sys.argv[1]} is not to be had: {REFUSED[sys.argv[1]]}.")
    from django.core.management import execute_from_command_line

    unchecked = ["--skip-checks"] if len(sys.argv) > 1 and sys.argv[1] in UNCHECKED else []
    execute_from_command_line([*sys.argv[:2], *unchecked, *sys.argv[2:]])


if __name__ == "__main__":
    main()
