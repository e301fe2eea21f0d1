"""Released files by digest: kept in the object store, read from a local copy.

Every process that answers or shows answers needs the labels and thresholds of some release; only
those that identify load its network.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from insecta.domain.release import Release
from insecta.errors import BadRelease, NotFound
from insecta.ports import ObjectStore
from insecta.vision.release_folder import read_release

MANIFEST = "release.json"


def release_key(digest: str, name: str) -> str:
    return f"releases/{digest}/{name}"


class ReleaseBook:
    """Releases this process has met; `folder` holds one sub-folder per digest."""

    def __init__(self, store: ObjectStore, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._known: dict[str, Release] = {}

    def add(self, source: Path) -> Release:
        """Take a release folder into the store, the manifest last. Raises BadRelease."""
        release = read_release(source).release
        names = sorted(path.name for path in source.iterdir() if path.is_file())
        for name in [*(n for n in names if n != MANIFEST), MANIFEST]:
            self._store.put(release_key(release.digest, name), [(source / name).read_bytes()])
        self._known[release.digest] = release
        return release

    def get(self, digest: str) -> Release:
        """Labels, taxonomy and thresholds. Raises BadRelease where the files do not fit."""
        if digest not in self._known:
            self._known[digest] = _checked(self.path(digest), digest)
        return self._known[digest]

    def path(self, digest: str) -> Path:
        """A local folder with the release's files, copied from the store at first use."""
        local = self._folder / digest
        if not (local / MANIFEST).is_file():
            self._copy(digest, local)
        return local

    def _copy(self, digest: str, local: Path) -> None:
        prefix = release_key(digest, "")
        names = [key.removeprefix(prefix) for key in self._store.keys(prefix)]
        if MANIFEST not in names:
            raise BadRelease(
                f"release {digest[:12]}… is not in the object store",
                hint="promote it again from its folder",
            )
        self._folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self._folder) as scratch:
            draft = Path(scratch) / "release"
            draft.mkdir()
            for name in names:
                (draft / name).write_bytes(self._store.read(prefix + name))
            _checked(draft, digest)
            try:
                draft.rename(local)
            except OSError:  # another process was faster
                if not (local / MANIFEST).is_file():
                    raise NotFound(f"release {digest[:12]}… could not be copied") from None


def _checked(folder: Path, digest: str) -> Release:
    """The release in a folder, if it is the one that was asked for. Raises BadRelease."""
    release = read_release(folder).release
    if release.digest != digest:
        raise BadRelease(
            f"{folder} holds release {release.digest[:12]}…, not {digest[:12]}…",
            hint="delete it, and promote the release again from its folder",
        )
    return release
