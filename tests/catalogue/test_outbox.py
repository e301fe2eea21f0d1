"""The outbox: in commit order, with its rows or not at all, swept when old."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from insecta import wire
from insecta.catalogue.outbox import Outbox
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import SpecimenChanged
from insecta.services.relay import sweep
from insecta.services.waking import waker

TOPICS = (SpecimenChanged.topic,)


def emit(catalogue: Catalogue, number: int) -> None:
    for _ in range(number):
        with catalogue.writing() as tx:
            tx.emit(SpecimenChanged, specimen_id=uuid4())


def test_an_event_and_its_rows_are_there_together_or_not_at_all(catalogue: Catalogue) -> None:
    def broken() -> None:
        with catalogue.writing() as tx:
            tx.collections.ensure("ANTS")
            tx.emit(SpecimenChanged, specimen_id=uuid4())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    with catalogue.reading() as tx:
        assert tx.outbox.last() == 0
        assert tx.collections.all() == []


def test_what_was_written_comes_back_in_order(catalogue: Catalogue) -> None:
    with catalogue.writing() as tx:
        events = [SpecimenChanged(id=uuid4(), time=tx.at, specimen_id=uuid4()) for _ in range(250)]
        tx.emit_all(events)
    with catalogue.reading() as tx:
        rows = tx.outbox.after(0, TOPICS, 1_000)
        assert [wire.decode(body) for _, _, body in rows] == events
        assert tx.outbox.after(rows[99][0], TOPICS, 2) == rows[100:102]
        assert tx.outbox.after(0, ("images.received",), 10) == []


def test_a_sweep_takes_only_what_was_handed_over_a_week_ago(catalogue: Catalogue) -> None:
    emit(catalogue, 5)
    with catalogue.writing() as tx:
        numbers = [seq for seq, _ in tx.outbox.not_relayed(10)]
        Outbox(tx.connection, tx.at - timedelta(days=8)).mark_relayed(numbers[:2])
        tx.outbox.mark_relayed(numbers[2:3])
    assert sweep(catalogue) == 2
    with catalogue.reading() as tx:
        assert [seq for seq, _, _ in tx.outbox.after(0, TOPICS, 10)] == numbers[2:]
        assert [seq for seq, _ in tx.outbox.not_relayed(10)] == numbers[3:]


def test_where_groups_read_the_outbox_the_slowest_holds_the_broom(catalogue: Catalogue) -> None:
    emit(catalogue, 4)
    with catalogue.writing() as tx:
        tx.letters.ensure_groups(["identify", "index"])
        tx.letters.move("identify", 4)
        tx.letters.move("index", 3)
    assert sweep(catalogue, ("identify", "index")) == 0, "nothing is a week old"
    with catalogue.reading() as tx:
        assert [seq for seq, _ in tx.outbox.not_relayed(10)] == [4]


def test_numbers_are_not_used_again_after_a_sweep(catalogue: Catalogue) -> None:
    emit(catalogue, 2)
    with catalogue.writing() as tx:
        Outbox(tx.connection, tx.at - timedelta(days=8)).mark_relayed([1, 2])
    sweep(catalogue)
    emit(catalogue, 1)
    with catalogue.reading() as tx:
        assert tx.outbox.last() == 3


def test_an_event_wakes_and_a_renewed_lease_does_not(catalogue: Catalogue) -> None:
    sleeper = waker(catalogue)
    try:
        sleeper.wait(0.01)
        with catalogue.writing() as tx:
            assert tx.leases.take("group:identify", "somebody")
        assert not sleeper.wait(0.3)
        emit(catalogue, 1)
        assert sleeper.wait(10)
        assert not sleeper.wait(0.01)
    finally:
        sleeper.close()
