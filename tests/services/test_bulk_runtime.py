"""A bulk run's workers load the network on the runtime that the platform was set to."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from insecta.adapters.folder_store import open_store
from insecta.services.bulk import tasks
from insecta.services.release_book import ReleaseBook
from insecta.settings import Settings
from insecta.vision.classifier import NetworkClassifier
from insecta.vision.release_folder import default_release
from insecta.vision.runtime import Runtime
from tests.kernels import on_openvino


@pytest.mark.parametrize(
    ("runtime", "program"),
    [("litert", "LiteRT"), pytest.param("openvino", "OpenVINO", marks=on_openvino)],
)
def test_workers_use_what_was_set(
    runtime: Runtime, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_classifiers", {})
    settings = Settings(data=tmp_path, runtime=runtime)
    opener = partial(open_store, settings.object_store, settings)
    digest = ReleaseBook(opener(), tmp_path / "book").add(default_release()).digest
    around = tasks.Surroundings(
        settings.object_store, opener, None, 1, 1, str(tmp_path), runtime=settings.runtime
    )
    loaded = tasks.See(around, digest)._classifier(opener())
    assert isinstance(loaded, NetworkClassifier)
    assert loaded.program.startswith(program)
