"""Darwin Core Archives, good and malformed: records, or a BadSource naming the file; never a crash."""

from __future__ import annotations

import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insecta.domain.catalogue_number import PRESETS
from insecta.errors import BadSource
from insecta.services.sources import dwca, reading
from insecta.services.sources.record import PictureRef, ReadOptions, SourceRecord
from tests.services.sources.conftest import JPEG, Tree

DWC = "http://rs.tdwg.org/dwc/terms/"
BY4 = "https://creativecommons.org/licenses/by/4.0/"


def file_element(kind: str, row_type: str, location: str, fields: str, **attributes: str) -> str:
    """One core or extension of a meta.xml; `fields` are terms by column, the first being the id."""
    key = "id" if kind == "core" else "coreid"
    written = {"fieldsTerminatedBy": ",", "fieldsEnclosedBy": "&quot;", "ignoreHeaderLines": "1"}
    written |= attributes
    listed = "".join(
        f'<field index="{i}" term="{DWC}{term}"/>' for i, term in enumerate(fields.split(), 1)
    )
    marks = " ".join(f'{name}="{value}"' for name, value in written.items())
    return (
        f'<{kind} {marks} rowType="{row_type}"><files><location>{location}</location></files>'
        f'<{key} index="0"/>{listed}</{kind}>'
    )


def meta(*elements: str) -> str:
    inner = "".join(elements)
    return f'<archive xmlns="http://rs.tdwg.org/dwc/text/" metadata="eml.xml">{inner}</archive>'


EML = """<eml:eml xmlns:eml="eml://ecoinformatics.org/eml-2.1.1"><dataset>
<creator><individualName><givenName>Ada</givenName><surName>Ward</surName></individualName></creator>
<intellectualRights><para>Under <ulink url="http://creativecommons.org/licenses/by/4.0/legalcode">
<citetitle>CC BY 4.0</citetitle></ulink>.</para></intellectualRights></dataset></eml:eml>"""

MUSEUM: dict[str, str | bytes] = {
    "meta.xml": meta(
        file_element(
            "core", f"{DWC}Occurrence", "occurrence.csv",
            "occurrenceID catalogNumber scientificName eventDate sex lifeStage individualCount",
        ).replace("</core>", f'<field term="{DWC}country" default="Madagascar"/></core>'),
        file_element(
            "extension", "http://rs.gbif.org/terms/1.0/Multimedia", "media.csv",
            "type identifier license creator",
        ),
    ),
    "eml.xml": EML,
    "occurrence.csv": "id,o,c,n,d,s,l,i\n"
    '1,urn:o:1,CASENT0101134,"Formica clara Forel, 1886",12.VII.1923,female,adult,1\n'
    "2,urn:o:2,CASENT0101135,Camponotus cf. maculatus,03/04/1912,,,\n"
    "3,urn:o:3,CASENT0101136,Pheidole MAD01,,,,\n",
    "media.csv": "id,type,identifier,license,creator\n"
    "1,StillImage,casent0101134_h_1.jpg,CC0,B. Fisher\n"
    "1,StillImage,https://example.org/img/casent0101134_p_1.jpg?size=large,,\n"
    "1,Sound,song.wav,,\n"
    "2,StillImage,https://example.org/far.jpg,,\n"
    "9,StillImage,orphan.jpg,,\n",
    "pictures/casent0101134_h_1.jpg": JPEG,
    "pictures/casent0101134_p_1.jpg": JPEG,
    "pictures/casent0101136_d_1.jpg": JPEG,
    "pictures/nobody.jpg": JPEG,
}  # fmt: skip


def codes(record: SourceRecord) -> list[str]:
    return [problem.code for problem in record.problems]


@pytest.mark.parametrize(("written", "newline"), [("\\n", "\n"), ("\\r", "\r")])
def test_rows_end_as_the_archive_says(tree: Tree, written: str, newline: str) -> None:
    core = file_element(
        "core", f"{DWC}Occurrence", "o.txt", "catalogNumber recordedBy",
        fieldsTerminatedBy="\\t", fieldsEnclosedBy="", linesTerminatedBy=written,
    )  # fmt: skip
    rows = ["id\tn\tc", '1\tE1\tA. "Ant" Smith', "2\tE2\tB. Bee"]
    root = tree({"meta.xml": meta(core), "eml.xml": EML, "o.txt": newline.join(rows) + newline})
    assert [record.recorded_by for record in dwca.read(root)] == ['A. "Ant" Smith', "B. Bee"]


@pytest.mark.parametrize("kind", ["tree", "zipped"])
def test_occurrences_with_pictures(kind: str, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(kind)(MUSEUM)
    records = list(reading.read(path, ReadOptions(PRESETS["antweb"])))
    assert [(record.source_key, codes(record)) for record in records] == [
        ("pictures/casent0101134_h_1.jpg", []),
        ("pictures/casent0101134_p_1.jpg", []),
        ("https://example.org/far.jpg", ["day_first", "remote_picture"]),
        ("pictures/casent0101136_d_1.jpg", []),
        ("pictures/nobody.jpg", ["picture_without_record"]),
    ]
    head, profile, far, found_by_number, _ = records
    assert head.picture is not None
    with head.picture.open() as stream:
        assert stream.read() == JPEG
    assert head.user_name == "casent0101134_h_1.jpg"
    assert head.source_ids == {"occurrenceID": "urn:o:1"}
    assert head.name is not None
    assert (head.name.scientific_name, head.name.authorship) == ("Formica clara", "Forel, 1886")
    assert head.event_date is not None
    assert head.event_date.iso == "1923-07-12"
    assert (head.view, profile.view, found_by_number.view) == ("head", "profile", "dorsal")
    assert head.place.country is not None
    assert head.place.country.code == "MG", "the default value of meta.xml"
    assert head.licence is not None
    assert head.licence.uri == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert head.creator == "B. Fisher"
    assert profile.licence is not None
    assert profile.licence.uri == BY4, "the data set's own"
    assert profile.creator == "Ada Ward"
    assert far.problems[-1].where == "media.csv row 5"
    assert "not fetched" in far.problems[-1].text
    assert [one.sex for _, one in head.specimens if one] == ["female"]


def test_two_readings_are_the_same(zipped: Tree) -> None:
    path = zipped(MUSEUM)
    assert list(dwca.read(path)) == list(dwca.read(path))


def test_event_core_with_occurrences_and_audiovisual_media(tree: Tree) -> None:
    av = "http://rs.tdwg.org/ac/terms/Multimedia"
    root = tree(
        {
            "meta.xml": meta(
                file_element("core", f"{DWC}Event", "event.txt", "eventDate country decimalLatitude decimalLongitude", fieldsTerminatedBy="\\t"),
                file_element("extension", f"{DWC}Occurrence", "occ.txt", "occurrenceID catalogNumber country", fieldsTerminatedBy="\\t"),
                file_element("extension", av, "media.txt", "identifier accessURI subjectOrientation UsageTerms", fieldsTerminatedBy="\\t"),
            ),
            "eml.xml": EML,
            "event.txt": "id\td\tc\tla\tlo\nE1\t1987-03\tPeru\t-12.5\t-70\nE2\t1988\tPeru\t-11\t-71\n",
            "occ.txt": "id\to\tn\tc\nE1\turn:1\tX1\t\nE1\turn:2\tX2\tBolivia\nE2\turn:3\tX3\t\n",
            "media.txt": "id\ti\tu\to\tl\nurn:2\tmedia-7\thttps://e.org/b.jpg\tlateral\tCC BY 4.0\n",
            "b.jpg": JPEG,
        }
    )  # fmt: skip
    first, second, third = dwca.read(root)
    assert [r.event_date.iso for r in (first, second, third) if r.event_date] == [
        "1987-03", "1987-03", "1988",
    ]  # fmt: skip
    assert [r.place.country.code for r in (first, second, third) if r.place.country] == [
        "PE", "BO", "PE",
    ]  # fmt: skip
    assert (second.source_key, second.view) == ("media-7", "profile")
    assert second.picture is not None
    assert second.licence is not None
    assert second.licence.uri == BY4


def test_a_thousand_zipped_pictures_are_read_from_several_threads(zipped: Tree) -> None:
    """Each gives its own bytes, and the archive's directory is not read a thousand times."""
    names = [f"p/casent{number:07}_h_1.jpg" for number in range(1000)]
    contents = {name: JPEG + name.encode() for name in names}
    path = zipped({"occ.csv": "catalogNumber\nCASENT0000001\n", **contents})
    pictures = [record.picture for record in dwca.read(path) if record.picture]
    assert len(pictures) == 1000

    def content(picture: PictureRef) -> bytes:
        with picture.open() as stream:
            return stream.read()

    with ThreadPoolExecutor(4) as pool:
        read = dict(zip((p.name for p in pictures), pool.map(content, pictures), strict=True))
    assert read == contents


def test_a_picture_gone_from_its_archive_is_told(zipped: Tree) -> None:
    path = zipped(MUSEUM)
    picture = next(record.picture for record in dwca.read(path) if record.picture)
    path.unlink()
    with pytest.raises(BadSource, match="cannot be read"):
        picture.open()


def test_a_count_of_one_occurrence_makes_no_individuals(tree: Tree) -> None:
    root = tree(
        {
            "meta.xml": meta(file_element("core", f"{DWC}Occurrence", "o.csv", "occurrenceID sex individualCount")),
            "o.csv": "id,o,s,i\n1,u1,male,3\n",
        }
    )  # fmt: skip
    record = next(dwca.read(root))
    assert [(letter, one.count, one.sex) for letter, one in record.specimens if one] == [
        ("", 3, "male")
    ]


def test_two_individuals_may_share_a_picture(tree: Tree) -> None:
    root = tree(
        {
            "meta.xml": meta(file_element("core", f"{DWC}Occurrence", "o.csv", "occurrenceID catalogNumber associatedMedia")),
            "o.csv": "id,o,c,m\n1,u1,CASENT0913399a,pin.jpg\n2,u2,CASENT0913399b,pin.jpg\n",
            "pin.jpg": JPEG,
        }
    )  # fmt: skip
    first, second = (r for r in dwca.read(root) if r.picture)
    assert first.source_key == second.source_key == "pin.jpg"
    assert [first.specimens[0][0], second.specimens[0][0]] == ["a", "b"]


@pytest.mark.parametrize(
    "name", ["../evil.txt", "a/../../evil.txt", "/etc/passwd", "..\\evil.txt", "C:\\evil.txt"]
)
def test_a_name_that_leaves_the_archive_refuses_it(zipped: Tree, name: str) -> None:
    path = zipped({**MUSEUM, name: "x"})
    with pytest.raises(BadSource, match="outside"):
        list(dwca.read(path))


def test_a_location_outside_of_the_folder_is_not_read(tree: Tree) -> None:
    root = tree(
        {**MUSEUM, "meta.xml": str(MUSEUM["meta.xml"]).replace("occurrence.csv", "../secret.csv")}
    )
    (root.parent / "secret.csv").write_text("id,o\n1,2\n")
    with pytest.raises(BadSource, match=r"'\.\./secret\.csv', which is not there"):
        list(dwca.read(root))


def test_entities_are_refused(tree: Tree) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><archive>&c;</archive>'
    with pytest.raises(BadSource, match=r"meta\.xml: this is no well-formed XML"):
        list(dwca.read(tree({**MUSEUM, "meta.xml": bomb})))


def test_broken_metadata_does_not_stop_the_records(tree: Tree) -> None:
    records = list(dwca.read(tree({**MUSEUM, "eml.xml": "<eml"})))
    assert codes(records[-1]) == ["bad_metadata"]
    assert len(records) == 6
    assert records[1].licence is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"meta.xml": "<archive/>"}, r"meta\.xml: 0 cores"),
        ({"meta.xml": meta(file_element("core", f"{DWC}Taxon", "o.csv", "taxonID"))}, "Taxon, not specimens"),
        ({"meta.xml": meta(file_element("core", f"{DWC}Occurrence", "", "occurrenceID"))}, "no file location"),
        ({"meta.xml": meta(file_element("core", f"{DWC}Occurrence", "o.csv", "x", encoding="klingon"))}, "unknown encoding 'klingon'"),
        ({"meta.xml": meta(file_element("core", f"{DWC}Occurrence", "o.csv", "x", ignoreHeaderLines="one"))}, "'one' is no column or line"),
        ({"meta.xml": meta(file_element("core", f"{DWC}Occurrence", "o.csv", "x", fieldsTerminatedBy="||"))}, r"'\|\|'.*cannot be read"),
        ({"occurrence.csv": 'id,o\n1,"open\n2,x\n'}, r"occurrence\.csv row 2: quotes do not match"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tree: Tree, change: dict[str, str], told: str) -> None:
    with pytest.raises(BadSource, match=told):
        list(dwca.read(tree({**MUSEUM, **change})))


def test_without_meta_one_table_will_do_and_two_will_not(zipped: Tree) -> None:
    one = {"occ.csv": "catalogNumber,country\nE1,Peru\n", "eml.xml": EML}
    (record,) = dwca.read(zipped(one))
    assert record.licence is not None
    assert record.licence.uri == BY4
    with pytest.raises(BadSource, match=r"no meta\.xml, and 2 tables"):
        list(dwca.read(zipped({**one, "other.csv": "catalogNumber\nE2\n"})))
    with pytest.raises(BadSource, match=r"no meta\.xml, and 0 tables"):
        list(dwca.read(zipped({"a.jpg": JPEG})))


def test_a_truncated_zip_is_told(zipped: Tree) -> None:
    path = zipped(MUSEUM)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(BadSource, match="no complete zip"):
        list(dwca.read(path))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None
)
@given(st.integers(0, 1900), st.integers(1, 255))
def test_a_damaged_byte_gives_records_or_a_bad_source(zipped: Tree, at: int, flip: int) -> None:
    path = zipped({name: text for name, text in MUSEUM.items() if not name.startswith("pictures")})
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= flip
    path.write_bytes(content)
    with suppress(BadSource):
        assert all(record.where for record in dwca.read(path))


def _samples(shared: Path) -> list[Path]:
    taxonomy = shared / "data/taxonomy"
    parents = [path.parent for path in taxonomy.rglob("meta.xml")]
    lone = [path.parent for path in taxonomy.rglob("dwca-occurrence-no-meta/occurrence.txt")]
    return sorted({*parents, *lone, *taxonomy.rglob("*.zip"), *taxonomy.rglob("*.tgz")})


NOT_READABLE = {
    "dwca-2extensions.zip": "Taxon, not specimens",
    "dwca-ids.zip": "Taxon, not specimens",
    "dwca-missing-extension-details": "Taxon, not specimens",
    "dwca-orphaned-rows.zip": "Taxon, not specimens",
    "dwca-star-test-archive.zip": "Taxon, not specimens",
    "dwca-taxon": "Taxon, not specimens",
    "dwca-simple-test-archive.tgz": "no complete zip archive",
    "dwca-meta-broken": "'occurrence.txt', which is not there",
    "dwca-occurrence-broken": "no well-formed XML",
    "dwca-occurrence-schema": "no file location is given",
}


def test_forty_archives_of_strangers(shared: Path) -> None:
    """Each gives records, or says what is wrong; which do which is checked one by one."""
    samples = _samples(shared)
    assert len(samples) >= 38
    refused = {}
    for path in samples:
        try:
            records = list(dwca.read(path))
        except BadSource as error:
            refused[path.name] = (error.where, str(error))
            continue
        assert records, path.name
        assert all(record.where for record in records)
    assert all(where for where, _ in refused.values())
    assert refused.keys() == NOT_READABLE.keys()
    for name, told in NOT_READABLE.items():
        assert told in refused[name][1]


def test_every_row_of_a_gbif_download_is_a_record(shared: Path, tmp_path: Path) -> None:
    path = next(shared.rglob("gbif-results.zip"))
    with zipfile.ZipFile(path) as archive:
        ids = [line.split("\t")[0] for line in archive.read("occurrence.txt").decode().split("\n")]
    records = list(dwca.read(path))
    assert [record.source_ids["occurrenceID"] for record in records] == [i for i in ids if i]
    unpacked = tmp_path / "unpacked"
    shutil.unpack_archive(path, unpacked, "zip")
    assert [r.verbatim for r in dwca.read(unpacked)] == [r.verbatim for r in records]


def test_bees_of_a_museum_are_understood(shared: Path) -> None:
    path = next(shared.rglob("dwca-occurrence/meta.xml")).parent
    for record in dwca.read(path):
        assert record.name is not None
        assert record.name.scientific_name == "Megachile chomskyi"
        assert record.name.authorship == "Sheffield, 2013"
        assert record.place.coordinates is not None
        assert record.place.coordinates.datum == "WGS84"
        assert record.place.country is not None
        assert record.place.country.code == "US"
        assert record.licence is not None
        assert record.licence.uri == "https://creativecommons.org/publicdomain/zero/1.0/"
        assert record.type_status == record.verbatim["typeStatus"]
