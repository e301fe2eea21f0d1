"""The files of an archive, in a folder or a zip, read in place: nothing is ever unpacked to disk."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, Protocol, cast

from insecta.errors import BadSource
from insecta.services.sources import folder
from insecta.services.sources.pictures import has_picture_name, is_litter
from insecta.services.sources.record import PictureRef


class Container(Protocol):
    """Named files; names use `/`."""

    @property
    def label(self) -> str:
        """What to call it in messages."""

    def names(self) -> list[str]:
        """All files in order, without what operating systems leave behind."""

    def open(self, name: str) -> BinaryIO:
        """A file's bytes. Raises BadSource."""

    def picture(self, name: str) -> PictureRef:
        """How to find a picture again."""


class FolderContainer:
    """An unpacked archive."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.label = folder.shown(root.name)
        self._paths: dict[str, Path] = {}

    def names(self) -> list[str]:
        for path in sorted(self.root.rglob("*")):
            name = folder.shown(path.relative_to(self.root).as_posix())
            inside = path.resolve().is_relative_to(self.root.resolve())
            if inside and path.is_file() and not is_litter(name):
                self._paths[name] = path
        return list(self._paths)

    def open(self, name: str) -> BinaryIO:
        try:
            return self._path(name).open("rb")
        except OSError as error:
            raise BadSource(f"cannot read it: {error.strerror}", where=name) from error

    def picture(self, name: str) -> PictureRef:
        path = self._path(name)
        return PictureRef(name=name, path=path, size=path.stat().st_size)

    def _path(self, name: str) -> Path:
        """Where a file really is: a name that is no UTF-8 is shown otherwise than it is written."""
        return self._paths.get(name, self.root / name)


class ZipContainer:
    """A zipped archive. A name that would leave a folder when unpacked refuses the whole of it."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._zip = archive
        self.path = path
        self.label = path.name
        self._sizes: dict[str, int] = {}
        for member in archive.infolist():
            _refuse_escape(member.filename, path.name)
            if not member.is_dir() and not _is_link(member) and not is_litter(member.filename):
                self._sizes[member.filename] = member.file_size

    def names(self) -> list[str]:
        return sorted(self._sizes)

    def open(self, name: str) -> BinaryIO:
        try:
            return cast(BinaryIO, self._zip.open(name))
        except (KeyError, RuntimeError, NotImplementedError, OSError, zipfile.BadZipFile) as error:
            raise BadSource(f"cannot read it: {error}", where=f"{self.label}/{name}") from error

    def picture(self, name: str) -> PictureRef:
        return PictureRef(name=name, archive=self.path, size=self._sizes[name])


@contextmanager
def opened(path: Path) -> Iterator[Container]:
    """The archive at a path; raises BadSource where it is neither a folder nor a zip file."""
    if path.is_dir():
        yield FolderContainer(path)
        return
    with _zip(path) as archive:
        yield ZipContainer(archive, path)


def _zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error) as error:
        raise BadSource(
            f"this is no complete zip archive ({error})",
            where=path.name,
            hint="fetch it again, or unpack it and name the folder",
        ) from error
    except OSError as error:
        raise BadSource(f"cannot read it: {error.strerror or error}", where=path.name) from error


def pictures_of(container: Container) -> list[PictureRef]:
    """Every picture inside, in order."""
    return [container.picture(name) for name in container.names() if has_picture_name(name)]


def _refuse_escape(name: str, archive: str) -> None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or PureWindowsPath(name).drive:
        raise BadSource(
            f"the member {name!r} would be written outside when unpacked",
            where=archive,
            hint="the archive is damaged or hostile; ask its sender",
        )


def _is_link(member: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(member.external_attr >> 16)
