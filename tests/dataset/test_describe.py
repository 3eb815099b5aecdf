"""What a dataset holds, counted."""

import datetime as dt
from pathlib import Path

import pytest

from osce_crawler.dataset.describe import describe
from osce_crawler.dataset.read import DatasetError
from osce_crawler.exporters import encode
from osce_crawler.items import FieldOfWork, Place, Source
from tests.dataset.packages import publish, write
from tests.making import entry, release


def source(name: str) -> Source:
    return Source(None, name, None, None, None, name)


def place(country: str | None) -> Place:
    return Place(None, "x", country, None, None, "x")


def test_records_are_counted_by_each_facet_and_a_record_with_two_sources_counts_for_both(
    tmp_path: Path,
) -> None:
    records = [
        release(id="3-en", date=dt.date(2016, 4, 12), sources=[source("B"), source("A")]),
        release(
            id="2-ru", date=dt.date(2009, 4, 12), language="ru", sources=[source("B")], content_type="news"
        ),
        release(id="1-en", date=None, sources=[], fields_of_work=[], places=[]),
    ]
    records[0].places = [place("AT"), place("AT"), place(None)]
    records[0].fields_of_work = [FieldOfWork(None, "Youth", None, "Youth")]
    path = write(tmp_path / "press_releases.jsonl", records)
    (found,) = describe(path).datasets
    assert found.by == {
        "year": {"2009": 1, "2016": 1},
        "type": {"press_release": 2, "news": 1},
        "language": {"en": 2, "ru": 1},
        "source": {"B": 2, "A": 1},
        "field_of_work": {"Border management": 1, "Youth": 1},
        "country": {"AT": 2},
    }
    assert (found.records, found.bytes) == (3, path.stat().st_size)
    assert (found.oldest, found.newest) == ("2009-04-12", "2016-04-12")
    assert found.fill_rates["date"] == pytest.approx(2 / 3, abs=1e-6)


def test_warnings_and_names_that_no_table_has_are_counted(tmp_path: Path) -> None:
    odd = release(warnings=["no_body", "unknown_source"], sources=[source("Office of Odd Affairs")])
    (found,) = describe(write(tmp_path / "a.jsonl", [release(id="2-en"), odd])).datasets
    assert found.warnings == {"no_body": 1, "unknown_source": 1}
    assert (found.warned, found.unknown) == (1, 1)


def test_a_folder_is_described_with_its_crawl_and_versions(tmp_path: Path) -> None:
    package = publish(tmp_path, [release()], [entry(), entry(id="b", kind="page", country=None)])
    (tmp_path / "changes.jsonl").write_bytes(
        b'{"run":"1","at":"2026-11-24T10:00:00Z","dataset":"navigation","id":"b","change":"gone","cause":"site"}\n'
    )
    found = describe(tmp_path)
    assert [one.dataset for one in found.datasets] == ["press_releases", "navigation", "changes"]
    releases, menu, changes = found.datasets
    assert releases.crawl == package["resources"][0]["crawl"]
    assert menu.by["kind"] == {"country": 1, "page": 1}
    assert (changes.by["change"], changes.newest) == ({"gone": 1}, "2026-11-24T10:00:00Z")
    assert (found.schema_version, found.citation) == (package["schema_version"], package["citation"])


def test_of_a_file_that_was_changed_since_its_crawl_nothing_is_said(tmp_path: Path) -> None:
    publish(tmp_path, [release()], [entry()])
    write(tmp_path / "press_releases.jsonl", [release(), release(id="2-en")])
    releases, menu = describe(tmp_path).datasets
    assert releases.crawl is None
    assert menu.crawl is not None


def test_an_empty_dataset_is_described_as_empty(tmp_path: Path) -> None:
    publish(tmp_path, [], [])
    releases, _ = describe(tmp_path).datasets
    assert (releases.records, releases.oldest, releases.fill_rates) == (0, None, {})
    assert set(releases.by["year"]) == set()


@pytest.mark.parametrize(
    ("name", "record", "dataset"),
    [
        ("press_releases", release(), "press_releases"),
        ("mine", release(), "press_releases"),
        ("mine", entry(), "navigation"),
        ("navigation", None, "navigation"),
        ("mine", None, "press_releases"),
    ],
    ids=str,
)
def test_what_a_file_holds_is_told_by_its_name_else_by_its_first_line(
    tmp_path: Path, name: str, record: object, dataset: str
) -> None:
    path = tmp_path / f"{name}.jsonl"
    path.write_bytes(encode(record) + b"\n" if record else b"")
    assert [one.dataset for one in describe(path).datasets] == [dataset]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b'{"id": "1-en"', "line 2: "),
        (b"[]\n", "line 2: "),
        (b'{"id":"\xff"}\n', "line 2: "),
        (b'{"id":' + b"[" * 100_000 + b"\n", "line 2: "),
    ],
    ids=["torn", "foreign", "no UTF-8", "nested without end"],
)
def test_a_line_that_is_no_record_is_named_by_file_and_line(
    tmp_path: Path, content: bytes, fault: str
) -> None:
    path = write(tmp_path / "press_releases.jsonl", [release()])
    path.write_bytes(path.read_bytes() + content)
    with pytest.raises(DatasetError, match=f"{path}, {fault}"):
        describe(tmp_path)


def test_a_newer_schema_is_refused_and_an_older_one_is_read(tmp_path: Path) -> None:
    publish(tmp_path, [release()], [entry()])
    package, records = tmp_path / "datapackage.json", tmp_path / "press_releases.jsonl"
    records.write_bytes(records.read_bytes().replace(b'"date_evidence"', b'"date_from"'))
    assert describe(tmp_path).datasets[0].fill_rates["date_evidence"] == 1
    package.write_bytes(package.read_bytes().replace(b'"schema_version": "2.', b'"schema_version": "3.'))
    with pytest.raises(DatasetError, match="newer"):
        describe(tmp_path)


def test_a_path_without_a_dataset_is_named(tmp_path: Path) -> None:
    for path, fault in (
        (tmp_path, "no press_releases.jsonl"),
        (tmp_path / "a.jsonl", "no such file"),
        (Path("/dev/null"), "not a file"),
    ):
        with pytest.raises(DatasetError, match=f"{path}: {fault}"):
            describe(path)
