"""`crawl --from-archive`: a dataset, and its past, from the captures of a web archive."""

import json
import re
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.archive.answers import Answer, warc
from tests.archive.pywb import archive_of
from tests.archive.serving import Asked, Host, Reply, serving
from tests.commanding import ROOT as REPOSITORY
from tests.commanding import run, started
from tests.interrupting import Command
from tests.making import TEXT, lines_of, list_page, release_page, save_page
from tests.site.building import BuiltSite
from tests.site.hosting import hosted

ROOT = "https://www.osce.org"
_CHALLENGE = b"<html><title>Just a moment...</title><body>Just a moment</body></html>"
_INDEX = "/cdx/search/cdx"


def url(nid: int) -> str:
    return f"{ROOT}/secretariat/{nid}"


def page(words: str = "The first words.") -> bytes:
    return release_page(text=f"VIENNA, 12 April 2016 – {TEXT} {words}").encode()


CAPTURES = (
    Answer(page(), "http://www.osce.org:80/secretariat/300001", moment="2016-05-01T00:00:00Z"),
    Answer(page(), url(300001), moment="2016-06-01T00:00:00Z"),
    Answer(page("Other words."), url(300001), moment="2017-06-01T00:00:00Z"),
    Answer(page("Other words."), url(300001), moment="2018-06-01T00:00:00Z"),
    Answer(_CHALLENGE, url(300001), moment="2019-06-01T00:00:00Z"),
    Answer(b"gone", url(300001), 404, "2020-06-01T00:00:00Z"),
    Answer(page(), url(300002), moment="2017-01-01T00:00:00Z"),
    Answer(b"", url(300003), 301, "2017-01-01T00:00:00Z", [("Location", url(300002))]),
    Answer(b"%PDF-1.4", f"{ROOT}/files/a.pdf", moment="2017-01-01T00:00:00Z", headers=[("Content-Type", "application/pdf")]),
    Answer(b"<html><title>About | OSCE</title><body><main><p>We</p></main></body></html>", f"{ROOT}/who", moment="2015-01-01T00:00:00Z"),
    Answer(b"<html><title>About | OSCE</title><body><main><p>We</p></main></body></html>", f"{ROOT}/who", moment="2018-01-01T00:00:00Z"),
    Answer(page(), "https://elsewhere.example/secretariat/300009", moment="2017-01-01T00:00:00Z"),
)  # fmt: skip


def crawl(index: str, output: Path, *options: str | Path) -> tuple[int, str]:
    done = run("crawl", "--from-archive", index, "--delay", "0", "--output", output, *options)
    return done.returncode, done.stdout + done.stderr


def report(output: Path) -> dict[str, Any]:
    newest = max(output.glob("runs/*/report.json"), key=lambda path: path.stat().st_mtime_ns)
    (part,) = json.loads(newest.read_bytes())["spiders"]
    return dict(part)


def published(output: Path) -> tuple[bytes, list[Any]]:
    """The records, and the history without the runs that wrote it."""
    history = [{**line, "run": "", "at": ""} for line in lines_of(output / "changes.jsonl")]
    return (output / "press_releases.jsonl").read_bytes(), history


@contextmanager
def wayback(*captures: Answer, answered: Callable[[Asked], Reply | None] = lambda _: None) -> Iterator[Host]:
    """A small archive with the CDX server API, in which `answered` may speak first."""

    def stamp(capture: Answer) -> str:
        return "".join(filter(str.isdigit, capture.moment))

    def answer(asked: Asked) -> Reply:
        if (said := answered(asked)) is not None:
            return said
        if asked.path == _INDEX:
            host = asked.query["url"].rstrip("/")
            rows = [
                [stamp(one), one.url, "text/html", str(one.status), "-"]
                for one in captures
                if host in one.url
            ]
            rows = rows[: int(asked.query["limit"])]
            names = [["timestamp", "original", "mimetype", "statuscode", "digest"]] if rows else []
            return Reply(json.dumps([*names, *rows]).encode(), headers={"Content-Type": "application/json"})
        for one in captures:
            if asked.path == f"/web/{stamp(one)}id_/{one.url}":
                date = format_datetime(datetime.fromisoformat(one.moment), usegmt=True)
                return Reply(
                    one.body, headers={"Content-Type": "text/html; charset=utf-8", "Memento-Datetime": date}
                )
        return Reply(b"not here", 404)

    with serving(answer) as host:
        yield host


def test_a_real_archive_gives_records_and_their_past_once(tmp_path: Path) -> None:
    output = tmp_path / "output"
    with archive_of(tmp_path / "pywb", warc(tmp_path / "held.warc.gz", *CAPTURES)) as root:
        code, said = crawl(f"{root}/cdx", output)
        assert code == 0, said
        assert said.startswith("Complete: 2 records of press_releases, 2 added, 1 earlier\n")
        before = published(output)
        again, said = crawl(f"{root}/cdx", output)
        assert (again, said.splitlines()[0]) == (0, "Unchanged: 2 records of press_releases")
    assert published(output) == before
    first, second = sorted(lines_of(output / "press_releases.jsonl"), key=lambda one: str(one["nid"]))
    moments = ("first_seen", "last_changed", "retrieved_at")
    assert [first[key] for key in moments] == [
        "2016-05-01T00:00:00Z", "2017-06-01T00:00:00Z", "2018-06-01T00:00:00Z",
    ]  # fmt: skip
    assert {second[key] for key in moments} == {"2017-01-01T00:00:00Z"}
    assert (first["gone_on"], first["body"][-12:]) == (None, "Other words.")
    (earlier,) = [line for line in lines_of(output / "changes.jsonl") if line["change"] == "earlier"]
    keys = {one["key"]: (one["from"], one["to"]) for one in earlier["keys"]}
    assert keys["retrieved_at"] == ("2016-06-01T00:00:00Z", "2017-06-01T00:00:00Z")
    part = report(output)
    assert part["listed"] == part["emitted"] + part["explained"] + sum(part["frames"].values())
    assert part["reasons"] == {"challenge": 1, "no page captured": 3, "no nid": 1, "unknown": 1}
    assert run("dataset", "validate", output).returncode == 0


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 130)])
def test_a_run_that_is_stopped_is_resumed_and_fetches_nothing_twice(
    tmp_path: Path, sign: signal.Signals, code: int
) -> None:
    captures = [
        Answer(page(f"Words {n}."), url(300100 + n % 5), moment=f"20{n + 10}-01-01T00:00:00Z")
        for n in range(15)
    ]
    asked = 0

    def slowly(one: Asked) -> Reply | None:
        nonlocal asked
        asked += one.path.startswith("/web/")
        if asked == 8 and one.path.startswith("/web/"):
            time.sleep(2)
        return None

    with wayback(*captures, answered=slowly) as host:
        options = ("--site", ROOT, "--delay", "0", "--output")
        process = started("crawl", "--from-archive", f"{host.root}{_INDEX}", *options, tmp_path / "killed")
        while asked < 8:
            time.sleep(0.01)
        process.send_signal(sign)
        process.communicate()
        assert process.returncode == code
        assert crawl(f"{host.root}{_INDEX}", tmp_path / "killed", "--site", ROOT)[0] == 0
        fetched = host.paths("/web/")
        # What was under way when the process died may be asked for again.
        assert len(fetched) - len({*fetched}) <= 1
        assert len(list(tmp_path.glob("killed/runs/*"))) == 1
        assert crawl(f"{host.root}{_INDEX}", tmp_path / "whole", "--site", ROOT)[0] == 0
    assert published(tmp_path / "killed") == published(tmp_path / "whole")


@pytest.mark.parametrize("torn", [b'{"url":"http', b"\xff\n", b'{"url":"no address","timestamp":"2016"}\n'])
def test_a_run_whose_list_is_damaged_lists_again_and_fetches_nothing_twice(
    tmp_path: Path, torn: bytes
) -> None:
    asked, is_down = 0, False

    def slowly(one: Asked) -> Reply | None:
        nonlocal asked
        asked += one.path.startswith("/web/")
        if asked == 3 and one.path.startswith("/web/"):
            time.sleep(2)
        return Reply(b"", 503) if is_down and one.path == _INDEX else None

    with wayback(*CAPTURES[:4], answered=slowly) as host:
        index = f"{host.root}{_INDEX}"
        process = started(
            "crawl", "--from-archive", index, "--site", ROOT, "--delay", "0", "--output", tmp_path
        )
        while asked < 3:
            time.sleep(0.01)
        process.kill()
        process.communicate()
        (listed,) = tmp_path.glob("runs/*/captures.list.jsonl")
        listed.write_bytes(b"".join(listed.read_bytes().splitlines(keepends=True)[:-1]) + torn)
        is_down = True
        code, said = crawl(index, tmp_path, "--site", ROOT)
        assert (code, said.partition(":")[0]) == (3, "Archive not listed"), said
        is_down = False
        code, said = crawl(index, tmp_path, "--site", ROOT)
        assert code == 0, said
        fetched = host.paths("/web/")
    assert len({*fetched}) == 4
    assert len(fetched) <= 5  # what was under way when the process died may be asked for again
    assert "Traceback" not in said
    assert (
        f"the list of captures is damaged and made again: {listed}, line 4: "
        in (listed.parent / "log").read_text()
    )


def test_a_capture_that_cannot_be_fetched_leaves_the_run_incomplete_until_it_can(tmp_path: Path) -> None:
    is_broken = True

    def broken(one: Asked) -> Reply | None:
        blocked = is_broken and one.path.startswith("/web/2017")
        return Reply(b"Blocked", 403) if blocked else None

    with wayback(*CAPTURES[1:4], answered=broken) as host:
        index = f"{host.root}{_INDEX}"
        code, said = crawl(index, tmp_path, "--site", ROOT)
        assert (code, report(tmp_path)["reasons"]) == (3, {"no answer": 1}), said
        assert "#captured=2017-06-01T00:00:00Z" in report(tmp_path)["not_emitted"]["no answer"][0]
        is_broken = False
        host.asked.clear()
        assert crawl(index, tmp_path, "--site", ROOT)[0] == 0
        assert len(host.paths("/web/")) == 1
    (record,) = lines_of(tmp_path / "press_releases.jsonl")
    assert record["last_changed"] == "2017-06-01T00:00:00Z"


def test_captures_older_than_the_crawl_leave_its_records_but_for_their_past(tmp_path: Path) -> None:
    output, metrics = tmp_path / "output", tmp_path / "metrics.prom"
    save_page(tmp_path / "pages" / "1", url(300001), page("Newest words.").decode())
    save_page(tmp_path / "pages" / "2", url(300007), page("Never captured.").decode())
    assert run("crawl", "press_releases", "--saved", tmp_path / "pages", "--output", output).returncode == 0
    before = {line["id"]: line for line in lines_of(output / "press_releases.jsonl")}
    with wayback(*CAPTURES[:6]) as host:
        code, said = crawl(f"{host.root}{_INDEX}", output, "--site", ROOT, "--metrics", metrics)
    assert code == 0, said
    after = {line["id"]: line for line in lines_of(output / "press_releases.jsonl")}
    assert after["300007-en"] == before["300007-en"]
    assert after["300001-en"] == before["300001-en"] | {"first_seen": "2016-05-01T00:00:00Z"}
    assert [line["change"] for line in lines_of(output / "changes.jsonl")] == ["added"] * 2 + ["earlier"] * 2
    assert 'osce_crawler_changes{change="earlier",dataset="press_releases"} 2.0' in metrics.read_text()


def test_bounds_are_kept_by_item_and_by_publishing_day(tmp_path: Path) -> None:
    with wayback(*CAPTURES[:4], CAPTURES[6]) as host:
        index = f"{host.root}{_INDEX}"
        # All captures of the first item are held by the second run, and the limit is reached by them.
        for begins, asked in (("Complete: 1 records", 4), ("Unchanged: 1 records", 0)):
            host.asked.clear()
            code, said = crawl(index, tmp_path / "limit", "--site", ROOT, "--limit", "1")
            assert (code, said.partition(" of ")[0]) == (0, begins)
            assert len(host.paths("/web/")) == asked
        assert crawl(index, tmp_path / "since", "--site", ROOT, "--since", "2020-01-01")[0] == 4
    (record,) = lines_of(tmp_path / "limit" / "press_releases.jsonl")
    assert (record["nid"], record["first_seen"]) == ("300001", "2016-05-01T00:00:00Z")
    assert report(tmp_path / "limit")["reasons"]["over the limit"] == 1
    assert report(tmp_path / "since")["reasons"]["outside the range"] == 5


def test_of_an_item_within_the_range_every_capture_counts_and_of_one_outside_none(tmp_path: Path) -> None:
    def dated(day: str, nid: int, year: int) -> Answer:
        said = release_page(text=f"VIENNA, {day} – {TEXT}", date=day).encode()
        return Answer(said, url(nid), moment=f"{year}-01-01T00:00:00Z")

    inside = dated("30 December 2014", 300001, 2016), dated("2 January 2015", 300001, 2018)
    outside = dated("2 January 2015", 300002, 2016), dated("30 December 2014", 300002, 2018)
    with wayback(*inside, *outside) as host:
        code, said = crawl(f"{host.root}{_INDEX}", tmp_path, "--site", ROOT, "--since", "2015-01-01")
    assert code == 0, said
    (record,) = lines_of(tmp_path / "press_releases.jsonl")
    assert (record["nid"], record["date"], record["first_seen"][:4]) == ("300001", "2015-01-02", "2016")
    assert [line["change"] for line in lines_of(tmp_path / "changes.jsonl")] == ["added", "earlier"]
    assert report(tmp_path)["reasons"] == {"outside the range": 2}


def test_rows_of_a_captured_list_tell_of_the_items(tmp_path: Path) -> None:
    bare = release_page(date=None, place=None, text=TEXT).encode()
    rows = list_page([("/secretariat/300001", "Guards plant trees")]).encode()
    held = (
        Answer(bare, url(300001), moment="2017-01-01T00:00:00Z"),
        Answer(rows, f"{ROOT}/press-releases", moment="2018-01-01T00:00:00Z"),
    )
    with wayback(*held) as host:
        code, said = crawl(f"{host.root}{_INDEX}", tmp_path, "--site", ROOT)
    assert code == 0, said
    (record,) = lines_of(tmp_path / "press_releases.jsonl")
    assert (record["date"], record["date_evidence"]) == ("2016-04-12", "listing")


def test_what_is_no_archive_or_does_not_answer_is_said_in_one_line(tmp_path: Path) -> None:
    with serving(lambda _: Reply(b"<html>Welcome</html>", headers={"Content-Type": "text/html"})) as host:
        code, said = crawl(host.root, tmp_path, "--site", ROOT)
    assert code == 2
    assert said.endswith("no index of captures: its answer begins with '<html>Welcome</html>'\n")
    assert not list(tmp_path.glob("runs/*"))
    with serving(lambda _: Reply(b"not now", 404)) as host:
        index = host.root
    code, said = crawl(index, tmp_path, "--site", ROOT, "--limit", "1")
    assert code == 4
    assert said.startswith(f"Archive not listed: {index}: ")


def test_of_a_list_that_breaks_off_what_came_is_published_and_the_rest_asked_for_again(
    tmp_path: Path,
) -> None:
    is_broken = True

    def broken(one: Asked) -> Reply | None:
        is_second = one.query.get("url") == "odihr.osce.org/"
        return Reply(b"<html>Sorry</html>") if is_broken and is_second else None

    other = Answer(page(), "https://odihr.osce.org/odihr/300055", moment="2018-01-01T00:00:00Z")
    with wayback(*CAPTURES[1:3], other, answered=broken) as host:
        index, sites = f"{host.root}{_INDEX}", ("--site", ROOT, "--site", "https://odihr.osce.org")
        code, said = crawl(index, tmp_path, *sites)
        assert (code, len(lines_of(tmp_path / "press_releases.jsonl"))) == (3, 1), said
        assert said.startswith(f"Archive not listed: {index}: no index of captures: its answer begins with")
        is_broken = False
        code, said = crawl(index, tmp_path, *sites)
        assert (code, len(lines_of(tmp_path / "press_releases.jsonl"))) == (0, 2), said
        assert len(host.paths("/web/")) == 3


def reasons_of_captures(output: Path, reason: str) -> dict[str, str]:
    """The captures that ended so: number and year, and what the report says of each."""
    found = {}
    for line in report(output)["not_emitted"].get(reason, ()):
        name, _, detail = line.partition(" (")
        found[f"{name.partition('#')[0].rpartition('/')[2]}@{name.partition('=')[2][:4]}"] = detail[:-1]
    return found


def test_captures_that_were_cut_off_or_are_other_pages_are_explained(tmp_path: Path) -> None:
    whole, text = page(), page().index(b"Sixty border")
    russian = release_page(
        "Пограничники и врачи провели совместные учения на берегу озера",
        text="ВЕНА, 12 апреля 2016 г. – Шестьдесят пограничников и врачей учились сегодня тому, как после бури "
        "доставлять людей на берег, и в этом им помогали те, кто живет на берегу.",
    ).replace('lang="en"', 'lang="ru"')
    link = f'<link rel="canonical" href="{url(300099)}"></head>'.encode()
    held = [
        Answer(whole, url(300201), moment="2016-01-01T00:00:00Z"),
        Answer(whole[: text + 20], url(300201), moment="2019-01-01T00:00:00Z"),
        Answer(whole[: whole.index(b"<dl>")], url(300201), moment="2018-01-01T00:00:00Z"),
        Answer(whole[: whole.index(b"</title>")], url(300201), moment="2017-01-01T00:00:00Z"),
        Answer(whole[: text + 20], url(300202), moment="2018-01-01T00:00:00Z"),
        Answer(whole.removesuffix(b"</html>"), url(300203), moment="2018-01-01T00:00:00Z"),
        Answer(whole.replace(b"</head>", link), url(300204), moment="2018-01-01T00:00:00Z"),
        Answer(whole, url(300204), moment="2017-01-01T00:00:00Z"),
        Answer(russian.encode(), url(300204), moment="2016-01-01T00:00:00Z"),
        Answer(release_page(text="").encode(), url(300205), moment="2018-01-01T00:00:00Z"),
        Answer(whole, url(300205), moment="2017-01-01T00:00:00Z"),
    ]
    with wayback(*held) as host:
        index = f"{host.root}{_INDEX}"
        code, said = crawl(index, tmp_path / "one", "--site", ROOT)
        assert code == 0, said
    with wayback(*held[1::2]) as host:
        assert crawl(f"{host.root}{_INDEX}", tmp_path / "two", "--site", ROOT)[0] == 0
    with wayback(*held) as host:
        assert crawl(f"{host.root}{_INDEX}", tmp_path / "two", "--site", ROOT)[0] == 0
    cut, passed_over = (
        "cut off when it was captured",
        reasons_of_captures(tmp_path / "one", "capture passed over"),
    )
    assert passed_over == {
        "300201@2019": cut,
        "300201@2018": cut,
        "300201@2017": cut,
        "300204@2018": f"another page came: it calls itself {url(300099)}",
        "300204@2016": "in another language (ru) than the record of its address (en)",
        "300205@2018": "captured without its text",
    }
    assert passed_over == reasons_of_captures(tmp_path / "two", "capture passed over")
    records = {line["nid"]: line for line in lines_of(tmp_path / "one" / "press_releases.jsonl")}
    assert {nid: line["retrieved_at"][:4] for nid, line in records.items()} == {
        "300201": "2016", "300202": "2018", "300203": "2018", "300204": "2017", "300205": "2017",
    }  # fmt: skip
    assert [nid for nid, line in records.items() if "text_uncertain" in line["warnings"]] == ["300202"]
    assert (tmp_path / "one" / "press_releases.jsonl").read_bytes() == (
        tmp_path / "two" / "press_releases.jsonl"
    ).read_bytes()
    history = lines_of(tmp_path / "two" / "changes.jsonl")
    assert {(line["change"], line["cause"]) for line in history} == {("added", "site"), ("changed", "reread")}
    part = report(tmp_path / "one")
    assert part["listed"] == part["emitted"] + part["explained"] + sum(part["frames"].values())


def test_what_no_archive_can_have_captured_is_named_and_not_believed(tmp_path: Path) -> None:
    held = [
        Answer(page(), url(300301), moment="2016-01-01T00:00:00Z"),
        Answer(page("From afar."), url(300301), moment="2099-01-01T00:00:00Z"),
        Answer(page("Never so."), url(300301), moment="2016-02-31T00:00:00Z"),
        Answer(page(), "javascript:void(0)//www.osce.org", moment="2016-01-01T00:00:00Z"),
        Answer(page(), f"{url(300302)}\x07", moment="2016-01-01T00:00:00Z"),
        Answer(page("Soon."), url(300303), moment="2018-01-01T00:00:00Z"),
        Answer(page("Another."), url(300304), moment="2018-01-01T00:00:00Z"),
        Answer(page("Packed."), url(300305), moment="2018-01-01T00:00:00Z"),
    ]

    def answered(asked: Asked) -> Reply | None:
        date, link = "Mon, 01 Jan 2018 00:00:00 GMT", f'<{url(300301)}>; rel="original"'
        if asked.path.endswith("300305"):
            packed = {"Content-Encoding": "gzip", "X-Archive-Orig-Content-Encoding": "gzip"}
            return Reply(b"\x1f\x8bgarbage", headers={"Memento-Datetime": date, **packed})
        if asked.path.endswith("300303"):
            date = "Thu, 01 Jan 2099 00:00:00 GMT"
        elif not asked.path.endswith("300304"):
            return None
        return Reply(page(), headers={"Content-Type": "text/html", "Memento-Datetime": date, "Link": link})

    with wayback(*held, answered=answered) as host:
        index = f"{host.root}{_INDEX}"
        code, said = crawl(index, tmp_path, "--site", ROOT)
    assert code == 0, said
    named = report(tmp_path)["not_emitted"]["no page captured"]
    rows = [
        line for line in named if line.startswith(f"{index}?url=www.osce.org/ (3 entries are no captures")
    ]
    assert len(rows) == 1, named
    assert f"1 entries are dated in the future, the first: 20990101000000 {url(300301)}" in rows[0]
    captures = reasons_of_captures(tmp_path, "no page captured")
    assert {name: captures[name] for name in captures if name.startswith("3")} == {
        "300303@2018": "its Memento-Datetime is in the future: 2099-01-01T00:00:00Z",
        "300304@2018": f"another page came: the archive calls it {url(300301)}",
        "300305@2018": "damaged when it was captured: cannot be decompressed (Compressed file ended before the"
        " end-of-stream marker was reached)",
    }
    assert len(named) == 4
    (record,) = lines_of(tmp_path / "press_releases.jsonl")
    assert (record["id"], record["retrieved_at"]) == ("300301-en", "2016-01-01T00:00:00Z")


def test_captures_of_one_second_under_http_and_https_are_two(tmp_path: Path) -> None:
    moment, text = "2018-01-01T00:00:00Z", page().index(b"bring people")
    held = [
        Answer(b"", url(300401).replace("https", "http"), 301, moment, [("Location", url(300401))]),
        Answer(page(), url(300401), moment=moment),
        Answer(page(), url(300402), moment=moment),
        Answer(page()[:text], url(300402).replace("https://", "http://"), moment=moment),
        Answer(page("A."), url(300403).replace("https://", "http://"), moment=moment),
        Answer(page("B."), url(300403), moment=moment),
    ]
    records = []
    for name, order in (("forth", [held]), ("back", [held[::-1]]), ("apart", [held[::2], held[1::2]])):
        for part in order:
            with wayback(*part) as host:
                code, said = crawl(f"{host.root}{_INDEX}", tmp_path / name, "--site", ROOT)
                assert code == 0, said
        records.append((tmp_path / name / "press_releases.jsonl").read_bytes())
    assert {*records} == {records[0]}
    found = {line["nid"]: line["body"][-2:] for line in lines_of(tmp_path / "forth" / "press_releases.jsonl")}
    assert found == {"300401": "s.", "300402": "s.", "300403": "B."}


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--saved", "fixtures"), "--from-archive and --saved: give one of them"),
        (("--keep-pages",), "--from-archive and --keep-pages: give one of them"),
        (("navigation",), "--from-archive reads releases"),
        (("--from-archive", "archive.example"), "'archive.example' is not an http(s) URL"),
        (("--from-archive", "https://archive.example/cdx"), "needs a contact"),
        (("--from-archive", ""), "--from-archive: '' is not an http(s) URL"),
        (("--captures", ""), "--captures: '' is not an http(s) URL"),
    ],
)
def test_what_does_not_go_with_an_archive_is_refused(
    tmp_path: Path, options: tuple[str, ...], why: str
) -> None:
    done = run("crawl", "--from-archive", "http://127.0.0.1:9/cdx", *options, "--output", tmp_path / "output")
    assert done.returncode == 2
    assert why in done.stderr
    assert not (tmp_path / "output").exists()


def test_the_site_has_the_last_word_where_a_capture_had_taken_its_place(tmp_path: Path) -> None:
    with hosted(BuiltSite(24, 3)) as site:
        live = Command(site.root, tmp_path)
        assert live.run() == 0, live.said
        before = lines_of(tmp_path / "press_releases.jsonl")[0]
        address = site.root + urlsplit(str(before["url"])).path
        with urlopen(address) as answer:  # noqa: S310  the test site
            other = answer.read().replace(b" today ", b" yesterday ")
        moment = (datetime.now(UTC) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        with wayback(Answer(other, str(before["url"]), moment=moment)) as host:
            code, said = crawl(f"{host.root}{_INDEX}", tmp_path, "--site", site.root)
        assert code == 0, said
        assert lines_of(tmp_path / "press_releases.jsonl")[0]["body"] != before["body"]
        again = Command(site.root, tmp_path)
        assert again.run() == 0, again.said
    assert lines_of(tmp_path / "press_releases.jsonl")[0]["body"] == before["body"]


def test_common_crawl_is_crawled_record_by_record_and_nothing_is_fetched_twice(tmp_path: Path) -> None:
    held = warc(tmp_path / "held.warc.gz", *CAPTURES[1:5])
    content = held.read_bytes()
    places = [*_members(content)][1:]
    rows = [
        {
            "urlkey": "x", "timestamp": "".join(filter(str.isdigit, one.moment)), "url": one.url,
            "mime": "text/html", "status": str(one.status), "digest": "A", "length": str(length),
            "offset": str(offset), "filename": "crawl-data/CC-MAIN-2024-10/a.warc.gz",
        }
        for one, (offset, length) in zip(CAPTURES[1:5], places, strict=True)
    ]  # fmt: skip

    def answered(asked: Asked) -> Reply:
        if asked.path.startswith("/files/crawl-data/"):
            start, _, end = asked.headers["Range"].removeprefix("bytes=").partition("-")
            part = content[int(start) : int(end) + 1]
            return Reply(part, 206, {"Content-Range": f"bytes {start}-{end}/{len(content)}"})
        if not asked.path.endswith("-index"):
            return Reply(b"", 404)
        if asked.query["url"] != "www.osce.org/":
            return Reply(b'{"message": "No Captures found for: x"}', 404)
        if "showNumPages" in asked.query:
            return Reply(b'{"pages": 2, "pageSize": 2, "blocks": 3}\n')
        half = rows[:2] if asked.query.get("page", "0") == "0" else rows[2:]
        return Reply("".join(f"{json.dumps(row)}\n" for row in half).encode())

    with serving(answered) as host:
        index, at = f"{host.root}/CC-MAIN-2024-10-index", f"{host.root}/files"
        sites = ("--site", "https://odihr.osce.org", "--site", ROOT)
        code, said = crawl(index, tmp_path / "output", *sites, "--captures", at)
        assert code == 0, said
        assert said.startswith("Complete: 1 records of press_releases, 1 added, 1 earlier\n")
        assert len(host.paths("/files/")) == 4
        before = published(tmp_path / "output")
        host.asked.clear()
        code, said = crawl(index, tmp_path / "output", *sites, "--captures", at)
        assert (code, said.splitlines()[0]) == (0, "Unchanged: 1 records of press_releases")
        assert (host.paths("/files/"), published(tmp_path / "output")) == ([], before)
    (record,) = lines_of(tmp_path / "output" / "press_releases.jsonl")
    assert (record["first_seen"], record["retrieved_at"]) == ("2016-06-01T00:00:00Z", "2018-06-01T00:00:00Z")


def _members(content: bytes) -> Iterator[tuple[int, int]]:
    """Where each gzip member begins, and its length."""
    start = 0
    while start < len(content):
        unpacker = zlib.decompressobj(wbits=31)
        unpacker.decompress(content[start:])
        end = len(content) - len(unpacker.unused_data)
        yield start, end - start
        start = end


_WITH_PROGRESS = """
import sys
from osce_crawler import settings
settings.PROGRESS_EVERY = 0.3
from osce_crawler.cli import main
main(sys.argv[1:])
"""


def test_progress_is_shown_while_captures_are_listed_and_fetched_and_the_log_counts_them(
    tmp_path: Path,
) -> None:
    def slowly(one: Asked) -> Reply | None:
        time.sleep(0.8 if one.path == _INDEX else 0.3 * one.path.startswith("/web/"))
        return None

    with wayback(*CAPTURES[1:5], answered=slowly) as host:
        options = (
            "--from-archive",
            f"{host.root}{_INDEX}",
            "--site",
            ROOT,
            "--delay",
            "0",
            "--output",
            tmp_path,
        )
        done = subprocess.run(
            [sys.executable, "-c", _WITH_PROGRESS, "crawl", *options], capture_output=True, text=True, check=False,
            cwd=REPOSITORY,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = done.stderr.splitlines()
    assert "listing: 0 of 1 hosts" in lines
    assert [line for line in lines if re.fullmatch(r"fetching: [1-3] of 4 captures, \d\.\d\d/s.*", line)]
    (log,) = tmp_path.glob("runs/*/log")
    assert "www.osce.org: 4 captures are listed" in log.read_text()
    assert "phase: fetching of captures; 4 are listed" in log.read_text()
