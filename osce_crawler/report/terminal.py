"""Whether standard error is a terminal on which a line can be drawn anew."""

import os
import sys

# Terminals on which nothing can go back.
_SIMPLE = frozenset({"", "dumb", "unknown"})


def can_go_back() -> bool:
    """Whether a bar can be shown: a pipe or a simple terminal takes lines only."""
    return sys.stderr.isatty() and os.environ.get("TERM", "") not in _SIMPLE
