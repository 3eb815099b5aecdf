"""Pages kept by a crawl, and the way back from them to the same dataset."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from osce_crawler.archive.warc import pages_in
from tests.commanding import ROOT, run
from tests.fork_server import ForkedPopen, forked
from tests.making import lines_of, list_page, release_page
from tests.site.serving import Site, path_of, serving

PROGRAM = "from osce_crawler.cli import main; main()"
LONG = "/secretariat/300001"
# What a second reading of the same page gives anew.
RUN_DATA = {"first_seen", "last_changed"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A site of three items, a moved one and a missing one, with everything else that a crawl asks for."""
    with serving() as site:
        paths = [f"/secretariat/30000{n}" for n in range(3)]
        for path in paths:
            site.add(path, release_page(f"The item at {path} tells its own story to whoever reads it"))
        # One page alone is longer, packed, than all the others.
        site.add(LONG, release_page("This item is long", extra=f"<!--{os.urandom(100_000).hex()}-->"))
        site.add("/node/300003", "", 301, location="/secretariat/300003")
        site.add("/secretariat/300003", release_page("This item has moved from one address to another one"))
        site.add(
            "/",
            "<html><title>OSCE | Home</title><body><main><h1>OSCE</h1><p>Welcome.</p></main></body></html>",
        )
        rows = [(path, "A title") for path in [*paths, "/node/300003", "/secretariat/300009"]]
        site.add("/press-releases", list_page(rows))
        site.add(
            "/robots.txt", f"User-agent: *\nDisallow: /admin\nSitemap: {site.root}/sitemap.xml?page=1&b=2\n"
        )
        site.add_sitemap(paths)
        site.pages["/sitemap.xml?page=1&b=2"] = site.pages["/sitemap.xml"]
        yield site


def crawl_of(site: Site, output: Path, *options: str) -> "tuple[int, str]":
    done = run("crawl", "press_releases", *live(site, output), *options)
    return done.returncode, done.stdout + done.stderr


def live(site: Site, output: Path) -> list[str]:
    return ["--site", site.root, "--delay", "0", "--contact", "me@example.org", "--output", str(output)]


@pytest.fixture(scope="module")
def crawled(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a crawl that kept its pages."""
    output = tmp_path_factory.mktemp("live")
    site.asked.clear()
    code, said = crawl_of(site, output, "--keep-pages")
    assert code == 0, said
    return output


def kept(output: Path) -> list[Path]:
    return sorted(output.glob("runs/*/pages-*.warc.gz"))


def test_every_answer_is_kept_once(site: Site, crawled: Path) -> None:
    (path,) = kept(crawled)
    assert path.name == "pages-1.warc.gz"
    pages = pages_in(path)
    assert sorted(path_of(page.url) for page in pages) == sorted(site.asked)
    assert Counter(page.status for page in pages).keys() == {200, 301, 404}
    for page in pages:
        assert page.body() == site.pages[path_of(page.url)].body if page.status != 404 else b"not here"


def test_a_record_tells_the_moment_of_its_kept_page(crawled: Path) -> None:
    moments = {page.url: page.retrieved_at for path in kept(crawled) for page in pages_in(path)}
    records = lines_of(crawled / "press_releases.jsonl")
    assert {record["url"]: record["retrieved_at"] for record in records}.items() <= moments.items()


def test_the_file_says_who_asked_and_in_which_run(crawled: Path) -> None:
    (path,) = kept(crawled)
    listed = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "extract", "--payload", path, "0"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"isPartOf: {path.parent.name}\r\n" in listed.stdout.replace("\n", "\r\n").replace("\r\r", "\r")
    assert "me@example.org" in listed.stdout
    assert "robots: obey" in listed.stdout


@pytest.mark.parametrize("where", ["runs", "run", "file"])
def test_the_way_back_gives_the_same_records(crawled: Path, tmp_path: Path, where: str) -> None:
    (path,) = kept(crawled)
    saved = {"runs": crawled / "runs", "run": path.parent, "file": path}[where]
    done = run("crawl", "press_releases", "--saved", saved, "--output", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert records_of(tmp_path) == records_of(crawled)
    assert len(records_of(tmp_path)) == 4


def records_of(output: Path) -> list[dict[str, Any]]:
    records = lines_of(output / "press_releases.jsonl")
    return [{key: value for key, value in record.items() if key not in RUN_DATA} for record in records]


def test_kept_pages_are_extracted_without_a_crawl(crawled: Path) -> None:
    (path,) = kept(crawled)
    done = run("extract", path)
    assert done.returncode == 0, done.stderr
    assert {json.loads(line)["id"] for line in done.stdout.splitlines()} == {
        r["id"] for r in records_of(crawled)
    }


def test_without_being_told_a_crawl_keeps_no_pages(site: Site, tmp_path: Path) -> None:
    assert crawl_of(site, tmp_path)[0] == 0
    assert kept(tmp_path) == []


def test_both_spiders_of_one_run_keep_their_pages_in_files_of_their_own(site: Site, tmp_path: Path) -> None:
    run("crawl", *live(site, tmp_path), "--keep-pages")
    assert [path.name for path in kept(tmp_path)] == ["pages-1.warc.gz", "pages-2.warc.gz"]


def _changed(lines: str, *arguments: str, limit: str = "") -> "subprocess.CompletedProcess[str]":
    """The command after these lines of Python have run."""
    command = [sys.executable, "-c", f"{lines}\n{PROGRAM}", *arguments]
    return forked(command, cwd=ROOT, env=os.environ, timeout=120)


def test_a_file_that_is_long_enough_is_followed_by_the_next(site: Site, tmp_path: Path) -> None:
    short = "import osce_crawler.run.keep_pages as keeping; keeping.LARGEST_FILE = 2000"
    site.asked.clear()
    done = _changed(short, "crawl", "press_releases", *live(site, tmp_path), "--keep-pages")
    assert done.returncode == 0, done.stderr
    files = sorted(kept(tmp_path), key=lambda path: int(path.name[6:].split(".")[0]))
    assert len(files) > 2
    assert all(pages_in(path)[-1].offset < 2000 for path in files)
    assert sorted(path_of(page.url) for path in files for page in pages_in(path)) == sorted(site.asked)


# A disk that takes no more. All other files of a run as small as this stay shorter.
_FULL = """
import resource
from osce_crawler.archive.warc_file import WarcFile
_begin = WarcFile.__init__
def begin(self, *arguments):
    _begin(self, *arguments)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
WarcFile.__init__ = begin
"""


def test_a_run_whose_pages_cannot_be_kept_has_failed(site: Site, tmp_path: Path) -> None:
    done = _changed(_FULL, "crawl", "press_releases", *live(site, tmp_path), "--keep-pages")
    assert done.returncode == 1
    assert "File too large" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "press_releases.jsonl").exists()
    (path,) = kept(tmp_path)
    urls = [path_of(page.url) for page in pages_in(path)]
    assert "/press-releases" in urls
    assert LONG not in urls


def test_a_resumed_run_begins_a_new_file_and_loses_nothing(site: Site, crawled: Path, tmp_path: Path) -> None:
    command = ["crawl", "press_releases", *live(site, tmp_path), "--keep-pages"]
    command[command.index("--delay") + 1] = "0.3"
    with ForkedPopen([sys.executable, "-c", PROGRAM, *command], env=os.environ) as first:
        _wait_until(lambda: any(len(pages_in(path)) >= 5 for path in kept(tmp_path)))
        first.send_signal(signal.SIGKILL)
    code, said = crawl_of(site, tmp_path, "--keep-pages")
    assert code == 0, said
    assert [path.name for path in kept(tmp_path)] == ["pages-1.warc.gz", "pages-2.warc.gz"]
    assert (
        run(
            "crawl", "press_releases", "--saved", tmp_path / "runs", "--output", tmp_path / "again"
        ).returncode
        == 0
    )
    told = [{**record, "retrieved_at": None} for record in records_of(tmp_path / "again")]
    assert told == [{**record, "retrieved_at": None} for record in records_of(crawled)]


def _wait_until(true: Any) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)
