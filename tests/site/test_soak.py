"""Weeks of runs on a site that changes, misbehaves and is cut off: in the end the dataset says what the site says."""

import random
from pathlib import Path

import pytest

from tests.interrupting import Command, said_of
from tests.making import lines_of
from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted
from tests.site.test_faults import part_of

pytestmark = pytest.mark.long

ROUNDS = 20
PASSING = [
    Fault.status(503),
    Fault.reset(),
    Fault.truncated(),
    Fault.empty(),
    Fault.half_html(),
    Fault.bad_gzip(),
]
# Of a record that is found gone the page is no longer there to compare with.
HISTORY = {"gone_on", "other_urls"}


def change(site: BuiltSite, chance: random.Random) -> None:
    """What may happen to a site between two runs."""
    for _ in range(chance.randrange(4)):
        site.add()
    for nid in chance.sample([*site.releases][-100:], 2):
        site.edit(
            nid, f"Corrected for the {chance.randrange(10**6)}th time, so that what is said here is right."
        )
    if chance.random() < 0.4:
        site.remove(chance.choice([*site.releases][-60:]), chance.choice([404, 410]))
    site.forgive()
    site.fail_share(0.15, PASSING, seed=chance.randrange(10**6))
    if chance.random() < 0.3:
        site.fail(lambda path: path.startswith("/press-releases?page=1"), Fault.empty_list(), 2)


def replayed_history(output: Path) -> set[str]:
    """The ids that the history says there are; nothing is added twice."""
    ids: set[str] = set()
    for line in lines_of(output / "changes.jsonl"):
        assert (line["id"] in ids) == (line["change"] != "added"), line
        ids.add(line["id"])
    return ids


@pytest.mark.parametrize("generation", [2, 3])
def test_after_weeks_of_trouble_the_dataset_is_that_of_the_site(tmp_path: Path, generation: int) -> None:
    chance = random.Random(generation)  # noqa: S311
    output = tmp_path / "output"
    with hosted(BuiltSite(120, generation, per_day=3)) as site:
        command = Command(site.root, output, "--keep-pages")
        for _ in range(ROUNDS):
            change(site, chance)
            if chance.random() < 0.4:
                enough = command.items() + chance.randrange(60)
                command.disturb(lambda enough=enough: command.items() > enough)  # type: ignore[misc]
            else:
                assert command.run() in {0, 3}, command.said
                part_of(command)
        site.forgive()
        assert command.run() == 0, command.said
        assert command.run() == 0, command.said
        assert "unchanged" in command.said
        fresh = Command(site.root, tmp_path / "fresh")
        assert fresh.run() == 0, fresh.said
        live = [line for line in said_of(output / "press_releases.jsonl") if line["gone_on"] is None]
        assert [without_history(line) for line in live] == [
            without_history(line) for line in said_of(fresh.output / "press_releases.jsonl")
        ]
        assert {line["id"] for line in live} == site.ids()
    assert replayed_history(output) == {line["id"] for line in lines_of(output / "press_releases.jsonl")}


def without_history(line: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in line.items() if key not in HISTORY}
