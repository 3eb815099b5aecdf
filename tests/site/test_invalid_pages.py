"""Pages that give no valid record cost no item its record, whichever command reads them."""

import os
from itertools import chain
from pathlib import Path

from tests.archive.answers import warc
from tests.bulk.corpus import release
from tests.commanding import ROOT, started
from tests.interrupting import said_of
from tests.making import TEXT, lines_of
from tests.site.test_from_archive import report, wayback
from tests.untitled import BEFORE, UNTITLED

# By another address and by older captures of its own an item has a valid page; one has none.
CAPTURES = [
    [
        release(300001, 2, "The words of the other address.", host="https://d6.web.osce.org"),
        release(300001, 3, UNTITLED),
        release(300002, 2, "The words of the second day."),
        release(300003, 5, f"{TEXT} {UNTITLED}"),
    ],
    [
        release(300002, 3, UNTITLED),
        release(300002, 1, "The words of the first day."),
        release(300004, 1),
    ],
]
INVALID = {
    "https://www.osce.org/secretariat/300001 of 2026-01-03T03:04:05Z: invalid record 300001-en: ",
    "https://www.osce.org/secretariat/300002 of 2026-01-03T03:04:05Z: invalid record 300002-en: ",
    "https://www.osce.org/secretariat/300003 of 2026-01-05T03:04:05Z: invalid record 300003-en: ",
}
WORDS = {"300001": "the other address.", "300002": "the second day.", "300004": TEXT}


def records(path: Path) -> dict[str, str]:
    """The end of each record's text."""
    return {
        line["nid"]: next((word for word in WORDS.values() if line["body"].endswith(word)), line["body"])
        for line in lines_of(path)
    }


def called(folder: Path, *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code and output of a command of which every process reads such pages without their title."""
    (folder / "before").mkdir(exist_ok=True)
    (folder / "before" / "sitecustomize.py").write_text(BEFORE)
    process = started(*arguments, PYTHONPATH=f"{folder / 'before'}{os.pathsep}{ROOT}")
    out, said = process.communicate(timeout=120)
    return process.returncode, out, said


def named(lines: list[str]) -> set[str]:
    """Those that are invalid, in lines with more behind."""
    return {line for line in INVALID if any(said.startswith(line) for said in lines)}


def test_an_invalid_page_is_named_and_any_other_one_of_its_item_makes_the_record(tmp_path: Path) -> None:
    saved, one, two = tmp_path / "saved", tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    for number, captures in enumerate(CAPTURES):
        warc(saved / f"{number}.warc.gz", *captures)
    first = called(tmp_path, "extract", saved, "-o", one)
    second = called(tmp_path, "extract", saved, "-o", two, "--workers", "2")
    assert (first, one.read_bytes()) == (second, two.read_bytes())
    assert (first[0], named(first[2].splitlines())) == (1, INVALID)
    assert records(one) == WORDS
    replay = tmp_path / "replay"
    code, *_ = called(tmp_path, "crawl", "press_releases", "--saved", saved, "--output", replay)
    assert (code, named(report(replay)["faults"])) == (3, INVALID)
    assert said_of(replay / "press_releases.jsonl") == said_of(one)
    with wayback(*chain(*CAPTURES)) as archive:
        past = tmp_path / "past"
        index = f"{archive.root}/cdx/search/cdx"
        code, *said = called(
            tmp_path, "crawl", "--from-archive", index, "--full", "--delay", "0", "--output", past
        )
    assert (code, named(report(past)["faults"])) == (3, INVALID), said
    assert said_of(past / "press_releases.jsonl") == said_of(one)
    assert len(report(past)["not_emitted"]["invalid record"]) == len(INVALID)
