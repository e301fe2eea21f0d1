"""Where found specimens lie, as counts of map cells."""

from __future__ import annotations

from dataclasses import dataclass, replace

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal
from insecta.domain.grid import MOST, SIZES, Box, corner, grid_for
from insecta.domain.query import Between, Node
from insecta.ports import SearchIndex, SearchRequest
from insecta.services.access import scope_of
from insecta.services.find import SPECIMENS, search_alias
from insecta.services.search_language import parse


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` found specimens between two corners."""

    west: float
    south: float
    east: float
    north: float
    count: int


@dataclass(frozen=True, slots=True)
class Places:
    """`total` specimens were found inside the box, each in exactly one cell; `size` in degrees."""

    cells: tuple[Cell, ...]
    size: float
    total: int


def find_places(
    catalogue: Catalogue, index: SearchIndex, principal: Principal, text: str, box: Box
) -> Places:
    """Counts per cell of what a search finds inside a box. Raises BadQuery."""
    query = parse(text)
    with catalogue.reading() as tx:
        scope = scope_of(tx, principal, query)
    field = grid_for(box)
    size = SIZES[field]
    request = SearchRequest(
        replace(query, nodes=(*query.nodes, *_inside(box))),
        scope,
        limit=0,
        facets=(field,),
        facet_size=MOST,
    )
    page = search_alias(catalogue, index, SPECIMENS, request)
    found = [cell for facet in page.facets for cell in facet.values]
    return Places(tuple(_cell(name, size, count) for name, count in found), size, page.total)


def _inside(box: Box) -> tuple[Node, ...]:
    """A box that crosses the date line, or is the whole earth, does not narrow longitudes."""
    latitudes = Between("latitude", box.south, box.north)
    if box.west > box.east or box.width >= 360:
        return (latitudes,)
    return latitudes, Between("longitude", box.west, box.east)


def _cell(name: str, size: float, count: int) -> Cell:
    south, west = corner(name, size)
    return Cell(west, south, round(west + size, 6), round(south + size, 6), count)
