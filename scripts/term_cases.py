"""Write docs/term-cases.json: search terms, for the copies in other languages.

Texts are drawn by seed. A copy that gives the same for all of them is held to be equal
(webportal/packages/decision). docs/decision-cases.json does the same for decisions and pictures.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from insecta.domain.text import fold, terms

FILE = Path(__file__).resolve().parent.parent / "docs" / "term-cases.json"
TEXTS = (
    "CASENT-0101 (Ward)", "casent0123456_h_1_high", "Straße ẞ", "ΟΔΥΣΣΕΥΣ ς", "İstanbul ı", "ﬁn",
    "Mühlenberg, Côte d’Ivoire", "x" * 130 + "-y", "№ 12½", "", "  ", "日本・標本", "naïve\u00a0ant",
)  # fmt: skip
ALPHABETS = (
    (0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x530), (0x13A0, 0x13F6), (0x1C80, 0x1C89),
    (0x2000, 0x2070), (0x3040, 0x3100), (0xAC00, 0xAC50), (0x900, 0x980), (0xFB00, 0xFB07),
)  # fmt: skip
"""First and last code point (left out) of what texts are drawn from."""


def text(number: int = 300) -> str:
    """The file's content; the same at every call."""
    cases = [{"text": one, "fold": fold(one), "terms": terms(one)} for one in _texts(number)]
    return json.dumps(cases, indent=0, separators=(",", ":")) + "\n"


def _texts(number: int) -> list[str]:
    draw = random.Random(1)
    found = list(TEXTS)
    while len(found) < number:
        found.append("".join(_letter(draw) for _ in range(draw.randint(1, 14))))
    return found


def _letter(draw: random.Random) -> str:
    if draw.random() < 0.4:
        return draw.choice("ab-_ .\"'0A")
    return chr(draw.randrange(*draw.choice(ALPHABETS)))


if __name__ == "__main__":
    FILE.write_text(text())
    sys.stdout.write(f"{FILE.name} written\n")
