"""What a crawl costs beside a bare Scrapy spider that only counts the same pages: `make bench-crawl`.

Both ask the test site on this machine, without a pause. Times are CPU time of the crawling process alone.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from osce_crawler.addresses import nid_of
from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.reading import read_page
from osce_crawler.records.release import record_of

ROOT = Path(__file__).parent.parent
PAGES, FEW, MANY = 5_000, 1_000, 20_000
# What a bare spider needs for the same pages, as a share of what ours may need beside its reader.
SHARE = 0.9
# So much memory a crawl may take, in MiB.
LIMIT = 120


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds and the most memory, in MiB, that a process took; the pages that it read."""

    seconds: float
    memory: float
    pages: int

    @property
    def per_page(self) -> float:
        """CPU time a page, in microseconds."""
        return self.seconds / self.pages * 1e6


def main() -> None:
    options = _options()
    with site(options.pages) as root:
        reader = reader_cost(root)
        rounds = [(bare(root, options.pages), ours(root, options.pages)) for _ in range(options.rounds)]
    counting = median(cost.per_page for cost, _ in rounds)
    crawling = median(cost.per_page for _, cost in rounds)
    allowed = counting / SHARE + reader
    print(f"{options.pages} pages, median of {options.rounds} rounds; microseconds of CPU a page\n")
    print(f"{'bare spider that counts':32} {counting:8.0f}")
    print(f"{'reader of pages, alone':32} {reader:8.0f}")
    print(f"{'the crawl':32} {crawling:8.0f}   {crawling / allowed:.2f} of what it may take ({allowed:.0f})")
    few, many = (_memory(pages) for pages in (FEW, options.many))
    told = f"{few.memory:.0f} for {FEW} pages, {many.memory:.0f} for {options.many}"
    print(f"\nmost memory, MiB: {told} (limit {LIMIT})")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--many", type=int, default=MANY)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def _memory(pages: int) -> Cost:
    with site(pages) as root:
        return ours(root, pages)


@contextmanager
def site(pages: int) -> Iterator[str]:
    """The test site with so many items, in a process of its own."""
    command = [sys.executable, "-m", "tests.site", "--items", str(pages), "--generation", "3"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def ours(root: str, pages: int) -> Cost:
    """A crawl of the whole site."""
    with tempfile.TemporaryDirectory() as output:
        cost = measured(command_of(root, output), pages)
        written = (Path(output) / "press_releases.jsonl").read_bytes().count(b"\n")
    if written != pages:
        raise SystemExit(f"the crawl wrote {written} records of {pages} pages")
    return cost


def bare(root: str, pages: int) -> Cost:
    """A spider that asks for the same pages and counts the answers."""
    return measured([sys.executable, "-m", "benchmarks.counting", root, str(pages)], pages)


def command_of(root: str, output: str | Path) -> list[str]:
    """The command that crawls the releases of this site into this folder."""
    program = "from osce_crawler.cli import main; main()"
    options = ["--site", root, "--delay", "0", "--output", str(output)]
    return [sys.executable, "-c", program, "crawl", "press_releases", *options]


def measured(command: list[str], pages: int) -> Cost:
    """Run the command and tell what it took. Ends the benchmark if the command does not succeed."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:4])}: exit code {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, pages)


def reader_cost(root: str) -> float:
    """CPU time, in microseconds, from the bytes of a page to its record, without a crawl."""
    pages = [_page(url) for url in _addresses(root)[:200]]
    times = []
    for _ in range(5):
        begun = time.process_time()
        for page in pages:
            _record(page)
        times.append(time.process_time() - begun)
    return median(times) / len(pages) * 1e6


def _addresses(root: str) -> list[str]:
    found = re.findall(rb"<loc>([^<]+)</loc>", _fetched(f"{root}/sitemap.xml"))
    urls = [url.decode().replace("&amp;", "&") for url in found]
    if "/sitemap" in urls[0]:
        urls = [url.decode() for url in re.findall(rb"<loc>([^<]+)</loc>", _fetched(urls[0]))]
    return [url for url in urls if nid_of(url)]


def _fetched(url: str) -> bytes:
    with urlopen(url) as response:  # noqa: S310  the test site on this machine
        body: bytes = response.read()
    return body


def _page(url: str) -> Page:
    return Page(url, _fetched(url), "text/html; charset=utf-8")


def _record(page: Page) -> None:
    reading = read_page(page)
    assert reading.printed is not None
    record_of(Observation(page.url, reading.printed, reading.generation, "2026-01-01T00:00:00Z"))


if __name__ == "__main__":
    main()
