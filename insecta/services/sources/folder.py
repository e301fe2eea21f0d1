"""A folder of pictures, read recursively in a stable order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from insecta.errors import BadSource
from insecta.services.sources.joined import of_picture
from insecta.services.sources.pictures import begins_like_picture, has_picture_name, is_litter
from insecta.services.sources.record import (
    MAY_READ,
    PictureRef,
    Problem,
    ReadOptions,
    SourceRecord,
)


def read(root: Path, options: ReadOptions | None = None) -> Iterator[SourceRecord]:
    """A record per picture; a file that is none, or cannot be reached, is reported as a record
    without picture. Raises BadSource where the folder itself cannot be read.
    """
    settings = options or ReadOptions()
    for item in walk(root):
        yield of_picture(item, settings) if isinstance(item, PictureRef) else of_problem(item)


def of_problem(problem: Problem) -> SourceRecord:
    """A record of something that is no picture, so that it is counted and shown."""
    where = problem.where
    return SourceRecord(source_key=where, user_name=where, where=where, problems=(problem,))


def walk(root: Path) -> Iterator[PictureRef | Problem]:
    """Pictures and what is odd, folder by folder, names in code-point order."""
    if not root.is_dir():
        raise BadSource("there is no such folder", where=str(root))
    try:
        with os.scandir(root):
            pass
    except OSError as error:
        raise BadSource(f"cannot list the folder: {error.strerror}", where=str(root)) from error
    yield from _below(root, root.resolve(), "")


def shown(path: str) -> str:
    """A path as text that can be stored: bytes that are no UTF-8 are written as `\\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _below(folder: Path, root: Path, prefix: str) -> Iterator[PictureRef | Problem]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        text = f"the folder cannot be listed: {error.strerror} ({MAY_READ})"
        yield Problem("unreadable", prefix.rstrip("/"), text)
        return
    for entry in entries:
        name = prefix + shown(entry.name)
        if is_litter(shown(entry.name)):
            continue
        if entry.is_symlink():
            yield from _link(Path(entry.path), root, name)
        elif entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path), root, f"{name}/")
        else:
            yield _file(Path(entry.path), name)


def _link(path: Path, root: Path, name: str) -> Iterator[PictureRef | Problem]:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        yield Problem("broken_link", name, "the link leads nowhere")
        return
    if not target.is_relative_to(root):
        yield Problem("link_outside", name, "the link leaves the folder, so it is not followed")
    elif target.is_dir():
        yield Problem("linked_folder", name, "the folder is read where it really is")
    else:
        yield _file(path, name)


def _file(path: Path, name: str) -> PictureRef | Problem:
    try:
        size = path.stat().st_size
        if not path.is_file():
            return Problem("not_a_picture", name, "not a plain file")
        if not has_picture_name(name) and not _looks_like_picture(path):
            return Problem("not_a_picture", name, "not a picture")
    except OSError as error:
        return Problem("unreadable", name, f"cannot be read: {error.strerror} ({MAY_READ})")
    return PictureRef(name=name, path=path, size=size)


def _looks_like_picture(path: Path) -> bool:
    with path.open("rb") as stream:
        return begins_like_picture(stream.read(16))
