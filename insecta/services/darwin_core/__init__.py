"""Specimens as Darwin Core: a flat table, or an archive with history, measurements and pictures."""
