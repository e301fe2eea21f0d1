"""The relay: in order, repeated rather than lost, one leader."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from insecta.catalogue.schema import migrate
from insecta.catalogue.tables import outbox
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import Event, ReleasePromoted, SpecimenChanged
from insecta.errors import Fault, LeaseLost, Unavailable
from insecta.ports import Delivery
from insecta.services.log_care import MOST_UNREADABLE
from insecta.services.relay import LEASE, Relay


class Notebook:
    """The far end of a relay: writes down what arrives, and can break before or after it did."""

    def __init__(self) -> None:
        self.arrived: list[UUID] = []
        self.broken = ""

    def publish(self, events: Sequence[Event]) -> None:
        if self.broken == "before":
            raise Unavailable("no broker")
        self.arrived += [event.id for event in events]
        if self.broken == "after":
            raise Unavailable("the answer was lost")

    def poll(self, topics: Sequence[str], limit: int, timeout: float) -> list[Delivery]:
        raise AssertionError("a relay does not read")

    def commit(self, deliveries: Sequence[Delivery]) -> None:
        raise AssertionError("a relay does not read")

    def retry(self, delivery: Delivery, not_before: datetime) -> None:
        raise AssertionError("a relay does not read")

    def dead(self, delivery: Delivery, reason: str) -> None:
        raise AssertionError("a relay does not read")


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    made = Catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")
    migrate(made)
    yield made
    made.close()


@pytest.fixture
def far() -> Notebook:
    return Notebook()


def emit(catalogue: Catalogue, number: int) -> list[UUID]:
    """Events of two topics, each in its own transaction."""
    now = datetime.now(UTC)
    made: list[Event] = []
    for place in range(number):
        if place % 3:
            made.append(SpecimenChanged(id=uuid4(), time=now, specimen_id=uuid4()))
        else:
            made.append(ReleasePromoted(id=uuid4(), time=now, number=place, release="0" * 64))
        with catalogue.writing() as tx:
            tx.emit_all(made[-1:])
    return [one.id for one in made]


def relay_all(relay: Relay, limit: int = 4) -> None:
    assert relay.lead()
    while relay.step(limit):
        pass


def test_everything_goes_over_once_and_in_order(catalogue: Catalogue, far: Notebook) -> None:
    relay = Relay(catalogue, far)
    events = emit(catalogue, 10)
    relay_all(relay)
    events += emit(catalogue, 3)
    relay_all(relay)
    relay.close()
    assert far.arrived == events
    with catalogue.reading() as tx:
        assert tx.outbox.not_relayed(10) == []


@pytest.mark.parametrize(("broken", "repeated"), [("before", 0), ("after", 4)])
def test_a_broken_step_is_repeated_by_this_relay_and_by_the_next(
    catalogue: Catalogue, far: Notebook, broken: str, repeated: int
) -> None:
    events = emit(catalogue, 10)
    relay = Relay(catalogue, far)
    assert relay.lead()
    assert relay.step(4) == 4
    far.broken = broken
    with pytest.raises(Unavailable):
        relay.step(4)
    relay.close()
    far.broken = ""
    follower = Relay(catalogue, far)
    relay_all(follower)
    follower.close()
    assert far.arrived == events[: 4 + repeated] + events[4:]


def test_one_leads_and_the_other_stands_by(catalogue: Catalogue, far: Notebook) -> None:
    one, other = Relay(catalogue, far), Relay(catalogue, far)
    assert one.lead()
    assert not other.lead()
    with pytest.raises(LeaseLost):
        other.step()
    one.close()
    assert other.lead()
    other.close()


def test_a_leader_that_was_overtaken_marks_nothing(catalogue: Catalogue, far: Notebook) -> None:
    emit(catalogue, 2)
    relay = Relay(catalogue, far)
    assert relay.lead()
    with catalogue.writing() as tx:
        held = tx.leases.get(LEASE)
        assert held is not None
        tx.leases.release(held)
        assert tx.leases.take(LEASE, "another") is not None
    with pytest.raises(LeaseLost):
        relay.step()
    relay.close()
    assert far.arrived == []
    with catalogue.reading() as tx:
        assert len(tx.outbox.not_relayed(10)) == 2


def poison(catalogue: Catalogue, number: int) -> None:
    with catalogue.writing() as tx:
        rows = [
            {
                "event_id": uuid4(), "topic": SpecimenChanged.topic, "key": "x", "body": "poison",
                "created": tx.at,
            }
            for _ in range(number)
        ]  # fmt: skip
        tx.connection.execute(insert(outbox), rows)


def test_a_row_that_is_no_event_becomes_a_dead_letter_and_what_follows_goes_on(
    catalogue: Catalogue, far: Notebook
) -> None:
    events = emit(catalogue, 2)
    poison(catalogue, 1)
    events += emit(catalogue, 2)
    relay = Relay(catalogue, far)
    relay_all(relay)
    relay.close()
    assert far.arrived == events
    with catalogue.reading() as tx:
        (letter,) = tx.letters.dead()
        assert tx.outbox.not_relayed(10) == []
    assert (letter.group, letter.topic, letter.body) == ("relay", SpecimenChanged.topic, "poison")
    assert "CloudEvents" in letter.reason


def test_nothing_but_poison_stops_the_relay(catalogue: Catalogue, far: Notebook) -> None:
    poison(catalogue, 3 * MOST_UNREADABLE)
    for told in (MOST_UNREADABLE, 2 * MOST_UNREADABLE):  # started again, it stops again
        relay = Relay(catalogue, far)
        with pytest.raises(Fault, match="in a row"):
            relay_all(relay, limit=10)
        relay.close()
        with catalogue.reading() as tx:
            assert len(tx.letters.dead()) == told


def test_what_stands_before_an_event_from_the_future_is_handed_over(
    catalogue: Catalogue, far: Notebook
) -> None:
    events = emit(catalogue, 2)
    with catalogue.writing() as tx:
        newer = json.dumps(
            {
                "specversion": "1.0", "id": str(uuid4()), "time": "2030-01-01T00:00:00+00:00",
                "type": "insecta.SpecimenChanged.v9", "data": {},
            }
        )  # fmt: skip
        row = {
            "event_id": uuid4(), "topic": SpecimenChanged.topic, "key": "x", "body": newer,
            "created": tx.at,
        }  # fmt: skip
        tx.connection.execute(insert(outbox), [row])
    relay = Relay(catalogue, far)
    with pytest.raises(Fault, match="unknown event"):
        relay_all(relay, limit=10)
    relay.close()
    assert far.arrived == events
