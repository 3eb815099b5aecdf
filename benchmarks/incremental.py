"""What an incremental run costs that finds nothing new on a large dataset: `make bench-crawl` prints it, too.

The time beyond its requests is that of a run on the large dataset less that of a run on a small one: both ask
the site for the same pages.
"""

import datetime as dt
import tempfile
import time
from pathlib import Path
from statistics import median

import orjson

from benchmarks.crawling import command_of, measured, site
from benchmarks.generated import describe
from osce_crawler.dataset.read import read_releases
from osce_crawler.exporters import JsonLines
from osce_crawler.outcomes import EMITTED, Outcome

RECORDS = 35_000
ITEMS = 40
# How many times the time to read the file such a run may take beyond its requests.
LIMIT = 5


def main() -> None:
    with site(ITEMS) as root, tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        for output in (small, large):
            measured(command_of(root, output), ITEMS)
        grow(large, RECORDS)
        describe(large)
        measured(command_of(root, large), ITEMS)  # learns what the file holds
        rounds = [(_seconds(root, small), _seconds(root, large), reading(large)) for _ in range(5)]
    beyond = median(large - small for small, large, _ in rounds)
    read = median(read for *_, read in rounds)
    print(f"an unchanged run on {RECORDS} records: {beyond:.2f} s of CPU beyond its requests,")
    print(f"{beyond / read:.1f} times what it takes to read the file ({read:.2f} s; limit {LIMIT})")


def _seconds(root: str, output: Path) -> float:
    return measured(command_of(root, output), ITEMS).seconds


def reading(output: Path) -> float:
    """CPU time, in seconds, to read the dataset with the fastest reader of JSON there is here."""
    begun = time.process_time()
    with (output / "press_releases.jsonl").open("rb") as lines:
        for line in lines:
            orjson.loads(line)
    return time.process_time() - begun


def grow(output: Path, records: int) -> None:
    """Put older releases behind those that a run has published, as if earlier runs had read them."""
    dataset, seen = output / "press_releases.jsonl", output / "seen.jsonl"
    record = next(read_releases(dataset))
    record.body = "\n\n".join([record.body, *_PARAGRAPHS])
    record.date = dt.date(2012, 1, 1)
    with JsonLines(dataset) as lines, JsonLines(seen) as known:
        for number in range(records - ITEMS):
            record.nid = str(1000 + number)
            record.id = f"{record.nid}-{record.language}"
            record.url = f"{record.url.rpartition('/')[0]}/{record.nid}"
            lines.write(record)
            known.write(Outcome(record.url, EMITTED, id=record.id, etag=f'"{number:x}"'))


# So much text that a record weighs about as much as those of the site, 5.8 kB.
_PARAGRAPHS = [
    f"The {word} part of what was said that day. " * 14 for word in ["first", "second", "third", "fourth"]
] * 2


if __name__ == "__main__":
    main()
