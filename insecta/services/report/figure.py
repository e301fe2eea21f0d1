"""One number of a report, and where anybody gets it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from insecta.catalogue.reports import Period
from insecta.domain.promise import Count

API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` of the thing `name` in a `group`; `of`: out of so many, where it is a part.

    `low`, `high`: 95 % interval of a measured share, `enough`: whether it may be given as a percentage.
    `at_least`: counting stopped there. `query`: the address that gives it again, by `counted`: the
    `total` of a search, the sum of its facet's `values`, its `distinct` values, the `rest` of `of`
    without its total, the `lines` of a table, the `sum` of a table's column `seconds` by the rule that
    docs/guides/reports.md states, or `report`, this report itself.
    `note`: what else belongs to it.
    """

    group: str
    name: str
    value: float
    query: str
    counted: str = "total"
    of: int | None = None
    low: float | None = None
    high: float | None = None
    enough: bool | None = None
    at_least: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """One collection in one period."""

    code: str
    period: Period

    def words(self, *further: str, ever: bool = False) -> str:
        """The search for its specimens that came in the period (`ever`: at any time)."""
        when = () if ever else (f"created:{self.period.first}..{self.period.last}",)
        return " ".join((f'collection:"{self.code}"', *when, *further))

    def search(self, *further: str, facets: Iterable[str] = (), ever: bool = False) -> str:
        """Address of that search: its `total`, and counts of facets."""
        asked: list[tuple[str, str]] = [("q", self.words(*further, ever=ever)), ("limit", "0")]
        return f"{API}/search?{urlencode(asked + [('facet', one) for one in facets])}"

    def rows(self, what: str, **further: str) -> str:
        """Address of the table whose lines are counted."""
        return self._address(f"/{what}", further)

    def report(self) -> str:
        """Address of the report itself."""
        return self._address("", {})

    def _address(self, what: str, further: Mapping[str, str]) -> str:
        asked = {"from": str(self.period.first), "to": str(self.period.last), **further}
        return f"{API}/collections/{quote(self.code, safe='')}/report{what}?{urlencode(asked)}"


def measured(group: str, name: str, count: Count, query: str, note: str = "") -> Figure:
    """A share that was measured: with its interval, and no percentage below thirty cases."""
    low, high = count.interval
    return Figure(
        group, name, count.right, query, "lines", count.cases,
        round(low, 6), round(high, 6), count.is_enough, note=note,
    )  # fmt: skip
