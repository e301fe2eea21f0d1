"""One row's cells → the parsed parts of a SourceRecord; odd cells become problems, never errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from insecta.domain import basis, catalogue_number, event_date, individuals, mojibake, name, place
from insecta.domain.licence import licence
from insecta.services.sources.columns import IDENTIFIERS
from insecta.services.sources.record import Place, Problem, ReadOptions
from insecta.services.sources.source_row import SourceRow

STORAGE_PARTS = ("Building", "Room", "Cabinet", "Drawer", "Tray")
_DATE_TEXTS = {
    event_date.TWO_DIGIT_YEAR: "a two-digit year: which century?",
    event_date.DAY_FIRST: "day or month first? Say it once for the source",
    event_date.UNDECODABLE: "not understood as a date",
    event_date.END_BEFORE_START: "ends before it starts",
}


class Interpreter:
    """Reads one row; collects what is odd about it with file and row."""

    def __init__(self, row: SourceRow, options: ReadOptions) -> None:
        self.cells = row.cells
        if options.repair_text:
            self.cells = {meaning: mojibake.repaired(cell) for meaning, cell in row.cells.items()}
        self.where = row.where
        self.headers = row.headers
        self.options = options
        self.problems: list[Problem] = []

    def parts(self) -> dict[str, Any]:
        """Keyword arguments of SourceRecord, without picture and keys."""
        determination, parsed = self._name()
        return {
            "source_ids": {term: self.cells[term] for term in IDENTIFIERS if term in self.cells},
            "catalogue_number": self._number(),
            "own_ids": bool(self._letter()),
            "determination": determination,
            "name": parsed,
            "event_date": self._event_date(),
            "place": self._place(),
            "individuals": self._individuals(),
            "recorded_by": self._get("recordedBy"),
            "identified_by": self._get("identifiedBy"),
            "date_identified": self._date("dateIdentified"),
            "type_status": self._get("typeStatus"),
            "licence": licence(self._get("license")),
            "creator": self._get("creator") or self._get("rightsHolder"),
            "storage": self._storage(),
            "sampling_protocol": self._get("samplingProtocol"),
            "preparations": self._get("preparations"),
            "basis_of_record": self._basis(),
            "view": catalogue_number.VIEWS.get(self._get("view").casefold()),
        }

    def damage(self, row: Mapping[str, str]) -> None:
        """Report damaged text in any column, with the proposed repair."""
        for column, cell in row.items():
            found = mojibake.damage(cell)
            if found is None:
                continue
            if found.repair is None:
                self._problem("damaged_text", column, f"{cell[:60]!r}: the letters are lost")
                continue
            pairs = enumerate(zip(cell, found.repair, strict=False))
            first = next((place for place, (one, other) in pairs if one != other), 0)
            around = slice(max(0, first - 20), None)
            before, after = (text[around][:45] for text in (cell, found.repair))
            if self.options.repair_text:
                self._problem("repaired_text", column, f"{before!r}: read as {after!r}")
            else:
                self._problem("damaged_text", column, f"{before!r}: perhaps {after!r}")

    def _get(self, meaning: str) -> str:
        return self.cells.get(meaning, "")

    def _number(self) -> catalogue_number.CatalogueNumber | None:
        found = catalogue_number.of_cell(self.options.pattern, self._get("catalogNumber"))
        return replace(found, letter=found.letter or self._letter()) if found else None

    def _letter(self) -> str:
        """Of the individual on its pin, where an export of ours tells it."""
        return individuals.letter_in(self._get("dynamicProperties"))

    def _basis(self) -> str:
        """Nothing is claimed of a basis that is no class of Darwin Core, beyond that it occurred."""
        text = self._get("basisOfRecord")
        found = basis.basis_of_record(text)
        if text and found is None:
            self._problem("unknown_basis", "basisOfRecord", f"{text!r} is read as Occurrence")
        return found or ("Occurrence" if text else "")

    def _storage(self) -> str:
        """The place as the source writes it, else the path of its parts: `East/Cabinet 3/Drawer 7`."""
        parts = [self._get(f"storage{part}") for part in STORAGE_PARTS]
        return self._get("storage") or "/".join(part for part in parts if part)

    def _problem(self, code: str, column: str, text: str) -> None:
        own = self.headers.get(column, column)
        self.problems.append(Problem(code, f"{self.where}, column {own}", text))

    def _name(self) -> tuple[str, name.ParsedName | None]:
        higher = self._get("subfamily") or self._get("family") or self._get("order")
        label = self._get("verbatimIdentification")
        if text := self._get("scientificName"):
            parsed = self._parsed(text)
        elif self._get("genus") or not label:
            parsed = name.parse_parts(
                self._get("genus"),
                self._get("specificEpithet"),
                self._get("infraspecificEpithet"),
                subgenus=self._get("subgenus"),
                species_group=self._get("speciesGroup"),
                higher=higher,
            )
        else:
            parsed = self._parsed(label)
        if not parsed.verbatim and not parsed.scientific_name:
            return "", None
        author = self._get("scientificNameAuthorship")
        if author and not parsed.authorship and parsed.scientific_name:
            parsed = replace(parsed, authorship=author)
        parsed = name.qualified(parsed, self._get("identificationQualifier"))
        parsed = name.labelled(parsed, label)
        if parsed.unparsed:
            self._problem("name_not_understood", "scientificName", repr(parsed.unparsed))
        return parsed.verbatim or higher, parsed

    def _parsed(self, text: str) -> name.ParsedName:
        return self._as_stated(name.parse(text, self._get("taxonRank") or None))

    def _as_stated(self, parsed: name.ParsedName) -> name.ParsedName:
        """Kept whole where it is no Latin name, and columns state rank species and another genus.

        Invented and working names (`Kind A1` in `Group A`) would else end at their first word.
        """
        genus, rank = self._get("genus"), self._get("taxonRank").casefold()
        if rank != "species" or not parsed.morphospecies or genus in {"", parsed.genus}:
            return parsed
        return replace(
            parsed, scientific_name=parsed.verbatim, rank=rank, genus=genus, morphospecies=None
        )

    def _date(self, column: str) -> event_date.EventDate | None:
        found = event_date.parse(self._get(column), self.options.day_first)
        return self._reported(found, column)

    def _reported(
        self, found: event_date.EventDate | None, column: str
    ) -> event_date.EventDate | None:
        if found is not None and found.problem:
            self._problem(found.problem, column, f"{found.verbatim!r} {_DATE_TEXTS[found.problem]}")
        return found

    def _event_date(self) -> event_date.EventDate | None:
        """The first column that holds a date; an own verbatim column has the words of the label."""
        found = self._first_date()
        label = self._get("verbatimEventDate")
        return replace(found, verbatim=label) if found is not None and label else found

    def _first_date(self) -> event_date.EventDate | None:
        start, end = self._get("eventDateStart"), self._get("eventDateEnd")
        found = event_date.between(start, end, self.options.day_first)
        if found is not None:
            return self._reported(found, "DateCollectedStart")
        for column in ("eventDate", "verbatimEventDate"):
            found = self._date(column)
            if found is not None:
                return found
        numbers = [self._get(part) for part in ("year", "month", "day")]
        given = numbers[: next((i for i, part in enumerate(numbers) if not part), 3)]
        text = "-".join([*given[:1], *(part.zfill(2) for part in given[1:])])
        return self._reported(event_date.parse(text, self.options.day_first), "year")

    def _place(self) -> Place:
        coordinates, country = self._coordinates(), self._country()
        slip = place.elsewhere(coordinates, country)
        if slip is not None:
            self._problem(place.OUTSIDE_COUNTRY, "decimalLatitude", slip)
        return Place(
            coordinates=coordinates,
            elevation=self._elevation(),
            country=country,
            state_province=self._get("stateProvince"),
            locality=self._get("locality"),
        )

    def _coordinates(self) -> place.Coordinates | None:
        stated = [
            self._position("decimalLatitude", "decimalLongitude"),
            self._position("verbatimLatitude", "verbatimLongitude"),
            self._read(
                self._sexagesimal("latitude"), self._sexagesimal("longitude"), "LatDeg and LonDeg"
            ),
        ]
        known = [position for position in stated if position is not None]
        if not known:
            return None
        usable = next((position for position in known if position.latitude is not None), known[0])
        if not all(place.agree(usable, other) for other in known):
            self._problem(place.DISAGREE, "decimalLatitude", "two statements of the place differ")
        return usable

    def _position(self, latitude: str, longitude: str) -> place.Coordinates | None:
        return self._read(self._get(latitude), self._get(longitude), latitude)

    def _sexagesimal(self, axis: str) -> str:
        parts = [self._get(f"{axis}{part}") for part in ("Degrees", "Minutes", "Hemisphere")]
        return place.degree_minute(*parts) if parts[0] else ""

    def _read(self, latitude: str, longitude: str, column: str) -> place.Coordinates | None:
        found = place.coordinates(
            latitude,
            longitude,
            datum=self._get("geodeticDatum"),
            uncertainty=self._get("coordinateUncertaintyInMeters"),
        )
        for code in found.problems if found else ():
            self._problem(code, column, f"{latitude!r}, {longitude!r}")
        return found

    def _elevation(self) -> place.Elevation | None:
        low, high = (self._get(f"{end}ElevationInMeters") for end in ("minimum", "maximum"))
        if low or high:
            text = f"{low} - {high}" if low and high and low != high else low or high
            found = place.elevation(text, "m")
        else:
            text = self._get("verbatimElevation")
            found = place.elevation(text)
        if found is not None and found.problem:
            self._problem(found.problem, "verbatimElevation", repr(text))
        return found

    def _country(self) -> place.Country | None:
        found = place.country(self._get("country"), self._get("countryCode"))
        if found is not None and found.problem:
            given = (self._get("country"), self._get("countryCode"))
            self._problem(
                found.problem, "country", " / ".join(repr(part) for part in given if part)
            )
        return found

    def _individuals(self) -> individuals.Decoded:
        cell = self._get("lifeStageSex")
        if not cell:
            return self._separate_columns()
        decoded = individuals.decode(cell)
        for part in decoded.undecoded:
            self._problem("undecodable_individuals", "LifeStageSex", repr(part))
        return decoded

    def _separate_columns(self) -> individuals.Decoded:
        """Darwin Core's own four columns describe one occurrence, whatever its count."""
        stage = {term: self._get(term) for term in ("caste", "sex", "lifeStage")}
        count = self._get("individualCount")
        if not any(stage.values()) and not count:
            return individuals.Decoded("")
        if count and not count.isdecimal():
            self._problem("undecodable_individuals", "individualCount", repr(count))
        verbatim = "; ".join(part for part in (count, *stage.values()) if part)
        one = individuals.Individual(
            verbatim,
            int(count) if count.isdecimal() else None,
            stage["caste"] or None,
            stage["sex"] or None,
            stage["lifeStage"] or None,
        )
        return individuals.Decoded(verbatim, (one,), share_pin=False)
