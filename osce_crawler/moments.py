"""Moments as every file of ours writes them: UTC, whole seconds, `YYYY-MM-DDThh:mm:ssZ`."""

import datetime as dt
import time
from pathlib import Path

FORMAT = "%Y-%m-%dT%H:%M:%SZ"
# Clocks that are right differ by less.
_SKEW = dt.timedelta(minutes=10)


def now() -> str:
    """The present moment."""
    return time.strftime(FORMAT, time.gmtime())


def lies_ahead(moment: str) -> bool:
    """Whether this moment, in our format, is so much later than now that no page can be of it."""
    return moment > (dt.datetime.now(dt.UTC) + _SKEW).strftime(FORMAT)


def changed_at(path: Path) -> str:
    """When the file was last changed. Raises OSError."""
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).strftime(FORMAT)
