"""A crawl over HTTP: the same records as a replay of the same pages, and not one request elsewhere."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from osce_crawler.settings import RETRY_TIMES
from tests.commanding import run
from tests.interrupting import Command
from tests.making import FIXTURES, lines_of, list_page, release_page
from tests.site.building import BuiltSite
from tests.site.hosting import hosted
from tests.site.serving import Site, serving

HOST = "www.osce.org"
# What depends on where and when a page was read.
READING = {"content_hash", "first_seen", "last_changed", "retrieved_at"}
BEHIND = {"final_url", "page_title", "page_description", "page_status", "retrieved_at"}


@dataclass
class Crawled:
    """A crawl that has ended, with what it wrote and what its sites were asked for."""

    code: int
    said: str
    output: Path
    sites: dict[str, Site]

    def releases(self) -> list[dict[str, Any]]:
        return lines_of(self.output / "press_releases.jsonl")

    def menu(self) -> list[dict[str, Any]]:
        return lines_of(self.output / "navigation.jsonl")

    def report(self, number: int = 0) -> dict[str, Any]:
        (path,) = self.output.glob("runs/*/report.json")
        told: dict[str, Any] = json.loads(path.read_bytes())["spiders"][number]
        return told

    def explained(self, why: str) -> list[str]:
        found: list[str] = self.report()["not_emitted"].get(why, [])
        return found


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """Both spiders over the saved pages of one host, served over HTTP."""
    output = tmp_path_factory.mktemp("live")
    with serving() as site:
        site.add_saved(FIXTURES, HOST)
        site.add("/robots.txt", "User-agent: *\nDisallow: /admin\n")
        done = run(
            "crawl", "--site", site.root, "--delay", "0", "--output", output, "--contact", "me@example.org"
        )
        yield Crawled(done.returncode, done.stdout + done.stderr, output, {"site": site})


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """The same pages, replayed."""
    output = tmp_path_factory.mktemp("replayed")
    done = run("crawl", "--saved", FIXTURES / HOST, "--output", output)
    return Crawled(done.returncode, done.stdout + done.stderr, output, {})


def by_id(crawled: Crawled, records: list[dict[str, Any]], without: set[str]) -> dict[str, Any]:
    """Records without what differs by nature, at the addresses of the real host."""
    text = json.dumps([{key: value for key, value in one.items() if key not in without} for one in records])
    for site in crawled.sites.values():
        text = text.replace(site.root, f"https://{HOST}").replace(site.root.removeprefix("http://"), HOST)
    return {one["id"]: one for one in json.loads(text)}


def test_a_live_crawl_reads_the_same_releases_as_a_replay(live: Crawled, replayed: Crawled) -> None:
    wanted = by_id(replayed, replayed.releases(), READING)
    assert len(wanted) == 19
    assert by_id(live, live.releases(), READING) == wanted


def test_a_live_crawl_reads_the_same_menu_as_a_replay(live: Crawled, replayed: Crawled) -> None:
    wanted = by_id(replayed, replayed.menu(), BEHIND)
    assert len(wanted) == 142
    assert by_id(live, live.menu(), BEHIND) == wanted


def test_pages_behind_entries_were_visited_with_their_status(live: Crawled) -> None:
    behind = {entry["label"]: entry for entry in live.menu()}
    assert (behind["About us"]["page_status"], behind["About us"]["page_title"]) == (200, "About us | OSCE")
    assert behind["Projects"]["page_status"] == 404
    assert behind["Parliamentary Assembly"]["page_status"] is None


def test_a_live_crawl_with_a_challenge_is_incomplete_where_its_replay_is_complete(
    live: Crawled, replayed: Crawled
) -> None:
    assert (live.code, replayed.code) == (3, 0), live.said
    assert len(live.explained("challenge")) == len(replayed.explained("challenge")) == 1


def test_every_page_is_asked_for_once(live: Crawled) -> None:
    site = live.sites["site"]
    twice = {path: count for path, count in Counter(site.asked).items() if count > 1}
    # Each of the two spiders asks for rules and home page; some pages are list and menu entry at once.
    menu = {entry["url"].removeprefix(site.root) for entry in live.menu() if entry["url"]}
    # The saved list does not add up, as some of its pages were not saved; what is no page is asked for again.
    again = {"/press-releases", "/press-releases?page=1", "/odihr/602244", "/mission-to-montenegro/601920"}
    assert set(twice) <= {"/robots.txt", "/"} | menu | again
    assert all(count == 2 for path, count in twice.items() if path not in again)


def test_the_site_is_told_who_asks(live: Crawled) -> None:
    assert live.sites["site"].agents == {"osce-crawler (+me@example.org)"}


def test_both_datasets_are_described_with_their_crawl(live: Crawled) -> None:
    package = json.loads((live.output / "datapackage.json").read_bytes())
    complete = {resource["name"]: resource["crawl"]["complete"] for resource in package["resources"]}
    assert complete == {"press-releases": False, "navigation": True}


PAGES = {"one": 1, "two": 2, "many": 12}
ROWS = 3


def item(site: str, page: int, row: int) -> str:
    return f"/cio/{[*PAGES].index(site) + 4}{page:02}{row:03}"


def add_list(name: str, site: Site, pages: int) -> None:
    """A list of so many pages."""
    for page in range(pages):
        rows = [(item(name, page, row), f"Item {page} {row}") for row in range(ROWS)]
        following = f"/press-releases?page={page + 1}" if page + 1 < pages else None
        last = f"/press-releases?page={pages - 1}" if page + 1 < pages else None
        site.add(
            f"/press-releases?page={page}" if page else "/press-releases",
            list_page(rows, following=following, last=last),
        )
        for path, title in rows:
            site.add(path, release_page(title))


def add_traps(site: Site, foreign: Site) -> None:
    paths = {
        "/cio/300001": "moved on the site",
        "/cio/300002": "moved off the site",
        "/cio/300003": "kept out by robots.txt",
        "/private/300004": "kept out by robots.txt",
        "/cio/300005": "broken",
        "/cio/300006": "gone",
        f"{foreign.root}/cio/300007": "elsewhere",
        "/cio/300008": "moved in circles",
        "/ru/secretariat/300001": "moved to a page that is read anyway",
    }
    site.add("/press-releases", list_page(list(paths.items())))
    site.add(
        "/robots.txt",
        f"User-agent: *\nDisallow: /private\nDisallow: /cio/300003\nSitemap: {foreign.root}/sitemap.xml",
    )
    site.add("/cio/300001", "", 301, location="/secretariat/300001")
    site.add("/secretariat/300001", release_page("Moved on the site"))
    site.add("/cio/300002", "", 302, location=f"{foreign.root}/cio/300002")
    site.add("/cio/300005", "broken", 500)
    site.add("/cio/300006", "gone", 410)
    site.add("/cio/300008", "", 302, location="/cio/300008")
    site.add("/ru/secretariat/300001", "", 302, location="/secretariat/300001")


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """One crawl of several small sites: lists of several lengths, an empty one, one full of traps."""
    output = tmp_path_factory.mktemp("lists")
    with ExitStack() as stack:
        sites = {name: stack.enter_context(serving()) for name in (*PAGES, "empty", "traps", "foreign")}
        for name, pages in PAGES.items():
            add_list(name, sites[name], pages)
        sites["empty"].add("/press-releases", list_page([], previous="/press-releases?page=0"))
        add_traps(sites["traps"], sites["foreign"])
        roots = [part for name, site in sites.items() if name != "foreign" for part in ("--site", site.root)]
        done = run("crawl", "press_releases", *roots, "--delay", "0", "--output", output)
        yield Crawled(done.returncode, done.stdout + done.stderr, output, sites)


@pytest.mark.parametrize("name", PAGES)
def test_every_item_of_every_page_of_a_list_is_read(lists: Crawled, name: str) -> None:
    root = lists.sites[name].root
    wanted = {f"{root}{item(name, page, row)}" for page in range(PAGES[name]) for row in range(ROWS)}
    assert {record["url"] for record in lists.releases() if record["url"].startswith(root)} == wanted


@pytest.mark.parametrize("name", PAGES)
def test_a_list_is_read_down_and_up_again_and_every_item_is_asked_for_once(lists: Crawled, name: str) -> None:
    counts = Counter(lists.sites[name].asked)
    pages = PAGES[name]
    between = [counts[f"/press-releases?page={page}"] for page in range(1, pages - 1)]
    # The last page is the first on the way up.
    assert counts["/press-releases"] == (1 if pages == 1 else 2)
    assert between == [2] * max(pages - 2, 0)
    assert counts[f"/press-releases?page={pages - 1}"] == (pages > 1)
    assert counts[f"/press-releases?page={pages}"] == 0
    assert all(count == 1 for path, count in counts.items() if path.startswith("/cio"))


def test_what_only_the_list_says_is_in_the_record(lists: Crawled) -> None:
    assert all(record["sources"] for record in lists.releases())


def test_an_empty_list_is_a_list(lists: Crawled) -> None:
    site = lists.sites["empty"]
    assert "/press-releases" in site.asked
    assert not any(path.startswith("/cio") for path in site.asked)
    assert not any(
        f"{site.root}/press-releases" in url
        for urls in lists.report()["not_emitted"].values()
        for url in urls
    )


def test_not_one_request_left_the_sites(lists: Crawled) -> None:
    assert lists.sites["foreign"].asked == []


def test_a_redirect_off_the_site_is_refused_and_explained(lists: Crawled) -> None:
    traps, foreign = lists.sites["traps"].root, lists.sites["foreign"].root
    explained = "\n".join(lists.explained("off-site"))
    assert f"{traps}/cio/300002 (" in explained
    assert f"{foreign}/cio/300002" in explained
    assert f"{foreign}/cio/300007" in explained


def test_a_redirect_on_the_site_is_followed_and_both_addresses_are_kept(lists: Crawled) -> None:
    traps = lists.sites["traps"].root
    (record,) = (record for record in lists.releases() if record["nid"] == "300001")
    assert record["url"] == f"{traps}/secretariat/300001"
    assert record["other_urls"] == [f"{traps}/cio/300001", f"{traps}/ru/secretariat/300001"]


def test_robots_txt_is_obeyed_and_what_it_keeps_out_is_explained(lists: Crawled) -> None:
    traps = lists.sites["traps"]
    assert not {"/private/300004", "/cio/300003"} & set(traps.asked)
    refused = "\n".join(lists.explained("refused"))
    assert f"{traps.root}/private/300004" in refused
    assert f"{traps.root}/cio/300003" in refused


def test_a_broken_page_is_tried_again_then_explained_and_leaves_the_crawl_incomplete(lists: Crawled) -> None:
    traps = lists.sites["traps"]
    assert traps.asked.count("/cio/300005") == 1 + RETRY_TIMES
    assert any(line.startswith(f"{traps.root}/cio/300005") for line in lists.explained("failed"))
    assert lists.code == 3


def test_a_page_that_is_gone_is_explained_and_asked_for_once(lists: Crawled) -> None:
    traps = lists.sites["traps"]
    assert traps.asked.count("/cio/300006") == 1
    assert lists.explained("410") == [f"{traps.root}/cio/300006 (HTTP 410)"]


def test_a_redirect_that_leads_in_circles_ends_and_is_explained(lists: Crawled) -> None:
    traps = lists.sites["traps"]
    assert traps.asked.count("/cio/300008") < 30
    assert f"{traps.root}/cio/300008 (max redirections reached)" in lists.explained("failed")


def test_what_was_listed_was_emitted_or_explained(lists: Crawled) -> None:
    report = lists.report()
    assert "no answer" not in report["not_emitted"]


_WITHOUT_A_TITLE = """
from osce_crawler.spiders import press_releases as crawling
read_page = crawling.read_page
def read(page, row_type=None):
    reading = read_page(page, row_type)
    if page.url.endswith("/300102"):
        reading.printed.title = " "
    return reading
crawling.read_page = read
"""


def test_a_page_that_gives_no_valid_record_is_named_and_costs_that_page_alone(tmp_path: Path) -> None:
    with hosted(BuiltSite(4, 3)) as site:
        command = Command(site.root, tmp_path, before=_WITHOUT_A_TITLE)
        assert command.run() == 3, command.said
        assert {line["id"] for line in lines_of(tmp_path / "press_releases.jsonl")} == site.ids() - {
            "300102-en"
        }
    (path,) = tmp_path.glob("runs/*/report.json")
    (part,) = json.loads(path.read_bytes())["spiders"]
    (fault,) = part["faults"]
    page, _, why = fault.partition(": invalid record 300102-en: ")
    (named,) = part["not_emitted"]["invalid record"]
    assert (page.partition(" of ")[0], named.partition("invalid record 300102-en: ")[2]) == (
        named.partition(" (")[0],
        f"{why})",
    )
