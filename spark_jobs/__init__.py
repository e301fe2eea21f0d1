"""Bulk work on Spark: it moves keys and small rows; bytes go through our object store."""
