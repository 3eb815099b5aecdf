"""Every saved page gives what was seen on it by eye: one test a page, that names the fields."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from osce_crawler.archive.folder import read_saved
from osce_crawler.items import PressRelease, keys
from osce_crawler.pages.reading import read_page
from tests.extracting import extract
from tests.making import FIXTURES, PAGES, SEED

SAVED = sorted(path.parent for root in (FIXTURES, PAGES) for path in root.rglob("page.json"))
# What the package's own version says is no reading of the page.
FIELDS = [key for key in keys(PressRelease) if key != "extractor"]


@cache
def expected(folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return said


@cache
def records(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(msgspec.json.encode(record)) for record in extract([folder]).records]


def name_of(folder: Path) -> str:
    root = next(root for root in (FIXTURES, PAGES) if root in folder.parents)
    return str(folder.relative_to(root))


@pytest.mark.parametrize("folder", SAVED, ids=name_of)
def test_what_the_page_says_was_reviewed(folder: Path) -> None:
    assert (folder / "expected.json").exists(), "no expected.json beside the saved page"
    assert expected(folder)["reviewed"] is True


@pytest.mark.parametrize("folder", SAVED, ids=name_of)
def test_kind_of_page(folder: Path) -> None:
    assert str(read_page(read_saved(folder).page()).kind) == expected(folder)["kind"]


@pytest.mark.parametrize("folder", SAVED, ids=name_of)
def test_records(folder: Path) -> None:
    """One test a page: as many records as were seen, with every field; a failure names those that differ."""
    for said, read in zip(expected(folder)["records"], records(folder), strict=True):
        assert list(said) == FIELDS
        assert {key: read[key] for key in said} == said


def test_only_a_release_gives_a_record() -> None:
    for folder in SAVED:
        is_release = expected(folder)["kind"] == "release"
        assert bool(expected(folder)["records"]) == is_release, folder


def test_a_page_that_gives_no_record_is_named_with_its_kind() -> None:
    remarks = "\n".join(extract([FIXTURES]).remarks)
    for folder in SAVED:
        if expected(folder)["kind"] != "release":
            assert f"{read_saved(folder).url}: {expected(folder)['kind']}" in remarks


def seed_as_text() -> dict[str, Any]:
    made = extract([PAGES / "seed_as_text.txt"], "https://osce.org/cio/232506").records
    said: dict[str, Any] = json.loads(msgspec.json.encode(made[0]))
    return said


SEED_FORMS = {
    "with its date": lambda: records(SEED)[0],
    "without its date": lambda: records(PAGES / "seed_without_date")[0],
    "as text": seed_as_text,
}


@pytest.fixture(params=SEED_FORMS, scope="module")
def seed(request: pytest.FixtureRequest) -> dict[str, Any]:
    made: dict[str, Any] = SEED_FORMS[request.param]()
    return made


def test_seed_is_known_by_its_number_and_language(seed: dict[str, Any]) -> None:
    assert seed["id"] == "232506-en"
    assert (seed["nid"], seed["language"]) == ("232506", "en")


def test_seed_is_a_press_release(seed: dict[str, Any]) -> None:
    assert seed["content_type"] == "press_release"
    assert seed["content_type_printed"] == "Press release"


def test_seed_has_its_title_as_printed(seed: dict[str, Any]) -> None:
    assert seed["title"] == (
        "Cross border co-operation in focus of OSCE hosted Border Security Experts meeting in Berlin, "
        "co-operation and dialogue more important than ever"
    )


def test_seed_has_its_date_and_dateline(seed: dict[str, Any]) -> None:
    assert seed["date"] == "2016-04-12"
    assert seed["dateline"] == "BERLIN, 12 April 2016 –"
    assert seed["dateline_date"] == "2016-04-12"


def test_seed_has_one_place(seed: dict[str, Any]) -> None:
    (berlin,) = seed["places"]
    assert (berlin["name"], berlin["country"], berlin["printed"]) == ("Berlin", "DE", "BERLIN")
    assert berlin["latitude"] == pytest.approx(52.52, abs=0.01)
    assert berlin["longitude"] == pytest.approx(13.41, abs=0.01)


def test_seed_has_two_sources(seed: dict[str, Any]) -> None:
    assert [(source["printed"], source["name"], source["kind"]) for source in seed["sources"]] == [
        ("OSCE Chairpersonship", "OSCE Chairpersonship", "chairpersonship"),
        ("OSCE Secretariat", "OSCE Secretariat", "secretariat"),
    ]


def test_seed_has_one_field_of_work_and_none_of_the_menu(seed: dict[str, Any]) -> None:
    assert [(field["name"], field["printed"]) for field in seed["fields_of_work"]] == [
        ("Border management", "Border management")
    ]


def test_seed_has_its_ten_paragraphs_and_nothing_else(seed: dict[str, Any]) -> None:
    paragraphs = seed["body"].split("\n\n")
    assert len(paragraphs) == 10
    assert paragraphs[0].startswith("BERLIN, 12 April 2016 – The 10th Annual Meeting of the OSCE Border")
    assert paragraphs[-1].endswith("in co-operation with the German OSCE Chairmanship.")
    assert "\n" not in "".join(paragraphs)


def test_seed_has_nothing_of_teasers_menu_and_footer(seed: dict[str, Any]) -> None:
    for key in ("links", "documents", "images", "translations", "other_urls"):
        assert seed[key] == []
    assert seed["contacts"] is None


def test_seed_body_is_the_same_in_all_forms() -> None:
    assert len({make()["body"] for make in SEED_FORMS.values()}) == 1


def test_seed_takes_its_date_from_time() -> None:
    seed = SEED_FORMS["with its date"]()
    assert (seed["date_evidence"], seed["date_printed"], seed["warnings"]) == ("time", "12 April 2016", [])


@pytest.mark.parametrize("form", ["without its date", "as text"])
def test_seed_without_date_takes_that_of_the_dateline_and_says_so(form: str) -> None:
    seed = SEED_FORMS[form]()
    assert (seed["date_evidence"], seed["warnings"]) == ("dateline", ["date_from_dateline"])
