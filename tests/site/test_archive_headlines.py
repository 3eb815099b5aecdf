"""The first lines of a run from a web archive speak of the archive, and its exit code is true."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from osce_crawler.archive.warc import pages_in
from tests.archive.answers import Answer
from tests.archive.serving import Asked, Reply, serving
from tests.commanding import ROOT as REPOSITORY
from tests.commanding import run
from tests.making import save_page
from tests.site.test_from_archive import ROOT, crawl, page, report, url, wayback

_INDEX = "/cdx/search/cdx"
_AGAIN = "run the same command again"
CAPTURES = [
    Answer(page(f"Words {n}."), url(300100 + n), moment=f"20{n + 10}-01-01T00:00:00Z") for n in range(12)
]
_CHALLENGE = Answer(
    b"<html><title>Just a moment...</title><body>Just a moment</body></html>",
    url(300099),
    moment="2009-01-01T00:00:00Z",
)


def first_lines(index: str, output: Path, *options: str) -> tuple[int, str, str]:
    code, said = crawl(index, output, "--site", ROOT, *options)
    assert "Traceback" not in said
    assert "Error" not in said
    headline, advice, *_ = said.splitlines()
    return code, headline, advice


def captures(reply: Callable[[int], Reply | None]) -> Callable[[Asked], Reply | None]:
    """Answers to requests for captures by their number, from 1 on."""
    asked = 0

    def answered(one: Asked) -> Reply | None:
        nonlocal asked
        asked += one.path.startswith("/web/")
        return reply(asked) if one.path.startswith("/web/") else None

    return answered


@pytest.mark.parametrize(
    ("reply", "cause", "why"),
    [
        (Reply(b"", 429), "Archive busy", "HTTP 429"),
        (Reply(b"", 503), "Archive busy", "HTTP 503"),
        (Reply(b"Blocked", 403), "Archive refuses", "blocked by the archive (HTTP 403)"),
        (Reply(b"<html>", length=900), "Captures not fetched", "cut off: the connection ended before the page did"),
        (Reply(b"<html>Welcome</html>"), "Captures not fetched", "a page of the archive came, no capture (no Memento-Datetime)"),
    ],
)  # fmt: skip
def test_an_archive_that_lists_and_gives_nothing_is_named_with_what_is_missing_and_what_to_do(
    tmp_path: Path, reply: Reply, cause: str, why: str
) -> None:
    with wayback(*CAPTURES, answered=captures(lambda number: None if number == 1 else reply)) as host:
        index, name = f"{host.root}{_INDEX}", host.root.removeprefix("http://")
        code, headline, advice = first_lines(index, tmp_path / "some")
        said = "11 of 12 captures could not be fetched, 1 are at hand"
        assert (code, headline) == (3, f"{cause}: {name}: {why}: {said}")
        assert advice.startswith("What was read is published. ")
        assert f"{_AGAIN}: it fetches only what is missing" in advice
    with wayback(*CAPTURES, answered=captures(lambda _: reply)) as host:
        index = f"{host.root}{_INDEX}"
        code, headline, advice = first_lines(index, tmp_path / "none")
        assert code == 4
        assert headline.endswith(f"{why}: 12 of 12 captures could not be fetched, 0 are at hand")
        assert advice.startswith("Nothing was published. ")


def test_a_captured_challenge_is_no_challenge_of_the_site_and_a_busy_archive_goes_on_where_it_stopped(
    tmp_path: Path,
) -> None:
    is_busy = True

    def busy(number: int) -> Reply | None:
        return Reply(b"", 429) if is_busy and number > 4 else None

    with wayback(_CHALLENGE, *CAPTURES, answered=captures(busy)) as host:
        index = f"{host.root}{_INDEX}"
        code, headline, _ = first_lines(index, tmp_path)
        assert (code, headline.partition(":")[0]) == (3, "Archive busy")
        assert headline.endswith("9 of 13 captures could not be fetched, 4 are at hand")
        is_busy = False
        host.asked.clear()
        assert first_lines(index, tmp_path)[:2] == (0, "Complete: 12 records of press_releases, 9 added")
        assert len(host.paths("/web/")) == 9
    with wayback(_CHALLENGE) as host:
        code, headline, advice = first_lines(f"{host.root}{_INDEX}", tmp_path / "challenge")
        assert code == 4
        assert headline.startswith("Nothing found: none of the 1 captures that ")
        assert headline.endswith(" lists gave a release (1 challenge)")
        assert "site" not in advice.replace("--site", "")


def test_a_capture_or_two_that_fail_are_counted_with_their_reason(tmp_path: Path) -> None:
    broken = captures(lambda number: Reply(b"<html>", length=900) if number < 4 else None)
    with wayback(*CAPTURES, answered=broken) as host:
        code, headline, _ = first_lines(f"{host.root}{_INDEX}", tmp_path)
    said = "Incomplete: 1 of 12 captures could not be fetched from "
    assert (code, headline.startswith(said)) == (3, True), headline
    assert headline.endswith("(cut off: the connection ended before the page did)")


@pytest.mark.parametrize(
    ("missing", "code", "said"),
    [
        (2, 0, "Complete: 10 records of press_releases, 10 added; 2 of 12 captures are not in the archive"),
        (7, 3, "Captures missing: {} has not got 7 of the 12 captures that it lists"),
        (12, 4, "Captures missing: {} has not got 12 of the 12 captures that it lists"),
    ],
)
def test_captures_that_are_listed_and_not_there_are_counted_and_many_make_the_run_incomplete(
    tmp_path: Path, missing: int, code: int, said: str
) -> None:
    lacking = captures(lambda number: Reply(b"not here", 404) if number <= missing else None)
    with wayback(*CAPTURES, answered=lacking) as host:
        index, name = f"{host.root}{_INDEX}", host.root.removeprefix("http://")
        assert first_lines(index, tmp_path)[:2] == (code, said.format(name))
        assert report(tmp_path)["reasons"] == {"not in the archive": missing}
        (shown,) = (path.read_text() for path in tmp_path.glob("runs/*/report.md"))
        of_these = f"of 12 that are wanted: {12 - missing} at hand, {missing} not in the archive"
        assert f"- {index} lists 12 captures; {of_these}" in shown
        again = first_lines(index, tmp_path)
        assert (again[0], "not in the archive" in again[1]) == (0, False), again


def test_an_archive_without_captures_of_the_hosts_says_nothing_of_the_site(tmp_path: Path) -> None:
    with wayback(*CAPTURES) as host:
        index = f"{host.root}{_INDEX}"
        code, said = crawl(
            index, tmp_path / "none", "--site", "https://never.example", "--site", "https://not.example"
        )
        assert code == 4
        assert said.startswith(
            f"Nothing captured: {index} lists no capture of never.example, nor of 1 other host\n"
            "Nothing was published. Check --from-archive and --site."
        )
        assert "site has changed" not in said
        assert crawl(index, tmp_path / "some", "--site", ROOT)[0] == 0
    with wayback() as host:
        code, headline, _ = first_lines(f"{host.root}{_INDEX}", tmp_path / "some")
        said = (
            f"Unchanged: 12 records of press_releases; {host.root}{_INDEX} lists no capture of www.osce.org"
        )
        assert (code, headline) == (0, said)


def test_whether_anything_is_published_is_said_once_where_the_list_cannot_be_had(tmp_path: Path) -> None:
    is_down = False

    def down(one: Asked) -> Reply | None:
        is_second = one.query.get("url") == "odihr.osce.org/"
        return Reply(b"", 503) if one.path == _INDEX and (is_down or is_second) else None

    with wayback(*CAPTURES, answered=down) as host:
        index, sites = f"{host.root}{_INDEX}", ("--site", "https://odihr.osce.org")
        code, headline, advice = first_lines(index, tmp_path / "some", *sites)
        assert code == 3
        assert (
            headline == f"Archive not listed: {index}: HTTP 503; 1 of 2 hosts were listed, not odihr.osce.org"
        )
        assert advice.startswith("What was read is published. ")
        is_down = True
        code, headline, advice = first_lines(index, tmp_path / "none")
        assert code == 4
        assert (
            headline == f"Archive not listed: {index}: HTTP 503; 0 of 1 hosts were listed, not www.osce.org"
        )
        assert (advice.startswith("Nothing was published. "), "is published" in advice) == (True, False)


def test_captures_that_robots_txt_forbids_are_the_archive_s_word(tmp_path: Path) -> None:
    rules = Reply(b"User-agent: *\nDisallow: /web/\n", headers={"Content-Type": "text/plain"})
    with wayback(*CAPTURES, answered=lambda one: rules if one.path == "/robots.txt" else None) as host:
        code, headline, advice = first_lines(f"{host.root}{_INDEX}", tmp_path)
        assert (code, host.paths("/web/")) == (4, [])
    name = host.root.removeprefix("http://")
    assert headline == f"Refused by robots.txt: {name} lets none of its 12 captures be fetched"
    assert advice.endswith("Read the archive's robots.txt. Only those who run the archive can change it.")


@pytest.mark.parametrize(
    ("refused", "missing", "said"),
    [
        (2, 0, "2 of 12 captures are refused by the archive's robots.txt"),
        (
            2,
            1,
            "1 of 12 captures are not in the archive; 2 of 12 captures are refused by the archive's robots.txt",
        ),
        (8, 0, "8 of 12 captures are refused by the archive's robots.txt"),
    ],
)
def test_captures_that_robots_txt_forbids_are_counted_beside_those_that_are_missing(
    tmp_path: Path, refused: int, missing: int, said: str
) -> None:
    rules = "User-agent: *\n" + "".join(f"Disallow: /web/20{10 + number}\n" for number in range(refused))
    lacking = captures(lambda number: Reply(b"not here", 404) if number <= missing else None)

    def answered(one: Asked) -> Reply | None:
        if one.path == "/robots.txt":
            return Reply(rules.encode(), headers={"Content-Type": "text/plain"})
        return lacking(one)

    with wayback(*CAPTURES, answered=answered) as host:
        code, headline, advice = first_lines(f"{host.root}{_INDEX}", tmp_path)
    assert (code, headline.partition("; ")[2]) == (0, said)
    assert advice.startswith("Read the archive's robots.txt.") == (refused == 8)
    assert "the site's robots.txt" not in advice


def test_a_damaged_file_of_captures_is_a_fault_until_all_that_it_held_is_at_hand_again(
    tmp_path: Path,
) -> None:
    is_down = False
    down = captures(lambda _: Reply(b"", 503) if is_down else None)
    with wayback(*CAPTURES, answered=down) as host:
        index = f"{host.root}{_INDEX}"
        assert first_lines(index, tmp_path)[0] == 0
        (damaged,) = tmp_path.glob("runs/*/captures-1.warc.gz")
        content = bytearray(damaged.read_bytes())
        content[len(content) // 2 : len(content) // 2 + 40] = b"X" * 40
        damaged.write_bytes(content)
        is_down = True
        code, headline, advice = first_lines(index, tmp_path)
        assert code == 3
        assert headline.startswith(f"Damaged saved pages: {damaged}: torn at byte ")
        assert "move it away" in advice
        is_down = False
        code, headline, _ = first_lines(index, tmp_path)
        assert (code, headline) == (0, "Unchanged: 12 records of press_releases")
        host.asked.clear()
        assert first_lines(index, tmp_path)[0] == 0
        assert host.paths("/web/") == []
    (remark,) = report(tmp_path)["mended"]
    assert remark.startswith(f"{damaged}: torn at byte ")
    assert remark.endswith("; all its captures are at hand again")
    assert report(tmp_path)["faults"] == []


def test_a_capture_whose_packing_is_broken_is_named_and_asked_for_again_by_the_next_run(
    tmp_path: Path,
) -> None:
    date = {"Memento-Datetime": "Fri, 01 Jan 2010 00:00:00 GMT"}
    broken = Reply(
        b"no gzip at all", headers={"Content-Type": "text/html", "Content-Encoding": "gzip", **date}
    )
    with wayback(*CAPTURES, answered=captures(lambda number: broken if number == 1 else None)) as host:
        said = [first_lines(f"{host.root}{_INDEX}", tmp_path)[:2]]
        ((capture,),) = report(tmp_path)["not_emitted"].values()
        said.append(first_lines(f"{host.root}{_INDEX}", tmp_path)[:2])
    assert said[0] == (0, "Complete: 11 records of press_releases, 11 added")
    assert capture.startswith(f"{url(300100)}#captured=2010-01-01T00:00:00Z (damaged when it was captured: ")
    assert said[1] == (0, "Complete: 12 records of press_releases, 1 added")


def test_status_counts_runs_from_archives_where_no_crawl_was_made_and_tells_of_them_beside_crawls(
    tmp_path: Path,
) -> None:
    def status() -> tuple[int, str]:
        done = run("status", "--max-age", "1h", "--output", tmp_path / "output")
        return done.returncode, done.stdout + done.stderr

    save_page(tmp_path / "pages" / "1", url(300100), page("Newest words.").decode())
    (tmp_path / "pages" / "torn.warc.gz").write_bytes(b"torn")
    with wayback(*CAPTURES) as host:
        index = f"{host.root}{_INDEX}"
        assert first_lines(index, tmp_path / "output", "--limit", "2")[0] == 0
        assert status() == (4, "press_releases: no run was ever complete\n")
        assert first_lines(index, tmp_path / "output")[0] == 0
        code, said = status()
        assert (code, said.startswith("press_releases: complete at ")) == (0, True)
        replay = ("crawl", "press_releases", "--saved", tmp_path / "pages", "--output", tmp_path / "output")
        assert run(*replay).returncode == 3
        assert first_lines(index, tmp_path / "output")[0] == 0
        code, said = status()
        assert code == 4
        assert said.startswith(
            "press_releases: no crawl was ever complete; a run from a web archive was, at 20"
        )


def test_what_runs_from_archives_read_is_no_crawl_of_the_site_where_it_was_merged(tmp_path: Path) -> None:
    save_page(tmp_path / "pages" / "1", url(300100), page("Newest words.").decode())
    (tmp_path / "pages" / "torn.warc.gz").write_bytes(b"torn")
    one, other, both = (tmp_path / name for name in ("one", "other", "both"))
    with wayback(*CAPTURES[:2]) as host:
        for folder in (one, other):
            assert first_lines(f"{host.root}{_INDEX}", folder)[0] == 0
    assert run("dataset", "merge", one, other, "-o", both).returncode == 0
    for folder in (one, both):
        assert run("status", "--max-age", "1h", "--output", folder).returncode == 0
        replay = ("crawl", "press_releases", "--saved", tmp_path / "pages", "--output", folder)
        assert run(*replay).returncode == 3
        done = run("status", "--max-age", "1h", "--output", folder)
        assert done.returncode == 4
        assert done.stderr.startswith(
            "press_releases: no crawl was ever complete; a run from a web archive was, at 20"
        )


@pytest.mark.parametrize("path", ["/robots.txt", _INDEX])
def test_who_watches_on_a_terminal_waits_for_three_tries_and_no_longer(tmp_path: Path, path: str) -> None:
    ours, theirs = pty.openpty()
    with serving(lambda one: Reply(b"", 503 if one.path == path else 404)) as host:
        options = ("--from-archive", f"{host.root}{_INDEX}", "--delay", "0.01", "--output", tmp_path)
        done = subprocess.run(
            [sys.executable, "-m", "osce_crawler.cli", "crawl", *options], cwd=REPOSITORY,
            env=os.environ | {"TERM": "xterm"}, stdout=subprocess.PIPE, stderr=theirs, text=True, check=False,
        )  # fmt: skip
        asked = len(host.paths(path))
    os.close(ours)
    os.close(theirs)
    assert (done.returncode, asked) == (4, 3), done.stdout
    assert done.stdout.startswith(f"Archive not listed: {host.root}{_INDEX}: ")


def in_place_of_2012(one: Asked) -> Reply | None:
    """The archive gives a capture that it does not list for that of 2012, lacks 2013, and 2014 is damaged."""
    if one.path.startswith("/web/2012"):
        return memento(page("From another day."), "Thu, 02 Feb 2012 00:00:00 GMT")
    if one.path.startswith("/web/2013"):
        return Reply(b"not here", 404)
    if one.path.startswith("/web/2014"):
        return memento(b"no gzip at all", "Wed, 01 Jan 2014 00:00:00 GMT", {"Content-Encoding": "gzip"})
    return None


def memento(body: bytes, date: str, headers: Mapping[str, str] = MappingProxyType({})) -> Reply:
    return Reply(body, headers={"Content-Type": "text/html", "Memento-Datetime": date, **headers})


def test_a_capture_that_came_in_place_of_another_is_at_hand_and_neither_is_asked_for_again(
    tmp_path: Path,
) -> None:
    accounts = []
    with wayback(*CAPTURES[:6], answered=in_place_of_2012) as host:
        for _ in range(3):
            host.asked.clear()
            code, headline, *_ = first_lines(f"{host.root}{_INDEX}", tmp_path)
            assert (code, headline.partition("; ")[2]) == (0, "1 of 6 captures are not in the archive")
            accounts.append([path[5:9] for path in host.paths("/web/")])
            part = report(tmp_path)
            assert part["reasons"] == {"no page captured": 2, "not in the archive": 1}
            assert {key: part["archive"][key] for key in ("listed", "promised", "held", "damaged")} == {
                "listed": 6, "promised": 6, "held": 4, "damaged": 1,
            }  # fmt: skip
            shown = max(tmp_path.glob("runs/*/report.md"), key=lambda path: path.stat().st_mtime_ns)
            assert (
                "of 6 that are wanted: 4 at hand, 1 not in the archive, 0 refused by its robots.txt, 0 not fetched,"
                " 1 damaged when captured\n"
            ) in shown.read_text()
    assert accounts == [["2010", "2011", "2012", "2013", "2014", "2015"], ["2013", "2014"], ["2013", "2014"]]
    held = [one.retrieved_at[:10] for file in tmp_path.glob("runs/*/captures-*") for one in pages_in(file)]
    assert sorted(held) == ["2010-01-01", "2011-01-01", "2012-02-02", "2015-01-01"]


def test_a_capture_that_a_run_holds_is_written_to_no_other_one_in_whose_place_it_may_come(
    tmp_path: Path,
) -> None:
    with wayback(*CAPTURES[:6], answered=in_place_of_2012) as host:
        assert first_lines(f"{host.root}{_INDEX}", tmp_path)[0] == 0
        (account,) = tmp_path.glob("runs/*/captures.account.jsonl")
        account.unlink()
        host.asked.clear()
        assert first_lines(f"{host.root}{_INDEX}", tmp_path)[0] == 0
        assert [path[5:9] for path in host.paths("/web/")] == ["2012", "2013", "2014"]
        host.asked.clear()
        assert first_lines(f"{host.root}{_INDEX}", tmp_path)[0] == 0
        assert [path[5:9] for path in host.paths("/web/")] == ["2013", "2014"]
    held = [one.retrieved_at[:10] for file in tmp_path.glob("runs/*/captures-*") for one in pages_in(file)]
    assert held.count("2012-02-02") == 1
    # Where its file was moved away, both are asked for.
    for file in tmp_path.glob("runs/*/captures-*"):
        file.unlink()
    with wayback(*CAPTURES[:6], answered=in_place_of_2012) as host:
        assert first_lines(f"{host.root}{_INDEX}", tmp_path)[0] == 0
        assert len(host.paths("/web/")) == 6
