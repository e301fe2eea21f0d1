"""Insecta identifies insect specimens from pictures, ants first."""

__version__ = "0.1.0"
