"""Rows of a source and its pictures, brought together: nothing on either side is dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from insecta.domain.catalogue_number import CatalogueNumber, candidates
from insecta.domain.licence import Licence, licence
from insecta.services.sources.interpret import Interpreter
from insecta.services.sources.pictures import PictureIndex, is_remote
from insecta.services.sources.record import PictureRef, Problem, ReadOptions, SourceRecord
from insecta.services.sources.shelves import Once
from insecta.services.sources.source_row import Media, SourceRow


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the source says of all its records."""

    licence: str = ""
    creator: str = ""


def joined(
    source_rows: Iterable[SourceRow],
    pictures: PictureIndex,
    options: ReadOptions,
    *,
    base: str = "",
    defaults: Defaults | None = None,
) -> Iterator[SourceRecord]:
    """Records in the order of the rows, then pictures that no row asked for, in their order.

    A row that names no picture gets those whose names hold its catalogue number. `base`: folder
    inside the source from which rows name their pictures.
    """
    numbers = Once()
    for row in source_rows:
        record = _record(row, options, defaults or Defaults())
        number = record.catalogue_number
        if not row.media and number is not None and numbers.met("\n".join(number.key)):
            text = f"{number.verbatim!r} stands in an earlier row too"
            record = _with(record, Problem("repeated_number", row.where, text))
        yield from _with_pictures(record, row, pictures, base)
    for picture in pictures.unused():
        text = "no record names this picture"
        record = of_picture(picture, options)
        yield _with(record, Problem("picture_without_record", picture.name, text))


def of_picture(picture: PictureRef, options: ReadOptions) -> SourceRecord:
    """A record that knows only what the picture's own name tells."""
    record = SourceRecord(
        source_key=picture.name, user_name=picture.name, where=picture.name, picture=picture
    )
    return _named(record, picture, options)


def _record(row: SourceRow, options: ReadOptions, defaults: Defaults) -> SourceRecord:
    reader = Interpreter(row, options)
    parts = reader.parts()
    reader.damage(row.verbatim)
    parts["licence"] = parts["licence"] or licence(defaults.licence)
    parts["creator"] = parts["creator"] or defaults.creator
    ids = parts["source_ids"]
    number = parts["catalogue_number"]
    key = next(iter(ids.values()), "") or (number.verbatim if number else "") or row.key
    return SourceRecord(
        source_key=f"record:{key}",
        user_name=number.verbatim if number else key,
        where=row.where,
        verbatim=row.verbatim,
        problems=(*row.problems, *reader.problems),
        **parts,
    )


def _with_pictures(
    record: SourceRecord, row: SourceRow, pictures: PictureIndex, base: str
) -> Iterator[SourceRecord]:
    found = False
    for media in row.media:
        matches = pictures.named(media.reference, base)
        if len(matches) == 1:
            yield _pictured(record, matches[0], media, pictures)
        else:
            yield _unpictured(record, media, matches)
        found = True
    if found:
        return
    if record.catalogue_number:
        for picture in pictures.of_number(record.catalogue_number):
            yield _pictured(record, picture, None, pictures)
            found = True
    if not found:
        yield _with(record, Problem("record_without_picture", row.where, "no picture is named"))


def _pictured(
    record: SourceRecord, picture: PictureRef, media: Media | None, pictures: PictureIndex
) -> SourceRecord:
    seen = replace(record, source_key=picture.name, user_name=picture.name, picture=picture)
    if media is not None:
        own: Licence | None = licence(media.licence)
        seen = replace(
            seen,
            source_key=media.key or picture.name,
            user_name=media.reference,
            licence=own or record.licence,
            creator=media.creator or record.creator,
            view=media.view or record.view,
        )
    return _named(seen, picture, ReadOptions(pictures.pattern))


def _unpictured(record: SourceRecord, media: Media, matches: list[PictureRef]) -> SourceRecord:
    if matches:
        names = ", ".join(picture.name for picture in matches[:3])
        problem = Problem("ambiguous_picture", media.where, f"{media.reference!r}: {names}")
    elif is_remote(media.reference):
        text = f"remote picture, not fetched: {media.reference}"
        problem = Problem("remote_picture", media.where, text)
    else:
        problem = Problem("missing_picture", media.where, f"no file {media.reference!r}")
    named = replace(
        record,
        source_key=media.key or media.reference,
        user_name=media.reference,
        licence=licence(media.licence) or record.licence,
        creator=media.creator or record.creator,
    )
    return _with(named, problem)


def _named(record: SourceRecord, picture: PictureRef, options: ReadOptions) -> SourceRecord:
    """Adds what the file name tells: number where the record has none, view, disagreement."""
    found = candidates(options.pattern, PurePosixPath(picture.name).stem)
    if len(found) > 1:
        numbers = ", ".join(number.verbatim for number in found)
        return _with(record, Problem("ambiguous_number", picture.name, numbers))
    if not found:
        return record
    stated, shown = record.catalogue_number, found[0]
    if stated is not None and not _may_be_same(stated, shown):
        text = f"the record says {stated.verbatim!r}, the file name {shown.verbatim!r}"
        return _with(record, Problem("number_disagrees", picture.name, text))
    number = replace(stated, letter=stated.letter or shown.letter) if stated else shown
    return replace(record, catalogue_number=number, view=record.view or shown.view)


def _may_be_same(stated: CatalogueNumber, shown: CatalogueNumber) -> bool:
    """The same number, and no two different individuals on its pin."""
    letters = {stated.letter, shown.letter} - {""}
    return stated.normal == shown.normal and len(letters) <= 1


def _with(record: SourceRecord, problem: Problem) -> SourceRecord:
    return replace(record, problems=(*record.problems, problem))
