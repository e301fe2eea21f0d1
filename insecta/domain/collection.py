"""Collections and who may do what in them (contract: Access)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any
from uuid import UUID

EXPERTS = "experts"
"""Rule of a collection: principal → names of the taxa that they are listed for."""


class Role(IntEnum):
    """What a member may do; each role may do all that lower ones may."""

    VIEWER = 1
    CONTRIBUTOR = 2
    IDENTIFIER = 3
    CURATOR = 4
    ADMINISTRATOR = 5


@dataclass(frozen=True, slots=True)
class Collection:
    """A museum's collection: its number pattern, its target precision, and what it shows.

    `taxon_list`: names that it expects, as domain/taxon_list reads them; None expects any.
    `max_pixels` binds staff who ingest, `max_pixels_public` uploads; None: the house's limits.
    `shown_promotion` is the promotion whose answers are public: the one in force when its first
    specimens were named, until a curator approves another. None follows the newest.
    """

    collection_id: UUID
    code: str
    title: str = ""
    public: bool = False
    number_pattern: str = "any"
    target: float = 0.95
    taxon_list: tuple[str, ...] | None = None
    max_pixels: int | None = None
    max_pixels_public: int | None = None
    shown_promotion: int | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts. The default one is the local administrator, on loopback only.

    `credit`: the name or alias that exports and reports give; None: `name`.
    """

    principal_id: UUID
    name: str
    administrator: bool = False
    roles: Mapping[UUID, Role] = field(default_factory=dict)
    orcid: str | None = None
    credit: str | None = None
