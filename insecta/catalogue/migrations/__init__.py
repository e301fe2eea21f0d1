"""Alembic's environment; `insecta.catalogue.schema` runs it from code, without an ini file."""
