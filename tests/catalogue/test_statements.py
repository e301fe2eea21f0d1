"""What an insert says it did is the same on both engines."""

from __future__ import annotations

from insecta.catalogue.statements import insert_or_ignore, upsert
from insecta.catalogue.tables import consumer_offsets
from insecta.catalogue.unit_of_work import Catalogue


def test_insert_or_ignore_counts_what_was_new(catalogue: Catalogue) -> None:
    rows = [{"group": f"g{n}", "topic": "*", "seq": n} for n in range(150)]
    with catalogue.writing() as tx:
        assert insert_or_ignore(tx.connection, consumer_offsets, rows[:120]) == 120
        assert insert_or_ignore(tx.connection, consumer_offsets, rows) == 30
        assert insert_or_ignore(tx.connection, consumer_offsets, rows) == 0
        assert tx.letters.position("g149") == 149


def test_insert_or_ignore_keeps_and_upsert_replaces(catalogue: Catalogue) -> None:
    first, second = ({"group": "g", "topic": "*", "seq": n} for n in (1, 2))
    with catalogue.writing() as tx:
        insert_or_ignore(tx.connection, consumer_offsets, [first])
        insert_or_ignore(tx.connection, consumer_offsets, [second])
        assert tx.letters.position("g") == 1
        upsert(tx.connection, consumer_offsets, [second], ("group", "topic"))
        assert tx.letters.position("g") == 2
