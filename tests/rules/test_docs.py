"""README and documentation say what the program does: settings, commands, pages, limits, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from insecta.cli.child import DOORS
from insecta.cli.main import COMMANDS, parser
from insecta.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    [*DOCS.rglob("*.md"), *ROOT.glob("*.md"), ROOT / "docker/README.md"], key=lambda page: str(page)
)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
SHELL = re.compile(r"^(?:\.venv/bin/)?insecta (?:--env-file \S+ )?([a-z-]+)", re.MULTILINE)


def rows(page: str, first: str) -> list[list[str]]:
    """Cells of the table rows of a page whose first cell matches `first`."""
    found = []
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and re.fullmatch(first, cells[0]):
            found.append(cells)
    return found


def shown(name: str) -> str:
    """A setting's default as docs/settings.md writes it; homes are not the reader's."""
    default = "~/.cache/insecta" if name == "cache" else Settings.model_fields[name].default
    text = str(default).lower() if isinstance(default, bool) else str(default)
    return f"`{text}`" if text else "–"


def test_settings_page_is_the_class() -> None:
    told = [row for row in rows("settings.md", r"`INSECTA_[A-Z0-9_]+`") if row[1:2] != ["embedded"]]
    listed = {row[0].strip("`"): row[1:] for row in reversed(told)}
    assert listed == {
        f"INSECTA_{name.upper()}": [shown(name), str(field.description)]
        for name, field in Settings.model_fields.items()
    }


def test_commands_page_is_the_program() -> None:
    listed = [row[0].strip("`").split()[1] for row in rows("commands.md", r"`insecta [a-z-]+`")]
    assert sorted(listed) == sorted(COMMANDS)


def test_commands_page_names_every_child() -> None:
    (row,) = rows("commands.md", "`insecta child`")
    assert {name for name in re.findall(r"`([a-z]+)`", row[1]) if name != "up"} == set(DOORS)


def test_options_that_the_commands_page_names_exist() -> None:
    for command, text in rows("commands.md", r"`insecta [a-z-]+`"):
        name = command.strip("`").split()[1]
        for option in re.findall(r"--[a-z-]+", text):
            assert option in options(parser(name)), f"insecta {name} has no {option}"


def options(of: Any) -> set[str]:
    """Long options of a parser and of all below it."""
    found: set[str] = set()
    for action in of._actions:
        found |= set(action.option_strings)
        if isinstance(action.choices, dict):
            found |= set().union(*(options(below) for below in action.choices.values()))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_shown_exists(page: Path) -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    for name in (name for block in blocks for name in SHELL.findall(block)):
        assert name in COMMANDS


def nav(entries: list[Any]) -> Iterator[str]:
    """Pages of mkdocs' nav, in order."""
    for entry in entries:
        for value in entry.values():
            yield from nav(value) if isinstance(value, list) else [value]


def site() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    return loaded


def test_site_leads_to_every_page_once() -> None:
    assert sorted(nav(site()["nav"])) == sorted(
        page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")
    )


def test_site_fetches_nothing_when_it_is_read() -> None:
    settings = site()
    assert settings["theme"]["font"] is False
    assert settings["strict"] is True
    assert not {"extra_javascript", "extra_css", "extra"} & set(settings)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), f"{page.name} leads to {target}"


@pytest.mark.parametrize("page", ["README.md", "docs/index.md"])
def test_limit_of_the_starter_release_stands_word_for_word(page: str) -> None:
    limit = (ROOT / "releases/starter/card.md").read_text(encoding="utf-8").splitlines()[0]
    assert len(limit) > 40
    assert f"\n> {limit}\n" in (ROOT / page).read_text(encoding="utf-8")


def test_readme_names_the_two_commands_and_only_targets_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = set(re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)(?=[`\s]*(?:`|#|\n| {2}))", readme))
    assert {"demo", "test"} <= named <= targets


def test_pictures_are_few_small_and_used() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for picture in (DOCS / "pictures").iterdir():
        assert picture.suffix == ".png"
        assert picture.stat().st_size <= 300_000
        assert f"pictures/{picture.name}" in text


def test_decisions_are_numbered_uniquely() -> None:
    numbers = [page.name[:4] for page in (DOCS / "decisions").glob("*.md")]
    assert numbers
    assert all(number.isdigit() for number in numbers)
    assert len(numbers) == len(set(numbers))
