"""A catalogue whose connections are all in use may be asked again."""

from __future__ import annotations

import time
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


@pytest.mark.server
def test_a_connection_that_lay_unused_is_asked_before_it_is_used(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One in steady use is not: there the first reader is told that the server was gone."""
    import psycopg

    catalogue = Catalogue(postgres_url)
    for unused, answers in ((0.0, True), (60.0, False)):
        monkeypatch.setattr("insecta.catalogue.engine.UNUSED", unused)
        with catalogue.reading():
            pass
        with psycopg.connect(postgres_url, autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        time.sleep(0.05)
        if answers:
            with catalogue.reading() as tx:
                tx.connection.exec_driver_sql("SELECT 1")
        else:
            with pytest.raises(Unavailable), catalogue.reading() as tx:
                tx.connection.exec_driver_sql("SELECT 1")
            with catalogue.reading() as tx:
                tx.connection.exec_driver_sql("SELECT 1")
    catalogue.close()
