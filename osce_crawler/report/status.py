"""How far a crawl is, in numbers and words."""

from collections.abc import Sequence
from dataclasses import dataclass

from osce_crawler.politeness.hosts import Outage


@dataclass(frozen=True, slots=True)
class CrawlStatus:
    """How far a crawl is. Pages are addresses: known so far, and those of them that are settled.

    Of a web archive, captures in place of pages, or the hosts whose captures are listed.
    """

    name: str
    known: int
    done: int
    records: int | None
    failed: int
    rate: float | None
    """Pages a second that the site answers at present; null where one is no measure of the whole."""
    outages: Sequence[Outage] = ()
    """Hosts that cannot be read at present."""
    is_silent: bool = False
    """Whether nothing was answered yet, though there was time for it."""
    what: str = "pages"

    @property
    def seconds_left(self) -> float | None:
        """Until what is known now is read; null as long as nothing is."""
        return (self.known - self.done) / self.rate if self.rate else None

    def parts(self) -> list[str]:
        """The parts of a status line, most important first."""
        left = self.seconds_left
        parts = [*self._trouble(), f"{self.done:,} of {self.known:,} {self.what}"]
        if self.rate is not None:
            parts.append(f"{self.rate:.2f}/s")
        if left is not None:
            parts.append(f"about {duration(left)} left")
        if self.records is not None:
            parts.append(f"{self.records:,} records")
        return [*parts, f"{self.failed:,} failed"] if self.failed else parts

    def _trouble(self) -> list[str]:
        """The outage that ends first, and how many others there are; else that no answer came at all."""
        if not self.outages:
            return ["no answer yet"] if self.is_silent else []
        first = min(self.outages, key=lambda outage: outage.seconds)
        count = len(self.outages) - 1
        others = f" (and {count} other host{'s' * (count > 1)})" if count else ""
        return [f"{first.host}: {first.why}, tried again in {duration(first.seconds)}{others}"]


def duration(seconds: float) -> str:
    """A length of time in the unit that a person would choose: `40 s`, `37 min`, `8 h 05 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
