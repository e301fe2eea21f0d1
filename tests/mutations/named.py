"""One mutation per rule of the contract: a line that breaks it, and the tests that must notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """`old` stands exactly once in `path`; `new` takes its place; `tests` are pytest's arguments."""

    name: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]


S = "tests/services/test_"
RECEIVE, IDENTIFY, INDEX = (f"{S}receive.py",), (f"{S}identify.py",), (f"{S}index.py",)
DOCUMENTS, PROMOTE, ACCESS = (f"{S}documents.py",), (f"{S}promote.py",), (f"{S}access.py",)
WORKER, LEASES, OUTBOX = (
    ("tests/streaming/test_worker.py",),
    ("tests/catalogue/test_leases.py",),
    ("tests/catalogue/test_outbox.py",),
)
UPSERT = '__import__("insecta.catalogue.statements", fromlist=["x"]).upsert'
SERVICES, CATALOGUE = "insecta/services/", "insecta/catalogue/"

NAMED: tuple[Mutation, ...] = (
    Mutation("the same upload makes another event", SERVICES + "receive.py",
        "    if shown:\n", "    if False:\n", RECEIVE),
    Mutation("the number is no part of an upload's identity", SERVICES + "receive.py",
        "    return source_key_of_upload(sha256, number)\n",
        "    return source_key_of_upload(sha256, None)\n", RECEIVE),
    Mutation("an upload does not follow a merge", SERVICES + "receive.py",
        "    return _present(tx, new)\n", "    return new.specimen_id\n", RECEIVE),
    Mutation("a received picture raises no version", SERVICES + "receive.py",
        "    changed(tx, [specimen])\n", "    pass\n", DOCUMENTS),
    Mutation("a viewer may add", SERVICES + "receive.py",
        "named(tx, principal, code, Role.CONTRIBUTOR)", "named(tx, principal, code, Role.VIEWER)", RECEIVE),
    Mutation("the queue takes one too many", SERVICES + "receive.py",
        "if waiting >= limits.max_waiting:", "if waiting > limits.max_waiting:", RECEIVE),
    Mutation("equal bytes under two numbers are not listed", SERVICES + "receive.py",
        "return [twin for twin in twins if _numbers_of(tx, twin) - {number}]", "return []", RECEIVE),
    Mutation("duplicates are not detected", SERVICES + "ingest/store.py",
        "        if same is None:\n", "        if True:\n", (f"{S}ingest.py", "-k", "duplicate")),
    Mutation("deleted pictures wait for ever", CATALOGUE + "images.py",
        ".where(images.c.waiting, images.c.deleted_at.is_(None))", ".where(images.c.waiting)", RECEIVE),
    Mutation("a stranger sees every collection", SERVICES + "access.py",
        "return frozenset(public | set(principal.roles))", "return None", ACCESS),
    Mutation("a role needs a higher one", SERVICES + "access.py",
        "    if role < least:\n", "    if role <= least:\n", ACCESS),
    Mutation("keys are kept as they are", SERVICES + "access.py",
        "key_digest(key), key[:12])", "key[-64:], key[:12])", ACCESS),
    Mutation("a revoked key still opens", CATALOGUE + "principals.py",
        "                api_keys.c.digest == digest,\n                api_keys.c.revoked.is_(None),\n",
        "                api_keys.c.digest == digest,\n", ACCESS),
    Mutation("search by words has no collection filter", SERVICES + "find.py",
        "        scope,\n        sort=sort,", "        None,\n        sort=sort,", ACCESS),
    Mutation("search by picture has no collection filter", SERVICES + "find.py",
        "        None if seen is None else frozenset(map(str, seen)),\n        limit=limit * SPARE,",
        "        None,\n        limit=limit * SPARE,", ACCESS),
    Mutation("events have no collection filter", SERVICES + "follow.py",
        "return known.get(thing) in seen", "return True", ACCESS),
    Mutation("a picture without a licence is public", SERVICES + "show/images.py",
        "if not is_shareable(image.licence):\n        return False\n", "", ACCESS),
    Mutation("scores are updated", CATALOGUE + "identifications.py",
        "insert_or_ignore(self._connection, scores, rows)",
        UPSERT + '(self._connection, scores, rows, ("sha256", "box", "release"))', IDENTIFY),
    Mutation("known scores are computed again", SERVICES + "identify.py",
        "[part for part in parts if part not in known]", "parts", IDENTIFY),
    Mutation("a repeated event raises versions", SERVICES + "identify.py",
        "or one.identification_id in new:", "or True:", IDENTIFY),
    Mutation("a statement outlives the bytes it was made of", "insecta/domain/identity.py",
        'f"identification:{release}:{sha256}"', 'f"identification:{release}"', IDENTIFY),
    Mutation("a bound collection is answered by the champion", SERVICES + "bound.py",
        "bound_release(one) or releases.get(one.shown_promotion or 0) or champion",
        "releases.get(one.shown_promotion or 0) or champion", IDENTIFY),
    Mutation("a removed picture leaves its item open", SERVICES + "identify.py",
        "_end_runs(catalogue, [key for key in region_ids if key not in alive])",
        "_end_runs(catalogue, [])", IDENTIFY),
    Mutation("a run is finished while items are pending", "insecta/domain/run.py",
        'OPEN: tuple[State, ...] = ("pending", "working")', 'OPEN: tuple[State, ...] = ("working",)', IDENTIFY),
    Mutation("an abstention counts as done", SERVICES + "answers.py",
        'return "abstained", answer.abstention', 'return "done", answer.abstention', IDENTIFY),
    Mutation("a deleted specimen keeps its document", SERVICES + "documents.py",
        "specimen.version, {}, deleted=True)", "specimen.version, {}, deleted=False)", DOCUMENTS),
    Mutation("a merged specimen keeps its document", SERVICES + "documents.py",
        "    if whole.specimen.deleted_at is not None or whole.specimen.merged_into is not None:\n",
        "    if whole.specimen.deleted_at is not None:\n", DOCUMENTS),
    Mutation("a deleted picture keeps its vector", SERVICES + "documents.py",
        "            tuple(removed.get(key, ())),\n", "            (),\n", DOCUMENTS),
    Mutation("the machine wins over a person", SERVICES + "documents.py",
        "if people.named is not None:", "if False:", DOCUMENTS),
    Mutation("the first person wins over the last", "insecta/domain/statements.py",
        "            named, disputed = one, None\n", "            named, disputed = named or one, None\n", DOCUMENTS),
    Mutation("a shown promotion is ignored", SERVICES + "bound.py",
        "_release(tx.releases.promotion(collection.shown_promotion))", "_release(tx.releases.promotion())", PROMOTE),
    Mutation("vectors of another space are written", SERVICES + "documents.py",
        "tx.identifications.embeddings(space, sorted", "tx.identifications.embeddings(spaces[0], sorted", PROMOTE),
    Mutation("a merged id does not redirect", CATALOGUE + "specimens.py",
        "return as_thing(Specimen, row) if row.merged_into is None else self.get(row.merged_into)",
        "return as_thing(Specimen, row)", DOCUMENTS),
    Mutation("an older document wins", "insecta/adapters/sqlite_index.py",
        "        if version > row.version:\n", "        if False:\n", DOCUMENTS),
    Mutation("a rollback leaves search as it was", SERVICES + "promote.py",
        "            show_again(catalogue, one)\n", "            pass\n", PROMOTE),
    Mutation("anybody promotes", SERVICES + "promote.py",
        "    require_administrator(principal)\n", "", PROMOTE),
    Mutation("another release passes under the digest", SERVICES + "release_book.py",
        "    if release.digest != digest:\n", "    if False:\n", PROMOTE),
    Mutation("an index is swapped in unchecked", SERVICES + "index.py",
        "        _settle(catalogue, search, release, made)\n", "        pass\n", INDEX),
    Mutation("a building generation is not written to", CATALOGUE + "generations.py",
        '.in_(("building", "live"))', '.in_(("live",))', INDEX),
    Mutation("a former generation is not written to", CATALOGUE + "generations.py",
        "index_generations.c.changed > self._at", "index_generations.c.changed < self._at", INDEX),
    Mutation("a shard's event indexes the whole run", CATALOGUE + "runs.py",
        "                run_shards.c.shard_no == shard,\n", "", INDEX),
    Mutation("events are read out of order", CATALOGUE + "outbox.py",
        "outbox.c.topic.in_(topics))\n            .order_by(outbox.c.seq)",
        "outbox.c.topic.in_(topics))\n            .order_by(outbox.c.seq.desc())", OUTBOX),
    Mutation("the last event is read again", CATALOGUE + "outbox.py",
        ".where(outbox.c.seq > seq, outbox", ".where(outbox.c.seq >= seq, outbox", OUTBOX + INDEX),
    Mutation("events are swept before a week is over", CATALOGUE + "outbox.py",
        "outbox.c.relayed < self._at - KEEP", "outbox.c.relayed <= self._at", OUTBOX),
    Mutation("fencing is ignored", CATALOGUE + "leases.py",
        "        if held != lease.fencing:\n", "        if held is None:\n", LEASES),
    Mutation("a take-over keeps the fencing number", CATALOGUE + "leases.py",
        "else held.fencing + 1", "else held.fencing", LEASES),
    Mutation("a lease never expires", CATALOGUE + "leases.py",
        "held.owner != owner and held.expires > self._at:", "held.owner != owner:", LEASES),
    Mutation("a batch is never committed", "streaming/worker.py",
        "            self._persist(lambda: self._events.commit(batch))\n", "", WORKER),
    Mutation("an event is committed before its effects", "streaming/worker.py",
        "            if self._shell.stopping or not self._one(delivery):\n",
        "            self._events.commit([delivery])\n            if self._shell.stopping or not self._one(delivery):\n",
        WORKER),
    Mutation("one attempt too many", "streaming/worker.py",
        "if delivery.attempt >= self._policy.attempts:", "if delivery.attempt > self._policy.attempts:", WORKER),
    Mutation("bad input is tried for ever", "streaming/worker.py",
        "            except Invalid as error:\n", "            except ZeroDivisionError as error:\n", WORKER),
)  # fmt: skip
