"""Creative Commons forms become canonical URIs; what is unsure stays words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insecta.domain.licence import is_shareable, licence

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
        ("CC0_1_0", CC0),
        ("CC_BY_NC_4_0", "https://creativecommons.org/licenses/by-nc/4.0/"),
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


@pytest.mark.parametrize(
    "text",
    [
        BY4,
        CC0,
        "CC0",
        "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication",
        "CC BY",
        "CC_BY_SA",
        "cc-by-nc-nd",
        "CC BY 4.0, A. Nobile",
        "Creative Commons Attribution",
        "Public domain",
        "http://creativecommons.org/publicdomain/mark/1.0/",
        "http://rightsstatements.org/vocab/NoC-US/1.0/",
    ],
)
def test_what_everybody_may_see(text: str) -> None:
    assert is_shareable(text)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "x",
        "none",
        "unknown",
        "All rights reserved",
        "\u00a9 2010 J. Smith",
        "copyright museum, CC BY on request",
        "CC BY?",
        "CC BYE",
        "CC BY, all rights reserved",
        "not in the public domain",
        "http://rightsstatements.org/vocab/InC/1.0/",
        "http://rightsstatements.org/vocab/NKC/1.0/",
        "https://creativecommons.org/terms",
    ],
)
def test_what_gives_nobody_a_right(text: str | None) -> None:
    assert not is_shareable(text)
