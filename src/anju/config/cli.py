"""`anju COMMAND`: the management commands of every domain."""

import os
import sys


def main() -> None:
    """Run a management command; the console script `anju`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anju.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0], *sys.argv[1:]])


if __name__ == "__main__":
    main()
