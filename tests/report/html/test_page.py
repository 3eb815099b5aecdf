"""The page without a browser: what is in the file, and what the command says."""

import datetime as dt
import re
import sys
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from osce_crawler.cli import main
from osce_crawler.dataset.changes import Change
from osce_crawler.dataset.extra import ExtraMissingError
from osce_crawler.dataset.read import DatasetError
from osce_crawler.items import WARNINGS, FieldOfWork, Place, PressRelease, Source
from tests.commanding import refused, run
from tests.report.html.publishing import ELECTIONS, SKOPJE, numbered, page_of, published

HOSTILE = (
    "<script>window.hostile = 1</script>",
    "</script><img src=x onerror='window.hostile = 1'>",
    '"><svg onload="window.hostile = 1">',
    "{{ 7 * 7 }} ${window.hostile = 1} ]]> <!-- --!>",
    "\u202eesrever \u2066 and \u200f marks &lt;b&gt;",
)


def hostile() -> list[PressRelease]:
    """Releases whose every word that people see tries to be more than a word."""
    return [
        numbered(
            number,
            title=words,
            url=f"https://www.osce.org/{words.replace(' ', '%20')}/{number}",
            sources=[Source(None, words, None, None, None, words)],
            fields_of_work=[FieldOfWork(None, words, None, words)],
            places=[Place(None, words, "XX", 41.0, 21.0, words)],
            language=words,
            warnings=[words],
        )
        for number, words in enumerate(HOSTILE)
    ]


def parsed(html: str) -> Any:
    return lxml.html.document_fromstring(html)


def page(folder: Path) -> str:
    return page_of(folder).decode()


def table(tree: Any, section: str) -> list[list[str]]:
    """The rows of a section's numbers, the head first."""
    rows = tree.xpath(f"//section[@id='{section}']//tr")
    return [[cell.text_content() for cell in row] for row in rows]


def test_no_word_of_the_site_becomes_markup_or_leaves_its_place(tmp_path: Path) -> None:
    harmless = parsed(page(published(tmp_path / "a", map(numbered, range(len(HOSTILE))))))
    tree = parsed(page(published(tmp_path / "b", hostile())))
    for tag in ("script", "img", "svg", "style", "iframe", "a"):
        assert len(tree.findall(f".//{tag}")) == len(harmless.findall(f".//{tag}")), tag
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")
    assert {row[0] for row in table(tree, "fields")[1:]} == set(HOSTILE)


def test_the_page_asks_nobody_for_anything(tmp_path: Path) -> None:
    found = page(published(tmp_path, [numbered(1)]))
    tree = parsed(found)
    assert tree.xpath("//@src") == []
    assert tree.xpath("//link/@href") == ["data:,"]
    assert tree.xpath("//a[starts-with(@href, 'http')]/@href") == ["https://www.geonames.org/"]
    assert "url(" not in found[: found.index("</style>")]
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]


def test_the_licences_of_what_it_holds_are_in_the_page(tmp_path: Path) -> None:
    found = page(published(tmp_path, []))
    assert "University of Washington Interactive Data Lab" in found
    assert "Redistributions in binary form must reproduce the above copyright notice" in found
    assert "Natural Earth" in found


def test_the_same_dataset_gives_the_same_page(tmp_path: Path) -> None:
    folder = published(tmp_path, map(numbered, range(30)))
    assert page(folder) == page(folder)


def test_a_release_counts_once_for_each_name_and_year(tmp_path: Path) -> None:
    twice = numbered(0, fields_of_work=[ELECTIONS, ELECTIONS], date=dt.date(2023, 5, 1))
    tree = parsed(
        page(published(tmp_path, [numbered(1, date=dt.date(2024, 5, 1)), twice, numbered(3, date=None)]))
    )
    assert table(tree, "fields") == [["Field of work", "2023", "2024"], ["Elections", "1", "1"]]
    assert table(tree, "months")[1:] == [["2023", "1"], ["2024", "1"]]
    assert "1 release without a date is left out" in tree.text_content()


def test_a_body_under_two_names_is_one(tmp_path: Path) -> None:
    former = Source(
        "odihr", "Office for Free Elections", "institution", "open", None, "Office for Free Elections"
    )
    tree = parsed(page(published(tmp_path, [numbered(1), numbered(41, sources=[former])])))
    assert [row[0] for row in table(tree, "sources")[1:]] == [numbered(1).sources[0].name]


def test_a_place_without_coordinates_is_counted_in_the_list_but_not_drawn(tmp_path: Path) -> None:
    unknown = Place(None, "Nowhere", None, None, None, "Nowhere")
    tree = parsed(page(published(tmp_path, [numbered(0), numbered(1, places=[unknown])])))
    assert table(tree, "places")[1:] == [[SKOPJE.name, "North Macedonia", "1"]]


def test_fill_rates_warnings_and_runs_are_told(tmp_path: Path) -> None:
    changes = [
        Change("20260101T000000Z", "2026-01-01T00:00:00Z", "press_releases", "1-en", "added", "site"),
        Change("20260102T000000Z", "2026-01-02T00:00:00Z", "press_releases", "1-en", "changed", "site"),
        Change("20260102T000000Z", "2026-01-02T00:00:00Z", "press_releases", "2-en", "changed", "reread"),
        Change("20260102T000000Z", "2026-01-02T00:00:00Z", "press_releases", "3-en", "gone", "site"),
        Change("20260102T000000Z", "2026-01-02T00:00:00Z", "press_releases", "4-en", "earlier", "site"),
        Change("20260103T000000Z", "2026-01-03T00:00:00Z", "navigation", "www.osce.org/x", "added", "site"),
    ]
    folder = published(tmp_path, [numbered(0, warnings=["no_body"], body=""), numbered(1)], changes)
    tree = parsed(page(folder))
    assert ["body", "1", "50.0%"] in table(tree, "filled")
    assert table(tree, "warnings")[1:] == [["no_body", WARNINGS["no_body"], "1"]]
    assert table(tree, "runs")[1:] == [
        ["2026-01-02 00:00", "0", "1", "1", "1", "1"],
        ["2026-01-01 00:00", "1", "0", "0", "0", "0"],
    ]


def test_of_no_release_the_page_says_that_there_is_none(tmp_path: Path) -> None:
    tree = parsed(page(published(tmp_path, [])))
    assert "The dataset holds no release." in tree.text_content()
    assert not tree.find_class("chart")


def test_one_release_is_one(tmp_path: Path) -> None:
    tree = parsed(page(published(tmp_path, [numbered(1)])))
    words = tree.text_content()
    for sentence in (
        "1 release, in one language, of 2024-12-22.",
        "By type, 2024. ",
        "One is named.",
        "One place that releases come from",
    ):
        assert sentence in words
    assert len(tree.find_class("chart")) == 5


def test_a_dataset_of_menus_alone_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "navigation.jsonl").touch()
    with pytest.raises(DatasetError, match=r"press_releases\.jsonl: no such file"):
        page(tmp_path)


@pytest.mark.parametrize("library", ["altair", "vl_convert"])
def test_a_missing_library_is_named_with_what_to_install(
    tmp_path: Path, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner  # noqa: PLC0415

    from osce_crawler.cli.report import report  # noqa: PLC0415

    for name in [name for name in sys.modules if name.startswith("osce_crawler.report.html")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    found = CliRunner().invoke(report, [str(published(tmp_path, []))])
    assert isinstance(found.exception, ExtraMissingError)
    assert "pip install 'osce-crawler[analysis]'" in str(found.exception)
    assert not (tmp_path / "report.html").exists()


def test_the_command_writes_the_page_beside_the_dataset_or_where_it_is_told(tmp_path: Path) -> None:
    folder = published(tmp_path / "output", map(numbered, range(3)))
    done = run("report", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(rf"{folder}/report\.html: \d\.\d MB\n", done.stdout)
    assert run("report", folder, "--to", tmp_path / "page.html").returncode == 0
    assert (tmp_path / "page.html").read_bytes() == (folder / "report.html").read_bytes()


def test_one_file_of_any_name_is_shown_without_its_neighbours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = published(tmp_path / "output", map(numbered, range(3)))
    mine = folder / "mine.jsonl"
    mine.write_bytes((folder / "press_releases.jsonl").read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(SystemExit) as end:
        main(["report", str(mine)])
    assert not end.value.code, capsys.readouterr()
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert "1 release, in one language" in html
    assert "Last complete crawl" not in html


def test_what_cannot_be_read_or_written_is_one_line_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = published(tmp_path / "good", [numbered(1)])
    torn = published(tmp_path / "torn", [numbered(1), numbered(2)])
    content = (torn / "press_releases.jsonl").read_bytes()
    (torn / "press_releases.jsonl").write_bytes(content[:-200])
    before = page_of(good)
    (torn / "report.html").write_bytes(before)
    releases = (good / "press_releases.jsonl").read_bytes()
    (tmp_path / "none").mkdir()
    for arguments, expected in (
        ((tmp_path / "none",), "no press_releases.jsonl"),
        ((tmp_path / "missing",), "missing: no such file or folder"),
        ((torn,), "press_releases.jsonl, line 2: "),
        ((good, "--to", tmp_path / "missing" / "page.html"), "page.html: cannot be written"),
        ((good, "--to", good / "press_releases.jsonl"), "press_releases.jsonl: not written by this command"),
    ):
        assert expected in refused(capsys, "report", *arguments)
    assert (torn / "report.html").read_bytes() == before
    assert (good / "press_releases.jsonl").read_bytes() == releases
