"""The web door: HTTP in, calls of the core, JSON out (docs/api.md)."""
