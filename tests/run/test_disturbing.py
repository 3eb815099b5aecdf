"""Whatever disturbs a run, the published dataset stays whole, and the next run publishes what is missing."""

import json
import random
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import commanding
from tests.interrupting import Command, history, said_of
from tests.making import list_page, release_page
from tests.site.serving import Site, serving

ITEMS, ROWS = 60, 10


def fill(site: Site) -> None:
    for number in range(ITEMS):
        site.add(f"/cio/{300100 + number}", release_page(f"Item {number}"))
    pages = ITEMS // ROWS
    for page in range(pages):
        rows = [(f"/cio/{300100 + page * ROWS + row}", f"Item {page * ROWS + row}") for row in range(ROWS)]
        following = f"/press-releases?page={page + 1}" if page + 1 < pages else None
        site.add(
            f"/press-releases?page={page}" if page else "/press-releases",
            list_page(
                rows, following=following, last=f"/press-releases?page={pages - 1}" if following else None
            ),
        )


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as site:
        fill(site)
        yield site


@pytest.fixture(scope="module")
def undisturbed(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("undisturbed")
    command = Command(site.root, output)
    assert command.run() == 0, command.said
    return output


def assert_same(output: Path, undisturbed: Path) -> None:
    name = "press_releases.jsonl"
    assert said_of(output / name) == said_of(undisturbed / name)
    assert history(output / "changes.jsonl") == history(undisturbed / "changes.jsonl")


def items_asked(site: Site) -> Counter[str]:
    return Counter(path for path in site.asked if path.startswith("/cio"))


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_stopped_says_so_and_is_resumed(
    site: Site, undisturbed: Path, tmp_path: Path, sign: signal.Signals
) -> None:
    site.asked.clear()
    command = Command(site.root, tmp_path, delay="0.06")
    assert command.disturb(lambda: command.items() >= 5, sign) == 130, command.said
    assert not (tmp_path / "press_releases.jsonl").exists()
    (folder,) = command.run_folders()
    assert json.loads((folder / "report.json").read_bytes())["state"] == "interrupted"
    assert command.run() == 0, command.said
    assert command.run_folders() == [folder]
    assert max(items_asked(site).values()) <= 2
    assert sum(items_asked(site).values()) < ITEMS + 5
    assert_same(tmp_path, undisturbed)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_in_the_first_moments_is_told_as_one(
    site: Site, tmp_path: Path, sign: signal.Signals
) -> None:
    # So slow that no busy machine lets the run end before the signal comes.
    command = Command(site.root, tmp_path, delay="1")
    assert command.disturb((tmp_path / ".lock").exists, sign) == 130, command.said
    assert "Traceback" not in command.said


@pytest.mark.long
def test_files_cut_at_random_bytes_lose_only_what_was_cut_off(
    site: Site, undisturbed: Path, tmp_path: Path
) -> None:
    chance = random.Random(5)  # noqa: S311
    for number in range(6):
        output = tmp_path / str(number)
        command = Command(site.root, output)
        enough = 5 * number + 1
        command.disturb(lambda command=command, enough=enough: command.items() >= enough)  # type: ignore[misc]
        for path in output.glob("runs/*/*.jsonl"):
            path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size + 1)])
        assert command.run() == 0, command.said
        assert_same(output, undisturbed)


_FULL_DISK = """
import errno
whole, room = os.write, [{room}]
def write(file, data):
    room[0] -= len(data)
    if room[0] < 0 and len(data) > 30:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return whole(file, data)
os.write = write
"""
_FULL_FOR_PUBLISHING = """
import errno, shutil
from osce_crawler.dataset.build import Assembly
def full(self, path):
    path.write_bytes(b"half of a li")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
Assembly.write = full
"""


@pytest.mark.parametrize(
    "trouble", [_FULL_DISK.replace("{room}", "40000"), _FULL_FOR_PUBLISHING], ids=["writer", "publisher"]
)
def test_a_full_disk_ends_the_run_with_one_line_and_costs_nothing(
    site: Site, undisturbed: Path, tmp_path: Path, trouble: str
) -> None:
    command = Command(site.root, tmp_path, before=trouble)
    assert command.run() == 1
    assert "No space left on device" in command.said
    assert "Traceback" not in command.said
    assert not (tmp_path / "press_releases.jsonl").exists()
    again = Command(site.root, tmp_path)
    assert again.run() == 0, again.said
    assert len(again.run_folders()) == 1
    assert_same(tmp_path, undisturbed)


def test_a_second_run_on_the_same_folder_says_so(site: Site, tmp_path: Path) -> None:
    # Slow enough to be at work still when the second one, on a busy machine, comes to ask.
    first = Command(site.root, tmp_path, delay="0.4")
    second = Command(site.root, tmp_path)
    codes: list[int] = []
    said: list[str] = []

    def meanwhile() -> bool:
        if first.items() < 1:
            return False
        codes.append(second.run())
        said.append(commanding.run("runs", "list", "--output", tmp_path).stdout)
        return True

    first.disturb(meanwhile)
    assert codes == [2]
    (listed,) = said
    assert listed.split()[6:8] == [first.run_folders()[-1].name, "running"]
    assert second.said == f"osce-crawler: {tmp_path}: another run is using this folder\n"


_CLOCK_BACK = """
from osce_crawler import moments
moments.now = lambda: "2020-01-01T00:00:00Z"
"""


def test_a_clock_that_goes_back_disturbs_nothing(site: Site, undisturbed: Path, tmp_path: Path) -> None:
    assert Command(site.root, tmp_path).run() == 0
    before = (tmp_path / "press_releases.jsonl").read_bytes()
    command = Command(site.root, tmp_path, before=_CLOCK_BACK)
    assert command.run() == 0, command.said
    assert (tmp_path / "press_releases.jsonl").read_bytes() == before
    assert len(command.run_folders()) == 2
    assert_same(tmp_path, undisturbed)


def test_a_run_that_finds_nothing_new_is_unchanged_and_adds_nothing(site: Site, tmp_path: Path) -> None:
    command = Command(site.root, tmp_path)
    assert command.run() == 0
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.jsonl")}
    assert command.run() == 0
    assert "unchanged" in command.said
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.jsonl")} == before
