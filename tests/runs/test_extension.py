"""A run: it keeps, accounts, publishes and tells."""

import json
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from osce_crawler import settings as ours
from osce_crawler.ledger import NO_ANSWER
from osce_crawler.pages.listing import Row
from osce_crawler.pages.release import Sighting
from osce_crawler.pipelines import record_of
from osce_crawler.runs.assembling import Kept
from osce_crawler.runs.extension import Run
from osce_crawler.spiders.press_releases import PressReleasesSpider
from tests.making import lines_of, save_page, sighting

URL = "https://www.osce.org/secretariat/300001"


class Running:
    """A run of the press releases, without an engine."""

    def __init__(self, output: Path, saved: Path | None = None) -> None:
        settings = Settings()
        settings.setmodule(ours, priority="project")
        settings.setdict({"OUTPUT": str(output), "CONTACT": "tests@example.org"}, priority="cmdline")
        self.crawler = Crawler(PressReleasesSpider, settings)
        arguments = {"saved": str(saved)} if saved else {}
        self.spider = PressReleasesSpider.from_crawler(self.crawler, **arguments)
        self.run = Run.from_crawler(self.crawler)
        self.run.opened(self.spider)

    def keep(self, one: Sighting) -> None:
        record = record_of(one)
        self.run.items.write(Kept(one, record))
        self.run.scraped(record, answer(one.url))

    def explain(self, url: str, why: str) -> None:
        self.spider.ledger.listed(url, "a list")
        if why != NO_ANSWER:
            self.spider.ledger.explained(url, why)

    def close(self, reason: str = "finished") -> dict[str, Any]:
        """The report of this spider's part."""
        self.run.closed(self.spider, reason)
        told: dict[str, Any] = json.loads((self.run.folder.path / "report.json").read_bytes())["spiders"][-1]
        return told


def answer(url: str) -> Response:
    return Response(url, request=Request(url))


def test_what_was_kept_is_published_and_described(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(sighting())
    report = running.close()
    assert (report["state"], report["records"]) == ("complete", 1)
    assert [line["id"] for line in lines_of(tmp_path / "press_releases.jsonl")] == ["300001-en"]
    (resource,) = json.loads((tmp_path / "datapackage.json").read_bytes())["resources"]
    assert resource["rows"] == 1
    assert resource["crawl"]["complete"] is True


def test_an_item_is_on_disk_as_soon_as_it_is_kept(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(sighting())
    (line,) = lines_of(running.run.folder.items("press_releases"))
    assert line["record"]["id"] == "300001-en"
    running.close()


def test_rows_of_lists_are_joined_at_the_end(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(sighting(sources=[]))
    row = Row("https://www.osce.org/node/300001", "t", sources=["OSCE Mission to Skopje"])
    running.spider.keep_row(row)
    running.close()
    (line,) = lines_of(tmp_path / "press_releases.jsonl")
    assert [source["id"] for source in line["sources"]] == ["mission-to-skopje"]
    assert line["other_urls"] == ["https://www.osce.org/node/300001"]


def test_a_listed_page_that_was_never_answered_leaves_the_run_incomplete(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(sighting())
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
    running.keep(sighting())
    running.explain("https://www.osce.org/cio/300002", why)
    assert running.close()["state"] == state


def test_a_saved_challenge_is_a_final_answer(tmp_path: Path) -> None:
    saved = save_page(tmp_path / "saved", URL, "x")
    running = Running(tmp_path / "output", saved)
    running.keep(sighting())
    running.explain("https://www.osce.org/cio/300002", "challenge")
    assert running.close()["state"] == "complete"


def test_a_dropped_record_is_counted_and_named(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(sighting())
    url = "https://www.osce.org/cio/300002"
    running.run.dropped(DropItem("invalid record 300002-en: no title"), answer(url))
    report = running.close()
    assert report["faults"] == ["invalid record 300002-en: no title"]
    assert report["not_emitted"]["invalid record"] == [f"{url} (invalid record 300002-en: no title)"]


def test_a_page_that_breaks_the_reader_costs_that_page_alone(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(sighting())
    url = "https://www.osce.org/cio/300002"
    failure = Failure(ValueError("odd page"))  # type: ignore[no-untyped-call]  # Twisted tells no types
    running.run.callback_failed(failure, answer(url))
    report = running.close()
    assert (report["state"], report["records"]) == ("incomplete", 1)
    assert report["not_emitted"]["broken reader"] == [f"{url} (odd page)"]


def test_a_run_without_records_publishes_nothing_and_leaves_the_old_dataset(tmp_path: Path) -> None:
    first = Running(tmp_path)
    first.keep(sighting())
    first.close()
    before = (tmp_path / "press_releases.jsonl").read_bytes()
    saved = save_page(tmp_path / "saved", URL, "x")
    report = Running(tmp_path, saved).close()
    assert (report["state"], report["published"]) == ("refused by checks", None)
    assert (tmp_path / "press_releases.jsonl").read_bytes() == before


@pytest.mark.parametrize(("reason", "state"), [("shutdown", "interrupted"), ("memusage_exceeded", "failed")])
def test_a_run_that_did_not_finish_publishes_nothing(tmp_path: Path, reason: str, state: str) -> None:
    running = Running(tmp_path)
    running.keep(sighting())
    assert running.close(reason)["state"] == state
    assert not (tmp_path / "press_releases.jsonl").exists()


def test_a_fault_at_the_end_is_told_and_not_raised(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.run.folder.items("press_releases").write_bytes(b"{broken\n")
    report = running.close()
    assert (report["state"], report["faults"]) == (
        "failed",
        ["JSON is malformed: object keys must be strings (byte 1) (see the log)"],
    )


def test_history_is_carried_over_from_the_dataset_before(tmp_path: Path) -> None:
    for moment in ("2025-01-01T00:00:00Z", "2025-06-01T00:00:00Z"):
        running = Running(tmp_path)
        running.keep(sighting(retrieved_at=moment))
        running.close()
    (line,) = lines_of(tmp_path / "press_releases.jsonl")
    assert (line["first_seen"], line["retrieved_at"]) == ("2025-01-01T00:00:00Z", "2025-06-01T00:00:00Z")


def test_both_spiders_of_a_run_tell_in_one_report(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.keep(sighting())
    running.close()
    running.run._tell(running.run._finished(running.spider, "finished"))
    report = json.loads((running.run.folder.path / "report.json").read_bytes())
    assert report["run"] == running.run.folder.run_id
    assert len(report["spiders"]) == 2
    assert (running.run.folder.path / "report.md").read_text().count("## press_releases: complete") == 2


def test_what_was_published_before_is_no_success_of_this_run(tmp_path: Path) -> None:
    first = Running(tmp_path)
    first.keep(sighting(URL))
    assert first.close()["state"] == "complete"
    second = Running(tmp_path)
    published = (tmp_path / "press_releases.jsonl").read_bytes()
    assert second.close()["state"] == "refused by checks"
    assert (tmp_path / "press_releases.jsonl").read_bytes() == published


def test_a_broken_description_of_the_output_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{")
    running = Running(tmp_path)
    running.keep(sighting(URL))
    assert running.close()["state"] == "complete"
    assert json.loads((tmp_path / "datapackage.json").read_bytes())["resources"]


def test_a_reader_that_breaks_leaves_no_run_complete(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    save_page(saved, URL, "<html></html>")
    running = Running(tmp_path / "output", saved)
    running.keep(sighting(URL))
    running.explain(f"{URL}2", NO_ANSWER)
    running.run.callback_failed(Failure(ValueError("odd page")), answer(f"{URL}2"))  # type: ignore[no-untyped-call]
    assert running.close()["state"] == "incomplete"
