"""The defaults of a crawl: polite, quiet, and on its own hosts."""

import ast
import importlib
import inspect
import tomllib
from urllib.parse import urlsplit

import pytest
from scrapy.pqueues import DownloaderAwarePriorityQueue
from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

from osce_crawler import settings
from osce_crawler.archive.handler import REPLAY
from osce_crawler.politeness.hosts import pause_after
from osce_crawler.settings import EXTENSIONS, ITEM_PIPELINES, START_SITES
from tests.commanding import ROOT

OURS = {name: value for name, value in vars(settings).items() if name.isupper()}


def test_robots_are_obeyed_and_a_host_is_asked_once_a_second() -> None:
    assert settings.ROBOTSTXT_OBEY is True
    assert settings.DOWNLOAD_DELAY == 1.0
    assert settings.DOWNLOAD_DELAY_JITTER == 0
    assert settings.CONCURRENT_REQUESTS_PER_DOMAIN == 1


def test_no_port_is_opened() -> None:
    assert settings.TELNETCONSOLE_ENABLED is False
    assert settings.REMOTE_CONTROL_ENABLED is False


def test_a_challenge_is_not_followed_and_an_error_is_an_answer() -> None:
    assert settings.METAREFRESH_ENABLED is False
    assert settings.HTTPERROR_ALLOW_ALL is True


def test_no_request_says_where_its_address_was_found() -> None:
    assert settings.REFERRER_POLICY == "no-referrer"


def test_of_scrapy_s_own_parts_only_those_are_switched_off_that_ours_extend() -> None:
    off = {path for path, place in settings.DOWNLOADER_MIDDLEWARES.items() if place is None}
    extended = {
        path_of(base)
        for path, place in settings.DOWNLOADER_MIDDLEWARES.items()
        if place is not None
        for base in load_object(path).__mro__[1:2]
        if base is not object
    }
    assert off == extended
    assert "SPIDER_MIDDLEWARES" not in OURS


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (path, place)
        for path, place in settings.DOWNLOADER_MIDDLEWARES.items()
        if place is not None and load_object(path).__base__ is not object
    ],
)
def test_each_part_stands_where_the_one_that_it_extends_stands(path: str, place: int) -> None:
    extended = path_of(load_object(path).__mro__[1])
    assert default_settings.DOWNLOADER_MIDDLEWARES_BASE[extended] == place


def test_a_host_of_the_operator_s_network_is_told_before_anything_could_retry() -> None:
    places = settings.DOWNLOADER_MIDDLEWARES
    refusing = places["osce_crawler.politeness.resolver.PublicHosts"]
    others = [place for place in places.values() if place is not None and place != refusing]
    assert refusing is not None
    assert refusing > max(others)


def test_the_scheduler_and_its_filter_are_scrapy_s_own() -> None:
    assert {"SCHEDULER", "DUPEFILTER_CLASS", "DOWNLOADER"}.isdisjoint(OURS)
    assert issubclass(load_object(settings.SCHEDULER_PRIORITY_QUEUE), DownloaderAwarePriorityQueue)


def test_a_page_that_fails_is_retried_for_eight_minutes() -> None:
    pauses = [pause_after(settings.DOWNLOAD_DELAY, times) for times in range(1, settings.RETRY_TIMES + 1)]
    assert sum(pauses) == 500
    assert {429, 500, 502, 503, 504} <= {*settings.RETRY_HTTP_CODES}


def path_of(kind: type) -> str:
    return f"{kind.__module__}.{kind.__name__}"


def test_the_operator_signs_every_request() -> None:
    assert "{contact}" in settings.USER_AGENT
    assert settings.CONTACT is None


@pytest.mark.parametrize("site", START_SITES)
def test_a_crawl_begins_at_the_root_of_a_host_of_the_osce(site: str) -> None:
    parts = urlsplit(site)
    assert (parts.scheme, parts.path) == ("https", "/")
    assert str(parts.hostname).endswith(".osce.org")


@pytest.mark.parametrize(
    "path",
    [
        *ITEM_PIPELINES,
        *EXTENSIONS,
        *settings.DOWNLOADER_MIDDLEWARES,
        *settings.ADDONS,
        settings.SCHEDULER_PRIORITY_QUEUE,
    ],
)
def test_what_is_switched_on_is_there(path: str) -> None:
    assert inspect.isclass(load_object(path))


@pytest.mark.parametrize("name", sorted(set(OURS) & set(vars(default_settings))))
def test_a_changed_setting_differs_from_the_default(name: str) -> None:
    assert OURS[name] != getattr(default_settings, name)


def test_every_changed_number_or_switch_gives_its_reason() -> None:
    source = inspect.getsource(settings)
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            target = node.targets[0]
            assert isinstance(target, ast.Name)
            simple = isinstance(node.value.value, bool | int | float)
            assert not simple or "# " in lines[node.lineno - 1], target.id


def test_saved_pages_are_read_without_waiting_asking_or_trying_again() -> None:
    assert REPLAY["DOWNLOAD_DELAY"] == 0
    assert REPLAY["ROBOTSTXT_OBEY"] is False
    assert REPLAY["RETRY_ENABLED"] is False


def test_settings_can_be_imported_on_their_own() -> None:
    assert importlib.reload(settings).BOT_NAME == "osce_crawler"


def test_an_installed_copy_has_every_file_that_the_package_reads() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["osce_crawler"]
    package = ROOT / "osce_crawler"
    packed = {path for pattern in patterns for path in package.glob(pattern)}
    files = {path for path in package.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}}
    assert files - packed == set()
