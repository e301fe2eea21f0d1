"""Which reader a path wants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from insecta.errors import BadSource
from insecta.services.sources import dwca, folder, harvested, table
from insecta.services.sources.record import ReadOptions, SourceRecord


def read(path: Path, options: ReadOptions | None = None) -> Iterator[SourceRecord]:
    """Records of a folder, an archive (zip, or `is_unpacked`) or a sheet; BadSource."""
    if path.is_dir():
        return dwca.read(path, options) if is_unpacked(path) else folder.read(path, options)
    if not path.exists():
        raise BadSource("there is no such file or folder", where=str(path))
    suffix = path.suffix.casefold()
    if suffix in table.SUFFIXES:
        return table.read(path, options)
    if suffix == ".zip":
        return dwca.read(path, options)
    raise BadSource(
        f"cannot tell what {suffix or 'a file without extension'} is",
        where=path.name,
        hint="give a folder, a .csv, .tsv or .txt sheet, or a .zip Darwin Core Archive",
    )


def is_unpacked(path: Path) -> bool:
    """Whether a folder is an archive: it has a meta.xml, or a harvest fetched its table's pictures."""
    return path.is_dir() and any(
        child.name.casefold() in ("meta.xml", harvested.FILE) for child in path.iterdir()
    )
