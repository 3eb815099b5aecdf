"""A run that is killed anywhere is resumed, and publishes what an undisturbed run publishes."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from osce_crawler.dataset.validate import Counted, validate
from tests.interrupting import Command, history, said_of
from tests.run.test_disturbing import ITEMS, assert_same, fill, items_asked
from tests.site.serving import Site, serving

pytestmark = pytest.mark.long

# How often a run is killed in which phase.
KILLS = {"start": 4, "crawl": 10, "reconciliation": 4, "assembling": 4, "between fsync and rename": 6}
# So long, in seconds, a run lingers at the borders of its phases.
_SLOWED = 0.08


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as site:
        fill(site)
        yield site


@pytest.fixture(scope="module")
def undisturbed(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("undisturbed")
    assert Command(site.root, output).run() == 0
    return output


def moment(command: Command, phase: str, chance: random.Random) -> Callable[[], bool]:
    """When to kill."""
    enough = chance.randrange(1, ITEMS - 2)
    left = chance.randrange(1, 4)

    def renaming() -> bool:
        ready = [path.parent for path in command.output.glob("runs/*/publish-*/READY")]
        return any(len([*path.iterdir()]) <= left + 1 for path in ready)

    return {
        "start": lambda: (command.output / ".lock").exists() and command.phase().startswith("start"),
        "crawl": lambda: command.items() >= enough,
        "reconciliation": lambda: command.phase().startswith("reconciliation"),
        "assembling": lambda: command.phase().startswith("assembling"),
        "between fsync and rename": renaming,
    }[phase]


@pytest.mark.parametrize(
    ("phase", "number"), [(phase, n) for phase, kills in KILLS.items() for n in range(kills)]
)
def test_a_killed_run_publishes_what_an_undisturbed_one_does(
    site: Site,
    undisturbed: Path,
    tmp_path: Path,
    phase: str,
    number: int,
    record_property: Callable[..., None],
) -> None:
    chance = random.Random(f"{phase} {number}")  # noqa: S311
    command = Command(site.root, tmp_path)
    code = command.disturb(moment(command, phase, chance), slowed=_SLOWED)
    assert code == -9, f"the run ended before it could be killed: {command.said}"
    hit, had = command.phase(), command.items()
    record_property("killed in", f"{hit or 'start'}, {had} items had")
    print(f"{phase} {number}: killed in {hit or 'start'!r}, {had} items had")  # noqa: T201  for the log of CI
    assert published_is_whole(tmp_path, undisturbed)
    site.asked.clear()
    assert command.run() == 0, command.said
    if phase != "between fsync and rename":  # there nothing is left to do but to give files their names
        assert len(command.run_folders()) == 1
    asked = items_asked(site)
    assert len(asked) <= ITEMS - had
    # The site may notice the request that was under way at the kill only after it.
    assert asked.total() - len(asked) <= 1
    assert_same(tmp_path, undisturbed)
    assert all(isinstance(one, Counted) for one in validate(tmp_path)), "the descriptions are of other files"
    assert list(tmp_path.glob("runs/*/publish-*")) == []


def test_a_run_killed_again_and_again_still_comes_to_its_end(
    site: Site, undisturbed: Path, tmp_path: Path
) -> None:
    command = Command(site.root, tmp_path)
    for enough in range(10, ITEMS, 10):
        assert command.disturb(lambda enough=enough: command.items() >= enough) == -9  # type: ignore[misc]
    assert command.run() == 0, command.said
    assert len(command.run_folders()) == 1
    assert_same(tmp_path, undisturbed)
    assert set(Counter(said["id"] for said in said_of(tmp_path / "press_releases.jsonl")).values()) == {1}


def published_is_whole(output: Path, undisturbed: Path) -> bool:
    """Nothing is published, or all of it is."""
    dataset = output / "press_releases.jsonl"
    if not dataset.exists():
        return True
    return said_of(dataset) == said_of(undisturbed / "press_releases.jsonl") and all(
        change == "added" for _, change in history(output / "changes.jsonl")
    )
