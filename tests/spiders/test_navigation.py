"""The menu as a dataset: the seed's menu exactly, and a menu that nobody has seen."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import DownloadTimeoutError

from osce_crawler.items import NavigationEntry
from osce_crawler.records.menu_entry import entry_of
from osce_crawler.records.validating import valid
from osce_crawler.spiders.navigation import NavigationSpider
from tests.making import FIXTURES, SEED, save_page
from tests.politeness.driving import page
from tests.spiders.telling import Crawled, crawled, spider_of

HOME = "https://www.osce.org/"

# Label, kind, and what the entry names where that is its own word or a State.
SEED_MENU = """
Our work [section]
  Fields of work [section]
    Arms control [field_of_work arms-control]
    Border management [field_of_work border-management]
    Combating trafficking in human beings [field_of_work combating-trafficking-in-human-beings]
    Conflict prevention and resolution [field_of_work conflict-prevention-and-resolution]
    Countering terrorism [field_of_work countering-terrorism]
    Cyber/ICT Security [field_of_work cyber-ict-security]
    Democratization [field_of_work democratization]
    Economic activities [field_of_work economic-activities]
    Education [field_of_work education]
    Elections [field_of_work elections]
    Environmental activities [field_of_work environmental-activities]
    Gender equality [field_of_work gender-equality]
    Good governance [field_of_work good-governance]
    Human rights [field_of_work human-rights]
    Media freedom and development [field_of_work media-freedom-and-development]
    Migration [field_of_work migration]
    National minority issues [field_of_work national-minority-issues]
    Policing [field_of_work policing]
    Reform and co-operation in the security sector [field_of_work reform-and-co-operation-in-the-security-sector]
    Roma and Sinti [field_of_work roma-and-sinti]
    Rule of law [field_of_work rule-of-law]
    Tolerance and non-discrimination [field_of_work tolerance-and-non-discrimination]
    Youth [field_of_work youth]
  Field operations [section]
  Projects [page]
Meetings and conferences [section]
  Summit meetings [meeting]
  Review Conferences [meeting]
  Ministerial Council meetings [meeting]
  Plenary meetings of the Permanent Council [meeting]
  Plenary Meetings of the Forum for Security Co-operation [meeting]
  Security Review Conferences [meeting]
  Annual Implementation Assessment Meetings [meeting]
  Economic and Environmental Forum [meeting]
  Economic and Environmental Dimension Implementation Meetings [meeting]
  Human rights meetings [meeting]
  Media conferences [meeting]
  Cyber/ICT security conferences [meeting]
  Conference of the Alliance against Trafficking in Persons [meeting]
  Gender Equality Review Conferences [meeting]
  Annual OSCE Mediterranean conferences [meeting]
  Annual OSCE Asian conferences [meeting]
Partnerships [partners]
Fields of work [section]
Countries [section]
  All [page]
  Participating States [section]
    Albania [country AL]
    Andorra [country AD]
    Armenia [country AM]
    Austria [country AT]
    Azerbaijan [country AZ]
    Belgium [country BE]
    Belarus [country BY]
    Bosnia and Herzegovina [country BA]
    Bulgaria [country BG]
    Canada [country CA]
    Croatia [country HR]
    Cyprus [country CY]
    Czechia [country CZ]
    Denmark [country DK]
    Estonia [country EE]
    Finland [country FI 2025]
    France [country FR]
    Georgia [country GE]
    Germany [country DE]
    Greece [country GR]
    Holy See [country VA]
    Hungary [country HU]
    Iceland [country IS]
    Ireland [country IE]
    Italy [country IT]
    Kazakhstan [country KZ]
    Kyrgyzstan [country KG]
    Latvia [country LV]
    Liechtenstein [country LI]
    Lithuania [country LT]
    Luxembourg [country LU]
    Malta [country MT]
    Moldova [country MD]
    Monaco [country MC]
    Mongolia [country MN]
    Montenegro [country ME]
    The Netherlands [country NL]
    North Macedonia [country MK]
    Norway [country NO]
    Poland [country PL]
    Portugal [country PT]
    Romania [country RO]
    Russian Federation [country RU]
    San Marino [country SM]
    Serbia [country RS]
    Slovakia [country SK]
    Slovenia [country SI]
    Spain [country ES]
    Sweden [country SE]
    Switzerland [country CH]
    Tajikistan [country TJ]
    Türkiye [country TR]
    Turkmenistan [country TM]
    Ukraine [country UA]
    United Kingdom [country GB]
    United States of America [country US]
    Uzbekistan [country UZ]
  Asian Partners for Co-operation [partners]
  Mediterranean Partners for Co-operation [partners]
Structures and institutions [section]
  Chairpersonship [structure chairpersonship]
  Secretariat [structure secretariat]
    Secretary General [structure secretary-general]
    Office of the Secretary General [structure]
    Conflict Prevention Centre [structure]
    Transnational Threats Department [structure]
    Office of the Special Representative and Co-ordinator for Combating Trafficking in Human Beings [structure]
    Office of the Co-ordinator of OSCE Economic and Environmental Activities [structure]
    Gender Issues Programme [structure]
    Opportunities for Youth [structure]
    Department of Human Resources [structure]
    Department of Management and Finance [structure]
    Office of Internal Oversight [structure]
    Documentation Centre in Prague [structure]
  Institutions [section]
  Field operations [section]
    Presence in Albania [field_operation AL]
    Centre in Ashgabat [field_operation TM]
    Programme Office in Astana [field_operation KZ]
    Programme Office in Bishkek [field_operation KG]
    Mission to Bosnia and Herzegovina [field_operation BA]
    Programme Office in Dushanbe [field_operation TJ]
    Mission in Kosovo [field_operation XK]
    Mission to Moldova [field_operation MD]
    Mission to Montenegro [field_operation ME]
    Mission to Serbia [field_operation RS]
    Mission to Skopje [field_operation MK]
    Project Co-ordinator in Uzbekistan [field_operation UZ]
    Closed field activities [section]
  Parliamentary Assembly [structure parliamentary-assembly]
  Court of Conciliation and Arbitration [structure court-of-conciliation-and-arbitration]
  Organizational structure [page]
About us [section]
"""


def entries_of(url: str, body: str) -> list[NavigationEntry]:
    """The entries of a page's menu, as records; no page behind them can be had."""
    printed = navigating({url: body}).items
    printed.sort(key=lambda entry: entry.position)
    return [valid(entry_of(entry)) for entry in printed]


def navigating(pages: Mapping[str, Any], *sites: str, **settings: Any) -> Crawled:
    """The crawl of these sites, by default of the only page that there is."""
    return crawled(
        NavigationSpider, pages, START_SITES=[*sites] or [*pages][:1], DOWNLOAD_DELAY=0, **settings
    )


@cache
def seed_menu() -> tuple[NavigationEntry, ...]:
    return tuple(entries_of(HOME, (FIXTURES / "www.osce.org/_home/page.html").read_text(encoding="utf-8")))


def as_line(entry: NavigationEntry, words: list[str]) -> str:
    named = [entry.entity] if entry.entity in words or entry.kind == "field_of_work" else []
    facts = [*named, entry.country, entry.chairpersonship_year]
    told = [entry.kind, *(str(fact) for fact in facts if fact)]
    return f"{'  ' * (entry.level - 1)}{entry.label} [{' '.join(told)}]"


def test_the_menu_of_the_seed_is_exactly_this() -> None:
    wanted = SEED_MENU.strip("\n").split("\n")
    said = [
        as_line(entry, line.strip(" ]").split(" ")) for entry, line in zip(seed_menu(), wanted, strict=True)
    ]
    assert said == wanted


def test_the_menu_of_the_seed_has_142_entries_of_these_kinds() -> None:
    assert Counter(entry.kind for entry in seed_menu()) == {
        "country": 57, "field_of_work": 23, "meeting": 16, "structure": 16, "field_operation": 12,
        "section": 12, "page": 3, "partners": 3,
    }  # fmt: skip
    assert [entry.position for entry in seed_menu()] == list(range(1, 143))


def test_every_state_has_a_country_of_its_own() -> None:
    states = [entry for entry in seed_menu() if entry.kind == "country"]
    assert len({entry.country for entry in states}) == 57
    assert all(entry.path[:2] == ["Countries", "Participating States"] for entry in states)


def test_finland_chairs_in_2025_and_keeps_its_printed_words() -> None:
    chairs = [entry for entry in seed_menu() if entry.chairpersonship_year is not None]
    assert [(entry.label, entry.printed, entry.country, entry.chairpersonship_year) for entry in chairs] == [
        ("Finland", "Finland – OSCE Chairpersonship 2025", "FI", 2025)
    ]


def test_the_second_heading_of_fields_is_an_entry_of_its_own_without_children() -> None:
    first, second = (entry for entry in seed_menu() if entry.label == "Fields of work")
    assert (first.level, first.parent) == (2, "www.osce.org/our-work")
    assert (second.level, second.parent, second.url) == (1, None, None)
    assert not any(entry.parent == second.id for entry in seed_menu())
    assert sum(entry.parent == first.id for entry in seed_menu()) == 23


def test_ids_are_unique_and_parents_stand_before_their_children() -> None:
    seen: set[str | None] = {None}
    for entry in seed_menu():
        assert entry.id not in seen
        assert entry.parent in seen
        assert len(entry.path) == entry.level
        seen.add(entry.id)


def test_every_page_of_the_site_has_the_same_menu() -> None:
    seed = entries_of(HOME, (SEED / "page.html").read_text(encoding="utf-8"))
    assert [entry.id for entry in seed] == [entry.id for entry in seed_menu()]


OTHER_MENU = """
<html lang="en"><head><title>Home | OSCE</title></head><body><nav><ul>
<li><span>Our work</span><ul><li><span>Fields of work</span><ul>
  <li><a href="/f/arms">Arms control</a></li><li><a href="/f/space">Outer space security</a></li>
  <li><a href="/f/youth">Youth</a></li><li><a href="/f/law">Rule of law</a></li></ul></li></ul></li>
<li><span>Countries</span><ul><li><span>Participating States</span><ul>
  <li><a href="/c/nl">The Netherlands</a></li>
  <li><a href="/c/ch">Switzerland — OSCE Chairmanship 2026</a></li>
  <li><a href="/c/fi">Finland</a></li></ul></li>
  <li><a href="/c/tr">Türkiye</a></li></ul></li>
<li><span>Structures and institutions</span><ul><li><span>Field operations</span><ul>
  <li><a href="https://moldova.osce.org/">Mission to Moldova</a></li>
  <li><a href="/mission-to-atlantis">Mission to Atlantis</a></li></ul></li>
  <li><a href="/x"><b>Museum</b> of <i>Treaties</i></a></li></ul></li>
<li><a href="/jobs">Jobs</a></li>
</ul></nav></body></html>
"""


@pytest.fixture(scope="module")
def other_menu() -> dict[str, NavigationEntry]:
    return {entry.label: entry for entry in entries_of(HOME, OTHER_MENU)}


def test_a_new_field_among_the_fields_is_a_field_without_id(other_menu: dict[str, NavigationEntry]) -> None:
    new = other_menu["Outer space security"]
    assert (new.kind, new.entity) == ("field_of_work", None)


def test_a_state_that_moved_is_still_that_state(other_menu: dict[str, NavigationEntry]) -> None:
    moved = other_menu["Türkiye"]
    assert (moved.kind, moved.country, moved.path) == ("country", "TR", ["Countries", "Türkiye"])


def test_the_suffix_of_the_chair_moves_from_state_to_state(other_menu: dict[str, NavigationEntry]) -> None:
    years = {label: entry.chairpersonship_year for label, entry in other_menu.items() if entry.country}
    assert years == {
        "The Netherlands": None,
        "Switzerland": 2026,
        "Finland": None,
        "Türkiye": None,
        "Mission to Moldova": None,
    }


def test_the_id_of_a_state_does_not_change_with_the_chair(other_menu: dict[str, NavigationEntry]) -> None:
    seeds = {entry.label: entry.id for entry in seed_menu()}
    assert {label: other_menu[label].id for label in ("Switzerland", "Finland")} == {
        label: seeds[label] for label in ("Switzerland", "Finland")
    }


def test_an_unknown_field_operation_is_told_by_its_place(other_menu: dict[str, NavigationEntry]) -> None:
    unknown = other_menu["Mission to Atlantis"]
    assert (unknown.kind, unknown.entity, unknown.country) == ("field_operation", None, None)


def test_an_unknown_entry_is_a_page(other_menu: dict[str, NavigationEntry]) -> None:
    jobs = other_menu["Jobs"]
    assert (jobs.kind, jobs.entity, jobs.level, jobs.parent) == ("page", None, 1, None)


def test_words_in_several_elements_are_one_label(other_menu: dict[str, NavigationEntry]) -> None:
    assert other_menu["Museum of Treaties"].url == "https://www.osce.org/x"


def test_a_menu_of_another_host_has_ids_of_its_own() -> None:
    entries = entries_of("https://moldova.osce.org/", OTHER_MENU)
    assert {entry.site for entry in entries} == {"moldova.osce.org"}
    assert all(entry.id.startswith("moldova.osce.org/") for entry in entries)


def menu_of(entries: str) -> str:
    return f"<html><body><nav><ul>{entries}</ul></nav></body></html>"


def test_replay_begins_with_the_home_page_of_each_host_once(tmp_path: Path) -> None:
    for number, url in enumerate((f"{HOME}a/1", f"{HOME}b", "https://hcnm.osce.org/x")):
        save_page(tmp_path / str(number), url, "x")
    spider, _ = spider_of(NavigationSpider, saved=tmp_path)
    assert spider.starts == [HOME, "https://hcnm.osce.org/"]


BEHIND = '<html><head><title>A page</title><meta name="description" content="About it"></head><body>x</body></html>'


def test_the_page_behind_an_entry_is_visited_once_for_all_its_entries() -> None:
    menu = menu_of('<li><a href="/a">One</a></li><li><a href="/a#b">Two</a></li>')
    moved = page(f"{HOME}a", 301, Location="/b/")
    crawl = navigating({HOME: menu, f"{HOME}a": moved, f"{HOME}b/": BEHIND})
    assert crawl.urls == [HOME, f"{HOME}a", f"{HOME}b/"]
    assert len(crawl.items) == 2
    for entry in crawl.items:
        assert (entry.page_title, entry.page_description) == ("A page", "About it")
        assert (entry.page_status, entry.final_url) == (200, f"{HOME}b/")
    assert crawl.told.why() == {HOME: "menu", f"{HOME}a": "visited"}


def test_a_menu_of_thousands_is_unreadable_and_none_of_its_pages_is_asked_for() -> None:
    entries = "".join(f"<li><a href='/e{number}'>Entry {number}</a></li>" for number in range(2_001))
    crawl = navigating({HOME: menu_of(entries)})
    assert crawl.told.explained == {HOME: ("unreadable", "menu entries: more than 2,000")}
    assert crawl.items == []


def test_a_page_is_visited_once_however_many_hosts_lead_there() -> None:
    menu = menu_of('<li><a href="https://www.osce.org/a">One</a></li>')
    homes = [HOME, "https://hcnm.osce.org/", "https://moldova.osce.org/"]
    crawl = navigating(dict.fromkeys(homes, menu) | {f"{HOME}a": BEHIND}, *homes)
    assert sorted(crawl.urls) == sorted([*homes, f"{HOME}a"])
    assert {entry.menu_page for entry in crawl.items} == {*homes}
    assert [entry.page_title for entry in crawl.items] == ["A page"] * 3


def test_the_pages_behind_entries_wait_for_the_menus_of_all_hosts() -> None:
    menu = menu_of('<li><a href="/a">One</a></li>')
    slow = "https://hcnm.osce.org/"
    answers = iter([page(slow, 503), page(slow, body=menu.encode())])
    crawl = navigating(
        {HOME: menu, slow: lambda _: next(answers)},
        HOME,
        slow,
        DOWNLOAD_SLOTS={"hcnm.osce.org": {"delay": 1}},
    )
    assert sorted(crawl.urls[:3]) == [slow, slow, HOME]
    assert sorted(crawl.urls[3:]) == [f"{slow}a", f"{HOME}a"]


def test_an_entry_that_leads_off_the_site_is_kept_and_not_visited() -> None:
    crawl = navigating({HOME: menu_of('<li><a href="https://www.oscepa.org/">PA</a></li>')})
    (entry,) = crawl.items
    assert crawl.urls == [HOME]
    assert (entry.url, entry.page_status, entry.final_url) == ("https://www.oscepa.org/", None, None)


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (200, "<html><body>no menu</body></html>", "no menu"),
        (404, OTHER_MENU, "failed"),
        (200, "", "no menu"),
    ],
)
def test_a_home_page_without_a_menu_is_explained(status: int, body: str, why: str) -> None:
    crawl = navigating({HOME: page(HOME, status, body.encode())})
    assert crawl.items == []
    assert crawl.told.why() == {HOME: why}


def test_a_home_page_that_cannot_be_had_is_explained() -> None:
    crawl = navigating({HOME: DownloadTimeoutError("too slow")})
    assert crawl.told.explained == {HOME: ("failed", "no answer in time")}


def test_an_entry_whose_page_is_an_error_is_kept_with_its_status() -> None:
    (entry,) = navigating({HOME: menu_of('<li><a href="/a">One</a></li>')}).items
    assert (entry.page_status, entry.page_title, entry.page_description) == (404, None, None)


def test_an_entry_whose_page_cannot_be_had_is_kept() -> None:
    crawl = navigating(
        {HOME: menu_of('<li><a href="/a">One</a></li>'), f"{HOME}a": DownloadTimeoutError("too slow")}
    )
    (entry,) = crawl.items
    assert (entry.path, entry.page_status) == ((("One", 1),), None)
    assert crawl.told.explained[f"{HOME}a"] == ("failed", "no answer in time")
