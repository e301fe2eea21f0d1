"""Dates become intervals or questions; nothing is guessed."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insecta.domain.event_date import MONTHS, between, parse, span_of

ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2016-00-00", "2016"),
        ("1985-12-00", "1985-12"),
        ("1987-03", "1987-03"),
        ("vii.1923", "1923-07"),
        ("12.VII.1923", "1923-07-12"),
        ("12-vii-1923", "1923-07-12"),
        ("17 Jun 2014", "2014-06-17"),
        ("17. Juni 2014", "2014-06-17"),
        ("June 17, 2014", "2014-06-17"),
        ("3 août 1911", "1911-08-03"),
        ("16-20 Jan 2002", "2002-01-16/2002-01-20"),
        ("12.vii-3.viii.1923", "1923-07-12/1923-08-03"),
        ("vii-viii.1923", "1923-07/1923-08"),
        ("1.xii.1999 - 3.i.2000", "1999-12-01/2000-01-03"),
        ("1987/2023", "1987/2023"),
        ("2009/2009", "2009"),
        ("1987-03-16/20", "1987-03-16/1987-03-20"),
        ("1987-03-16/04-02", "1987-03-16/1987-04-02"),
        ("2007-11/12", "2007-11/2007-12"),
        ("1987-03-16/1987-04-02", "1987-03-16/1987-04-02"),
        ("2011-10-22T00:00Z", "2011-10-22"),
        ("Tue Apr 01 00:00:00 CET 1930", "1930-04-01"),
        ("19870316", "1987-03-16"),
        ("6/16/2009", "2009-06-16"),
        ("4/4/1912", "1912-04-04"),
        ("29 Feb 2000", "2000-02-29"),
    ],
)
def test_forms_on_labels_and_in_sheets(text: str, iso: str) -> None:
    found = parse(text)
    assert found is not None
    assert (found.iso, found.problem, found.verbatim) == (iso, None, text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("03/04/1912", "day_first"),
        ("3.4.1912", "day_first"),
        ("03/04/1912-05/04/1912", "day_first"),
        ("12.vii.23", "two_digit_year"),
        ("3/4/12", "two_digit_year"),
        ("17-Jun-14", "two_digit_year"),
        ("summer 1923", "undecodable_date"),
        ("c. 1923", "undecodable_date"),
        ("1870s", "undecodable_date"),
        ("30.ii.1999", "undecodable_date"),
        ("29 Feb 1900", "undecodable_date"),
        ("1987-88", "undecodable_date"),
        ("20 Jan 2002 - 16 Jan 2002", "end_before_start"),
    ],
)
def test_questions_and_what_cannot_be_read(text: str, problem: str) -> None:
    found = parse(text)
    assert found is not None
    assert (found.problem, found.start, found.iso) == (problem, None, None)


def test_the_source_answers_the_question_once() -> None:
    assert parse("03/04/1912", day_first=True).iso == "1912-04-03"  # type: ignore[union-attr]
    assert parse("03/04/1912", day_first=False).iso == "1912-03-04"  # type: ignore[union-attr]
    contradicted = parse("6/16/2009", day_first=True)
    assert contradicted is not None
    assert contradicted.problem == "day_first"


@pytest.mark.parametrize("text", ["", "  ", "0000-00-00", "0", "unknown", "s.d.", "n/a"])
def test_an_empty_date_is_none(text: str) -> None:
    assert parse(text) is None


def test_two_cells_make_one_interval() -> None:
    assert between("16 Jan 2002", "20 Jan 2002").iso == "2002-01-16/2002-01-20"  # type: ignore[union-attr]
    assert between("2002", "").iso == "2002"  # type: ignore[union-attr]
    wrong = between("16 Jan 2022", "20 Jan 2002")
    assert wrong is not None
    assert (wrong.problem, wrong.verbatim) == ("end_before_start", "16 Jan 2022/20 Jan 2002")
    assert between("", "") is None


@given(st.dates(date(1600, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_from_every_clear_form(day: date) -> None:
    names = [name for name, number in MONTHS.items() if number == day.month]
    forms = [day.isoformat(), f"{day.day}.{ROMAN[day.month - 1]}.{day.year}"]
    forms += [f"{day.day} {name} {day.year}" for name in names]
    for form in forms:
        found = parse(form)
        assert found is not None, form
        assert (found.start, found.end) == (day, day), form


@given(
    st.dates(date(1600, 1, 1), date(2099, 12, 31)), st.dates(date(1600, 1, 1), date(2099, 12, 31))
)
def test_iso_says_the_interval_and_reads_back(one: date, other: date) -> None:
    first, last = sorted((one, other))
    found = parse(f"{first.isoformat()}/{last.isoformat()}")
    assert found is not None
    assert found.iso is not None
    again = parse(found.iso)
    assert again is not None
    assert (again.start, again.end) == (first, last)


@given(st.text(max_size=30), st.sampled_from([None, True, False]))
def test_any_text_gives_nothing_an_interval_or_a_problem(text: str, day_first: bool | None) -> None:
    found = parse(text, day_first)
    if found is not None:
        assert (found.start is None) == (found.problem is not None)
        assert found.verbatim == text
        if found.start and found.end:
            assert found.start <= found.end


def test_all_dates_of_the_real_sheets(shared: Path) -> None:
    path = shared / "data/taxonomy/antweb/specimen16.txt"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    columns = ("DateDetermined", "DateCollectedStart", "DateCollectedEnd")
    cells = [row[column] or "" for row in rows for column in columns]
    assert len(rows) > 200
    for cell in cells:
        found = parse(cell)
        assert (found is None) == (not cell)
        if found is not None:
            assert found.problem is None
            assert found.iso == cell.replace("-00", "")


def test_intervals_of_the_belgian_checklist(shared: Path) -> None:
    with (shared / "data/taxonomy/belgian_ants_dwc/distribution.csv").open(newline="") as stream:
        cells = [row["eventDate"] for row in csv.DictReader(stream)]
    read = [found for found in map(parse, cells) if found is not None]
    assert len(read) == sum(bool(cell) for cell in cells) > 100
    for found in read:
        years = found.verbatim.split("/")
        assert found.problem is None
        assert found.start == date(int(years[0][:4]), 1, 1)
        assert found.end == date(int(years[-1][:4]), 12, 31)


@pytest.mark.parametrize(
    ("iso", "span"),
    [
        ("2014", ("2014-01-01", "2014-12-31")),
        ("2014-02", ("2014-02-01", "2014-02-28")),
        ("2014-06-17", ("2014-06-17", "2014-06-17")),
        ("2014-06-17T10:00:00+00:00", ("2014-06-17", "2014-06-17")),
        ("2014-06-17/2014-06-20", ("2014-06-17", "2014-06-20")),
        ("1920/1923", ("1920-01-01", "1923-12-31")),
        ("2014-06-20/2014-06-17", None),
        ("2014-13", None),
        ("vii.1923", None),
        ("", None),
    ],
)
def test_what_is_kept_as_iso_has_a_first_and_a_last_day(
    iso: str, span: tuple[str, str] | None
) -> None:
    assert span_of(iso) == span
