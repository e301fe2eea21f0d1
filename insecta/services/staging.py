"""Folders that a browser sent: kept on disk until an ingest has read them.

A staged folder lies at `staged/ID/` of the data folder: `owner.json` tells whose it is and for which
collection, `source/NAME/…` holds the files under the paths their owner gave. What is there already
is told, so that a sending which broke off goes on where it stopped.
"""

from __future__ import annotations

import errno
import json
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import UUID, uuid4

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal
from insecta.errors import Conflict, Forbidden, Invalid, NotFound, StoreFull
from insecta.services.access import require_contributor

SHEETS = frozenset({".csv", ".tsv", ".txt", ".zip"})
"""A folder that holds one such file and nothing else is that file."""
KEPT_DAYS = 7
LONGEST_PATH = 500
LONGEST_PART = 200
MOST_FILES = 100_000
LARGEST = 500
"""So many times the largest upload may lie in one folder."""
LEFT_FREE = 2_000_000_000
"""Bytes of the disk that staged folders leave free; of small disks the twentieth part."""
MOST_FOLDERS = 100
"""Folders of one sender at the same time."""
_OWNER = "owner.json"


@dataclass(frozen=True, slots=True)
class Staged:
    """A staged folder; `files` are paths below it with their bytes."""

    staged_id: UUID
    collection: str
    name: str
    files: tuple[tuple[str, int], ...] = ()


def begin(
    catalogue: Catalogue, data: Path, principal: Principal, collection: str, name: str
) -> Staged:
    """An empty folder for a collection that the principal may add to. Raises NotFound, Forbidden, Invalid, Conflict.

    Administrators may name a collection that the ingest will make.
    """
    require_contributor(catalogue, principal, collection)
    (plain,) = _parts(name.strip() or "pictures", most=1)
    sweep(data)
    if _number_of(data, principal) >= MOST_FOLDERS:
        raise Conflict(
            f"{MOST_FOLDERS} folders of yours are here already",
            hint="each is removed a week after anybody touched it",
        )
    staged = Staged(uuid4(), collection, plain)
    folder = _folder(data, staged.staged_id)
    (folder / "source" / plain).mkdir(parents=True)
    owner = {"principal": str(principal.principal_id), "collection": collection, "name": plain}
    (folder / _OWNER).write_text(json.dumps(owner), encoding="utf-8")
    return staged


def _number_of(data: Path, principal: Principal) -> int:
    own = f'"{principal.principal_id}"'
    owners = (folder / _OWNER for folder in (data / "staged").glob("*"))
    return sum(own in owner.read_text(encoding="utf-8") for owner in owners if owner.is_file())


def find(data: Path, principal: Principal, staged_id: UUID) -> Staged:
    """A folder of the principal's own, with what is in it. Raises NotFound."""
    folder = _folder(data, staged_id)
    try:
        owner = json.loads((folder / _OWNER).read_text(encoding="utf-8"))
    except OSError:
        owner = {}
    if owner.get("principal") != str(principal.principal_id):
        raise NotFound("there is no such folder")
    root = folder / "source" / owner["name"]
    files = (path for path in root.rglob("*") if path.is_file() and path.suffix != ".part")
    found = sorted((path.relative_to(root).as_posix(), path.stat().st_size) for path in files)
    return Staged(staged_id, owner["collection"], owner["name"], tuple(found))


def put(
    data: Path, staged: Staged, path: str, chunks: Iterable[bytes], size: int = 0, most: int = 0
) -> int:
    """Store one file of `size` bytes whole or not at all; the same path again replaces it.

    `most`: bytes that the folder may hold, 0 for any. Raises Invalid, StoreFull.
    """
    if len(staged.files) >= MOST_FILES:
        raise Invalid(f"more than {MOST_FILES:,} files", hint="take them in from an S3 prefix")
    others = sum(held for name, held in staged.files if name != path)
    if most and others + size > most:
        raise Invalid(
            f"a folder from a browser holds at most {most:,} bytes",
            hint="send the rest as another folder, or take it in from an S3 prefix",
        )
    _require_room(data, size)
    root = _folder(data, staged.staged_id) / "source" / staged.name
    target = root.joinpath(*_parts(path))
    part = target.with_name(f".{uuid4().hex}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        part.replace(target)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull("no room for the folder", hint="free some disk space") from error
        raise Invalid(f"{path}: {error.strerror}", hint="two names that differ in case only?") from error  # fmt: skip
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def _require_room(data: Path, size: int) -> None:
    """What is staged leaves the database room to write. Raises StoreFull."""
    disk = shutil.disk_usage(data)
    if disk.free - size < min(LEFT_FREE, disk.total // 20):
        raise StoreFull("no room for the folder", hint="free some disk space")


def source_of(data: Path, staged: Staged) -> Path:
    """What an ingest reads: the folder, or the one table or archive in it. Raises Invalid."""
    root = _folder(data, staged.staged_id) / "source" / staged.name
    if not staged.files:
        raise Invalid("the folder is empty", hint="send its files first")
    only = PurePosixPath(staged.files[0][0])
    if len(staged.files) == 1 and only.suffix.casefold() in SHEETS:
        return root / only
    return root


def sweep(data: Path, now: float | None = None) -> int:
    """Remove folders that nobody touched for a week; how many."""
    old = (now or time.time()) - KEPT_DAYS * 86_400
    gone = 0
    for folder in (data / "staged").glob("*"):
        if max(path.stat().st_mtime for path in (folder, *folder.rglob("*"))) < old:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def require_named_source(principal: Principal) -> None:
    """Only administrators of the house may make the server read its own paths and buckets."""
    if not principal.administrator:
        raise Forbidden(
            "naming a path or bucket of the server needs an administrator",
            hint="drop the folder into the page instead",
        )


def _folder(data: Path, staged_id: UUID) -> Path:
    return data / "staged" / str(staged_id)


def _parts(path: str, most: int = 20) -> tuple[str, ...]:
    """Names of a relative path, none of which leads out of the folder. Raises Invalid."""
    parts = tuple(part for part in path.replace("\\", "/").split("/") if part not in ("", "."))
    bad = [part for part in parts if part == ".." or "\0" in part or len(part.encode()) > LONGEST_PART]  # fmt: skip
    if not parts or bad or len(parts) > most or len(path) > LONGEST_PATH:
        raise Invalid(f"{path[:100]!r} is no usable file name", hint="shorten or rename it")
    return parts
