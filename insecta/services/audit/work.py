"""What should be done against what is on its way: pictures that wait, run items that stay open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from insecta import wire
from insecta.catalogue.audits import Waiting
from insecta.catalogue.unit_of_work import Transaction
from insecta.domain.events import ImageReceived
from insecta.domain.run import RunItem, State
from insecta.errors import Invalid
from insecta.services.answers import answer_from_json, item_state
from insecta.services.audit.finding import PAGE, Finding, House

GROUP = "identify"
ABANDONED = timedelta(hours=24)
"""After which nobody is thought to take in the rest of a run."""


def check(house: House, *, repair: bool) -> Iterator[Finding]:
    """Regions that wait without an event, and run items that nothing will ever settle."""
    dead = _dead(house)
    yield from _open_items(house, repair=repair)
    yield from _waiting(house, dead, repair=repair)
    yield from _not_taken_in(house)


def _dead(house: House) -> set[UUID]:
    """Regions whose event was put aside for a person."""
    bodies = [
        one.body for one in house.care.letters() if one.group == GROUP and one.replayed is None
    ]
    return _regions(bodies)


def _regions(bodies: Sequence[str]) -> set[UUID]:
    found: set[UUID] = set()
    for body in bodies:
        try:
            event = wire.decode(body)
        except Invalid:
            continue
        if isinstance(event, ImageReceived):
            found.add(event.region_id)
    return found


def _waiting(house: House, dead: set[UUID], *, repair: bool) -> Iterator[Finding]:
    after: UUID | None = None
    while True:
        with house.catalogue.reading() as tx:
            page = tx.audits.waiting(after, PAGE)
            lost = _without_event(house, tx, page)
        if not page:
            return
        again = [one for one in lost if one.region_id not in dead]
        if repair and again:
            with house.catalogue.writing() as tx:
                _ask_again(tx, again)
        for one in lost:
            yield _waits(one, dead=one.region_id in dead, repair=repair)
        after = page[-1].region_id


def _without_event(house: House, tx: Transaction, page: Sequence[Waiting]) -> list[Waiting]:
    bodies = tx.audits.on_their_way(GROUP, [one.specimen_id for one in page], house.handled)
    coming = _regions(bodies)
    return [one for one in page if one.region_id not in coming]


def _ask_again(tx: Transaction, regions: Sequence[Waiting]) -> None:
    for one in regions:
        tx.emit(
            ImageReceived,
            specimen_id=one.specimen_id,
            image_id=one.image_id,
            region_id=one.region_id,
            sha256=one.sha256,
        )


def _waits(one: Waiting, *, dead: bool, repair: bool) -> Finding:
    thing = str(one.region_id)
    if dead:
        text = "its event is a dead letter: `insecta dead-letters list` says why"
        return Finding("not_looked_at", thing, text)
    if repair:
        return Finding("not_looked_at", thing, "its event was sent again", "repaired")
    return Finding("not_looked_at", thing, "waits, and no event asks for it")


def _open_items(house: House, *, repair: bool) -> Iterator[Finding]:
    after: tuple[UUID, int] | None = None
    while True:
        with house.catalogue.reading() as tx:
            page = tx.audits.working(after, PAGE)
            stuck = _stuck(tx, page)
        if not page:
            return
        if repair and stuck:
            with house.catalogue.writing() as tx:
                _settle(tx, stuck)
        for item in stuck:
            text = f"{item.user_name} is open, and nothing will settle it"
            said = f"{item.user_name} was settled, or asked for again"
            yield Finding(
                "run_item_open",
                f"{item.run_id}/{item.item_no}",
                said if repair else text,
                "repaired" if repair else "wrong",
            )
        after = (page[-1].run_id, page[-1].item_no)


def _stuck(tx: Transaction, items: Sequence[RunItem]) -> list[RunItem]:
    """Those whose picture does not wait; of the others `_waiting` takes care."""
    regions = [item.region_id for item in items if item.region_id is not None]
    living = tx.audits.living(regions)
    images = tx.images.find([one.image_id for one in living.values()])
    waiting = {key for key, one in living.items() if images[one.image_id].waiting}
    return [item for item in items if item.region_id not in waiting]


def _settle(tx: Transaction, stuck: Sequence[RunItem]) -> None:
    """By the answer there is; by asking again; or, for a picture that is gone, as failed."""
    regions = [item.region_id for item in stuck if item.region_id is not None]
    living, answers = tx.audits.living(regions), tx.audits.last_answers(regions)
    states: dict[UUID, tuple[State, str | None]] = {}
    again: list[UUID] = []
    for region in regions:
        if region not in living:
            states[region] = ("failed", "the picture was removed meanwhile")
        elif region in answers:
            states[region] = item_state(answer_from_json(answers[region]))
        else:
            again.append(living[region].image_id)
    tx.audits.wait_again(again)
    tx.runs.settle(states)
    lost = [item for item in stuck if item.region_id is None]
    tx.runs.set_items((item, {"state": "pending"}) for item in lost)
    tx.runs.finish_complete()


def _not_taken_in(house: House) -> Iterator[Finding]:
    with house.catalogue.reading() as tx:
        found, now = tx.audits.not_taken_in(), tx.at
    for run, source, started, pictures in found:
        yield Finding(
            "run_item_open",
            str(run),
            f"{pictures} pictures of {source} were never taken in: give the ingest again,"
            " it goes on where it stopped",
            "wrong" if now - started > ABANDONED else "noted",
        )
