"""Standard streams that the caller closed, as by `>&-`."""

import os
import sys
from typing import TextIO


def replace_closed() -> None:
    """Open those that are closed on the null device: else the next file that is opened would become one."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def was_closed(stream: TextIO) -> bool:
    """Whether the caller closed this standard stream."""
    return getattr(stream, "name", "") == os.devnull
