"""Pages that are gone for a while: while the site names them they are asked for, and read again they are back."""

import datetime as dt
from pathlib import Path

import pytest

from tests.interrupting import Command
from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted
from tests.site.test_changes import changes, crawl, record
from tests.site.test_faults import part_of

NID = "300103"
LONG_AGO = dt.date(2020, 5, 4)
GONE = (f"{NID}-en", "gone", "site", ("gone_on",))
BACK = (f"{NID}-en", "changed", "site", ("gone_on",))


@pytest.mark.parametrize("newest", [None, LONG_AGO], ids=["inside the window", "long ago"])
@pytest.mark.parametrize("generation", [2, 3])
@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_was_gone_for_a_day_is_back_with_the_next_run(
    tmp_path: Path, generation: int, status: int, newest: dt.date | None
) -> None:
    with hosted(BuiltSite(6, generation, newest=newest)) as site:
        crawl(site, tmp_path)
        path = site.releases[NID].path
        site.fail(path, Fault.status(status), None)
        crawl(site, tmp_path, *(["--full"] if newest else []))
        assert changes(tmp_path) == [GONE]
        site.asked.clear()
        again = crawl(site, tmp_path)
        assert path in site.asked
        assert f"{site.root}{path} (HTTP {status})" in part_of(again)["not_emitted"][str(status)]
        site.forgive()
        assert part_of(crawl(site, tmp_path))["changes"] == {"changed": 1}
        assert changes(tmp_path) == [GONE, BACK]
        assert record(tmp_path, NID)["gone_on"] is None
        assert part_of(crawl(site, tmp_path))["state"] == "unchanged"


def test_a_page_that_is_gone_and_named_nowhere_is_asked_for_no_more(tmp_path: Path) -> None:
    with hosted(BuiltSite(6, 3)) as site:
        crawl(site, tmp_path)
        path = site.remove(NID).path
        crawl(site, tmp_path)
        assert changes(tmp_path) == [GONE]
        site.asked.clear()
        crawl(site, tmp_path)
        assert path not in site.asked


# Scrapy's engine then never asks its scheduler by itself.
_NO_HEARTBEAT = """
from scrapy.core.engine import ExecutionEngine
ExecutionEngine._SLOT_HEARTBEAT_INTERVAL = 1e6
"""


def test_what_is_asked_for_at_the_end_of_a_crawl_waits_for_no_heartbeat(tmp_path: Path) -> None:
    with hosted(BuiltSite(6, 3)) as site:
        crawl(site, tmp_path)
        path = site.remove(NID).path
        site.asked.clear()
        again = Command(site.root, tmp_path, before=_NO_HEARTBEAT)
        assert again.run() == 0, again.said
    assert path in site.asked
    assert changes(tmp_path) == [GONE]
