"""The record: its keys, its types, its schema."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from osce_crawler.exporters import encode
from osce_crawler.items import WARNINGS, NavigationEntry, PressRelease, Record, json_schema, keys
from osce_crawler.records.validating import fault_of
from tests.making import FIXTURES, entry, release

KINDS: dict[type[Record], Callable[[], Record]] = {PressRelease: release, NavigationEntry: entry}
EXPECTED = sorted(FIXTURES.rglob("expected.json"))


def as_json(record: Record) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(encode(record))
    return said


def is_refused_by_schema(kind: type[Record], said: dict[str, Any]) -> bool:
    return not Draft202012Validator(json_schema(kind)).is_valid(said)


def is_refused_by_class(kind: type[Record], said: dict[str, Any]) -> bool:
    try:
        record = msgspec.convert(said, kind, strict=True)
    except msgspec.ValidationError:
        return True
    return fault_of(record) is not None


def test_keys_of_a_release_stand_in_the_order_of_the_contract() -> None:
    assert " ".join(keys(PressRelease)) == (
        "id nid url other_urls language content_type content_type_printed title date date_evidence date_printed "
        "dateline dateline_date places sources fields_of_work body links documents images contacts "
        "translations warnings gone_on content_hash first_seen last_changed retrieved_at extractor"
    )


def test_keys_of_a_menu_entry_stand_in_the_order_of_the_contract() -> None:
    assert " ".join(keys(NavigationEntry)) == (
        "id site label printed url kind entity country chairpersonship_year parent path level position "
        "final_url page_title page_description page_status language menu_page retrieved_at"
    )


@pytest.mark.parametrize(
    ("key", "inner"),
    [
        ("places", ["id", "name", "country", "latitude", "longitude", "printed"]),
        ("sources", ["id", "name", "kind", "status", "country", "printed"]),
        ("fields_of_work", ["id", "name", "parent", "printed"]),
    ],
)
def test_keys_inside_lists_stand_in_the_order_of_the_contract(key: str, inner: list[str]) -> None:
    assert list(as_json(release())[key][0]) == inner


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_has_every_key_in_the_order_of_the_class(kind: type[Record]) -> None:
    assert tuple(as_json(KINDS[kind]())) == keys(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_a_valid_schema_and_asks_for_every_key(kind: type[Record]) -> None:
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert tuple(schema["required"]) == keys(kind)
    assert schema["additionalProperties"] is False
    assert all(prop.get("description") for prop in schema["properties"].values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_valid_record_is_accepted_by_schema_and_class(kind: type[Record]) -> None:
    said = as_json(KINDS[kind]())
    assert not is_refused_by_schema(kind, said)
    assert not is_refused_by_class(kind, said)


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: str(path.parent.relative_to(FIXTURES)))
def test_records_of_saved_pages_are_accepted_by_schema_and_class(path: Path) -> None:
    for said in json.loads(path.read_text(encoding="utf-8"))["records"]:
        said["extractor"] = "0"
        assert not is_refused_by_schema(PressRelease, said)
        assert not is_refused_by_class(PressRelease, said)


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind in KINDS for key in keys(kind)])
def test_a_record_without_a_key_is_refused(kind: type[Record], key: str) -> None:
    said = as_json(KINDS[kind]())
    del said[key]
    assert is_refused_by_schema(kind, said)
    assert is_refused_by_class(kind, said)


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind in KINDS for key in keys(kind)])
@pytest.mark.parametrize("wrong", [{"no": "such type"}, True, -1.5, [7]], ids=repr)
def test_a_value_of_the_wrong_type_is_refused(kind: type[Record], key: str, wrong: Any) -> None:
    said = as_json(KINDS[kind]()) | {key: wrong}
    assert is_refused_by_schema(kind, said)
    assert is_refused_by_class(kind, said)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("id", "232506"),
        ("nid", "23a"),
        ("url", "ftp://www.osce.org/1"),
        ("content_type", "poem"),
        ("title", ""),
        ("date_evidence", "guess"),
        ("content_hash", "md5:0"),
        ("first_seen", "2025-12-01"),
        ("retrieved_at", "2025-12-01T10:00:00+00:00"),
        ("places", [{"name": "Vienna"}]),
        ("sources", ["OSCE Secretariat"]),
    ],
)
def test_a_value_out_of_its_form_is_refused(key: str, wrong: Any) -> None:
    said = as_json(release()) | {key: wrong}
    assert is_refused_by_schema(PressRelease, said)
    assert is_refused_by_class(PressRelease, said)


def test_a_date_that_is_no_day_is_refused() -> None:
    assert is_refused_by_class(PressRelease, as_json(release()) | {"date": "2016-02-30"})


@pytest.mark.parametrize("key", ["latitude", "longitude"])
def test_a_place_off_the_globe_is_refused(key: str) -> None:
    said = as_json(release())
    said["places"][0][key] = 181.0
    assert is_refused_by_schema(PressRelease, said)
    assert is_refused_by_class(PressRelease, said)


def test_every_warning_has_a_meaning_and_a_plain_code() -> None:
    assert all(meaning.endswith(".") for meaning in WARNINGS.values())
    assert all(code.replace("_", "").isalpha() and code.islower() for code in WARNINGS)


def test_the_warning_of_a_day_from_the_dateline_keeps_the_code_that_was_published() -> None:
    # The key `date_from` has another name since 2.0.0; codes that people filter by do not.
    assert "date_from_dateline" in WARNINGS
