"""The command that runs the spiders: what each of them comes to is what the command says."""

import signal
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

# Says, when all is fetched, how many timers Twisted holds.
_COUNTED_TIMERS = """
import gc, sys
from osce_crawler.run import process
from osce_crawler.run.publish import Publication
process._TIDYING = 0.01
end = Publication.end
def counted(self):
    print("timers:", sum(type(one).__name__ == "DelayedCall" for one in gc.get_objects()), file=sys.stderr)
    end(self)
Publication.end = counted
"""


def both(site: BuiltSite, output: Path, *options: str, delay: str = "0", before: str = "") -> Command:
    command = Command(site.root, output, *options, delay=delay, before=before)
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


def test_a_site_that_is_down_is_waited_for_by_the_first_spider_and_asked_once_by_the_second(
    tmp_path: Path,
) -> None:
    with hosted(BuiltSite(3, 3)) as site:
        site.down()
        command = both(site, tmp_path)
        assert command.run() == 4, command.said
    (log,) = tmp_path.glob("runs/*/log")
    left = [line.partition(" is left alone: ")[2] for line in log.read_text().splitlines()]
    assert [*filter(None, left)] == [
        "10 failures in a row, the last: connection refused",
        "left alone by the spider before, and again: connection refused",
    ]


def test_a_stop_while_the_first_spider_is_at_work_is_an_interruption_and_begins_no_second_one(
    tmp_path: Path,
) -> None:
    with hosted(BuiltSite(24, 3)) as site:
        command = both(site, tmp_path, delay="1")
        assert command.disturb(lambda: "/" in site.asked, signal.SIGINT) == 130, command.said
    assert "Traceback" not in command.said
    assert command.said.startswith("Interrupted: ")
    assert not [*tmp_path.glob("runs/*/navigation.items.jsonl")]


def test_a_stop_while_the_first_dataset_is_published_begins_no_second_spider_and_is_resumed(
    tmp_path: Path,
) -> None:
    with hosted(BuiltSite(6, 3)) as site:
        command = both(site, tmp_path)
        code = command.disturb(lambda: command.phase().startswith("publishing"), signal.SIGTERM, slowed=0.3)
        assert code == 130, command.said
        assert command.said.startswith("Interrupted: ")
        assert not [*tmp_path.glob("runs/*/navigation.items.jsonl")]
        resumed = both(site, tmp_path)
        assert resumed.run() == 0, resumed.said
        assert len(resumed.run_folders()) == 1


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


def test_timers_of_requests_that_were_answered_do_not_pile_up(tmp_path: Path) -> None:
    with hosted(BuiltSite(400, 3)) as site:
        command = Command(site.root, tmp_path, before=_COUNTED_TIMERS)
        assert command.run() == 0, command.said
    assert int(command.said.partition("timers: ")[2].split()[0]) < 120
