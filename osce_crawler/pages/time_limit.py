"""How long the reading of one page may take."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from osce_crawler.pages.document import UnreadablePageError

# The error may be taken for another where it strikes, and dropped: the clock strikes again.
_AGAIN = 0.25
# What is left of an earlier timer whose time has come meanwhile: no timer can be set to nothing.
_AT_ONCE = 1e-3


class PageTooSlowError(UnreadablePageError):
    """Reading a page took longer than it may."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt what is done within after so many seconds. Raises PageTooSlowError.

    Python looks for signals between two steps, and regular expressions look for them too; other signals
    are served as ever. The handler and the timer that were set before are set again afterwards, the timer
    with what is left of its time. Only the main thread can be interrupted so: elsewhere, and on systems
    without the signal, there is no limit.
    """
    if not _is_possible():
        yield
        return
    started = time.monotonic()
    left, interval = signal.setitimer(signal.ITIMER_REAL, 0)
    clock = _Clock(seconds)
    earlier = signal.signal(signal.SIGALRM, clock.strike)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
            yield
        finally:
            # The clock may strike at this very place: what follows is done even then.
            clock.stop()
    finally:
        clock.stop()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)
        if left:
            rest = left - (time.monotonic() - started)
            signal.setitimer(signal.ITIMER_REAL, max(rest, _AT_ONCE), interval)
    if clock.struck:
        raise clock.error()


def _is_possible() -> bool:
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return False
    # A handler that was not set from Python is none that could be set again.
    return signal.getsignal(signal.SIGALRM) is not None


class _Clock:
    """Strikes when the time is up."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.struck = False
        self.stopped = False

    def stop(self) -> None:
        """From now on a strike does nothing."""
        self.stopped = True

    def strike(self, _number: int, _frame: FrameType | None) -> None:
        if not self.stopped:
            self.struck = True
            raise self.error()

    def error(self) -> PageTooSlowError:
        return PageTooSlowError(f"reading took longer than {self.seconds:g} s")
