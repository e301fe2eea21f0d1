"""Apply mutations to a copy of the tree, run the tests that must notice, and write down what died.

python -m tests.mutations.harness --named
python -m tests.mutations.harness --drawn 100 --seed 1 --journal FILE

With a journal each fate is written down as it comes, and the same command goes on from there.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutations.drawn import Site, draw
from tests.mutations.named import NAMED, Mutation

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("results.json")
PARTS = ("insecta", "api", "streaming", "tests", "releases", "docs", "events", "pyproject.toml")
SECONDS = 900.0
"""A mutation that hangs is killed; generous, so that a busy machine is not taken for one."""
NONE_FOUND = 5
CONTROL = ("tests/services/test_receive.py", "tests/services/test_documents.py")
QUICK = ("-m", "not server and not slow and not long")


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one mutation: killed (a test failed), survived, or hung (counts as killed).

    Undecided: the nearest tests pass, and the others have not been asked yet.
    """

    name: str
    path: str
    fate: str
    seconds: float

    @property
    def dead(self) -> bool:
        return self.fate in {"killed", "hung"}


class Tree:
    """A copy of what the tests need; each mutation is undone after its run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.is_file():
                shutil.copy2(source, folder / part)

    def passes(self, tests: Sequence[str]) -> bool | None:
        """Whether the tests pass; None where they hang."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", *QUICK, *tests]
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        running = subprocess.Popen(
            command, cwd=self.folder, env=environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            code = running.wait(SECONDS)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            running.wait()
        if code not in (0, 1, 2, NONE_FOUND):
            raise RuntimeError(f"pytest {' '.join(tests)} ended with {code}")
        return code in (0, NONE_FOUND)

    def try_out(
        self, name: str, path: str, mutate: Callable[[Path], object], tests: Sequence[str]
    ) -> Fate:
        before = (self.folder / path).read_bytes()
        began = time.monotonic()
        try:
            mutate(self.folder)
            passed = self.passes(tests)
        finally:
            (self.folder / path).write_bytes(before)
        fate = {True: "survived", False: "killed", None: "hung"}[passed]
        return Fate(name, path, fate, round(time.monotonic() - began, 1))


def apply(mutation: Mutation, root: Path) -> None:
    """Raises ValueError where the line has changed since the mutation was written."""
    source = (root / mutation.path).read_text(encoding="utf-8")
    if source.count(mutation.old) != 1:
        raise ValueError(f"{mutation.name}: {mutation.path} does not hold its line exactly once")
    changed = source.replace(mutation.old, mutation.new)
    (root / mutation.path).write_text(changed, encoding="utf-8")


def folders_of(site: Site) -> tuple[str, ...]:
    """Quick tests that may notice a drawn mutation."""
    if site.path.startswith("insecta/domain"):
        return ("tests/domain", "tests/services", "tests/rules")
    if site.path.startswith("streaming"):
        return ("tests/streaming", "tests/services/test_relay.py")
    return ("tests/services", "tests/api")


def nearest(site: Site) -> list[str]:
    """Test files that import the module, or bear its name."""
    module = site.path.removesuffix(".py").replace("/", ".")
    package, _, name = module.rpartition(".")
    said = (f"{module} import", f"import {module}", f"from {package} import {name}")
    found = []
    for folder in folders_of(site):
        for path in sorted((ROOT / folder).rglob("test_*.py")):
            text = path.read_text(encoding="utf-8")
            if path.stem == f"test_{name}" or any(one in text for one in said):
                found.append(str(path.relative_to(ROOT)))
    return found


def run_named(tree: Tree, tell: Callable[[Fate], None]) -> list[Fate]:
    fates = []
    for mutation in NAMED:
        fate = tree.try_out(mutation.name, mutation.path, partial(apply, mutation), mutation.tests)
        tell(fate)
        fates.append(fate)
    return fates


def run_drawn(
    tree: Tree,
    number: int,
    seed: int,
    tell: Callable[[Fate], None],
    known: Sequence[Fate] = (),
) -> list[Fate]:
    """First the nearest tests of each, which kill most in little time; then all for the rest.

    `known`: fates of an earlier call on the same tree, which are not sought again.
    """
    fates = {(fate.path, fate.name): fate for fate in known}
    sites = {(site.path, _name(site)): site for site in draw(ROOT, number, seed)}
    for seek, decided in ((nearest, False), (folders_of, True)):
        for key, site in sites.items():
            past = fates.get(key)
            if past is not None and (past.fate != "undecided" or not decided):
                continue
            tests = seek(site)
            fate = tree.try_out(key[1], site.path, site.apply, tests) if tests else None
            if not decided and (fate is None or not fate.dead):
                fate = Fate(key[1], site.path, "undecided", fate.seconds if fate else 0.0)
            assert fate is not None
            tell(fate)
            fates[key] = fate
    return [fates[key] for key in sites]


def _name(site: Site) -> str:
    line = (ROOT / site.path).read_text(encoding="utf-8").splitlines()[site.line - 1].strip()
    return f"{site.kind} at line {site.line}, column {site.start}: {line} → {site.new}"


def written(journal: Path) -> list[Fate]:
    """Fates of a journal, later lines winning; none where it does not exist yet."""
    if not journal.is_file():
        return []
    return [Fate(**json.loads(line)) for line in journal.read_text(encoding="utf-8").splitlines()]


def summary(fates: Sequence[Fate]) -> dict[str, object]:
    """Figures and survivors, as results.json holds them."""
    return {
        "mutations": len(fates),
        "killed": sum(fate.dead for fate in fates),
        "undecided": sum(fate.fate == "undecided" for fate in fates),
        "survivors": [asdict(fate) for fate in fates if fate.fate == "survived"],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--named", action="store_true")
    parser.add_argument("--drawn", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--journal", type=Path, default=None)
    args = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}

    def tell(fate: Fate) -> None:
        print(f"{fate.fate:9}{fate.seconds:7.1f} s  {fate.path}  {fate.name}", flush=True)
        if args.journal is not None:
            with args.journal.open("a", encoding="utf-8") as journal:
                journal.write(json.dumps(asdict(fate), ensure_ascii=False) + "\n")

    with TemporaryDirectory() as folder:
        tree = Tree(Path(folder))
        if not tree.passes(CONTROL):
            print("the tests fail without any mutation: nothing can be learned", file=sys.stderr)
            return 1
        if args.named:
            results["named"] = summary(run_named(tree, tell))
        if args.drawn:
            known = written(args.journal) if args.journal is not None else []
            fates = run_drawn(tree, args.drawn, args.seed, tell, known)
            results["drawn"] = {"seed": args.seed, **summary(fates)}
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
