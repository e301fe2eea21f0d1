"""What a type status says: which kind of type, and of which name (users: 19).

The museum's words stay as they are; this reads them. A specimen bears the name that it typifies even
where it is called otherwise today. Source: Darwin Core terms typeStatus, typeOfType, typifiedName
(https://dwc.tdwg.org/terms/); kinds after ICZN articles 72 to 75 and those that collections use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PRIMARY = ("holotype", "lectotype", "neotype", "syntype")
KINDS = (
    *PRIMARY, "paratype", "paralectotype", "allotype", "cotype", "hapantotype", "topotype",
    "paratopotype", "plesiotype", "homotype", "metatype", "type",
)  # fmt: skip
_NONE = re.compile(
    r"\W*(?:not?|none|non|nil|n/?a|false|0|-|—|unknown|no\s+type|not?\s+(?:a\s+)?type.*|non-?type.*)\W*",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\s*[|;]\s*")
_KIND = re.compile(rf"\b({'|'.join(sorted(KINDS, key=len, reverse=True))})s?\b", re.IGNORECASE)
_NAME = re.compile(
    r"\s*(?:of|for)?[\s:,–-]*(?P<name>[A-Z][a-z-]+(?:\s+\([A-Z][a-z-]+\))?(?:\s+[a-z-]{2,}){1,2})"
)


@dataclass(frozen=True, slots=True)
class Typified:
    """`kind`: one of KINDS, `""` where the words name none. `name`: `""` where they name none."""

    kind: str
    name: str = ""

    @property
    def is_primary(self) -> bool:
        """It fixes what a name means."""
        return self.kind in PRIMARY


def typified(text: str) -> tuple[Typified, ...]:
    """What a typeStatus says, in its order; nothing where it says that there is no type.

    Words that are not understood are a type all the same: whoever wrote them meant something.
    """
    parts = [part for part in _SEVERAL.split(text.strip()) if part]
    return tuple(_read(part) for part in parts if not _NONE.fullmatch(part))


def _read(part: str) -> Typified:
    kind = _KIND.search(part)
    if kind is None:
        return Typified("")
    name = _NAME.match(part, kind.end())
    return Typified(kind[1].lower(), " ".join(name["name"].split()) if name else "")
