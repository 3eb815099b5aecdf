"""A run: it keeps, accounts, publishes and tells."""

import asyncio
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DropItem
from scrapy.http import Response
from twisted.python.failure import Failure

from osce_crawler.items import SCHEMA_VERSION
from osce_crawler.outcomes import NO_ANSWER
from osce_crawler.pages.listing import Row
from osce_crawler.pages.observation import Observation
from osce_crawler.records.release import record_of
from osce_crawler.run.extension import Run
from osce_crawler.run.new_files import NewFiles
from osce_crawler.run.state import RunState
from osce_crawler.spiders.base import OBSERVATION
from osce_crawler.spiders.press_releases import PressReleasesSpider
from tests.making import TITLE, lines_of, observation, save_page
from tests.spiders.telling import spider_of

URL = "https://www.osce.org/secretariat/300001"


class Running:
    """A run of the press releases, without an engine."""

    def __init__(self, output: Path, saved: Path | None = None, **changes: Any) -> None:
        # A site that is named: only what makes a file no dataset keeps it from being published.
        own = {
            "OUTPUT": str(output),
            "CONTACT": "tests@example.org",
            "START_SITES": ["https://www.osce.org/"],
        }
        self.spider, _ = spider_of(PressReleasesSpider, saved=saved, **own | changes)
        self.crawler = self.spider.crawler
        run = self.crawler.get_extension(Run)
        assert run is not None
        self.run = run
        asyncio.run(self._begin())

    async def _begin(self) -> None:
        """Begin as the spider does; what is synced every second waits for no test."""
        self.spider.memory = self.spider._begin()
        if self.run._syncing is not None:
            self.run._syncing.stop()

    @property
    def state(self) -> RunState:
        assert self.run.state is not None
        return self.run.state

    def keep(self, one: Observation) -> None:
        response = answer(one.url)
        response.meta[OBSERVATION] = one
        self.run.scraped(record_of(one), response)

    def explain(self, url: str, why: str) -> None:
        self.spider.outcomes.listed(url, "a list")
        if why != NO_ANSWER:
            self.spider.outcomes.explained(url, why)

    def close(self, reason: str = "finished") -> dict[str, Any]:
        """The report of this spider's part."""
        self.run.closed(reason)
        told: dict[str, Any] = json.loads((self.state.folder.path / "report.json").read_bytes())["spiders"][
            -1
        ]
        return told


def answer(url: str) -> Response:
    return Response(url, request=Request(url))


def test_what_was_kept_is_published_and_described(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(observation())
    report = running.close()
    assert (report["state"], report["records"]) == ("complete", 1)
    assert [line["id"] for line in lines_of(tmp_path / "press_releases.jsonl")] == ["300001-en"]
    (resource,) = json.loads((tmp_path / "datapackage.json").read_bytes())["resources"]
    assert resource["rows"] == 1
    assert resource["crawl"]["complete"] is True
    (file,) = json.loads((tmp_path / "croissant.json").read_bytes())["distribution"]
    assert f"sha256:{file['sha256']}" == resource["hash"]


def test_an_item_is_on_disk_as_soon_as_it_is_kept(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(observation())
    (line,) = lines_of(running.state.folder.items("press_releases"))
    assert line["id"] == "300001-en"
    running.close()


def test_rows_of_lists_are_joined_at_the_end(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(observation(sources=[]))
    row = Row("https://www.osce.org/node/300001", "t", sources=["OSCE Mission to Skopje"])
    running.spider.keep_rows([row])
    running.close()
    (line,) = lines_of(tmp_path / "press_releases.jsonl")
    assert [source["id"] for source in line["sources"]] == ["mission-to-skopje"]
    assert line["other_urls"] == ["https://www.osce.org/node/300001"]


def test_a_listed_page_that_was_never_answered_leaves_the_run_incomplete(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(observation())
    running.explain("https://www.osce.org/cio/300002", NO_ANSWER)
    report = running.close()
    assert report["state"] == "incomplete"
    assert report["not_emitted"] == {"no answer": ["https://www.osce.org/cio/300002"]}
    assert report["published"] is not None


@pytest.mark.parametrize(
    ("why", "state"), [("challenge", "incomplete"), ("404", "complete"), ("event", "complete")]
)
def test_what_is_explained_decides_whether_a_live_run_is_complete(
    tmp_path: Path, why: str, state: str
) -> None:
    running = Running(tmp_path)
    running.keep(observation())
    running.explain("https://www.osce.org/cio/300002", why)
    assert running.close()["state"] == state


def test_a_saved_challenge_is_a_final_answer(tmp_path: Path) -> None:
    saved = save_page(tmp_path / "saved", URL, "x")
    running = Running(tmp_path / "output", saved)
    running.keep(observation())
    running.explain("https://www.osce.org/cio/300002", "challenge")
    assert running.close()["state"] == "complete"


def test_a_dropped_record_is_counted_and_named(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(observation())
    url = "https://www.osce.org/cio/300002"
    running.run.dropped(DropItem("invalid record 300002-en: no title"), answer(url))
    report = running.close()
    assert report["faults"] == ["invalid record 300002-en: no title"]
    assert report["not_emitted"]["invalid record"] == [f"{url} (invalid record 300002-en: no title)"]


def test_a_page_that_breaks_the_reader_costs_that_page_alone(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(observation())
    url = "https://www.osce.org/cio/300002"
    failure = Failure(ValueError("odd page"))  # type: ignore[no-untyped-call]  # Twisted tells no types
    running.run.callback_failed(failure, answer(url))
    report = running.close()
    assert (report["state"], report["records"]) == ("incomplete", 1)
    assert report["not_emitted"]["broken reader"] == [f"{url} (odd page)"]


def test_a_run_without_records_publishes_nothing_and_leaves_the_old_dataset(tmp_path: Path) -> None:
    first = Running(tmp_path)
    first.keep(observation())
    first.close()
    before = (tmp_path / "press_releases.jsonl").read_bytes()
    saved = save_page(tmp_path / "saved", URL, "x")
    report = Running(tmp_path, saved).close()
    assert (report["state"], report["published"]) == ("refused by checks", None)
    assert (tmp_path / "press_releases.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    "reason", ["shutdown", "memusage_exceeded", "closespider_itemcount", "closespider_timeout", "cancelled"]
)
def test_a_run_that_is_stopped_publishes_nothing_and_is_resumed_with_all_that_it_has(
    tmp_path: Path, reason: str
) -> None:
    running = Running(tmp_path)
    running.keep(observation())
    assert running.close(reason)["state"] == "interrupted"
    assert not (tmp_path / "press_releases.jsonl").exists()
    again = Running(tmp_path)
    assert again.state.folder.path == running.state.folder.path
    assert again.state.resumed == 1
    assert again.close()["records"] == 1


def test_a_crawl_that_breaks_off_has_failed_and_says_why(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(observation())
    failure = Failure(ValueError("a fault of ours"))  # type: ignore[no-untyped-call]
    running.run.callback_failed(failure, None)
    report = running.close("start_error")
    assert report["state"] == "failed"
    assert report["faults"][-1] == "the crawl crashed: a fault of ours (see the log)"
    assert not (tmp_path / "press_releases.jsonl").exists()


def test_where_no_crawl_begins_nothing_is_touched(tmp_path: Path) -> None:
    output = tmp_path / "output"
    spider, _ = spider_of(PressReleasesSpider, OUTPUT=str(output))
    run = spider.crawler.get_extension(Run)
    assert run is not None
    page = answer(URL)
    run.scraped(record_of(observation()), page)
    run.dropped(DropItem("no title"), page)
    run.callback_failed(Failure(ValueError("odd")), page)  # type: ignore[no-untyped-call]
    run.closed("finished")
    assert not output.exists()


def test_a_setting_that_names_no_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "OUTPUT is empty" in Running(tmp_path, OUTPUT=" ").spider.refusal
    assert [*tmp_path.iterdir()] == []


def test_a_fault_at_the_end_is_told_and_not_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = Running(tmp_path)
    running.keep(observation())
    monkeypatch.setattr(NewFiles, "write", lambda *_: 1 / 0)
    report = running.close()
    assert (report["state"], report["faults"]) == ("failed", ["division by zero (see the log)"])
    assert not (tmp_path / "press_releases.jsonl").exists()


def test_a_broken_line_among_the_items_is_passed_over_and_its_page_counts_as_not_had(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(observation())
    running.close("shutdown")
    items = running.state.folder.items("press_releases")
    items.write_bytes(items.read_bytes() + b"{broken\n")
    again = Running(tmp_path)
    assert again.state.resumed == 1
    assert again.close()["records"] == 1


def test_a_broken_dataset_stops_a_run_before_it_begins_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "press_releases.jsonl").write_bytes(b"{broken\n")
    running = Running(tmp_path)
    assert "press_releases.jsonl, line 1" in running.spider.refusal
    report = running.close("line 1")
    assert report["state"] == "failed"
    assert "press_releases.jsonl, line 1" in report["faults"][0]
    assert (tmp_path / "press_releases.jsonl").read_bytes() == b"{broken\n"


def test_at_the_built_in_start_points_every_check_blocks(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.crawler.settings.attributes["START_SITES"].priority = 20
    running.keep(observation())
    report = running.close()
    assert report["state"] == "refused by checks"
    blocking = [one["check"] for one in report["checks"] if one["blocking"]]
    assert blocking == ["enough-records", "newest"]
    assert not (tmp_path / "press_releases.jsonl").exists()


def test_what_is_accepted_is_published_and_recorded(tmp_path: Path) -> None:
    running = Running(tmp_path, ACCEPT=["enough-records", "newest"])
    running.crawler.settings.attributes["START_SITES"].priority = 20
    running.keep(observation())
    assert running.close()["state"] == "complete"
    (resource,) = json.loads((tmp_path / "datapackage.json").read_bytes())["resources"]
    assert resource["crawl"]["accepted"] == ["enough-records", "newest"]


def test_an_unchanged_run_confirms_the_dataset_and_leaves_every_byte_of_it(tmp_path: Path) -> None:
    def resource() -> dict[str, Any]:
        (found,) = json.loads((tmp_path / "datapackage.json").read_bytes())["resources"]
        return dict(found)

    first = Running(tmp_path)
    first.keep(observation())
    first.close()
    before, files = resource(), files_of(tmp_path)
    second = Running(tmp_path)
    second.keep(observation())
    assert second.close()["state"] == "unchanged"
    assert files_of(tmp_path) == files
    after = resource()
    assert (before["crawl"]["run"], after["crawl"]["run"]) == (
        first.state.folder.run_id,
        second.state.folder.run_id,
    )
    assert {**before, "crawl": None} == {**after, "crawl": None}


def test_a_description_of_another_file_is_not_believed(tmp_path: Path) -> None:
    first = Running(tmp_path)
    first.keep(observation())
    first.close()
    path = tmp_path / "press_releases.jsonl"
    other = path.read_bytes().replace(b"300001", b"300002")
    path.write_bytes(path.read_bytes() + other)
    second = Running(tmp_path, ACCEPT=["as-described"])
    second.keep(observation())
    assert second.close()["records"] == 2
    (resource,) = json.loads((tmp_path / "datapackage.json").read_bytes())["resources"]
    assert (resource["rows"], resource["bytes"]) == (2, path.stat().st_size)


def files_of(output: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in output.glob("*.jsonl")}


def test_a_wrong_date_in_the_future_makes_no_dataset_fresh(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(observation(dates={"time": "12 April 2016"}))
    running.keep(observation(f"{URL}9", dates={"time": "12 April 2026"}, retrieved_at="2030-01-01T00:00:00Z"))
    running.state.started_at = "2025-01-01T00:00:00Z"
    checks = {one["check"]: one for one in running.close()["checks"]}
    assert "2016-04-12" in checks["newest"]["text"]


@pytest.mark.parametrize(
    ("title", "moment"),
    [("Another title", "2025-06-01T00:00:00Z"), (TITLE, "2025-01-01T00:00:00Z")],
    ids=["changed", "the same"],
)
def test_history_is_carried_over_and_moves_only_with_a_change(
    tmp_path: Path, title: str, moment: str
) -> None:
    for said, retrieved_at in ((TITLE, "2025-01-01T00:00:00Z"), (title, "2025-06-01T00:00:00Z")):
        running = Running(tmp_path)
        running.keep(observation(retrieved_at=retrieved_at, title=said))
        running.close()
    (line,) = lines_of(tmp_path / "press_releases.jsonl")
    assert (line["first_seen"], line["title"]) == ("2025-01-01T00:00:00Z", title)
    assert line["last_changed"] == line["retrieved_at"] == moment


def test_what_was_published_before_is_no_success_of_this_run(tmp_path: Path) -> None:
    first = Running(tmp_path)
    first.keep(observation(URL))
    assert first.close()["state"] == "complete"
    second = Running(tmp_path)
    published = (tmp_path / "press_releases.jsonl").read_bytes()
    assert second.close()["state"] == "refused by checks"
    assert (tmp_path / "press_releases.jsonl").read_bytes() == published


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[1]",
        '{"resources": 5}',
        '{"resources": [7]}',
        '{"resources": [{"name": "a", "path": "../../etc/passwd"}]}',
        '{"resources": [{"name": "press-releases", "path": "press_releases.jsonl", "crawl": 7}]}',
        '{"resources": [{"name": "a", "path": "press_releases.jsonl", "crawl": {"complete_at": "soon"}}]}',
        '{"resources": [{"name": "a", "path": "navigation.jsonl", "crawl": {"complete_at": "2026-01-01T00:00"}}]}',
        '{"resources": [{"name": "a", "path": "press_releases.jsonl", "hash": 7}]}',
        '{"resources": [{"name": "a", "path": "press_releases.jsonl", "temporal": {"start": "1994"}}]}',
        '{"resources": [], "schema_version": 3}',
    ],
)
def test_a_broken_description_of_the_output_is_made_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "datapackage.json").write_text(content)
    running = Running(tmp_path)
    running.keep(observation(URL))
    report = running.close()
    assert report["state"] == "complete"
    (mended,) = report["mended"]
    assert mended.startswith(f"{tmp_path / 'datapackage.json'}: cannot be read: ")
    assert mended.endswith("; it is written anew")
    assert json.loads((tmp_path / "datapackage.json").read_bytes())["resources"]


def test_a_reader_that_breaks_leaves_no_run_complete(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    save_page(saved, URL, "<html></html>")
    running = Running(tmp_path / "output", saved)
    running.keep(observation(URL))
    running.explain(f"{URL}2", NO_ANSWER)
    running.run.callback_failed(Failure(ValueError("odd page")), answer(f"{URL}2"))  # type: ignore[no-untyped-call]
    assert running.close()["state"] == "incomplete"


def with_schema(output: Path, version: str) -> None:
    path = output / "datapackage.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"schema_version": version}))


def test_datasets_of_an_older_schema_are_read_and_published_in_todays(tmp_path: Path) -> None:
    first = Running(tmp_path)
    first.keep(observation())
    first.keep(observation(f"{URL}9"))
    first.close()
    path = tmp_path / "press_releases.jsonl"
    older = [{key: value for key, value in line.items() if key != "gone_on"} for line in lines_of(path)]
    path.write_text("".join(json.dumps(line) + "\n" for line in older))
    with_schema(tmp_path, "0.9.0")
    description = tmp_path / "datapackage.json"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    description.write_text(re.sub("sha256:[0-9a-f]+", f"sha256:{digest}", description.read_text()))
    second = Running(tmp_path)
    second.keep(observation())
    assert second.close()["state"] == "complete"
    assert [line["gone_on"] for line in lines_of(path)] == [None, None]
    assert json.loads((tmp_path / "datapackage.json").read_bytes())["schema_version"] == SCHEMA_VERSION


def test_datasets_of_a_newer_schema_are_not_touched(tmp_path: Path) -> None:
    first = Running(tmp_path)
    first.keep(observation())
    first.close()
    with_schema(tmp_path, "9.0.0")
    before = files_of(tmp_path)
    assert "schema 9.0.0 is newer" in Running(tmp_path).spider.refusal
    assert files_of(tmp_path) == before


def test_a_dataset_that_was_damaged_since_is_named_by_file_and_line(tmp_path: Path) -> None:
    first = Running(tmp_path)
    first.keep(observation())
    first.close()
    path = tmp_path / "press_releases.jsonl"
    damaged = path.read_bytes().replace(b"practised", b"pract\xffsed")
    path.write_bytes(damaged)
    second = Running(tmp_path)
    second.explain(URL, "not modified")
    report = second.close()
    assert report["state"] == "failed"
    assert "press_releases.jsonl, line 1" in report["faults"][0]
    assert path.read_bytes() == damaged
