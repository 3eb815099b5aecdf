"""What a run's folder says of the captures that were fetched into it."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from osce_crawler.addresses import captured
from osce_crawler.archive.capture_list import line_of
from osce_crawler.archive.run_captures import Unfetched, is_at_hand_again
from osce_crawler.outcomes import NO_ANSWER, NO_PAGE_CAPTURED
from tests.archive.exchanging import URL, capture

CAPTURES = [capture(timestamp=f"2016041210000{second}") for second in range(3)]
NAMES = [captured(one.url, one.moment) for one in CAPTURES]
_OTHER = "2016-04-12T11:00:00Z"


def run_with(folder: Path, *unfetched: Unfetched) -> Path:
    """The folder of a run that listed the captures, with this account."""
    write_lines(folder / "captures.list.jsonl", [*map(line_of, CAPTURES)])
    write_lines(folder / "captures.account.jsonl", [*map(msgspec.json.encode, unfetched)])
    return folder


def write_lines(path: Path, lines: Sequence[bytes]) -> None:
    path.write_bytes(b"".join(line + b"\n" for line in lines))


def test_all_is_at_hand_again_where_every_capture_was_fetched_or_can_never_have_been(tmp_path: Path) -> None:
    folder = run_with(tmp_path, Unfetched(NAMES[2], NO_PAGE_CAPTURED, at=URL))
    assert is_at_hand_again(folder, {*NAMES[:2]})
    assert not is_at_hand_again(folder, {NAMES[0], NAMES[2]})


def test_what_got_no_answer_is_missing_until_it_is_at_hand(tmp_path: Path) -> None:
    folder = run_with(tmp_path, Unfetched(NAMES[2], NO_ANSWER, at=URL))
    assert not is_at_hand_again(folder, {*NAMES[:2]})
    assert is_at_hand_again(folder, {*NAMES})


def test_what_came_in_place_of_another_capture_has_to_be_at_hand_as_well(tmp_path: Path) -> None:
    folder = run_with(tmp_path, Unfetched(NAMES[2], NO_PAGE_CAPTURED, at=URL, given=_OTHER))
    assert not is_at_hand_again(folder, {*NAMES[:2]})
    assert is_at_hand_again(folder, {*NAMES[:2], captured(URL, _OTHER)})


def test_of_a_run_whose_list_is_not_there_or_torn_nothing_is_known(tmp_path: Path) -> None:
    assert not is_at_hand_again(tmp_path, {*NAMES})
    (run_with(tmp_path) / "captures.list.jsonl").write_bytes(line_of(CAPTURES[0])[:-9])
    assert not is_at_hand_again(tmp_path, {*NAMES})
