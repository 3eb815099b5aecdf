"""Counts of a dataset, to which records are added and from which they are taken."""

import datetime as dt

import msgspec
import pytest

from osce_crawler.dataset.tally import EXAMPLES, Tally, tally_of
from osce_crawler.items import FieldOfWork, Place, Record, Source
from tests.making import entry, release

UNKNOWN = Source(None, "OSCE Guild", None, None, None, "OSCE Guild")


def test_fill_rate_is_the_share_of_records_with_a_value() -> None:
    rates = tally_of([release(contacts="a", links=[]), release(contacts=None, body="")]).fill_rates()
    assert (rates["title"], rates["contacts"], rates["body"], rates["links"]) == (1, 0.5, 0.5, 0)
    assert Tally().fill_rates() == {}


def test_zero_is_a_value() -> None:
    assert tally_of([entry(chairpersonship_year=0)]).fill_rates()["chairpersonship_year"] == 1


def test_records_are_counted_by_type_most_frequent_first() -> None:
    quality = tally_of([release(content_type="news"), release(), release()]).quality()
    assert list(quality.by_type.items()) == [("press_release", 2), ("news", 1)]
    assert tally_of([entry(), entry(kind="page")]).quality().by_type == {"country": 1, "page": 1}


def test_warnings_are_counted_by_code_and_records_with_any_once() -> None:
    quality = tally_of([release(warnings=["no_date", "unknown_place"]), release()]).quality()
    assert (quality.warnings, quality.warned) == ({"no_date": 1, "unknown_place": 1}, 1)


def test_the_newest_day_is_that_of_any_record() -> None:
    assert (
        tally_of([release(date=None), release(), release(date=dt.date(2015, 1, 1))]).newest == release().date
    )


def test_addresses_are_kept_of_what_is_missing_but_few() -> None:
    urls = [f"https://www.osce.org/cio/{number}" for number in range(EXAMPLES + 2)]
    tally = tally_of(release(url=url, date=None, warnings=["no_date"], sources=[UNKNOWN]) for url in urls)
    assert {tuple(tally.examples[key]) for key in ("date", "warned", "unknown")} == {tuple(urls[:EXAMPLES])}


@pytest.mark.parametrize(
    "record",
    [
        release(),
        release(warnings=["no_date"], date=None, sources=[UNKNOWN], content_type="news"),
        entry(),
        entry(kind="page", url=None),
    ],
)
def test_what_is_taken_out_again_leaves_no_trace(record: Record) -> None:
    tally = tally_of([entry()] if record.__class__ is entry().__class__ else [release()])
    before = tally.quality()
    tally.add(record)
    assert tally.quality() != before
    tally.remove(record)
    assert tally.quality() == before


def test_a_tally_is_the_same_after_it_was_written_down() -> None:
    tally = tally_of([release(sources=[UNKNOWN], warnings=["unknown_source"]), release(date=None)])
    again = Tally.of(msgspec.json.decode(msgspec.json.encode(tally.quality())))
    assert again is not None
    assert again.quality() == tally.quality()
    assert again.unknown_words() == tally.unknown_words()


@pytest.mark.parametrize("said", [None, {}, {"records": "many"}, []])
def test_what_is_no_tally_is_told_so(said: object) -> None:
    assert Tally.of(said) is None


def test_a_copy_is_changed_on_its_own() -> None:
    tally = tally_of([release(sources=[UNKNOWN])])
    copy = tally.copy()
    copy.add(release(sources=[UNKNOWN]))
    assert (tally.records, tally.unknown_words()[0].count) == (1, 1)
    assert (copy.records, copy.unknown_words()[0].count) == (2, 2)


def test_unknown_words_of_releases_are_counted_by_table_the_most_frequent_first() -> None:
    one = release(
        url="https://www.osce.org/cio/300001",
        sources=[Source(None, "OSCE Guild", None, None, None, "OSCE Guild"), *release().sources],
        fields_of_work=[FieldOfWork(None, "Space", None, "Space")],
    )
    two = release(
        url="https://www.osce.org/cio/300002",
        places=[Place(None, "NOWHERE", None, None, None, "NOWHERE")],
        fields_of_work=[FieldOfWork(None, "SPACE", None, "SPACE")],
    )
    words = tally_of([one, two]).unknown_words()
    assert [(word.table, word.printed, word.count) for word in words] == [
        ("fields_of_work", "Space", 2),
        ("sources", "OSCE Guild", 1),
        ("places", "NOWHERE", 1),
    ]
    assert [word.example for word in words] == [one.url, one.url, two.url]


def test_an_unknown_type_of_content_is_a_word_too() -> None:
    odd = release(content_type_printed="Pres release", warnings=["unknown_content_type"])
    (word,) = tally_of([odd, release(content_type_printed=None)]).unknown_words()
    assert (word.table, word.printed) == ("content_types", "Pres release")
    assert word.nearest[0].id == "press-release"


def test_known_words_are_not_told() -> None:
    assert tally_of([release()]).unknown_words() == []
