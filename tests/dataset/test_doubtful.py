"""Captures that were cut off, or came without a text, beside good ones."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from osce_crawler.addresses import captured
from osce_crawler.dataset.doubtful import believed_among
from osce_crawler.pages.observation import Observation
from tests.dataset.test_captures import OLDER_SITE, URL, Dataset, seen
from tests.making import observation

CUT_OFF, NO_TEXT = "cut off when it was captured", "captured without its text"


def cut(year: int, url: str = URL, words: str = "VIENNA, 12 April 2016 – Guards") -> Observation:
    return seen(year, url=url, cut_off=True, text_uncertain=True, paragraphs=[words])


def empty(year: int, url: str = URL) -> Observation:
    return seen(year, url=url, paragraphs=[])


def dataset_in(folder: Path) -> Dataset:
    folder.mkdir()
    return Dataset(folder)


def passed_over(dataset: Dataset, *captures: Observation) -> dict[str, str]:
    """The names of captures that give nothing of a record, and why."""
    found = dataset.read_captures(*captures).result.passed_over
    return {captured(url, one.retrieved_at): one.why for one in found for url in one.urls}


@pytest.mark.parametrize(("poor", "why"), [(cut, CUT_OFF), (empty, NO_TEXT)])
@pytest.mark.parametrize("year", [2016, 2018, 2020])
def test_beside_a_good_capture_a_poor_one_is_no_correction_of_the_site(
    tmp_path: Path, poor: type, why: str, year: int
) -> None:
    dataset = Dataset(tmp_path)
    found = passed_over(dataset, seen(2017), poor(year), seen(2019))
    assert found == {f"{URL}#captured={year}-01-01T00:00:00Z": why}
    assert dataset.record.body == seen(2019).printed.paragraphs[0]
    assert "text_uncertain" not in dataset.record.warnings
    assert (dataset.moments[0], dataset.moments[2]) == (str(min(2017, year)), "2019")
    assert dataset.earlier == []


def test_the_order_in_which_runs_find_captures_does_not_matter(tmp_path: Path) -> None:
    found = [cut(2019), seen(2017), empty(2016), cut(2018, OLDER_SITE), seen(2015, 1)]
    whole = dataset_in(tmp_path / "whole")
    whole.read_captures(*found)
    assert whole.record.body == seen(2017).printed.paragraphs[0]
    assert len(whole.earlier) == 1
    for number, order in enumerate(permutations(found, 3)):
        parts = dataset_in(tmp_path / str(number))
        for end in (1, 2, 3):
            parts.read_captures(*order[:end])
        parts.read_captures(*found)
        assert parts.records == whole.records, order
        assert "site" not in {line["cause"] for line in parts.lines if line["change"] == "changed"}


def test_the_only_capture_gives_an_uncertain_text(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    assert passed_over(dataset, cut(2018)) == {}
    assert "text_uncertain" in dataset.record.warnings


def test_of_captures_that_were_all_cut_off_the_longest_text_counts_and_none_is_history(
    tmp_path: Path,
) -> None:
    dataset = Dataset(tmp_path)
    longest = cut(2017, words="VIENNA, 12 April 2016 – Guards plant oaks on the")
    assert len(passed_over(dataset, cut(2016), longest, cut(2018), empty(2019))) == 3
    assert dataset.record.body == longest.printed.paragraphs[0]
    assert dataset.earlier == []


def test_captures_of_a_release_that_never_had_a_text_are_its_past(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    bare = [seen(year, paragraphs=[], title=f"Guards of {year}") for year in (2016, 2018)]
    assert passed_over(dataset, *bare) == {}
    assert len(dataset.earlier) == 1
    assert believed_among([cut(2016, words=""), *bare]) == bare


@pytest.mark.parametrize("poor", [cut(2027), empty(2027), cut(2020)])
def test_a_published_record_is_not_replaced_by_a_poor_capture(tmp_path: Path, poor: Observation) -> None:
    dataset = Dataset(tmp_path)
    dataset.crawl(seen(2026))
    before = dataset.record
    assert len(passed_over(dataset, poor)) == 1
    after = dataset.record
    assert (after.body, after.retrieved_at) == (before.body, before.retrieved_at)
    assert after.first_seen == min(before.first_seen, poor.retrieved_at)
    assert [line["change"] for line in dataset.lines] == ["added"]


def test_a_published_record_without_text_takes_what_was_captured_of_it(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    dataset.crawl(empty(2020))
    assert passed_over(dataset, cut(2021)) == {}
    assert dataset.record.body == "VIENNA, 12 April 2016 – Guards"


def test_an_address_whose_captures_were_all_cut_off_is_known_as_one_of_the_item(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    dataset.read_captures(seen(2016), cut(2018, OLDER_SITE))
    assert (dataset.record.url, dataset.record.other_urls) == (URL, [OLDER_SITE])


def test_what_is_read_of_a_page_in_parts_is_one_whole(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    dataset.crawl(observation(generation=2), observation(OLDER_SITE, cut_off=True, paragraphs=["Cut"]))
    assert dataset.record.url == URL


# Languages at one address

_RUSSIAN = [
    (
        "Совместная подготовка пограничников и врачей прошла сегодня на берегу озера, и в ней участвовали "
        "шестьдесят человек, которые учились тому, как после бури доставлять людей на берег."
    )
]


def russian(year: int, **changes: Any) -> Observation:
    return seen(year, **({"paragraphs": _RUSSIAN, "title": "Учения на озере", "language": "ru"} | changes))


def test_a_capture_in_another_language_is_named_with_both_languages(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    found = passed_over(dataset, russian(2016), seen(2018), russian(2017, cut_off=True))
    assert found == {
        f"{URL}#captured=2016-01-01T00:00:00Z": (
            "in another language (ru) than the record of its address (en)"
        ),
        f"{URL}#captured=2017-01-01T00:00:00Z": CUT_OFF,
    }
    assert (dataset.record.id, dataset.moments[0], dataset.earlier) == ("300001-en", "2018", [])


def test_the_language_of_a_cut_off_capture_does_not_speak_for_its_address(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    assert {*passed_over(dataset, seen(2016), russian(2018, cut_off=True)).values()} == {CUT_OFF}
    assert dataset.record.id == "300001-en"


def test_captures_in_the_published_language_are_those_of_the_record(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    dataset.read_captures(seen(2016))
    assert len(passed_over(dataset, seen(2016), russian(2018), seen(2017))) == 1
    assert (dataset.record.body, dataset.moments) == (
        seen(2017).printed.paragraphs[0],
        ("2016", "2016", "2017"),
    )


def test_a_capture_in_another_language_than_the_published_one_gives_nothing_though_it_is_the_only_one(
    tmp_path: Path,
) -> None:
    for year in (2018, 2027):  # before the crawl, and after it
        folder = tmp_path / str(year)
        folder.mkdir()
        dataset = Dataset(folder)
        dataset.crawl(seen(2026))
        before = dataset.record
        assert len(passed_over(dataset, russian(year))) == 1
        assert (dataset.record, dataset.earlier) == (before, [])


def test_an_id_stays_where_its_own_page_is_taken_for_another_language_today(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    dataset.read_captures(russian(2018))
    published = dataset.file.read_text().replace("300001-ru", "300001-uk").replace('"ru"', '"uk"')
    dataset.file.write_text(published)
    assert passed_over(dataset, russian(2017), russian(2018), russian(2019)) == {}
    assert (dataset.record.id, dataset.moments) == ("300001-uk", ("2017", "2017", "2019"))


def test_a_capture_that_was_cut_off_and_published_gives_nothing_to_a_whole_one_found_later(
    tmp_path: Path,
) -> None:
    part = seen(2022, cut_off=True, sources=["OSCE Secretariat"], fields_of_work=["Policing"])
    whole = seen(2018, generation=2, content_type=None, sources=[], fields_of_work=[])
    (tmp_path / "once").mkdir()
    (tmp_path / "later").mkdir()
    once, later = Dataset(tmp_path / "once"), Dataset(tmp_path / "later")
    once.read_captures(part, whole)
    later.read_captures(part)
    later.read_captures(part, whole)
    assert later.records == once.records
    assert later.record.sources == []
