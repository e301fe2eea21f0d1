"""The contract of SearchIndex, on both engines (contract: Search on two engines, Generations)."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from insecta.domain.catalogue_number import normal_form
from insecta.domain.documents import FACETS, digest
from insecta.domain.query import AnyOf, Between, Missing, Prefix, Query, Word
from insecta.domain.text import searchable
from insecta.errors import BadQuery, Invalid, NotFound
from insecta.ports import Document, Generation, SearchIndex, SearchPage, SearchRequest
from insecta.services.search_language import parse
from tests.ports.search_oracle import SORTS, counts, find, make_documents, make_search, ordered

Factory = Callable[[], SearchIndex]
EVERYTHING = Query()


@pytest.fixture(params=["sqlite", pytest.param("elastic", marks=pytest.mark.server)])
def factory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Factory]:
    """Opens the same index again and again, as several processes would."""
    opened: list[Any] = []
    if request.param == "sqlite":
        from insecta.adapters.sqlite_index import open_index

        url = f"sqlite:///{tmp_path / 'index.db'}"
    else:
        from insecta.adapters.elastic_index import open_index

        url = f"{request.getfixturevalue('elasticsearch_url')}/test-{uuid4().hex[:12]}-"

    def remembered() -> SearchIndex:
        opened.append(open_index(url))
        return opened[-1]

    yield remembered
    for index in opened:
        index.close()


@pytest.fixture
def index(factory: Factory) -> SearchIndex:
    """An index with one empty generation of specimens that is searched."""
    index = factory()
    index.open(Generation("specimens-1", "specimens"))
    index.point("specimens", "specimens-1")
    return index


def filled(index: SearchIndex, documents: list[Document]) -> SearchIndex:
    index.write(["specimens-1"], documents)
    index.refresh("specimens-1")
    return index


def ids(index: SearchIndex, query: str | Query = EVERYTHING, **options: object) -> list[str]:
    return [hit.id for hit in ask(index, query, **options).hits]


def ask(index: SearchIndex, query: str | Query = EVERYTHING, **options: object) -> SearchPage:
    parsed = parse(query) if isinstance(query, str) else query
    request = SearchRequest(parsed, **({"visible": None, "limit": 1000} | options))  # type: ignore[arg-type]
    return index.search("specimens", request)


def walk(index: SearchIndex, query: str | Query = EVERYTHING, **options: object) -> Iterator[str]:
    cursor: str | None = None
    while True:
        page = ask(index, query, cursor=cursor, **options)
        yield from (hit.id for hit in page.hits)
        cursor = page.next
        if cursor is None:
            return


def doc(name: str, version: int = 1, **fields: object) -> Document:
    return Document(name, version, {"collection_id": "c", **fields})


def test_every_search_finds_and_counts_what_the_oracle_does(index: SearchIndex) -> None:
    documents = make_documents(300, seed=3)
    filled(index, documents)
    chance = random.Random(4)
    facets = ("genus", "country", "caste", "trust")
    some = 0
    for _ in range(300):
        text = make_search(chance)
        try:
            query = parse(text)
        except BadQuery:  # a phrase or prefix of punctuation alone
            continue
        visible = chance.choice([None, None, frozenset({"c1", "c3"}), frozenset[str]()])
        page = ask(index, query, visible=visible, facets=facets, facet_size=4)
        expected = find(documents, SearchRequest(query, visible))
        assert {hit.id for hit in page.hits} == {each.id for each in expected}, text
        assert page.total == len(expected), text
        for facet in page.facets:
            assert facet.values == counts(expected, facet.field, 4), (text, facet.field)
        some += bool(0 < len(expected) < 300)
    assert some > 120  # the searches tell documents apart


@pytest.mark.parametrize("typed", ["mus0002", "MUS 0002", "mus-0002", "MUS_0002", "Mus.0002"])
def test_a_number_is_found_however_it_is_written_there_and_here(
    index: SearchIndex, typed: str
) -> None:
    numbers = {"blank": "MUS 0002", "hyphen": "mus-0002", "whole": "MUS0002", "other": "MUS 0003"}
    filled(
        index,
        [
            doc(name, text=searchable(number, normal_form(number), "ant"))
            for name, number in numbers.items()
        ],
    )
    assert ids(index, typed, sort="catalog_number:asc") == ["blank", "hyphen", "whole"]
    assert ids(index, f"{typed} ant", sort="catalog_number:asc") == ["blank", "hyphen", "whole"]
    assert ids(index, f"{typed} moth") == []


def test_every_declared_order_is_the_oracles(index: SearchIndex) -> None:
    documents = make_documents(60, seed=5)
    filled(index, documents)
    for sort in SORTS:
        field, way = sort.split(":")
        found = ordered(documents, field, descending=way == "desc")
        assert ids(index, sort=sort) == found, sort
        assert list(walk(index, sort=sort, limit=25)) == found, sort


def test_stored_fields_come_back_as_given(index: SearchIndex) -> None:
    given = {
        "collection_id": "c",
        "caste": ["worker", "queen"],
        "thumbnail": {"a.b": [1, None, "é"]},
    }
    filled(index, [Document("x", 1, given)])
    assert ask(index).hits[0].fields == given


def test_relevance_prefers_the_shorter_record_and_breaks_ties_by_id(index: SearchIndex) -> None:
    long = " ".join(["formica", *(f"word{n}" for n in range(40))])
    others = [doc(f"o{n}", text="eciton burchellii") for n in range(20)]
    filled(
        index,
        [doc("long", text=long), doc("b", text="formica rufa"), doc("a", text="formica rufa")],
    )
    index.write(["specimens-1"], others)
    index.refresh("specimens-1")
    page = ask(index, "formica")
    assert [hit.id for hit in page.hits] == ["a", "b", "long"]
    scores = [hit.score for hit in page.hits]
    assert scores[0] == scores[1] > scores[2] > 0
    assert list(walk(index, "formica", limit=1)) == ["a", "b", "long"]


def test_an_older_version_never_wins_and_an_equal_one_does(index: SearchIndex) -> None:
    filled(index, [doc("x", 5, genus="Formica")])
    filled(index, [doc("x", 4, genus="Eciton")])
    assert ids(index, "genus:formica") == ["x"]
    filled(index, [doc("x", 5, genus="Lasius")])
    assert (ids(index, "genus:formica"), ids(index, "genus:lasius")) == ([], ["x"])
    filled(index, [doc("x", 7, genus="Atta"), doc("x", 6, genus="Eciton")])
    assert ask(index).hits[0].fields["genus"] == "Atta"


def test_what_a_new_version_no_longer_holds_is_no_longer_found(index: SearchIndex) -> None:
    full = doc("x", 1, genus="Atta", text="atta leaf", confidence=0.5, event_start="1990-01-01")
    filled(index, [full, doc("y", 1, genus="Atta")])
    assert ask(index, "genus:atta", facets=("genus",)).facets[0].values == (("Atta", 2),)
    assert ids(index, "leaf confidence:0.4.. date:1990") == ["x"]
    filled(index, [doc("x", 2)])
    assert ids(index, "leaf") == ids(index, "confidence:0..") == ids(index, "date:1990") == []
    assert ask(index, facets=("genus",)).facets[0].values == (("Atta", 1),)
    assert sorted(ids(index, "date:none confidence:none")) == ["x", "y"]


def test_a_deleted_document_is_never_found_and_never_resurrects(index: SearchIndex) -> None:
    filled(index, [doc("x", 3, genus="Atta", text="atta"), doc("y", 1, genus="Atta")])
    filled(index, [Document("x", 4, {}, deleted=True)])
    filled(index, [doc("x", 3, genus="Atta", text="atta")])
    assert ids(index) == ["y"]
    assert ids(index, "atta") == []
    assert ask(index, facets=("genus",)).facets[0].values == (("Atta", 1),)
    assert index.refresh("specimens-1").count == 1
    filled(index, [doc("x", 5, genus="Atta")])
    assert ids(index, "genus:atta") == ["x", "y"]


def test_a_summary_depends_on_living_ids_and_versions_only(index: SearchIndex) -> None:
    index.write(["specimens-1"], [doc("b", 2), doc("é", 1), doc("a", 3), doc("Z", 1)])
    index.write(["specimens-1"], [Document("gone", 9, {}, deleted=True)])
    summary = index.refresh("specimens-1")
    assert summary.count == 4
    assert summary.digest == digest([("Z", 1), ("a", 3), ("b", 2), ("é", 1)])
    filled(index, [doc("a", 4)])
    assert index.refresh("specimens-1").digest != summary.digest


def test_who_may_see_nothing_finds_nothing(index: SearchIndex) -> None:
    filled(index, [doc("x", genus="Atta"), Document("y", 1, {"collection_id": "C"})])
    page = ask(index, visible=frozenset(), facets=("genus", "collection"))
    assert (page.hits, page.total, page.next) == ((), 0, None)
    assert all(not facet.values for facet in page.facets)
    assert ids(index, visible=frozenset({"c"})) == ["x"]  # exact: another case is another id
    assert ids(index, visible=frozenset({"c", "C", "absent"})) == ["x", "y"]
    assert ids(index, visible=None) == ["x", "y"]


def test_a_walk_has_no_gap_and_no_repeat_while_others_write(
    index: SearchIndex, factory: Factory
) -> None:
    documents = [doc(f"d{n:03}", confidence=n % 10 / 10, genus=f"G{n % 3}") for n in range(200)]
    filled(index, documents)
    other, stop = factory(), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            again = documents[number % 200]
            new = doc(f"e{number:05}", confidence=0.5, genus="G1")
            other.write(["specimens-1"], [Document(again.id, 2, again.fields), new])
            other.refresh("specimens-1")
            number += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for sort in ("confidence:desc", "genus:asc", "catalog_number:asc"):
            seen = list(walk(index, sort=sort, limit=13))
            assert len(seen) == len(set(seen))
            assert {each.id for each in documents} <= set(seen)
    finally:
        stop.set()
        thread.join()
    assert any(name.startswith("e") for name in ids(index))


def test_a_cursor_goes_on_where_its_document_was_though_it_is_gone(index: SearchIndex) -> None:
    filled(index, [doc(name, genus=name.upper()) for name in "abcdef"])
    page = ask(index, sort="genus:asc", limit=2)
    filled(index, [Document(name, 2, {}, deleted=True) for name in "bc"])
    assert ids(index, sort="genus:asc", cursor=page.next) == ["d", "e", "f"]


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "!", "é", "W10", "bm90IGpzb24"])
def test_a_cursor_that_is_not_ours_is_refused(index: SearchIndex, cursor: str) -> None:
    with pytest.raises(BadQuery, match="cursor"):
        ask(index, cursor=cursor)


def test_a_cursor_of_another_order_is_refused(index: SearchIndex) -> None:
    filled(index, [doc(name) for name in "abc"])
    page = ask(index, sort="genus:asc", limit=1)
    with pytest.raises(BadQuery, match="cursor"):
        ask(index, sort="genus:desc", cursor=page.next)


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest(Query((Word("nothing", ("a",)),)), None),
        SearchRequest(Query((Between("genus", "a", "b"),)), None),
        SearchRequest(Query((Between("confidence", "low", None),)), None),
        SearchRequest(Query((Between("date", "1923", None),)), None),
        SearchRequest(Query((AnyOf("confidence", ("1",)),)), None),
        SearchRequest(Query((Prefix("genus", ""),)), None),
        SearchRequest(Query((Missing("text"),)), None),
        SearchRequest(EVERYTHING, None, sort="genus"),
        SearchRequest(EVERYTHING, None, sort="text:asc"),
        SearchRequest(EVERYTHING, None, facets=("confidence",)),
        SearchRequest(EVERYTHING, None, limit=-1),
        SearchRequest(EVERYTHING, None, limit=1001),
        SearchRequest(EVERYTHING, None, vector=np.ones(3, dtype=np.float32)),
    ],
    ids=lambda request: str(request.query.nodes or request)[:60],
)
def test_what_cannot_be_answered_is_refused(index: SearchIndex, request_: SearchRequest) -> None:
    with pytest.raises(BadQuery):
        index.search("specimens", request_)


def test_a_bad_document_is_named_and_writes_nothing(index: SearchIndex) -> None:
    with pytest.raises(Invalid, match="bad: confidence holds 'high'"):
        index.write(["specimens-1"], [doc("good"), doc("bad", confidence="high")])
    with pytest.raises(Invalid, match="worse: event_start"):
        index.write(["specimens-1"], [doc("worse", event_start="1923-02-30")])
    assert index.refresh("specimens-1").count == 0


def test_long_values_and_odd_characters_are_stored_and_found(index: SearchIndex) -> None:
    long = "x" * 40_000
    filled(index, [doc("a", note=long, text="y" * 120), doc("b", note="a\ud800b\x00c")])
    assert ids(index, Query((Prefix("note", "x" * 250),))) == ["a"]
    assert ids(index, "y" * 300) == ["a"]
    assert ids(index, Query((AnyOf("note", ("AB\x00C",)),))) == ["b"]
    assert len(ask(index, facets=("note",)).facets[0].values) == 2


def test_a_generation_is_opened_once_and_must_exist(index: SearchIndex) -> None:
    filled(index, [doc("x")])
    index.open(Generation("specimens-1", "specimens"))
    index.point("specimens", "specimens-1")
    assert ids(index) == ["x"]
    with pytest.raises(NotFound):
        index.write(["specimens-9"], [doc("x")])
    with pytest.raises(NotFound):
        index.refresh("specimens-9")
    with pytest.raises(NotFound):
        index.point("specimens", "specimens-9")
    with pytest.raises(NotFound):
        index.search("images", SearchRequest(EVERYTHING, None))
    assert ids(index) == ["x"]


def test_both_generations_are_written_and_the_swap_fails_no_search(
    index: SearchIndex, factory: Factory
) -> None:
    index.open(Generation("specimens-2", "specimens"))
    index.write(["specimens-1", "specimens-2"], [doc(f"d{n}") for n in range(50)])
    assert index.refresh("specimens-1") == index.refresh("specimens-2")
    index.write(["specimens-2"], [doc(f"e{n}") for n in range(50)])
    index.refresh("specimens-2")
    reader, totals, failed, stop = factory(), set[int](), list[Exception](), threading.Event()

    def search() -> None:
        while not stop.is_set():
            try:
                totals.add(ask(reader).total)
            except Exception as error:
                failed.append(error)

    thread = threading.Thread(target=search)
    thread.start()
    try:
        for _ in range(5):
            index.point("specimens", "specimens-2")
            index.point("specimens", "specimens-1")
        index.point("specimens", "specimens-2", drop="specimens-1")
        assert ask(index).total == 100
    finally:
        stop.set()
        thread.join()
    assert failed == []
    assert totals <= {50, 100}
    for documents in ([doc("x")], []):  # with nothing to write it is told too
        with pytest.raises(NotFound):
            index.write(["specimens-1"], documents)
    with pytest.raises(Invalid, match="alias"):
        index.point("specimens", "specimens-2", drop="specimens-2")
    index.point("specimens", None)
    with pytest.raises(NotFound):
        ask(index)


def test_another_instance_sees_what_was_written(index: SearchIndex, factory: Factory) -> None:
    other = factory()
    filled(index, [doc("a", genus="Atta")])
    assert ids(other, "genus:atta") == ["a"]
    filled(index, [doc("b", genus="Atta"), doc("a", 2, genus="Eciton")])
    assert ids(other, "genus:atta") == ["b"]
    filled(other, [Document("b", 2, {}, deleted=True)])
    assert ids(index, "genus:atta") == []


@pytest.fixture
def pictures(index: SearchIndex) -> tuple[SearchIndex, list[Document]]:
    generator = np.random.default_rng(6)
    centres = generator.normal(size=(12, 32))
    documents = []
    for n in range(2_000):
        vector = centres[n % 12] + generator.normal(size=32)
        vector = (vector / np.linalg.norm(vector)).astype(np.float32)
        fields = {"collection_id": f"c{n % 4}", "specimen_id": f"s{n // 3}", "view": "hdp"[n % 3]}
        documents.append(Document(f"i{n:04}", 1, fields, vector))
    documents.append(Document("without", 1, {"collection_id": "c0", "view": "h"}))
    index.open(Generation("images-abc-1", "images", 32))
    index.write(["images-abc-1"], documents)
    index.write(["images-abc-1"], [Document("i0007", 2, {}, deleted=True)])
    index.refresh("images-abc-1")
    index.point("images", "images-abc-1")
    return index, [each for each in documents if each.id != "i0007"]


def test_nearest_pictures_are_those_of_brute_force(
    pictures: tuple[SearchIndex, list[Document]], request: pytest.FixtureRequest
) -> None:
    index, documents = pictures
    exact = "sqlite" in request.node.callspec.id
    generator = np.random.default_rng(7)
    shared = asked = 0
    for number in range(40):
        vector = generator.normal(size=32).astype(np.float32)
        view, visible = "hdp"[number % 3], frozenset({"c0", "c3"}) if number % 2 else None
        among = [
            each
            for each in documents
            if each.vector is not None
            and each.fields["view"] == view
            and (visible is None or each.fields["collection_id"] in visible)
        ]
        matrix = np.stack([each.vector for each in among if each.vector is not None])
        matrix = matrix.astype(np.float16).astype(np.float32)
        cosines = matrix @ (vector / np.linalg.norm(vector))
        best = [among[place].id for place in np.argsort(-cosines, kind="stable")[:10]]
        query = Query((AnyOf("view", (view.upper(),)),))
        asking = SearchRequest(query, visible, limit=10, vector=vector, facets=("view",))
        page = index.search("images", asking)
        found = [hit.id for hit in page.hits]
        if exact:
            assert found == best
        assert len(found) == 10
        assert page.total == len(among)
        assert page.next is None
        assert page.facets[0].values == ((view, len(among)),)
        assert page.hits[0].score == pytest.approx(float(cosines.max()), abs=2e-3)
        assert [hit.score for hit in page.hits] == sorted(
            (h.score for h in page.hits), reverse=True
        )
        shared, asked = shared + len(set(found) & set(best)), asked + 10
    assert shared / asked >= 0.95


def test_vectors_that_cannot_be_compared_are_refused(
    pictures: tuple[SearchIndex, list[Document]],
) -> None:
    index, _ = pictures
    for vector in (
        np.zeros(32, np.float32),
        np.ones(31, np.float32),
        np.full(32, np.nan, np.float32),
    ):
        with pytest.raises(Invalid, match="new: a vector"):
            index.write(["images-abc-1"], [Document("new", 1, {"collection_id": "c"}, vector)])
        with pytest.raises(BadQuery, match="vector"):
            index.search("images", SearchRequest(EVERYTHING, None, vector=vector))


def test_a_range_of_numbers_compares_them_as_numbers(index: SearchIndex) -> None:
    filled(
        index,
        [
            doc("a", number_series="MUS", number_value=7.0),
            doc("b", number_series="MUS", number_value=107.0),
            doc("c", number_series="mus", number_value=90.0),
            doc("d", number_series="CAS", number_value=8.0),
            doc("e", number_value=9.0),
            doc("f"),
        ],
    )
    assert ids(index, "catalog_number:mus-0007..MUS0090") == ["a", "c"]
    assert ids(index, "catalog_number:MUS-8..") == ["b", "c"]
    assert ids(index, "catalog_number:7..9") == ["e"]


def test_a_determination_is_found_by_who_when_and_whether(index: SearchIndex) -> None:
    year = {"determined_start": "1987-01-01", "determined_end": "1987-12-31"}
    filled(
        index,
        [
            doc("a", determiner=["B. Bolton", "Ada"], determination=["museum", "person"], **year),
            doc("b", determination="museum", determined_start="1990-03-02", determined_end="1990-03-02"),
            doc("c", digitiser="A. Nobile"),
        ],
    )  # fmt: skip
    assert ids(index, 'determiner:"b. bolton"') == ["a"]
    assert ids(index, "determined:1987-06..1989") == ["a"]
    assert ids(index, "determined:1990") == ["b"]
    assert ids(index, "determination:none") == ids(index, "determined:none") == ["c"]
    assert ids(index, "digitiser:a*") == ["c"]


def test_all_facets_of_the_table_can_be_asked_at_once(index: SearchIndex) -> None:
    filled(index, [doc("x", **dict.fromkeys(FACETS, "v"))])
    page = ask(index, facets=FACETS, limit=0)
    assert page.hits == ()
    assert [facet.values for facet in page.facets] == [(("v", 1),)] * len(FACETS)


@pytest.mark.server
def test_an_emptied_server_makes_no_index_of_its_own_guessing(elasticsearch_url: str) -> None:
    from insecta.adapters.elastic_index import open_index

    prefix = f"test-{uuid4().hex[:12]}-"
    index = open_index(f"{elasticsearch_url}/{prefix}")
    index.open(Generation("specimens-1", "specimens"))
    index.point("specimens", "specimens-1")
    index.write(["specimens-1"], [doc("a")])
    server = index._client
    server.indices.delete(index=f"{prefix}specimens-1")
    server.indices.delete_index_template(name=prefix.rstrip("-"))
    with pytest.raises(NotFound):
        index.write(["specimens-1"], [doc("a")])
    assert not server.indices.exists(index=f"{prefix}specimens-1")
    index.open(Generation("specimens-1", "specimens"))
    index.write(["specimens-1"], [doc("a")])
    assert index.refresh("specimens-1").count == 1
    index.close()
