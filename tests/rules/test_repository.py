"""What the repository promises: nothing heavy, nothing of one machine, nothing pretended."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from insecta.bootstrap import ADAPTERS, adapter
from insecta.cli.child import DOORS
from insecta.cli.main import COMMANDS
from insecta.cli.model import ACTIONS
from insecta.errors import BadRelease, BadSettings
from insecta.ports import Classifier
from insecta.vision.release_folder import read_release

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 8 * 2**20
PRODUCT = ("insecta", "api", "streaming")
LOADERS = {
    "insecta/bootstrap.py",
    "insecta/cli/main.py",
    "insecta/cli/child.py",
    "insecta/cli/bulk.py",
    "insecta/cli/model.py",
}
"""The only modules that import what a table names; their tables are checked below."""
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
BINARY = {".png", ".tflite", ".npy", ".bin", ".jpg", ".ico", ".woff2"}


@cache
def tracked() -> tuple[Path, ...]:
    """Files that git keeps, or, where the tree came without git, all that it would."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("this tree is no git checkout, so nobody knows which files belong to it")
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def texts() -> Iterator[tuple[str, str]]:
    for path in tracked():
        if path.suffix not in BINARY:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


@cache
def product() -> dict[str, ast.Module]:
    """Every module that is part of the program, parsed, by its path."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for package in PRODUCT
        for path in sorted((ROOT / package).rglob("*.py"))
    }


def test_no_file_is_heavy() -> None:
    heavy = {path.name: size for path in tracked() if (size := path.stat().st_size) > LARGEST}
    assert not heavy


def test_no_file_names_a_place_of_one_machine() -> None:
    pattern = re.compile(r"(?<![\w.~}-])/(?:root|work|home)/\w")
    found = {name: pattern.findall(text) for name, text in texts() if pattern.search(text)}
    assert not found


def test_the_pattern_finds_such_a_place_and_no_route() -> None:
    pattern = re.compile(r"(?<![\w.~}-])/(?:root|work|home)/\w")
    assert pattern.search("open('" + "/ro" + "ot/x')")
    assert not pattern.search("GET api/v1/" + "work/1 and ~/" + "work/x")


def test_locks_hold_no_addresses() -> None:
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("requirements/") and path.suffix == ".txt":
            assert not re.search(r"https?://|--(extra-)?index-url", path.read_text("utf-8")), name
        if path.name == "package-lock.json":
            assert not re.search(r'"resolved": "(?!packages/)', path.read_text("utf-8")), name
        if path.suffix == ".lock":
            assert "://" not in path.read_text("utf-8"), name


def test_every_requirement_is_held_to_a_hash() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        for pin in re.split(r"\n(?=[a-z])", path.read_text("utf-8").strip()):
            assert re.match(r"[a-z0-9.\[\],-]+==", pin), f"{path.name}: {pin[:60]}"
            assert "--hash=sha256:" in pin, f"{path.name}: {pin[:60]}"


def test_every_module_says_what_it_is() -> None:
    silent = [name for name, tree in product().items() if tree.body and not ast.get_docstring(tree)]
    assert not silent


def test_modules_are_named_after_what_they_hold() -> None:
    words = {name: set(Path(name).stem.split("_")) for name in product()}
    assert not {name: found for name, each in words.items() if (found := each & FORBIDDEN_NAMES)}


def raised(tree: ast.Module) -> Iterator[str]:
    """Class and method of every `raise NotImplementedError`."""
    for owner in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for method in (node for node in owner.body if isinstance(node, ast.FunctionDef)):
            if _unfinished(method):
                yield f"{owner.name}.{method.name}"
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        if _unfinished(function):
            yield function.name


def _unfinished(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Raise) and node.exc and "NotImplementedError" in ast.unparse(node.exc)
        for node in ast.walk(function)
    )


def test_nothing_is_left_to_be_implemented() -> None:
    found = {name: list(raised(tree)) for name, tree in product().items()}
    assert {name: each for name, each in found.items() if each} == {
        "insecta/domain/events.py": ["Event.key"]
    }


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_program_imports_no_test() -> None:
    guilty = {
        n for n, tree in product().items() for i in imports(tree) if i.split(".")[0] == "tests"
    }
    assert not guilty


def test_modules_are_imported_by_name_only_where_a_fixed_table_names_them() -> None:
    loaders = {
        name
        for name, tree in product().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2]
        in {"import_module", "__import__", "entry_points", "spec_from_file_location"}
    }
    assert loaders == LOADERS


def test_tables_name_only_modules_of_the_program() -> None:
    named = [
        node.value
        for node in ast.walk(product()["insecta/bootstrap.py"])
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[\w.]+:\w+", node.value)
    ]
    assert {place for schemes in ADAPTERS.values() for place in schemes.values()} <= set(named)
    for place in named:
        assert place.startswith("insecta.adapters."), place
    for module, _ in (*COMMANDS.values(), *ACTIONS.values()):
        assert module.startswith("insecta.cli."), module
    for place in DOORS.values():
        assert place.startswith(("api.", "streaming.")), place


@pytest.mark.parametrize("setting", sorted(ADAPTERS))
@pytest.mark.parametrize(
    "url",
    ["scripted:", "scripted://x", "tests.scripted_classifier:ScriptedClassifier", "python://tests"],
)
def test_no_url_selects_what_no_table_names(setting: str, url: str) -> None:
    with pytest.raises(BadSettings, match=setting):
        adapter(setting, url)


def test_classifiers_of_the_program_are_those_of_vision() -> None:
    """Whatever could stand for a Classifier: a class with the port's own methods."""
    asked = {name for name in vars(Classifier) if not name.startswith("_")}
    assert "see" in asked
    found = {
        f"{name}:{node.name}"
        for name, tree in product().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and asked <= offers(node)
    }
    assert found == {
        "insecta/ports.py:Classifier",
        "insecta/vision/classifier.py:NetworkClassifier",
    }


def offers(owner: ast.ClassDef) -> set[str]:
    """Methods of a class, and what it sets on itself."""
    methods = {node.name for node in owner.body if isinstance(node, ast.FunctionDef)}
    fields = {ast.unparse(node.target) for node in owner.body if isinstance(node, ast.AnnAssign)}
    own = {
        node.attr
        for node in ast.walk(owner)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    return methods | fields | own


def test_the_scripted_classifier_is_no_release() -> None:
    """The one setting that chooses a network names a folder, and these are checked for a network."""
    with pytest.raises(BadRelease):
        read_release(ROOT / "tests")


def test_licences_are_there() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    for folder in (ROOT / "releases").iterdir():
        assert (folder / "LICENSE").read_text(encoding="utf-8").strip(), folder.name


def test_version_is_one() -> None:
    from insecta import __version__

    for name, pattern in {
        "pyproject.toml": r'^version = "(.+)"',
        "CITATION.cff": r"^version: (.+)",
        "docker/compose.yaml": r"^  image: insecta:(.+)",
    }.items():
        (found,) = re.findall(pattern, (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert found == __version__, name


def test_hooks_call_tools_of_the_environment() -> None:
    hooks = re.findall(r"entry: (\S+)", (ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert hooks
    assert all(entry.startswith(".venv/bin/") for entry in hooks)
    assert re.findall(r"repo: (\S+)", (ROOT / ".pre-commit-config.yaml").read_text("utf-8")) == [
        "local"
    ]


def test_changelog_keeps_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    kept = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Known limits"}
    assert text.index("## [Unreleased]") > 0
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= kept


def test_what_every_command_imports_is_compiled_when_the_environment_is_built() -> None:
    from scripts import bytecode

    (package,) = bytecode.modules_of("sqlalchemy")
    assert (package / "engine" / "base.py").is_file()
    assert {place.name for place in bytecode.modules_of("typing-extensions")} == {
        "typing_extensions.py"
    }
    assert bytecode.modules_of("no-such-package") == set()
    text = (ROOT / "scripts/environment.py").read_text(encoding="utf-8")
    assert "bytecode.py" in text
