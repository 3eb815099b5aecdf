"""A site that misbehaves: nothing is lost, nothing is invented, and what could not be had is named."""

import json
import re
import subprocess
from collections import Counter
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.interrupting import Command, said_of
from tests.making import lines_of
from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted

ITEMS = 24
# Limits that a test can wait for; the pauses between two tries are as long as the delay, so that here they are none.
_IMPATIENT = """
from osce_crawler import settings
settings.DOWNLOAD_TIMEOUT, settings.DOWNLOAD_MAXSIZE = 1, 2**20
"""
FAULTS = [
    Fault.status(500),
    Fault.status(503, retry_after=0),
    Fault.status(429, retry_after=1),
    Fault.status(429),
    Fault.reset(),
    Fault.truncated(),
    Fault.chunk_cut(),
    Fault.half_html(),
    Fault.empty(),
    Fault.endless(),
    Fault.drip(0.02),
    Fault.wrong_length(),
    Fault.bomb(3),
    Fault.bad_gzip(),
    Fault.challenge(),
    Fault.challenge(403),
    Fault.silent(),
    Fault.bad_status_line(),
    Fault.long_header(),
]
# Those that are waited for are tried on an item, and on lists where there is time.
_WAITED_FOR = {"silent", "drip 0.02", "length too large", "status 429", "endless"}
OF_A_LIST = [
    pytest.param(fault, marks=pytest.mark.long) if fault.name in _WAITED_FOR else fault for fault in FAULTS
]
# What these answers say is final, however often they are asked for.
FINAL = [
    (Fault.redirect("http://127.0.0.1:9/"), "off-site"),
    (Fault.redirect("https://elsewhere.example/news/300101"), "off-site"),
    (Fault.redirect("http://[::1]/"), "off-site"),
    (Fault.redirect("file:///etc/passwd"), "off-site"),
    (Fault.redirect("ftp://127.0.0.1/a"), "off-site"),
    (Fault.status(404), "404"),
    (Fault.status(410), "410"),
]


def part_of(command: Command) -> dict[str, Any]:
    """What the newest run tells."""
    report = json.loads((command.run_folders()[-1] / "report.json").read_bytes())
    (part,) = report["spiders"]
    assert part["listed"] == part["emitted"] + part["explained"] + sum(part["frames"].values())
    return dict(part)


def ids(command: Command) -> list[str]:
    return [line["id"] for line in lines_of(command.output / "press_releases.jsonl")]


def impatient(site: BuiltSite, output: Path, *options: str, before: str = "") -> Command:
    return Command(site.root, output, *options, before=_IMPATIENT + before)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[dict[str, Any]]]:
    """What a crawl of either generation publishes where nothing goes wrong, without the site's address."""
    found = {}
    for generation in (2, 3):
        output = tmp_path_factory.mktemp("undisturbed")
        with hosted(BuiltSite(ITEMS, generation)) as site:
            command = Command(site.root, output)
            assert command.run() == 0, command.said
            assert {*ids(command)} == site.ids()
            found[generation] = without_host(said_of(output / "press_releases.jsonl"), site.root)
    return found


def without_host(records: list[dict[str, Any]], root: str) -> list[dict[str, Any]]:
    host = root.removeprefix("http://")
    told: list[dict[str, Any]] = json.loads(json.dumps(records).replace(host, "HOST"))
    return told


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_that_passes_costs_nothing(
    undisturbed: dict[int, list[dict[str, Any]]], tmp_path: Path, fault: Fault
) -> None:
    """On an item, on the home page, on robots.txt and on what leads to the items."""
    with hosted(BuiltSite(ITEMS, 3)) as site:
        for path in ("/", "/robots.txt", "/sitemap.xml", site.releases["300105"].path):
            site.fail(path, fault)
        command = impatient(site, tmp_path)
        assert command.run() == 0, command.said
        assert without_host(said_of(tmp_path / "press_releases.jsonl"), site.root) == undisturbed[3]


@pytest.mark.parametrize("fault", [*OF_A_LIST, Fault.empty_list()], ids=lambda fault: fault.name)
def test_a_fault_of_a_list_that_passes_costs_nothing(
    undisturbed: dict[int, list[dict[str, Any]]], tmp_path: Path, fault: Fault
) -> None:
    with hosted(BuiltSite(ITEMS, 2)) as site:
        for page in ("/press-releases", "/press-releases?page=1", "/press-releases?page=2"):
            site.fail(page, fault)
        command = impatient(site, tmp_path)
        assert command.run() == 0, command.said
        assert without_host(said_of(tmp_path / "press_releases.jsonl"), site.root) == undisturbed[2]


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_that_stays_costs_its_page_and_is_named(tmp_path: Path, fault: Fault) -> None:
    with hosted(BuiltSite(ITEMS, 3)) as site:
        lost = site.releases["300105"]
        site.fail(lost.path, fault, None)
        command = impatient(site, tmp_path)
        code = command.run()
        assert code == 3, command.said
        assert {*ids(command)} == site.ids() - {"300105-en"}
        part = part_of(command)
        (urls,) = (
            urls for why, urls in part["not_emitted"].items() if f"{site.root[7:]}{lost.path}" in urls[0]
        )
        assert len(urls) == 1
        assert part["state"] == "incomplete"


@pytest.mark.parametrize(("fault", "why"), FINAL, ids=[fault.name for fault, _ in FINAL])
def test_where_a_page_leads_away_or_is_not_there_that_is_final(
    tmp_path: Path, fault: Fault, why: str
) -> None:
    with hosted(BuiltSite(ITEMS, 3)) as site:
        site.fail(site.releases["300105"].path, fault, None)
        command = impatient(site, tmp_path)
        assert command.run() == 0, command.said
        assert site.count(site.releases["300105"].path) == 1
        assert {*ids(command)} == site.ids() - {"300105-en"}
        reasons = Counter(part_of(command)["reasons"])
        # A site of this generation has no list of releases where one is looked for.
        assert reasons - Counter({"404": 1}) == Counter({why: 1})


def test_a_page_of_another_type_is_read_for_what_it_is(tmp_path: Path) -> None:
    with hosted(BuiltSite(ITEMS, 3)) as site:
        site.fail(site.releases["300105"].path, Fault.wrong_type("application/octet-stream"), None)
        site.fail(site.releases["300106"].path, Fault.wrong_type("text/html; charset=koi8-r"), None)
        command = impatient(site, tmp_path)
        command.run()
        part = part_of(command)
        reasons = Counter(part["reasons"]) - Counter({"404": 1})
        assert part["emitted"] + reasons.total() == ITEMS


@pytest.mark.parametrize("generation", [2, 3])
def test_all_faults_together_lose_and_invent_nothing(
    undisturbed: dict[int, list[dict[str, Any]]], tmp_path: Path, generation: int
) -> None:
    with hosted(BuiltSite(ITEMS, generation)) as site:
        # No page fails so often that it is given up, and no ten in a row do.
        site.fail_share(0.6, FAULTS, times=2)
        for number, path in enumerate(["/", "/robots.txt", "/sitemap.xml", "/press-releases?page=1"]):
            site.fail(path, FAULTS[number])
        command = impatient(site, tmp_path)
        code = command.run()
        runs = 1
        while code == 3 and runs < 4:
            assert {*ids(command)} <= site.ids()
            code = command.run()
            runs += 1
        assert code == 0, command.said
        assert without_host(said_of(tmp_path / "press_releases.jsonl"), site.root) == undisturbed[generation]


def test_a_host_that_answers_with_nothing_but_challenges_is_left_alone(tmp_path: Path) -> None:
    with hosted(BuiltSite(ITEMS, 3)) as site:
        command = impatient(site, tmp_path)
        assert command.run() == 0
        before = (tmp_path / "press_releases.jsonl").read_bytes()
        site.fail(lambda path: not path.startswith(("/robots", "/sitemap")), Fault.challenge(), None)
        site.asked.clear()
        again = impatient(site, tmp_path, "--full")
        assert again.run() == 4, again.said
        bad = [path.startswith(("/robots", "/sitemap")) for path in site.asked]
        # Without a pause the next request is on its way while the tenth answer is looked at.
        assert max(len([*row]) for is_well, row in groupby(bad) if not is_well) in {10, 11}
        part = part_of(again)
        assert part["reasons"]["host left alone"] >= ITEMS - 2
        assert (tmp_path / "press_releases.jsonl").read_bytes() == before


def test_a_site_that_is_down_for_a_while_is_waited_for(tmp_path: Path) -> None:
    """With pauses as between two tries at a delay of one second, only shorter."""
    with hosted(BuiltSite(ITEMS, 3)) as site:
        often = "from osce_crawler import settings\nsettings.PROGRESS_EVERY = 0.05"
        command = Command(site.root, tmp_path, delay="0.02", before=often)
        process = command.start()
        while command.items() < 5:
            assert process.poll() is None
        site.down()
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)
        site.up()
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0, said
        assert {*ids(command)} == site.ids()
        host = site.root.removeprefix("http://")
        assert f"press_releases: {host}: connection refused, tried again in " in said
        log = (command.run_folders()[-1] / "log").read_text()
        assert re.search(rf"{host} pauses for [\d.]+ s, then it is tried again: connection refused", log)
        assert f"{host} answers again" in log


def test_a_site_that_was_never_there_is_told_in_a_word(tmp_path: Path) -> None:
    with hosted(BuiltSite(ITEMS, 3)) as site:
        site.down()
        command = Command(site.root, tmp_path)
        assert command.run() == 4, command.said
        assert "Traceback" not in command.said
        assert "host left alone" in command.said
        assert not (tmp_path / "press_releases.jsonl").exists()
