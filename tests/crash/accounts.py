"""Gives a site accounts of intake with a token that a test knows, or ends one:

python -m tests.crash.accounts NAME FORMAT LABEL …      python -m tests.crash.accounts --end NAME
"""

import sys
from datetime import timedelta

import django

HALF = "A" * 43


def main() -> None:
    django.setup()
    from anju.gateway.adapters.tokens import digest_of
    from anju.kernel import clock
    from anju.telemetry.models import Access

    words, now = sys.argv[1:], clock.now()
    if words[0] == "--end":
        Access._all.filter(name=words[1]).update(expires_at=now)
        return
    for name, format_, label in zip(words[::3], words[1::3], words[2::3], strict=True):
        Access._all.create(
            name=name, format=format_, label=label, digest=digest_of(HALF), path="/cc/", created_at=now,
            expires_at=now + timedelta(days=1),
        )  # fmt: skip


if __name__ == "__main__":
    main()
