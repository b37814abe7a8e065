"""Ids sort by time, and no two processes draw the same randomness."""

import os
from uuid import UUID

from anju.kernel import ids


def test_ids_of_one_moment_rise_and_are_of_version_7() -> None:
    made = [ids.uuid7_hex(1_764_000_000_000_000) for _ in range(500)]
    assert made == sorted(set(made))
    assert {UUID(one).version for one in made} == {7}
    assert {UUID(one).variant for one in made} == {UUID(int=2 << 62).variant}


def test_random_bytes_are_of_the_length_asked_for_and_never_the_same() -> None:
    drawn = [ids.random_bytes(16) for _ in range(1000)]
    assert {len(one) for one in drawn} == {16}
    assert len(set(drawn)) == 1000
    assert len(ids.random_bytes(10_000)) == 10_000


def test_a_forked_process_draws_other_bytes() -> None:
    ids.random_bytes(1)
    mine, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.write(theirs, ids.random_bytes(16))
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(mine, 16) != ids.random_bytes(16)
