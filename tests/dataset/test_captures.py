"""What all captures of an item in a web archive make of its record and of its history."""

from itertools import count, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osce_crawler.dataset.build import Assembly, RunFacts
from osce_crawler.dataset.captures import in_line, noted_in
from osce_crawler.dataset.index import Index
from osce_crawler.dataset.kept_items import Kept
from osce_crawler.dataset.read import read_releases
from osce_crawler.dataset.rows import KeptRows
from osce_crawler.dataset.tally import tally_of
from osce_crawler.exporters import JsonLines
from osce_crawler.items import PressRelease
from osce_crawler.pages.observation import Observation, PrintedImage, PrintedLink
from osce_crawler.records.release import record_of
from tests.making import lines_of, observation

URL = "https://www.osce.org/secretariat/300001"
OLDER_SITE = "https://d6.web.osce.org/secretariat/300001"
LIVE = "2026-01-01T00:00:00Z"
TEXTS = [
    [f"VIENNA, 12 April 2016 – {words}"] for words in ("Guards plant oaks.", "Guards plant elms.", "None.")
]


class Dataset:
    """A dataset, and runs that publish into it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._crawled: set[str] = set()  # as `seen.jsonl` has them
        self.file, self.history = folder / "press_releases.jsonl", folder / "changes.jsonl"

    def crawl(self, *seen: Observation) -> Assembly:
        """A run that reads the site."""
        return self._run(seen, archived=False)

    def read_captures(self, *captures: Observation) -> Assembly:
        """A run with all captures that were ever fetched."""
        return self._run(captures, archived=True)

    def _run(self, seen: tuple[Observation, ...], *, archived: bool) -> Assembly:
        number = next(self._numbers)
        scratch = self._folder / f"run-{number}"
        scratch.mkdir()
        with JsonLines(scratch / "items.jsonl") as lines:
            for one in seen:
                lines.write(Kept(record_of(one).id, one))
        noted = noted_in(self.history) if archived else None
        with Index(self.file) as before:
            facts = RunFacts(
                f"run {number}",
                f"2026-02-{number:02}T00:00:00Z",
                is_replay=archived,
                is_reread=archived,
                never_crawled=before.entries.keys() - self._crawled,
                noted=noted,
            )
            tally = tally_of(read_releases(self.file)) if self.file.exists() else tally_of(())
            assembly, rows = Assembly(scratch, before, tally, facts), KeptRows(scratch / "rows.jsonl")
            assembly.read(scratch / "items.jsonl", rows)
            assembly.close()
            rows.close()
            if not archived:
                self._crawled |= {record_of(one).id for one in seen}
            self._crawled -= assembly.result.from_other_pages
            if assembly.differs:
                assembly.write(scratch / "new.jsonl")
                (scratch / "new.jsonl").replace(self.file)
                with self.history.open("ab") as history:
                    history.write(assembly.changes.read_bytes())
        return assembly

    @property
    def record(self) -> PressRelease:
        (found,) = read_releases(self.file)
        return found

    @property
    def records(self) -> list[bytes]:
        return self.file.read_bytes().splitlines()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The history."""
        return lines_of(self.history) if self.history.exists() else []

    @property
    def earlier(self) -> list[dict[str, Any]]:
        """The older contents, each as the keys that differ."""
        return [
            {one["key"]: (one["from"], one["to"]) for one in line["keys"]}
            for line in self.lines
            if line["change"] == "earlier"
        ]

    @property
    def moments(self) -> tuple[str, str, str]:
        record = self.record
        return record.first_seen[:4], record.last_changed[:4], record.retrieved_at[:4]


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path)


def seen(year: int, text: int = 0, url: str = URL, **changes: Any) -> Observation:
    """The item as it was captured at the start of this year."""
    changes = {"paragraphs": TEXTS[text], "retrieved_at": f"{year}-01-01T00:00:00Z"} | changes
    return observation(url, **changes)


def causes(dataset: Dataset) -> list[str]:
    """The causes of changed lines."""
    return [line["cause"] for line in lines_of(dataset.history) if line["change"] == "changed"]


def contents(dataset: Dataset) -> set[str]:
    """The digests of older contents that are written down."""
    return {line["content_hash"][0] for line in dataset.earlier}


def replaced(dataset: Dataset) -> set[str]:
    """The digests of all contents that the item had before."""
    corrections = [line for line in lines_of(dataset.history) if line["change"] == "changed"]
    keys = [one for line in corrections if line["cause"] == "site" for one in line["keys"]]
    return contents(dataset) | {one["from"] for one in keys if one["key"] == "content_hash"}


def years(dataset: Dataset) -> list[tuple[str, str]]:
    return [(one["retrieved_at"][0][:4], one["retrieved_at"][1][:4]) for one in dataset.earlier]


def test_the_newest_capture_makes_the_record_and_an_older_content_a_line(dataset: Dataset) -> None:
    dataset.read_captures(seen(2018, 1), seen(2016), seen(2017))
    assert dataset.record.body == TEXTS[1][0]
    assert dataset.moments == ("2016", "2018", "2018")
    (line,) = dataset.earlier
    assert line.keys() == {"body", "content_hash", "retrieved_at"}
    assert line["body"] == (TEXTS[0][0], TEXTS[1][0])
    assert line["retrieved_at"] == ("2017-01-01T00:00:00Z", "2018-01-01T00:00:00Z")


def test_the_record_last_changed_when_its_unbroken_run_of_captures_begins(dataset: Dataset) -> None:
    dataset.read_captures(seen(2015, 1), seen(2016), seen(2017, 1), seen(2018, 1), seen(2019, 1))
    assert dataset.moments == ("2015", "2017", "2019")
    assert years(dataset) == [("2016", "2017"), ("2015", "2016")]


def test_the_same_captures_again_change_nothing(dataset: Dataset) -> None:
    captures = seen(2016), seen(2017, 1), seen(2018, 2), seen(2018, 2, OLDER_SITE, generation=2)
    dataset.read_captures(*captures)
    before = dataset.file.read_bytes(), dataset.history.read_bytes()
    assert not dataset.read_captures(*captures).differs
    assert (dataset.file.read_bytes(), dataset.history.read_bytes()) == before


def test_more_captures_add_only_what_they_add(dataset: Dataset) -> None:
    dataset.read_captures(seen(2016), seen(2018, 1))
    dataset.read_captures(seen(2015), seen(2016), seen(2017, 2), seen(2018, 1))
    assert years(dataset) == [("2016", "2018"), ("2017", "2018")]
    assert dataset.moments == ("2015", "2018", "2018")


def test_a_newer_capture_that_is_found_later_writes_the_history_of_both_at_once(dataset: Dataset) -> None:
    dataset.read_captures(seen(2016))
    assembly = dataset.read_captures(seen(2016), seen(2018, 1))
    assert dict(assembly.result.changes) == {"reread": 1, "earlier": 1}
    assert causes(dataset) == ["reread"]
    assert years(dataset) == [("2016", "2018")]
    assert dataset.moments == ("2016", "2018", "2018")


def test_a_newer_capture_with_other_templates_is_no_change_of_the_site(dataset: Dataset) -> None:
    older = seen(2016, generation=2, content_type=None)
    dataset.read_captures(older)
    dataset.read_captures(older, seen(2024, place="Vienna, Austria"))
    assert causes(dataset) == ["reread"]
    assert not dataset.earlier
    assert dataset.moments == ("2016", "2016", "2024")


def test_other_templates_around_what_a_crawl_read_are_no_change_of_the_site(dataset: Dataset) -> None:
    dataset.crawl(seen(2016, generation=2, content_type=None))
    dataset.read_captures(seen(2024, place="Vienna, Austria"))
    assert causes(dataset) == ["reread"]
    assert dataset.moments == ("2016", "2016", "2024")


def test_a_content_between_two_captures_is_news_even_if_the_record_stays(dataset: Dataset) -> None:
    dataset.read_captures(seen(2016), seen(2018, 1))
    before = dataset.file.read_bytes()
    assert dataset.read_captures(seen(2016), seen(2017, 2), seen(2018, 1)).differs
    assert dataset.file.read_bytes() == before
    assert years(dataset) == [("2016", "2018"), ("2017", "2018")]


def test_a_newer_capture_of_a_content_that_is_written_down_adds_no_line(dataset: Dataset) -> None:
    dataset.read_captures(seen(2015), seen(2018, 1))
    dataset.read_captures(seen(2015), seen(2016), seen(2018, 1))
    assert years(dataset) == [("2015", "2018")]


def test_a_record_that_a_crawl_read_later_stays_but_for_its_past(dataset: Dataset) -> None:
    dataset.crawl(seen(2026, 1, fields_of_work=["Youth"]))
    before = dataset.record
    assembly = dataset.read_captures(seen(2016), seen(2018, 1))
    assert dict(assembly.result.changes) == {"earlier": 1}
    assert dataset.moments == ("2016", "2018", "2026")
    before.first_seen, before.last_changed = dataset.record.first_seen, dataset.record.last_changed
    assert dataset.record == before
    assert years(dataset) == [("2016", "2018")]


def test_what_lists_add_to_a_record_is_no_change_of_its_page(dataset: Dataset) -> None:
    dataset.crawl(seen(2026, content_type="Press release"))
    assembly = dataset.read_captures(seen(2016, content_type=None))
    assert not assembly.result.changes
    assert dataset.moments == ("2016", "2016", "2026")


@pytest.mark.parametrize("first", ["archive", "crawl"])
def test_a_crawl_may_come_before_or_after(dataset: Dataset, first: str) -> None:
    captures = seen(2016), seen(2018, 1), seen(2019, 1)
    if first == "archive":
        dataset.read_captures(*captures)
    dataset.crawl(seen(2026, 2))
    if first == "crawl":
        dataset.read_captures(*captures)
    assert dataset.record.body == TEXTS[2][0]
    assert dataset.moments == ("2016", "2026", "2026")
    bodies = {line["body"][0] for line in dataset.earlier}
    changed = [line for line in lines_of(dataset.history) if line["change"] == "changed"]
    bodies |= {one["from"] for line in changed for one in line["keys"] if one["key"] == "body"}
    assert bodies == {TEXTS[0][0], TEXTS[1][0]}


def test_a_capture_from_before_the_last_crawl_takes_no_place_although_that_found_no_change(
    dataset: Dataset,
) -> None:
    dataset.read_captures(seen(2017))
    assert not dataset.crawl(seen(2026)).result.changes
    assert dataset.moments == ("2017", "2017", "2026")
    dataset.read_captures(seen(2017), seen(2018, 1))
    assert dataset.record.body == TEXTS[0][0]
    assert dataset.moments == ("2017", "2026", "2026")
    assert years(dataset) == [("2018", "2026"), ("2017", "2018")]


def test_a_crawl_that_finds_no_change_of_what_a_crawl_read_writes_nothing(dataset: Dataset) -> None:
    dataset.crawl(seen(2025))
    assert not dataset.crawl(seen(2026)).differs


def test_a_content_that_a_crawl_saw_change_is_not_written_down_again(dataset: Dataset) -> None:
    dataset.crawl(seen(2026, 0, retrieved_at="2026-01-01T00:00:00Z"))
    dataset.crawl(seen(2026, 1, retrieved_at="2026-01-08T00:00:00Z"))
    dataset.read_captures(seen(2024), seen(2025))
    assert not dataset.earlier
    assert dataset.record.first_seen == "2024-01-01T00:00:00Z"
    assert dataset.record.last_changed == "2026-01-08T00:00:00Z"


def test_a_content_never_reaches_back_behind_another_that_a_crawl_saw(dataset: Dataset) -> None:
    dataset.crawl(seen(2026, 2, retrieved_at="2026-01-01T00:00:00Z"))
    dataset.crawl(seen(2026, 1, retrieved_at="2026-01-08T00:00:00Z"))
    dataset.read_captures(seen(2024, 1))
    assert dataset.record.last_changed == "2026-01-08T00:00:00Z"


def test_a_capture_newer_than_the_record_takes_its_place(dataset: Dataset) -> None:
    dataset.crawl(seen(2016))
    assembly = dataset.read_captures(seen(2015), seen(2018, 1), seen(2019, 1))
    assert dict(assembly.result.changes) == {"changed": 1}
    assert dataset.moments == ("2015", "2018", "2019")
    assert not dataset.read_captures(seen(2015), seen(2018, 1), seen(2019, 1)).differs


def test_new_templates_around_an_old_text_are_no_change_of_the_item(dataset: Dataset) -> None:
    older: dict[str, Any] = {
        "generation": 2,
        "dates": {"line": "12 April 2016"},
        "content_type": None,
        "contacts": "Press office",
    }
    image = PrintedImage("https://www.osce.org/old.jpg", "")
    dataset.read_captures(seen(2016, images=[image], **older), seen(2024, place="Vienna, Austria"))
    assert not dataset.earlier
    assert dataset.moments == ("2016", "2016", "2024")


def test_a_text_that_changed_with_the_templates_is_compared_by_title_day_and_words(dataset: Dataset) -> None:
    dataset.read_captures(seen(2016, generation=2, content_type=None), seen(2024, 1))
    (line,) = dataset.earlier
    assert line.keys() == {"body", "content_hash", "retrieved_at"}


def test_within_one_generation_of_templates_every_printed_word_counts(dataset: Dataset) -> None:
    link = PrintedLink("https://www.osce.org/more", "More")
    dataset.read_captures(seen(2016), seen(2017, links=[link]))
    (line,) = dataset.earlier
    assert line["links"] == ([], [{"url": "https://www.osce.org/more", "text": "More"}])


def test_two_addresses_that_serve_an_item_at_a_time_are_no_past_of_each_other(dataset: Dataset) -> None:
    mirror = [seen(year, 1, OLDER_SITE, generation=2) for year in (2015, 2017, 2023)]
    dataset.read_captures(seen(2014), *mirror, seen(2022))
    assert not dataset.earlier
    assert dataset.moments == ("2014", "2014", "2022")
    assert dataset.record.other_urls == [OLDER_SITE]


def test_an_item_that_moved_has_its_past_at_the_address_before() -> None:
    moved = [seen(year, url=f"https://www.osce.org/item/{300001}") for year in (2005, 2008)]
    parallel = [seen(year, url=OLDER_SITE) for year in (2004, 2007, 2020)]
    line = in_line([seen(2010), *moved, *parallel, seen(2012)], URL)
    assert [one.retrieved_at[:4] for one in line] == ["2012", "2010", "2008", "2005"]


def test_two_addresses_captured_by_turns_are_no_past_of_each_other(dataset: Dataset) -> None:
    mirror = [seen(year, 1, OLDER_SITE, generation=2) for year in (2017, 2019)]
    dataset.read_captures(*mirror, seen(2018), seen(2020))
    assert not dataset.earlier
    assert dataset.moments == ("2017", "2018", "2020")


def test_the_record_is_the_same_whichever_of_two_addresses_an_archive_gives_first(
    tmp_path: Path, dataset: Dataset
) -> None:
    captures = [seen(2018, 1), seen(2024, 1, OLDER_SITE), seen(2017, 0, OLDER_SITE, generation=2)]
    dataset.read_captures(*captures)
    for number, order in enumerate(permutations(captures)):
        (tmp_path / str(number)).mkdir()
        other = Dataset(tmp_path / str(number))
        for known in (1, 2, 3):
            other.read_captures(*order[:known])
        assert other.records == dataset.records


def test_captures_of_another_language_at_the_address_are_no_past_of_it(dataset: Dataset) -> None:
    russian = seen(
        2016,
        title="Пограничники и врачи провели совместные учения на берегу озера",
        paragraphs=["ВЕНА, 12 апреля 2016 г. – Шестьдесят пограничников учились сегодня спасать людей."],
        language="ru",
    )
    dataset.read_captures(russian, seen(2018))
    assert dataset.record.id == "300001-en"
    assert dataset.moments == ("2018", "2018", "2018")
    assert not dataset.earlier


def test_a_record_that_is_gone_stays_gone_whatever_was_captured_before(dataset: Dataset) -> None:
    dataset.crawl(seen(2020))
    gone = dataset.file.read_text().replace('"gone_on":null', '"gone_on":"2025-01-01"')
    dataset.file.write_text(gone)
    dataset.read_captures(seen(2016), seen(2022))
    assert str(dataset.record.gone_on) == "2025-01-01"
    dataset.read_captures(seen(2016), seen(2022), seen(2026))
    assert dataset.record.gone_on is None


def test_damaged_lines_of_the_history_are_passed_over(dataset: Dataset) -> None:
    dataset.read_captures(seen(2016), seen(2018, 1))
    with dataset.history.open("ab") as history:
        history.write(b'{"run":\n')
    assert not dataset.read_captures(seen(2016), seen(2018, 1)).differs


def test_no_record_leaves_for_want_of_a_capture(dataset: Dataset) -> None:
    other = "https://www.osce.org/secretariat/300002"
    dataset.crawl(seen(2026), seen(2026, url=other))
    dataset.read_captures(seen(2016))
    assert len(dataset.records) == 2


def _of_its_time(year: int, text: int, content_type: str | None, url: str) -> Observation:
    """The site had its second generation until 2021."""
    return seen(year, text, url, generation=2 if year < 2021 else 3, content_type=content_type)


_CAPTURES = st.lists(
    st.builds(
        _of_its_time,
        st.integers(2017, 2025),
        st.integers(0, 2),
        st.sampled_from(["Press release", None]),
        st.sampled_from([URL, URL, OLDER_SITE]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.retrieved_at,
)


def _is_plain(captures: list[Observation]) -> bool:
    """Whether none prints what another one lacks, and all have one address."""
    return len({(one.printed.content_type, one.url) for one in captures}) == 1


@settings(deadline=None)
@given(_CAPTURES, st.randoms(use_true_random=False))
def test_the_record_is_the_same_in_whatever_order_captures_are_found(
    tmp_path_factory: pytest.TempPathFactory, captures: list[Observation], random: Any
) -> None:
    at_once = Dataset(tmp_path_factory.mktemp("at_once"))
    at_once.read_captures(*captures)
    bit_by_bit, found = Dataset(tmp_path_factory.mktemp("bit_by_bit")), list[Observation]()
    random.shuffle(captures)
    for one in captures:
        found.append(one)
        bit_by_bit.read_captures(*found)
        assert not bit_by_bit.read_captures(*found).differs
    assert bit_by_bit.records == at_once.records
    written = [line["retrieved_at"][0] for line in bit_by_bit.earlier]
    assert len(written) == len({*written})
    assert "site" not in causes(bit_by_bit)
    if _is_plain(captures):
        assert contents(bit_by_bit) == contents(at_once)


@settings(deadline=None)
@given(_CAPTURES, st.integers(0, 1), st.integers(0, 4))
def test_the_record_is_the_same_whether_the_crawl_or_the_archive_came_first(
    tmp_path_factory: pytest.TempPathFactory, captures: list[Observation], text: int, some: int
) -> None:
    live = seen(2026, text)
    crawl_first, archive_first = (Dataset(tmp_path_factory.mktemp(name)) for name in ("crawl", "archive"))
    crawl_first.crawl(live)
    crawl_first.read_captures(*captures)
    archive_first.read_captures(*captures[:some])  # as of an archive that stops answering
    archive_first.crawl(live)
    archive_first.read_captures(*captures)
    assert crawl_first.record.first_seen == archive_first.record.first_seen
    assert crawl_first.record.content_hash == archive_first.record.content_hash
    if _is_plain([*captures, live]):
        assert crawl_first.record == archive_first.record
        assert replaced(crawl_first) == replaced(archive_first)
