"""Serves a built site until it is killed: `python -m tests.site --items 500 --generation 3`.

The first line of its output is the site's address.
"""

import argparse
import signal
from contextlib import suppress

from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted

# What a second request gets over.
_PASSING = (Fault.status(503), Fault.reset(), Fault.truncated(), Fault.empty(), Fault.chunk_cut())


def main() -> None:
    options = _options()
    site = BuiltSite(options.items, options.generation, page_kb=options.page_kb)
    if options.faults:
        site.fail_share(options.faults, _PASSING)
    with hosted(site, options.port), suppress(KeyboardInterrupt):
        print(site.root, flush=True)  # noqa: T201  what it is started for
        signal.pause()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.site", description=__doc__)
    parser.add_argument("--items", type=int, default=60)
    parser.add_argument("--generation", type=int, choices=(2, 3), default=3)
    parser.add_argument("--page-kb", type=int, default=0, help="size of what is added to each text")
    parser.add_argument("--port", type=int, default=0, help="a free one by default")
    parser.add_argument("--faults", type=float, default=0, help="share of the pages that fail once")
    return parser.parse_args()


if __name__ == "__main__":
    main()
