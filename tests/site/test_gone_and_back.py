"""Pages that are gone for a while: while the site names them they are asked for, and read again they are back."""

import datetime as dt
from pathlib import Path

import pytest

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
