"""`osce-crawler archive list` and `archive fetch`, against archives that answer over real HTTP."""

import dataclasses
import gzip
import itertools
import os
import signal
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from osce_crawler.archive.capture_list import Kind, line_of
from osce_crawler.archive.warc import pages_in
from tests.archive.exchanging import URL, arrays, capture, lines, row
from tests.archive.serving import Asked, Reply, serving
from tests.archive.test_memento import record
from tests.commanding import measured, refused, run, started

_INDEX = "/cdx/search/cdx"
_NOTHING = Reply(b"not here", 404)
_HTML = {"Content-Type": "text/html; charset=utf-8"}


def memento(body: bytes = b"page", second: int = 0) -> Reply:
    return Reply(body, headers={**_HTML, "Memento-Datetime": f"Tue, 12 Apr 2016 00:00:{second:02} GMT"})


@contextmanager
def closed_port() -> Iterator[str]:
    """The root of a host on a port that is taken, and where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def listing(path: Path, at: str, *seconds: int) -> Path:
    """The list of captures of these seconds, replayed at this address."""
    captures = [
        capture(
            timestamp=f"201604120000{n:02}", at=f"{at}/web/201604120000{n:02}id_/{URL}", kind=Kind.WAYBACK
        )
        for n in seconds
    ]
    path.write_bytes(b"".join(line_of(one) + b"\n" for one in captures))
    return path


class TestWayback:
    def test_an_archive_that_is_busy_breaks_off_and_misleads_is_listed_and_fetched(
        self, tmp_path: Path
    ) -> None:
        pages = {
            None: arrays([row(0), row(1), row(2)], "next"),
            "next": arrays([row(n) for n in range(3, 8)]),
        }
        first: dict[str, Iterator[Reply]] = {
            "limit=1": iter([Reply(b"slow down", 429, {"Retry-After": "1"})]),
            "next": iter([Reply(b"", 503), Reply(arrays([row(3)]).encode(), length=90_000), Reply(b"<html>Sorry</html>")]),
            "00": iter([Reply(b"", 504), dataclasses.replace(memento(b"half"), length=900), memento()]),
            "01": iter([Reply(b"<html>Wayback Machine</html>", headers=_HTML)]),
            "02": iter([Reply(b"", 302, {"Location": f"http://localhost:9/web/2015id_/{URL}"})]),
            "03": iter([Reply(b"", 302, {"Location": f"/web/20160412000030id_/{URL}"})]),
            "30": iter([memento(b"another", 30)]),
            "04": iter([memento(gzip.compress(b"packed"), 4)]),
            "05": iter([_NOTHING]),
            "06": iter([Reply(b"Blocked", 403)]),
            "07": iter([memento(b"", 7)]),
        }  # fmt: skip

        def answered(asked: Asked) -> Reply:
            if asked.path == _INDEX:
                key = "limit=1" if asked.query["limit"] == "1" else asked.query.get("resumeKey")
                page = arrays([row(0)]) if key == "limit=1" else pages[key]
                return next(
                    first.get(str(key), iter(())),
                    Reply(page.encode(), headers={"Content-Type": "application/json"}),
                )
            if asked.path.startswith("/web/"):
                return next(first[asked.path.split("id_")[0][-2:]])
            return _NOTHING

        listed, fetched = tmp_path / "list.jsonl", tmp_path / "captures.warc.gz"
        with serving(answered) as host:
            done = run("archive", "list", "--from", f"{host.root}{_INDEX}", "--match", "osce.org/secretariat/*",
                       "-o", listed, "--delay", "0", "--contact", "me@example.org")  # fmt: skip
            assert (done.returncode, done.stdout) == (0, ""), done.stderr
            assert f"{host.root}{_INDEX}: answers as a wayback index does; 8 captures listed" in done.stderr
            assert "pauses for 1 s, then it is tried again: HTTP 429" in done.stderr
            assert len(listed.read_text().splitlines()) == 8
            assert {one.headers["User-Agent"] for one in host.asked} == {"osce-crawler (+me@example.org)"}
            assert host.asked[0].path == "/robots.txt"
            host.asked.clear()

            done = run("archive", "fetch", listed, "-o", fetched, "--delay", "0")
            assert done.returncode == 3, done.stderr
            name = f" {URL}: "
            assert [line.partition(name)[2] for line in done.stdout.splitlines()] == [
                "fetched",
                "failed: a page of the archive came, no capture (no Memento-Datetime)",
                f"missing: led elsewhere: http://localhost:9/web/2015id_/{URL}",
                "fetched: the archive gives the capture of 2016-04-12T00:00:30Z in its place",
                "fetched",
                "missing: not archived (HTTP 404)",
                "failed: blocked by the archive (HTTP 403)",
                "fetched",
            ]
            assert done.stderr.endswith(
                f"{fetched}: 4 fetched, 0 in the file already, 0 explained, 2 missing, 2 failed\n"
            )
            # The second time only what failed or was missing is asked for.
            first |= {"01": iter([memento(b"now", 1)]), "02": iter([_NOTHING]), "03": iter([memento(b"x", 30)]),
                      "05": iter([_NOTHING]), "06": iter([memento(b"now", 6)])}  # fmt: skip
            host.asked.clear()
            done = run("archive", "fetch", listed, "-o", fetched, "--delay", "0")
            assert done.returncode == 0, done.stdout
            assert [path.split("id_")[0][-2:] for path in host.paths("/web/")] == [
                "01",
                "02",
                "03",
                "05",
                "06",
            ]
        bodies = {page.retrieved_at[-3:-1]: page.body() for page in pages_in(fetched)}
        assert set(bodies) == {"00", "30", "04", "07", "01", "06"}
        assert bodies["30"] == b"another"

    def test_an_archive_that_refuses_everything_is_left_alone(self, tmp_path: Path) -> None:
        with serving(lambda asked: Reply(b"no", 403 if "web" in asked.path else 404)) as host:
            listed = listing(tmp_path / "list.jsonl", host.root, *range(30))
            done = run("archive", "fetch", listed, "-o", tmp_path / "a.warc.gz", "--delay", "0")
        assert (done.returncode, len(host.paths("web"))) == (3, 10)
        assert done.stdout.splitlines()[-1].endswith("failed: 10 failures in a row, the last: HTTP 403")

    def test_robots_txt_is_obeyed_and_a_list_that_cannot_be_had_says_so(self, tmp_path: Path) -> None:
        def answered(asked: Asked) -> Reply:
            return Reply(b"User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"})

        listed = tmp_path / "list.jsonl"
        with serving(answered) as host:
            done = run(
                "archive", "list", "--from", f"{host.root}{_INDEX}", "--match", "*.osce.org", "-o", listed
            )
            assert (done.returncode, host.paths("cdx"), listed.exists()) == (3, [], False)
            assert f"nothing was listed: {host.root}{_INDEX}: refused by robots.txt" in done.stderr
            done = run("archive", "fetch", listing(listed, host.root, 0), "-o", tmp_path / "a.warc.gz")
            assert (done.returncode, host.paths("web")) == (0, [])
            assert done.stdout.endswith(": explained: refused by robots.txt\n")

    def test_an_archive_in_the_operator_s_own_network_is_left_alone(self, tmp_path: Path) -> None:
        listed = listing(tmp_path / "list.jsonl", "http://archive.example", 0, 1)
        done = run("archive", "fetch", listed, "-o", tmp_path / "a.warc.gz", "--contact", "me@example.org",
                   names={"archive.example": "192.168.7.7"})  # fmt: skip
        assert done.returncode == 3
        why = "failed: archive.example resolves to 192.168.7.7, a private address"
        assert [line.partition(f"{URL}: ")[2] for line in done.stdout.splitlines()] == [why, why]

    def test_an_index_that_leads_to_another_host_is_not_followed(self) -> None:
        with serving(lambda _: _NOTHING) as other:
            leads = Reply(b"", 302, {"Location": f"{other.root}{_INDEX}"})
            with serving(lambda asked: leads if asked.path == _INDEX else _NOTHING) as host:
                done = run("archive", "list", "--from", f"{host.root}{_INDEX}", "--match", "*.osce.org")
            assert (done.returncode, done.stdout, other.asked) == (3, "", [])
            assert "led to another host" in done.stderr


class CommonCrawl:
    """An index in two pages, and files; two of these the server does not give in parts."""

    def __init__(self) -> None:
        good = record()
        head = {
            "WARC-Type": "response",
            "WARC-Target-URI": "https://example.org/",
            "WARC-Date": "2016-04-12T10:00:00Z",
        }
        other = record(head=head)
        self.file = b"\0" * 100 + good + b"\0" * 50 + other
        here = (100, len(good))
        places = {
            "good": here,
            "ignored": here,
            "endless": here,
            "other": (150 + len(good), len(other)),
            "beyond": (10**6, 10),
        }
        self.rows = [
            lines(
                [row(0, timestamp=f"2016041210000{n}")],
                filename=f"crawl-data/{name}.warc.gz", offset=str(offset), length=str(length),
            )
            for n, (name, (offset, length)) in enumerate(places.items())
        ]  # fmt: skip

    def answer(self, asked: Asked) -> Reply:
        if asked.path.startswith("/crawl-data/"):
            return self._part(asked)
        if not asked.path.endswith("-index"):
            return _NOTHING
        if "osce.org" not in asked.query["url"]:
            return Reply(b'{"message": "No Captures found for: x.org"}', 404)
        if "showNumPages" in asked.query:
            return Reply(b'{"pages": 2, "pageSize": 2, "blocks": 3}\n')
        half = self.rows[:3] if asked.query.get("page", "0") == "0" else self.rows[3:]
        return Reply("".join(half).encode())

    def _part(self, asked: Asked) -> Reply:
        if "ignored" in asked.path:
            return Reply(self.file)
        if "endless" in asked.path:
            return Reply(itertools.repeat(b"x" * 65536, 20_000))
        start, _, end = asked.headers["Range"].removeprefix("bytes=").partition("-")
        part = self.file[int(start) : int(end) + 1]
        if not part:
            return Reply(b"", 416)
        return Reply(part, 206, {"Content-Range": f"bytes {start}-{end}/{len(self.file)}"})


def test_records_of_common_crawl_are_cut_out_of_files_and_no_whole_file_is_read(tmp_path: Path) -> None:
    listed, fetched = tmp_path / "list.jsonl", tmp_path / "captures.warc.gz"
    with serving(CommonCrawl().answer) as host:
        index = f"{host.root}/CC-MAIN-2024-10-index"
        done = run("archive", "list", "--from", index, "--match", "*.osce.org", "--captures", host.root,
                   "-o", listed, "--delay", "0")  # fmt: skip
        assert (done.returncode, done.stderr) == (
            0,
            f"{index}: answers as a commoncrawl index does; 5 captures listed\n",
        )
        done = run("archive", "list", "--from", index, "--match", "x.org", "--delay", "0")
        assert (done.returncode, done.stderr) == (0, f"{index}: no captures; 0 captures listed\n")
        done = run("archive", "fetch", listed, "-o", fetched, "--delay", "0")
    assert done.returncode == 3
    assert [line.partition(f"{URL}: ")[2] for line in done.stdout.splitlines()] == [
        "fetched",
        "failed: the server ignores Range and sends the whole file",
        "failed: the server ignores Range and sends the whole file",
        "missing: another record lies there: 'https://example.org/' of 2016-04-12T10:00:00Z",
        "missing: not archived (HTTP 416)",
    ]
    assert host.sent < 50 * 2**20
    (page,) = pages_in(fetched)
    assert (page.url, page.retrieved_at, page.body()) == (URL, "2016-04-12T10:00:00Z", b"page")


class TestStops:
    def test_a_fetch_that_is_stopped_goes_on_with_the_same_command(self, tmp_path: Path) -> None:
        is_stopped = threading.Event()

        def answered(asked: Asked) -> Reply:
            if asked.path.startswith("/web/20160412000001id_/") and not is_stopped.is_set():
                is_stopped.wait(20)
            second = asked.path.partition("id_")[0][-1:]
            return memento(b"page", int(second)) if second.isdigit() else _NOTHING

        fetched = tmp_path / "captures.warc.gz"
        with serving(answered) as host:
            command = (
                "archive",
                "fetch",
                listing(tmp_path / "list.jsonl", host.root, 0, 1, 2),
                "-o",
                fetched,
                "--delay",
                "0",
            )
            fetching = started(*command, PYTHONUNBUFFERED="1")
            assert fetching.stdout is not None
            assert fetching.stdout.readline().endswith(": fetched\n")
            fetching.send_signal(signal.SIGTERM)
            is_stopped.set()
            _, said = fetching.communicate(timeout=60)
            assert fetching.returncode == 130
            assert said == "osce-crawler: interrupted: run the same command again\n"
            done = run(*command)
            assert done.returncode == 0, done.stderr
        assert Counter(host.paths("000000id_")) == {f"/web/20160412000000id_/{URL}": 1}
        assert sorted(page.retrieved_at[-3:-1] for page in pages_in(fetched)) == ["00", "01", "02"]

    def test_a_list_that_is_stopped_is_not_written(self, tmp_path: Path) -> None:
        came, is_stopped = threading.Event(), threading.Event()

        def answered(asked: Asked) -> Reply:
            if asked.query.get("limit", "1") == "1":
                return Reply(arrays([row(0)]).encode()) if asked.query else _NOTHING
            came.set()
            is_stopped.wait(20)
            return Reply(arrays([row(0)], "next").encode())

        with serving(answered) as host:
            listing_ = started("archive", "list", "--from", f"{host.root}{_INDEX}", "--match", "*.osce.org",
                               "-o", tmp_path / "list.jsonl", "--delay", "0")  # fmt: skip
            assert came.wait(30)
            listing_.send_signal(signal.SIGTERM)
            is_stopped.set()
            _, said = listing_.communicate(timeout=60)
        assert (listing_.returncode, said.count("\n")) == (130, 1), said
        assert not list(tmp_path.iterdir())


def test_a_list_of_before_stays_where_nothing_could_be_listed(tmp_path: Path) -> None:
    output = tmp_path / "captures.jsonl"
    output.write_bytes(b"of before")
    with serving(lambda asked: Reply(b"Sorry", 404 if "robots" in asked.path else 403)) as host:
        index = f"{host.root}{_INDEX}"
        done = run("archive", "list", "--from", index, "--match", "*.osce.org", "--delay", "0", "-o", output)
    assert (done.returncode, output.read_bytes()) == (3, b"of before"), done.stderr
    assert "nothing was listed" in done.stderr
    assert "no captures" not in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == [output.name]


def test_a_list_of_before_stays_where_the_index_knows_no_capture(tmp_path: Path) -> None:
    output = tmp_path / "captures.jsonl"
    with serving(lambda asked: Reply(b"", 404 if "robots" in asked.path else 200)) as host:
        options = ("--from", f"{host.root}{_INDEX}", "--match", "*.osce.org", "--delay", "0", "-o", output)
        first = run("archive", "list", *options)
        assert (first.returncode, output.read_bytes()) == (0, b""), first.stderr
        output.write_bytes(b"of before")
        again = run("archive", "list", *options)
    assert (again.returncode, output.read_bytes()) == (3, b"of before"), again.stderr
    assert f"no captures; {output} stays: " in again.stderr


def test_an_address_that_never_answers_is_given_up_soon_and_named_in_plain_lines() -> None:
    with closed_port() as root:
        done = run("archive", "list", "--from", f"{root}{_INDEX}", "--match", "*.osce.org", "--delay", "0.01")
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    *pauses, left, last = done.stderr.splitlines()
    assert [line.endswith("then it is tried again: connection refused") for line in pauses] == [True, True]
    assert left.endswith(" is left alone: 3 failures in a row, the last: connection refused")
    assert "nothing was listed" in last
    assert all(line.startswith("osce-crawler: ") for line in (*pauses, left, last))


@pytest.mark.parametrize(("path", "what"), [("/robots.txt", "robots.txt: HTTP 503"), (_INDEX, "HTTP 503")])
def test_an_archive_that_is_busy_from_the_start_is_waited_for_in_words_and_given_up_soon(
    path: str, what: str
) -> None:
    with serving(lambda asked: Reply(b"", 503 if asked.path == path else 404)) as host:
        done = run(
            "archive", "list", "--from", f"{host.root}{_INDEX}", "--match", "*.osce.org", "--delay", "0.01"
        )
    assert (done.returncode, len(host.paths(path))) == (3, 3)
    *waits, last = [line for line in done.stderr.splitlines() if "is left alone" not in line]
    assert len(waits) == 2
    assert all("tried again" in line and what in line for line in waits), waits
    assert last.endswith(f"nothing was listed: {host.root}{_INDEX}: {what}")


@pytest.mark.parametrize(("missing", "code"), [(3, 0), (4, 3)])
def test_a_fetch_of_which_many_captures_are_missing_is_incomplete(
    tmp_path: Path, missing: int, code: int
) -> None:
    def answered(asked: Asked) -> Reply:
        second = int(asked.path.partition("id_")[0][-2:]) if "/web/" in asked.path else 0
        return _NOTHING if second < missing else memento(second=second)

    with serving(answered) as host:
        listed = listing(tmp_path / "list.jsonl", host.root, *range(12))
        done = run("archive", "fetch", listed, "-o", tmp_path / "a.warc.gz", "--delay", "0")
    assert (done.returncode, f", {missing} missing, 0 failed" in done.stderr) == (code, True)
    said = f"osce-crawler: {missing} of 12 captures are not in the archive that lists them\n"
    assert (said in done.stderr) == bool(code)


def test_an_archive_that_asks_for_minutes_before_its_first_answer_is_not_waited_for() -> None:
    busy = Reply(b"", 503, {"Retry-After": "300"})
    with serving(lambda asked: busy if asked.path == _INDEX else _NOTHING) as host:
        done = run("archive", "list", "--from", f"{host.root}{_INDEX}", "--match", "*.osce.org")
    assert (done.returncode, len(host.paths(_INDEX))) == (3, 1)
    assert done.stderr.endswith(f"nothing was listed: {host.root}{_INDEX}: HTTP 503\n")


def test_an_answer_that_is_too_long_is_named_in_our_own_words_alone() -> None:
    long = Reply(b"", length=1 << 30)
    with serving(lambda asked: long if asked.path == _INDEX else _NOTHING) as host:
        index = f"{host.root}{_INDEX}"
        done = run("archive", "list", "--from", index, "--match", "*.osce.org", "--delay", "0")
    assert done.returncode == 3
    assert done.stderr == f"osce-crawler: {index}: nothing was listed: {index}: longer than it should be\n"


def test_a_list_goes_into_a_pipe_that_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    with serving(lambda asked: Reply(arrays([row(0)]).encode()) if asked.query else _NOTHING) as host:
        done = run("archive", "list", "--from", f"{host.root}{_INDEX}", "--match", "*.osce.org",
                   "-o", pipe, "--delay", "0")  # fmt: skip
    reader.join(timeout=10)
    assert done.returncode == 0, done.stderr
    assert pipe.is_fifo()
    assert [one.count(b"\n") for one in read] == [1]
    assert list(tmp_path.iterdir()) == [pipe]


class TestRefused:
    """Wrong usage and input: one line, exit code 2, and nothing is asked or written."""

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--match", "*.osce.org"], "Missing option '--from'."),
            (["--from", "ftp://a.example/cdx", "--match", "*.osce.org"], "--from: 'ftp://a.example/cdx' is not an http(s) URL"),
            (["--from", "http://me:pw@a.example/cdx", "--match", "*.osce.org"],
             "--from: an address with a user name or password is not taken: leave out all before the @, and the @"),
            (["--from", "http://a.example/cdx", "--match", "osce*"], "'osce*' is no pattern"),
            (["--from", "http://a.example/cdx", "--match", "*.osce.org"], "needs a contact: give --contact"),
            (["--from", "http://a.example/cdx", "--match", "*.osce.org", "--contact", "me", "--delay", "0.5"],
             "--delay: an archive gets at most one request in 1 s"),
            (["--from", "http://127.0.0.1:9/cdx", "--match", "*.osce.org", "--since", "2020-01-02", "--until", "2020-01-01"],
             "--since 2020-01-02 is after --until 2020-01-01"),
            (["--from", "http://127.0.0.1:9/cdx", "--match", "*.osce.org", "--captures", "x"], "--captures: 'x' is not"),
            (["--from", "http://127.0.0.1:9/cdx", "--match", "*.osce.org", "--kind", "x"], "Invalid value for '--kind'"),
        ],
    )  # fmt: skip
    def test_a_list(
        self, options: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert said in refused(capsys, "archive", "list", *options, "-o", tmp_path / "list.jsonl")
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize(
        ("second", "said"),
        [
            (b"{", "line 2: not a capture of `archive list`: "),
            (b"\xff", "line 2: not a capture of `archive list`: "),
            (b'{"url": "https://www.osce.org/"}', "missing required field `timestamp`"),
            (line_of(capture(url="ftp://osce.org/")), "line 2: its url is not an http(s) address"),
            (line_of(capture(at="file:///etc/passwd")), "line 2: its at is not an http(s) address"),
            (line_of(capture(at="http://a@b.example/")), "line 2: its at is not an http(s) address"),
            (line_of(capture(timestamp="2016")), "line 2: its timestamp is not YYYYMMDDhhmmss"),
            (line_of(capture(offset=5)), "line 2: its offset and length name no part of a file"),
            (
                line_of(capture(kind=Kind.COMMON_CRAWL)),
                "line 2: its offset and length name no part of a file",
            ),
            (b"x" * 10**6, "line 2: not a capture of `archive list`: "),
            (line_of(capture()), "needs a contact: give --contact"),
        ],
    )
    def test_a_fetch(
        self, second: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        listed = tmp_path / "list.jsonl"
        listed.write_bytes(line_of(capture()) + b"\n" + second + b"\n")
        assert said in refused(capsys, "archive", "fetch", listed, "-o", tmp_path / "a.warc.gz")
        assert list(tmp_path.iterdir()) == [listed]

    def test_files_that_cannot_be_read_or_written(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        listed = listing(tmp_path / "list.jsonl", "http://127.0.0.1:9", 0)
        missing = tmp_path / "missing.jsonl"
        assert (
            refused(capsys, "archive", "fetch", missing, "-o", tmp_path / "a.warc.gz")
            == f"{missing}: No such file or directory"
        )
        assert "written as .warc.gz" in refused(capsys, "archive", "fetch", listed, "-o", tmp_path / "a.warc")
        assert "not written by `archive fetch`" in refused(
            capsys, "archive", "fetch", listed, "-o", _foreign(tmp_path)
        )

    def test_places_that_cannot_be_written(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        listed = listing(tmp_path / "list.jsonl", "http://127.0.0.1:9", 0)
        nowhere = tmp_path / "missing" / "a.warc.gz"
        assert (
            refused(capsys, "archive", "fetch", listed, "-o", nowhere)
            == f"{nowhere}: No such file or directory"
        )
        command = (
            "archive",
            "list",
            "--from",
            "http://127.0.0.1:9/cdx",
            "--match",
            "*.osce.org",
            "-o",
            nowhere,
        )
        assert refused(capsys, *command) == f"{nowhere}: cannot be written (No such file or directory)"

    def test_an_index_that_is_none(self, tmp_path: Path) -> None:
        listed = tmp_path / "list.jsonl"
        with serving(lambda _: Reply(b"<html><title>Web archive</title></html>")) as host:
            done = run(
                "archive",
                "list",
                "--from",
                f"{host.root}/",
                "--match",
                "*.osce.org",
                "-o",
                listed,
                "--delay",
                "0",
            )
        said = "no index of captures: its answer begins with '<html><title>Web archive</title></html>'"
        assert (done.returncode, done.stderr) == (2, f"osce-crawler: {host.root}/: {said}\n")
        assert not listed.exists()


def _foreign(folder: Path) -> Path:
    path = folder / "letters.warc.gz"
    path.write_bytes(b"my letters")
    return path


@pytest.mark.long
def test_memory_does_not_grow_with_the_captures(tmp_path: Path) -> None:
    def answered(asked: Asked) -> Reply:
        if not asked.query:
            return _NOTHING
        page = int(asked.query.get("resumeKey", "1"))
        rows = [row(n, mimetype="image/png") for n in range(int(asked.query["limit"]))]
        more = page * 10_000 < int(asked.query["url"].rpartition("/")[2])
        return Reply(arrays(rows, str(page + 1) if more else None).encode())

    most = {}
    with serving(answered) as host:
        for count in (10_000, 60_000):
            listed = tmp_path / f"{count}.jsonl"
            done, listing_ = measured("archive", "list", "--from", f"{host.root}{_INDEX}", "--match", f"osce.org/{count}",
                                      "-o", listed, "--delay", "0")  # fmt: skip
            assert f"{count} captures listed" in done.stderr
            done, fetching = measured("archive", "fetch", listed, "-o", tmp_path / f"{count}.warc.gz")
            assert f"{count} explained" in done.stderr
            most[count] = listing_, fetching
    assert max(more - less for less, more in zip(*most.values(), strict=True)) < 15
