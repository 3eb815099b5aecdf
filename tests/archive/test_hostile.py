"""Saved pages and WARC files that were made to break their reader: each costs itself and one line."""

import gzip
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osce_crawler.archive.folder import SavedPageError
from osce_crawler.archive.saved import saved_pages
from tests.archive import hostile
from tests.archive.answers import Answer, warc
from tests.commanding import measured, run
from tests.extracting import extract
from tests.making import SEED, lines_of, release_page, save_page

# A program that has loaded Scrapy takes 70 MiB; no page may take it far beyond.
MOST_MEMORY = 300
LONGEST_LINE = 1000
ITEM = "https://www.osce.org/secretariat/300000"
BROKEN_FILES = [
    *(f"{name}{suffix}" for name in [*hostile.RECORDS, *hostile.BODIES] for suffix in (".warc", ".warc.gz")),
    *hostile.FILES,
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("folders") / "saved"
    hostile.write_folders(root)
    return root


@pytest.fixture(scope="module")
def warcs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("warcs") / "saved"
    hostile.write_warcs(root)
    return root


def faults(said: str) -> list[str]:
    """The lines of what could not be used."""
    assert "Traceback" not in said
    lines = said.splitlines()
    assert max(map(len, lines)) < LONGEST_LINE
    return [line for line in lines if line.startswith("osce-crawler: ")]


def named_once(root: Path, names: list[str], lines: list[str]) -> None:
    """Each of the names has one of the lines, and no line has anything else."""
    paths = {name: (f"{root / name}/", f"{root / name}:", f"{root / name},") for name in names}
    counts = {name: sum(any(path in line for path in paths[name]) for line in lines) for name in names}
    assert {name: count for name, count in counts.items() if count != 1} == {}
    assert len(lines) == len(names)


@pytest.mark.parametrize(
    "options",
    [["extract"], ["extract", "--explain"], ["extract", "--what", "navigation"], ["extract", "-o", "FILE"]],
    ids=" ".join,
)
@pytest.mark.parametrize("kind", ["folders", "warcs"])
def test_extract_names_each_and_reads_the_others(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, options: list[str]
) -> None:
    root: Path = request.getfixturevalue(kind)
    said, memory = measured(*(tmp_path / "records" if word == "FILE" else word for word in options), root)
    named_once(root, [*hostile.FOLDERS] if kind == "folders" else BROKEN_FILES, faults(said.stderr))
    assert said.returncode == 2
    assert memory < MOST_MEMORY
    printed = said.stdout + ((tmp_path / "records").read_text() if "FILE" in options else "")
    assert hostile.OUTSIDE not in printed
    assert (ITEM in printed) is ("navigation" not in options)


@pytest.mark.parametrize("what", ["check", "list"])
def test_fixtures_are_checked_and_listed_without_those_that_cannot_be_read(folders: Path, what: str) -> None:
    said, memory = measured("fixtures", what, "--folder", folders)
    named_once(folders, [*hostile.FOLDERS], faults(said.stderr))
    assert (said.returncode, ITEM in said.stdout) == (2, True)
    assert memory < MOST_MEMORY


@pytest.mark.parametrize("kind", ["folders", "warcs"])
def test_a_replay_names_each_in_its_log_and_report_and_is_incomplete(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    root: Path = request.getfixturevalue(kind)
    said, memory = measured("crawl", "press_releases", "--saved", root, "--output", tmp_path)
    assert (said.returncode, said.stderr) == (3, "")
    assert memory < MOST_MEMORY
    published = (tmp_path / "press_releases.jsonl").read_text()
    assert ITEM in published
    assert hostile.OUTSIDE not in published
    (folder,) = (tmp_path / "runs").iterdir()
    (part,) = json.loads((folder / "report.json").read_text())["spiders"]
    named_once(root, [*hostile.FOLDERS] if kind == "folders" else BROKEN_FILES, part["faults"])
    log = (folder / "log").read_text()
    assert "Traceback" not in log
    assert [fault for fault in part["faults"] if fault not in log] == []


_WHOLE = gzip.decompress(hostile.packed_answers())
_BETWEEN = b"\r\n\r\nWARC/"
_PIECES = st.one_of(st.sampled_from(hostile.PIECES), st.binary(max_size=20))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, len(_WHOLE)), st.integers(0, 40), _PIECES), max_size=5), st.booleans()
)
def test_whatever_a_warc_file_holds_is_read_or_named_in_one_line(
    tmp_path: Path, changes: list[tuple[int, int, bytes]], is_packed: bool
) -> None:
    content = _WHOLE
    for at, cut, piece in changes:
        content = content[:at] + piece + content[at + cut :]
    path = tmp_path / "a.warc"
    records = content.split(_BETWEEN)
    packed = (
        gzip.compress(_BETWEEN[4:] * (at > 0) + record + _BETWEEN[:4]) for at, record in enumerate(records)
    )
    path.write_bytes(b"".join(packed) if is_packed else content)
    said: list[str] = []
    try:
        for page in saved_pages(path, said):
            page.page()
    except SavedPageError as fault:
        said.append(str(fault))
    assert all(fault.startswith(str(path)) and "\n" not in fault for fault in said)


def test_a_record_whose_saved_page_was_damaged_since_stays_published(tmp_path: Path) -> None:
    saved, output = tmp_path / "saved", tmp_path / "output"
    pages = [
        save_page(saved / str(n), f"https://www.osce.org/cio/30000{n}", release_page()) for n in range(3)
    ]
    replay = "crawl", "press_releases", "--saved", saved, "--output", output
    assert run(*replay).returncode == 0
    before = lines_of(output / "press_releases.jsonl")
    (pages[0] / "page.json").write_text("{")
    shutil.rmtree(pages[1])
    assert run(*replay).returncode == 3
    assert lines_of(output / "press_releases.jsonl") == before


def test_folders_of_any_depth_and_of_names_without_an_encoding_are_named(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    save_page(saved / "good", ITEM, release_page())
    (save_page(saved / os.fsdecode(b"bad\xff\x1b[2J"), ITEM, "") / "page.json").write_text("{")
    _nest(saved / "deep", 2_500)
    try:
        extracted = run("extract", saved)
        replayed = run("crawl", "press_releases", "--saved", saved, "--output", tmp_path)
    finally:
        subprocess.run(["rm", "-r", saved], check=True)  # shutil gives up where os.walk does
    for told in (extracted.stderr, replayed.stdout):
        assert "File name too long" in told
        assert "page.json: not JSON" in told
    assert (extracted.returncode, replayed.returncode, replayed.stderr) == (2, 3, "")
    assert [record["url"] for record in lines_of(tmp_path / "press_releases.jsonl")] == [ITEM]


def _nest(folder: Path, depth: int) -> None:
    """So many folders, each in the one before; no path is long enough for the last ones."""
    folder.mkdir()
    here = Path.cwd()
    try:
        os.chdir(folder)
        for _ in range(depth):
            Path("a").mkdir()
            os.chdir("a")
    finally:
        os.chdir(here)


def test_odd_pages_are_read(folders: Path) -> None:
    urls = {page.url for page in saved_pages(folders, [])}
    assert len(urls) == len(hostile.ODD) + 2  # a good page, and one whose body is found endless when read


@contextmanager
def unprivileged() -> Iterator[None]:
    """Give up root, which may read everything."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(was)


def test_what_may_not_be_read_is_named() -> None:
    extract([SEED])  # loads what is loaded once
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        names = "folder", "body/page.html", "metadata/page.json", "file.warc.gz"
        for number, name in enumerate(("open", "body", "folder", "metadata")):
            save_page(root / name, f"https://www.osce.org/cio/30000{number}", release_page())
        warc(root / "file.warc.gz", Answer())
        for path in (root, *root.iterdir()):
            path.chmod(0o755)
        for name in names:
            (root / name).chmod(0)
        with unprivileged():
            extraction = extract([root])
            named = extract([root / "open", root / "folder"])
            with pytest.raises(SavedPageError, match="folder/page: Permission denied"):
                extract([root / "open", root / "folder" / "page"])
        for name in names:
            (root / name).chmod(0o700)
    assert [record.url[-1] for record in extraction.records] == ["0"]
    assert ([len(named.records)], named.faults) == ([1], [f"{root}/folder/page.json: Permission denied"])
    assert sorted(extraction.faults) == sorted(f"{root / name}: Permission denied" for name in names)
