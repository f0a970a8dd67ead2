"""Which addresses may be fetched from: result links by name, and the network addresses behind them. Does no I/O.

Links are read with the parser that dials. Why names and addresses are both looked at: docs/decisions/0009.
"""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final, Self

from yarl import URL

from bot.core.errors import BadFile

THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts to which plain http is no risk."""

LINK_LIMIT_CHARS: Final = 8192
"""Longer than any signed link; web servers refuse such a request line anyway."""
SHOWN_HOST_CHARS: Final = 100
"""So much of a host that is not trusted gets into the log."""

_DOMAIN: Final = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
"""Plain ASCII labels, of which the last is no number: neither an IP address nor one in disguise (`0x7f.1`)."""


@dataclass(frozen=True, slots=True)
class TrustedHosts:
    """Domains (https, port 443, with all below them) and exact origins such as `http://127.0.0.1:8602`."""

    domains: frozenset[str]
    origins: frozenset[str]

    @classmethod
    def parse(cls, entries: str) -> Self:
        """From a comma-separated list; raises ValueError naming the entry that is neither domain nor origin."""
        domains: set[str] = set()
        origins: set[str] = set()
        for entry in filter(None, (part.strip().lower() for part in entries.split(","))):
            if "://" in entry:
                url = URL(entry)
                near = url.host in THIS_MACHINE
                if (
                    url.scheme not in ("https", "http" if near else "https")
                    or not url.host
                    or url.user is not None
                    or url.path not in ("", "/")
                    or url.query_string
                    or url.fragment
                ):
                    raise ValueError(f"{entry!r} is no origin like https://files.example")
                origins.add(str(url.origin()))
            elif _DOMAIN.fullmatch(entry.lstrip(".")):
                domains.add(entry.lstrip("."))
            else:
                raise ValueError(f"{entry!r} is no domain like runcomfy.net")
        if not domains and not origins:
            raise ValueError("must name at least one host")
        return cls(frozenset(domains), frozenset(origins))

    def trusts(self, address: str) -> bool:
        """Whether this result link may be fetched or shown."""
        try:
            self.check(address)
        except BadFile:
            return False
        return True

    def check(self, address: str) -> URL:
        """The address, exactly as it came (`%3D` stays `%3D`); raises BadFile when it leads elsewhere."""
        if len(address) > LINK_LIMIT_CHARS:
            raise BadFile(f"a result link of {len(address)} characters")
        if not address.isascii() or not address.isprintable() or any(ch in address for ch in '\\ \t<>"`'):
            raise BadFile("a result link with characters that no link has")
        try:
            url = URL(address, encoded=True)
            host = (url.raw_host or "").lower()  # what is dialled; `host` is decoded for people
            port = url.port
            named = bool(host) and self.names(url)
        except Exception as error:  # the parser promises ValueError; `https://[]@` showed that it raises others too
            raise BadFile("a result link that cannot be read") from error
        if not host or "@" in url.raw_authority:
            raise BadFile("a result link without a plain host")
        if named:
            return url
        below = any(host == domain or host.endswith(f".{domain}") for domain in self.domains)
        if url.scheme != "https" or port != 443 or not below or not _DOMAIN.fullmatch(host):
            raise BadFile(f"a result link to a host that is not trusted: {url.scheme}://{host}"[:SHOWN_HOST_CHARS])
        return url

    def names(self, url: URL) -> bool:
        """Whether the operator named this very origin, and with it decided where it may be."""
        return str(url.origin()) in self.origins


_SPECIAL_V4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # behind a carrier's NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local; clouds keep their machines' credentials there
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays, given up
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and the broadcast address
    )
)
_GLOBAL_V6: Final = IPv6Network("2000::/3")
"""All that is given out to the public; what is not in it is private, link-local, multicast or nobody's."""
_SPECIAL_V6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, among them Teredo with an IPv4 address inside
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, given up; carries any IPv4 address
        "3fff::/20",  # documentation
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""How a machine that has only IPv6 reaches IPv4; the address is in the last 32 bits."""


def is_public(address: str) -> bool:
    """Whether a numeric IP address is one on the public internet; False for everything that cannot be read.

    Tables of our own (IANA's registries of special-purpose addresses): the answers of `ipaddress` differ between
    versions of Python.
    """
    try:
        return _is_public_v4(IPv4Address(address))
    except AddressValueError:
        pass
    try:
        found = IPv6Address(address)
    except AddressValueError:
        return False
    if found.ipv4_mapped is not None:
        return _is_public_v4(found.ipv4_mapped)
    if found in _NAT64:
        return _is_public_v4(IPv4Address(int(found) & 0xFFFF_FFFF))
    return found in _GLOBAL_V6 and not any(found in network for network in _SPECIAL_V6)


def _is_public_v4(address: IPv4Address) -> bool:
    return not any(address in network for network in _SPECIAL_V4)
