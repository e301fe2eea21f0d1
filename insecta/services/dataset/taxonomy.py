"""Names → lineages: from a taxonomy file, or from what the sources' own columns say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from insecta.domain.decision import NO_RANK
from insecta.domain.name import parse
from insecta.domain.ranks import RANKS
from insecta.errors import BadSource
from insecta.services.dataset.labelled import Findings, Labelled, Lineage, Step, in_rank_order
from insecta.services.sources import columns, delimited

_BELOW_GENUS = ("species", "subspecies")
UNUSED_RANKS = (
    "subphylum", "superclass", "subclass", "infraclass", "superorder", "suborder", "infraorder",
    "parvorder", "infrafamily", "supertribe", "subtribe", "infratribe", "section", "series",
    "variety", "form", "aberration",
)  # fmt: skip
"""Ranks that the field knows and at which no answer stops (domain/ranks.py)."""
UNUSED_COLUMNS = {
    columns.normal(rank): rank for rank in UNUSED_RANKS if rank not in ("section", "series", "form")
}
"""Their columns; a column of one of the three words may as well be of something else."""
_NOT_USED = "{} names; what lies below them is placed in what is above them"


@dataclass(frozen=True)
class Taxonomy:
    """`lineages`: of every valid name; `synonyms`: (rank, name) → valid step; `authority`: for people.

    `unused`: how many names it has at ranks that are none of ours; what lies below them lies in what
    is above them.
    """

    lineages: Mapping[Step, Lineage]
    synonyms: Mapping[Step, Step] = field(default_factory=dict)
    authority: str = ""
    unused: Mapping[str, int] = field(default_factory=dict)

    def resolve(self, step: Step) -> Lineage | None:
        """The lineage of a name, or of the valid name it is a synonym of; None for unknown ones."""
        return self.lineages.get(self.synonyms.get(step, step))


def read_taxonomy(path: Path, above: Sequence[Step] = ()) -> Taxonomy:
    """A taxonomy from a CSV or TSV table.

    Either Darwin Core (`scientificName`, `taxonRank`, `taxonID`, `parentNameUsageID` or
    `parentNameUsage`, `acceptedNameUsageID` or `acceptedNameUsage`), or one column per rank, such
    as AntWeb's `Subfamily, Genus, Species, subspecies`. `above`: steps above all of them. Raises
    BadSource naming file and row.
    """
    with path.open("rb") as stream:
        rows = delimited.rows(stream, path.name)
        header = next(rows, None)
        if header is None:
            raise BadSource("the file is empty", where=path.name)
        names = [columns.normal(cell) for cell in header.cells]
        table = [
            (row.number, dict(zip(names, (cell.strip() for cell in row.cells), strict=False)))
            for row in rows
        ]
    synonyms: dict[Step, Step] = {}
    if "scientificname" in names and "taxonrank" in names:
        lineages, synonyms = _darwin_core(table, path.name)
        ranks = Counter(row["taxonrank"].casefold() or "no rank" for _, row in table)
    else:
        lineages = _by_rank_columns(table, names, path.name)
        ranks = Counter(
            UNUSED_COLUMNS[name]
            for _, row in table
            for name, cell in row.items()
            if cell and name in UNUSED_COLUMNS
        )
    whole = {step: in_rank_order([*above, *line]) for step, line in lineages.items()}
    unused = {rank: number for rank, number in ranks.items() if rank not in RANKS}
    return Taxonomy(whole, synonyms, path.name, unused)


def _by_rank_columns(
    table: Iterable[tuple[int, Mapping[str, str]]], names: Sequence[str], name: str
) -> dict[Step, Lineage]:
    ranks = {rank: columns.normal(rank) for rank in RANKS if columns.normal(rank) in names}
    if not ranks:
        raise BadSource(
            f"no column is a rank; found {', '.join(names[:8])}",
            where=name,
            hint="give columns scientificName, taxonRank and parentNameUsage, or one per rank",
        )
    found: dict[Step, Lineage] = {}
    for _, row in table:
        line = stated_lineage({rank: row.get(column, "") for rank, column in ranks.items()})
        for end in range(1, len(line) + 1):
            found.setdefault(line[end - 1], line[:end])
    return found


def stated_lineage(cells: Mapping[str, str]) -> Lineage:
    """Steps of one row's rank columns; an epithet is joined to what it belongs to."""
    steps: list[Step] = []
    above = ""
    for rank in RANKS:
        cell = cells.get(rank, "").strip()
        if not cell:
            continue
        if rank in _BELOW_GENUS and cell[:1].islower() and above:
            cell = f"{above} {cell}"
        if rank in ("genus", *_BELOW_GENUS):
            above = cell
        steps.append((rank, cell))
    return tuple(steps)


def _darwin_core(
    table: Sequence[tuple[int, Mapping[str, str]]], name: str
) -> tuple[dict[Step, Lineage], dict[Step, Step]]:
    rows = {row.get("taxonid") or row["scientificname"]: row for _, row in table}
    by_name = {_plain(row): row for row in rows.values()}
    known: dict[str, Lineage] = {}

    def lineage(row: Mapping[str, str], below: tuple[str, ...] = ()) -> Lineage:
        key = row.get("taxonid") or row["scientificname"]
        if key in below:
            raise BadSource(f"{row['scientificname']!r} is its own ancestor", where=name)
        if key not in known:
            parent = _pointed(row, "parentnameusage", rows, by_name)
            step = (row["taxonrank"].casefold(), _plain(row))
            line = lineage(parent, (*below, key)) if parent else ()
            known[key] = (*line, step) if step[0] in RANKS else line
        return known[key]

    found: dict[Step, Lineage] = {}
    synonyms: dict[Step, Step] = {}
    for _, row in table:
        valid = _pointed(row, "acceptednameusage", rows, by_name)
        if valid is not None and valid is not row:
            line = lineage(valid)
            if line:
                synonyms[row["taxonrank"].casefold(), _plain(row)] = line[-1]
        elif line := lineage(row):
            found[line[-1]] = line
    return found, synonyms


def _plain(row: Mapping[str, str]) -> str:
    """The name without its author."""
    text = row["scientificname"]
    return parse(text, row.get("taxonrank", "").casefold() or None).scientific_name or text


def _pointed(
    row: Mapping[str, str],
    term: str,
    rows: Mapping[str, Mapping[str, str]],
    by_name: Mapping[str, Mapping[str, str]],
) -> Mapping[str, str] | None:
    key, text = row.get(f"{term}id", ""), row.get(term, "")
    return rows.get(key) or by_name.get(text) or (by_name.get(_text(text)) if text else None)


def _text(text: str) -> str:
    return parse(text).scientific_name or text


def resolved(
    labels: Sequence[Labelled], taxonomy: Taxonomy | None, findings: Findings
) -> list[Labelled]:
    """Labels with lineages that fit one tree; those that don't are left out and told."""
    if taxonomy is None:
        return _one_tree(_by_agreement(labels, findings), findings)
    for rank, number in sorted(taxonomy.unused.items()):
        findings.add("rank_not_used", taxonomy.authority, f"{rank}: {_NOT_USED.format(number)}")
    return _one_tree(_by_authority(labels, taxonomy, findings), findings)


def _by_authority(
    labels: Sequence[Labelled], taxonomy: Taxonomy, findings: Findings
) -> list[Labelled]:
    kept = []
    for one in labels:
        rank, name = one.lineage[-1]
        if rank == NO_RANK:
            kept.append(one)
            continue
        line = taxonomy.resolve((rank, name))
        if line is None and rank in ("species group", "species complex"):
            genus = next((s for s in one.lineage if s[0] == "genus"), None)
            base = taxonomy.resolve(genus) if genus else None
            line = (*base, (rank, name)) if base else None
        if line is None:
            findings.add("unresolved_name", one.where, f"{rank} {name!r} is not in the taxonomy")
            continue
        if line[-1] != (rank, name):
            findings.add("synonym", one.where, f"{name!r} is now {line[-1][1]!r}")
        kept.append(replace(one, lineage=line))
    return kept


def _by_agreement(labels: Sequence[Labelled], findings: Findings) -> list[Labelled]:
    """The fullest statement of what is above a name holds for all; contradictions are left out."""
    lines = [one.lineage for one in labels]
    for _ in RANKS:  # what one label tells of a name may tell more of the names below
        above = _above(lines)
        fuller = [_line(above, line[-1]) if line[-1][0] != NO_RANK else line for line in lines]
        if fuller == lines:
            break
        lines = fuller
    kept = []
    for one, line in zip(labels, lines, strict=True):
        apart = [(s, o) for s in one.lineage for o in line if s[0] == o[0] and s != o]
        if apart:
            (rank, name), (_, other) = apart[0]
            text = f"{line[-1][1]!r} lies in {rank} {name!r} here and in {other!r} elsewhere"
            findings.add("two_parents", one.where, text)
            continue
        kept.append(replace(one, lineage=line))
    return kept


def _one_tree(labels: Sequence[Labelled], findings: Findings) -> list[Labelled]:
    """Each name in one place: the one that most labels give; the others are left out."""
    places: dict[Step, Counter[Lineage]] = defaultdict(Counter)
    for one in labels:
        for end, step in enumerate(one.lineage, start=1):
            places[step][one.lineage[:end]] += 1
    place = {
        step: min(lines, key=lambda line: (-lines[line], -len(line), line))
        for step, lines in places.items()
    }
    kept = []
    for one in labels:
        ends = range(1, len(one.lineage) + 1)
        apart = [n for n in ends if place[one.lineage[n - 1]] != one.lineage[:n]]
        if apart:
            here, elsewhere = one.lineage[: apart[0]], place[one.lineage[apart[0] - 1]]
            text = f"{here[-1][1]!r} lies in {_path(here)} here and in {_path(elsewhere)} elsewhere"
            findings.add("two_parents", one.where, text)
            continue
        kept.append(one)
    return kept


def _path(line: Lineage) -> str:
    return " > ".join(name for _, name in line[:-1]) or "nothing"


def _above(lines: Iterable[Lineage]) -> dict[Step, dict[str, str]]:
    """Step → rank → name above it, as most lineages say."""
    stated: dict[Step, Counter[Lineage]] = defaultdict(Counter)
    for line in lines:
        for place, step in enumerate(line):
            stated[step][line[:place]] += 1
    return {step: _merged(counts) for step, counts in stated.items()}


def _merged(counts: Counter[Lineage]) -> dict[str, str]:
    """Rank → name above a step, each as most labels say; ties by name."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for line, number in counts.items():
        for rank, name in line:
            votes[rank][name] += number
    return {
        rank: min(names, key=lambda name: (-names[name], name)) for rank, names in votes.items()
    }


def _line(above: Mapping[Step, Mapping[str, str]], step: Step) -> Lineage:
    """What is above a step. What is above its genus is told by all of the genus, not by it alone."""
    found = dict([step])
    for rank in reversed(RANKS):
        if rank in found:
            found |= above.get((rank, found[rank]), {})
    return in_rank_order(list(found.items()))
