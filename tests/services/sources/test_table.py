"""Sheets as museums save them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insecta.domain.catalogue_number import PRESETS
from insecta.errors import BadSource
from insecta.services.sources import table
from insecta.services.sources.record import ReadOptions, SourceRecord
from tests.services.sources.conftest import JPEG, Tree


def codes(record: SourceRecord) -> list[str]:
    return [problem.code for problem in record.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_delimiters_are_found(
    tree: Tree, encoding: str, delimiter: str, newline: str
) -> None:
    lines = [
        ["Catalogue number", "File", "Collector", "Locality"],
        ["E1", "a.jpg", "Müller", "São Paulo"],
        ["E2", "sub/b.jpg", "Łukasz", "here"],
    ]
    text = newline.join(delimiter.join(line) for line in lines) + newline
    root = tree({"sheet.csv": text.encode(encoding), "a.jpg": JPEG, "sub/b.jpg": JPEG})
    first, second = table.read(root / "sheet.csv")
    assert (first.user_name, first.recorded_by) == ("a.jpg", "Müller")
    assert first.place.locality == "São Paulo"
    assert (second.source_key, second.recorded_by) == ("sub/b.jpg", "Łukasz")
    assert codes(first) == codes(second) == []


def test_a_place_that_one_column_spoils_is_read_from_the_other(tree: Tree) -> None:
    text = (
        "catalogNumber,decimalLatitude,decimalLongitude,verbatimLatitude,verbatimLongitude,"
        "verbatimElevation\nE1,north,east,12°30'S,47°15'E,high\n"
    )
    (record,) = table.read(tree({"s.csv": text}) / "s.csv")
    found = record.place.coordinates
    assert found is not None
    assert (found.latitude, found.longitude) == (-12.5, 47.25)
    assert "undecodable_elevation" in codes(record)


def test_parts_of_a_storage_place_become_a_path_and_a_digitiser_the_creator(tree: Tree) -> None:
    text = (
        "catalogNumber,Building,Cabinet,Drawer,Unit tray,Digitised by\n"
        "E1,East,Cabinet 3,Drawer 7,,A. Nobile\nE2,,,Drawer 8,12,\n"
    )
    first, second = table.read(tree({"s.csv": text}) / "s.csv")
    assert (first.storage, first.creator) == ("East/Cabinet 3/Drawer 7", "A. Nobile")
    assert second.storage == "Drawer 8/12"
    (whole,) = table.read(tree({"t.csv": "catalogNumber,Storage,Drawer\nE1,Shelf 2,9\n"}) / "t.csv")
    assert whole.storage == "Shelf 2"


def test_a_few_windows_bytes_do_not_spoil_the_rest(tree: Tree) -> None:
    lines = ["catalogNumber,recordedBy", "E1,Fernández", ""]
    content = "\n".join(lines).encode() + "E2,Müller\n".encode("cp1252")
    first, second = table.read(tree({"s.csv": content}) / "s.csv")
    assert (first.recorded_by, second.recorded_by) == ("Fernández", "Müller")
    assert "not_utf8" not in codes(first)
    assert codes(second)[0] == "not_utf8"
    assert second.problems[0].where == "s.csv row 3, column 2"


def test_quotes_commas_and_lines_inside_cells(tree: Tree) -> None:
    text = 'catalogNumber,locality,file\nE1,"7 km N ""Casa"", by\nthe road",a.jpg\nE2,x,b.jpg\n'
    root = tree({"s.csv": text, "a.jpg": JPEG, "b.jpg": JPEG})
    first, second = table.read(root / "s.csv")
    assert first.place.locality == '7 km N "Casa", by\nthe road'
    assert second.where == "s.csv row 3"


def test_quotes_mean_nothing_in_a_tab_separated_sheet_that_does_not_quote(tree: Tree) -> None:
    text = 'catalogNumber\tlocality\tremark\nE1\t"Casa" road\t5"\nE2\t"open\tx\n'
    first, second = table.read(tree({"s.tsv": text}) / "s.tsv")
    assert first.place.locality == '"Casa" road'
    assert second.place.locality == '"open'


def test_quotes_enclose_in_a_tab_separated_sheet_as_excel_writes_it(tree: Tree) -> None:
    text = 'catalogNumber\tlocality\nE1\t"by the road\nnorth"\nE2\t"7 km ""Casa"""\n'
    first, second = table.read(tree({"s.tsv": text}) / "s.tsv")
    assert first.place.locality == "by the road\nnorth"
    assert second.place.locality == '7 km "Casa"'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"catalogNumber,locality\n", "no rows"),
        (b"colour,shape\nred,round\n", r"s.csv row 1: no column names a picture.*'colour'.*catalogNumber"),
        (b'catalogNumber,locality\nE1,"open\nE2,x\n', r"s.csv row 2: quotes do not match"),
        (b'catalogNumber,locality\nE1,"a"b\n', r"s.csv row 2: quotes do not match"),
        (bytes(300) + b"\x01\x02", "no text table"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read_says_where_and_why(
    tree: Tree, content: bytes, told: str
) -> None:
    with pytest.raises(BadSource, match=told):
        list(table.read(tree({"s.csv": content}) / "s.csv"))


def test_missing_ambiguous_remote_and_forgotten_pictures_are_all_told(tree: Tree) -> None:
    rows = [
        "catalogNumber,file",
        "E1,a.jpg",
        "E2,gone.jpg",
        "E3,twice.jpg",
        "E4,https://example.org/x/far.jpg",
        "E5,https://example.org/x/near%20by.jpg",
        "E6,../outside.jpg",
        "E7,",
        "E8,A.JPG",
    ]
    files = dict.fromkeys(
        ("a.jpg", "1/twice.jpg", "2/twice.jpg", "near by.jpg", "forgotten.jpg"), JPEG
    )
    root = tree({"s.csv": "\n".join(rows), **files})
    (root.parent / "outside.jpg").write_bytes(JPEG)
    told = [(record.user_name, codes(record)) for record in table.read(root / "s.csv")]
    assert told == [
        ("a.jpg", []),
        ("gone.jpg", ["missing_picture"]),
        ("twice.jpg", ["ambiguous_picture"]),
        ("https://example.org/x/far.jpg", ["remote_picture"]),
        ("https://example.org/x/near%20by.jpg", []),
        ("../outside.jpg", ["missing_picture"]),
        ("E7", ["record_without_picture"]),
        ("A.JPG", []),
        ("forgotten.jpg", ["picture_without_record"]),
    ]


def test_a_sheet_without_picture_column_finds_pictures_by_number(tree: Tree) -> None:
    root = tree(
        {
            "list.txt": "SpecimenCode\tLifeStageSex\nCASENT0101134\t1w\nCASENT0913399\t2w, 1m\nCASENT0000001\t1w\n",
            "p/casent0101134_h_1_high.jpg": JPEG,
            "p/casent0101134_p_1_high.jpg": JPEG,
            "p/casent0913399_d_1.jpg": JPEG,
            "p/casent0913399b_h_1.jpg": JPEG,
            "p/casent0999999_h_1.jpg": JPEG,
        }
    )
    records = list(table.read(root / "list.txt", ReadOptions(PRESETS["antweb"])))
    assert [(record.source_key, record.view) for record in records[:4]] == [
        ("p/casent0101134_h_1_high.jpg", "head"),
        ("p/casent0101134_p_1_high.jpg", "profile"),
        ("p/casent0913399_d_1.jpg", "dorsal"),
        ("p/casent0913399b_h_1.jpg", "head"),
    ]
    pin = [(letter, one.caste if one else None) for letter, one in records[2].specimens]
    assert pin == [("a", "worker"), ("b", "worker"), ("c", "male")]
    single = [(letter, one.caste if one else None) for letter, one in records[3].specimens]
    assert single == [("b", "worker")]
    assert codes(records[4]) == ["record_without_picture"]
    assert (records[5].user_name, codes(records[5])) == (
        "p/casent0999999_h_1.jpg", ["picture_without_record"],
    )  # fmt: skip
    assert len(records) == 6


def test_a_file_called_by_a_number_that_no_pattern_knows_is_found(tree: Tree) -> None:
    root = tree(
        {
            "s.csv": "catalogNumber\nRSKM_ENT_E-0100327\nE1\n",
            "rskm ent e0100327.jpg": JPEG,
            "E1.jpg": JPEG,
            "E12.jpg": JPEG,
        }
    )
    records = list(table.read(root / "s.csv"))
    assert [(r.user_name, codes(r)) for r in records] == [
        ("rskm ent e0100327.jpg", []),
        ("E1.jpg", []),
        ("E12.jpg", ["picture_without_record"]),
    ]


def test_a_record_and_a_file_name_that_disagree_are_told(tree: Tree) -> None:
    root = tree(
        {
            "s.csv": "catalogNumber,file\nCASENT0101134,casent0101135_h.jpg\n",
            "casent0101135_h.jpg": JPEG,
        }
    )
    (record,) = table.read(root / "s.csv")
    assert codes(record) == ["number_disagrees"]
    assert record.catalogue_number is not None
    assert record.catalogue_number.normal == "CASENT0101134"


def test_several_pictures_in_one_cell(tree: Tree) -> None:
    root = tree(
        {
            "s.csv": "occurrenceID,associatedMedia\nurn:1,a.jpg | b.jpg\n",
            "a.jpg": JPEG,
            "b.jpg": JPEG,
        }
    )
    records = list(table.read(root / "s.csv"))
    assert [record.source_key for record in records] == ["a.jpg", "b.jpg"]
    assert {record.source_ids["occurrenceID"] for record in records} == {"urn:1"}


def test_day_first_is_answered_once_for_the_source(tree: Tree) -> None:
    root = tree({"s.csv": "catalogNumber,date\nE1,03/04/1912\nE2,05/06/1913\n"})
    asked = [codes(record)[0] for record in table.read(root / "s.csv")]
    assert asked == ["day_first", "day_first"]
    told = list(table.read(root / "s.csv", ReadOptions(day_first=True)))
    assert [r.event_date.iso for r in told if r.event_date] == ["1912-04-03", "1913-06-05"]


def test_repeated_and_empty_headers_lose_no_cell(tree: Tree) -> None:
    root = tree({"s.csv": "catalogNumber,note,,note\nE1,a,b,c,d\nE2,x\n"})
    first, second = table.read(root / "s.csv")
    assert list(first.verbatim.values()) == ["E1", "a", "b", "c", "d"]
    assert codes(first)[0] == "extra_cells"
    assert codes(second)[0] == "short_row"


def test_licence_creator_and_storage(tree: Tree) -> None:
    root = tree(
        {"s.csv": "catalogNumber,licence,photographer,shelf\nE1,CC BY 4.0,A. Nobile,B2/7\nE2,,,\n"}
    )
    first, second = table.read(root / "s.csv")
    assert first.licence is not None
    assert first.licence.uri == "https://creativecommons.org/licenses/by/4.0/"
    assert (first.creator, first.storage) == ("A. Nobile", "B2/7")
    assert second.licence is None


_CELLS = st.lists(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    min_size=3,
    max_size=3,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(_CELLS, min_size=1, max_size=5), st.sampled_from([",", ";", "|"]))
def test_whatever_csv_writes_is_read_back(
    tmp_path: Path, rows: list[list[str]], delimiter: str
) -> None:
    path = tmp_path / "s.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow(["catalogNumber", "remark a", "remark b", "note"])
        writer.writerows([f"E{i}", *row] for i, row in enumerate(rows))
    read = [list(record.verbatim.values()) for record in table.read(path)]
    assert read == [[f"E{i}", *row] for i, row in enumerate(rows)]


def test_antweb_upload_sheet(shared: Path) -> None:
    """235 rows: every code kept, every date an interval, one cell and one short row reported."""
    path = shared / "data/taxonomy/antweb/specimen16.txt"
    with path.open(encoding="utf-8", newline="") as stream:
        plain = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    records = list(table.read(path, ReadOptions(PRESETS["antweb"])))
    assert [r.verbatim["SpecimenCode"] for r in records] == [row["SpecimenCode"] for row in plain]
    for record, row in zip(records, plain, strict=True):
        assert record.catalogue_number is not None
        assert record.catalogue_number.normal == row["SpecimenCode"]
        assert {key: cell or "" for key, cell in row.items()}.items() >= record.verbatim.items()
        assert record.picture is None
        assert "record_without_picture" in codes(record)
        whole = not any(problem.code == "short_row" for problem in record.problems)
        assert whole == (row["Country"] is not None)
        if whole:
            assert record.place.country is not None
            assert record.place.country.code == row["ISO_3166"]
            assert (record.place.elevation is None) == (not row["Elevation"])
            assert record.event_date is not None
            assert record.event_date.start is not None
            assert record.place.coordinates is not None
            assert record.place.coordinates.latitude == float(row["LocLatitude"])
    counted = Counter(code for record in records for code in codes(record))
    assert counted["undecodable_individuals"] == counted["short_row"] == 1
    assert counted["damaged_text"] > 100
    assert counted.keys() <= {
        "record_without_picture", "damaged_text", "undecodable_individuals", "short_row",
    }  # fmt: skip


def test_damaged_text_is_proposed_and_never_repaired(shared: Path) -> None:
    records = table.read(shared / "data/taxonomy/antweb/specimen16.txt")
    record = next(r for r in records if "MusÃºn" in r.place.locality)
    assert record.place.locality == "RN Cerro MusÃºn"
    proposals = [p.text for p in record.problems if p.code == "damaged_text"]
    assert "'RN Cerro MusÃºn': perhaps 'RN Cerro Musún'" in proposals


def test_antweb_sheet_of_deliberate_errors(shared: Path) -> None:
    records = list(table.read(shared / "data/taxonomy/antweb/specimenList.txt"))
    by_code: dict[str, list[SourceRecord]] = {}
    for record in records:
        for code in codes(record):
            by_code.setdefault(code, []).append(record)
    assert {r.verbatim["SpecimenNotes"] for r in by_code["repeated_number"]} == {
        "primary key violation",
        "primary key violation and special character in species name",
    }
    assert all("special character" in r.verbatim["SpecimenNotes"] for r in by_code["not_utf8"][1:3])
    assert len(by_code["extra_cells"]) == len(by_code["short_row"]) == 1
    assert len(by_code["position_outside_country"]) == 5, "Palawan under two other countries"
    assert {r.place.country.code for r in by_code["position_outside_country"] if r.place.country} == {
        "GB", "US",
    }  # fmt: skip
    morphospecies = [r for r in records if r.name and r.name.morphospecies]
    assert {r.name.morphospecies for r in morphospecies if r.name} >= {
        "Myrmicine_genus29 MY01", "philippensis_cf01",
    }  # fmt: skip


@pytest.mark.parametrize("sheet", ["specimen16.txt", "specimenListCAS.txt"])
def test_no_true_place_of_the_real_sheets_is_accused(shared: Path, sheet: str) -> None:
    records = list(table.read(shared / "data/taxonomy/antweb" / sheet))
    placed = [r for r in records if r.place.coordinates and r.place.country]
    assert placed
    assert not [r.where for r in placed if "position_outside_country" in codes(r)]


def test_damaged_text_is_repaired_when_a_person_says_so(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("catalogNumber,locality\nA1,RN Cerro MusÃºn\n", encoding="utf-8")
    (left,) = table.read(sheet)
    (mended,) = table.read(sheet, ReadOptions(repair_text=True))
    assert (left.place.locality, mended.place.locality) == ("RN Cerro MusÃºn", "RN Cerro Musún")
    assert mended.verbatim["locality"] == "RN Cerro MusÃºn"
    assert "repaired_text" in codes(mended)
    assert "damaged_text" in codes(left)


def test_individuals_of_one_pin_in_the_cas_sheet(shared: Path) -> None:
    path = shared / "data/taxonomy/antweb/specimenListCAS.txt"
    records = list(table.read(path, ReadOptions(PRESETS["antweb"])))
    pin = [r for r in records if r.verbatim["SpecimenCode"].startswith("CASENT0913399")]
    assert len({r.catalogue_number.normal for r in pin if r.catalogue_number}) == 1
    assert [r.specimens[0][0] for r in pin] == ["a", "b", "c", "d"]
    assert all(one and one.caste == "major worker" for r in pin for _, one in r.specimens)
    assert sum("coordinates_zero_zero" in codes(r) for r in records) == 5
    assert sum("end_before_start" in codes(r) for r in records) == 1


@pytest.mark.parametrize("folder", ["ant_specimens", "ant_specimen_tiles", "moths"])
def test_label_files_beside_real_pictures(shared: Path, folder: str) -> None:
    root = shared / "data" / folder
    records = list(table.read(root / "labels.csv"))
    with (root / "labels.csv").open(newline="") as stream:
        files = [row["file"] for row in csv.DictReader(stream)]
    assert [record.user_name for record in records] == files
    assert all(record.picture is not None and not record.problems for record in records)
    assert all(record.name is not None and record.name.scientific_name for record in records)


def _row(tree: Tree, head: str, row: str) -> SourceRecord:
    (found,) = table.read(tree({"sheet.csv": f"{head}\n{row}\n"}) / "sheet.csv")
    return found


@pytest.mark.parametrize(
    ("row", "name", "qualifier", "group"),
    [
        ("Camponotus maculatus,,,Formica maculata F.", "Camponotus maculatus", "", None),
        ("Camponotus,,,Camponotus cf. maculatus", "Camponotus", "cf. maculatus", None),
        ("Camponotus maculatus,,,Camponotus cf. maculatus", "Camponotus", "cf. maculatus", None),
        ('Camponotus,,,"Camponotus, maculatus group"', "Camponotus", "", "maculatus group"),
        (",Camponotus,maculatus,Formica maculata F.", "Camponotus maculatus", "", None),
        (",,,Formica maculata F.", "Formica maculata", "", None),
    ],
)
def test_the_words_of_a_label_are_kept_beside_the_name(
    tree: Tree, row: str, name: str, qualifier: str, group: str | None
) -> None:
    head = "catalogNumber,scientificName,genus,specificEpithet,verbatimIdentification"
    record = _row(tree, head, f"X1,{row}")
    assert record.name is not None
    read_as = (record.name.scientific_name, record.name.qualifier, record.name.group)
    assert read_as == (name, qualifier, group)
    assert row.endswith((record.determination, f'{record.determination}"'))


@pytest.mark.parametrize(
    ("row", "iso", "verbatim"),
    [
        ("2014-06-17,17.vi.14 at light,", "2014-06-17", "17.vi.14 at light"),
        ("0000-00-00,12.VII.1923,", "1923-07-12", "12.VII.1923"),
        ("0000-00-00,,1923", "1923", "1923"),
        ("1987-03-16/04-02,,", "1987-03-16/1987-04-02", "1987-03-16/04-02"),
    ],
)
def test_the_next_column_is_read_where_a_date_is_empty(
    tree: Tree, row: str, iso: str, verbatim: str
) -> None:
    record = _row(tree, "catalogNumber,eventDate,verbatimEventDate,year", f"X1,{row}")
    assert record.event_date is not None
    assert (record.event_date.iso, record.event_date.verbatim) == (iso, verbatim)
    assert [one.code for one in record.problems] == ["record_without_picture"]
