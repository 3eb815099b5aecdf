"""What the tables lack or hold in excess, by printed words."""

import pytest

from osce_crawler import vocabulary
from osce_crawler.items import MenuKind, NavigationEntry
from osce_crawler.vocabulary import VocabularyError
from osce_crawler.vocabulary.checking import (
    TABLES,
    WORD_TABLES,
    Named,
    check_words,
    compare_with_menu,
    nearest,
)
from tests.making import entry


def menu_of_2025() -> list[NavigationEntry]:
    """An entry for each name that the site's menu is known to have."""
    topics: list[tuple[str, MenuKind]] = [
        (topic.name, "field_of_work") for topic in vocabulary.fields_of_work() if not topic.parent
    ]
    series: list[tuple[str, MenuKind]] = [(meeting.name, "meeting") for meeting in vocabulary.meetings()]
    states: list[tuple[str, MenuKind]] = [
        (state.name, "country") for state in vocabulary.countries() if state.kind == "participating_state"
    ]
    bodies: list[tuple[str, MenuKind]] = [
        (body.name.removeprefix("OSCE "), "structure")
        for body in vocabulary.sources()
        if body.status == "open" and body.kind not in {"institution", "decision_body", "other"}
    ]
    return [named(label, kind) for label, kind in [*topics, *series, *states, *bodies]]


def named(label: str, kind: MenuKind, **changes: object) -> NavigationEntry:
    return entry(label=label, printed=label, kind=kind, path=["Menu", label], **changes)


def renamed(old: str, new: str) -> list[NavigationEntry]:
    return [named(new, one.kind) if one.label == old else one for one in menu_of_2025()]


def test_the_menu_as_it_is_known_differs_in_nothing() -> None:
    differences = compare_with_menu(menu_of_2025())
    assert (differences.unknown, differences.gone) == ([], [])


def test_a_new_field_of_work_is_named_with_its_address_and_the_names_most_like_it() -> None:
    new = named("Environmental activity", "field_of_work", url="https://www.osce.org/fields-of-work/new")
    (word,) = compare_with_menu([*menu_of_2025(), new]).unknown
    assert (word.table, word.printed, word.example) == ("fields_of_work", new.label, new.url)
    assert word.nearest[0] == Named("fields_of_work", "environmental-activities", "Environmental activities")


def test_an_entry_that_is_nothing_known_is_named_too() -> None:
    (word,) = compare_with_menu([*menu_of_2025(), named("Vacancies", "page", url=None)]).unknown
    assert (word.table, word.printed, word.example) == ("sections", "Vacancies", "https://www.osce.org/")


def test_an_entry_that_the_menu_no_longer_has_is_named() -> None:
    without = [one for one in menu_of_2025() if one.label != "Mongolia"]
    assert compare_with_menu(without).gone == [Named("countries", "mongolia", "Mongolia")]


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("Czechia", "Czech Republic"),
        ("Gender Equality Review Conferences", "Gender equality conferences"),
        ("Combating trafficking in human beings", "COMBATING HUMAN TRAFFICKING"),
        ("Reform and co-operation in the security sector", "Reform and cooperation in the security sector"),
        ("Centre in Ashgabat", "OSCE Center in Ashgabat"),
        ("Chairpersonship", "OSCE Chairmanship"),
    ],
)
def test_another_spelling_is_no_difference(name: str, spelling: str) -> None:
    differences = compare_with_menu(renamed(name, spelling))
    assert (differences.unknown, differences.gone) == ([], [])


def test_the_suffix_of_the_chair_is_no_difference() -> None:
    chaired = named("Switzerland", "country", chairpersonship_year=2026)
    chaired.printed = "Switzerland – OSCE Chairpersonship 2026"
    menu = [chaired if one.label == "Switzerland" else one for one in menu_of_2025()]
    differences = compare_with_menu(menu)
    assert (differences.unknown, differences.gone) == ([], [])


def test_a_state_moved_elsewhere_is_no_difference() -> None:
    elsewhere = named("Mongolia", "page", parent="www.osce.org/about-us")
    menu = [elsewhere if one.label == "Mongolia" else one for one in menu_of_2025()]
    differences = compare_with_menu(menu)
    assert (differences.unknown, differences.gone) == ([], [])


def test_the_entry_that_leads_to_all_of_its_siblings_names_nothing() -> None:
    assert compare_with_menu([*menu_of_2025(), named("All", "page")]).unknown == []


def test_what_stands_in_several_menus_is_one_word() -> None:
    twice = [named("Space policy", "field_of_work", site=site) for site in ("www.osce.org", "odihr.osce.org")]
    (word,) = compare_with_menu([*menu_of_2025(), *twice]).unknown
    assert word.count == 2


def test_closed_missions_and_sub_fields_are_not_missed_in_the_menu() -> None:
    gone = {one.id for one in compare_with_menu([]).gone}
    assert "mission-to-skopje" in gone
    assert gone.isdisjoint({"mission-to-georgia", "media-laws", "afghanistan", "odihr"})


@pytest.mark.parametrize(
    ("table", "printed", "meant"),
    [
        ("sources", "OSCE Mision to Skopje", "mission-to-skopje"),
        ("fields_of_work", "Boarder management", "border-management"),
        ("places", "Viena", "vienna-at"),
    ],
)
def test_nearest_names(table: str, printed: str, meant: str) -> None:
    assert nearest(table, printed)[0].id == meant


def test_what_is_like_nothing_has_no_nearest_name() -> None:
    assert nearest("fields_of_work", "xyzzy") == ()


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_names_loads(table: str) -> None:
    assert len(TABLES[table]()) > 0


@pytest.mark.parametrize("table", WORD_TABLES)
def test_every_table_of_words_loads(table: str) -> None:
    assert check_words(table) > 20


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["language,monday", "en,monday", "ru"], "weekdays.csv, row 3: more or fewer cells than columns"),
        (["language,monday"], "weekdays.csv: no rows"),
    ],
)
def test_a_bad_table_of_words_is_named(lines: list[str], fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "lines_of", lambda _: lines)
    with pytest.raises(VocabularyError, match=fault):
        check_words("weekdays.csv")
