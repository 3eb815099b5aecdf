"""The maintainers' commands as they are called: fixtures and check-site."""

import json
from pathlib import Path

from osce_crawler.archive.folder import BODY, META
from tests.archive.serving import Reply
from tests.archive.serving import serving as answering
from tests.commanding import run
from tests.making import FIXTURES, SEED
from tests.site.serving import serving


def test_a_page_is_captured_from_a_site(tmp_path: Path) -> None:
    with serving() as site:
        site.add("/cio/232506", (SEED / BODY).read_text(encoding="utf-8"))
        done = run("fixtures", "capture", f"{site.root}/cio/232506", "--folder", tmp_path, "--note", "a test")
    assert done.returncode == 0, done.stderr
    (meta,) = tmp_path.rglob(META)
    assert json.loads(meta.read_text())["url"] == f"{site.root}/cio/232506"
    assert (meta.parent / BODY).read_bytes() == (SEED / BODY).read_bytes()
    assert run("fixtures", "check", "--folder", tmp_path).returncode == 4


def test_a_page_that_is_not_had_is_no_fixture(tmp_path: Path) -> None:
    done = run("fixtures", "capture", "http://127.0.0.1:9/cio/232506", "--folder", tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.rglob(META))


def test_the_projects_own_fixtures_read_as_expected() -> None:
    done = run("fixtures", "check", "--folder", FIXTURES)
    assert done.stdout.splitlines()[-1].endswith(" fixtures, 0 differ"), done.stdout
    assert done.returncode == 0


def test_fixtures_are_listed_with_their_kinds() -> None:
    done = run("fixtures", "list", "--folder", FIXTURES)
    assert "https://www.osce.org/cio/232506" in done.stdout
    assert "NOT REVIEWED" not in done.stdout


def test_no_fixtures_are_one_clear_line(tmp_path: Path) -> None:
    done = run("fixtures", "check", "--folder", tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_site_as_known_passes_and_a_changed_one_does_not() -> None:
    with serving() as site:
        site.add_saved(FIXTURES, "www.osce.org")
        right = run("check-site", "--site", f"{site.root}/", "--delay", "0")
        assert right.returncode == 0, right.stdout + right.stderr
        page = (SEED / BODY).read_text(encoding="utf-8")
        site.add("/cio/232506", page.replace("Source:</dt>", "Author:</dt>"))
        wrong = run("check-site", "--site", f"{site.root}/", "--delay", "0")
    assert wrong.returncode == 4
    assert [line.split()[1] for line in wrong.stdout.splitlines() if "WRONG" in line] == ["sources"]


def test_whoever_asks_is_named(tmp_path: Path) -> None:
    with answering(lambda _: Reply(b"<p>page</p>")) as host:
        run("fixtures", "capture", f"{host.root}/", "--contact", "me@example.org", "--folder", tmp_path)
    assert {one.headers["User-Agent"] for one in host.asked} == {"osce-crawler (+me@example.org)"}


def test_the_live_site_is_not_asked_without_a_contact() -> None:
    done = run("check-site")
    assert done.returncode == 2
    assert "--contact" in done.stderr
