"""Darwin Core Archives: zip or folder, occurrence or event core, multimedia extensions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from insecta.domain.catalogue_number import VIEWS
from insecta.errors import BadSource
from insecta.services.sources import (
    columns,
    delimited,
    eml,
    folder,
    harvested,
    metafile,
    table,
)
from insecta.services.sources.container import Container, opened, pictures_of
from insecta.services.sources.joined import Defaults, joined
from insecta.services.sources.metafile import DataFile, MetaFile
from insecta.services.sources.pictures import PictureIndex, is_remote, references
from insecta.services.sources.record import Problem, ReadOptions, SourceRecord
from insecta.services.sources.source_row import Media, SourceRow

SPECIMENS = frozenset({"Occurrence", "MaterialEntity", "MaterialSample", "PreservedSpecimen"})
MULTIMEDIA = frozenset({"Multimedia", "Image"})
"""GBIF's simple multimedia and image extensions, and Audiovisual Core (its rowType's last part)."""
_VIEWS = {
    **VIEWS, "anterior": "head", "p0013": "head", "r0001": "head", "r0003": "profile",
    "r0004": "profile", "r0005": "profile", "r0006": "dorsal", "r0007": "ventral",
}  # fmt: skip
"""Of Audiovisual Core's controlled values, and of words."""
METADATA = ("eml.xml", "metadata.xml")
_NOT_STILL = ("sound", "movingimage", "video", "audio", "text", "interactiveresource")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a data file by term, with the id that joins core and extension."""

    where: str
    key: str
    values: Mapping[str, str]
    problems: tuple[Problem, ...]


def read(path: Path, options: ReadOptions | None = None) -> Iterator[SourceRecord]:
    """A record per specimen and picture, then pictures in the archive that no row names.

    Raises BadSource naming file and row. Rows of an extension are held in memory.
    """
    settings = options or ReadOptions()
    with opened(path) as container:
        yield from _Archive(container, settings).records()


class _Archive:
    def __init__(self, container: Container, options: ReadOptions) -> None:
        self.container = container
        self.options = options
        self.names = container.names()
        self.base = self._base()

    def records(self) -> Iterator[SourceRecord]:
        index = PictureIndex(pictures_of(self.container), self.options.pattern, self._harvested())
        described = self._named("meta.xml")
        if described is None:
            rows, metadata = self._lone_table(), None
        else:
            meta = metafile.parse(self._content(described), described, SPECIMENS | MULTIMEDIA)
            rows, metadata = self._rows(meta), meta.metadata
        defaults, problem = self._defaults(metadata)
        records = joined(rows, index, self.options, base=self.base, defaults=defaults)
        yield from self._told(records, problem)

    def _harvested(self) -> dict[str, str]:
        """What a harvest fetched into the archive's folder."""
        if harvested.FILE not in self.names:
            return {}
        with self.container.open(harvested.FILE) as lines:
            return harvested.links(lines)

    @staticmethod
    def _told(records: Iterator[SourceRecord], problem: Problem | None) -> Iterator[SourceRecord]:
        """The records, and one more that tells what is wrong with the archive's own metadata."""
        yield from records
        if problem is not None:
            yield folder.of_problem(problem)

    def _base(self) -> str:
        """The one folder that everything is in, or nothing."""
        tops = {PurePosixPath(name).parts[0] for name in self.names}
        inner = all(len(PurePosixPath(name).parts) > 1 for name in self.names)
        return tops.pop() if len(tops) == 1 and inner else ""

    def _named(self, name: str) -> str | None:
        """The member of that name (any case) at the archive's top."""
        wanted = str(PurePosixPath(self.base) / name).casefold()
        return next((known for known in self.names if known.casefold() == wanted), None)

    def _content(self, name: str) -> bytes:
        try:
            with self.container.open(name) as stream:
                return stream.read(metafile.MAX_BYTES + 1)
        except delimited.READ_ERRORS as error:
            raise BadSource(f"cannot read it: {error}", where=name) from error

    def _defaults(self, metadata: str | None) -> tuple[Defaults, Problem | None]:
        """Licence and creator of the data set; broken or absent metadata is no reason to stop."""
        named = self._named(metadata) if metadata else None
        if metadata and named is None and "://" not in metadata:
            text = f"meta.xml names {metadata!r}, which is not there"
            return Defaults(), Problem("no_metadata", self.container.label, text)
        found = named or next(filter(None, map(self._named, METADATA)), None)
        if found is None:
            return Defaults(), None
        try:
            return eml.read(self._content(found), found), None
        except BadSource as error:
            return Defaults(), Problem("bad_metadata", found, error.message)

    def _lone_table(self) -> Iterator[SourceRow]:
        tables = [
            name for name in self.names if PurePosixPath(name).suffix.casefold() in table.SUFFIXES
        ]
        if len(tables) != 1:
            raise BadSource(
                f"no meta.xml, and {len(tables)} tables",
                where=self.container.label,
                hint="an archive needs a meta.xml, unless it holds exactly one table",
            )
        with self.container.open(tables[0]) as stream:
            yield from table.source_rows(stream, tables[0])

    def _rows(self, meta: MetaFile) -> Iterator[SourceRow]:
        if meta.core.row_type in SPECIMENS:
            files, events = meta.core, None
        else:
            inner = [one for one in meta.extensions if one.row_type in SPECIMENS]
            if not inner:
                raise BadSource(
                    f"the core holds {meta.core.row_type or 'rows without type'}, not specimens",
                    where=self.container.label,
                    hint="an occurrence core, or an event core with occurrences, is needed",
                )
            files, events = inner[0], meta.core
        media = self._media(meta)
        above = {row.key: row.values for row in self._read(events)} if events else {}
        terms: set[str] = set()
        mapping: dict[str, str] = {}
        for row in self._read(files):
            values = {**above.get(row.key, {}), **{k: v for k, v in row.values.items() if v}}
            if values.keys() != terms:
                terms, mapping = set(values), columns.meanings(list(values))
            yield self._source_row(row, values, mapping, media, is_core=events is None)

    def _source_row(
        self,
        row: _Row,
        values: Mapping[str, str],
        mapping: Mapping[str, str],
        media: Mapping[str, list[Media]],
        *,
        is_core: bool,
    ) -> SourceRow:
        cells = columns.values(values, mapping)
        named = [Media(text, row.where) for text in references(cells.get("picture", ""))]
        keys = [row.key] if is_core else [values.get("occurrenceID", ""), row.key]
        found = next((media[key] for key in keys if key in media), [])
        problems = list(row.problems)
        if not row.key and not cells.get("occurrenceID"):
            problems.append(Problem("row_without_id", row.where, "the id column is empty"))
        return SourceRow(
            where=row.where,
            key=row.key or row.where,
            verbatim=values,
            cells=cells,
            headers={meaning: term for term, meaning in mapping.items()},
            media=tuple(_once([*found, *named])),
            problems=tuple(problems),
        )

    def _media(self, meta: MetaFile) -> dict[str, list[Media]]:
        found: dict[str, list[Media]] = defaultdict(list)
        for extension in meta.extensions:
            if extension.row_type not in MULTIMEDIA:
                continue
            for row in self._read(extension):
                media = _media(row)
                if media is not None:
                    found[row.key].append(media)
        return found

    def _read(self, data: DataFile) -> Iterator[_Row]:
        for location in data.locations:
            name = self._named(location)
            if name is None:
                raise BadSource(
                    f"meta.xml names {location!r}, which is not there", where=self.container.label
                )
            with self.container.open(name) as stream:
                for row in delimited.rows(stream, location, data.form):
                    if row.number > data.header_lines:
                        yield _row(row, data, location)


def _row(row: delimited.Row, data: DataFile, name: str) -> _Row:
    where = f"{name} row {row.number}"
    values = dict(data.defaults)
    problems = list(row.problems)
    for term, column in data.fields.items():
        cell = row.cells[column] if column < len(row.cells) else ""
        if cell or term not in values:
            values[term] = cell
    last = max([*data.fields.values(), data.key or 0])
    if last >= len(row.cells):
        text = f"{len(row.cells)} cells; meta.xml describes {last + 1}"
        problems.append(Problem("short_row", where, text))
    has_key = data.key is not None and data.key < len(row.cells)
    key = row.cells[data.key].strip() if has_key and data.key is not None else ""
    return _Row(where, key, values, tuple(problems))


def _media(row: _Row) -> Media | None:
    """A still picture of an extension's row, or None for sounds, films and empty rows."""
    value = row.values.get
    kind = metafile.local_name(value("type") or "").casefold()
    form = (value("format") or "").casefold()
    if kind in _NOT_STILL or form.startswith(("audio/", "video/", "text/")):
        return None
    reference = (value("accessURI") or value("identifier") or "").strip()
    if not reference:
        return None
    licences = ("license", "WebStatement", "rights", "UsageTerms")
    shown = (
        metafile.local_name(value(term) or "").casefold()
        for term in ("subjectOrientation", "subjectPart")
    )
    view = next((_VIEWS[one] for one in shown if one in _VIEWS), None)
    return Media(
        reference=reference,
        where=row.where,
        key=(value("identifier") or "").strip() if value("accessURI") else "",
        licence=next((text for term in licences if (text := value(term))), ""),
        creator=value("creator") or value("rightsHolder") or "",
        view=view,
    )


def _once(media: list[Media]) -> list[Media]:
    """The same file named by an extension and by the core is one picture.

    Addresses are compared whole: those of a site may all end in the same name.
    """

    def name(one: Media) -> str:
        return one.reference if is_remote(one.reference) else PurePosixPath(one.reference).name

    return list({name(one): one for one in reversed(media)}.values())[::-1]
