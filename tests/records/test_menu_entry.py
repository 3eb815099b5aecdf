"""From an entry of a menu to its record."""

from osce_crawler.items import NavigationEntry
from osce_crawler.pages.menu import PrintedEntry
from osce_crawler.records.menu_entry import entry_of
from osce_crawler.records.validating import valid
from tests.making import printed_entry


def made(printed: PrintedEntry) -> NavigationEntry:
    return valid(entry_of(printed))


def test_a_menu_entry_is_told_from_its_label_and_place() -> None:
    finland = made(printed_entry())
    assert (finland.id, finland.parent) == ("www.osce.org/countries/finland", "www.osce.org/countries")
    assert (finland.label, finland.printed) == ("Finland", "Finland – OSCE Chairpersonship 2025")
    assert (finland.kind, finland.country, finland.chairpersonship_year) == ("country", "FI", 2025)
    assert (finland.path, finland.level, finland.position) == (["Countries", "Finland"], 2, 7)


def test_the_second_of_two_equal_entries_has_an_id_of_its_own() -> None:
    first, second = (
        made(printed_entry(path=(("Youth", number),), siblings=["Youth"] * 2)) for number in (1, 2)
    )
    assert (first.id, second.id) == ("www.osce.org/youth", "www.osce.org/youth-2")
    assert (first.label, second.label) == ("Youth", "Youth")


def test_every_part_of_an_entry_has_its_place_in_the_record() -> None:
    entry = made(
        printed_entry(
            url="https://www.osce.org/countries/finland",
            language="en",
            final_url="https://www.osce.org/fi",
            page_title=" Finland  in the OSCE ",
            page_description=" ",
            page_status=200,
        )
    )
    assert (entry.url, entry.final_url) == (
        "https://www.osce.org/countries/finland",
        "https://www.osce.org/fi",
    )
    assert (entry.page_title, entry.page_description, entry.page_status) == ("Finland in the OSCE", None, 200)
    assert (entry.site, entry.language) == ("www.osce.org", "en")


def test_an_entry_at_the_top_has_no_parent() -> None:
    entry = made(printed_entry(path=(("Countries", 1),), siblings=["Countries"], has_children=True))
    assert (entry.id, entry.parent, entry.path, entry.level) == (
        "www.osce.org/countries",
        None,
        ["Countries"],
        1,
    )
    assert entry.kind == "section"


def test_the_parent_of_an_entry_below_a_second_of_two_equals_is_that_second() -> None:
    entry = made(printed_entry(path=(("Countries", 2), ("Finland", 1)), siblings=["Finland"]))
    assert (entry.id, entry.parent) == ("www.osce.org/countries-2/finland", "www.osce.org/countries-2")


def test_an_entry_that_leads_nowhere_is_a_section() -> None:
    top = {"path": (("Things", 1),), "siblings": ["Things"]}
    assert made(printed_entry(**top)).kind == "page"
    assert made(printed_entry(**top, url=None)).kind == "section"
