"""Rows of the access matrix for addresses that have none.

    python tools/access.py propose [--write] [--method POST] [namespace:name …]

Builds the cast in a database in memory, asks every role, and prints the rows (with --write: adds them to
tests/security/matrix/<namespace>.csv). It writes what IS answered. Whether that is right, a person has to say.
"""

import argparse
import logging
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["propose"])
    parser.add_argument("names", nargs="*", help="namespace:name; without: every address that has no row")
    parser.add_argument("--method", action="append", help="default: every method that is taken")
    parser.add_argument("--args", help="arguments, as number={duty} event=passed; default: guessed")
    parser.add_argument("--data", default="", help="what a POST sends, as reason=x&on=1")
    parser.add_argument("--write", action="store_true", help="add the rows to the files")
    options = parser.parse_intermixed_args()
    os.environ.pop("ANJU_TEST_DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.db import connection
    from django.test.utils import setup_test_environment

    django.setup()
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    return propose(options)


def propose(options: argparse.Namespace) -> int:
    from tests.security import access

    known = {(row.namespace, row.url) for row in access.rows()}
    chosen = [
        one
        for one in access.addresses()
        if (str(one) in options.names if options.names else (one.namespace, one.name) not in known)
    ]
    world, unknown = access.make_world(), []
    for address in chosen:
        arguments = options.args if options.args is not None else access.guess(address)
        if "{?" in arguments:
            unknown.append(f"{address}  {address.route}")
            continue
        found = [
            row
            for method in options.method or access.methods(address)
            if (row := asked(world, address, method, arguments, options.data)) is not None
        ]
        for row in found:
            report(row, write=options.write)
    if unknown:
        print("\nWhat do the arguments of these stand for? Write a function named as the argument (or address) that")
        print("takes the cast and returns the value, in tests/security/things/<namespace>.py, as those there do:")
        print("\n".join(f"  {line}" for line in unknown))
    if options.write and chosen:
        print(
            "\nNow read every new row. The tool writes what is, not what is right; then fill `why` where somebody from"
        )
        print("elsewhere or without a sign-in gets in.")
    return 1 if unknown else 0


def asked(world, address, method, arguments, data):  # type: ignore[no-untyped-def]
    """The row, or None where nobody may use this method."""
    from tests.security import access

    row = access.Row(address.namespace, 0, address.name, method, arguments, data, {}, "")
    for who in access.PEOPLE:
        try:
            row.expected[who] = world.ask(row, who)
        except Exception as error:
            print(f"{row} as {who}: {type(error).__name__}: {error}", file=sys.stderr)
            row.expected[who] = "500"
    return None if set(row.expected.values()) <= {"405", "login"} and "405" in row.expected.values() else row


def report(row, *, write):  # type: ignore[no-untyped-def]
    """Print a row, and add it to its file."""
    from tests.security import access

    groups: dict[str, list[str]] = {}
    for who, answer in row.expected.items():
        groups.setdefault(answer, []).append(who)
    print(f"{row}\n" + "\n".join(f"    {answer:<6} {', '.join(people)}" for answer, people in groups.items()))
    if not write:
        print("    " + access.as_csv([row]).strip())
        return
    head = "" if row.file.exists() else ",".join(access.COLUMNS) + "\n"
    with row.file.open("a", encoding="utf-8") as handle:
        handle.write(head + access.as_csv([row]))


if __name__ == "__main__":
    sys.exit(main())
