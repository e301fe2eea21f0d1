"""A search as a small tree, parsed once by us and translated by each index adapter.

Language: words (all must match), "a phrase", prefix*, field:value, field:"two words",
field:low..high (either end may be missing), field:none. Words go through `terms`; field values of
keyword fields are compared as `fold` writes them. A date field or interval takes days
`YYYY-MM-DD`; the field of Between and Missing may be one of `documents.INTERVALS`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """Every term is in the field (`text` where the user named none)."""

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Every term is in the text field, or the catalogue number in its normal form is."""

    field: str
    terms: tuple[str, ...]
    number: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """The terms follow each other in a text field."""

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Some term (text field) or value (keyword field) begins with this."""

    field: str
    start: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A keyword field holds one of the values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A number or date field lies in the closed range; None leaves an end open."""

    field: str
    low: str | float | None
    high: str | float | None


@dataclass(frozen=True, slots=True)
class Missing:
    """The field is empty."""

    field: str


Node = Word | Code | Phrase | Prefix | AnyOf | Between | Missing


@dataclass(frozen=True, slots=True)
class Query:
    """All nodes must match; an empty query matches everything visible."""

    nodes: tuple[Node, ...] = ()
