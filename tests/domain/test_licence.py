"""Creative Commons forms become canonical URIs; what is unsure stays words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insecta.domain.licence import licence

BY4 = "https://creativecommons.org/licenses/by/4.0/"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("CC BY 4.0", BY4),
        ("cc-by-4.0", BY4),
        ("CC_BY_4_0", BY4),
        ("http://creativecommons.org/licenses/by/4.0/legalcode", BY4),
        ("https://creativecommons.org/licenses/by/4.0/deed.de", BY4),
        ("Attribution 4.0 International (CC BY 4.0)", BY4),
        ("Creative Commons Attribution 4.0 International License", BY4),
        ("CC BY-NC-SA 3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        (
            "http://creativecommons.org/licenses/by-nc/3.0/us/",
            "https://creativecommons.org/licenses/by-nc/3.0/us/",
        ),
        ("CC0", CC0),
        ("CC0 1.0 Universal", CC0),
        ("http://creativecommons.org/publicdomain/zero/1.0/legalcode", CC0),
        (
            "http://rightsstatements.org/vocab/InC/1.0/",
            "https://rightsstatements.org/vocab/InC/1.0/",
        ),
        ("CC BY", None),
        ("CC BY-XX 4.0", None),
        ("All rights reserved", None),
        ("Please contact the provider", None),
    ],
)
def test_forms(text: str, uri: str | None) -> None:
    found = licence(text)
    assert found is not None
    assert (found.verbatim, found.uri) == (text, uri)


@pytest.mark.parametrize("text", ["", "   "])
def test_none_stays_none(text: str) -> None:
    assert licence(text) is None


@given(st.text(max_size=60))
def test_an_uri_reads_as_itself(text: str) -> None:
    found = licence(text)
    if found is not None and found.uri is not None:
        assert licence(found.uri).uri == found.uri  # type: ignore[union-attr]
