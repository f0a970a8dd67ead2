"""Which addresses may be fetched from: the allow-list of file hosts, read with the parser that dials. Does no I/O."""

from dataclasses import dataclass
from typing import Final, Self

from yarl import URL

from bot.core.errors import BadFile

THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts to which plain http is no risk."""


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
                    or url.path not in ("", "/")
                ):
                    raise ValueError(f"{entry!r} is no origin like https://files.example")
                origins.add(str(url.origin()))
            elif "/" in entry or ":" in entry or "." not in entry:
                raise ValueError(f"{entry!r} is no domain like runcomfy.net")
            else:
                domains.add(entry.lstrip("."))
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
        if not address.isascii() or not address.isprintable() or any(ch in address for ch in '\\ \t<>"`'):
            raise BadFile("a result link with characters that no link has")
        try:
            url = URL(address, encoded=True)
            host, port, user = url.host, url.port, url.user
            origin = str(url.origin()) if host else ""
        except ValueError as error:
            raise BadFile("a result link that cannot be read") from error
        if not host or user is not None or url.password is not None:
            raise BadFile("a result link without a plain host")
        if origin in self.origins:
            return url
        domain_ok = any(host == domain or host.endswith(f".{domain}") for domain in self.domains)
        if url.scheme != "https" or port != 443 or not domain_ok:
            raise BadFile(f"a result link to a host that is not trusted: {url.scheme}://{host}")
        return url
