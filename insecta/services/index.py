"""The search index follows the catalogue: an event says which, the rows say what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

from insecta import meters, wire
from insecta.catalogue.generations import GenerationRow
from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain import documents as fields
from insecta.domain.events import TOPICS, Event, ReleasePromoted, RunShardLoaded, SpecimenEvent
from insecta.domain.identity import VISITORS_ID
from insecta.domain.release import Release
from insecta.errors import Conflict, Invalid, NotFound, Unavailable
from insecta.ports import Document, Generation, SearchIndex
from insecta.services.documents import GetRelease, image_documents, read_rows, specimen_document
from insecta.services.keeping import KeptLease

PAGE = 500
GROUP = "index"
REBUILDING = "index rebuild"
Progress = Callable[[int, int], None]


def images_alias(space: str) -> str:
    """Vectors compare only within one embedding space, so each has an alias of its own."""
    return f"images-{space[:16]}"


def ensure(catalogue: Catalogue, search: SearchIndex, release: Release) -> None:
    """Live generations exist for specimens and for the release's embedding space.

    One that the catalogue calls live and its server has lost is opened again, to be filled by
    `refilling`.
    """
    for kind, space, dimensions in (
        ("specimens", None, None),
        ("images", release.space, release.dimensions),
    ):
        with catalogue.reading() as tx:
            live = tx.generations.live(kind, space)
        if live is None:
            live = _first(catalogue, search, kind, space, dimensions)
        elif is_lost(search, live):
            _set_lacking(catalogue, live)
            search.open(_generation(live))
        search.point(alias_of(live), live.name)
    _bring_up_to_date(catalogue, search)


def _bring_up_to_date(catalogue: Catalogue, search: SearchIndex) -> None:
    """Every generation that is written to knows the fields of this version, the former ones too."""
    with catalogue.reading() as tx:
        written = tx.generations.written()
    for row in written:
        if not is_lost(search, row):
            search.open(_generation(row))


def is_lost(search: SearchIndex, row: GenerationRow) -> bool:
    """Whether the server no longer has an index that the catalogue knows."""
    try:
        search.write([row.name], [])
    except NotFound:
        return True
    return False


def _set_lacking(catalogue: Catalogue, row: GenerationRow) -> None:
    with catalogue.writing() as tx:
        tx.generations.set_lacking(row.name, True)


def intact(catalogue: Catalogue, search: SearchIndex) -> bool:
    """Whether all live indexes are there and none has still to be filled."""
    with catalogue.reading() as tx:
        live = [row for row in tx.generations.written() if row.state == "live"]
    return not any(row.lacking or is_lost(search, row) for row in live)


def recover(catalogue: Catalogue, search: SearchIndex) -> None:
    """After a server lost indexes: live ones are opened again, others that are gone given up."""
    with catalogue.reading() as tx:
        rows = tx.generations.written()
    for row in rows:
        lost = is_lost(search, row)
        if row.state == "live":
            if lost:
                _set_lacking(catalogue, row)
            search.open(_generation(row))
            search.point(alias_of(row), row.name)
        elif lost:
            with catalogue.writing() as tx:
                tx.generations.set_state(row.name, "dropped")


def refilling(catalogue: Catalogue, search: SearchIndex, release: GetRelease) -> Iterator[int]:
    """Fill what was lost, a page at a time, while workers go on writing; how many specimens so far.

    Broken off, it begins again: a document that is there already is written once more.
    """
    with catalogue.reading() as tx:
        lacking = [row for row in tx.generations.written() if row.lacking]
    if lacking:
        yield from _put_all(catalogue, search, release, lacking)
    with catalogue.writing() as tx:
        for row in lacking:
            tx.generations.set_lacking(row.name, False)


def _first(
    catalogue: Catalogue, search: SearchIndex, kind: str, space: str | None, dimensions: int | None
) -> GenerationRow:
    """A live generation where there is none; of several processes that try, one makes it."""
    made = _building(catalogue, search, kind, space, dimensions)
    with catalogue.writing() as tx:
        rival = tx.generations.live(kind, space)
        tx.generations.set_state(made.name, "live" if rival is None else "dropped")
    return rival or made


def _building(
    catalogue: Catalogue, search: SearchIndex, kind: str, space: str | None, dimensions: int | None
) -> GenerationRow:
    """A new generation, open before any index worker can know of it."""
    while True:
        with catalogue.reading() as tx:
            proposed = tx.generations.proposed(kind, space, dimensions)
        search.open(_generation(proposed))
        with catalogue.writing() as tx:
            if tx.generations.add(proposed):
                return proposed


def _generation(row: GenerationRow) -> Generation:
    kind = "specimens" if row.kind == "specimens" else "images"
    return Generation(row.name, kind, row.dimensions)  # type: ignore[arg-type]


def alias_of(row: GenerationRow) -> str:
    return images_alias(row.space) if row.space else row.kind


def index(
    catalogue: Catalogue, search: SearchIndex, release: GetRelease, events: Sequence[Event]
) -> None:
    """Write the documents that these events speak of, from the rows as they are now."""
    ids = {event.specimen_id for event in events if isinstance(event, SpecimenEvent)}
    for event in events:
        if isinstance(event, RunShardLoaded):
            ids |= _of_shard(catalogue, event)
        elif isinstance(event, ReleasePromoted):
            ensure(catalogue, search, release(event.release))
    ordered = sorted(ids)
    for start in range(0, len(ordered), PAGE):
        write(catalogue, search, release, ordered[start : start + PAGE])


def catch_up(catalogue: Catalogue, search: SearchIndex, release: GetRelease) -> None:
    """Do the index worker's work here, from where it stopped, where no such worker runs."""
    while True:
        with catalogue.reading() as tx:
            found = tx.outbox.after(tx.letters.position(GROUP), TOPICS, PAGE)
        if not found:
            return
        events: list[Event] = []
        poison: list[tuple[int, str, str, str]] = []
        for seq, topic, body in found:
            try:
                events.append(wire.decode(body))
            except Invalid as error:
                poison.append((seq, topic, body, str(error)))
        index(catalogue, search, release, events)
        with catalogue.writing() as tx:
            for seq, topic, body, reason in poison:
                tx.letters.bury(GROUP, tx.outbox.event_id(seq), topic, body, reason)
            tx.letters.move(GROUP, found[-1][0])


def _of_shard(catalogue: Catalogue, event: RunShardLoaded) -> set[UUID]:
    """Specimens of a loaded shard; none where its run fills a new index at its end."""
    with catalogue.reading() as tx:
        if tx.runs.get(event.run_id).fills_new_index:
            return set()
        regions = tx.runs.regions_of_shard(event.run_id, event.shard_no)
        return {one for ids in tx.images.specimens_of(regions).values() for one in ids}


def write(
    catalogue: Catalogue,
    search: SearchIndex,
    release: GetRelease,
    specimen_ids: Sequence[UUID],
    only: Sequence[GenerationRow] | None = None,
) -> None:
    """Bring these specimens' documents up to date in every generation that is written to.

    What visitors send is never searchable: it has no document.
    """
    _put(search, _documents(catalogue, release, specimen_ids, only))


Batch = list[tuple[list[str], list[Document]]]
"""(generations, documents for them)."""


def _documents(
    catalogue: Catalogue,
    release: GetRelease,
    specimen_ids: Sequence[UUID],
    only: Sequence[GenerationRow] | None,
) -> Batch:
    """What the present rows of these specimens come to, for every generation that is written to."""
    with meters.stage("rows"), catalogue.reading() as tx:
        generations = list(only) if only is not None else tx.generations.written()
        spaces = sorted({one.space for one in generations if one.space})
        rows = read_rows(tx, specimen_ids, release, spaces)
    rows = [one for one in rows if one.specimen.collection_id != VISITORS_ID]
    names = [one.name for one in generations if one.kind == "specimens"]
    batch = [(names, [specimen_document(one) for one in rows])]
    for space in spaces:
        documents = [document for one in rows for document in image_documents(one, space)]
        batch.append(([one.name for one in generations if one.space == space], documents))
    return batch


def _put(search: SearchIndex, batch: Batch) -> None:
    with meters.stage("write"):
        for names, documents in batch:
            if names and documents:
                search.write(names, documents)


def _put_all(
    catalogue: Catalogue,
    search: SearchIndex,
    release: GetRelease,
    only: Sequence[GenerationRow] | None = None,
) -> Iterator[int]:
    """Every document, a page at a time: how many specimens so far.

    While a page is written the next one is read: two processors have work where the index is a server.
    """
    done = 0
    with ThreadPoolExecutor(1, thread_name_prefix="index") as writer:
        going: tuple[int, Future[None]] | None = None
        for page in _pages(catalogue):
            batch = _documents(catalogue, release, page, only)
            if going is not None:
                done = _settled(done, *going)
                yield done
            going = len(page), writer.submit(_put, search, batch)
        if going is not None:
            yield _settled(done, *going)


def _settled(done: int, size: int, written: Future[None]) -> int:
    written.result()
    return done + size


def rebuild(
    catalogue: Catalogue,
    search: SearchIndex,
    release: GetRelease,
    progress: Progress = lambda done, total: None,
    *,
    pictures: bool = False,
) -> tuple[int, str]:
    """Fill a new specimens generation and swap it in without a failed search.

    Index workers write to it meanwhile. The swap waits until count and digest over (id, version)
    agree with the catalogue; what a document changed since is written again first. `pictures`: their
    documents are written as well, into the generations that there are. Returns count and the new
    generation's name. Raises Unavailable where they never agree, and Conflict where another rebuild
    is under way. One that is broken off leaves nothing that workers write to: it gives its generation
    up itself, or, killed, the next rebuild does.
    """
    lease = KeptLease(catalogue, REBUILDING)
    if not lease.take():
        raise Conflict("the index is being rebuilt already", hint="wait until that has ended")
    try:
        _give_up_unfinished(catalogue)
        return _rebuilt(catalogue, search, release, progress, pictures)
    finally:
        lease.close()


def _give_up_unfinished(catalogue: Catalogue) -> None:
    """Of rebuilds that were killed."""
    with catalogue.writing() as tx:
        for row in tx.generations.written():
            if row.kind == "specimens" and row.state == "building":
                tx.generations.set_state(row.name, "dropped")


def _rebuilt(
    catalogue: Catalogue,
    search: SearchIndex,
    release: GetRelease,
    progress: Progress,
    pictures: bool,
) -> tuple[int, str]:
    _bring_up_to_date(catalogue, search)
    made = _building(catalogue, search, "specimens", None, None)
    with catalogue.reading() as tx:
        former = tx.generations.live("specimens")
        total = tx.specimens.count()
        images = [one for one in tx.generations.written() if one.kind == "images"]
    filled = [made, *images] if pictures else [made]
    try:
        for done in _put_all(catalogue, search, release, filled):
            progress(done, max(total, done))
        _settle(catalogue, search, release, made)
    except BaseException:
        with catalogue.writing() as tx:
            tx.generations.set_state(made.name, "dropped")  # workers write to it no more
        raise
    search.point("specimens", made.name)
    with catalogue.writing() as tx:
        tx.generations.set_state(made.name, "live")
        if former is not None:
            tx.generations.set_state(former.name, "former")
    return search.refresh(made.name).count, made.name


def fill(
    catalogue: Catalogue,
    search: SearchIndex,
    release: GetRelease,
    progress: Progress = lambda done, total: None,
) -> int:
    """Write every document, of specimens and of pictures, where an index is new; how many specimens."""
    with catalogue.reading() as tx:
        total = tx.specimens.count()
    done = 0
    for done in _put_all(catalogue, search, release):
        progress(done, max(total, done))
    return done


def _pages(catalogue: Catalogue) -> Iterator[list[UUID]]:
    after: UUID | None = None
    while True:
        with catalogue.reading() as tx:
            page = tx.specimens.page(after, PAGE)
        if not page:
            return
        yield page
        after = page[-1]


def _settle(
    catalogue: Catalogue, search: SearchIndex, release: GetRelease, made: GenerationRow
) -> None:
    for _ in range(5):
        expected, versions = catalogue_digest(catalogue)
        found = search.refresh(made.name)
        if (found.count, found.digest) == (len(versions), expected):
            return
        for page in _pages(catalogue):  # those deleted or merged meanwhile included
            write(catalogue, search, release, page, only=[made])
    raise Unavailable(
        "the new index never agreed with the catalogue",
        hint="too much is written at the moment; run `insecta index rebuild` again",
    )


def catalogue_digest(catalogue: Catalogue) -> tuple[str, list[tuple[str, int]]]:
    """Digest over sorted (id, version) of all living specimens, and the pairs themselves."""
    versions: list[tuple[str, int]] = []
    after: UUID | None = None
    with catalogue.reading() as tx:
        while page := tx.specimens.versions(after, 10 * PAGE):
            versions += [(str(key), version) for key, version, living in page if living]
            after = page[-1][0]
    versions.sort()
    return fields.digest(versions), versions
