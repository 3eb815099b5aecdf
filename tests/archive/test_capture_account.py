"""What an archive gave of what its index lists: counted by what kept captures away."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError

from osce_crawler.addresses import captured
from osce_crawler.archive.capture_account import CaptureAccount, account_of
from osce_crawler.archive.capture_list import line_of
from osce_crawler.archive.exchange import Response
from osce_crawler.archive.memento import NoMemento, from_replay
from osce_crawler.outcomes import EMITTED, NO_ANSWER, Outcome
from osce_crawler.politeness.failures import status_in_words
from osce_crawler.politeness.hosts import Hosts, in_words
from osce_crawler.report.archive_headline import of_archive
from tests.archive.exchanging import capture
from tests.politeness.driving import settings_of

HOST = "archive.example"
CAPTURES = [capture(timestamp=f"20160412{hour:02}0000") for hour in range(24)]


def account(folder: Path, faults: Mapping[int, str]) -> CaptureAccount:
    """Of all captures, of which those with these numbers could not be fetched."""
    lines = (line_of(one) + b"\n" for one in CAPTURES)
    (folder / "captures.list.jsonl").write_bytes(b"".join(lines))
    outcomes = {}
    for number, one in enumerate(CAPTURES):
        name = captured(one.url, one.moment)
        why = NO_ANSWER if number in faults else EMITTED
        outcomes[name] = Outcome(name, why, faults.get(number, ""))
    return account_of(f"https://{HOST}/osce/cdx", ["www.osce.org"], folder, outcomes, 0.2)


def headline(counted: CaptureAccount) -> str:
    said = {name: getattr(counted, name) for name in CaptureAccount.__slots__}
    found = of_archive({"archive": said})
    assert found is not None
    return found[0]


def left_alone(why: str) -> str:
    """The words of a host that is left alone after failures of ten pages."""
    hosts = Hosts(settings_of())
    for one in CAPTURES[:10]:
        hosts.fail(one.at, why)
    return hosts.of(CAPTURES[0].at).left


def of_status(status: int) -> str:
    memento = from_replay(CAPTURES[0], Response(status))
    assert isinstance(memento, NoMemento)
    return memento.why


def test_an_archive_that_is_left_alone_is_the_cause_though_most_captures_are_at_hand(tmp_path: Path) -> None:
    last = left_alone("HTTP 503")
    counted = account(tmp_path, {20: "HTTP 503", 21: "HTTP 503", 22: last, 23: last})
    assert (counted.failed, counted.held, counted.is_left_alone) == ({"HTTP 503": 4}, 20, True)
    assert headline(counted) == (
        f"Archive busy: {HOST}: HTTP 503: 4 of 24 captures could not be fetched, 20 are at hand"
    )


def test_a_few_captures_that_fail_of_an_archive_that_goes_on_are_no_cause(tmp_path: Path) -> None:
    counted = account(tmp_path, {22: "HTTP 503", 23: "HTTP 503"})
    assert not counted.is_left_alone
    assert headline(counted) == f"Incomplete: 2 of 24 captures could not be fetched from {HOST} (HTTP 503)"


@pytest.mark.parametrize(
    ("why", "cause"),
    [
        *((of_status(status), "Archive busy") for status in (408, 425, 429, 500, 503, 520)),
        (in_words(DownloadTimeoutError()), "Archive busy"),
        *((of_status(status), "Archive refuses") for status in (401, 403, 451)),
        (status_in_words(403), "Archive refuses"),
        (in_words(DownloadConnectionRefusedError()), "Archive down"),
        (in_words(CannotResolveHostError()), "Archive down"),
        (in_words(ConnectError(101)), "Archive down"),  # type: ignore[no-untyped-call]
        (in_words(ConnectError()), "Archive down"),  # type: ignore[no-untyped-call]
        (in_words(ResponseDataLossError()), "Captures not fetched"),
        (of_status(418), "Captures not fetched"),
    ],
)
def test_what_keeps_an_archive_away_gives_the_cause_in_whatever_words(
    tmp_path: Path, why: str, cause: str
) -> None:
    for words in (why, left_alone(why)):
        counted = account(tmp_path, dict.fromkeys(range(20), words))
        assert counted.failed == {why: 20}
        assert headline(counted).startswith(f"{cause}: {HOST}: {why}: ")
