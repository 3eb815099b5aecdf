"""`osce-crawler dataset`."""

import json
from pathlib import Path

import pytest

from osce_crawler.cli import main
from osce_crawler.items import Source
from tests.commanding import refused
from tests.commanding import run as run_process
from tests.dataset.packages import publish, write
from tests.making import FIXTURES, entry, release

Output = pytest.CaptureFixture[str]


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as end:
        main(["dataset", *map(str, arguments)])
    return int(end.value.code or 0)


def test_what_a_crawl_publishes_is_described_valid_and_different_from_nothing(
    tmp_path: Path, capsys: Output
) -> None:
    assert run_process("crawl", "--saved", FIXTURES, "--output", "output", cwd=tmp_path).returncode == 0
    described = run_process("dataset", "describe", cwd=tmp_path)
    assert (described.returncode, described.stderr) == (0, "")
    for words in ("press releases", "24, ", "1999-11-09 to 2025-12-10", "en 20", "complete, ", "cite as: "):
        assert words in described.stdout
    output = tmp_path / "output"
    assert run("validate", output) == 0
    assert "press_releases.jsonl: 24 lines, no faults" in capsys.readouterr().out
    assert run("diff", output, output) == 0
    assert capsys.readouterr().out == "no differences\n"


def test_a_description_as_json_has_every_count(tmp_path: Path, capsys: Output) -> None:
    records = [
        release(id=f"{n}-en", sources=[Source(None, f"S{n}", None, None, None, "S")]) for n in range(50)
    ]
    publish(tmp_path, records, [entry()])
    assert run("describe", tmp_path, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["datasets"][0]["by"]["source"]) == 50
    assert run("describe", tmp_path) == 0
    assert "and 38 more" in capsys.readouterr().out


def test_faults_are_named_and_exit_4(tmp_path: Path, capsys: Output) -> None:
    path = write(tmp_path / "a.jsonl", [release()])
    path.write_bytes(path.read_bytes().replace(b'"links":[]', b'"links":null'))
    good = write(tmp_path / "b.jsonl", [release()])
    assert run("validate", path, good) == 4
    out = capsys.readouterr().out
    assert f"{path}, line 1, links: Expected `array`, got `null`\n" in out
    assert f"{path}: 1 line, 1 fault" in out
    assert f"{good}: 1 line, no faults" in out


def test_of_many_faults_the_first_are_shown(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{}\n" * 1000)
    assert run("validate", path) == 4
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 21
    assert lines[-1].startswith(f"{path}: 1000 lines, 1000 faults, the first 20 are shown")


def test_a_difference_is_shown_by_key_and_as_json_a_line_each(tmp_path: Path, capsys: Output) -> None:
    old = write(tmp_path / "a.jsonl", [release(id=f"{n}-en", nid=str(n)) for n in range(20, 0, -1)])
    new = write(tmp_path / "b.jsonl", [release(id="21-en"), release(id="20-en", nid="20", body="x")])
    assert run("diff", old, new) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[:4] == [
        "press_releases: 1 added, 19 gone, 1 changed",
        "  key body: 1",
        "  added 21-en",
        "  gone 19-en",
    ]
    assert "  gone and 9 more: --json lists all" in out
    assert out[-1] == "  changed 20-en: body"
    assert run("diff", old, new, "--json") == 0
    assert len([json.loads(line) for line in capsys.readouterr().out.splitlines()]) == 21


@pytest.mark.parametrize(
    "arguments",
    [
        ["describe", "nowhere"],
        ["validate", "nowhere"],
        ["validate"],
        ["diff", "nowhere", "elsewhere"],
        ["diff", "nowhere"],
        ["describe", "."],
        ["describe", "bad.jsonl"],
        ["diff", "bad.jsonl", "bad.jsonl"],
    ],
    ids=" ".join,
)
def test_bad_input_gives_one_line_and_exit_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.jsonl").write_text('{"id": 5}\n')
    assert refused(capsys, "dataset", *arguments)


def test_nothing_that_a_file_says_commands_the_terminal(tmp_path: Path, capsys: Output) -> None:
    odd = "\x1b[2J\x1b]0;x\x07[bold]red[/bold]"
    path = write(
        tmp_path / "a.jsonl", [release(sources=[Source(None, odd, None, None, None, odd)], language=odd)]
    )
    other = write(tmp_path / "b.jsonl", [release(id="1-en")])
    other.write_bytes(other.read_bytes().replace(b'"1-en"', b'"\\u001b[2J"'))
    run("describe", path)
    run("validate", other)
    run("diff", path, other)
    out = capsys.readouterr().out
    assert "[bold]red[/bold]" in out
    assert "\x1b" not in out
    assert "\x07" not in out
