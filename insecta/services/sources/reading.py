"""Which reader a path wants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from insecta.errors import BadSource
from insecta.services.sources import dwca, folder, table
from insecta.services.sources.record import ReadOptions, SourceRecord


def read(path: Path, options: ReadOptions | None = None) -> Iterator[SourceRecord]:
    """Records of a folder, an archive (zip, or a folder with meta.xml) or a sheet; BadSource."""
    if path.is_dir():
        archive = any(child.name.casefold() == "meta.xml" for child in path.iterdir())
        return dwca.read(path, options) if archive else folder.read(path, options)
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
