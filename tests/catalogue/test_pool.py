"""A catalogue whose connections are all in use may be asked again."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from insecta.catalogue.unit_of_work import Catalogue
from insecta.errors import Unavailable


def test_no_connection_left_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")
    monkeypatch.setattr(catalogue.engine.pool, "_timeout", 0.05)
    with ExitStack() as stack:

        def use_all() -> None:
            for _ in range(50):
                stack.enter_context(catalogue.reading())

        with pytest.raises(Unavailable, match="in use"):
            use_all()
    with catalogue.reading():
        pass
    catalogue.close()
