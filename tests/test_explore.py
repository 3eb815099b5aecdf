"""`osce-crawler explore`: the real server, asked over HTTP."""

import datetime as dt
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from osce_crawler.dataset.changes import Change, KeyChange
from osce_crawler.dataset.datapackage import KINDS
from osce_crawler.dataset.dictionary import columns_of
from osce_crawler.items import FieldOfWork, Place, PressRelease, Source
from tests.commanding import refused, started
from tests.dataset.packages import written
from tests.making import entry, release

Output = pytest.CaptureFixture[str]
PHONE = "Anna Example, +43 1 000 000"
MARKUP = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(2)'>",
    "{{ 7 * 191 }}{% raw %}",
    "</textarea></title><script>alert(3)</script>",
    "javascript:alert(4)",
]
NOW = "2026-01-02T03:04:05Z"


def source(name: str) -> Source:
    return Source(None, name, "institution", "open", None, name)


def field(name: str) -> FieldOfWork:
    return FieldOfWork(None, name, None, name)


def place(name: str, country: str | None) -> Place:
    return Place(None, name, country, None, None, name)


def of_years() -> list[PressRelease]:
    """Three releases of two years, by two sources on two fields; the oldest has neither place nor day."""
    return [
        release(
            id="3-en",
            nid="3",
            title="Élections observed",
            date=dt.date(2016, 4, 14),
            dateline_date=dt.date(2016, 4, 12),
            sources=[source("ODIHR"), source("Secretariat")],
            fields_of_work=[field("Elections"), field("Policing")],
            places=[place("Vienna", "AT"), place("Graz", "AT")],
            contacts=PHONE,
        ),
        release(
            id="2-en",
            nid="2",
            title="Police trained",
            date=dt.date(2015, 1, 1),
            dateline_date=None,
            sources=[source("Secretariat")],
            fields_of_work=[field("Policing")],
            places=[place("Skopje", "MK")],
            gone_on=dt.date(2017, 1, 1),
            body='A "frozen conflict" was discussed.',
            warnings=["no_date"],
        ),
        release(id="1-en", nid="1", date=None, sources=[], fields_of_work=[], places=[], content_type="news"),
    ]


def markup() -> list[PressRelease]:
    """A release for each text that a page must not run, in every place where a site could print it."""
    return [
        release(
            id=f"{number}-en",
            nid=str(number),
            title=text,
            body=text,
            content_type_printed=text,
            sources=[source(text)],
            fields_of_work=[field(text)],
            places=[place(text, "AT")],
        )
        for number, text in enumerate(MARKUP, start=1001)
    ]


def changed(id_: str, *keys: KeyChange, cause: str = "site") -> Change:
    return Change("r", NOW, "press_releases", id_, "changed", cause, keys)  # type: ignore[arg-type]


@dataclass
class Server:
    """A server that runs, and its dataset."""

    process: "subprocess.Popen[str]"
    said: str
    output: Path
    temporary: Path

    @property
    def address(self) -> str:
        return self.said.split()[0]

    @property
    def port(self) -> int:
        found = urlsplit(self.address).port
        assert found is not None
        return found

    @property
    def root(self) -> str:
        return re.sub("/osce.*", "/osce", self.address)

    def get(self, path: str) -> bytes:
        """What it answers below the database's own page; raises HTTPError."""
        with urllib.request.urlopen(f"{self.root}{path}", timeout=60) as answer:  # noqa: S310
            content: bytes = answer.read()
        return content

    def rows(self, path: str) -> list[dict[str, Any]]:
        answer = json.loads(self.get(f"{path}{'&' if '?' in path else '?'}_shape=objects"))
        assert answer.get("ok", True), answer
        found: list[dict[str, Any]] = answer["rows"]
        return found

    def end(self, sign: int) -> tuple[int, str, str]:
        """Its exit code and what else it printed."""
        self.process.send_signal(sign)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


@contextmanager
def serving(output: Path, *options: str, **environment: str | Path) -> Iterator[Server]:
    temporary = output.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    if not {"--browser"} & {*options}:
        options = (*options, "--no-browser")
    process = started("explore", output, "--port", "0", *options, TMPDIR=temporary, **environment)
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said, process.communicate(timeout=60)
        yield Server(process, said, output, temporary)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    changes = [
        changed("3-en", KeyChange("title", "Elections obsreved", "Élections observed")),
        changed("2-en", KeyChange("sources", [], ["x"]), cause="reread"),
    ]
    folder = tmp_path_factory.mktemp("explore") / "output"
    releases = [*of_years(), *markup()]
    with serving(written(folder, releases, [entry(parent=None)], changes)) as running:
        yield running


def test_the_first_line_is_the_address_of_the_overview(server: Server) -> None:
    assert re.fullmatch(
        rf"http://127\.0\.0\.1:\d+/osce/overview  shows {re.escape(str(server.output))}; Ctrl-C ends it\n",
        server.said,
    )


def test_only_loopback_can_reach_it(server: Server) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port), timeout=10)


def test_releases_are_counted_by_year_type_source_field_country_and_language(server: Server) -> None:
    answer = json.loads(server.get("/overview.json?id__in=1-en,2-en,3-en"))
    counted = {
        name: {each["value"]: each["count"] for each in facet["results"]}
        for name, facet in answer["facet_results"].items()
    }
    assert counted == {
        "year": {2016: 1, 2015: 1},
        "content_type": {"press_release": 2, "news": 1},
        "sources": {"Secretariat": 2, "ODIHR": 1},
        "fields_of_work": {"Policing": 2, "Elections": 1},
        "countries": {"AT": 1, "MK": 1},
        "language": {"en": 3},
    }


def test_a_facet_filters(server: Server) -> None:
    found = server.rows("/overview.json?sources__arraycontains=Secretariat&year=2015")
    assert [row["id"] for row in found] == ["2-en"]


@pytest.mark.parametrize("table", ["overview", "press_releases"])
def test_words_are_searched_in_title_and_text_without_regard_to_accents(server: Server, table: str) -> None:
    for words, id_ in (("elections OBSERVED", "3-en"), ("frozen conflict", "2-en")):
        found = server.rows(f"/{table}.json?_search={quote(words)}")
        assert [row["id"] for row in found] == [id_]
    no_syntax = quote('" AND ( NEAR *')
    assert server.rows(f"/{table}.json?_search={no_syntax}") == []


def test_the_newest_release_comes_first(server: Server) -> None:
    days = [row["date"] for row in server.rows("/overview.json")]
    assert days == [*sorted(filter(None, days), reverse=True), None]


ANSWERS: dict[str, list[dict[str, Any]]] = {
    "releases_a_year_by_field_of_work?language=en": [
        {"year": 2015, "field_of_work": "Policing", "releases": 1},
        {"year": 2016, "field_of_work": "Policing", "releases": 1},
        {"year": 2016, "field_of_work": "Elections", "releases": 1},
    ],
    "releases_a_year_by_field_of_work?language=ru": [],
    "who_speaks_about_what": [
        {
            "source": "Secretariat",
            "field_of_work": "Policing",
            "releases": 2,
            "first": "2015-01-01",
            "last": "2016-04-14",
        }
    ],
    "sources_over_time": [
        {
            "source": "ODIHR",
            "kind": "institution",
            "status": "open",
            "country": None,
            "releases": 1,
            "first": "2016-04-14",
            "last": "2016-04-14",
        }
    ],
    "fields_of_work_together": [
        {"field_of_work": "Elections", "and_field_of_work": "Policing", "releases": 1}
    ],
    "days_from_dateline_to_publication": [
        {"days": 2, "releases": 1, "first": "2016-04-14", "last": "2016-04-14"}
    ],
    "corrected_after_publication": [
        {
            "seen_on": "2026-01-02",
            "days_later": 3550,
            "title": "Élections observed",
            "key": "title",
            "from": "Elections obsreved",
            "to": "Élections observed",
            "url": "https://www.osce.org/secretariat/300001",
        }
    ],
    "gone_from_the_site": [
        {
            "gone_on": "2017-01-01",
            "date": "2015-01-01",
            "title": "Police trained",
            "id": "2-en",
            "url": "https://www.osce.org/secretariat/300001",
        }
    ],
    "releases_a_year_with_a_phrase?phrase=Frozen%20conflict": [
        {"year": 2015, "releases_with_phrase": 1, "releases": 1, "percent": 100.0},
        {"year": None, "releases_with_phrase": 0, "releases": 1, "percent": 0.0},
    ],
    "releases_a_year_with_a_phrase?phrase=%22": [
        {"year": 2015, "releases_with_phrase": 0, "releases": 1, "percent": 0.0}
    ],
    "warnings_by_year": [{"code": "no_date", "year": 2015, "releases": 1}],
}


def asked(query: str) -> str:
    name, _, parameters = query.partition("?")
    return f"/{name}.json?{parameters}"


@pytest.mark.parametrize("query", ANSWERS)
def test_a_query_gives_its_answer(server: Server, query: str) -> None:
    found = server.rows(asked(query))
    assert [row for row in ANSWERS[query] if row not in found] == []
    assert ANSWERS[query] or found == []


def test_every_query_is_offered_with_a_title_and_a_description_and_tried_here(server: Server) -> None:
    offered = json.loads(server.get(".json"))["queries"]
    assert {query["name"] for query in offered} == {query.partition("?")[0] for query in ANSWERS}
    for query in offered:
        assert query["title"]
        assert query["description"]
        server.rows(asked(query["name"]))


def test_every_column_that_the_data_dictionary_knows_is_described(server: Server) -> None:
    said = json.loads(urllib.request.urlopen(f"{server.root[:-5]}/-/metadata.json").read())  # noqa: S310
    tables = said["databases"]["osce"]["tables"]
    for name, kind in KINDS.items():
        for column in columns_of(kind):
            if column.type != "array":
                assert tables[name]["columns"][column.name] == column.description
    described = {name: {*tables[name]["columns"]} for name in tables}
    for name, table in tables.items():
        if name not in {"about", "changes"}:
            (row,) = server.rows(f"/{name}.json?_size=1") or [dict.fromkeys(table["columns"])]
            assert {*row} - {"rowid"} == described[name], name


def test_the_descriptions_are_on_the_page(server: Server) -> None:
    page = server.get("/overview").decode()
    for text in (
        "The bodies named as source or issuer",
        "The year of the publishing day.",
        "&lt;nid&gt;-&lt;language&gt;",
    ):
        assert text in page


@pytest.mark.parametrize(
    "path",
    [
        "/overview",
        "/press_releases",
        "/press_releases/1001-en",
        "/sources",
        "/who_speaks_about_what",
        "/overview?_search=script&sources__arraycontains=%3Cscript%3Ealert(1)%3C/script%3E",
    ],
)
def test_what_the_site_prints_is_shown_and_never_run(server: Server, path: str) -> None:
    page = server.get(path).decode()
    assert "alert(1)" in page
    assert not re.search(r"<script>alert|<img src=x|</title><script|href=.javascript:", page)
    assert "1337" not in page


def test_nothing_is_asked_of_another_host(server: Server) -> None:
    page = server.get("/overview").decode()
    loaded = re.findall(
        r"""<(?:script|img|iframe)[^>]*src=["']([^"']+)|<link[^>]*stylesheet[^>]*href=["']([^"']+)""", page
    )
    addresses = [one or other for one, other in loaded]
    assert addresses
    assert [each for each in addresses if not each.startswith("/-/static/")] == []


def test_the_dataset_can_be_read_and_not_changed(server: Server) -> None:
    statement = quote("DELETE FROM overview")
    with pytest.raises(urllib.error.HTTPError):
        server.get(f".json?sql={statement}")
    assert server.rows("/overview.json")
    assert {path.name for path in server.output.iterdir()} == {
        "press_releases.jsonl",
        "navigation.jsonl",
        "changes.jsonl",
    }


def test_a_port_in_use_is_one_line(server: Server, capsys: Output) -> None:
    said = refused(capsys, "explore", "--no-browser", server.output, "--port", str(server.port))
    assert said.startswith(f"port {server.port}: Address already in use")


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str, capsys: Output) -> None:
    assert "--port" in refused(capsys, "explore", "--no-browser", tmp_path, "--port", port)


def test_a_folder_without_a_dataset_and_a_torn_file_are_one_line(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "empty").mkdir()
    for name, said in (("none", "no such file or folder"), ("empty", "no press_releases.jsonl")):
        assert refused(capsys, "explore", "--no-browser", tmp_path / name, "--port", "0").startswith(
            f"{tmp_path / name}: {said}"
        )
    output = written(tmp_path / "output", of_years())
    with (output / "press_releases.jsonl").open("ab") as file:
        file.write(b'{"id": "1-')
    assert "press_releases.jsonl, line 4" in refused(capsys, "explore", "--no-browser", output, "--port", "0")
    assert "--without title" in refused(capsys, "explore", "--no-browser", output, "--without", "title")


@pytest.mark.parametrize("library", ["datasette", "uvicorn", "polars"])
def test_without_the_extra_one_line_says_what_to_install(
    tmp_path: Path, library: str, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    for name in [*sys.modules]:
        if re.match(rf"osce_crawler\.dataset\.(explore|export|frames)|{library}\b", name):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    said = refused(capsys, "explore", "--no-browser", tmp_path)
    assert re.fullmatch(rf"{library}(\.app)? is not installed: pip install 'osce-crawler\[analysis\]'", said)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sign: sign.name)
def test_a_signal_ends_it_and_leaves_nothing(tmp_path: Path, sign: signal.Signals) -> None:
    output = written(tmp_path / "output", of_years(), changes=[])
    with serving(output) as server:
        assert [path.name for path in server.temporary.rglob("*.sqlite")] == ["osce.sqlite"]
        assert server.rows("/overview.json")
        for path, code in ((".json?sql=SELECT+nothing", 400), ("?sql=SELEKT", 400), ("/none.json", 404)):
            with pytest.raises(urllib.error.HTTPError) as refusal:
                server.get(path)
            assert refusal.value.code == code
        assert server.end(sign) == (130, "", "\n")  # below the ^C of a terminal
        assert [*server.temporary.iterdir()] == []
    assert {path.name for path in output.iterdir()} == {"press_releases.jsonl", "changes.jsonl"}


def test_contacts_are_nowhere_where_they_are_left_out(tmp_path: Path) -> None:
    history = [changed("3-en", KeyChange("contacts", PHONE, None))]
    output = written(tmp_path / "output", of_years(), changes=history)
    with serving(output, "--without", "contacts") as server:
        assert PHONE.encode() not in server.get(".db")
        assert PHONE.encode() not in server.get("/press_releases?_size=max")
        assert "contacts" not in server.rows("/press_releases.json")[0]
    with serving(output) as server:
        assert PHONE.encode() in server.get(".db")


def test_queries_and_facets_without_their_keys_are_not_offered(tmp_path: Path) -> None:
    output = written(tmp_path / "output", of_years())
    without = ("--without", "sources", "--without", "body", "--without", "dateline_date")
    with serving(output, *without) as server:
        offered = {query["name"] for query in json.loads(server.get(".json"))["queries"]}
        facets = json.loads(server.get("/overview.json"))["facet_results"]
        assert server.rows("/overview.json?_search=police")
    assert offered == {
        "releases_a_year_by_field_of_work",
        "fields_of_work_together",
        "gone_from_the_site",
        "releases_a_year_with_a_phrase",
        "warnings_by_year",
    }
    assert {*facets} == {"year", "content_type", "fields_of_work", "countries", "language"}


def test_a_dataset_of_menus_alone_and_one_of_no_release_can_be_looked_at(tmp_path: Path) -> None:
    with serving(written(tmp_path / "menus", menu=[entry(parent=None)])) as server:
        assert server.address.endswith("/osce")
        assert b"navigation" in server.get("")
        assert json.loads(server.get(".json"))["queries"] == []
        assert server.rows("/navigation.json")
    with serving(written(tmp_path / "none", [], [], [])) as server:
        assert server.rows("/overview.json") == []
        assert server.get("/overview?_search=police")
        for query in ANSWERS:
            assert server.rows(asked(query)) == []


def test_a_browser_is_opened_at_the_address(tmp_path: Path) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    os.mkfifo(opened)
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)
    with serving(written(tmp_path / "output", of_years()), "--browser", BROWSER=f"{browser} %s") as server:
        assert opened.read_text().strip() == server.address
