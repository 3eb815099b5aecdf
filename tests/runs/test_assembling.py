"""From the items of a run to the records of a dataset."""

import datetime as dt
from pathlib import Path

from scrapy.exceptions import DropItem

from osce_crawler.exporters import JsonLines
from osce_crawler.items import NavigationEntry, PressRelease
from osce_crawler.pages.listing import Row
from osce_crawler.pages.release import Sighting
from osce_crawler.pipelines import record_of
from osce_crawler.runs.assembling import Kept, assembled, in_order, menu_in_order, read_lines
from osce_crawler.runs.merging import Rows
from tests.making import entry, release, sighting


def kept(one: Sighting) -> Kept:
    return Kept(one, record_of(one))


def records_of(several: list[Kept], rows: Rows | None = None) -> list[PressRelease]:
    made = list(assembled(several, rows or Rows()))
    return [record for record in made if isinstance(record, PressRelease)]


def test_a_lone_sighting_gives_the_record_made_of_it_at_once() -> None:
    one = kept(sighting())
    assert records_of([one])[0] is one.record


def test_two_sightings_of_one_item_are_one_record_with_both_addresses() -> None:
    several = [
        kept(sighting("https://www.osce.org/secretariat/300001", contacts=None)),
        kept(sighting("https://d6.web.osce.org/secretariat/300001", generation=2, contacts="press@osce.org")),
    ]
    (record,) = records_of(several)
    assert (record.url, record.contacts) == ("https://www.osce.org/secretariat/300001", "press@osce.org")
    assert record.other_urls == ["https://d6.web.osce.org/secretariat/300001"]


def test_one_number_in_two_languages_is_two_records() -> None:
    russian = sighting(
        "https://www.osce.org/ru/secretariat/300001",
        title="Пограничники и врачи провели совместные учения на берегу озера",
        paragraphs=[
            "ВЕНА, 12 апреля 2016 г. – Шестьдесят пограничников и врачей учились сегодня спасать людей."
        ],
        language="ru",
    )
    assert {record.id for record in records_of([kept(sighting()), kept(russian)])} == {
        "300001-en",
        "300001-ru",
    }


def test_rows_of_lists_are_read_again_with_the_item() -> None:
    rows = Rows.of([Row("https://www.osce.org/node/300001", "t", sources=["OSCE Mission to Skopje"])])
    (record,) = records_of([kept(sighting(sources=[]))], rows)
    assert [source.id for source in record.sources] == ["mission-to-skopje"]


def test_what_became_invalid_by_joining_is_a_fault_not_a_record() -> None:
    rows = Rows.of([Row("https://www.osce.org/node/300001", "t", sources=["OSCE Mission to Skopje"])])
    one = kept(sighting(sources=[]))
    one.sighting.printed.title = ""
    (made,) = assembled([one], rows)
    assert isinstance(made, DropItem)
    assert "300001-en" in str(made)


def test_records_stand_newest_first_undated_last_then_by_number_then_by_language() -> None:
    def record(nid: str, date: dt.date | None, language: str = "en") -> PressRelease:
        return release(id=f"{nid}-{language}", nid=nid, date=date, language=language)

    day = dt.date(2016, 4, 12)
    wanted = [
        record("5", dt.date(2020, 1, 1)),
        record("99", day),
        record("100", day, "en"),
        record("100", day, "ru"),
        record("7", dt.date(1999, 1, 1)),
        record("2", None),
        record("11", None),
    ]
    assert [one.id for one in in_order(reversed(wanted))] == [one.id for one in wanted]


def test_menu_entries_stand_by_site_then_as_in_the_menu() -> None:
    entries = [
        entry(site=site, position=position) for site, position in [("b", 2), ("a", 10), ("b", 1), ("a", 9)]
    ]
    placed = [(one.site, one.position) for one in menu_in_order(entries)]
    assert placed == [("a", 9), ("a", 10), ("b", 1), ("b", 2)]


def test_what_was_kept_reads_back_as_it_was(tmp_path: Path) -> None:
    one, other = kept(sighting(other_urls=["https://www.osce.org/node/300001"])), entry()
    for path, value, kind in [
        (tmp_path / "a", one, Kept),
        (tmp_path / "b", other, NavigationEntry),
        (tmp_path / "c", Row("https://www.osce.org/node/1", "t", sources=["a"]), Row),
    ]:
        with JsonLines(path) as lines:
            lines.write(value)
        assert list(read_lines(path, kind)) == [value]


def test_no_file_is_no_lines(tmp_path: Path) -> None:
    assert list(read_lines(tmp_path / "none", Kept)) == []
