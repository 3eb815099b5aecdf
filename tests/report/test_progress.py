"""What a crawl tells of itself while it goes on: a bar on a terminal, lines elsewhere."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from scrapy.statscollectors import DummyStatsCollector, MemoryStatsCollector

from osce_crawler.politeness.hosts import Outage
from osce_crawler.report.bar import bar
from osce_crawler.report.progress import Progress
from osce_crawler.report.status import CrawlStatus, duration
from osce_crawler.spiders.press_releases import PressReleasesSpider
from tests.commanding import ROOT
from tests.making import release_page
from tests.site.serving import Site, serving
from tests.spiders.telling import spider_of

STATUS = CrawlStatus("press_releases", known=3400, done=1200, records=1150, failed=2, rate=0.98)
# A run with its progress, and nothing else that the command adds.
_CRAWL = """
import sys
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from osce_crawler import settings as ours
site, output, every = sys.argv[1:]
settings = Settings()
settings.setmodule(ours, priority="project")
settings.setdict(
    {
        "EXTENSIONS": {
            "osce_crawler.politeness.hosts.Hosts": 100,
            "osce_crawler.run.extension.Run": 500,
            "osce_crawler.report.progress.Progress": 600,
        },
        "START_SITES": [site],
        "OUTPUT": output,
        "DOWNLOAD_DELAY": 0.1,
        "CONTACT": "me@example.org",
        "LOG_ENABLED": False,
        "PROGRESS_EVERY": float(every),
    },
    priority="cmdline",
)
process = AsyncCrawlerProcess(settings)
process.crawl("press_releases")
process.start()
print("the summary")
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A site of twelve items."""
    with serving() as site:
        paths = [f"/secretariat/3000{n}" for n in range(10, 22)]
        for path in paths:
            site.add(path, release_page(f"The item at {path} tells its own story to whoever reads it"))
        site.add_sitemap(paths)
        yield site


def command(site: Site, output: Path, every: float = 60) -> list[str]:
    return [sys.executable, "-c", _CRAWL, site.root, str(output), str(every)]


def environment(**changes: str) -> dict[str, str]:
    told = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
    kept = {name: value for name, value in os.environ.items() if name not in told}
    return kept | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"} | changes


def on_a_terminal(site: Site, output: Path, *, columns: int = 100, every: float = 60, **changes: str) -> str:
    """What a terminal of so many columns gets to see of a crawl, its control codes included."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        command(site, output, every), stdin=theirs, stdout=theirs, stderr=theirs, env=environment(**changes)
    ) as crawl:
        os.close(theirs)
        seen = b"".join(_read(ours))
        assert crawl.wait(60) == 0
    os.close(ours)
    return seen.decode()


def _read(terminal: int) -> Iterator[bytes]:
    try:
        while piece := os.read(terminal, 1 << 16):
            yield piece
    except OSError:
        return  # the other end is closed


def test_a_terminal_shows_a_bar_that_grows_and_is_gone_before_the_summary(site: Site, tmp_path: Path) -> None:
    seen = on_a_terminal(site, tmp_path)
    done = [int(count) for count in re.findall(r"(\d+) of \d+ pages", _words(seen))]
    assert len(done) >= 3
    assert done == sorted(done)
    assert done[0] < done[-1] <= 16
    assert "━" in seen
    before, summary = seen.split("the summary")
    # The line is cleared, and the cursor that was hidden is shown again.
    assert before.endswith("\x1b[2K")
    assert before.count("\x1b[?25l") == before.count("\x1b[?25h") == 1
    assert summary.strip() == ""


def _words(seen: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen)


def test_the_bar_comes_back_no_more_than_twice_a_second(site: Site, tmp_path: Path) -> None:
    begun = time.monotonic()
    shown = _words(on_a_terminal(site, tmp_path)).count("press_releases")
    # Besides, once at the beginning and twice at the end.
    assert shown <= 2 * (time.monotonic() - begun) + 3


def test_no_color_means_none(site: Site, tmp_path: Path) -> None:
    seen = on_a_terminal(site, tmp_path, NO_COLOR="1")
    assert "pages" in seen
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", seen)


def test_a_terminal_that_cannot_go_back_gets_lines(site: Site, tmp_path: Path) -> None:
    seen = on_a_terminal(site, tmp_path, TERM="dumb", every=0.2)
    assert "\x1b" not in seen
    assert re.search(r"^press_releases: \d+ of \d+ pages, ", seen, re.MULTILINE)


def test_a_pipe_gets_lines_and_standard_output_none(site: Site, tmp_path: Path) -> None:
    done = subprocess.run(
        command(site, tmp_path, 0.1),
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == "the summary\n"
    lines = done.stderr.splitlines()
    told = r"press_releases: \d+ of \d+ pages, \d+\.\d\d/s, (about \d+ s left, )?\d+ records(, \d+ failed)?"
    assert all(re.fullmatch(told, line) for line in lines), lines
    assert len(lines) >= 2


def test_lines_grow_rare(capsys: pytest.CaptureFixture[str]) -> None:
    spider, _ = spider_of(PressReleasesSpider)
    crawler = spider.crawler
    crawler.spider, crawler.stats = spider, DummyStatsCollector(crawler)
    progress = Progress.from_crawler(crawler)
    told = []
    for interval in range(1, 50):
        progress.tick()
        if capsys.readouterr().err:
            told.append(interval)
    assert told == [1, 3, 7, 15, 25, 35, 45]


def test_a_short_crawl_tells_a_pipe_nothing(site: Site, tmp_path: Path) -> None:
    done = subprocess.run(
        command(site, tmp_path), env=environment(), capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""


def test_a_reader_that_went_away_does_not_end_the_crawl(site: Site, tmp_path: Path) -> None:
    there, gone = os.pipe()
    os.close(there)
    with subprocess.Popen(
        command(site, tmp_path, 0.1), env=environment(), stdout=subprocess.PIPE, stderr=gone, text=True
    ) as crawl:
        os.close(gone)
        assert crawl.communicate(timeout=60)[0] == "the summary\n"


def test_a_line_tells_pages_rate_rest_records_and_failures() -> None:
    assert STATUS.parts() == [
        "1,200 of 3,400 pages", "0.98/s", "about 37 min left", "1,150 records", "2 failed"
    ]  # fmt: skip


def test_an_outage_is_the_first_thing_that_a_line_tells_with_its_reason_and_when_it_is_tried_again() -> None:
    refused = Outage("www.osce.org", "connection refused", 45.0)
    busy = Outage("odihr.osce.org", "HTTP 503", 300.0)
    one, two = (replace(STATUS, outages=outages).parts()[0] for outages in ([refused], [busy, refused]))
    assert one == "www.osce.org: connection refused, tried again in 45 s"
    assert two == f"{one} (and 1 other host)"


def test_a_line_comes_as_soon_as_an_outage_begins_or_ends(capsys: pytest.CaptureFixture[str]) -> None:
    spider, _ = spider_of(PressReleasesSpider)
    crawler = spider.crawler
    crawler.spider, crawler.stats = spider, DummyStatsCollector(crawler)
    progress = Progress.from_crawler(crawler)
    told = []
    for interval in range(1, 13):
        if interval == 5:
            spider.politeness.fail("https://www.osce.org/cio/300001", "connection refused", gone=True)
        if interval == 10:
            spider.politeness.of("https://www.osce.org").paused_until = 0.0
        progress.tick()
        if said := capsys.readouterr().err:
            told.append((interval, "connection refused" in said))
    assert told == [(1, False), (3, False), (5, True), (7, True), (10, False), (12, False)]


def test_a_crawl_that_gets_no_answer_says_so_in_its_first_seconds_and_one_that_does_is_silent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    spider, _ = spider_of(PressReleasesSpider)
    crawler = spider.crawler
    crawler.spider, crawler.stats = spider, MemoryStatsCollector(crawler)
    progress = Progress.from_crawler(crawler)
    progress.look()
    assert capsys.readouterr().err.startswith("press_releases: no answer yet, 0 of ")
    spider.politeness.fail("https://www.osce.org/cio/300001", "DNS: the name cannot be resolved", gone=True)
    progress.look()
    said = capsys.readouterr().err
    assert said.startswith("press_releases: www.osce.org: DNS: the name cannot be resolved, tried again in ")
    assert "no answer yet" not in said
    crawler.stats.set_value("response_received_count", 1)
    spider.politeness.of("https://www.osce.org").paused_until = 0.0
    progress.look()
    assert capsys.readouterr().err == ""


def test_without_an_answer_nothing_is_foretold_and_without_a_failure_none_is_told() -> None:
    assert CrawlStatus("navigation", 12, 0, 0, 0, 0.0).parts() == ["0 of 12 pages", "0.00/s", "0 records"]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0 s"), (89, "89 s"), (91, "2 min"), (2245, "37 min"), (5400, "1 h 30 min"), (29_100, "8 h 05 min")],
)
def test_a_duration_is_told_in_the_unit_that_fits(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def _shown(width: int, standing: CrawlStatus = STATUS) -> str:
    console = Console(width=width, force_terminal=True, no_color=True, record=True)
    with console.capture() as shown:
        console.print(bar(standing, width))
    return _words(shown.get())


@pytest.mark.parametrize("width", [1, 5, 15, 20, 40, 60, 80, 100, 120, 300])
def test_the_bar_is_one_line_of_any_terminal(width: int) -> None:
    (line,) = _shown(width).splitlines()
    assert len(line.rstrip()) <= width


def test_a_narrow_terminal_tells_the_most_important_first() -> None:
    assert _shown(50).split("  ")[-1].strip() == "1,200 of 3,400 pages" or "1,200 of 3,400 pages" in _shown(
        50
    )
    assert "records" not in _shown(50)
    assert "━" not in _shown(50)
    assert "━" in _shown(80)
    assert "2 failed" in _shown(120)


def test_a_crawl_that_knows_no_page_yet_has_an_empty_bar() -> None:
    assert "0 of 0 pages" in _shown(100, CrawlStatus("navigation", 0, 0, 0, 0, 0.0))
