"""`insecta runs`: what broke off goes on, what is cancelled stays undone until it is resumed."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.ingest import run as ingest
from insecta.services.ingest.pool import Work
from insecta.services.ingest.source import open_source
from insecta.services.number_patterns import named_pattern
from insecta.services.sources.record import ReadOptions
from tests.cli.conftest import Drawn
from tests.cli.inside import Inside
from tests.cli.teaching_house import CODE, FIRST, names
from tests.services.house import jpeg

pytestmark = pytest.mark.slow

PICTURES = 5
ANY = named_pattern("any")


@pytest.fixture
def broken_off(tmp_path: Path) -> tuple[Inside, str]:
    """A house whose ingest was interrupted when its source had been read and nothing taken in."""
    source = tmp_path / "drawer"
    source.mkdir()
    for seed in range(PICTURES):
        (source / f"a{seed}.jpg").write_bytes(jpeg(90, seed, (300, 240)))
    insecta = Inside(tmp_path / "data")
    insecta.done("up", "--prepare", INSECTA_RELEASE=str(FIRST))
    with closing(insecta.opened()) as opened:
        read, _ = open_source(str(source), ReadOptions(ANY), opened.bucket_opener)
        collection, run, _ = ingest.begin(opened.catalogue, LOCAL_ADMINISTRATOR, CODE, read)

        def interrupt(stage: str, *_: object) -> None:
            if stage == "taking in":
                raise KeyboardInterrupt

        work = Work(opened.store_opener, 50_000_000, 50_000_000)
        take_in = partial(ingest.take_in, opened.catalogue, collection, ANY, run, read, work)
        with pytest.raises(KeyboardInterrupt):
            take_in(1, interrupt)
    return insecta, str(run.run_id)


def states(insecta: Inside, run: str) -> tuple[str, dict[str, int]]:
    told = insecta.done("runs", "show", run, "--json").json
    return told["state"], told["counts"]


def test_what_broke_off_goes_on(broken_off: tuple[Inside, str]) -> None:
    insecta, run = broken_off
    assert states(insecta, run) == ("open", {"pending": PICTURES})
    told = insecta.done("runs", "resume", run[:8], "--json").json
    assert told["state"] == "finished"
    assert sum(told["counts"].values()) == PICTURES
    assert set(told["counts"]) <= {"done", "abstained"}
    assert told["outcomes"]["new"] == PICTURES
    assert len(names(insecta)) == PICTURES


def test_what_is_cancelled_is_not_begun_and_what_is_resumed_is_done(
    broken_off: tuple[Inside, str],
) -> None:
    insecta, run = broken_off
    told = insecta.done("runs", "cancel", run[:8], "--json").json
    assert told == {"run": run, "cancelled": PICTURES}
    assert states(insecta, run) == ("cancelled", {"failed": PICTURES})
    listed = insecta.done("runs", "failures", run, "--csv").out.splitlines()[1:]
    assert Counter(line.split(",", 2)[2] for line in listed) == {"failed,cancelled": PICTURES}
    assert not list((insecta.data / "objects/blobs").rglob("*.jpg"))
    assert names(insecta) == {}
    twice = insecta.run("runs", "cancel", run)
    assert (twice.code, "cancelled already" in twice.err) == (1, True)
    resumed = insecta.done("runs", "resume", run)
    assert f"{PICTURES} pictures are tried again" in resumed.err
    state, counts = states(insecta, run)
    assert (state, sum(counts.values()), counts.get("failed")) == ("finished", PICTURES, None)
    assert len(names(insecta)) == PICTURES


def test_a_finished_run_is_neither_cancelled_nor_done_again(drawn: Drawn) -> None:
    before = states(drawn.insecta, drawn.run)
    refused = drawn.insecta.run("runs", "cancel", drawn.run)
    assert (refused.code, "finished already" in refused.err) == (1, True)
    resumed = drawn.insecta.done("runs", "resume", drawn.run)
    assert "no picture was put back" in resumed.err
    assert states(drawn.insecta, drawn.run) == before
    unknown = drawn.insecta.run("runs", "resume", "nothing")
    assert (unknown.code, "'nothing' is no run" in unknown.err) == (1, True)


def test_failed_pictures_are_tried_again_only_when_asked(tmp_path: Path, drawn: Drawn) -> None:
    """A picture that could not be read the first time, and can the second."""
    source = tmp_path / "more"
    source.mkdir()
    (source / "good.jpg").write_bytes(jpeg(90, 1, (300, 240)))
    (source / "late.jpg").write_bytes(jpeg(90, 2, (300, 240)))
    done = drawn.insecta.done("ingest", source, "--collection", CODE, "--json").json
    with closing(drawn.insecta.opened()) as opened, opened.catalogue.writing() as tx:
        (late,) = [one for one in tx.runs.items(UUID(done["run"])) if one.user_name == "late.jpg"]
        tx.runs.set_items([(late, {"state": "failed", "reason": "the store did not answer"})])
    assert "no picture was put back" in drawn.insecta.run("runs", "resume", done["run"]).err
    assert states(drawn.insecta, done["run"])[1]["failed"] == 1
    drawn.insecta.done("runs", "resume", done["run"], "--retry")
    state, counts = states(drawn.insecta, done["run"])
    assert (state, counts.get("failed"), sum(counts.values())) == ("finished", None, 2)
