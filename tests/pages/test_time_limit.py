"""Reading takes no longer than it may, and leaves the process as it was."""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType

import pytest

from osce_crawler.pages.document import UnreadablePageError
from osce_crawler.pages.time_limit import PageTooSlowError, time_limit

ENDLESS = re.compile("(a*)*b")


@pytest.fixture(autouse=True)
def _nothing_is_left_behind() -> Iterator[None]:
    handler, timer = signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)
    yield
    assert signal.getsignal(signal.SIGALRM) is handler
    assert signal.getitimer(signal.ITIMER_REAL) == timer


def _wait(seconds: float = 5) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def _wait_in_vain(then: float) -> None:
    with contextlib.suppress(ValueError):
        _wait()
    _wait(then)


def _wait_within_a_longer_limit() -> None:
    with time_limit(5):
        _wait(0.1)
    _wait()


def _wait_and_signal(number: int) -> None:
    os.kill(os.getpid(), number)
    _wait()


def test_what_ends_in_time_is_left_alone() -> None:
    with time_limit(5):
        words = ["in", "time"]
    assert words == ["in", "time"]


def test_a_loop_is_interrupted_and_the_limit_named() -> None:
    with pytest.raises(PageTooSlowError, match=r"reading took longer than 0.05 s"), time_limit(0.05):
        _wait()


def test_a_page_that_is_too_slow_is_unreadable() -> None:
    assert issubclass(PageTooSlowError, UnreadablePageError)


def test_a_regular_expression_is_interrupted() -> None:
    started = time.monotonic()
    with pytest.raises(PageTooSlowError), time_limit(0.05):
        ENDLESS.match("a" * 10_000)
    assert time.monotonic() - started < 4


def test_an_error_that_was_dropped_comes_again() -> None:
    started = time.monotonic()
    with pytest.raises(PageTooSlowError), time_limit(0.05):
        _wait_in_vain(then=5)
    assert time.monotonic() - started < 3


def test_an_error_that_was_dropped_at_the_end_is_told_all_the_same() -> None:
    with pytest.raises(PageTooSlowError), time_limit(0.05):
        _wait_in_vain(then=0)


def test_an_error_of_the_reading_itself_passes() -> None:
    with pytest.raises(KeyError), time_limit(5):
        raise KeyError


def test_a_limit_inside_a_limit_is_its_own() -> None:
    with time_limit(5):
        with pytest.raises(PageTooSlowError, match=r"0\.05 s"), time_limit(0.05):
            _wait()
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 4


def test_an_outer_limit_that_passed_meanwhile_strikes_afterwards() -> None:
    with pytest.raises(PageTooSlowError, match=r"0\.05 s"), time_limit(0.05):
        _wait_within_a_longer_limit()


def test_an_earlier_timer_and_its_handler_go_on() -> None:
    heard: list[int] = []

    def listen(number: int, _frame: FrameType | None) -> None:
        heard.append(number)

    earlier = signal.signal(signal.SIGALRM, listen)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(PageTooSlowError), time_limit(0.02):
            _wait()
        assert heard == []
        _wait(0.2)
        assert heard == [signal.SIGALRM]
    finally:
        signal.signal(signal.SIGALRM, earlier)


def test_in_another_thread_there_is_no_limit() -> None:
    done: list[bool] = []

    def read() -> None:
        with time_limit(0.01):
            time.sleep(0.05)
        done.append(True)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert done == [True]


def test_the_signals_of_an_event_loop_are_served_while_a_page_is_read() -> None:
    async def crawl() -> list[str]:
        heard: list[str] = []
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, heard.append, "asked to end")
        with pytest.raises(PageTooSlowError), time_limit(0.05):
            _wait_and_signal(signal.SIGUSR1)
        await asyncio.sleep(0.05)
        asyncio.get_running_loop().remove_signal_handler(signal.SIGUSR1)
        return heard

    assert asyncio.run(crawl()) == ["asked to end"]


def test_a_process_that_reads_can_be_terminated() -> None:
    program = (
        "import re\n"
        "from osce_crawler.pages.time_limit import time_limit\n"
        "with time_limit(30):\n"
        "    print('reading', flush=True)\n"
        "    re.match('(a*)*b', 'a' * 10_000)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()
        assert process.wait(10) == -signal.SIGTERM
