"""No character that moves a cursor, clears a screen or turns text around gets through, whoever sent it.

Every field of every input holds them: pages, headers, sitemaps, rules, saved pages, archives, the command
line. What is printed, logged, reported and published is then searched for them.
"""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commanding import ROOT, run
from tests.making import list_page, save_page
from tests.site.serving import Answer, Site, serving

# Clear the screen, in seven and in eight bits; a bell; marks that turn text around; and a title for the window.
EVIL = "\x1b[2J\x9b2J\x07\x7f\x1b]0;owned\x07\u202e\u2066\u2069\u200f\u061c\u2028\x85\x0b\U000e0041"
# What of it can be sent in a header.
EVIL_BYTES = "\x1b[2J\x9b2J\x07\x7f\x1b]0;owned\x07"
# As markup may write it.
EVIL_MARKUP = "&#27;[2J&#x9b;2J&#7;&#127;&#x202e;&#x2066;&#129;&rlm;\x1b]0;owned\x07"
EVIL_NAME = EVIL.replace("\x00", "")
NAMED = f"Zorvania{EVIL}{EVIL_MARKUP}"
_NO_TEXT = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# What was printed is kept with the ends of lines that it has; none of them is written into a file as it is.
_KEPT_AS_PRINTED = (".items.jsonl", "rows.jsonl")
_ENDS_OF_LINES = frozenset("\n\x85\u2028\u2029")


def evil_in(text: str, allowed: frozenset[str] = frozenset("\n")) -> list[str]:
    """The characters that no output may hold, with what is around them."""
    return [
        ascii(text[max(0, at - 30) : at + 30])
        for at, character in enumerate(text)
        if character not in allowed and unicodedata.category(character) in _NO_TEXT
    ]


def strings_in(value: Any) -> Iterator[str]:
    """Every string in a value of JSON, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from strings_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings_in(one)


def assert_plain(name: str, text: str) -> None:
    assert not evil_in(text), (name, evil_in(text)[:5])


def assert_files_plain(folder: Path) -> None:
    """Every file below the folder, as it is and, of JSON, as it is read."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    assert found
    for path in found:
        text = path.read_bytes().decode()
        assert_plain(path.name, text)
        if path.suffix == ".json":
            assert_plain(path.name, "".join(strings_in(json.loads(text))))
        if path.suffix == ".jsonl":
            allowed = _ENDS_OF_LINES if path.name.endswith(_KEPT_AS_PRINTED) else frozenset("\n")
            for line in text.split("\n")[:-1]:
                found_evil = evil_in("".join(strings_in(json.loads(line))), allowed)
                assert not found_evil, (path.name, found_evil[:5])


def assert_told(finished: "subprocess.CompletedProcess[str]", codes: set[int]) -> None:
    """The command ended as it says, told something, and told nothing evil."""
    assert finished.returncode in codes, (finished.returncode, finished.stderr[-2000:])
    assert "Traceback" not in finished.stderr
    assert finished.stdout + finished.stderr
    assert_plain("stdout", finished.stdout)
    assert_plain("stderr", finished.stderr)


def release(title: str, *, evil: str = NAMED) -> str:
    """A release that holds it in each of its fields."""
    return (
        f'<html lang="en{evil}"><head><title>{title}{evil} | OSCE</title>'
        f'<meta name="description" content="{evil}"><link rel="alternate" hreflang="de{evil}" href="/de/cio/300001">'
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"\\u001b[2J\\u202e",'
        '"datePublished":"\\u001b[2J\\u202e2016"}</script></head><body><main>'
        f"<p>Press release</p><h1>{title}{evil}</h1><dl>"
        f'<dt>Date:</dt><dd><time datetime="2016-04-12{evil}">12 April 2016{evil}</time></dd>'
        f"<dt>Place:</dt><dd>{evil}</dd><dt>Source:</dt><dd>{evil}</dd>"
        f"<dt>Fields of work:</dt><dd>{evil}</dd><dt>Donor{evil}:</dt><dd>{evil}</dd></dl>"
        f'<div class="body"><p>VIENNA{evil}, 12 April 2016{evil} – Sixty border guards{evil} and doctors practised '
        f'on the lake shore today. <a href="/cio/{evil}x">{evil}link</a> <a href="http://{evil}.org/">{evil}</a>'
        f'<a href="https://user:s3cret@elsewhere.example/">a link</a>'
        f'<img src="/x{evil}.jpg" alt="{evil}"></p><p>{evil}</p><p>Contacts{evil}: press{evil}@osce.org</p></div>'
        f"</main></body></html>"
    )


def home(evil: str = NAMED) -> str:
    """A home page with a menu that holds it in each of its fields."""
    entries = "".join(
        f'<li><a href="/{slug}">{name}{evil}</a></li>'
        for slug, name in (
            ("countries", "Countries"),
            ("our-work", "Our work"),
            ("structures", "Structures and institutions"),
            ("participating-states", "Participating States"),
            (f"x{evil}", "About us"),
        )
    )
    return (
        f'<html lang="en{evil}"><head><title>OSCE{evil} | OSCE</title><meta name="description" content="{evil}">'
        f'</head><body><nav id="main-menu{evil}"><ul>{entries}</ul></nav><main><p>{evil}</p></main></body></html>'
    )


_EVENT = "<html><head><title>An event{evil} | OSCE</title></head><body><main><p>{word}{evil}</p><h1>Dinner{evil}</h1><dl><dt>When{evil}:</dt><dd>12 April 2016</dd></dl></main></body></html>"


# A page saved as text.
TEXT_PAGE = (
    f"Press release\n\nA title{NAMED}\n\nDate: 12 April 2016{NAMED}\nPlace: {NAMED}\nSource: {NAMED}\n"
    f"Donor{NAMED}: {NAMED}\n\nVIENNA{NAMED}, 12 April 2016 – Sixty border guards{NAMED} and doctors practised"
    " on the lake shore today.\n\n© OSCE\n"
)


def serve_evil(site: Site) -> None:
    """Everything that a site can say, with it."""
    root = site.root
    evil = EVIL.encode()
    site.pages["/robots.txt"] = Answer(
        b"User-agent: *%s\nDisallow: /nowhere%s\nSitemap: %s\nSitemap: %s/map%s.xml\nSitemap: /a%s.xml\n"
        b"Sitemap: http://[%s\nSitemap: http://user:s3cret@127.0.0.1/sitemap.xml\nCrawl-delay: %s\n"
        % (evil, evil, b"complete" + evil, root.encode(), evil, evil, evil, evil),
        content_type="text/plain",
    )
    entries = "".join(
        f"<url><loc>{loc}</loc><lastmod>2016-04-12\x9b2J\u202e</lastmod></url>"
        for loc in (
            *(f"{root}/cio/{nid}" for nid in range(300001, 300011)),
            f"complete\x9b2J\u202e{root}/cio/300077",
            "http://[\x9b2J\u202e/cio/300078",
            f"{root}/ci\x9b2J\u202eo/300079",
            "http://user:s3cret@127.0.0.1/cio/300080",
        )
    )
    site.pages["/sitemap.xml"] = Answer(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode(),
        content_type="application/xml",
    )
    site.add("/", home())
    rows = [(f"{root}/cio/{nid}", f"A row{NAMED}") for nid in (300001, 300012)]
    rows += [(f"{root}/ci{NAMED}o/300013", "Another row")]
    site.add(
        "/press-releases", list_page(rows, following=f"?page={EVIL}1").replace("Skopje", f"Skopje{NAMED}")
    )
    marks = {"ETag": f'"{EVIL_BYTES}"', "Last-Modified": EVIL_BYTES, "X-Other": EVIL_BYTES}
    site.pages["/cio/300001"] = Answer(release("A first title").encode(), headers=marks)
    site.pages["/cio/300012"] = Answer(
        release("A title").encode(), content_type=f"text/html; charset={EVIL_BYTES}"
    )
    site.add("/cio/300002", "", 302, location=f"http://elsewhere.example/{EVIL_BYTES}")
    site.add("/cio/300003", "", 302, location=f"ftp://user:s3cret@elsewhere.example/{EVIL_BYTES}")
    site.add("/cio/300004", "", 302, location="http://user:s3cret@127.0.0.1:9/cio/300004")
    site.add("/cio/300005", f"<html><head><title>{NAMED}</title></head><body>Are you a robot?</body></html>")
    site.add("/cio/300006", EVIL)
    site.add("/cio/300007", _EVENT.format(evil=NAMED, word="General event"))
    site.add("/cio/300008", _EVENT.format(evil=NAMED, word="Weekly bulletin"))
    site.pages["/cio/300009"] = Answer(b"%PDF-1.4 " + evil, content_type=f"application/pdf{EVIL_BYTES}")
    site.pages["/cio/300010"] = Answer(b"\x1b[2J\x1b[31mcomplete", 599, content_type="text/plain")
    for path in ("/countries", "/our-work"):
        site.add(path, home())
    site.add("/cio/232506", release("Cross border").replace(NAMED, f"Unknown{NAMED}"))
    site.add("/node/108218", release("No structure"))


@pytest.fixture(scope="module")
def crawled(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, "subprocess.CompletedProcess[str]"]:
    """A crawl of such a site: its output folder, what it printed, and the other tools' answers."""
    output = tmp_path_factory.mktemp("hostile") / "output"
    with serving() as site:
        serve_evil(site)
        finished = run("crawl", "--site", site.root, "--delay", "0", "--output", output)
        checked = run("check-site", "--site", site.root, "--delay", "0")
        assert_told(checked, {4})
    return output, finished


def test_a_crawl_of_a_hostile_site_prints_logs_and_publishes_plain_text(
    crawled: tuple[Path, "subprocess.CompletedProcess[str]"],
) -> None:
    output, finished = crawled
    assert_told(finished, {3})
    assert_files_plain(output)
    published = [
        json.loads(line) for line in (output / "press_releases.jsonl").read_text().split("\n") if line
    ]
    assert {record["nid"] for record in published} >= {"300001", "300012"}
    assert (output / "navigation.jsonl").stat().st_size


def test_no_password_of_a_site_is_printed_logged_or_kept(
    crawled: tuple[Path, "subprocess.CompletedProcess[str]"],
) -> None:
    output, finished = crawled
    assert "s3cret" not in finished.stdout + finished.stderr
    for path in output.rglob("*"):
        assert not path.is_file() or b"s3cret" not in path.read_bytes(), path


def test_scrapys_own_command_logs_plain_text_at_every_level(tmp_path: Path) -> None:
    with serving() as site:
        serve_evil(site)
        said = {
            "OUTPUT": tmp_path / "output",
            "DOWNLOAD_DELAY": 0,
            "LOG_LEVEL": "DEBUG",
            "START_SITES": site.root,
        }
        command = [sys.executable, "-m", "scrapy", "crawl", "press_releases"]
        command += [word for name, value in said.items() for word in ("-s", f"{name}={value}")]
        finished = subprocess.run(
            command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False
        )
    log = finished.stderr.decode()
    assert "Redirecting (302) to <GET http://user:***@127.0.0.1" in log
    assert r"cannot set crawl delay to '\x1b[2J" in log
    assert_plain("log", log)
    assert "s3cret" not in log


def test_tools_that_look_at_such_a_run_print_plain_text(
    crawled: tuple[Path, "subprocess.CompletedProcess[str]"],
) -> None:
    output, _ = crawled
    assert_told(run("runs", "show", "--output", output), {0})
    assert_told(run("runs", "list", "--output", output), {0})
    assert_told(run("status", "--max-age", "1h", "--output", output), {0, 4})
    assert_told(run("vocabulary", "check", "--against", output / "navigation.jsonl"), {4})


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Saved pages in folders with such names, and an archive."""
    folder = tmp_path_factory.mktemp("saved") / f"pages{EVIL_NAME}"
    headers = {f"ETag{EVIL}": EVIL, "ETag": EVIL, "Last-Modified": EVIL, "Location": EVIL}
    for nid, body in (
        (300001, release("One")),
        (300002, _EVENT.format(evil=NAMED, word="Weekly bulletin")),
        (300003, release("Three").replace("&#27;", "\x1b")),
        (300004, TEXT_PAGE),
    ):
        save_page(
            folder / f"{nid}{EVIL_NAME}",
            f"https://www.osce.org/cio/{nid}",
            body,
            content_type=f"text/html{EVIL}",
            note=EVIL,
            origin=EVIL,
            headers=headers,
        )
        (folder / f"{nid}{EVIL_NAME}" / "expected.json").write_text(
            json.dumps({"kind": EVIL, "reviewed": True, "records": [{f"title{EVIL}": EVIL}]})
        )
    save_page(folder / "home", "https://www.osce.org/", home(), headers=headers)
    return folder


def test_saved_pages_and_their_folders_give_plain_text(saved: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    assert_told(run("crawl", "--saved", saved, "--output", output), {0, 3})
    assert_files_plain(output)
    for what in ("press_releases", "navigation"):
        told = run("extract", saved, "--what", what)
        assert_told(told, {0})
        assert_plain(
            what, "".join("".join(strings_in(json.loads(line))) for line in told.stdout.split("\n") if line)
        )
    assert_told(run("extract", "--explain", saved), {0})
    assert_told(run("fixtures", "list", "--folder", saved), {0})
    assert_told(run("fixtures", "check", "--folder", saved), {4})


@pytest.mark.parametrize("key", ["url", "status", "retrieved_at", "headers"])
def test_a_field_of_page_json_that_is_refused_is_named_in_plain_text(key: str, tmp_path: Path) -> None:
    folder = tmp_path / f"page{EVIL_NAME}"
    save_page(folder, "https://www.osce.org/cio/300001", release("One"))
    meta = json.loads((folder / "page.json").read_text())
    (folder / "page.json").write_text(json.dumps(meta | {key: f"x\n{EVIL}\udc80"}))
    finished = run("extract", folder)
    assert_told(finished, {2})
    assert finished.stderr.count("\n") == 1


def test_headers_of_a_warc_file_give_plain_text(tmp_path: Path) -> None:
    def record(date: str, uri: str, kind: str = "response") -> bytes:
        http = f"HTTP/1.1 200 OK{EVIL_BYTES}\r\nContent-Type: text/html{EVIL_BYTES}\r\nETag: {EVIL_BYTES}\r\n\r\n".encode(
            "latin-1"
        )
        body = http + release("One").encode()
        head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1{EVIL_BYTES}>\r\nWARC-Target-URI: {uri}\r\nWARC-Date: {date}\r\nContent-Type: application/http; msgtype=response{EVIL_BYTES}\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode("latin-1") + body + b"\r\n\r\n"

    day, uri = "2025-12-01T10:00:00Z", "https://www.osce.org/cio/300001"
    file = tmp_path / f"a{EVIL_NAME}.warc"
    file.write_bytes(
        record(day, uri) + record(day, uri + EVIL_BYTES) + record(day + EVIL_BYTES, uri) + record(EVIL_BYTES, uri)
        + record(day, uri, f"response{EVIL_BYTES}") + record(day, uri)[:-700]
    )  # fmt: skip
    assert_told(run("extract", file), {2})  # its last record is torn
    output = tmp_path / "output"
    assert_told(run("crawl", "press_releases", "--saved", file, "--output", output), {0, 3})
    assert_files_plain(output)
    file.write_bytes(record(EVIL_BYTES, EVIL_BYTES))
    finished = run("extract", file)
    assert_told(finished, {2})


@pytest.mark.parametrize(
    "arguments",
    [
        ["crawl", EVIL],
        ["crawl", f"--{EVIL}"],
        [EVIL],
        ["crawl", "--site", f"http://x{EVIL}/", "--contact", "me@example.org"],
        ["crawl", "--saved", f"/nowhere{EVIL}"],
        ["crawl", "--since", EVIL],
        ["crawl", "--accept", EVIL],
        ["crawl", "--metrics", f"/dev/null/{EVIL}"],
        ["crawl", "--contact", f"me@example.org\r\nX-Header: {EVIL}", "--output", "/dev/null"],
        ["extract", f"/nowhere{EVIL}"],
        ["extract", "README.md", "--url", EVIL],
        ["runs", "show", EVIL, "--output", "docs"],
        ["runs", "list", "--output", EVIL],
        ["status", "--max-age", EVIL],
        ["check-site", "--site", EVIL],
        ["fixtures", "capture", EVIL],
        ["fixtures", "list", "--folder", EVIL],
        ["vocabulary", "list", EVIL],
        ["vocabulary", "check", "--against", f"/nowhere{EVIL}"],
    ],
)
def test_an_argument_that_is_refused_is_named_in_one_plain_line(arguments: list[str]) -> None:
    finished = run(*arguments)
    assert_told(finished, {2})
    assert finished.stderr.count("\n") == 1


def test_a_word_that_is_unknown_is_shown_in_plain_text() -> None:
    assert_told(run("vocabulary", "show", f"Zorvania{EVIL}"), {4})


def test_an_argument_in_no_encoding_is_named_in_one_plain_line() -> None:
    command: list[str | bytes] = [sys.executable, "-m", "osce_crawler.cli", "extract", b"/nowhere\xff\x1b[2J"]
    finished = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert finished.returncode == 2
    assert_plain("stderr", finished.stderr.decode())
