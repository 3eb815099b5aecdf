"""The command `osce-crawler`."""

from collections.abc import Sequence
from typing import Never

from osce_crawler.cli.stopping import end_on_stop, mind_signals


def main(arguments: Sequence[str] | None = None) -> Never:
    """Run the command and exit; a stop ends it with one line and exit code 130."""
    # Before the rest is loaded: a stop may come in that time, too.
    mind_signals()
    with end_on_stop():
        from osce_crawler.cli.commands import run  # noqa: PLC0415
        from osce_crawler.cli.streams import replace_closed  # noqa: PLC0415

        replace_closed()
        run(arguments)
