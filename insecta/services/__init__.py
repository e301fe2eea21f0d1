"""Verbs of the house. They take batches, a Principal first, and just the ports they use."""
