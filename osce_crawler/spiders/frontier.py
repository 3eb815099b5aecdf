"""What is still to be asked, host by host: items as plain addresses, requests only where one is made."""

from collections.abc import Callable, Collection
from time import monotonic
from urllib.parse import urljoin

from scrapy import Request
from scrapy.settings import BaseSettings

from osce_crawler.addresses import host_of
from osce_crawler.spiders.hosts import Host

# What goes to no host of the crawl passes through here, to be refused by the guard.
_ELSEWHERE = ""
NOT_BEFORE = "not_before"
"""Key of a request's meta: before this moment of the frontier's clock it is not asked again."""


class Frontier:
    """Hands out one request after the other; no host is asked more often than it may be.

    A request that waits, for its host's pause or its own, takes no place in the downloader.
    """

    def __init__(self, settings: BaseSettings, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.hosts: dict[str, Host] = {}
        self.may_go: Callable[[str], bool] = lambda _: True
        self.request_of: Callable[[str], Request | None] = Request
        """Makes the request for an item, or explains why it is not asked for."""
        self.rules_of: Callable[[str], Request] | None = None
        """Makes the request for a host's rules; null where none are to be obeyed."""
        self.not_asked: Callable[[str, Host], None] = lambda *_: None
        """Told of each item of a host that is left alone."""
        self.wake: Callable[[], None] = lambda: None
        """Called when something can be handed out although no answer has come."""
        self._looked = 0.0
        self._delay = settings.getfloat("DOWNLOAD_DELAY")
        self._concurrency = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")

    def host(self, url: str) -> Host:
        """The host of the address; of a new one the rules are asked for first."""
        name = host_of(url)
        found = self.hosts.get(name)
        if found is not None:
            return found
        if not self.may_go(url):
            return self.hosts.setdefault(_ELSEWHERE, Host(_ELSEWHERE, 0.0))
        host = self.hosts[name] = Host(name, self._delay)
        if self.rules_of is not None:
            host.closed = True
            host.add(self.rules_of(urljoin(url, "/robots.txt")), 0)
        return host

    def add(self, request: Request) -> None:
        """Take in a request, new, redirected or to be asked again."""
        self.host(request.url).add(request, request.meta.pop(NOT_BEFORE, 0))

    def add_item(self, url: str, *, listed: bool = True) -> None:
        """Take in an item's address; `listed`: a list puts it in its place, so that it goes before others."""
        host = self.host(url)
        if host.left:
            self.not_asked(url, host)
        else:
            host.add_item(url, listed=listed)

    def next(self, active: Collection[Request]) -> Request | None:
        """The next request that may be asked now; null if there is none. `active`: those under way."""
        now = self._looked = self.clock()
        for name in tuple(self.hosts):
            host = self.hosts[name]
            if host.is_pending() and (request := self._next_of(host, now, active)) is not None:
                # The other hosts have their turn first.
                self.hosts[name] = self.hosts.pop(name)
                return request
        return None

    def _next_of(self, host: Host, now: float, active: Collection[Request]) -> Request | None:
        if now < host.due or host.is_busy(active, self._concurrency):
            return None
        request = host.next_request(now)
        while request is None and (url := host.next_item()) is not None:
            request = self.request_of(url)
        if request is not None:
            host.asked(request, now)
        return request

    def is_pending(self) -> bool:
        """Whether anything is still to be asked."""
        return any(host.is_pending() for host in self.hosts.values())

    def wait(self) -> float | None:
        """Seconds until more may be asked than just now; null if that depends on what is under way."""
        moments = [at for host in self.hosts.values() if (at := host.next_at(self._looked)) is not None]
        return max(0.0, min(moments) - self.clock()) if moments else None

    def hold(self, url: str) -> None:
        """Let the host's items wait for this way in."""
        self.host(url).held += 1

    def release(self, url: str) -> None:
        """Note that a way in is read, or cannot be."""
        self.host(url).held -= 1

    def release_all(self) -> None:
        """Nothing is under way: no way in will be read any more."""
        for host in self.hosts.values():
            host.held = 0

    def leave(self, host: Host, why: str) -> None:
        """Leave the host alone: its items are explained, its requests refused by the guard."""
        if not host.left:
            for url in host.leave(why):
                self.not_asked(url, host)
            self.wake()
