"""Mutations drawn by seed: comparisons turned, `not` put in, constants moved, statements dropped.

The draw ranks places by a digest of what stands there. A change of the source so changes the draw
only where it adds or removes places, and a fate that is known stays known elsewhere.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

FOLDERS = ("insecta/domain", "insecta/services", "streaming")
_TURNED = {"==": "!=", "!=": "==", "<=": ">", ">=": "<", "<": ">=", ">": "<=", " is not ": " is ",
           " not in ": " in ", " in ": " not in ", " is ": " is not "}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """One place: bytes `start` to `end` of one line (from 1) become `new`.

    `name` tells it from all others of its file, whatever stands above it.
    """

    path: str
    line: int
    start: int
    end: int
    new: str
    kind: str
    name: str = ""

    def apply(self, root: Path) -> str:
        """Change the file below `root`; the line as it was."""
        lines = (root / self.path).read_bytes().split(b"\n")
        before = lines[self.line - 1]
        lines[self.line - 1] = before[: self.start] + self.new.encode() + before[self.end :]
        (root / self.path).write_bytes(b"\n".join(lines))
        return before.decode().strip()


def sites(root: Path) -> list[Site]:
    """All places in the folders, in order of path and line."""
    found: list[Site] = []
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            found += _in_file(path, str(path.relative_to(root)))
    return found


def draw(root: Path, number: int, seed: int) -> list[Site]:
    """Some places, the same for the same tree and seed."""

    def rank(site: Site) -> str:
        return hashlib.sha256(f"{seed}\n{site.path}\n{site.name}".encode()).hexdigest()

    return sorted(sites(root), key=rank)[:number]


def runs_at_import(root: Path, site: Site) -> bool:
    """Whether the line stands outside every function, or is a function's own first line."""
    tree = ast.parse((root / site.path).read_bytes())
    return not any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body[0].lineno <= site.line <= (node.end_lineno or 0)
        for node in ast.walk(tree)
    )


def _in_file(path: Path, name: str) -> Iterator[Site]:
    lines = path.read_bytes().split(b"\n")
    alike: Counter[str] = Counter()
    for site in sorted(_places(path, name), key=lambda one: (one.line, one.start, one.end)):
        before = lines[site.line - 1]
        now = before[: site.start] + site.new.encode() + before[site.end :]
        said = f"{site.kind}: {before.decode().strip()} → {now.decode().strip()}"
        alike[said] += 1
        times = f" ({alike[said]})" if alike[said] > 1 else ""
        yield replace(site, name=said + times)


def _places(path: Path, name: str) -> Iterator[Site]:
    source = path.read_bytes()
    lines = source.split(b"\n")
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.expr | ast.stmt) or node.lineno != node.end_lineno:
            continue
        start, end = node.col_offset, node.end_col_offset or 0
        text = lines[node.lineno - 1][start:end].decode()
        for new, kind in _changes(node, text):
            yield Site(name, node.lineno, start, end, new, kind)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.If | ast.While) and node.test.lineno == node.test.end_lineno:
            start, end = node.test.col_offset, node.test.end_col_offset or 0
            text = lines[node.test.lineno - 1][start:end].decode()
            yield Site(name, node.test.lineno, start, end, f"not ({text})", "not")


def _changes(node: ast.AST, text: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        turned = next((sign for sign in _TURNED if sign in text), None)
        if turned is not None:
            yield text.replace(turned, _TURNED[turned], 1), "comparison"
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield str(node.value + 1), "constant"
    elif isinstance(node, ast.AugAssign) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield "pass", "dropped"
