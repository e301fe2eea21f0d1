"""Readers of what a collection brings: a folder, a sheet, a Darwin Core Archive, objects.

Each yields `SourceRecord`s lazily and in an order that does not change between two readings.
"""
