"""Tables and archives that are wrong: an error with file and row, and the rest goes on."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from insecta.cli.main import main
from tests.cli.command import Ended, House
from tests.cli.faulty_pictures import jpeg

HEAD = "catalogNumber,scientificName,country,eventDate,decimalLatitude,decimalLongitude,picture\n"
META = """<archive xmlns="http://rs.tdwg.org/dwc/text/"><core fieldsTerminatedBy="," encoding="UTF-8"
 ignoreHeaderLines="1" rowType="http://rs.tdwg.org/dwc/terms/Occurrence"><files><location>core.csv
</location></files><id index="0"/></core></archive>"""
UNUSABLE: dict[str, tuple[bytes, str]] = {
    "empty.csv": (b"", "empty.csv: the file is empty"),
    "header only.csv": (HEAD.encode(), "header only.csv: the table has a header and no rows"),
    "columns.csv": (
        b"a,b\n1,2\n",
        "columns.csv row 1: no column names a picture or a specimen; found 'a', 'b'; needed one of",
    ),
    "binary.csv": (bytes(range(256)) * 9, "binary.csv: this is no text table (save it as CSV"),
    "quote.csv": (
        (HEAD + 'A1,"Camponotus,x,1999,1,1,good.jpg\n' * 3).encode(),
        "quote.csv row 2: quotes do not match",
    ),
    "list.docx": (b"PK", "list.docx: cannot tell what .docx is (give a folder, a .csv, .tsv or"),
    "cut short.zip": (b"PK\x03\x04" + b"x" * 99, "cut short.zip: this is no complete zip archive"),
}
"""File → bytes, and what must be said."""
ARCHIVES: dict[str, tuple[Mapping[str, str], str]] = {
    "slip.zip": (
        {"meta.xml": META, "../../evil.txt": "x"},
        "slip.zip: the member '../../evil.txt' would be written outside when unpacked",
    ),
    "no meta.zip": (
        {"one.txt": "occurrenceID\n1\n", "two.txt": "occurrenceID\n2\n"},
        "no meta.zip: no meta.xml, and 2 tables (an archive needs a meta.xml",
    ),
    "broken meta.zip": (
        {"meta.xml": "<archive><core"},
        "meta.xml: this is no well-formed XML (unclosed token: line 1",
    ),
    "entity.zip": (
        {
            "meta.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><archive>&x;</archive>'
        },
        "meta.xml: this is no well-formed XML (Entities",
    ),
    "no core.zip": ({"meta.xml": META, "readme.md": "hello"}, "core.csv"),
}


def _zip(path: Path, members: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, text in members.items():
            made.writestr(name, text)
    return path


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder for commands in this process."""
    monkeypatch.setenv("INSECTA_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def _refused(source: Path | str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["ingest", str(source), "--collection", "ANTS"]) == 1
    told = capsys.readouterr().err
    assert main(["ingest", str(source), "--collection", "ANTS", "--dry-run"]) == 1
    assert capsys.readouterr().err.strip().splitlines()[-1] == told.strip().splitlines()[-1]
    return told


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("name", [*UNUSABLE, *ARCHIVES])
def test_what_cannot_be_read_is_told_with_file_and_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    if name in ARCHIVES:
        members, wanted = ARCHIVES[name]
        source = _zip(tmp_path / name, members)
    else:
        source = tmp_path / name
        source.write_bytes(UNUSABLE[name][0])
        wanted = UNUSABLE[name][1]
    assert wanted in _refused(source, capsys)
    assert not (tmp_path.parent / "evil.txt").exists()
    if source.suffix in {".csv", ".zip"}:
        assert main(["runs", "list", "--json"]) == 0
        run = capsys.readouterr().out
        assert '"state": "finished"' in run, (
            "a source that cannot be read leaves no run behind open"
        )
        assert '"unreadable_source": 1' in run


@pytest.mark.usefixtures("data")
def test_sources_and_collections_that_are_none_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "there is no such file or folder (check the path)" in _refused(tmp_path / "no", capsys)
    with pytest.raises(SystemExit) as caught:
        main(["ingest", str(tmp_path), "--collection", " "])
    assert caught.value.code == 2
    assert "a code has 1 to 100 characters" in capsys.readouterr().err


TABLE = [
    'MUS 0001,Camponotus maculatus,Madagascar,12.VII.1923,-18.9,47.5,good 1.jpg',
    'MUS 0002,Pheidole sp.,Madagascar,31.02.1999,-18.9,47.5,"with space/ü (2).jpg"',
    'MUS 0003,Camponotus,Madagascar,03/04/1912,0,0,../outside.jpg',
    'MUS 0004,Camponotus,Peru,1999,91.5,47.5,nowhere.jpg',
    'MUS 0005,Camponotus,Madagascar,12.5.23,-18.9,47.5,http://example.org/ant.jpg',
    'MUS 0006,Camponotus,Madagascar,1999,-18.9,47.5,broken.jpg,shifted',
    'MUS 0007,Camponotus,Madagascar',
    'MUS 0008,Camponotus,,1999,,,good 8.jpg',
]  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("tables") / "data")


@pytest.fixture(scope="module")
def sheet(house: House) -> Ended:
    """Eight rows, six of them wrong in one way or another; the file begins with a mark (BOM)."""
    folder = house.folder.parent / "in"
    (folder / "with space").mkdir(parents=True)
    for seed, name in enumerate(("good 1.jpg", "with space/ü (2).jpg", "good 8.jpg")):
        (folder / name).write_bytes(jpeg(seed))
    (folder / "broken.jpg").write_bytes(jpeg(9, 640, 480)[:7000])
    (house.folder.parent / "outside.jpg").write_bytes(jpeg(30))
    path = folder / "sheet.csv"
    path.write_text("\ufeff" + HEAD + "\n".join(TABLE) + "\n", encoding="utf-8")
    return house.ingest(path)


def test_good_rows_go_in_and_others_are_told(sheet: Ended, house: House) -> None:
    assert sheet.code == 1
    assert sheet.json["outcomes"]["new"] == 3
    assert sheet.json["counts"]["rejected"] == 4
    assert sum(sheet.json["counts"].values()) == 7, "every picture that a row names"
    fates = house.fates(sheet.json["run"])
    assert fates["../outside.jpg"][1].startswith("missing_picture: ")
    assert fates["nowhere.jpg"][1].startswith("missing_picture: ")
    assert fates["http://example.org/ant.jpg"][1].startswith("remote_picture: ")
    assert fates["broken.jpg"][1].startswith("truncated: ")


def test_each_finding_is_counted_once_a_row(sheet: Ended) -> None:
    found = sheet.json["report"]
    assert found["undecodable_date"] == 1
    assert found["day_first"] == 1
    assert found["two_digit_year"] == 1
    assert found["coordinates_zero_zero"] == found["coordinate_out_of_range"] == 1
    assert found["short_row"] == found["extra_cells"] == 1
    assert found["record_without_picture"] == 4, "one names none, three name one that is not there"
    assert found["missing_picture"] == 2


def test_findings_name_file_row_and_column(sheet: Ended, house: House) -> None:
    shown = house.run("runs", "show", sheet.json["run"]).out
    assert "sheet.csv row 3, column eventDate: '31.02.1999' not understood as a date" in shown
    assert "sheet.csv row 5, column decimalLatitude" in shown


def test_all_eight_specimens_are_there_and_verbatim(sheet: Ended, house: House) -> None:
    assert sheet.code == 1
    assert house.run("search", "--json").json["total"] == 8
    (bad,) = house.run("search", "number_normal:mus0002", "--json").json["items"]
    assert bad["catalog_number"] == "MUS 0002"


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ","), ("utf-8", "|")],
)
@pytest.mark.usefixtures("data")
def test_tables_as_people_save_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str, delimiter: str
) -> None:
    """A mark at the beginning, other delimiters and encodings: read, and where guessed, told."""
    sheet = tmp_path / "Käfer.csv"
    rows = [("catalogNumber", "locality"), ("A1", "Gruyères"), ("A2", "Zürich"), ("A3", "Genève")]
    sheet.write_bytes("\n".join(delimiter.join(row) for row in rows).encode(encoding))
    assert main(["ingest", str(sheet), "--collection", "ANTS", "--json"]) == 0
    out = capsys.readouterr().out
    assert '"record_without_picture": 3' in out
    assert ("not_utf8" in out or "encoding" in out) == (encoding == "cp1252")
    assert main(["search", "zurich", "--json"]) == 0
    assert '"total": 1' in capsys.readouterr().out
