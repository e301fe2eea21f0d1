"""`insecta report`: the same figures for people, for spreadsheets, and for programs."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from pathlib import Path

import pytest

from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.receive import Upload, receive
from tests.cli.inside import Inside
from tests.cli.teaching_house import FIRST
from tests.services.house import jpeg

pytestmark = pytest.mark.slow


def test_a_report_is_told_three_ways(tmp_path: Path) -> None:
    insecta = Inside(tmp_path / "data")
    insecta.done("up", "--prepare", INSECTA_RELEASE=str(FIRST))
    with closing(insecta.opened()) as opened:
        sent = Upload("a.jpg", collection="ANTS", station="stand 1")
        data = jpeg(90, 1, (200, 150))
        receive(opened.catalogue, opened.store, LOCAL_ADMINISTRATOR, sent, [data], opened.limits)
    told = insecta.done("report", "ANTS", "--json").json
    figures = {(one["group"], one["name"]): one["value"] for one in told["figures"]}
    assert figures["taken", "pictures"] == figures["station", "stand 1"] == 1
    assert figures["backlog", "not_looked_at"] == 1
    lines = list(csv.DictReader(io.StringIO(insecta.done("report", "ANTS", "--csv").out)))
    assert {(one["group"], one["name"]) for one in lines} == set(figures)
    assert all(one["query"].startswith("/api/v1/") for one in lines)
    shown = insecta.done("report", "ANTS", "--from", "2020-01-01", "--to", "2020-12-31").out
    assert "2020-01-01 to 2020-12-31" in shown
    wrong = insecta.run("report", "ANTS", "--from", "2021-01-01", "--to", "2020-12-31")
    assert (wrong.code, "before it begins" in wrong.err) == (1, True)
    assert "no collection 'BEES'" in insecta.run("report", "BEES").err
