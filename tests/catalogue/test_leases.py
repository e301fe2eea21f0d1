"""Leases between real processes: one owner, take-over, fencing."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from insecta.catalogue.leases import TAKE_OVER, Leases
from insecta.catalogue.unit_of_work import Catalogue
from insecta.errors import LeaseLost
from insecta.services.keeping import KeptLease, is_gone, new_owner

HOLDER = """
import sys
from insecta.catalogue.unit_of_work import Catalogue
from insecta.services.keeping import KeptLease
lease = KeptLease(Catalogue(sys.argv[1]), "relay")
print(lease.take(), flush=True)
sys.stdin.read()
lease.close()
print("closed", flush=True)
"""


@pytest.fixture
def holder(catalogue: Catalogue) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lease `relay`."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, catalogue.engine.url.render_as_string(False)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


def test_it_is_anothers_until_given_back(
    catalogue: Catalogue, holder: subprocess.Popen[str]
) -> None:
    ours = KeptLease(catalogue, "relay")
    assert not ours.take()
    assert holder.stdin is not None
    assert holder.stdout is not None
    holder.stdin.close()
    assert holder.stdout.readline() == "closed\n"
    assert ours.take()
    ours.close()


def test_a_killed_owner_of_this_machine_is_followed_at_once(
    catalogue: Catalogue, holder: subprocess.Popen[str]
) -> None:
    ours = KeptLease(catalogue, "relay")
    holder.kill()
    holder.wait()
    started = time.monotonic()
    assert ours.take()
    assert time.monotonic() - started < 3, "without waiting for the lease to expire"
    with catalogue.reading() as tx:
        ours.check(tx)
        lease = tx.leases.get("relay")
    assert lease is not None
    assert lease.fencing == 2
    ours.close()


def test_an_owner_elsewhere_is_followed_after_its_time(catalogue: Catalogue) -> None:
    with catalogue.writing() as tx:
        theirs = tx.leases.take("relay", "elsewhere|0|1|0.00|ab")
        assert theirs is not None
        assert tx.leases.take("relay", "ours") is None
        later = Leases(tx.connection, tx.at + TAKE_OVER)
        ours = later.take("relay", "ours")
        assert ours is not None
        assert (theirs.fencing, ours.fencing) == (1, 2)
        with pytest.raises(LeaseLost, match="relay was taken over"):
            later.check(theirs)
        later.check(ours)


def test_renewing_keeps_the_number_and_moves_the_end(catalogue: Catalogue) -> None:
    with catalogue.writing() as tx:
        first = tx.leases.take("relay", "ours")
        again = Leases(tx.connection, tx.at + timedelta(seconds=3)).take("relay", "ours")
        assert first is not None
        assert again is not None
        assert again.fencing == first.fencing
        assert again.expires - first.expires == timedelta(seconds=3)


def test_a_living_process_is_not_gone_and_a_stranger_is_not_judged() -> None:
    assert not is_gone(new_owner())
    assert not is_gone("elsewhere|0|999999|0.00|ab")
    assert not is_gone("by hand")
    place, _, started, nonce = new_owner().rsplit("|", 3)
    assert is_gone(f"{place}|4194305|{started}|{nonce}")
    assert is_gone(f"{place}|1|1.00|{nonce}"), "process 1 began at another time"
