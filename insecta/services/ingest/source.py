"""What the SOURCE of an ingest names: a path, or objects below `s3://BUCKET/PREFIX`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from insecta.errors import BadSource
from insecta.ports import ObjectStore
from insecta.services.ingest.pool import OpenStore
from insecta.services.ingest.run import Source
from insecta.services.sources import folder, objects, reading, table
from insecta.services.sources.record import ReadOptions, SourceRecord


def open_source(
    text: str, options: ReadOptions, open_bucket: Callable[[str], OpenStore]
) -> tuple[Source, OpenStore | None]:
    """A source, and how its objects are opened where it is a bucket. Raises BadSource.

    Keys of a folder's pictures begin with the folder's own name, so that two folders of one
    collection may hold equal file names; those of sheets, archives and buckets do not.
    """
    if urlsplit(text).scheme == "s3":
        opened = open_bucket(text)
        return Source(text, partial(_of_bucket, opened, options)), opened
    path = Path(text).expanduser().absolute()
    if not path.exists():
        raise BadSource("there is no such file or folder", where=text, hint="check the path")
    is_folder = path.is_dir() and not reading.is_unpacked(path)
    prefix = f"{folder.shown(path.name)}/" if is_folder else ""
    return Source(folder.shown(str(path)), partial(reading.read, path, options), prefix), None


def _of_bucket(opened: OpenStore, options: ReadOptions) -> Iterable[SourceRecord]:
    store = opened()
    return objects.read(_listing(store), store.read, options)


def _listing(store: ObjectStore) -> Iterator[tuple[str, int]]:
    """Keys with the size of tables only: pictures are measured when they are read."""
    for key in store.keys(""):
        sheet = PurePosixPath(key).suffix.casefold() in table.SUFFIXES
        yield key, (store.size(key) or 0) if sheet else 0
