"""A row of any source, before its cells are parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from insecta.services.sources.record import Problem


@dataclass(frozen=True, slots=True)
class Media:
    """One picture that a row names. `key`: the source's own attachment id, if it has one."""

    reference: str
    where: str
    key: str = ""
    licence: str = ""
    creator: str = ""
    view: str | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One record of a source: `verbatim` by its own column names, `cells` by meaning.

    `headers`: meaning → the column's own name, for messages.
    """

    where: str
    key: str
    verbatim: Mapping[str, str]
    cells: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    media: tuple[Media, ...] = ()
    problems: tuple[Problem, ...] = ()
