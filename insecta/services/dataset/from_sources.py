"""Labels from folders, sheets and Darwin Core Archives."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from insecta.domain.answer import Abstention
from insecta.domain.decision import NO_RANK
from insecta.domain.name import ParsedName, parse
from insecta.domain.ranks import RANKS, depth
from insecta.errors import BadSource
from insecta.services.dataset.labelled import Findings, Labelled, Lineage, in_rank_order
from insecta.services.dataset.taxonomy import UNUSED_COLUMNS, UNUSED_RANKS, stated_lineage
from insecta.services.sources import columns, reading, table
from insecta.services.sources.pictures import has_picture_name
from insecta.services.sources.record import PictureRef, ReadOptions, SourceRecord

OUTSIDE = (Abstention.LABEL_ONLY, Abstention.NOT_AN_INSECT, Abstention.OUTSIDE_SCOPE,
           Abstention.SEVERAL_SPECIMENS)  # fmt: skip
_COLUMN_RANKS = {columns.normal(rank): rank for rank in RANKS}
_OF_ONE_HOUSE = frozenset({"irn"})
"""Identifiers that count from 1 in every museum."""
_EPITHETS = {"specificepithet": "species", "infraspecificepithet": "subspecies"}


def told_apart(paths: Sequence[Path]) -> dict[Path, str]:
    """A name of each source: its own, with as many folders above as tell it from the others."""
    whole = {path: path.resolve().parts for path in paths}
    found = {}
    for path, parts in whole.items():
        others = {other for other in whole.values() if other != parts}
        enough = (
            n for n in range(1, len(parts)) if parts[-n:] not in {other[-n:] for other in others}
        )
        found[path] = "/".join(parts[-next(enough, len(parts) - 1) :])
    return found


def labels(
    path: Path, options: ReadOptions, findings: Findings, source: str = ""
) -> Iterator[Labelled]:
    """A label per picture that has one. Raises BadSource where the source cannot be read.

    `source`: its name in the snapshot, where another source has the same one.
    """
    folders = path.is_dir() and not any(c.name.casefold() == "meta.xml" for c in path.iterdir())
    if folders:
        _empty_classes(path, findings)
    named = None if folders else _names_in(path, options)
    for record in reading.read(path, options):
        for problem in record.problems:
            findings.add(problem.code, problem.where, problem.text)
        if record.picture is None:
            continue
        line = _lineage(record, named, findings)
        if line:
            yield _labelled(record, source or path.name, line)


def _names_in(path: Path, options: ReadOptions) -> frozenset[str]:
    """Names that a list gives to any picture: a folder of such a name is a class, others are places."""
    if path.suffix.casefold() not in table.SUFFIXES:
        return frozenset()
    unheard = Findings()
    return frozenset(
        name for one in reading.read(path, options) for _, name in _of_record(one, unheard)
    )


def outside(path: Path, code: str, findings: Findings, source: str = "") -> Iterator[Labelled]:
    """Pictures that are no answer, such as labels alone. Raises BadSource for another code."""
    if code not in {one.value for one in OUTSIDE}:
        known = ", ".join(one.value for one in OUTSIDE)
        raise BadSource(f"{code!r} is no class of pictures without a name", hint=f"use {known}")
    line: Lineage = ((NO_RANK, code.replace("_", " ")),)
    for record in reading.read(path, ReadOptions()):
        for problem in record.problems:
            if problem.code not in ("picture_without_record", "record_without_picture"):
                findings.add(problem.code, problem.where, problem.text)
        if record.picture is not None:
            yield _labelled(record, source or path.name, line)


def _empty_classes(root: Path, findings: Findings) -> None:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if folder != str(root) and not folders and not any(map(has_picture_name, files)):
            where = str(Path(folder).relative_to(root))
            findings.add("empty_class", where, "the folder holds no picture")


def _labelled(record: SourceRecord, source: str, line: Lineage) -> Labelled:
    picture = record.picture
    if picture is None:
        raise ValueError(f"{record.where} has no picture")
    specimens = record.specimens
    individual = specimens[0][1] if len(specimens) == 1 else None
    number = record.catalogue_number
    institution = _institution(record.verbatim)
    ids = tuple(
        f"{institution} {term} {text}".strip() if term in _OF_ONE_HOUSE else text
        for term, text in record.source_ids.items()
    )
    numbered = f"{institution} {number.normal}".strip() if number else ""
    key = next(iter(ids), "") or numbered
    letter = specimens[0][0] if len(specimens) == 1 else ""
    return Labelled(
        name=picture.name,
        where=record.where,
        source=source,
        read=_Reader(picture),
        specimen=f"{key}{letter}" if key else f"{source}/{picture.name}",
        lineage=line,
        view=record.view or "",
        caste=(individual.caste or "") if individual else "",
        sex=(individual.sex or "") if individual else "",
        life_stage=(individual.life_stage or "") if individual else "",
        licence=(record.licence.uri or record.licence.verbatim) if record.licence else "",
        creator=record.creator,
        institution=institution,
        ids=ids,
        number=number.normal if number else "",
        letter=letter,
    )


class _Reader:
    """Reads a picture of a source; may be sent to another thread."""

    def __init__(self, picture: PictureRef) -> None:
        self._picture = picture

    def __call__(self) -> bytes:
        with self._picture.open() as stream:
            return stream.read()


def _institution(verbatim: Mapping[str, str]) -> str:
    wanted = ("institutioncode", "ownedby", "institution")
    cells = {columns.normal(header): cell.strip() for header, cell in verbatim.items()}
    return next((cells[name] for name in wanted if cells.get(name)), "")


def _lineage(record: SourceRecord, named: frozenset[str] | None, findings: Findings) -> Lineage:
    """The label at its true rank; empty, and told, where there is none or two disagree. `named`:
    names that a folder may have to count; None for all, where there is no list."""
    stated = _of_record(record, findings)
    shown = tuple(step for step in _of_folders(record) if named is None or step[1] in named)
    if stated and shown:
        return _both(record, stated, shown, findings)
    if not stated and not shown:
        findings.add("no_label", record.where, "no column and no folder names it")
    return stated or shown


def _both(record: SourceRecord, stated: Lineage, shown: Lineage, findings: Findings) -> Lineage:
    """The record's name, if it lies in the folder's or the folder's lies in it."""
    folder, own = shown[-1], stated[-1]
    if folder == own:
        return in_rank_order([*shown, *stated])
    if _contradict(stated, shown):
        findings.add("label_disagrees", record.where, f"folder {folder[1]!r}, record {own[1]!r}")
        return ()
    findings.add("label_at_another_rank", record.where,
                 f"folder: {folder[0]} {folder[1]!r}, record: {own[0]} {own[1]!r}")  # fmt: skip
    finer = own if depth(own[0]) >= depth(folder[0]) else folder
    return in_rank_order([*(s for s in (*shown, *stated) if depth(s[0]) <= depth(finer[0])), finer])


def _contradict(one: Lineage, other: Lineage) -> bool:
    """At some rank they give different names, none of which lies in the other."""
    names = dict(other)
    return any(
        rank in names
        and names[rank] != name
        and not _binomial_in((rank, name), (rank, names[rank]))
        for rank, name in one
    )


def _binomial_in(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[1].startswith(f"{other[1]} ") or other[1].startswith(f"{one[1]} ")


def _of_record(record: SourceRecord, findings: Findings) -> Lineage:
    cells: dict[str, str] = {}
    for header, cell in record.verbatim.items():
        normal = columns.normal(header)
        rank = _COLUMN_RANKS.get(normal)
        if rank and depth(rank) < depth("genus") and cell.strip():
            cells[rank] = cell.strip().capitalize()
        elif normal in UNUSED_COLUMNS and cell.strip():
            text = f"{UNUSED_COLUMNS[normal]} {cell.strip()!r}: no answer stops there"
            findings.add("rank_not_used", record.where, text)
    steps = list(stated_lineage(cells))
    name = record.name
    if name is None or not (name.scientific_name or name.group):
        if record.determination:
            findings.add("no_certain_name", record.where, f"{record.determination!r}")
        return tuple(steps)
    if name.hybrid:
        findings.add("hybrid", record.where, f"{name.verbatim!r} is labelled as its genus")
    if name.morphospecies:
        findings.add("morphospecies", record.where, f"{name.verbatim!r} teaches what is above it")
    stated = _stated_rank(record.verbatim)
    if stated in UNUSED_RANKS:
        taught = f"{name.rank} {name.scientific_name!r}" if name.rank else "what is above it"
        text = f"{stated} {name.verbatim!r}: no answer stops there; it teaches {taught}"
        findings.add("rank_not_used", record.where, text)
    elif name.scientific_name and not name.rank:
        findings.add("rank_unknown", record.where, f"{name.scientific_name!r}: add a taxonRank")
    steps += of_name(name)
    return in_rank_order([step for step in steps if step[0] in RANKS])


def _stated_rank(verbatim: Mapping[str, str]) -> str:
    cells = columns.values(verbatim, columns.meanings(list(verbatim)))
    return cells.get("taxonRank", "").casefold()


def of_name(name: ParsedName) -> list[tuple[str, str]]:
    """Steps that a parsed name states by itself, groups and complexes included."""
    steps: list[tuple[str, str]] = []
    if name.genus:
        steps.append(("genus", name.genus))
    if name.subgenus and name.genus:
        steps.append(("subgenus", f"{name.genus} ({name.subgenus})"))
    if name.group and name.genus:
        rank = "species group" if name.group.endswith("group") else "species complex"
        steps.append((rank, f"{name.genus} {name.group.removesuffix(' aggregate')}"))
    if name.rank == "subspecies" and name.specific_epithet:
        steps.append(("species", f"{name.genus} {name.specific_epithet}"))
    if name.scientific_name and name.rank and name.rank not in dict(steps):
        steps.append((name.rank, name.scientific_name))
    return steps


def _of_folders(record: SourceRecord) -> Lineage:
    """Names of the folders that a picture lies in, those that are certain names."""
    steps: list[tuple[str, str]] = []
    for part in PurePosixPath(record.picture.name if record.picture else "").parent.parts:
        text = part.replace("_", " ")
        parsed = parse(text)
        if parsed.scientific_name and parsed.rank is None and " " not in text:
            parsed = parse(text, "genus")
        if parsed.is_certain or parsed.group:
            steps += of_name(parsed)
    return in_rank_order(steps)
