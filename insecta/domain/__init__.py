"""Frozen dataclasses and pure functions: what the platform speaks of, without any technology."""
