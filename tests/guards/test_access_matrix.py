"""Every address of the site stands in the access matrix, with an outsider in every row."""

from tests.security.access import OPEN, OUTSIDER, PEOPLE, VISITOR, addresses, rows

ROWS = rows()


def test_every_address_has_its_row() -> None:
    known = {(row.namespace, row.url) for row in ROWS}
    missing = [str(one) for one in addresses() if (one.namespace, one.name) not in known]
    assert not missing, (
        f"no row in the access matrix for: {', '.join(missing)}.\n"
        "  1. run   .venv/bin/python tools/access.py propose --write   (asks each role and adds the rows to\n"
        "     tests/security/matrix/<namespace>.csv; for an unknown argument it names the function to write)\n"
        "  2. READ every new row: is it right for each role? The tool writes what is answered, not what should be.\n"
        "  3. run   .venv/bin/python -m pytest -n 0 -q tests/security   and commit the file with the page."
    )


def test_every_address_has_a_name_and_a_namespace() -> None:
    assert [one.route for one in addresses() if not (one.name and one.namespace)] == []


def test_every_row_speaks_of_an_address_that_exists() -> None:
    known = {(one.namespace, one.name) for one in addresses()}
    gone = [f"{row.file.name}:{row.line} {row.url}" for row in ROWS if (row.namespace, row.url) not in known]
    assert gone == [], "remove these rows"


def test_every_row_says_something_for_everybody() -> None:
    silent = [f"{row.file.name}:{row.line} {name}" for row in ROWS for name in PEOPLE if not row.expected[name]]
    assert silent == []


def test_a_row_about_one_thing_shuts_the_outsider_out_or_says_why_not() -> None:
    wrong = [
        f"{row.file.name}:{row.line}" for row in ROWS if row.args and row.expected[OUTSIDER] in OPEN and not row.why
    ]
    assert wrong == [], "the outsider gets in: shut the door, or say in `why` why that is right"


def test_a_visitor_gets_in_only_where_the_row_says_why() -> None:
    wrong = [f"{row.file.name}:{row.line}" for row in ROWS if row.expected[VISITOR] in OPEN and not row.why]
    assert wrong == [], "nobody signed in, and yet an answer: shut the door, or say in `why` why that is right"
