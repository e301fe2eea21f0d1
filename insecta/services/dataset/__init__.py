"""Frozen training snapshots: from folders, sheets, archives or the catalogue (docs/guides/datasets.md)."""
