"""Which addresses may be fetched from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import BadFile
from bot.runcomfy.hosts import TrustedHosts

HOSTS = TrustedHosts.parse("runcomfy.net, runcomfy.com,http://127.0.0.1:8602")
GOOD = [
    "https://playgrounds-storage-public.runcomfy.net/a%3D/b/output/1.png",
    "https://runcomfy.com/x?y=%2F",
    "https://files.runcomfy.net:443/x",
    "http://127.0.0.1:8602/x.png",
]
BAD = [
    "http://files.runcomfy.net/x", "https://evilruncomfy.net/x", "https://runcomfy.net.evil.example/x",
    "https://evil.example/runcomfy.net", "https://evil.example\\@files.runcomfy.net/", "https://user@files.runcomfy.net/",
    "https://user:pw@files.runcomfy.net/", "https://files.runcomfy.net:8443/", "ftp://files.runcomfy.net/",
    "//files.runcomfy.net/",
    "file:///etc/passwd", "https://127.0.0.1/x", "http://127.0.0.1:8603/x", "http://127.0.0.1/x", "https://[::1]/x",
    "https://2130706433/x", "https://0x7f.1/x", "https://files。runcomfy.net/", "https://runcomfy.net\n.evil.example/",
    "https://evil.example#.runcomfy.net/", "https://evil.example?.runcomfy.net", "javascript:alert(1)",
    "data:image/png;base64,xx",
    "", "runcomfy.net", "https://", "https:///x", "https://.runcomfy.net./", "https://files.runcomfy.net /x",
]  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_the_providers_own_addresses_are_taken_untouched(url: str) -> None:
    assert str(HOSTS.check(url)) == url.replace(":443", "") or str(HOSTS.check(url)) == url


@pytest.mark.parametrize("url", BAD)
def test_addresses_that_lead_elsewhere_are_refused(url: str) -> None:
    with pytest.raises(BadFile):
        HOSTS.check(url)


@given(st.text())
def test_any_text_is_either_trusted_or_refused_by_name(text: str) -> None:
    assert HOSTS.trusts(text) in (True, False)


@given(st.from_regex(r"https://[a-z0-9.@:\\/\[\]%#?-]{1,40}", fullmatch=True))
def test_what_is_trusted_is_dialled_at_a_trusted_host(url: str) -> None:
    if HOSTS.trusts(url):
        host = HOSTS.check(url).host or ""
        assert host in ("runcomfy.net", "runcomfy.com") or host.endswith((".runcomfy.net", ".runcomfy.com"))


@pytest.mark.parametrize(
    "entries", ["", "localhost", "http://files.example", "http://*", "https://x/y", "x y.z/", "a:b"]
)
def test_entries_that_are_neither_domain_nor_origin_are_refused(entries: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        TrustedHosts.parse(entries)
