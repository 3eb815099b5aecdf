"""What keeps a dataset from being published: each check just inside its limit, and just outside."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from osce_crawler.dataset import checks
from osce_crawler.dataset.checks import STRUCTURAL, Figures, Finding, check
from osce_crawler.dataset.tally import Tally, tally_of
from osce_crawler.dataset.verify import Verified
from osce_crawler.items import PressRelease, Source, keys
from osce_crawler.outcomes import REASONS
from tests.making import entry, release

TODAY = dt.date(2026, 11, 24)
MANY = 25_000
UNKNOWN = Source(None, "OSCE Guild", None, None, None, "OSCE Guild")


def counted(records: int, **changes: Any) -> Tally:
    """The counts of so many equal records."""
    tally = tally_of([release(**changes)])
    tally.records = records
    for counts in (tally.filled, tally.by_type, tally.warnings):
        for key in counts:
            counts[key] *= records
    tally.warned *= records
    tally.unknown *= records
    return tally


def mixed(*parts: Tally) -> Tally:
    """All these together."""
    tally = Tally()
    for part in parts:
        tally.records += part.records
        tally.warned += part.warned
        tally.unknown += part.unknown
        tally.filled.update(part.filled)
        tally.examples |= part.examples
    return tally


def figures(**changes: Any) -> Figures:
    """A good dataset, but for these changes."""
    good = Figures(
        "press_releases",
        after=counted(MANY),
        fresh=counted(30),
        before=counted(MANY),
        today=TODAY,
        newest=TODAY,
        verified=Verified(rows=MANY),
        pages_read=1000,
    )
    return replace(good, **changes)


def failed(figures: Figures, **about: Any) -> dict[str, Finding]:
    return {one.check: one for one in check(figures, **({"all_block": True} | about)) if not one.passed}


def test_a_good_dataset_passes_every_check() -> None:
    assert failed(figures()) == {}


def test_every_check_of_the_file_is_known_by_its_name() -> None:
    found = [one.check for one in check(figures(), all_block=True)]
    assert found == list(dict.fromkeys(found))
    assert STRUCTURAL < {*found} <= {*checks.names()}


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("enough-records", {"after": counted(MANY)}, {"after": counted(MANY - 1), "before": Tally()}),
        (
            "still-releases",
            {"known_read": 20, "stopped": ["a"] * 3},
            {"known_read": 20, "stopped": ["a"] * 4},
        ),
        (
            "still-releases",
            {"known_read": 200, "stopped": ["a"] * 9},
            {"known_read": 200, "stopped": ["a"] * 10},
        ),
        ("not-fewer", {"before": counted(25_125)}, {"before": counted(25_126)}),
        ("newest", {"newest": TODAY - dt.timedelta(30)}, {"newest": TODAY - dt.timedelta(31)}),
        ("newest", {}, {"newest": None}),
        (
            "fill-rate",
            {"after": mixed(counted(980, contacts="x"), counted(20)), "before": counted(1000, contacts="x")},
            {"after": mixed(counted(979, contacts="x"), counted(21)), "before": counted(1000, contacts="x")},
        ),
        (
            "fresh-fill-rate",
            {"fresh": mixed(counted(24), counted(6, date=None))},
            {"fresh": mixed(counted(23), counted(7, date=None))},
        ),
        (
            "filled",
            {"after": mixed(counted(950), counted(50, date=None))},
            {"after": mixed(counted(949), counted(51, date=None))},
        ),
        (
            "unknown-words",
            {"after": mixed(counted(95), counted(5, sources=[UNKNOWN]))},
            {"after": mixed(counted(94), counted(6, sources=[UNKNOWN]))},
        ),
        (
            "warnings",
            {"after": mixed(counted(75), counted(25, warnings=["no_date"]))},
            {"after": mixed(counted(74), counted(26, warnings=["no_date"]))},
        ),
        (
            "unreadable",
            {"reasons": {"unreadable": ["a"] * 10, "broken reader": ["b"] * 10}},
            {"reasons": {"unreadable": ["a"] * 10, "broken reader": ["b"] * 11}},
        ),
        ("not-zero", {"fresh": Tally(), "has_carried_over": True}, {"fresh": Tally()}),
        ("not-zero", {}, {"after": Tally()}),
        ("valid", {}, {"verified": Verified(invalid=["line 2: broken"])}),
        ("unique-ids", {}, {"verified": Verified(twice=["1-en"])}),
    ],
)
def test_a_check_holds_just_inside_its_limit_and_not_just_outside(
    name: str, inside: dict[str, Any], outside: dict[str, Any]
) -> None:
    assert name not in failed(figures(**inside))
    found = failed(figures(**outside))[name]
    assert found.blocking
    assert found.text


def test_zero_records_are_never_a_success() -> None:
    nothing = figures(
        after=Tally(), fresh=Tally(), before=Tally(), newest=None, verified=Verified(), pages_read=0
    )
    for all_block in (True, False):
        assert failed(nothing, all_block=all_block)["not-zero"].blocking
        assert failed(nothing, all_block=all_block, accepted=["not-zero"])["not-zero"].blocking


def test_a_run_that_read_nothing_may_be_accepted_where_records_are_there_already() -> None:
    found = failed(figures(fresh=Tally()), accepted=["not-zero"])["not-zero"]
    assert (found.blocking, found.accepted) == (False, True)


@pytest.mark.parametrize("key", keys(PressRelease))
def test_a_key_that_is_gone_from_all_records_is_seen(key: str) -> None:
    """Whatever was filled before and is so no more, of everything or of what this run read."""
    full = counted(MANY)
    full.filled.update({one: MANY for one in keys(PressRelease) if not full.filled[one]})
    gone = mixed(full)
    gone.filled[key] = 0
    spared = {"gone_on", "other_urls", "warnings"}
    found = failed(figures(after=gone, before=full, fresh=mixed(counted(30))))
    assert ("fill-rate" in found) == (key not in spared)


@pytest.mark.parametrize("key", ["date", "body", "content_type_printed", "sources"])
def test_a_key_that_a_first_run_finds_nowhere_is_seen(key: str) -> None:
    gone = counted(MANY)
    gone.filled[key] = 0
    assert key in failed(figures(after=gone, fresh=gone, before=Tally()))["filled"].text


@pytest.mark.parametrize("key", ["date", "body", "sources", "places", "title"])
def test_a_key_that_new_pages_lack_is_seen_although_the_old_ones_hide_it(key: str) -> None:
    fresh = counted(30)
    fresh.filled[key] = 0
    fresh.examples = {key: ["https://www.osce.org/cio/1", "https://www.osce.org/cio/2"]}
    found = failed(figures(fresh=fresh))
    assert [*found] == ["fresh-fill-rate"]
    assert f"{key} 0.0 %, 100.0 % before" in found["fresh-fill-rate"].text
    assert found["fresh-fill-rate"].examples == ("https://www.osce.org/cio/1", "https://www.osce.org/cio/2")


def test_records_found_gone_are_no_loss_but_no_longer_stand() -> None:
    gone = counted(MANY)
    gone.filled["gone_on"] = 126
    assert "24874 records, 25000 before: 99.5 %" in failed(figures(after=gone))["not-fewer"].text


def test_three_addresses_are_named_where_there_are_more() -> None:
    pages = [f"https://www.osce.org/cio/{number}" for number in range(30)]
    assert failed(figures(reasons={"empty": pages}))["unreadable"].examples == tuple(pages[:3])


def test_of_a_few_records_or_pages_a_share_says_nothing() -> None:
    few = counted(19, date=None, warnings=["no_date"], sources=[UNKNOWN])
    found = failed(figures(after=few, fresh=few, before=few, pages_read=19, reasons={"empty": ["a"] * 19}))
    assert [*found] == ["enough-records"]


def test_a_run_that_was_told_to_read_a_part_need_not_read_everything() -> None:
    assert failed(figures(after=counted(10), before=Tally(), fresh=counted(10), is_bounded=True)) == {}


def test_elsewhere_than_at_the_built_in_start_points_only_the_structure_blocks() -> None:
    bad = figures(
        after=Tally(),
        fresh=Tally(),
        newest=None,
        verified=Verified(invalid=["line 1: x"], twice=["1-en"]),
        known_read=10,
        stopped=["a"] * 10,
        damage="a.jsonl: missing",
    )
    found = failed(bad, all_block=False)
    assert {name for name, one in found.items() if one.blocking} == STRUCTURAL
    assert {"newest", "not-fewer"} < {*found}
    assert all(one.blocking for one in failed(bad).values())


def test_what_a_person_accepts_does_not_block_and_is_recorded() -> None:
    old = figures(newest=None, verified=Verified(twice=["1-en"]))
    found = failed(old, accepted=["newest", "warnings"])
    assert (found["newest"].blocking, found["newest"].accepted) == (False, True)
    assert (found["unique-ids"].blocking, found["unique-ids"].accepted) == (True, False)


def test_an_emptied_menu_is_not_published_and_a_rearranged_one_is() -> None:
    menu = tally_of(entry(id=str(number)) for number in range(100))

    def found(left: int) -> list[str]:
        after = tally_of(entry(id=str(number)) for number in range(left))
        return [*failed(Figures("navigation", after=after, fresh=after, before=menu, today=TODAY))]

    assert (found(80), found(79), found(0)) == ([], ["not-fewer"], ["not-fewer", "not-zero"])


def test_reasons_that_count_as_unreadable_are_reasons_of_the_ledger() -> None:
    assert checks.NOT_READ <= REASONS
