"""Each quirk page gives the record and the roles that a reader would give it."""

import pytest

from benchmarks.score import below, raised
from tests.pages.quirk_pages import Outcome, Quirk, known_failures, load_quirks, verdict

QUIRKS = load_quirks()
KNOWN = known_failures()
every_quirk = pytest.mark.parametrize("quirk", [pytest.param(one, id=one.name) for one in QUIRKS])


@every_quirk
def test_page(quirk: Quirk) -> None:
    """One test a page: what is amiss is listed by field, the roles of the lines among them."""
    complaints = [*map(complaint, quirk.outcomes()), roles_complaint(quirk)]
    assert not any(complaints), "\n".join(filter(None, complaints))


def complaint(outcome: Outcome) -> str | None:
    if outcome.name not in KNOWN:
        said = f"{outcome.name}: expected {outcome.expected!r}, found {outcome.found!r}"
        return None if outcome.verdict == "right" else said
    return (
        f"{outcome.name} is read now: take it off known_failures.txt" if outcome.verdict == "right" else None
    )


def roles_complaint(quirk: Quirk) -> str | None:
    name = f"{quirk.name}:roles"
    lines = iter([[line.role, line.text] for line in quirk.reading.account])
    lost = next((pair for pair in quirk.said["roles"] if pair not in lines), None)
    if name not in KNOWN:
        return lost and f"{name}: {lost!r} does not follow"
    return None if lost else f"{name} are read now: take them off known_failures.txt"


def test_known_failures_name_pages_and_fields_that_exist() -> None:
    names = {f"{quirk.name}:{field}" for quirk in QUIRKS for field in [*quirk.fields, "roles"]}
    assert names >= KNOWN


def test_part_of_a_list_is_missing_and_a_foreign_value_is_wrong() -> None:
    assert verdict(["Vienna", "Warsaw"], ["Vienna"]) == "missing"
    assert verdict(["Vienna"], ["Vienna", "Warsaw"]) == "wrong"
    assert verdict("2016-04-12", None) == "missing"


def test_nothing_where_nothing_is_expected_is_right_and_something_is_wrong() -> None:
    assert verdict(None, None) == "right"
    assert verdict(None, "2016-04-12") == "wrong"


def test_floors_only_rise() -> None:
    assert raised({"date": 90.0, "title": 80.0}, {"date": 85.0, "title": 95.0}) == {
        "date": 90.0,
        "title": 95.0,
    }


def test_a_field_that_is_no_longer_tried_is_below_its_floor() -> None:
    assert below({"date": 90.0}, {}) == ["date"]
