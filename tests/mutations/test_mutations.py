"""The tests notice when a rule of the contract is broken (`make test-long`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.mutations.drawn import draw
from tests.mutations.harness import (
    CONTROL,
    RESULTS,
    ROOT,
    Tree,
    apply,
    run_drawn,
    run_named,
    summary,
)
from tests.mutations.named import NAMED, Mutation


@pytest.mark.parametrize("mutation", NAMED, ids=lambda mutation: mutation.name)
def test_each_mutation_still_finds_its_line_and_its_tests(mutation: Mutation) -> None:
    source = (ROOT / mutation.path).read_text(encoding="utf-8")
    assert source.count(mutation.old) == 1
    compile(source.replace(mutation.old, mutation.new), mutation.path, "exec")
    assert all((ROOT / one).exists() for one in mutation.tests if one.endswith(".py"))


def test_a_line_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(ValueError, match="exactly once"):
        apply(Mutation("m", "a.py", "x = 2", "x = 3", ()), tmp_path)


def test_drawn_mutations_are_the_same_for_a_seed_and_still_python(tmp_path: Path) -> None:
    drawn = draw(ROOT, 100, 1)
    assert drawn == draw(ROOT, 100, 1)
    for site in drawn:
        source = (ROOT / site.path).read_bytes()
        copy = tmp_path / site.path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source)
        site.apply(tmp_path)
        assert copy.read_bytes() != source
        compile(copy.read_bytes(), site.path, "exec")


@pytest.mark.long
@pytest.mark.timeout(0)
def test_every_broken_rule_and_nine_in_ten_broken_lines_are_noticed(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "tree")
    assert tree.passes(CONTROL), "the tests fail without any mutation"
    named = summary(run_named(tree, print))
    drawn = {"seed": 1, **summary(run_drawn(tree, 100, 1, print))}
    text = json.dumps({"named": named, "drawn": drawn}, indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    assert named["survivors"] == []
    killed = drawn["killed"]
    assert isinstance(killed, int)
    assert killed >= 90
