"""What a command line or a project's settings stand for, in Scrapy's own settings."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from osce_crawler import settings as ours
from osce_crawler.addons import Arguments
from osce_crawler.archive.handler import REPLAY
from osce_crawler.politeness.hosts import Hosts
from osce_crawler.spiders.press_releases import PressReleasesSpider
from tests.commanding import ROOT

SITE = "http://127.0.0.1:8001/"
COUNTER = "scrapy.extensions.logcount.LogCount"


def settings_of(arguments: dict[str, Any] | None = None, **cmdline: Any) -> Settings:
    """The settings of a crawl with these spider arguments and these values of `-s`."""
    settings = Settings()
    settings.setmodule(ours, priority="project")
    settings.setdict(cmdline, priority="cmdline")
    crawler = Crawler(PressReleasesSpider, settings)
    if arguments is not None:
        crawler.spider = PressReleasesSpider.from_crawler(crawler, **arguments)
    Arguments.from_crawler(crawler).update_settings(crawler.settings)
    return crawler.settings


# Spider arguments


@pytest.mark.parametrize(
    ("argument", "value", "setting"),
    [("saved", "fixtures", "SAVED_PAGES"), ("limit", "5", "ITEM_LIMIT"), ("since", "2025-01-01", "SINCE")],
)
def test_an_argument_of_the_spider_stands_for_a_setting(argument: str, value: str, setting: str) -> None:
    assert settings_of({argument: value})[setting] == value


def test_an_argument_goes_before_the_project_s_settings_and_after_the_command_line_s() -> None:
    assert settings_of({"limit": "5"}).getint("ITEM_LIMIT") == 5
    assert settings_of({"limit": "5"}, ITEM_LIMIT="7").getint("ITEM_LIMIT") == 7


def test_without_arguments_the_settings_of_the_project_stand() -> None:
    for settings in (settings_of(None), settings_of({})):
        assert settings.getlist("START_SITES") == ours.START_SITES
        assert settings.getint("ITEM_LIMIT") == 0
        assert settings["OTHER_HOSTS"] == ours.OTHER_HOSTS


# Sites


def test_a_site_is_one_site_however_it_is_given() -> None:
    given = [
        settings_of({"site": SITE}),
        settings_of(START_SITES=SITE),
        settings_of({}, START_SITES=[SITE]),
        settings_of(None, START_SITES=(SITE,)),
    ]
    assert [settings["START_SITES"] for settings in given] == [[SITE]] * 4


def test_several_sites_are_parted_by_commas() -> None:
    assert settings_of(START_SITES=f"{SITE},http://127.0.0.1:8002/")["START_SITES"] == [
        SITE,
        "http://127.0.0.1:8002/",
    ]


@pytest.mark.parametrize("given", [{"site": SITE}, {}])
def test_a_site_that_is_named_is_the_only_one_that_is_asked(given: dict[str, str]) -> None:
    settings = settings_of(given) if given else settings_of(START_SITES=SITE)
    assert (settings["OTHER_HOSTS"], settings["OLDER_SITES"]) == ([], [])


def test_other_hosts_may_be_named_beside_it() -> None:
    assert settings_of({"site": SITE}, OTHER_HOSTS=["127.0.0.1:8002"])["OTHER_HOSTS"] == ["127.0.0.1:8002"]


# Replays


@pytest.mark.parametrize("how", ["argument", "setting"])
def test_saved_pages_are_read_without_waiting_asking_or_trying_again(how: str, tmp_path: Path) -> None:
    saved = str(tmp_path)
    settings = settings_of({"saved": saved}) if how == "argument" else settings_of(SAVED_PAGES=saved)
    for name, value in REPLAY.items():
        assert settings[name] == value, name


def test_a_crawl_of_the_site_is_no_replay() -> None:
    settings = settings_of({})
    assert settings.getfloat("DOWNLOAD_DELAY") == 1.0
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getbool("RETRY_ENABLED")


# Who asks


def test_every_request_says_who_runs_the_crawl() -> None:
    assert settings_of({}, CONTACT="me@example.org")["USER_AGENT"] == "osce-crawler (+me@example.org)"
    assert settings_of({})["USER_AGENT"] == "osce-crawler (+no contact)"


def test_another_user_agent_is_taken_as_it_is_given() -> None:
    settings = settings_of({}, USER_AGENT="mine (+{contact})", CONTACT="me@example.org")
    assert settings["USER_AGENT"] == "mine (+me@example.org)"
    assert settings_of({}, USER_AGENT="mine/1.0")["USER_AGENT"] == "mine/1.0"


# Parts that others need


def test_hosts_are_known_to_all_parts_whatever_extensions_a_project_has() -> None:
    for settings in (
        settings_of({}),
        settings_of({}, EXTENSIONS={}),
        settings_of({}, EXTENSIONS={COUNTER: 5}),
    ):
        assert settings["EXTENSIONS"][Hosts] == 100


def test_other_hosts_of_a_project_s_own_may_take_their_place() -> None:
    settings = settings_of({}, EXTENSIONS={Hosts: None, COUNTER: 5})
    assert settings["EXTENSIONS"][Hosts] is None


# Where Scrapy calls it


def test_other_spiders_and_commands_without_one_have_the_settings_too() -> None:
    class Other(Spider):
        name = "other"

    settings = Settings()
    settings.setmodule(ours, priority="project")
    settings.set("START_SITES", SITE, priority="cmdline")
    crawler = Crawler(Other, settings)
    crawler.addons.load_settings(crawler.settings)
    assert crawler.settings["START_SITES"] == [SITE]
    assert crawler.settings["USER_AGENT"] == "osce-crawler (+no contact)"


@pytest.mark.parametrize("braces", ["mine {}", "mine {0}", "mine {other}", "mine {"])
def test_a_user_agent_with_braces_of_its_own_is_no_reason_to_fail(braces: str) -> None:
    assert settings_of({}, USER_AGENT=braces)["USER_AGENT"] == braces


# Parts that are switched off

SWITCHES = {
    "TELNETCONSOLE_ENABLED": ("EXTENSIONS_BASE", "scrapy.extensions.telnet.TelnetConsole"),
    "REMOTE_CONTROL_ENABLED": ("EXTENSIONS_BASE", "scrapy.extensions.remote_control.RemoteControl"),
    "COOKIES_ENABLED": (
        "DOWNLOADER_MIDDLEWARES_BASE",
        "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",
    ),
}


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_part_of_scrapy_that_is_off_is_left_out_and_comes_back_with_its_switch(switch: str) -> None:
    components, path = SWITCHES[switch]
    assert path not in settings_of()[components]
    switched: dict[str, Any] = {switch: "True"}
    on = settings_of(None, **switched)
    assert path in on[components]
    assert len(on[components]) == len(settings_of()[components]) + 1


def test_a_crawl_imports_no_part_that_is_off(tmp_path: Path) -> None:
    program = (
        "import atexit, sys; from osce_crawler.cli import main\n"
        "atexit.register(lambda: print(sorted({'aiohttp', 'tldextract', 'requests'} & {*sys.modules})))\n"
        f"main(['crawl', '--saved', 'fixtures', '--output', {str(tmp_path)!r}])"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"
