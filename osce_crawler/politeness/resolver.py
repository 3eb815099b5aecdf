"""Refuses host names that resolve into the operator's own machine or network.

Whoever controls the DNS of a host controls which address its name means. The address that is judged is
the one that is connected to, so that a name cannot mean another one a moment later.
"""

import ipaddress
from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from osce_crawler.addresses import is_loopback
from osce_crawler.politeness.hosts import Hosts, LeftAloneError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Where clouds answer their own machines alone, beside 169.254.169.254: Azure, Oracle, Alibaba.
_METADATA = frozenset(map(ipaddress.ip_address, ("168.63.129.16", "192.0.0.192", "100.100.100.200")))
_CARRIER = ipaddress.ip_network("100.64.0.0/10")
_UNIQUE_LOCAL = ipaddress.ip_network("fc00::/7")

# One for the process, as Scrapy's cache of addresses is: Twisted passes on that a look-up failed, not why.
_refused: dict[str, str] = {}


def not_public(address: str) -> str | None:
    """What keeps this IP address from being a public host's, as "a loopback address"; null for a public one.

    Of an IPv6 address with an IPv4 one in it, that one is judged.
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return next((name for name, holds in _kinds(ip) if holds), None)


def _kinds(ip: _Address) -> Sequence[tuple[str, bool]]:
    """Kinds of addresses, the narrowest first."""
    return (
        ("a loopback address", ip.is_loopback),
        ("an unspecified address", ip.is_unspecified),
        ("a link-local address", ip.is_link_local),
        ("a metadata address", ip in _METADATA),
        ("a multicast address", ip.is_multicast),
        ("a carrier's address (CGNAT)", ip in _CARRIER),
        ("a unique local address", ip in _UNIQUE_LOCAL),
        ("a reserved address", ip.is_reserved),
        ("a site-local address", getattr(ip, "is_site_local", False)),
        ("a private address", not ip.is_global),
    )


class PublicResolver(CachingThreadedResolver):
    """Scrapy's own, for public addresses; "localhost" and loopback addresses mean this machine, as they say.

    A proxy of the environment may lie anywhere: the operator named it. What lies behind it, it resolves.
    """

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._proxies = frozenset(filter(None, map(_hostname, getproxies().values())))

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802  Twisted's
        """The address of the host. Fails with DNSLookupError; `why_refused` says where it was refused."""
        found = super().getHostByName(name, timeout)
        return found if name.lower() in self._proxies else found.addCallback(partial(_judged, name.lower()))


def why_refused(hostname: str) -> str | None:
    """Why the address of this host was refused, in this process; null if it was not."""
    return _refused.get(hostname)


def _hostname(proxy: str) -> str | None:
    try:
        return urlsplit(proxy if "://" in proxy else f"//{proxy}").hostname
    except ValueError:
        return None


def _judged(name: str, address: str) -> str:
    """The address, where a host of this name may have it. Raises DNSLookupError."""
    if (kind := not_public(address)) is None:
        return address
    if is_loopback(f"//{name}") and is_loopback(f"//{address}"):
        return address
    _refused[name] = f"{name} is {kind}" if name == address else f"{name} resolves to {address}, {kind}"
    raise DNSLookupError(_refused[name])


class PublicHosts:
    """A downloader middleware that leaves a host alone whose address was refused, and says why."""

    def __init__(self, crawler: Crawler) -> None:
        self._hosts = Hosts.at_work(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PublicHosts":
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> Any:
        """Raise LeftAloneError: the look-up did not fail for now, so it is not tried again."""
        refusal = why_refused(urlsplit(request.url).hostname or "")
        if isinstance(exception, CannotResolveHostError) and refusal is not None:
            self._hosts.leave(self._hosts.of(request.url), refusal)
            raise LeftAloneError(refusal)
