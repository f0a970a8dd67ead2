"""Which addresses may be fetched from."""

import ipaddress
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yarl import URL

from bot.core.errors import BadFile
from bot.runcomfy.hosts import LINK_LIMIT_CHARS, TrustedHosts, is_public

HOSTS = TrustedHosts.parse("runcomfy.net, runcomfy.com,http://127.0.0.1:8602")
GOOD = [
    "https://playgrounds-storage-public.runcomfy.net/a%3D/b/output/1.png",
    "https://runcomfy.com/x?y=%2F",
    "https://files.runcomfy.net:443/x",
    "https://FILES.RunComfy.NET/x",
    "https://a_bucket.s3.runcomfy.net/x?X-Signature=a%2Bb&next=https://evil.example/@",
    "http://127.0.0.1:8602/x.png",
]
BAD = {
    "schemes": [
        "http://files.runcomfy.net/x", "ftp://files.runcomfy.net/", "file:///etc/passwd", "javascript:alert(1)",
        "data:image/png;base64,xx", "gopher://files.runcomfy.net/", "ws://files.runcomfy.net/", "//files.runcomfy.net/",
        "https+unix://files.runcomfy.net/", "https:files.runcomfy.net/", "https:/files.runcomfy.net/",
        "https:////files.runcomfy.net/", "https:///x", "https://", "runcomfy.net", "", "view-source:https://runcomfy.net",
        " https://files.runcomfy.net/", "https ://files.runcomfy.net/", "unix:/run/docker.sock",
    ],
    "label boundary": [
        "https://evilruncomfy.net/x", "https://runcomfy.net.evil.example/x", "https://evil.example/runcomfy.net",
        "https://evil.example#.runcomfy.net/", "https://evil.example?.runcomfy.net", "https://runcomfy.net.",
        "https://runcomfy.net./x", "https://.runcomfy.net./", "https://.runcomfy.net/", "https://a..runcomfy.net/",
        "https://runcomfy.org/", "https://runcomfy.ne/", "https://net/", "https://-.runcomfy.net/",
        "https://evil.example;.runcomfy.net/", "https://evil.example&.runcomfy.net/", "https://evil.example,runcomfy.net/",
        "https://*.runcomfy.net/", "https://(evil).runcomfy.net/", "https://'.runcomfy.net/", "https://runcomfy.net;x/",
        f"https://{'a' * 64}.runcomfy.net/",
    ],
    "userinfo": [
        "https://user@files.runcomfy.net/", "https://user:pw@files.runcomfy.net/", "https://@files.runcomfy.net/",
        "https://:@files.runcomfy.net/", "https://files.runcomfy.net@evil.example/", "https://files.runcomfy.net:x@evil.example/",
        "https://[::1]@files.runcomfy.net/", "https://127.0.0.1@files.runcomfy.net/", "http://x@127.0.0.1:8602/x.png",
        "https://[]@files.runcomfy.net/", "https://[]@", "https://]@[/",
        "https://files.runcomfy.net%40evil.example/", "https://evil.example%40files.runcomfy.net/",
    ],
    "backslashes": [
        "https://evil.example\\@files.runcomfy.net/", "https://evil.example\\.runcomfy.net/",
        "https:\\\\files.runcomfy.net\\",
        "https://files.runcomfy.net\\evil", "https:/\\evil.example/.runcomfy.net",
    ],
    "unicode": [
        "https://files。runcomfy.net/", "https://files．runcomfy.net/", "https://files｡runcomfy.net/",
        "https://ｆiles.runcomfy.net/", "https://filеs.runcomfy.net/", "https://①②⑦.⓪.⓪.①/", "https://evil.example／.runcomfy.net/",
        "https://evil.example\u2044.runcomfy.net/", "https://files.runcomfy.net\u200b/", "https://files\u00ad.runcomfy.net/",
        "https://\u202efiles.runcomfy.net/", "https://runcomfy.ｎet/", "https://evil℀.runcomfy.net/", "https://１２７.０.０.１/",
        "https://xn--.runcomfy.net/",
    ],
    "numbers": [
        "https://127.0.0.1/x", "https://2130706433/x", "https://0x7f000001/", "https://0x7f.1/x", "https://017700000001/",
        "https://127.1/", "https://0/", "https://0.0.0.0/", "https://[::1]/x", "https://[::]/", "https://[::ffff:127.0.0.1]/",
        "https://[0:0:0:0:0:ffff:7f00:1]/", "https://[fe80::1%25eth0]/", "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/", "https://[::1].runcomfy.net/", "https://[runcomfy.net]/", "https://127.0.0.1.nip.io/",
        "https://localhost/", "https://localhost.localdomain/", "https://metadata.google.internal/",
    ],
    "ports": [
        "https://files.runcomfy.net:8443/", "https://files.runcomfy.net:80/", "https://files.runcomfy.net:0/",
        "https://files.runcomfy.net:-1/", "https://files.runcomfy.net:65979/", "https://files.runcomfy.net:443:80/",
        "https://files.runcomfy.net:443@evil.example/", "https://files.runcomfy.net:x/", "https://files.runcomfy.net:٤٤٣/",
        "http://127.0.0.1:8603/x", "http://127.0.0.1/x", "https://127.0.0.1:8602/x", "http://localhost:8602/x",
        "http://127.0.0.1:8602.evil.example/", "http://127.1:8602/x", "http://[::ffff:127.0.0.1]:8602/x",
    ],
    "escapes": [
        "https://%66iles.runcomfy.net/", "https://files.runcomfy.net%2eevil.example/", "https://evil.example%2f.runcomfy.net/",
        "https://evil.example%00.runcomfy.net/", "https://evil.example%23.runcomfy.net/", "https://evil.example%0d%0a.runcomfy.net/",
        "https://%65vil.example/", "https://%5b::1%5d/", "http://127%2e0.0.1:8602/x",
    ],
    "characters": [
        "https://runcomfy.net\n.evil.example/", "https://files.runcomfy.net /x",
        "https://files.runcomfy.net/\r\nHost: evil",
        "https://files.runcomfy.net/\tx", "https://files.runcomfy.net/\x00", "https://files.runcomfy.net/\x7f",
        "https://files.runcomfy.net/x>) @everyone", "https://files.runcomfy.net/`", 'https://files.runcomfy.net/"x',
        "https://files.runcomfy.net/<@1>", "https://files.runcomfy.net/\U000e0041", "https://files.runcomfy.net/\ud800",
        "https://files.runcomfy.net/é",
    ],
    "length": [
        "https://files.runcomfy.net/" + "x" * LINK_LIMIT_CHARS, "https://" + "a." * 100_000 + "runcomfy.net/",
        "https://" + "a" * 1_000_000 + ".runcomfy.net/",
    ],
}  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_the_providers_own_addresses_are_taken_untouched(url: str) -> None:
    assert str(HOSTS.check(url)) == url.replace(":443", "") or str(HOSTS.check(url)) == url


@pytest.mark.parametrize(
    "url", [pytest.param(url, id=f"{kind}-{url[:60]}") for kind, urls in BAD.items() for url in urls]
)
def test_addresses_that_lead_elsewhere_are_refused_in_a_short_line(url: str) -> None:
    with pytest.raises(BadFile) as refusal:
        HOSTS.check(url)
    assert len(refusal.value.why) <= 120
    assert refusal.value.why.isprintable()


@given(st.text())
def test_any_text_is_either_trusted_or_refused_by_name(text: str) -> None:
    assert HOSTS.trusts(text) in (True, False)


PARTS = (
    "https://", "http://", "//", "runcomfy.net", ".runcomfy.net", "evil.example", "127.0.0.1", "[::1]", "[", "]", "@",
    ":", ":443", ":8602", "/", "\\", "?", "#", ".", "%2e", "%40", "%2f", "%00", "\t", "\n", " ", "xn--", "。", "a", "-",
)  # fmt: skip


def dialled_as_trusted(url: str) -> bool:
    """Whether the link is taken; if it is, it must lead to a trusted host."""
    if not HOSTS.trusts(url):
        return False
    dialled = HOSTS.check(url)
    where = (dialled.scheme, (dialled.raw_host or "").lower(), dialled.port)
    assert where == ("http", "127.0.0.1", 8602) or where[::2] == ("https", 443), url
    assert where[1].endswith((".runcomfy.net", ".runcomfy.com")) or where[1] in ("runcomfy.net", "127.0.0.1"), url
    return True


def test_of_thirty_thousand_links_made_of_dangerous_parts_those_taken_lead_to_a_trusted_host() -> None:
    chance = random.Random(20260520)
    made = {"https://" + "".join(chance.choices(PARTS, k=chance.randint(1, 7))) for _ in range(30_000)}
    taken = [url for url in made if dialled_as_trusted(url)]
    assert len(made) > 20_000
    assert taken, "or the test proves nothing"


@example("https://evil.example\\@files.runcomfy.net/")
@example("https://[]@")
@given(
    st.lists(st.sampled_from(PARTS), max_size=8).map("".join) | st.from_regex(r"https?://[a-z0-9.@:\\/\[\]%#?-]{1,40}")
)
def test_what_is_trusted_is_dialled_at_a_trusted_host(url: str) -> None:
    dialled_as_trusted(url)


@pytest.mark.parametrize(
    "entries",
    ["", "localhost", "http://files.example", "http://*", "https://x/y", "x y.z/", "a:b", "10.0.0.1", "0x7f.1", "1.2",
     "*.runcomfy.net", "runcomfy.net.", "com", "exa mple.com", "https://user@files.example", "https://files.example?x",
     "https://files.example#x", "ftp://files.example", "rüncomfy.net"],
)  # fmt: skip
def test_entries_that_are_neither_domain_nor_origin_are_refused(entries: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        TrustedHosts.parse(entries)


@pytest.mark.parametrize("entry", ["runcomfy.net", ".runcomfy.net", " RunComfy.NET ", "xn--bcher-kva.example"])
def test_domains_are_taken_however_they_are_written(entry: str) -> None:
    (domain,) = TrustedHosts.parse(entry).domains
    assert domain == entry.strip().strip(".").lower()


def test_only_an_origin_that_the_operator_wrote_down_may_be_anywhere() -> None:
    hosts = TrustedHosts.parse("runcomfy.net,https://files.lan.example:8443,http://127.0.0.1:8602")
    assert hosts.names(URL("https://files.lan.example:8443/x"))
    assert hosts.names(URL("http://127.0.0.1:8602/x"))
    assert not hosts.names(URL("https://files.lan.example/x"))
    assert not hosts.names(URL("https://files.runcomfy.net/x"))


# --- the addresses behind the names -----------------------------------------------------------------------------------

PUBLIC = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "128.0.0.0", "126.255.255.255",
    "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001:800::200e", "2400:cb00::1",
    "2001:4860:4860::8888", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1",
]  # fmt: skip
NOT_PUBLIC = {
    "this network": ["0.0.0.0", "0.1.2.3", "0.255.255.255"],  # noqa: S104 - nothing is bound to it here
    "private": ["10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255"],
    "carrier": ["100.64.0.1", "100.127.255.255"],
    "loopback": ["127.0.0.1", "127.255.255.255", "::1"],
    "link-local": ["169.254.169.254", "169.254.0.0", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1"],
    "multicast": ["224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
    "reserved": ["240.0.0.1", "255.255.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.9",
                 "192.88.99.1", "2001:db8::1", "3fff::1", "100::1", "4000::1", "5f00::1"],
    "unspecified": ["::", "::0.0.0.0"],
    "unique local": ["fc00::1", "fd00:ec2::254", "fdff::1"],
    "IPv4 in IPv6": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1",
                     "::127.0.0.1", "::7f00:1"],
    "6to4": ["2002:7f00:1::1", "2002:a00:1::", "2002:c0a8:1::1", "2002:101:101::1"],
    "NAT64": ["64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1.1.1.1"],
    "Teredo": ["2001::1", "2001:0:7f00:1::1"],
    "no address": ["", "localhost", "127.1", "0x7f.1", "2130706433", "127.0.0.1:80", "[::1]", "/run/docker.sock",
                   "1.1.1.1\n", "01.1.1.1", "１.1.1.1", "::1%", "example.com"],
}  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_dialled(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", [address for addresses in NOT_PUBLIC.values() for address in addresses])
def test_addresses_that_are_not_public_are_not_dialled(address: str) -> None:
    assert not is_public(address)


MAPPED, NAT64 = ipaddress.ip_network("::ffff:0:0/96"), ipaddress.ip_network("64:ff9b::/96")


@settings(max_examples=500)
@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_what_pythons_own_tables_call_private_is_never_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    carries_ipv4 = any(address in network for network in (MAPPED, NAT64))  # the next test is about these
    if not carries_ipv4 and (address.is_private or address.is_multicast or address.is_reserved or address.is_loopback):
        assert not is_public(str(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_in_every_dress(address: ipaddress.IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") == is_public(f"64:ff9b::{address}") == is_public(str(address))


@given(st.text())
def test_any_text_is_public_or_not_and_never_an_error(text: str) -> None:
    assert is_public(text) in (True, False)
