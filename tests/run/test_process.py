"""The command that runs the spiders: what each of them comes to is what the command says."""

from pathlib import Path

from osce_crawler.dataset.freshness import last_success
from tests.interrupting import Command
from tests.site.building import BuiltSite
from tests.site.hosting import hosted

# Scrapy's way to end a crawl before it begins: an extension that says so when the spider is opened.
_CLOSED_AT_ONCE = """
from scrapy import signals
from scrapy.exceptions import CloseSpider
from osce_crawler import settings
class Refusing:
    @classmethod
    def from_crawler(cls, crawler):
        refusing = cls()
        crawler.signals.connect(refusing.opened, signals.spider_opened)
        return refusing
    def opened(self):
        raise CloseSpider("not today")
import sys
sys.modules["refusing"] = type(sys)("refusing")
sys.modules["refusing"].Refusing = Refusing
settings.EXTENSIONS["refusing.Refusing"] = 1
"""


def both(site: BuiltSite, output: Path, *options: str, before: str = "") -> Command:
    command = Command(site.root, output, *options, before=before)
    command._arguments.insert(2, "navigation")
    return command


def test_where_the_first_spider_fails_the_second_runs_and_the_exit_code_is_that_of_a_failure(
    tmp_path: Path,
) -> None:
    (tmp_path / "press_releases.jsonl").write_text("no JSON\n")
    with hosted(BuiltSite(3, 3)) as site:
        command = both(site, tmp_path)
        assert command.run() == 1, command.said
        assert command.run() == 1, command.said
    assert "press_releases: failed" in command.said
    assert "press_releases.jsonl, line 1" in command.said
    assert "navigation: " in command.said
    assert "interrupted" not in command.said


def test_a_spider_that_is_closed_as_it_opens_is_a_failure_without_a_traceback(tmp_path: Path) -> None:
    with hosted(BuiltSite(3, 3)) as site:
        command = Command(site.root, tmp_path, "--keep-pages", before=_CLOSED_AT_ONCE)
        assert command.run() == 1, command.said
        assert "Traceback" not in command.said
        (log,) = tmp_path.glob("runs/*/log")
        assert "AttributeError" not in log.read_text()


def test_a_bounded_run_is_no_success_for_status(tmp_path: Path) -> None:
    with hosted(BuiltSite(6, 3)) as site:
        bounded = Command(site.root, tmp_path, "--limit", "2")
        assert bounded.run() == 0, bounded.said
    assert last_success(tmp_path) == {"press_releases": None}
