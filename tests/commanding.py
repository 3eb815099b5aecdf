"""The command as a user runs it: a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# A live crawl has no contact unless a test gives one.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "OSCE_CRAWLER_CONTACT"} | {
    "PYTHONPATH": str(ROOT)
}
# Deprecations are errors here as in the other tests.
_PROGRAM = """
import warnings
from scrapy.exceptions import ScrapyDeprecationWarning
for category in (DeprecationWarning, PendingDeprecationWarning, ScrapyDeprecationWarning):
    warnings.simplefilter("error", category)
from osce_crawler.cli import main
main()
"""


def run(*arguments: str | Path, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    """Run `osce-crawler` with these arguments."""
    return subprocess.run(
        _command(arguments),
        cwd=cwd,
        env=_ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def started(*arguments: str | Path, **environment: str | Path) -> "subprocess.Popen[str]":
    """Start `osce-crawler` with these arguments and variables; a process group of its own."""
    return subprocess.Popen(
        _command(arguments),
        env=_ENVIRONMENT | {name: str(value) for name, value in environment.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def _command(arguments: tuple[str | Path, ...]) -> list[str]:
    return [sys.executable, "-c", _PROGRAM, *map(str, arguments)]
