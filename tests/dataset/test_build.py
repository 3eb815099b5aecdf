"""From the items of a run to the records of a dataset."""

import datetime as dt
import json
import shutil
from collections.abc import Container
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from osce_crawler.dataset.build import Assembly, RunFacts
from osce_crawler.dataset.index import Index
from osce_crawler.dataset.kept_items import Kept, kept_items
from osce_crawler.dataset.read import read_releases
from osce_crawler.dataset.rows import KeptRows
from osce_crawler.dataset.tally import Tally
from osce_crawler.exporters import JsonLines
from osce_crawler.items import PressRelease
from osce_crawler.pages.listing import Row
from osce_crawler.pages.observation import Observation, PrintedImage, PrintedLink, PrintedTranslation
from osce_crawler.records.release import id_of, language_of, record_of
from tests.making import lines_of, observation, release

BEFORE, NOW = "2025-06-01T00:00:00Z", "2025-12-01T10:00:00Z"
URL = "https://www.osce.org/secretariat/300001"
OTHER_HASH = f"sha256:{'0' * 64}"
RUSSIAN = observation(
    "https://www.osce.org/ru/secretariat/300001",
    title="Пограничники и врачи провели совместные учения на берегу озера",
    paragraphs=["ВЕНА, 12 апреля 2016 г. – Шестьдесят пограничников и врачей учились сегодня спасать людей."],
    language="ru",
)


class Case:
    """A dataset, a run with items and rows, and what comes of both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dataset = folder / "press_releases.jsonl"
        self.items = folder / "items.jsonl"
        self.rows = KeptRows(folder / "rows.jsonl")

    def published(self, *records: PressRelease) -> None:
        with JsonLines(self.dataset) as lines:
            for record in records:
                lines.write(record)

    def keep(self, *observations: Observation) -> None:
        with JsonLines(self.items) as lines:
            for one in observations:
                lines.write(Kept(record_of(one).id, one))

    def assembly(
        self, *, is_replay: bool = False, is_reread: bool = False, bounded_before: Container[str] = ()
    ) -> Assembly:
        tally = Tally()
        for record in read_releases(self.dataset):
            tally.add(record)
        scratch = self.folder / "scratch"
        scratch.mkdir()
        facts = RunFacts("1", NOW, is_replay=is_replay, is_reread=is_reread, bounded_before=bounded_before)
        assembly = Assembly(scratch, Index(self.dataset), tally, facts)
        assembly.read(self.items, self.rows)
        return assembly

    def written(self, assembly: Assembly) -> list[PressRelease]:
        assembly.close()
        path = self.folder / "new.jsonl"
        assembly.write(path)
        records = list(read_releases(path))
        assert assembly.result.tally.records == len(records)
        return records

    def records(self) -> list[PressRelease]:
        return self.written(self.assembly())

    def changes(self, assembly: Assembly) -> list[dict[str, Any]]:
        assembly.close()
        return lines_of(assembly.changes)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def old(moment: str = BEFORE, **changes: Any) -> PressRelease:
    return release(first_seen=moment, last_changed=moment, retrieved_at=moment, **changes)


def test_a_lone_observation_gives_the_record_made_of_it_at_once(case: Case) -> None:
    case.keep(observation())
    assert case.records() == [release()]


@pytest.mark.parametrize(
    "page",
    [
        observation(),
        RUSSIAN,
        observation(title="12/04", paragraphs=["7"]),
        observation(title="?", paragraphs=[]),
    ],
)
@pytest.mark.parametrize("declared", ["en", "ru", "tk", None])
def test_the_language_that_the_crawl_found_gives_the_record_that_the_page_gives(
    case: Case, page: Observation, declared: str | None
) -> None:
    page = replace(page, printed=replace(page.printed, language=declared))
    language = language_of(page)
    with JsonLines(case.items) as lines:
        lines.write(Kept(id_of(page, language), page, language.doubts))
    case.rows.keep(Row(page.url, "t", date="1 May 2016", sources=["OSCE Mission to Skopje"]))
    (found,) = case.records()
    case.items.unlink()
    case.keep(page)
    shutil.rmtree(case.folder / "scratch")
    assert [found] == case.records()


def test_two_observations_of_one_item_are_one_record_with_both_addresses(case: Case) -> None:
    older = observation("https://d6.web.osce.org/secretariat/300001", generation=2, contacts="press@osce.org")
    case.keep(older, observation(contacts=None))
    (record,) = case.records()
    assert (record.url, record.contacts, record.other_urls) == (URL, "press@osce.org", [older.url])


def test_one_number_in_two_languages_is_two_records(case: Case) -> None:
    case.keep(observation(), RUSSIAN)
    assert {record.id for record in case.records()} == {"300001-en", "300001-ru"}


def test_rows_of_lists_are_read_with_the_item(case: Case) -> None:
    case.rows.keep(Row("https://www.osce.org/node/300001", "t", sources=["OSCE Mission to Skopje"]))
    case.keep(observation(sources=[]))
    (record,) = case.records()
    assert [source.id for source in record.sources] == ["mission-to-skopje"]


def test_what_became_invalid_by_joining_is_a_fault_not_a_record(case: Case) -> None:
    case.rows.keep(Row("https://www.osce.org/node/300001", "t", sources=["OSCE Mission to Skopje"]))
    case.keep(observation(sources=[]))
    line = json.loads(case.items.read_bytes())
    line["observation"]["printed"]["title"] = ""
    case.items.write_text(json.dumps(line) + "\n")
    assembly = case.assembly()
    ((page, fault),) = assembly.result.invalid
    assert page.url == URL
    assert "300001-en" in fault
    assert case.written(assembly) == []


@pytest.mark.parametrize("retrieved_at", ["2025-11-01T10:00:00Z", "2025-12-03T10:00:00Z"])
def test_an_invalid_page_of_an_item_is_named_and_its_other_pages_make_the_record(
    case: Case, retrieved_at: str
) -> None:
    other = observation("https://d6.web.osce.org/secretariat/300001", retrieved_at=retrieved_at)
    case.keep(observation(translations=[]), other)
    good, bad = map(json.loads, case.items.read_text().splitlines())
    bad["observation"]["printed"]["translations"] = [{"url": "no address", "language": "ru"}]
    case.items.write_text("".join(json.dumps(line) + "\n" for line in (good, bad)))
    assembly = case.assembly()
    ((page, fault),) = assembly.result.invalid
    assert (page.url, "translations" in fault) == (other.url, True)
    (record,) = case.written(assembly)
    assert (record.url, record.other_urls, record.translations) == (URL, [], [])


def test_records_stand_newest_first_undated_last_then_by_number_then_by_language(case: Case) -> None:
    day = dt.date(2016, 4, 12)
    wanted = [
        ("5", dt.date(2020, 1, 1), "en"),
        ("99", day, "en"),
        ("100", day, "en"),
        ("100", day, "ru"),
        ("7", dt.date(1999, 1, 1), "en"),
        ("2", None, "en"),
        ("11", None, "en"),
    ]
    case.published(
        *(
            old(
                id=f"{nid}-{language}",
                nid=nid,
                date=date,
                language=language,
                url=f"https://www.osce.org/{language}/{nid}",
            )
            for nid, date, language in reversed(wanted)
        )
    )
    case.keep(observation("https://www.osce.org/cio/300009", dates={"time": "13 April 2016"}))
    ids = [record.id for record in case.records()]
    assert ids == ["5-en", "300009-en", "99-en", "100-en", "100-ru", "7-en", "2-en", "11-en"]


def test_a_broken_line_of_items_is_passed_over(case: Case) -> None:
    case.keep(observation())
    whole = case.items.read_bytes()
    case.items.write_bytes(b"\x00\x00\n" + whole + whole[:100])
    assert [one.id for one in kept_items(case.items)] == ["300001-en"]
    assert len(case.records()) == 1


def test_without_items_the_dataset_stays_as_it_was(case: Case) -> None:
    case.published(old())
    assembly = case.assembly()
    assert not assembly.differs
    assert case.written(assembly) == [old()]
    assert case.changes(assembly) == []


def test_a_record_that_says_the_same_stays_byte_for_byte(case: Case) -> None:
    case.published(old(extractor="0.0.1"))
    case.keep(observation())
    assembly = case.assembly()
    assert not assembly.differs
    assert assembly.result.made == 1
    case.written(assembly)
    assert (case.folder / "new.jsonl").read_bytes() == case.dataset.read_bytes()


def test_a_new_record_is_added_with_a_line_of_history(case: Case) -> None:
    case.published(old())
    case.keep(observation("https://www.osce.org/cio/300002"))
    assembly = case.assembly()
    assert case.changes(assembly) == [
        {
            "run": "1",
            "at": NOW,
            "dataset": "press_releases",
            "id": "300002-en",
            "change": "added",
            "cause": "site",
            "keys": [],
        }
    ]
    assert assembly.result.changes == {"added": 1}


def test_a_change_of_the_page_names_its_keys_with_their_values(case: Case) -> None:
    case.published(old())
    case.keep(observation(title="Another title"))
    assembly = case.assembly()
    (change,) = case.changes(assembly)
    assert (change["change"], change["cause"]) == ("changed", "site")
    told = {key["key"]: (key["from"], key["to"]) for key in change["keys"]}
    assert told["title"] == (old().title, "Another title")
    assert set(told) == {"title", "content_hash"}


def test_what_only_our_reading_changed_is_told_as_such(case: Case) -> None:
    case.published(old(content_type="other"))
    case.keep(observation())
    assembly = case.assembly()
    (change,) = case.changes(assembly)
    assert (change["change"], change["cause"]) == ("changed", "reread")
    assert assembly.result.changes == {"reread": 1}
    (record,) = case.written(assembly)
    assert (record.content_type, record.last_changed, record.retrieved_at) == ("press_release", BEFORE, NOW)


def test_what_lists_add_to_a_record_of_a_bounded_run_is_no_change_of_the_site(case: Case) -> None:
    case.published(old(content_type="other", content_type_printed=None, content_hash=OTHER_HASH))
    case.keep(observation())
    assembly = case.assembly(bounded_before={"300001-en"})
    assembly.close()
    (change,) = lines_of(assembly.changes)
    assert (change["change"], change["cause"]) == ("changed", "reread")


def test_where_the_page_says_something_else_a_bounded_run_before_is_no_excuse(case: Case) -> None:
    case.published(old(body="Another text.", content_hash=OTHER_HASH))
    case.keep(observation())
    assembly = case.assembly(bounded_before={"300001-en"})
    assembly.close()
    (change,) = lines_of(assembly.changes)
    assert change["cause"] == "site"


def test_an_item_kept_with_its_record_as_before_is_read_as_today(case: Case) -> None:
    case.keep(RICH)
    line = json.loads(case.items.read_bytes())
    case.items.write_text(
        json.dumps({"observation": line["observation"], "record": {"id": line["id"], "a key of later": 1}})
        + "\n"
    )
    assert case.records() == [record_of(RICH)]


def test_a_page_read_again_from_the_same_saved_bytes_is_reread_whatever_its_digest(case: Case) -> None:
    case.published(old(NOW, content_hash="sha256:" + "0" * 64))
    case.keep(observation(contacts="press@osce.org"))
    (change,) = case.changes(case.assembly(is_replay=True))
    assert change["cause"] == "reread"


def test_a_page_kept_before_the_site_said_something_else_undoes_nothing(case: Case) -> None:
    case.published(old("2025-12-24T10:00:00Z", title="Corrected since"))
    case.keep(observation())
    assembly = case.assembly(is_replay=True, is_reread=True)
    assert case.changes(assembly) == []
    assert not assembly.differs


def test_a_published_language_stays_whatever_is_told_from_the_text_today(case: Case) -> None:
    case.published(old(id="300001-sr", language="sr", url=URL))
    case.keep(observation())
    (record,) = case.records()
    assert (record.id, record.language) == ("300001-sr", "sr")


def test_a_page_that_is_gone_keeps_its_record_with_the_day(case: Case) -> None:
    case.published(old())
    assembly = case.assembly()
    assembly.mark_gone(["300001-en", "no-such"], dt.date(2026, 3, 1))
    (record,) = case.written(assembly)
    assert record == old(gone_on=dt.date(2026, 3, 1))
    (change,) = lines_of(assembly.changes)
    assert (change["change"], change["keys"]) == (
        "gone",
        [{"key": "gone_on", "from": None, "to": "2026-03-01"}],
    )


def test_a_page_known_to_be_gone_is_not_told_twice(case: Case) -> None:
    case.published(old(gone_on=dt.date(2025, 1, 1)))
    assembly = case.assembly()
    assembly.mark_gone(["300001-en"], dt.date(2026, 3, 1))
    assert not assembly.differs


def test_an_item_that_was_read_at_another_address_is_not_gone(case: Case) -> None:
    case.published(old())
    case.keep(observation("https://www.osce.org/new/300001"))
    assembly = case.assembly()
    assembly.mark_gone(["300001-en"], dt.date(2026, 3, 1))
    (record,) = case.written(assembly)
    assert (record.gone_on, record.url, record.other_urls) == (None, "https://www.osce.org/new/300001", [URL])


def test_a_page_that_is_back_is_no_longer_gone(case: Case) -> None:
    case.published(old(gone_on=dt.date(2025, 1, 1)))
    case.keep(observation())
    (record,) = case.records()
    assert record.gone_on is None


def test_a_replay_gives_what_was_saved_and_no_more(case: Case) -> None:
    case.published(old(), old(id="7-en", nid="7", url="https://www.osce.org/cio/7"))
    case.keep(observation())
    assembly = case.assembly()
    assembly.drop_unread(but=set())
    assert [record.id for record in case.written(assembly)] == ["300001-en"]
    assert (assembly.result.changes["dropped"], assembly.result.lost) == (1, ["https://www.osce.org/cio/7"])


def test_a_replay_keeps_a_record_whose_saved_page_reads_as_no_release_any_more(case: Case) -> None:
    case.published(old(), old(id="7-en", nid="7", url="https://www.osce.org/cio/7"))
    case.keep(observation())
    assembly = case.assembly()
    assembly.drop_unread(but={"7-en"})
    assert [record.id for record in case.written(assembly)] == ["7-en", "300001-en"]
    assert assembly.result.changes["dropped"] == 0


def test_what_a_list_said_in_an_earlier_run_is_not_lost_when_the_page_is_read_alone(case: Case) -> None:
    bare: dict[str, Any] = {"generation": 2, "sources": [], "fields_of_work": []}
    earlier = record_of(observation(retrieved_at=BEFORE, **bare | {"sources": ["OSCE Mission to Skopje"]}))
    case.published(earlier)
    case.keep(observation(title="Corrected title", **bare))
    (record,) = case.records()
    assert [source.id for source in record.sources] == ["mission-to-skopje"]
    assert record.title == "Corrected title"


def test_what_a_page_of_today_no_longer_prints_is_gone_from_its_record(case: Case) -> None:
    case.published(old(documents=[PrintedLink("https://www.osce.org/a.pdf", "a")], other_urls=[]))
    case.keep(observation(sources=[]))
    (record,) = case.records()
    assert (record.documents, record.sources) == ([], [])


def as_version_1_wrote_it(line: dict[str, Any]) -> dict[str, Any]:
    """An item as a run of version 1 of the schema kept it: pictures and translations were links."""
    seen = line["observation"]
    printed = {
        key: value
        for key, value in seen["printed"].items()
        if key not in {"unknown_labels", "text_uncertain", "images", "translations"}
    }
    printed["images"] = [{"url": one["url"], "text": one["caption"]} for one in seen["printed"]["images"]]
    printed["translations"] = [
        {"url": one["url"], "text": one["language"]} for one in seen["printed"]["translations"]
    ]
    return {"sighting": seen | {"printed": printed}, "record": {"id": line["id"], "date_from": "time"}}


RICH = observation(
    images=[PrintedImage("https://www.osce.org/a.jpg", "Guards on the lake")],
    translations=[PrintedTranslation("https://www.osce.org/ru/secretariat/300001", "ru")],
)


def keep_in_version_1(case: Case, *observations: Observation) -> None:
    case.keep(*observations)
    old_lines = [as_version_1_wrote_it(line) for line in lines_of(case.items)]
    case.items.unlink()
    with JsonLines(case.items) as lines:
        for line in old_lines:
            lines.write(line)


def test_an_item_that_version_1_kept_is_read_as_today(case: Case) -> None:
    keep_in_version_1(case, RICH)
    case.keep(observation(f"{URL}9"))
    assert [record for record in case.records() if record.nid == "300001"] == [record_of(RICH)]


def test_an_item_that_version_1_kept_is_joined_with_its_rows(case: Case) -> None:
    case.rows.keep(Row("https://www.osce.org/node/300001", "t", content_type="News"))
    keep_in_version_1(case, observation(content_type=None, images=RICH.printed.images))
    (record,) = case.records()
    assert (record.content_type, record.images[0].caption) == ("news", "Guards on the lake")
