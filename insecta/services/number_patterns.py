"""The catalogue-number pattern that a collection names."""

from __future__ import annotations

import re

from insecta.domain.catalogue_number import PRESETS, NumberPattern
from insecta.errors import BadSettings


def named_pattern(text: str) -> NumberPattern:
    """A preset by name, else a regular expression of one's own. Raises BadSettings."""
    if text in PRESETS:
        return PRESETS[text]
    try:
        return NumberPattern("own", text)
    except (ValueError, re.error) as error:
        raise BadSettings(
            f"{text!r} is no catalogue-number pattern: {error}",
            hint=f"use one of {', '.join(PRESETS)}, or a regular expression with (?P<number>…)",
        ) from error
