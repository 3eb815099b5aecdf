"""The first line of a run says what happened, on standard output as in the reports, and what to do."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import commanding
from tests.interrupting import Command
from tests.making import lines_of
from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted
from tests.site.test_faults import impatient, part_of

ITEMS = 24


def report_of(command: Command) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((command.run_folders()[-1] / "report.json").read_bytes())
    return report


def headline(command: Command, code: int) -> tuple[str, str]:
    """Headline and advice, which are the same wherever they are read."""
    assert command.run() == code, command.said
    assert "Traceback" not in command.said
    said = report_of(command)["headline"]
    printed = command.said.splitlines()
    assert printed[0] == said["text"]
    assert printed[1] == said["advice"]
    shown = commanding.run("runs", "show", "--output", command.output).stdout.splitlines()
    assert shown[0] == f"# {said['text']}"
    assert shown[2] == said["advice"]
    return said["text"], said["advice"]


def everything(path: str) -> bool:
    return path != "/robots.txt"


def down(site: BuiltSite) -> None:
    site.down()


def busy(site: BuiltSite) -> None:
    site.fail(lambda _: True, Fault.status(503), None)


def guarded(site: BuiltSite) -> None:
    site.fail(everything, Fault.challenge(), None)


def forbidden(site: BuiltSite) -> None:
    site.fail(everything, Fault.status(403), None)


def missing(site: BuiltSite) -> None:
    site.fail(everything, Fault.status(404), None)


CASES = [
    (down, "Site down: ", "connection refused"),
    (busy, "Site down: ", "HTTP 503"),
    (guarded, "Challenge: ", " asks whether a person reads it"),
    (forbidden, "The site refuses the crawl: ", "HTTP 403"),
    (missing, "Nothing found: ", "nothing was read"),
]


@pytest.mark.parametrize(("happens", "text", "why"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_a_site_that_gives_nothing_on_the_first_run_is_named_with_its_reason(
    tmp_path: Path, happens: Callable[[BuiltSite], None], text: str, why: str
) -> None:
    with hosted(BuiltSite(ITEMS, 3)) as site:
        happens(site)
        first, advice = headline(impatient(site, tmp_path), 4)
        assert first.startswith(text)
        assert why in first
        assert advice.startswith("Nothing was published. ")
        assert "--accept" not in advice
        assert headline(impatient(site, tmp_path, "--accept", "not-zero"), 4) == (first, advice)
        assert not (tmp_path / "press_releases.jsonl").exists()


def test_a_site_whose_rules_forbid_everything_is_refused_by_robots_txt(tmp_path: Path) -> None:
    with hosted(BuiltSite(ITEMS, 3)) as site:
        rules = Fault._instead("rules", lambda reply: type(reply)(b"User-agent: *\nDisallow: /\n"))
        site.fail("/robots.txt", rules, None)
        text, advice = headline(Command(site.root, tmp_path), 4)
        assert text.startswith("Refused by robots.txt: ")
        assert "only the site's owner can change it" in advice


def test_a_name_that_cannot_be_resolved_is_no_network(tmp_path: Path) -> None:
    fails = """
import socket
def unknown(*_):
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
socket.gethostbyname = socket.getaddrinfo = unknown
from osce_crawler.run import process
process._check = lambda *_: None
"""
    command = Command("http://www.osce.invalid/", tmp_path, "--contact", "me@example.org", before=fails)
    text, advice = headline(command, 4)
    assert text == "No network: www.osce.invalid: DNS: the name cannot be resolved"
    assert "DNS" in advice


def test_a_challenge_in_place_of_a_menu_is_named_by_a_run_of_menus_alone(tmp_path: Path) -> None:
    with hosted(BuiltSite(ITEMS, 3)) as site:
        guarded(site)
        command = impatient(site, tmp_path)
        command._arguments[1] = "navigation"
        text, advice = headline(command, 4)
        assert text.startswith("Challenge: ")
        assert "larger --delay" in advice
        assert part_of(command)["reasons"] == {"challenge": 1}


def test_a_check_that_fails_is_named_with_its_own_way_to_be_accepted(tmp_path: Path) -> None:
    enforced = """
from osce_crawler.run import publish
publish.has_built_in_sites = lambda _: True
"""
    with hosted(BuiltSite(ITEMS, 3)) as site:
        text, advice = headline(Command(site.root, tmp_path, before=enforced), 4)
        assert text == f"Checks failed: press_releases: enough-records ({ITEMS} records, minimum 25000)"
        assert "--accept enough-records;" in advice


def test_a_page_that_stays_away_makes_a_run_incomplete_and_names_it(tmp_path: Path) -> None:
    with hosted(BuiltSite(ITEMS, 3)) as site:
        path = next(iter(site.releases.values())).path
        site.fail(path, Fault.status(503), None)
        text, advice = headline(impatient(site, tmp_path), 3)
        assert text == "Incomplete: 1 addresses of press_releases were not read (1 failed)"
        assert advice.startswith("What was read is published.")


def _cut(line: bytes) -> bytes:
    return line[:100] + b"\n"


def _other_type(line: bytes) -> bytes:
    return json.dumps(json.loads(line) | {"title": 5}).encode() + b"\n"


def _no_day(line: bytes) -> bytes:
    return json.dumps(json.loads(line) | {"date": None, "first_seen": "soon"}).encode() + b"\n"


def test_a_torn_end_is_a_damaged_line_before_anything_is_fetched(tmp_path: Path) -> None:
    with hosted(BuiltSite(ITEMS, 3)) as site:
        assert Command(site.root, tmp_path).run() == 0
        file = tmp_path / "press_releases.jsonl"
        file.write_bytes(file.read_bytes()[:-10])
        site.asked.clear()
        text, _ = headline(Command(site.root, tmp_path), 1)
        assert text.startswith(f"Damaged file: {file}, line {ITEMS}: ")
        assert not site.asked


@pytest.mark.parametrize("damage", [_cut, _other_type, _no_day])
def test_a_damaged_line_is_named_until_it_is_mended(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    with hosted(BuiltSite(ITEMS, 3)) as site:
        assert Command(site.root, tmp_path).run() == 0
        file = tmp_path / "press_releases.jsonl"
        sound = file.read_bytes()
        lines = sound.splitlines(keepends=True)
        file.write_bytes(b"".join([*lines[:5], damage(lines[5]), *lines[6:]]))
        damaged = file.read_bytes()
        text, _ = headline(Command(site.root, tmp_path), 1)
        assert text.startswith(f"Damaged file: {file}, line 6: ")
        assert "(see the log)" not in text
        assert file.read_bytes() == damaged
        # The line taken out by hand is a record that would be lost: it is named, too.
        file.write_bytes(b"".join([*lines[:5], *lines[6:]]))
        text, _ = headline(Command(site.root, tmp_path), 1)
        assert text == f"Damaged file: {file}: {ITEMS - 1} rows, but datapackage.json describes {ITEMS}"
        mended = Command(site.root, tmp_path, "--accept", "as-described")
        assert mended.run() == 0, mended.said
        assert {line["id"] for line in lines_of(file)} == site.ids()
