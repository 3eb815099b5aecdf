"""Where each record of a dataset stands."""

import datetime as dt
from pathlib import Path

import pytest

from osce_crawler.dataset.index import Index
from osce_crawler.dataset.read import DatasetError
from osce_crawler.exporters import JsonLines
from osce_crawler.items import PressRelease
from tests.making import release

URL = "https://www.osce.org/cio/"
DAY = dt.date(2016, 4, 12)


def numbered(nid: str, **changes: object) -> PressRelease:
    return release(id=f"{nid}-en", nid=nid, url=URL + nid, **changes)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "press_releases.jsonl"
    with JsonLines(path) as lines:
        lines.write(numbered("300001", body="ВЕНА\u2028" * 50))
        lines.write(numbered("300002", date=None, first_seen="2025-03-04T00:00:00Z"))
    return path


def test_a_record_is_found_by_its_id_and_by_its_address(path: Path) -> None:
    with Index(path) as index:
        assert len(index) == 2
        assert index.by_address[URL + "300002"] == "300002-en"
        assert index.record("300002-en").nid == "300002"
        assert b"".join(index.line(id_) for id_ in index.entries) == path.read_bytes()


def test_the_day_of_a_record_is_its_date_else_when_it_was_first_seen(path: Path) -> None:
    with Index(path) as index:
        assert dict(index.days()) == {"300001-en": DAY, "300002-en": dt.date(2025, 3, 4)}


def test_no_dataset_is_an_empty_index(tmp_path: Path) -> None:
    with Index(tmp_path / "press_releases.jsonl") as index:
        assert (len(index), dict(index.days())) == (0, {})


def test_a_broken_line_is_named(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"{broken}\n")
    with pytest.raises(DatasetError, match=r"press_releases\.jsonl, line 3"):
        Index(path)


def test_keys_that_an_older_schema_lacks_are_null_or_empty(path: Path) -> None:
    line = path.read_bytes().splitlines()[0]
    older = line.replace(b'"gone_on":null,', b"").replace(b'"documents":[],', b"")
    assert older != line
    path.write_bytes(older + b"\n")
    with Index(path) as index:
        record = index.record("300001-en")
    assert (record.gone_on, record.documents) == (None, [])


def test_a_record_that_lacks_what_cannot_be_empty_is_none(path: Path) -> None:
    line = path.read_bytes().splitlines()[0]
    path.write_bytes(line.replace(b'"title":', b'"headline":') + b"\n")
    with pytest.raises(DatasetError, match=r"line 1: .*`title`"):
        Index(path)


def test_a_line_that_is_no_utf8_is_named(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"url":"', b'"url":"\xff', 1))
    with pytest.raises(DatasetError, match=r"press_releases\.jsonl, line 1"):
        Index(path)
