"""The data folder: one platform at a time, on a local disk."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from insecta.errors import BadSettings, Conflict

LOCK = "up.lock"
NETWORK = frozenset(
    [
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.gcsfuse",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "orangefs",
        "smb3",
        "smbfs",
        "webdav",
    ]
)
"""File systems whose locks or shared memory SQLite cannot rely on."""


@contextmanager
def locked(folder: Path, pid: int) -> Iterator[None]:
    """Hold the folder for this process; it is free again when the process ends, however it ends.

    Raises Conflict, naming the process that holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Conflict(
                f"{folder} is in use by process {_written(folder) or 'unknown'}",
                hint="stop it first, or set INSECTA_DATA to another folder",
            ) from error
        handle.truncate(0)
        handle.write(str(pid))
        handle.flush()
        yield


def holder(folder: Path) -> str | None:
    """Process id of the platform that runs on the folder; None where none does."""
    try:
        with (folder / LOCK).open("r+", encoding="ascii") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except OSError:
        return _written(folder) or "unknown"
    return None


def _written(folder: Path) -> str:
    return (folder / LOCK).read_text(encoding="ascii").strip()


def file_system(path: Path) -> str:
    """Kind of the file system that holds a path (or would), such as `ext4`; empty if unknown."""
    there = next(one for one in (path, *path.parents) if one.exists()).resolve()
    mounts = {
        Path(part.mountpoint): part.fstype
        for part in psutil.disk_partitions(all=True)
        if there.is_relative_to(part.mountpoint)
    }
    return mounts[max(mounts, key=lambda mount: len(mount.parts))] if mounts else ""


def require_local(path: Path) -> None:
    """Raises BadSettings where SQLite would lie on a network file system."""
    kind = file_system(path)
    if kind in NETWORK:
        raise BadSettings(
            f"{path} is on a network file system ({kind}), where SQLite can lose data",
            hint="set INSECTA_DATA to a local folder, or INSECTA_CATALOGUE_URL to postgresql://…",
        )
