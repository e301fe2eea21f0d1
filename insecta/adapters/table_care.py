"""Care for the log without a server: groups and dead letters are rows of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from insecta.catalogue.letters import DeadLetter
from insecta.catalogue.tables import consumer_offsets
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.events import GROUPS
from insecta.services.log_care import Backlog


class TableCare:
    """`LogCare` on the tables consumer_offsets, dead_letters and retries."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def prepare(self, groups: Mapping[str, Sequence[str]]) -> dict[str, bool]:
        with self._catalogue.writing() as tx:
            there = set(tx.connection.execute(select(consumer_offsets.c.group)).scalars())
            tx.letters.ensure_groups(list(groups))
        return {name: name not in there for name in groups}

    def letters(self) -> list[DeadLetter]:
        with self._catalogue.reading() as tx:
            return tx.letters.dead(replayed=True)

    def backlogs(self) -> dict[str, Backlog]:
        with self._catalogue.reading() as tx:
            retrying, buried = tx.letters.retrying(), tx.letters.buried()
            return {
                group: Backlog(
                    tx.outbox.waiting(tx.letters.position(group), topics) + retrying.get(group, 0),
                    buried.get(group, 0),
                )
                for group, topics in GROUPS.items()
            }

    def replay(self, letter: DeadLetter) -> None:
        with self._catalogue.writing() as tx:
            tx.letters.retry(
                letter.group, letter.event_id, letter.topic, letter.body, attempt=1, due=tx.at
            )
            tx.letters.mark_replayed(letter.letter_id)


def open_care(url: str, catalogue: Catalogue) -> TableCare:
    """Care for the log that `table:` names: the catalogue's own outbox."""
    return TableCare(catalogue)
