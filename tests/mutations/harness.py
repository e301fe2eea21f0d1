"""Apply mutations to a copy of the tree, run the tests that must notice, and write down what died.

python -m tests.mutations.harness --named
python -m tests.mutations.harness --drawn 100 --seed 1 --journal FILE

First the test files nearest to each drawn line are asked, which kill most in little time. For the
rest one quiet run of the quick tests tells which of them run through the line; no other can notice
it. With a journal each fate is written down as it comes, and the same command goes on from there:
what changed meanwhile elsewhere in the tree is not asked again. The lines that tests ran through
are kept beside it, and sought again only where a test or the draw changed.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from tests.mutations.drawn import Site, draw, runs_at_import
from tests.mutations.equivalent import EQUIVALENT
from tests.mutations.named import NAMED, Mutation
from tests.mutations.reach import VARIABLE, WHOLE_FILE

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("results.json")
PARTS = (
    "insecta", "api", "streaming", "model", "scripts", "tests", "releases", "docs", "pyproject.toml",
)  # fmt: skip
SECONDS = 900.0
"""A mutation that hangs is killed; generous, so that a busy machine is not taken for one."""
QUIET_SECONDS = 3_600.0
"""The same for the one run of all quick tests without a mutation."""
NONE_FOUND = 5
CONTROL = ("tests/services/test_receive.py",)
QUICK = ("-m", "not server and not slow and not long")
ASKED = (
    "tests/domain", "tests/services", "tests/catalogue", "tests/adapters", "tests/streaming",
    "tests/api", "tests/cli", "tests/ports",
)  # fmt: skip
"""Folders whose quick tests may notice a drawn mutation."""
OUTSIDE = {
    "test_bad_input.py", "test_bad_surroundings.py", "test_bad_tables.py", "test_doctor.py",
    "test_help.py", "test_portal_build.py", "test_prepare.py", "test_up.py", "test_wheel.py",
}  # fmt: skip
"""Test files that start processes, into which the quiet run does not look, or touch no drawn line."""
FILES = 6
"""Test files that are asked first."""
A_TEST = 60
"""Seconds after which a test of a drawn mutation is taken to hang; that kills it."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one mutation: killed (a test failed), survived, or hung (counts as killed).

    Undecided: the nearest tests pass, and the others have not been asked yet.
    """

    name: str
    path: str
    fate: str
    seconds: float
    commit: str = ""

    @property
    def dead(self) -> bool:
        return self.fate in {"killed", "hung"}


class Tree:
    """A copy of what the tests need, at a real path; each mutation is undone after its run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder = folder.resolve()
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.is_file():
                shutil.copy2(source, folder / part)

    def passes(self, tests: Sequence[str], *options: str) -> bool | None:
        """Whether the tests pass; None where they hang."""
        code = self.run(["-x", *options, *tests], SECONDS)
        if code not in (None, 0, 1, 2, NONE_FOUND):
            raise RuntimeError(f"pytest {' '.join(tests)} ended with {code}")
        return None if code is None else code in (0, NONE_FOUND)

    def run(self, words: Sequence[str], seconds: float, **more: str) -> int | None:
        """Exit code of pytest on the quick tests; None where they hang.

        In a fork of this process, which has the libraries ready and none of the tree's modules.
        """
        _warm()
        child = os.fork()
        if child == 0:  # pragma: no cover - another process
            _be_pytest(self.folder, ["-q", "-p", "no:randomly", *READY, *QUICK, *words], more)
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                done, status = os.waitpid(child, os.WNOHANG)
                if done:
                    return os.waitstatus_to_exitcode(status)
                time.sleep(0.05)
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, 0)

    def try_out(
        self,
        name: str,
        path: str,
        mutate: Callable[[Path], object],
        tests: Sequence[str],
        *options: str,
    ) -> Fate:
        before = (self.folder / path).read_bytes()
        began = time.monotonic()
        try:
            mutate(self.folder)
            passed = self.passes(tests, *options)
        finally:
            (self.folder / path).write_bytes(before)
        fate = {True: "survived", False: "killed", None: "hung"}[passed]
        return Fate(name, path, fate, round(time.monotonic() - began, 1), commit())


WARM = (
    "pytest", "_pytest.assertion.rewrite", "pytest_timeout", "numpy", "PIL.Image", "sqlalchemy.orm",
    "alembic.command", "pydantic_settings", "fastapi", "httpx", "hypothesis.strategies",
    "rich.progress", "psutil", "yaml", "ai_edge_litert.interpreter",
)  # fmt: skip
"""Libraries that most tests need; whatever is imported before a fork costs each mutation nothing."""
READY = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
"""Plugins among them are imported already, and need not be rewritten."""
OURS = ("insecta", "api", "streaming", "model", "spark_jobs", "scripts", "tests")


def _warm() -> None:
    for name in WARM:
        with contextlib.suppress(ImportError):
            import_module(name)


def _be_pytest(folder: Path, words: list[str], more: Mapping[str, str]) -> NoReturn:
    """In a fork: forget the tree that this came from, and test the one in `folder`."""
    code = 70
    try:
        os.setsid()
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        os.chdir(folder)
        shared = os.environ.get("INSECTA_SHARED", str(ROOT.parent / "shared"))
        os.environ |= {
            "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "INSECTA_SHARED": shared, **more,
        }  # fmt: skip
        sys.dont_write_bytecode = True
        sys.path[:] = [str(folder), *(one for one in sys.path if one not in ("", str(ROOT)))]
        for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
            del sys.modules[name]
        code = int(import_module("pytest").main(words))
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        os._exit(code)


def commit() -> str:
    """The tree's last commit, shortened."""
    told = ["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"]
    return subprocess.run(told, capture_output=True, text=True, check=False).stdout.strip()


def apply(mutation: Mutation, root: Path) -> None:
    """Raises ValueError where the line has changed since the mutation was written."""
    source = (root / mutation.path).read_text(encoding="utf-8")
    if source.count(mutation.old) != 1:
        raise ValueError(f"{mutation.name}: {mutation.path} does not hold its line exactly once")
    changed = source.replace(mutation.old, mutation.new)
    (root / mutation.path).write_text(changed, encoding="utf-8")


@dataclass
class Reach:
    """Which quick tests run through each drawn line, and how long each takes."""

    tests: dict[str, float] = field(default_factory=dict)
    through: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    def add(self, test: str, seconds: float, lines: Iterable[Sequence[str | int]]) -> None:
        self.tests[test] = seconds
        for path, line in lines:
            self.through.setdefault((str(path), int(line)), []).append(test)

    def of(self, site: Site) -> list[str]:
        """Tests that may notice, the nearest first and then the quickest.

        A line that runs at import is noticed by any test that calls something of its file.
        """
        found = self.through.get((site.path, site.line), [])
        if runs_at_import(ROOT, site) or not found:
            found = [*found, *self.through.get((site.path, WHOLE_FILE), [])]
        near = set(bearing_its_name(site))
        return sorted(
            set(found), key=lambda one: (one.split("::")[0] not in near, self.tests[one], one)
        )


def bearing_its_name(site: Site) -> list[str]:
    """Test files that bear the name of the site's module or package, then those that import it,
    then those of the package's own folder."""
    module = site.path.removesuffix(".py").replace("/", ".")
    package, _, name = module.rpartition(".")
    named = (f"test_{name}", f"test_{package.rpartition('.')[2]}")
    imported = re.compile(
        rf"^(?:from {module} import|import {module}\b|from {package} import .*\b{name}\b)", re.M
    )
    own = ROOT.joinpath("tests", *package.split(".")[1:])
    ranked = []
    for path in _test_files():
        if path.stem in named:
            ranked.append((named.index(path.stem), path))
        elif imported.search(path.read_text("utf-8")):
            ranked.append((2, path))
        elif path.parent == own and package.count(".") > 1:
            ranked.append((3, path))
    return [str(path.relative_to(ROOT)) for _, path in sorted(ranked)]


def _test_files() -> list[Path]:
    every = (path for folder in ASKED for path in (ROOT / folder).rglob("test_*.py"))
    return sorted(path for path in every if path.name not in OUTSIDE)


def reach_of(tree: Tree, sites: Sequence[Site], kept: Path | None = None) -> Reach:
    """Run every quick test once without any mutation, and note which drawn lines it runs through.

    `kept`: a file of an earlier call; test files that stayed as they were are not run again.
    """
    lines: dict[str, list[int]] = {}
    for site in sites:
        lines.setdefault(site.path, []).append(site.line)
    asked = json.dumps(lines, sort_keys=True)
    known = json.loads(kept.read_text("utf-8")) if kept is not None and kept.is_file() else {}
    files = known.get("files", {}) if known.get("asked") == asked else {}
    now = {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _test_files()
    }
    stale = [name for name, digest in now.items() if files.get(name, {}).get("digest") != digest]
    files |= {name: {"digest": now[name], "tests": []} for name in stale}
    for told in _traced(tree, stale, asked) if stale else ():
        files[str(told["test"]).split("::", 1)[0]]["tests"].append(told)
    if kept is not None:
        kept.write_text(json.dumps({"asked": asked, "files": files}), encoding="utf-8")
    reach = Reach()
    for one in files.values():
        for told in one["tests"]:
            reach.add(told["test"], told["seconds"], told["lines"])
    return reach


def _traced(tree: Tree, files: Sequence[str], asked: str) -> list[dict[str, object]]:
    """What `tests.mutations.reach` tells of each test that passes. Raises RuntimeError."""
    question = tree.folder / "reach.json"
    question.write_text(f'{{"root": {json.dumps(str(tree.folder))}, "lines": {asked}}}')
    found = question.with_suffix(".found")
    found.unlink(missing_ok=True)
    words = ["-p", "tests.mutations.reach", *files]
    if tree.run(words, QUIET_SECONDS, **{VARIABLE: str(question)}) not in (0, 1, NONE_FOUND):
        raise RuntimeError("the quick tests cannot be run without any mutation")
    told = found.read_text(encoding="utf-8").splitlines() if found.is_file() else []
    return [one for one in map(json.loads, told) if one["passed"]]


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
    kept: Path | None = None,
) -> list[Fate]:
    """First the nearest test files of each; then, for what they let pass, all that reach the line.

    `known`: fates of earlier calls, which are not sought again. `kept`: as of `reach_of`.
    """
    fates = {(fate.path, fate.name): fate for fate in known}
    sites = {(site.path, site.name): site for site in draw(ROOT, number, seed)}

    def decided(key: tuple[str, str], fate: Fate) -> None:
        tell(fate)
        fates[key] = fate

    for key, site in sites.items():
        if key not in fates:
            near = bearing_its_name(site)[:FILES]
            fate = _tried(tree, site, near) if near else Fate(site.name, site.path, "", 0.0)
            decided(key, fate if fate.dead else replace(fate, fate="undecided"))
    rest = [key for key in sites if fates[key].fate == "undecided"]
    reach = reach_of(tree, list(sites.values()), kept) if rest else Reach()
    for key in rest:
        tests = reach.of(sites[key])
        none = Fate(sites[key].name, sites[key].path, "survived", 0.0, commit())
        decided(key, _tried(tree, sites[key], tests) if tests else none)
    return [fates[key] for key in sites]


def _tried(tree: Tree, site: Site, tests: Sequence[str]) -> Fate:
    return tree.try_out(site.name, site.path, site.apply, tests, "--timeout", str(A_TEST))


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
        "commits": dict(Counter(fate.commit for fate in fates)),
        "survivors": [_told(fate) for fate in fates if fate.fate == "survived"],
    }


def _told(fate: Fate) -> dict[str, object]:
    """A survivor, with the reason where it changes nothing that can be seen."""
    reason = EQUIVALENT.get((fate.path, fate.name))
    return {**asdict(fate), **({"equivalent": reason} if reason else {})}


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
            kept = args.journal.with_suffix(".reach") if args.journal is not None else None
            fates = run_drawn(tree, args.drawn, args.seed, tell, known, kept)
            results["drawn"] = {"seed": args.seed, **summary(fates)}
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
