"""The page as people use it, in headless Chromium."""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from axe_core_python.base import AXE_SCRIPT
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select
from selenium.webdriver.support.wait import WebDriverWait

from osce_crawler.items import PressRelease
from tests.browsing import asked, chromium, said, show, text, texts
from tests.report.html.publishing import ELECTIONS, POLICING, numbered, page_of, published
from tests.report.html.test_page import HOSTILE, hostile

_TITLES = "#table tbody td.title > :is(a, bdi)"
_RELEASES = [
    numbered(0, title="Žabljak hosts the Élection course", content_type="news", language="sr"),
    numbered(1, title="ÉLECTIONS in spring", gone_on=dt.date(2025, 1, 2)),
    numbered(2, title="Выборы весной", language="ru", date=None),
    numbered(3, sources=[], fields_of_work=[ELECTIONS, POLICING], places=[]),
    *map(numbered, range(4, 120)),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("page"))


def written(folder: Path, releases: Iterable[PressRelease] = _RELEASES) -> Path:
    (folder / "report.html").write_bytes(page_of(published(folder, releases)))
    return folder / "report.html"


def choose(browser: Chrome, name: str, words: str) -> None:
    Select(browser.find_element(By.ID, f"filter-{name}")).select_by_visible_text(words)


def search(browser: Chrome, words: str) -> None:
    """Type the words, and wait for the table to follow."""
    field, before = browser.find_element(By.ID, "search"), text(browser, "#status")
    field.clear()
    field.send_keys(words)
    WebDriverWait(browser, 10).until(lambda _: text(browser, "#status") != before)


def press(browser: Chrome, selector: str) -> None:
    browser.execute_script("arguments[0].click()", browser.find_element(By.CSS_SELECTOR, selector))


def test_a_filter_leaves_the_releases_that_fit_and_clear_brings_all_back(browser: Chrome, page: Path) -> None:
    show(browser, page)
    assert text(browser, "#status") == "120 of 120 releases"
    for name, words, status in (
        ("type", "News (1)", "1 of 120 releases"),
        ("language", "Russian (1)", "1 of 120 releases"),
        ("source", "Not given (1)", "1 of 120 releases"),
        ("source", "OSCE Mission to Skopje (60)", "60 of 120 releases"),
        ("field", "Policing (61)", "61 of 120 releases"),
        ("country", "Austria (59)", "59 of 120 releases"),
        ("year", "2023 (41)", "41 of 120 releases"),
        ("year", "Not given (1)", "1 of 120 releases"),
    ):
        choose(browser, name, words)
        assert text(browser, "#status") == status, words
        press(browser, "#filters button[type=reset]")
        WebDriverWait(browser, 10).until(lambda _: text(browser, "#status") == "120 of 120 releases")


def test_filters_work_together_and_say_when_nothing_fits(browser: Chrome, page: Path) -> None:
    show(browser, page)
    choose(browser, "field", "Elections (60)")
    choose(browser, "source", "Not given (1)")
    assert texts(browser, _TITLES) == ["Release 3"]
    search(browser, "no such word")
    assert text(browser, "#status") == "No release fits: clear a filter."
    assert not browser.find_element(By.ID, "table").is_displayed()


def test_the_search_finds_words_in_any_order_case_and_accent(browser: Chrome, page: Path) -> None:
    show(browser, page)
    search(browser, "COURSE zabl")
    assert texts(browser, _TITLES) == ["Žabljak hosts the Élection course"]
    search(browser, "election")
    assert texts(browser, _TITLES) == ["Žabljak hosts the Élection course", "ÉLECTIONS in spring"]
    search(browser, "выборы")
    assert texts(browser, _TITLES) == ["Выборы весной"]
    search(browser, "(.*")
    assert text(browser, "#status") == "No release fits: clear a filter."


def test_a_head_sorts_both_ways_and_says_so_and_what_has_no_value_comes_last(
    browser: Chrome, page: Path
) -> None:
    show(browser, page)
    days = "#table tbody td.day"
    assert (
        browser.find_element(By.CSS_SELECTOR, "th[data-column=day]").get_attribute("aria-sort")
        == "descending"
    )
    assert texts(browser, days)[:2] == ["2024-12-31", "2024-12-22"]
    press(browser, "th[data-column=day] button")
    assert (
        browser.find_element(By.CSS_SELECTOR, "th[data-column=day]").get_attribute("aria-sort") == "ascending"
    )
    assert texts(browser, days)[0] == numbered(119).date.isoformat()  # type: ignore[union-attr]
    for _ in range(2):
        press(browser, "#pages button[data-step='1']")
    assert texts(browser, days)[-1] == ""
    press(browser, "th[data-column=title] button")
    assert texts(browser, _TITLES)[:3] == ["ÉLECTIONS in spring", "Release 3", "Release 4"]
    assert browser.find_element(By.CSS_SELECTOR, "th[data-column=day]").get_attribute("aria-sort") is None


def test_pages_are_turned_and_end_where_they_end(browser: Chrome, page: Path) -> None:
    show(browser, page)
    press(browser, "#pages button[data-step='-1']")
    assert text(browser, "#page") == "Page 1 of 3"
    for _ in range(4):
        press(browser, "#pages button[data-step='1']")
    assert text(browser, "#page") == "Page 3 of 3"
    assert len(texts(browser, _TITLES)) == 20


def test_a_row_leads_to_its_page_and_says_if_that_is_gone(browser: Chrome, page: Path) -> None:
    show(browser, page)
    search(browser, "in spring")
    link = browser.find_element(By.CSS_SELECTOR, "#table tbody a")
    assert link.get_attribute("href") == "https://www.osce.org/odihr/499999"
    assert "gone from the site since 2025-01-02" in text(browser, "#table tbody td.title")


def test_the_address_keeps_what_was_chosen(browser: Chrome, page: Path) -> None:
    show(browser, page)
    choose(browser, "country", "Austria (59)")
    search(browser, "release 1")
    press(browser, "th[data-column=title] button")
    titles, address = texts(browser, _TITLES), browser.current_url.partition("#")[2]
    show(browser, page, address=address)
    assert texts(browser, _TITLES) == titles
    assert "Austria" in address
    show(browser, page, address="year=1066&sort=nothing&field=%3Cscript%3E")
    assert text(browser, "#status") == "120 of 120 releases"


def test_a_mark_of_a_chart_tells_its_numbers(browser: Chrome, page: Path) -> None:
    show(browser, page)
    for chart, mark, words in (
        ("months", ".mark-rect path", ("Month", "Type", "Releases")),
        ("sources", ".mark-symbol path", ("Source", "Year", "Releases")),
        ("fields", ".mark-rect path", ("Field of work", "Year", "Releases")),
        ("places", ".mark-symbol path", ("Place", "Country", "Releases")),
        ("languages", ".mark-rect path", ("Language", "Releases")),
    ):
        found = browser.find_element(
            By.CSS_SELECTOR, f"#chart-{chart} .marks.role-mark, #chart-{chart} {mark}"
        )
        found = browser.find_elements(By.CSS_SELECTOR, f"#chart-{chart} .role-mark{mark}")[-1]
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        ActionChains(browser).move_to_element(found).perform()
        WebDriverWait(browser, 10).until(lambda _: "visible" in tooltip(browser))
        for word in words:
            assert word in text(browser, "#vg-tooltip-element"), chart
        ActionChains(browser).move_to_element(browser.find_element(By.TAG_NAME, "footer")).perform()


def tooltip(browser: Chrome) -> str:
    return str(
        browser.execute_script("return document.getElementById('vg-tooltip-element')?.className ?? ''")
    )


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_days_and_months_are_the_same_in_every_time_zone(browser: Chrome, tmp_path: Path, zone: str) -> None:
    page = written(tmp_path, [numbered(0, date=dt.date(2024, 12, 1)), numbered(1, date=dt.date(2024, 1, 31))])
    browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": zone})
    show(browser, page)
    assert texts(browser, "#table tbody td.day") == ["2024-12-01", "2024-01-31"]
    found = browser.find_elements(By.CSS_SELECTOR, "#chart-months .role-mark.mark-rect path")
    told = set()
    for bar in found:
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", bar)
        ActionChains(browser).move_to_element(bar).perform()
        WebDriverWait(browser, 10).until(lambda _: "visible" in tooltip(browser))
        told.add(text(browser, "#vg-tooltip-element tr:first-child td.value"))
    browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": ""})
    assert told == {"December 2024", "January 2024"}


def test_the_map_shows_the_whole_world_where_asked(browser: Chrome, page: Path) -> None:
    show(browser, page)
    drawn = "return document.querySelector('#chart-places svg').innerHTML"
    before = browser.execute_script(drawn)
    Select(browser.find_element(By.ID, "region")).select_by_value("world")
    WebDriverWait(browser, 10).until(lambda _: browser.execute_script(drawn) != before)


def test_a_chart_is_saved_with_its_colours(browser: Chrome, page: Path, tmp_path: Path) -> None:
    show(browser, page)
    behaviour = {"behavior": "allow", "downloadPath": str(tmp_path)}
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
    press(browser, "[data-save=fields]")
    target = tmp_path / "osce-fields.svg"
    WebDriverWait(browser, 10).until(lambda _: target.exists())
    drawn = target.read_text()
    assert drawn.startswith("<svg ")
    assert "var(" not in drawn
    assert "Policing" in drawn


def test_the_console_is_silent_and_nobody_is_asked(browser: Chrome, page: Path) -> None:
    said(browser)
    asked(browser)
    show(browser, page)
    search(browser, "release")
    assert said(browser) == []
    assert asked(browser) == []
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (768, "dark"), (390, "light"), (390, "dark")])
def test_everyone_can_use_it_at_any_width_and_it_never_scrolls_sideways(
    browser: Chrome, page: Path, width: int, scheme: str
) -> None:
    show(browser, page, width=width, scheme=scheme)
    browser.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    browser.execute_script(AXE_SCRIPT)
    found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    grave = [
        (violation["id"], violation["nodes"][0]["html"], violation["nodes"][0]["failureSummary"])
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert grave == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    list_fits = "const list = document.getElementById('list'); return list.scrollWidth <= list.clientWidth"
    assert browser.execute_script(list_fits)


def test_the_table_works_without_a_mouse(browser: Chrome, page: Path) -> None:
    show(browser, page)
    browser.execute_script("document.getElementById('search').focus()")
    keys = ActionChains(browser)
    keys.send_keys(Keys.TAB, Keys.ARROW_DOWN).perform()
    assert text(browser, "#status") != "120 of 120 releases"
    for _ in range(7):
        keys.send_keys(Keys.TAB)
    keys.perform()
    focused = "return document.activeElement.closest('th')?.dataset.column"
    assert browser.execute_script(focused) == "day"
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    assert (
        browser.find_element(By.CSS_SELECTOR, "th[data-column=day]").get_attribute("aria-sort") == "ascending"
    )


def test_on_paper_it_is_light_and_without_its_controls(browser: Chrome, page: Path) -> None:
    show(browser, page, scheme="dark")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    paper = "return getComputedStyle(document.body).backgroundColor"
    assert browser.execute_script(paper) == "rgb(255, 255, 255)"
    assert not browser.find_element(By.ID, "filters").is_displayed()
    assert browser.find_element(By.CSS_SELECTOR, "#chart-months svg").is_displayed()
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_hostile_words_are_shown_and_never_run(browser: Chrome, tmp_path: Path) -> None:
    said(browser)
    show(browser, written(tmp_path, hostile()))
    assert texts(browser, _TITLES) == [*HOSTILE]
    assert browser.execute_script("return window.hostile") is None
    assert browser.execute_script("return document.images.length") == 0
    assert said(browser) == []


def test_only_addresses_of_the_web_become_links(browser: Chrome, tmp_path: Path) -> None:
    # The reader of datasets refuses others before: so these are given to the table itself.
    addresses = [
        "javascript:window.hostile=1",
        "data:text/html,x",
        "//evil.test/1",
        " https:/x/2",
        "HTTPS://osce.org/3",
    ]
    number = len(addresses)
    nothing: dict[str, object] = {name: [[]] * number for name in ("source", "field", "country")}
    data = nothing | {
        "title": addresses,
        "tail": addresses,
        "day": [None] * number,
        "url": [0] * number,
        "type": [0] * number,
        "language": [0] * number,
        "codes": ["en"],
        "gone": [],
        "words": {name: [""] for name in ("url", "type", "language", "source", "field", "country")},
    }
    show(browser, written(tmp_path, []))
    browser.execute_script("showTable(arguments[0])", data)
    assert texts(browser, _TITLES) == addresses
    assert texts(browser, "#table tbody a") == ["HTTPS://osce.org/3"]


@pytest.mark.parametrize("number", [0, 1])
def test_a_page_of_none_or_one_works(browser: Chrome, tmp_path: Path, number: int) -> None:
    said(browser)
    show(browser, written(tmp_path, map(numbered, range(number))))
    expected = "1 of 1 releases" if number else "The dataset holds no release."
    assert text(browser, "#status") == expected
    assert len(texts(browser, ".chart svg")) == 5 * number
    assert said(browser) == []


@pytest.mark.long
def test_a_page_of_35_000_works_and_is_under_5_mb(browser: Chrome, tmp_path: Path) -> None:
    page = written(
        tmp_path, [numbered(n, date=dt.date(2024, 12, 31) - dt.timedelta(n // 4)) for n in range(35_000)]
    )
    assert page.stat().st_size < 5_000_000
    show(browser, page)
    search(browser, "release 34999")
    assert texts(browser, _TITLES) == ["Release 34999"]
