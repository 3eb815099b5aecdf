"""Who knows Scrapy is at home here: its commands, settings, stats and parts work as they do elsewhere."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fork_server import ForkedPopen, forked
from tests.interrupting import Command, said_of
from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted

ITEMS = 30
# Deprecations are errors here as in the other tests; `scrapy parse` of 2.19 uses some of its own.
_PROGRAM = """
import sys, warnings
from scrapy.exceptions import ScrapyDeprecationWarning
for category in (DeprecationWarning, PendingDeprecationWarning, ScrapyDeprecationWarning):
    warnings.simplefilter("ignore" if sys.argv[1] == "parse" else "error", category)
from scrapy.cmdline import execute
execute()
"""
# A project of somebody who adds parts to ours.
_PROJECT = '''
import json
from pathlib import Path

from scrapy import Request, Spider, signals

from osce_crawler.settings import *

SPIDER_MIDDLEWARES = {"project.Seeing": 500}
EXTENSIONS = EXTENSIONS | {"project.Noting": 900}
DOWNLOAD_DELAY = 0.01


class Seeing:
    def __init__(self, crawler):
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler):
        return cls(crawler)

    async def process_start(self, start):
        async for one in start:
            self.stats.inc_value("seen/requests", isinstance(one, Request))
            yield one

    async def process_spider_output(self, response, result):
        self.stats.inc_value("seen/responses")
        async for one in result:
            self.stats.inc_value("seen/requests", isinstance(one, Request))
            yield one


class Noting:
    def __init__(self, crawler):
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler):
        noting = cls(crawler)
        crawler.signals.connect(noting.scheduled, signals.request_scheduled)
        crawler.signals.connect(noting.closed, signals.spider_closed)
        return noting

    def scheduled(self):
        self.crawler.stats.inc_value("seen/scheduled")

    def closed(self):
        stats = self.crawler.stats.get_stats()
        for key, slot in self.crawler.engine.downloader.slots.items():
            stats[f"slot/{key}"] = [slot.delay, slot.concurrency]
        Path("stats.json").write_text(json.dumps(stats, default=str))


class Asking(Spider):
    name = "asking"
    allowed_domains = ["127.0.0.1"]

    async def start(self):
        for path, meta in json.loads(self.wanted):
            yield Request(self.root + path, meta=meta, errback=self.parse)
        yield Request("https://www.example.org/", errback=self.parse)

    def parse(self, response):
        """Take whatever comes."""
'''


class Project:
    """A folder with a project of its own, from which `scrapy` is called."""

    def __init__(self, folder: Path, root: str) -> None:
        self.folder, self.root = folder, root
        self.said = ""
        (folder / "project.py").write_text(_PROJECT)

    def scrapy(self, *arguments: str, **settings: object) -> str:
        """Call `scrapy`, with these values of -s; gives its standard output."""
        switches = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        command, *others = arguments
        done = forked(
            [sys.executable, "-c", _PROGRAM, command, *switches, *others],
            cwd=self.folder,
            env=os.environ | {"SCRAPY_SETTINGS_MODULE": "project"},
            timeout=120,
        )
        self.said = done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def crawl(self, **settings: object) -> None:
        self.scrapy("crawl", "press_releases", **{"START_SITES": self.root} | settings)

    def ask(self, *wanted: tuple[str, dict[str, Any]], **settings: object) -> None:
        """Have the project's own spider ask for these pages."""
        self.scrapy(
            "runspider",
            "project.py",
            "-a",
            f"root={self.root}",
            "-a",
            f"wanted={json.dumps(wanted)}",
            **settings,
        )

    def stats(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.folder / "stats.json").read_bytes())
        return told

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def report(self) -> dict[str, Any]:
        """Of the newest run."""
        *_, path = sorted(self.output.glob("runs/*/report.json"))
        told: dict[str, Any] = json.loads(path.read_bytes())
        return told


@pytest.fixture(scope="module")
def site() -> Iterator[BuiltSite]:
    with hosted(BuiltSite(ITEMS, 3)) as site:
        yield site


@pytest.fixture
def project(site: BuiltSite, tmp_path: Path) -> Iterator[Project]:
    site.asked.clear()
    yield Project(tmp_path, site.root)
    site.forgive()


def items_asked(site: BuiltSite) -> list[str]:
    return [path for path in site.asked if path.rsplit("/", 1)[-1].isdigit()]


# `scrapy crawl`


def test_spider_middlewares_and_request_scheduled_see_every_request(
    project: Project, site: BuiltSite
) -> None:
    project.crawl()
    stats = project.stats()
    asked = [path for path in site.asked if path != "/robots.txt"]
    assert len(items_asked(site)) == ITEMS
    assert stats["seen/requests"] == stats["seen/scheduled"] == stats["seen/responses"] == len(asked)
    assert stats["scheduler/enqueued"] == stats["scheduler/dequeued"] == len(asked)
    assert stats["robotstxt/request_count"] == site.asked.count("/robots.txt") == 1


def test_a_filled_httpcache_replays_at_once(project: Project, site: BuiltSite) -> None:
    cache = {"HTTPCACHE_ENABLED": True, "HTTPCACHE_DIR": project.folder / "cache"}
    project.crawl(**cache)
    first, asked = project.stats(), len(site.asked)
    assert first["httpcache/store"] == asked
    # Paced as if live it would take an hour.
    project.crawl(OUTPUT=project.folder / "again", DOWNLOAD_DELAY=100, **cache)
    assert len(site.asked) == asked
    assert project.stats()["httpcache/hit"] == asked
    assert said_of(project.folder / "again" / "press_releases.jsonl") == said_of(
        project.output / "press_releases.jsonl"
    )


def test_a_site_that_is_named_by_a_setting_is_one_site(project: Project, site: BuiltSite) -> None:
    project.crawl()
    assert len(items_asked(site)) == ITEMS
    (run,) = project.report()["spiders"]
    assert run["state"] == "complete"


def test_spider_arguments_name_the_site_and_the_number_of_items(project: Project, site: BuiltSite) -> None:
    project.scrapy("crawl", "press_releases", "-a", f"site={site.root}", "-a", "limit=3")
    assert len(items_asked(site)) == 3
    (run,) = project.report()["spiders"]
    assert (run["state"], run["records"]) == ("complete", 3)


@pytest.mark.parametrize(
    ("argument", "line"),
    [
        ("limit=abc", "limit takes a number of items"),
        ("since=2999-01-01", "since takes a day"),
        ("site=foo", "'foo' is not an http(s) URL"),
        ("site=ftp://127.0.0.1/", "is not an http(s) URL"),
    ],
)
def test_bad_spider_arguments_are_refused_with_one_line_also_where_a_feed_looks_at_the_spider_before(
    project: Project, site: BuiltSite, argument: str, line: str
) -> None:
    project.scrapy("crawl", "press_releases", "-O", "feed.jsonl", "-a", argument, LOG_LEVEL="WARNING")
    assert site.asked == []
    assert "Traceback" not in project.said
    assert sum(line in said for said in project.said.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("-a", "site=http://user:s3cret@127.0.0.1/"),
        ("-a", "site=http://s3cret@127.0.0.1/", "-a", "start_urls=http://user:s3cret@127.0.0.1/"),
        ("-s", "START_SITES=http://127.0.0.1/,http://user:s3/cret@127.0.0.1/"),
    ],
)
def test_a_site_with_a_password_is_refused_and_the_password_is_written_nowhere(
    project: Project, site: BuiltSite, arguments: tuple[str, ...]
) -> None:
    project.scrapy("crawl", "press_releases", *arguments, LOG_LEVEL="DEBUG")
    assert site.asked == []
    assert "site: an address with a user name or password is not taken" in project.said
    files = [path for path in project.output.rglob("*") if path.is_file()]
    assert files
    for text in (project.said, *(path.read_text() for path in files)):
        assert "s3cret" not in text
        assert "s3/cret" not in text


def test_a_jobdir_is_refused_with_one_line_and_nothing_is_asked(project: Project, site: BuiltSite) -> None:
    project.crawl(JOBDIR=project.folder / "job", LOG_LEVEL="WARNING")
    assert site.asked == []
    lines = [line for line in project.said.splitlines() if "JOBDIR" in line]
    assert len(lines) == 1
    assert "the next run resumes by itself" in lines[0]
    assert not (project.output / "press_releases.jsonl").exists()


@pytest.mark.parametrize("limit", [{"CLOSESPIDER_ITEMCOUNT": 5}, {"CLOSESPIDER_TIMEOUT": 1}])
def test_a_crawl_that_one_of_scrapy_s_limits_ends_is_resumed_with_nothing_thrown_away(
    project: Project, site: BuiltSite, limit: dict[str, int]
) -> None:
    slowly = {"DOWNLOAD_DELAY": 0.06}
    project.crawl(**slowly, **limit)
    assert project.report()["spiders"][-1]["state"] == "interrupted"
    assert not (project.output / "press_releases.jsonl").exists()
    kept = len(items_asked(site))
    assert 0 < kept < ITEMS
    project.crawl()
    assert len([*project.output.glob("runs/*")]) == 1
    assert project.report()["spiders"][-1]["state"] == "complete"
    assert len(items_asked(site)) <= ITEMS + 2  # what was under way when the limit was met
    assert len(said_of(project.output / "press_releases.jsonl")) == ITEMS


def test_a_feed_holds_whole_records(project: Project, site: BuiltSite) -> None:
    project.scrapy("crawl", "press_releases", "-O", "feed.jsonl", START_SITES=project.root)
    fed = {line["id"]: line for line in said_of(project.folder / "feed.jsonl")}
    published = {line["id"]: line for line in said_of(project.output / "press_releases.jsonl")}
    assert fed.keys() == published.keys() == site.ids()
    for id_, line in fed.items():
        assert line.keys() == published[id_].keys()
        assert (line["title"], line["body"]) == (published[id_]["title"], published[id_]["body"])


# A spider of somebody else's, with these settings


def test_what_scrapy_says_of_retries_slots_and_duplicates_holds(project: Project, site: BuiltSite) -> None:
    first, second, third, fourth, *_ = [item.path for item in site.releases.values()]
    for path in (first, second, third):
        site.fail(path, Fault.status(503), None)
    slots = {"127.0.0.1": {"delay": 0.02, "concurrency": 2}}
    project.ask(
        (first, {}),
        (second, {"dont_retry": True}),
        (third, {"max_retry_times": 1}),
        (fourth, {}),
        (fourth, {}),
        RETRY_TIMES=2,
        DOWNLOAD_SLOTS=json.dumps(slots),
    )
    assert [site.asked.count(path) for path in (first, second, third, fourth)] == [3, 1, 2, 1]
    stats = project.stats()
    assert stats["retry/count"] == stats["retry/reason_count/HTTP 503"] == 3
    assert stats["retry/max_reached"] == 2
    assert stats["dupefilter/filtered"] == 1
    assert stats["scheduler/enqueued"] == stats["scheduler/dequeued"] == 8
    assert stats["offsite/filtered"] == 1
    assert stats["robotstxt/request_count"] == stats["robotstxt/response_count"] == 1
    assert stats["robotstxt/response_status_count/200"] == 1
    assert not project.output.exists()
    assert stats["slot/127.0.0.1"] == [0.02, 2]


# `scrapy shell`, `fetch`, `parse`, `list`


@pytest.fixture
def untouched(project: Project) -> Iterator[Project]:
    """These commands begin no run."""
    yield project
    assert not project.output.exists()
    assert [path.name for path in project.folder.rglob("*.lock")] == []


@pytest.mark.parametrize("spider", [(), ("--spider", "press_releases"), ("--spider", "navigation")])
def test_the_shell_shows_a_page(untouched: Project, site: BuiltSite, spider: tuple[str, ...]) -> None:
    item = next(iter(site.releases.values()))
    code = "(response.status, response.css('h1::text').get(), spider.name)"
    said = untouched.scrapy("shell", *spider, "-c", code, f"{site.root}{item.path}")
    name = spider[1] if spider else "default"
    assert said == f"(200, {item.title!r}, {name!r})\n"


def test_the_shell_asks_for_what_a_person_wants(untouched: Project, site: BuiltSite) -> None:
    """Also where a spider of this project would not go, as no crawl began."""
    settings = {"START_SITES": "https://www.osce.org/"}
    said = untouched.scrapy(
        "shell", "--spider", "press_releases", "-c", "response.status", f"{site.root}/", **settings
    )
    assert said == "200\n"


def test_a_shell_that_is_left_open_says_nothing_of_progress(untouched: Project, site: BuiltSite) -> None:
    for spider in ((), ("--spider", "press_releases")):
        wait = "__import__('time').sleep(0.5)"
        untouched.scrapy("shell", *spider, "-c", wait, f"{site.root}/", PROGRESS_EVERY=0.05)
        assert "pages" not in untouched.said
        assert " ERROR " not in untouched.said


def test_a_shell_that_is_left_open_keeps_no_crawl_from_running(project: Project, site: BuiltSite) -> None:
    shell = ForkedPopen(
        [
            sys.executable,
            "-c",
            _PROGRAM,
            "shell",
            "--nolog",
            "-c",
            "print('open', flush=True) or input()",
            site.root,
        ],
        cwd=project.folder,
        env=os.environ | {"SCRAPY_SETTINGS_MODULE": "project"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert shell.stdout is not None
        assert shell.stdout.readline() == "open\n"
        project.crawl()
        assert project.report()["spiders"][-1]["state"] == "complete"
        assert shell.poll() is None
    finally:
        shell.communicate("\n", timeout=30)


def test_fetch_prints_the_page_as_it_came(untouched: Project, site: BuiltSite) -> None:
    item = next(iter(site.releases.values()))
    said = untouched.scrapy("fetch", "--nolog", f"{site.root}{item.path}")
    assert item.title in said
    assert "</html>" in said
    assert site.asked.count(item.path) == 1


def test_fetch_shows_who_asks(untouched: Project, site: BuiltSite) -> None:
    said = untouched.scrapy("fetch", "--nolog", "--headers", f"{site.root}/", CONTACT="me@example.org")
    assert "> User-Agent: osce-crawler (+me@example.org)" in said


def test_parse_shows_what_a_page_gives_and_asks_for_no_other(untouched: Project, site: BuiltSite) -> None:
    item = next(iter(site.releases.values()))
    said = untouched.scrapy("parse", "--spider", "press_releases", "--nocolour", f"{site.root}{item.path}")
    assert "# Scraped Items" in said
    assert f"'url': '{site.root}{item.path}'" in said
    assert items_asked(site) == [item.path]


def test_parse_shows_a_menu(untouched: Project, site: BuiltSite) -> None:
    said = untouched.scrapy("parse", "--spider", "navigation", "--nocolour", f"{site.root}/")
    assert "# Scraped Items" in said
    assert [path for path in site.asked if path != "/robots.txt"] == ["/"]


def test_list_names_both_spiders(untouched: Project) -> None:
    assert untouched.scrapy("list").split() == ["navigation", "press_releases"]


# A stop


@pytest.mark.parametrize(
    ("fault", "sign"),
    [(Fault.silent(), signal.SIGTERM), (Fault.status(503), signal.SIGTERM), (Fault.silent(), signal.SIGINT)],
)
def test_a_robots_txt_that_never_answers_does_not_outlast_a_signal(
    tmp_path: Path, fault: Fault, sign: signal.Signals
) -> None:
    with hosted(BuiltSite(3, 3)) as site:
        site.fail("/robots.txt", fault, None)
        command = Command(site.root, tmp_path, delay="1")
        begun = []

        def is_asked() -> bool:
            if site.count("/robots.txt"):
                begun.append(time.monotonic())
            return bool(begun)

        assert command.disturb(is_asked, sign) == 130, command.said
        assert time.monotonic() - begun[0] < 20
        assert "Traceback" not in command.said
        assert {*site.asked} == {"/robots.txt"}
    assert "host left alone" not in command.said
    assert "no answer" in command.said
