"""`osce-crawler vocabulary`."""

from pathlib import Path

import msgspec
import pytest

from osce_crawler.cli import main
from osce_crawler.exporters import JsonLines
from osce_crawler.pages.document import Document, Page
from osce_crawler.pages.menu import entries_of
from osce_crawler.records.menu_entry import entry_of
from osce_crawler.vocabulary import Vocabulary, load
from osce_crawler.vocabulary.checking import TABLES
from tests.making import SEED, entry

COMMAND = "vocabulary"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main([COMMAND, *arguments])
    return int(end.value.code or 0)


def saved_menu(path: Path, *labels: str) -> str:
    with JsonLines(path) as lines:
        for label in labels:
            lines.write(entry(label=label, printed=label, path=[label]))
    return str(path)


def break_table(name: str, folder: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / f"{name}.csv"
    path.write_bytes(content)

    def loader() -> Vocabulary:
        return load(path)

    monkeypatch.setitem(TABLES, name, loader)


def test_list_names_every_table_with_its_size(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert set(TABLES) < {cells[0] for cells in lines}
    assert ["meetings", "16"] in [cells[:2] for cells in lines]


def test_list_shows_the_entries_of_a_table_in_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "sources") == 0
    head, *rows = capsys.readouterr().out.splitlines()
    (row,) = [row for row in rows if row.startswith("mission-to-georgia ")]
    assert row[head.index("KIND") :].split() == ["field_operation", "closed", "GE", "1992-2009"]


def test_a_table_that_there_is_not_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "colours") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("osce-crawler: unknown table 'colours': choose from sources, ")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("Czech Republic", ["table countries", "id czechia", "country CZ"]),
        ("OSCE Mission to Georgia (closed)", ["table sources", "kind field_operation", "status closed"]),
        ("Media laws", ["table fields_of_work", "parent media-freedom-and-development"]),
        ("PRISTINA", ["table places", "id pristina-xk", "country XK"]),
        ("YERAVAN", ["id yerevan-am", "warnings place_misspelt"]),
        ("Zajas", ["table gazetteer", "country MK"]),
    ],
)
def test_show_tells_what_a_word_means(
    word: str, shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("show", word) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == word
    assert set(shown) <= {" ".join(line.split()) for line in lines}


def test_show_tells_the_nearest_names_of_an_unknown_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "Austria", "OSCE Mision to Skopje") == 4
    out = capsys.readouterr().out
    assert "unknown" in out
    assert "like, in sources  OSCE Mission to Skopje (mission-to-skopje)" in out


def test_check_passes_the_tables_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 0
    assert "weekdays" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"id,name\na,Same\nb,Same\n", "meetings.csv, row 3: 'Same' means both 'a' and 'b'"),
        (b"id,name\na,One\na,Two\n", "meetings.csv, row 3: the id 'a' is used twice"),
        (b"id,name\na,One\nb,\xff\n", "meetings.csv, row 3: invalid start byte, the table is not UTF-8"),
        (b"id,name\n", "meetings.csv: no rows"),
    ],
)
def test_check_names_table_and_row_of_a_fault(
    content: bytes,
    fault: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    break_table("meetings", tmp_path, content, monkeypatch)
    assert run("check") == 2
    assert capsys.readouterr().err == f"osce-crawler: {fault}\n"


def test_check_against_a_menu_lists_what_either_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "--against", saved_menu(tmp_path / "menu.jsonl", "Finland", "Frinland")) == 4
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    (lacking,) = (line for line in lines if line.startswith("the vocabulary lacks Frinland"))
    assert "Finland (finland)" in lacking
    assert lacking.endswith(" https://www.osce.org/countries/finland")
    assert "the menu lacks Austria austria countries.csv" in lines
    assert "the menu lacks Finland finland countries.csv" not in lines


def test_check_against_the_saved_menu_finds_no_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    menu = tmp_path / "navigation.jsonl"
    menu.write_bytes(b"".join(saved_menu_of_the_site()))
    assert run("check", "--against", str(menu)) == 0
    assert "lacks 0 entries of the menu, the menu 0 " in capsys.readouterr().out


def saved_menu_of_the_site() -> list[bytes]:
    """The menu of a saved page of 2025, as a crawl would write it."""
    page = Page("https://www.osce.org/", (SEED / "page.html").read_bytes(), "text/html; charset=utf-8")
    printed = list(entries_of(Document(page)))
    for one in printed:
        one.retrieved_at = "2025-12-01T10:00:00Z"
    assert len(printed) == 142
    return [msgspec.json.encode(entry_of(one)) + b"\n" for one in printed]


@pytest.mark.parametrize("content", [b"no JSON\n", b'{"id": "1-en"}\n', b"\xff\n"])
def test_a_file_that_is_no_menu_is_bad_input(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "menu.jsonl"
    path.write_bytes(content)
    assert run("check", "--against", str(path)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"osce-crawler: {path}, line 1: ")
    assert told.err.count("\n") == 1


def test_a_file_that_is_not_there_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--against", "/nowhere/navigation.jsonl") == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_broken_table_costs_any_command_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    break_table("sources", tmp_path, b"id,name\nA B,Guild\n", monkeypatch)
    assert run("show", "Guild") == 2
    assert capsys.readouterr().err == "osce-crawler: sources.csv, row 2: 'A B' is no id\n"
