"""A webhook never leads into the house, however its address is written."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from insecta.errors import InsectaError, Invalid
from insecta.services.webhook_address import judged

INSIDE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.1",
    "172.31.255.254", "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.0.1",
    "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::", "2002:a00:1::",
    "2002:a9fe:a9fe::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::c0a8:1",
    "2001:db8::1", "2001:0:4136:e378:8000:63bf:80ff:fffe",
]  # fmt: skip
OUTSIDE = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808"]
WRITTEN_ODDLY = [
    "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/",
    "https://", "https:///path", "https://user@example.org/", "https://user:secret@example.org/",
    "https://example.org/#part", "https://exa mple.org/", "https://example.org:99999/",
    "https://example.org:port/", "https://exämple.org/", "//example.org/", "example.org", "",
    "https://[::1", "https://example.org/\r\nHost: other", "javascript:alert(1)",
]  # fmt: skip
NUMBERS = ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "localhost", "ip6-localhost"]


def leads_to(*addresses: str) -> object:
    def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    with pytest.raises(Invalid, match="not a public address"):
        judged("https://example.org/x", resolve=leads_to(address))  # type: ignore[arg-type]


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_name_that_leads_outside_is_called(address: str) -> None:
    found = judged("https://Example.org./x?y=1", resolve=leads_to(address))  # type: ignore[arg-type]
    assert (found.host, found.port, found.path) == ("example.org", 443, "/x?y=1")
    assert found.addresses == (address,)


def test_one_address_inside_among_others_is_enough() -> None:
    with pytest.raises(Invalid):
        judged("https://example.org/", resolve=leads_to("8.8.8.8", "10.0.0.1"))  # type: ignore[arg-type]


@pytest.mark.parametrize("url", WRITTEN_ODDLY)
def test_odd_addresses_are_refused(url: str) -> None:
    with pytest.raises(Invalid):
        judged(url, resolve=leads_to("8.8.8.8"))  # type: ignore[arg-type]


@pytest.mark.parametrize("host", NUMBERS)
def test_this_machine_written_as_a_number_or_name_is_refused(host: str) -> None:
    """By the system's own resolver, which takes all of these for 127.0.0.1 or 0.0.0.0, or none."""
    with pytest.raises(InsectaError):
        judged(f"https://{host}/")


def test_a_host_of_the_house_is_called_where_an_administrator_said_so() -> None:
    inside = frozenset({"cms.museum.test"})
    found = judged("http://cms.museum.test:8080/", inside, leads_to("10.0.0.9"))  # type: ignore[arg-type]
    assert (found.scheme, found.port, found.addresses) == ("http", 8080, ("10.0.0.9",))
    with pytest.raises(Invalid):
        judged("https://other.museum.test/", inside, leads_to("10.0.0.9"))  # type: ignore[arg-type]
