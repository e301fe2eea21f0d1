"""Holds of the review queue: one person at a time, on both engines, also at the same moment."""

from __future__ import annotations

import threading
from uuid import UUID, uuid4

from sqlalchemy import update

from insecta.catalogue.reviews import HELD
from insecta.catalogue.tables import review_holds
from insecta.catalogue.unit_of_work import Catalogue
from tests.catalogue.rows import fill, specimen

KEY = specimen("A1").specimen_id


def take(catalogue: Catalogue, who: UUID, *, blind: bool = False) -> bool:
    with catalogue.writing() as tx:
        return tx.reviews.take(KEY, who, blind=blind) is not None


def make_old(catalogue: Catalogue) -> None:
    """The present hold's time is over."""
    with catalogue.writing() as tx:
        tx.connection.execute(update(review_holds).values(expires=tx.at - HELD))


def test_one_of_many_at_once(catalogue: Catalogue) -> None:
    fill(catalogue)
    for _ in range(3):
        won: list[UUID] = []
        start = threading.Barrier(6)

        def reach(won: list[UUID] = won, start: threading.Barrier = start) -> None:
            who = uuid4()
            start.wait()
            if take(catalogue, who):
                won.append(who)

        threads = [threading.Thread(target=reach) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1
        make_old(catalogue)


def test_who_is_slow_keeps_it_until_somebody_comes(catalogue: Catalogue) -> None:
    fill(catalogue)
    anna, berta = uuid4(), uuid4()
    assert take(catalogue, anna, blind=True)
    assert not take(catalogue, berta)
    make_old(catalogue)
    with catalogue.writing() as tx:
        over = tx.reviews.of(KEY)
        assert over is not None
        assert tx.reviews.renew(over)
        held = tx.reviews.of(KEY)
    assert held is not None
    assert held.blind
    assert held.since > over.since, "the look begins anew"
    make_old(catalogue)
    assert take(catalogue, berta)
    with catalogue.writing() as tx:
        assert not tx.reviews.renew(held)
        assert tx.reviews.with_others([KEY], anna) == {KEY}
        assert tx.reviews.with_others([KEY], berta) == set()


def test_old_holds_are_forgotten_and_young_ones_are_not(catalogue: Catalogue) -> None:
    fill(catalogue)
    anna = uuid4()
    assert take(catalogue, anna)
    with catalogue.writing() as tx:
        tx.reviews.forget_old()
        assert tx.reviews.of(KEY) is not None
        tx.connection.execute(update(review_holds).values(expires=tx.at - 720 * HELD - HELD))
        tx.reviews.forget_old()
        assert tx.reviews.of(KEY) is None
