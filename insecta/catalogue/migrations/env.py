"""Called by Alembic with a connection from `insecta.catalogue.schema`."""

from __future__ import annotations

from alembic import context

from insecta.catalogue.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
