"""A stop by a signal: one line and exit code 130, whatever the command is about to do."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from osce_crawler.exits import INTERRUPTED

# Seconds in which a command that was stopped leaves nothing of its own behind.
_GRACE = 2.0


class StoppedError(SystemExit):
    """A signal asks the command to end; its name is the first argument."""


def mind_signals() -> None:
    """Let SIGTERM and SIGHUP stop the command as Ctrl-C does, unless they are ignored, as by `nohup`.

    A crawl at work has Scrapy's handlers of SIGTERM and SIGINT; a SIGHUP comes to that of SIGTERM.
    """
    if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _stop)
    if signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        signal.signal(signal.SIGHUP, _hang_up)
    sys.unraisablehook = _pass_over_files


def _stop(number: int, _frame: FrameType | None) -> None:
    stop = StoppedError(signal.Signals(number).name)
    # Libraries as they are loaded, and Python in its own callbacks, may drop whatever is raised in them.
    timer = threading.Timer(_GRACE, _end_at_once, [stop])
    timer.daemon = True
    timer.start()
    raise stop


def _hang_up(number: int, frame: FrameType | None) -> None:
    # Shell and kernel both tell of a closed terminal; the second time is no call for a hasty end.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    stop = signal.getsignal(signal.SIGTERM)
    if callable(stop):  # with its own number: a log names it
        stop(number, frame)
    else:
        signal.raise_signal(signal.SIGTERM)


def _end_at_once(stop: StoppedError) -> None:
    _tell(stop)
    os._exit(INTERRUPTED)


def _pass_over_files(lost: "sys.UnraisableHookArgs") -> None:
    """A file that a full disk does not take fails once more as it is forgotten; its writer was told."""
    if not isinstance(lost.exc_value, OSError | StoppedError):
        sys.__unraisablehook__(lost)


@contextmanager
def end_on_stop() -> Iterator[None]:
    """Exit with one line where a signal stops what is done inside."""
    try:
        yield
    except (StoppedError, KeyboardInterrupt) as stop:
        _tell(stop)
        sys.exit(INTERRUPTED)


def _tell(stop: BaseException) -> None:
    said = f"osce-crawler: stopped by {stop.args[0] if stop.args else 'Ctrl-C'}\n"
    with suppress(OSError):  # a terminal that was closed
        os.write(2, said.encode())
