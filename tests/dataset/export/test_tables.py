"""The tables of an export."""

from pathlib import Path

from osce_crawler import dataset
from osce_crawler.dataset.changes import KeyChange
from osce_crawler.dataset.export.tables import CAN_BE_LEFT_OUT, nested_tables, tidy_tables
from osce_crawler.items import PressRelease, keys
from tests.dataset.export.hostile import change, many
from tests.dataset.packages import written
from tests.making import entry, release

PHONE = "Anna Example, +43 1 000 000"


def test_no_cell_of_a_tidy_table_holds_a_list(tmp_path: Path) -> None:
    one = release(other_urls=["https://www.osce.org/node/1"], warnings=["no_body", "no_date"])
    tables = tidy_tables(dataset.load(written(tmp_path, [one], [entry()], [])))
    assert not [dtype for table in tables.values() for dtype in table.dtypes if dtype.is_nested()]
    assert tables["warnings"].rows() == [(one.id, 1, "no_body"), (one.id, 2, "no_date")]
    assert tables["other_urls"].rows() == [(one.id, 1, "https://www.osce.org/node/1")]
    assert tables["navigation_path"]["label"].to_list() == ["Countries", "Finland"]


def test_tables_are_the_same_for_no_and_for_many_releases(tmp_path: Path) -> None:
    empty = tidy_tables(dataset.load(written(tmp_path / "empty", [], [], [])))
    full = tidy_tables(dataset.load(written(tmp_path / "full", many(3), [entry()], [change()])))
    assert {name: table.schema for name, table in empty.items()} == {
        name: table.schema for name, table in full.items()
    }
    assert [table.height for table in empty.values()] == [0] * len(empty)


def test_a_file_that_is_not_there_gives_no_table(tmp_path: Path) -> None:
    assert [*tidy_tables(dataset.load(written(tmp_path, menu=[entry()])))] == [
        "navigation",
        "navigation_path",
    ]


def test_a_change_is_a_row_for_each_of_its_keys_and_one_row_without_any(tmp_path: Path) -> None:
    two = change(KeyChange("title", "A", "B"), KeyChange("places", [], [1]))
    tables = tidy_tables(dataset.load(written(tmp_path, [], [], [change(kind="added"), two])))
    assert tables["changes"].select("number", "change", "key", "from", "to").rows() == [
        (1, "added", None, None, None),
        (2, "changed", "title", "A", "B"),
        (2, "changed", "places", "[]", "[1]"),
    ]


def test_contacts_left_out_do_not_come_back_through_the_history(tmp_path: Path) -> None:
    contacts = KeyChange("contacts", PHONE, None)
    changes = [
        change(contacts),
        change(contacts, KeyChange("title", "A", "B")),
        change(kind="added"),
        change(KeyChange("contacts", "of a menu", None), of="navigation"),
    ]
    ds = dataset.load(written(tmp_path, [release(contacts=PHONE)], [entry()], changes))
    for tables in (nested_tables(ds, ["contacts"]), tidy_tables(ds, ["contacts"])):
        assert "contacts" not in tables["press_releases"].columns
        assert PHONE not in str([table.rows() for table in tables.values()])
        assert tables["changes"]["dataset"].to_list() == [*["press_releases"] * 2, "navigation"]


def test_a_release_stays_gone_in_the_history_without_the_day(tmp_path: Path) -> None:
    gone = change(KeyChange("gone_on", None, "2026-01-02"), kind="gone")
    tables = nested_tables(dataset.load(written(tmp_path, [], [], [gone])), ["gone_on"])
    assert tables["changes"].select("change", "keys").rows() == [("gone", [])]


def test_a_list_left_out_is_no_table(tmp_path: Path) -> None:
    tables = tidy_tables(dataset.load(written(tmp_path, many(2))), ["sources", "links"])
    assert not {"sources", "links"} & tables.keys()


def test_what_names_a_release_cannot_be_left_out() -> None:
    assert {*keys(PressRelease)} - {*CAN_BE_LEFT_OUT} == {
        *("id", "url", "language", "content_type", "title", "date")
    }
