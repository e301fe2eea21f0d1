"""What a page of the portal needs first, named in its HTML, so that a browser fetches all of it at once.

Without it a browser learns of each step from the step before: the page of the first script, that of
the page's own script, that of the data it asks for. `early.json` of the built portal says which
module shows an address, and what that module will ask the API; the build's manifest says in which
files the module lies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from uuid import UUID

_ID = "{id}"


@dataclass(frozen=True, slots=True)
class Early:
    """`path` and `asks` may hold `{id}`, a UUID; files are addresses on this server."""

    path: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    asks: tuple[str, ...]


def with_early(html: str, folder: Path, path: str, *, plain: bool) -> str:
    """The page for an address, with links to what it needs.

    `plain`: nothing is searched for in the address, so what it asks is known.
    """
    for one in _known(folder, _changed(folder)):
        key = _id_in(one.path, f"/{path}")
        if key is not None:
            lines = "".join(f"    {line}\n" for line in _links(one, key, plain=plain))
            return html.replace("  </head>", f"{lines}  </head>", 1)
    return html


def _links(one: Early, key: str, *, plain: bool) -> Iterator[str]:
    for file in one.scripts:
        yield f'<link rel="modulepreload" crossorigin href="{escape(file)}">'
    for file in one.styles:
        yield f'<link rel="stylesheet" crossorigin href="{escape(file)}">'
    for ask in one.asks if plain else ():
        address = escape(ask.replace(_ID, key))
        yield f'<link rel="preload" as="fetch" crossorigin href="{address}">'


def _id_in(template: str, path: str) -> str | None:
    """The id in a path of this form, empty where it has none; None for another path."""
    found = re.fullmatch(re.escape(template).replace(re.escape(_ID), "([^/]+)"), path)
    if found is None or not found.groups():
        return None if found is None else ""
    try:
        return str(UUID(found[1]))
    except ValueError:
        return None


def _changed(folder: Path) -> int:
    manifest = folder / ".vite" / "manifest.json"
    return manifest.stat().st_mtime_ns if manifest.is_file() else 0


@lru_cache(maxsize=8)
def _known(folder: Path, changed: int) -> tuple[Early, ...]:
    """Once for each state of a build; nothing where the portal is not built."""
    told = folder / "early.json"
    if not changed or not told.is_file():
        return ()
    manifest = json.loads((folder / ".vite" / "manifest.json").read_text(encoding="utf-8"))
    entry = next((name for name, one in manifest.items() if one.get("isEntry")), "")
    first = _needed(manifest, entry)
    return tuple(
        _early(
            one, manifest, [name for name in _needed(manifest, one["page"]) if name not in first]
        )
        for one in json.loads(told.read_text(encoding="utf-8"))
    )


def _early(told: dict[str, Any], manifest: dict[str, Any], names: list[str]) -> Early:
    styles = dict.fromkeys(style for name in names for style in manifest[name].get("css", ()))
    return Early(
        told["path"],
        tuple(f"/{manifest[name]['file']}" for name in names),
        tuple(f"/{style}" for style in styles),
        tuple(told.get("asks", ())),
    )


def _needed(manifest: dict[str, Any], name: str) -> list[str]:
    """A module's own file and those it imports at once, each once."""
    found, wanted = [], [name]
    while wanted:
        one = wanted.pop()
        if one in manifest and one not in found:
            found.append(one)
            wanted += manifest[one].get("imports", ())
    return found
