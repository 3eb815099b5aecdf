"""SECURITY.md says what the code does."""

import re

import pytest
from scrapy.settings import Settings

from osce_crawler import outcomes
from osce_crawler import settings as ours
from osce_crawler.archive import archived_page, folder, warc_records
from osce_crawler.grammar import characters
from osce_crawler.outcomes import REASONS
from osce_crawler.pages import bounds, document, reading
from osce_crawler.politeness import retry, robots
from osce_crawler.spiders import backlog, sitemaps
from tests.commanding import ROOT

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
BOUNDS = {
    cells[0]: cells[1:]
    for line in PAGE.split("## What is bounded", 1)[1].split("\n## ", 1)[0].splitlines()
    if line.startswith("| ") and (cells := [cell.strip() for cell in line.strip("|").split("|")])
}


def _settings() -> Settings:
    settings = Settings()
    settings.setmodule(ours, priority="project")
    return settings


def _mib(size: int) -> str:
    return f"{size / 2**20:g} MiB"


@pytest.mark.parametrize(
    ("what", "most"),
    [
        ("a page, as sent and unpacked", f"{_mib(ours.DOWNLOAD_MAXSIZE)}, {ours.DOWNLOAD_TIMEOUT} seconds"),
        ("redirects of a request", f"{_settings()['REDIRECT_MAX_TIMES']}"),
        ("robots.txt", f"{robots._LONGEST >> 10} KiB"),
        ("Crawl-delay", f"{robots._LONGEST_DELAY:g} seconds"),
        ("Retry-After", f"{retry._LONGEST_RETRY_AFTER / 60:g} minutes"),
        ("retries of a page", f"{ours.RETRY_TIMES}"),
        ("a sitemap, unpacked", _mib(sitemaps._LARGEST)),
        ("sitemaps of a crawl", f"{ours.SITEMAP_BUDGET:,}"),
        ("pages of a list", f"{ours.LIST_BUDGET:,}"),
        ("a chain of translations", f"{backlog._DEEPEST}"),
        ("reading a page", f"{reading.LONGEST_READING:g} seconds"),
        ("attributes of one tag", f"{document._MAX_ATTRIBUTES:,}"),
        ("a title, or a description of a page", f"{bounds.LONGEST_TITLE:,} characters"),
        ("one fact of a release", f"{bounds.LONGEST_FACT:,} characters"),
        ("links of a release; its documents; its images", f"{bounds.MOST_OF_A_KIND:,} each"),
        ("entries of a menu", f"{bounds.MOST_ENTRIES:,}"),
        ("marks on one letter", f"{characters._MARKS_ON_A_LETTER}"),
        ("a saved page or local file", _mib(folder._LONGEST_FILE)),
        ("a record of a WARC file", _mib(archived_page.LARGEST_RECORD)),
        ("each head of a WARC record", f"{warc_records.LONGEST_HEAD >> 10} KiB"),
        ("a reason in the report", f"{outcomes._LONGEST_DETAIL} characters"),
    ],
)
def test_each_bound_is_that_of_the_code(what: str, most: str) -> None:
    assert BOUNDS[what][0] == most


def test_each_consequence_that_is_a_reason_is_one_of_the_closed_set() -> None:
    told = {reason for cells in BOUNDS.values() for reason in re.findall(r"`(.+?)`", cells[1])}
    assert told
    assert told <= REASONS


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("TELNETCONSOLE_ENABLED", False),
        ("REMOTE_CONTROL_ENABLED", False),
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("COOKIES_ENABLED", False),
        ("REFERRER_POLICY", "no-referrer"),
        ("LOG_FORMATTER", "osce_crawler.run.log.ItemlessLog"),
    ],
)
def test_what_is_told_of_requests_and_ports_is_set(setting: str, value: object) -> None:
    assert _settings()[setting] == value


def test_no_address_is_given_to_which_nobody_answers() -> None:
    assert not re.findall(r"\S+@\S+\.\S+", PAGE)
