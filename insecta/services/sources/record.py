"""What every reader of a source yields: one picture of one record, or either without the other."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from insecta.domain.catalogue_number import PRESETS, CatalogueNumber, NumberPattern
from insecta.domain.event_date import EventDate
from insecta.domain.individuals import Decoded, Individual, lettered
from insecta.domain.licence import Licence
from insecta.domain.name import ParsedName
from insecta.domain.place import Coordinates, Country, Elevation
from insecta.errors import BadSource

NO_INDIVIDUALS = Decoded("")
MAY_READ = "let the user who runs this read it, then ingest again"


class Problem(NamedTuple):
    """`code` is stable; `where` names file and row (and column); `text` tells a person."""

    code: str
    where: str
    text: str


@lru_cache(maxsize=4)
def _zip(path: Path, modified: int, process: int) -> zipfile.ZipFile:
    """An open archive, kept because reading its directory costs more than a picture.

    Once per process: a file position shared across a fork would mix up two readers.
    """
    return zipfile.ZipFile(path)


@dataclass(frozen=True, slots=True)
class PictureRef:
    """Where the bytes of a picture are: a file, a member of a zip archive, or an object's key.

    `name`: the path inside the source, with `/`. `size`: bytes, where known without opening.
    """

    name: str
    path: Path | None = None
    archive: Path | None = None
    object_key: str | None = None
    size: int | None = None

    def open(self) -> BinaryIO:
        """The bytes of a file or member; an object is read by whoever listed it.

        Raises BadSource where the picture cannot be read.
        """
        try:
            if self.path is not None:
                return self.path.open("rb")
            if self.archive is not None:
                modified = self.archive.stat().st_mtime_ns
                return cast(BinaryIO, _zip(self.archive, modified, os.getpid()).open(self.name))
        except PermissionError as error:
            raise BadSource("may not be read", where=self.name, hint=MAY_READ) from error
        except (OSError, KeyError, RuntimeError, zipfile.BadZipFile) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise BadSource(f"cannot be read: {why}", where=self.name) from error
        raise BadSource("this picture is an object in a store, not a file", where=self.name)


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was collected; every part as far as the source tells."""

    coordinates: Coordinates | None = None
    elevation: Elevation | None = None
    country: Country | None = None
    state_province: str = ""
    locality: str = ""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a collection declares about its sources: number pattern, order of day and month, and
    whether damaged text is read as its proposed repair (verbatim it stays as it is).
    """

    pattern: NumberPattern = PRESETS["any"]
    day_first: bool | None = None
    repair_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """One picture of one catalogued specimen (or pin), as the source states it.

    `source_key`: the source's attachment id, else the picture's path in the source; of a record
    without picture the record's own id. Two records may share a picture, and so its key: two
    individuals. `own_ids`: the row is of one individual of a pin, and so are its ids. `user_name`:
    what the owner calls the file (or row). `source_ids`: e.g. occurrenceID, as given. `verbatim`:
    every column as written. `problems`: nothing that is odd stops a record; it is told here.
    """

    source_key: str
    user_name: str
    where: str
    picture: PictureRef | None = None
    source_ids: Mapping[str, str] = field(default_factory=dict)
    catalogue_number: CatalogueNumber | None = None
    view: str | None = None
    determination: str = ""
    name: ParsedName | None = None
    event_date: EventDate | None = None
    place: Place = Place()
    individuals: Decoded = NO_INDIVIDUALS
    recorded_by: str = ""
    identified_by: str = ""
    date_identified: EventDate | None = None
    type_status: str = ""
    licence: Licence | None = None
    creator: str = ""
    storage: str = ""
    sampling_protocol: str = ""
    preparations: str = ""
    basis_of_record: str = ""
    own_ids: bool = False
    verbatim: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def specimens(self) -> tuple[tuple[str, Individual | None], ...]:
        """(letter, individual) of each specimen that the picture shows (users: 18).

        A letter in the number names one individual. Else the individuals on one pin get letters
        a, b, c …; the letter is empty where there is one, or where the cell could not be decoded.
        """
        known = self.individuals.individuals
        letter = self.catalogue_number.letter if self.catalogue_number else ""
        complete = known and not self.individuals.undecoded
        singles = lettered(known) if complete and self.individuals.share_pin else known
        if letter:
            named = [one for one in singles if one.letter == letter or len(singles) == 1]
            return ((letter, named[0] if named else None),)
        if not complete:
            return (("", None),)
        if all(one.letter for one in singles):
            return tuple((one.letter, one) for one in singles)
        return (("", singles[0] if len(singles) == 1 else None),)
