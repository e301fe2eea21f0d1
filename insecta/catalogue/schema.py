"""The schema's revision: moved in one transaction, refused where it is another's."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from insecta.catalogue.unit_of_work import Catalogue
from insecta.errors import Fault

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(catalogue: Catalogue, to: str = "head") -> None:
    """Upgrade the schema; a second call changes nothing."""
    with catalogue.writing() as tx:
        command.upgrade(_config(tx.connection), to)


def downgrade(catalogue: Catalogue, to: str) -> None:
    """Go back to an earlier revision (`base` removes everything)."""
    with catalogue.writing() as tx:
        command.downgrade(_config(tx.connection), to)


def revision(catalogue: Catalogue) -> str | None:
    """Where the database is."""
    with catalogue.reading() as tx:
        return MigrationContext.configure(tx.connection).get_current_revision()


def head() -> str:
    """Where this program wants it."""
    found = ScriptDirectory(str(_SCRIPTS)).get_current_head()
    assert found is not None  # noqa: S101  (the folder holds at least one revision)
    return found


def require_current(catalogue: Catalogue) -> None:
    """Raises Fault where the schema is not this program's own."""
    found = revision(catalogue)
    if found != head():
        raise Fault(
            f"the catalogue is at revision {found}, this program needs {head()}",
            hint="`insecta up` migrates; stop older processes first",
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
