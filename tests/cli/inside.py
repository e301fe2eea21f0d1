"""`insecta` called inside the test's own process: as a user does, without a process to start."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from insecta.bootstrap import Platform, platform
from insecta.cli import main
from insecta.settings import load
from tests.cli.command import Ended


@dataclass(frozen=True)
class Inside:
    """Commands on a data folder, with one worker process for picture work."""

    data: Path

    def run(self, *words: str | Path, **settings: str) -> Ended:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {
                "INSECTA_DATA": str(self.data), "INSECTA_PORT": "0", "INSECTA_WORKERS": "1", **settings,
            }.items():  # fmt: skip
                patch.setenv(name, value)
            with redirect_stdout(out), redirect_stderr(err):
                code = main.main(list(map(str, words)))
        return Ended(code, out.getvalue(), err.getvalue())

    def done(self, *words: str | Path, **settings: str) -> Ended:
        """A command that must end with 0."""
        ended = self.run(*words, **settings)
        assert ended.code == 0, ended.err
        return ended

    def opened(self) -> Platform:
        """The platform itself; to be closed by whom it was opened."""
        return platform(load(data=self.data, workers=1))
