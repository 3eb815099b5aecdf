"""What is kept of many captures of one address: those that may count yet, and so many at most."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from osce_crawler.bulk import index as index_module
from osce_crawler.bulk.captures import Capture, Outcome, Place, write_captures
from osce_crawler.bulk.index import Group, Index

ADDRESS = "https://www.osce.org/cio/300001"
MANY = 20_000


def capture(
    number: int, worth: int = 2, outcome: Outcome = "release", item: str | None = "osce.org/300001"
) -> Capture:
    """The capture of the address with this number: a later one has a higher number."""
    moment = f"20{number // 3600:02}-01-01T00:{number // 60 % 60:02}:{number % 60:02}Z"
    place = Place(b"a.warc.gz", ADDRESS, 200, "text/html", moment, True, number)
    return Capture(ADDRESS, place, worth, outcome, item=item)


def indexed(folder: Path, captures: Iterable[Capture]) -> tuple[list[Group], int]:
    """The groups of these captures, and how much of the disk they took."""
    write_captures(folder / "captures", captures)
    with Index(folder / "index") as index:
        index.load(0, folder / "captures")
        return [*index.each_group()], (folder / "index").stat().st_size


def moments(folder: Path, group: Group) -> list[str]:
    """Minute and second of the other captures of the only address."""
    lines = (folder / "captures").read_bytes()
    (member,) = group.members
    found = [lines[other.at : other.at + other.length] for other in member.others]
    return [line.partition(b'"retrieved_at":"')[2][14:19].decode() for line in found]


def test_of_many_captures_of_an_address_the_best_may_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "_MOST_OTHERS", 3)
    captures = [*(capture(number) for number in range(6)), *(capture(number, 1) for number in range(6, 10))]
    for number, order in enumerate((captures, captures[::-1], captures[3:] + captures[:3])):
        folder = tmp_path / str(number)
        folder.mkdir()
        (group,), _ = indexed(folder, order)
        assert moments(folder, group) == ["00:04", "00:03", "00:02"]


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize(
    ("worth", "outcome", "item"),
    [(0, "other", "osce.org/300001"), (2, "settled", "osce.org/300001"), (2, "other", None)],
)
def test_a_capture_that_can_take_no_place_is_not_kept(
    tmp_path: Path, worth: int, outcome: Outcome, item: str | None, newest_first: bool
) -> None:
    numbers = range(MANY)[:: -1 if newest_first else 1]
    groups, size = indexed(tmp_path, (capture(number, worth, outcome, item) for number in numbers))
    assert (groups, size < 5 * MANY) == ([], True)
