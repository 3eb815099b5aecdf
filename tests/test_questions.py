"""The code that analysts are shown, run on the example dataset, gives the results that are printed below it."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl
import pytest

from tests.analysing import printed_by_r
from tests.commanding import ROOT, run

DOCS = ROOT / "docs"


class Block(NamedTuple):
    """Code of a page, and what it prints."""

    language: str
    code: str
    result: str


def blocks(page: str) -> dict[str, list[Block]]:
    """The blocks of code of a page with their results, by the heading above."""
    sections = re.split(r"^##+ (.+)$", (DOCS / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
    named = zip(["", *sections[1::2]], sections[::2], strict=True)
    pattern = re.compile(
        r"^```(python|sql|r|sh)\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?", re.DOTALL | re.MULTILINE
    )
    return {heading: [Block(*found) for found in pattern.findall(text)] for heading, text in named}


QUESTIONS = blocks("questions.md")
README = [block for block in blocks("../README.md")[""] if block.language == "python"]
START = {"README": README} | {
    heading: found
    for heading, found in blocks("analysts.md").items()
    if heading.startswith(("In ", "Without any code"))
}
BEGINNING = QUESTIONS.pop("")[0].code


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone in which `make crawl` has run."""
    clone = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "fixtures", clone / "fixtures")
    (clone / "docs").symlink_to(DOCS)
    assert run("crawl", "--saved", "fixtures", "--output", "output", cwd=clone).returncode == 0
    command = clone / "bin" / "osce-crawler"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m osce_crawler.cli "$@"\n')
    command.chmod(0o755)
    return clone


@pytest.fixture
def clone(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same for one test, which works in it."""
    shutil.copytree(published, tmp_path, symlinks=True, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    yield tmp_path
    pl.Config.restore_defaults()


def cells(printed: str) -> list[list[str]]:
    """The lines of a table or text without its ruling and blanks."""
    lines = [line.strip().strip("|") for line in printed.splitlines()]
    return [re.split(r"\s*\|\s*|\s+", line.strip()) for line in lines if line.strip("-| ")]


class Session:
    """The programs in which a page's blocks run, one after the other."""

    def __init__(self, beginning: str = "") -> None:
        self._names: dict[str, Any] = {}
        exec(beginning, self._names)  # noqa: S102

    def cells_of(self, language: str, code: str) -> list[list[str]]:
        """What the code prints, as cells."""
        match language:
            case "python":
                return cells(self._python(code))
            case "sql":
                return _sql(code)
            case "r":
                return cells(printed_by_r(code))
            case _:
                subprocess.run(["sh", "-ec", code], check=True, capture_output=True)
                return []

    def _python(self, code: str) -> str:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(code, self._names)  # noqa: S102
        return printed.getvalue()


def _sql(code: str) -> list[list[str]]:
    with duckdb.connect() as connection:
        connection.execute((DOCS / "duckdb.sql").read_text(encoding="utf-8"))
        found = connection.execute(code)
        columns = [column for column, *_ in found.description or ()]
        rows = [["NULL" if value is None else str(value) for value in row] for row in found.fetchall()]
    return cells("\n".join("|".join(row) for row in [columns, *rows]))


def assert_each_gives_its_result(found: list[Block], session: Session) -> None:
    assert found
    for block in found:
        assert session.cells_of(block.language, block.code) == cells(block.result), block.code


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("question", [heading for heading in QUESTIONS if heading[0].isdigit()])
def test_each_question_has_the_printed_answer(question: str) -> None:
    assert_each_gives_its_result(QUESTIONS[question], Session(BEGINNING))
    assert any(block.result for block in QUESTIONS[question])


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("program", START)
def test_each_start_gives_the_printed_result(program: str) -> None:
    assert_each_gives_its_result(START[program], Session())


def test_questions_are_asked_in_python_sql_and_r() -> None:
    languages = [block.language for found in QUESTIONS.values() for block in found]
    assert {*languages} == {"python", "sql", "r", "sh"}


def all_lines() -> Iterator[str]:
    for found in (*QUESTIONS.values(), *START.values()):
        for block in found:
            yield from block.code.splitlines()


def test_no_line_of_code_is_too_long_to_read_on_a_page() -> None:
    assert [line for line in all_lines() if len(line) > 120] == []
