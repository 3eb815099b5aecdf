"""The command: good input, bad input and none."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from osce_crawler import __version__
from osce_crawler.cli import main
from tests.commanding import ROOT, refused, run
from tests.dataset.packages import publish
from tests.making import FIXTURES, PAGES, SEED, lines_of, release_page, save_page

Output = pytest.CaptureFixture[str]


def done(arguments: list[str | Path], capsys: Output) -> tuple[list[dict[str, Any]], list[str]]:
    """The records and remarks of an `extract` that was in order."""
    with pytest.raises(SystemExit) as end:
        main(["extract", *map(str, arguments)])
    assert end.value.code in {0, None}
    said = capsys.readouterr()
    return [json.loads(line) for line in said.out.splitlines()], said.err.splitlines()


def test_extract_prints_the_record_of_the_seed_page(capsys: Output) -> None:
    (record,), remarks = done([SEED], capsys)
    assert (record["id"], record["date"], record["extractor"]) == ("232506-en", "2016-04-12", __version__)
    assert remarks == []


def test_extract_reads_the_seed_page_saved_as_text(capsys: Output) -> None:
    (record,), _ = done([PAGES / "seed_as_text.txt", "--url", "https://osce.org/cio/232506"], capsys)
    assert (record["id"], record["url"]) == ("232506-en", "https://osce.org/cio/232506")


def test_extract_reads_the_menu_of_a_page_and_of_the_same_page_saved_as_text(capsys: Output) -> None:
    html, _ = done([SEED, "--what", "navigation"], capsys)
    text, _ = done(
        [PAGES / "seed_as_text.txt", "--url", "https://www.osce.org/cio/232506", "--what", "navigation"],
        capsys,
    )
    assert len(html) == len(text) == 142
    told = ("id", "label", "printed", "kind", "entity", "parent", "path", "level", "position")
    assert [[one[key] for key in told] for one in text] == [[one[key] for key in told] for one in html]
    assert {one["url"] for one in text} == {None}


def test_extract_names_a_path_that_is_no_page_and_writes_the_records_of_the_others(tmp_path: Path) -> None:
    picture, prose = tmp_path / "picture", tmp_path / "prose"
    picture.write_bytes(b"\x89PNG\r\n\xff\xfe")
    prose.write_text("Milk and bread\nEggs\nButter\n")
    for what, number in (("press_releases", 1), ("navigation", 142)):
        said = run("extract", prose, picture, SEED, "--what", what)
        assert (said.returncode, len(said.stdout.splitlines())) == (2, number)
        assert said.stderr.splitlines()[-1].startswith(f"osce-crawler: {picture}: neither HTML nor the text")
    file = tmp_path / "records.jsonl"
    assert run("extract", prose, picture, SEED, "-o", file).returncode == 2
    assert [record["id"] for record in lines_of(file)] == ["232506-en"]
    assert run("extract", prose, SEED, "-o", file).returncode == 0
    assert run("extract", picture, "-o", file).returncode == 2
    assert len(lines_of(file)) == 1


def test_extract_joins_rows_of_lists_to_items_as_a_crawl_does(capsys: Output) -> None:
    records, _ = done([FIXTURES], capsys)
    kinds = {record["nid"]: record["content_type"] for record in records}
    assert kinds["447613"] == "daily_report"
    assert len(records) == 24


def test_extract_says_of_other_pages_what_they_are(capsys: Output) -> None:
    records, remarks = done([FIXTURES / "www.osce.org" / "cio" / "999999"], capsys)
    assert records == []
    assert remarks == ["https://www.osce.org/cio/999999: error page (Page not found)"]


def test_extract_to_a_file_writes_it_even_if_it_is_empty(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "records.jsonl"
    assert done([SEED, "-o", path], capsys) == ([], [])
    assert [record["id"] for record in lines_of(path)] == ["232506-en"]
    done([save_page(tmp_path / "empty", "https://www.osce.org/cio/300001", ""), "-o", path], capsys)
    assert path.read_bytes() == b""


def test_extract_to_a_file_is_whole_or_not_at_all(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text("the records of yesterday\n")
    refused(capsys, "extract", SEED, tmp_path / "none", "-o", path)
    assert path.read_text() == "the records of yesterday\n"
    assert [file.name for file in tmp_path.iterdir()] == ["records.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["extract"], "Missing argument 'PATH...'"),
        (["extract", "NONE"], "no such file or folder"),
        (["extract", "EMPTY"], "no saved page"),
        (
            ["extract", "PICTURE", "--url", "https://www.osce.org/cio/1"],
            "neither HTML nor the text of a page",
        ),
        (["extract", "PROSE", "--url", "https://www.osce.org/cio/1"], "neither HTML nor the text of a page"),
        (["extract", "LONELY"], "give it with --url"),
        (["extract", "LONELY", "--url", "osce.org/cio/1"], "--url takes the http(s) address"),
        (["extract", "LONELY", "LONELY", "--url", "https://www.osce.org/cio/1"], "of one page in one file"),
        (["extract", "BROKEN"], "page.json: not JSON"),
        (["extract", "SEED", "-o", "LONELY/records"], "cannot be written (Not a directory)"),
        (["extract", "SEED", "-o", "EMPTY"], "is a directory"),
        (["extract", "SEED", "--wrong"], "No such option"),
        (["extract", "SEED", "--what", "weather"], "Invalid value for '--what'"),
        (["extract", "SEED", "--what", "navigation", "--explain"], "neither -o nor --what navigation"),
        (["extract", "PICTURE", "--what", "navigation"], "neither HTML nor the text of a page"),
        (["extract", "SEED", "NONE"], "no such file or folder"),
        (
            ["crawl", "weather", "--saved", "GOOD"],
            "unknown spider 'weather': choose from press_releases,",
        ),
        (["crawl", "--wrong"], "No such option"),
        (["crawl", "--saved", "NONE"], "no such file or folder"),
        (["crawl", "--saved", "EMPTY"], "no saved page"),
        (["crawl", "--saved", "PROSE"], "neither a folder nor a WARC file"),
        (["crawl", "--saved", "GOOD", "--keep-pages"], "saved pages are kept already"),
        (
            ["crawl", "--saved", "GOOD", "--since", "2026-02-30"],
            "'2026-02-30' is not a day: use YYYY-MM-DD",
        ),
        (["crawl", "--saved", "GOOD", "--since", "last week"], "'last week' is not a day"),
        (["crawl", "--saved", "GOOD", "--since", "9999-01-01"], "9999-01-01 is in the future"),
        (
            ["crawl", "--saved", "GOOD", "--accept", "everything"],
            "unknown check 'everything': choose from enough-",
        ),
        (["crawl", "--saved", "GOOD", "--metrics", "PROSE/a"], "PROSE/a: PROSE is no folder"),
        (["crawl", "--saved", "GOOD", "--metrics", "EMPTY/none/a"], "EMPTY/none/a: EMPTY/none is no folder"),
        (["crawl", "--site", "http://[::1]:8000/"], "an IPv6 address is not taken"),
        (["crawl", "--site", "http://①②⑦.0.0.1:8000/"], "not the name of a host"),
        (["crawl", "--site", "http://осце.рф/"], "not the name of a host"),
        (["crawl", "--site", "http://a%00b/"], "not the name of a host"),
        (["crawl", "--saved", "GOOD", "--metrics", "EMPTY"], "is a directory"),
        (["runs", "list", "--output", "NONE"], "NONE: no such folder"),
        (["runs", "show", "--output", "EMPTY"], "EMPTY: no run yet"),
        (["runs", "show", "1", "--output", "EMPTY"], "EMPTY: no run is named '1'"),
        (["runs", "prune", "--output", "EMPTY"], "Missing option '--keep'"),
        (["runs", "prune", "--keep", "0", "--output", "EMPTY"], "Invalid value for '--keep'"),
        (["status", "--output", "EMPTY"], "Missing option '--max-age'"),
        (
            ["status", "--max-age", "a day", "--output", "EMPTY"],
            "'a day' is not a duration: use hours or days",
        ),
        (["status", "sermons", "--max-age", "1", "--output", "EMPTY"], "unknown spider 'sermons'"),
        (["crawl", "--saved", "BROKEN"], "page.json: not JSON"),
        (["crawl", "--saved", "GOOD", "--output", "PROSE"], "cannot write ("),
        (["crawl", "--saved", "GOOD", "--output", "PROSE/below"], "cannot write (Not a directory)"),
        (["crawl", "--saved", "GOOD", "--limit", "0"], "Invalid value for '--limit'"),
        (["crawl", "--saved", "GOOD", "--limit", "x"], "'x' is not a whole number from 1"),
        (["crawl", "--saved", "GOOD", "--limit", "1.5"], "'1.5' is not a whole number from 1"),
        (["crawl", "--saved", "GOOD", "--limit", "9" * 30], "is not a whole number from 1 to 999999999"),
        (["crawl", "--saved", "GOOD", "--since", "2026-13-01"], "'2026-13-01' is not a day: use YYYY-MM-DD"),
        (["crawl", "--saved", "GOOD", "--since", "2026-W01-1"], "'2026-W01-1' is not a day: use YYYY-MM-DD"),
        (["crawl", "--saved", "GOOD", "--since", ""], "'' is not a day: use YYYY-MM-DD"),
        (
            ["crawl", "--saved", "GOOD", "--delay", "soon"],
            "'--delay': 'soon' is not a number of seconds from 0",
        ),
        (["crawl", "--saved", "GOOD", "--delay", "nan"], "'nan' is not a number of seconds from 0"),
        (["crawl", "--saved", "GOOD", "--delay", "inf"], "'inf' is not a number of seconds from 0"),
        (["crawl", "--saved", "GOOD", "--delay", "-1"], "'-1' is not a number of seconds from 0"),
        (["crawl", "--saved", "GOOD", "--output", ""], "'--output': the path is empty"),
        (["crawl", "--saved", "GOOD", "--output", "  "], "'--output': the path is empty"),
        (["crawl", "--saved", ""], "'--saved': the path is empty"),
        (["crawl", "--saved", "GOOD", "--metrics", ""], "'--metrics': the path is empty"),
        (["extract", ""], "the path is empty"),
        (["extract", "SEED", "-o", ""], "'-o': the path is empty"),
        (["fixtures", "list", "--folder", ""], "'--folder': the path is empty"),
        (["status", "--max-age", "1h", "--output", ""], "'--output': the path is empty"),
        (["runs", "list", "--output", ""], "'--output': the path is empty"),
        (["runs", "prune", "--keep", "x", "--output", "EMPTY"], "'x' is not a whole number from 1"),
        (["status", "--max-age", "nan", "--output", "EMPTY"], "'nan' is not a duration"),
        (["crawl", "--site", "osce"], "'osce' is not an http(s) URL"),
        (["crawl", "--site", "ftp://127.0.0.1/"], "is not an http(s) URL"),
        (["crawl"], "a live crawl needs a contact"),
        (["crawl", "--site", "https://www.osce.org/"], "a live crawl needs a contact"),
        (["no-such-command"], "No such command"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_gets_one_clear_line_and_exit_code_2(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.delenv("OSCE_CRAWLER_CONTACT", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("EMPTY").mkdir()
    Path("PICTURE").write_bytes(b"\x89PNG\r\n\xff\xfe")
    Path("PROSE").write_text("Milk and bread.\n")
    Path("LONELY").write_text(release_page(), encoding="utf-8")
    save_page(Path("GOOD/page"), "https://www.osce.org/cio/300001", release_page())
    (save_page(Path("BROKEN/page"), "https://www.osce.org/cio/300001", "x") / "page.json").write_text("{")
    line = refused(capsys, *(SEED if argument == "SEED" else argument for argument in arguments))
    assert said in line
    assert not Path("output").exists()


def test_bad_input_leaves_the_old_output_untouched(tmp_path: Path, capsys: Output) -> None:
    old = tmp_path / "output" / "press_releases.jsonl"
    old.parent.mkdir()
    old.write_text("yesterday\n")
    (save_page(tmp_path / "saved", "https://www.osce.org/cio/1", "x") / "page.json").write_text("[]")
    refused(capsys, "crawl", "--saved", tmp_path / "saved", "--output", old.parent)
    assert [file.name for file in old.parent.iterdir()] == ["press_releases.jsonl"]
    assert old.read_text() == "yesterday\n"


@pytest.mark.parametrize("command", [[], ["crawl"], ["extract"]])
def test_help_says_what_an_option_does_and_its_default(command: list[str], capsys: Output) -> None:
    with pytest.raises(SystemExit) as end:
        main([*command, "--help"])
    said = capsys.readouterr().out
    assert end.value.code in {0, None}
    assert said.startswith("Usage: osce-crawler")
    if command == ["crawl"]:
        options = ("--saved", "--site", "--output", "--limit", "--delay", "--contact")
        assert all(option in said for option in options)
        assert "[default: output]" in said
        assert "[default: all]" in said


def test_no_command_at_all_shows_the_help_and_exits_2(capsys: Output) -> None:
    with pytest.raises(SystemExit) as end:
        main([])
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("Usage: osce-crawler [OPTIONS] COMMAND")


def test_the_module_runs_the_command() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "osce_crawler.cli", "--version"], capture_output=True, text=True, check=True
    )
    assert said.stdout == f"{__version__}\n"


def test_version(capsys: Output) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"{__version__}\n"


def without_run_times(path: Path) -> Any:
    package = json.loads(path.read_bytes())
    for resource in package["resources"]:
        assert resource.pop("crawl")["complete"] is True
    return package


def test_a_crawl_of_saved_pages_gives_both_datasets_and_a_second_one_the_same_bytes(tmp_path: Path) -> None:
    first = run("crawl", "--saved", FIXTURES, "--output", tmp_path)
    assert (first.returncode, first.stderr) == (0, "")
    names = ("press_releases.jsonl", "navigation.jsonl")
    before = {name: (tmp_path / name).read_bytes() for name in names}
    package = without_run_times(tmp_path / "datapackage.json")
    assert {name: content.count(b"\n") for name, content in before.items()} == {
        "press_releases.jsonl": 24,
        "navigation.jsonl": 142,
    }
    for words in (
        "press_releases: complete",
        "navigation: complete",
        "not saved",
        "published",
        str(tmp_path),
    ):
        assert words in first.stdout

    second = run("crawl", "--saved", FIXTURES, "--output", tmp_path)
    assert second.returncode == 0
    assert {name: (tmp_path / name).read_bytes() for name in names} == before
    assert without_run_times(tmp_path / "datapackage.json") == package
    assert len(list((tmp_path / "runs").iterdir())) == 2


def test_a_crawl_gives_the_records_that_extract_gives(tmp_path: Path, capsys: Output) -> None:
    assert run("crawl", "press_releases", "--saved", FIXTURES, "--output", tmp_path).returncode == 0
    records, _ = done([FIXTURES], capsys)
    assert lines_of(tmp_path / "press_releases.jsonl") == records
    assert not (tmp_path / "navigation.jsonl").exists()


def test_a_limit_is_kept_and_a_page_that_cannot_be_read_costs_that_page_alone(tmp_path: Path) -> None:
    for number in range(4):
        url = f"https://www.osce.org/cio/30000{number}"
        body = release_page() if number else "<" + "a" * 300_000 + ">"
        save_page(tmp_path / "saved" / str(number), url, body)
    done = run("crawl", "press_releases", "--saved", tmp_path / "saved", "--output", tmp_path, "--limit", "2")
    assert done.returncode == 0
    assert [record["nid"] for record in lines_of(tmp_path / "press_releases.jsonl")] == ["300001", "300002"]
    assert "over the limit" in done.stdout


def test_pages_without_a_release_publish_nothing_and_exit_4(tmp_path: Path) -> None:
    old = tmp_path / "press_releases.jsonl"
    publish(tmp_path, [], [])
    save_page(tmp_path / "saved", "https://www.osce.org/cio/300001", "")
    done = run("crawl", "press_releases", "--saved", tmp_path / "saved", "--output", tmp_path)
    assert done.returncode == 4
    assert (old.read_bytes(), "Traceback" in done.stderr) == (b"", False)


def scrapy(*arguments: str | Path, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "scrapy", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False, timeout=120)


def test_scrapy_lists_both_spiders() -> None:
    assert scrapy("list").stdout.split() == ["navigation", "press_releases"]


def test_scrapy_crawl_publishes_the_same_dataset_as_the_command(tmp_path: Path, capsys: Output) -> None:
    done_by_scrapy = scrapy("crawl", "press_releases", "-a", f"saved={FIXTURES}", "-s", f"OUTPUT={tmp_path}")
    assert done_by_scrapy.returncode == 0
    records, _ = done([FIXTURES], capsys)
    assert lines_of(tmp_path / "press_releases.jsonl") == records


def test_a_live_site_is_never_asked_without_a_pause(tmp_path: Path) -> None:
    done = run("crawl", "--delay", "0", "--contact", "a@example.org", "--output", tmp_path / "output")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["crawl", "--site", "http://[::1"],
        ["crawl", "--site", "http://127.0.0.1:99999"],
        ["crawl", "--site", "http://127.evil.example"],
        ["crawl", "--saved", "fixtures", "--site", "http://127.0.0.1:8000"],
        ["crawl", "--saved", "fixtures", "--delay", "nan"],
        ["check-site", "--site", "http://[::1"],
        ["extract", "fixtures", "--url", "https://www.osce.org/cio/232506"],
        ["extract", "fixtures/www.osce.org/cio/232506/page.html", "--url", "http://x:abc/cio/232506"],
        ["extract", "fixtures/www.osce.org/cio/232506/page.html", "--url", "https://www.osce.org/about"],
        ["fixtures", "capture", "http://[::1"],
        ["fixtures", "capture", "fixtures/www.osce.org/cio/232506/page.html", "--url", "http://[::1"],
    ],
)
def test_an_address_that_is_none_is_one_clear_line(
    arguments: list[str], tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OSCE_CRAWLER_CONTACT", raising=False)
    monkeypatch.chdir(ROOT)
    output: list[str | Path] = ["--output", tmp_path / "output"] if arguments[0] == "crawl" else []
    refused(capsys, *arguments, *output)
    assert not (tmp_path / "output").exists()


def test_runs_are_listed_shown_and_pruned_and_a_success_grows_old(tmp_path: Path) -> None:
    output = tmp_path / "output"
    for _ in range(3):
        assert run("crawl", "press_releases", "--saved", FIXTURES, "--output", output).returncode == 0
    listed = run("runs", "list", "--output", output).stdout.splitlines()
    assert [line.split()[1] for line in listed] == ["state", "unchanged", "unchanged", "complete"]
    newest = listed[1].split()[0]
    assert f"\nRun {newest}: unchanged (" in run("runs", "show", "--output", output).stdout
    oldest = listed[3].split()[0]
    assert f"\nRun {oldest}: complete (" in run("runs", "show", oldest, "--output", output).stdout
    (output / "runs" / oldest).rename(tmp_path / "elsewhere")
    (output / "runs" / oldest).symlink_to(tmp_path / "elsewhere")
    pruned = run("runs", "prune", "--keep", "1", "--output", output)
    assert (pruned.returncode, pruned.stderr) == (0, "")
    assert pruned.stdout.startswith("runs removed: 1 (")
    assert {path.name for path in (output / "runs").iterdir()} == {newest, oldest}
    assert (tmp_path / "elsewhere" / "report.json").exists()
    (output / "runs" / oldest).unlink()
    fresh = run("status", "--max-age", "36h", "--output", output)
    assert (fresh.returncode, fresh.stderr) == (0, "")
    assert fresh.stdout.startswith("press_releases: complete at 20")
    late = run("status", "--max-age", "0", "--output", output)
    assert late.returncode in {0, 4}  # within the very second of the run nothing is late
    never = run("status", "navigation", "--max-age", "36h", "--output", output)
    assert (never.returncode, never.stderr) == (4, "navigation: no run was ever complete\n")


def test_a_crawl_writes_its_metrics_whatever_its_outcome(tmp_path: Path) -> None:
    file = tmp_path / "osce.prom"
    done = run("crawl", "press_releases", "--saved", FIXTURES, "--output", tmp_path, "--metrics", file)
    assert done.returncode == 0
    assert 'osce_crawler_records{dataset="press_releases"} 24.0' in file.read_text()
    save_page(tmp_path / "bare", "https://www.osce.org/cio/300001", "nothing")
    refused = run(
        "crawl", "press_releases", "--saved", tmp_path / "bare", "--output", tmp_path / "2", "--metrics", file
    )
    assert refused.returncode == 4
    assert "osce_crawler_run_exit_code 4.0" in file.read_text()


def test_nobody_who_reads_the_last_lines_changes_the_outcome(tmp_path: Path) -> None:
    program = "from osce_crawler.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "crawl", "press_releases", "--saved", FIXTURES, "--output", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, said = process.communicate(timeout=60)
    assert (process.returncode, b"Traceback" in said) == (0, False)
