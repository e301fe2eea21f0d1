"""The review queue: what to look at next, what looks alike, and what was decided."""
