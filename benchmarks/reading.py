"""What reading a page costs, against the HTML parser alone on the same bytes: `make bench`."""

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

import lxml.html

from benchmarks.page import Facts, facts, page
from benchmarks.timing import Ratio, Step, interleaved, noise, ratios
from osce_crawler.normalise import dates, places
from osce_crawler.normalise.fields_of_work import read_fields_of_work
from osce_crawler.normalise.places import reading as place_reading
from osce_crawler.normalise.sources import read_sources
from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.reading import read_page
from osce_crawler.records.release import record_of
from osce_crawler.vocabulary import gazetteer, known_places, misspelt_places, names

PAGES = 20
REFERENCE = "lxml.html.fromstring"
RETRIEVED = "2026-01-01T00:00:00Z"
# A village that only the gazetteer knows, with the country that a dateline would print beside it.
VILLAGE = "Kochkor, Kyrgyzstan"


def main() -> None:
    options = _options()
    taken = interleaved(_steps(), options.rounds)
    found = ratios(taken, REFERENCE)
    print(f"{PAGES} pages of about {len(page(0)) // 1000} kB, {options.rounds} rounds\n")
    print("time per page or record, as a multiple of the parser's: median (eight in ten rounds)\n")
    print("\n".join(_lines(found)))
    print(f"\nnoise of this run: the parser's own rounds lie at {noise(taken[REFERENCE])}")
    if options.json:
        options.json.write_text(json.dumps({name: asdict(ratio) for name, ratio in found.items()}, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", type=Path, help="write the ratios to this file, too")
    return parser.parse_args()


def _lines(found: dict[str, Ratio]) -> Iterable[str]:
    width = max(map(len, found))
    return (f"{name:{width}}  {ratio}" for name, ratio in found.items())


def _steps() -> dict[str, Step]:
    said = [facts(number) for number in range(PAGES)]
    pages = [Page(one.url, page(number), "text/html; charset=utf-8") for number, one in enumerate(said)]
    steps: dict[str, Step] = {
        REFERENCE: lambda: [_parsed(one) for one in pages],
        "kind and printed facts": lambda: [_read(one) for one in pages],
        "kind, printed facts and record": lambda: [_record(one) for one in pages],
    }
    return steps | _words(said)


# Each page's tree is dropped before the next page comes, as in a crawl.
def _parsed(one: Page) -> None:
    lxml.html.fromstring(one.body)


def _read(one: Page) -> None:
    read_page(one)


def _record(one: Page) -> None:
    printed = read_page(one).printed
    assert printed is not None
    record_of(Observation(one.url, printed, 3, RETRIEVED))


def _words(said: list[Facts]) -> dict[str, Step]:
    """The four steps from a word to its meaning, met for the first time and again."""
    readers: dict[str, Callable[[Facts], object]] = {
        "date": lambda one: dates.read_date(one.date),
        "place": lambda one: places.read_places(one.place),
        "place of the gazetteer": lambda _: places.read_places(VILLAGE),
        "source": lambda one: read_sources([one.source]),
        "fields of work": lambda one: read_fields_of_work([", ".join(one.fields)]),
    }
    steps: dict[str, Step] = {}
    for name, read in readers.items():
        steps[f"{name}, first met"] = lambda read=read: [_forgetful(read, one) for one in said]
        steps[f"{name}, met before"] = lambda read=read: [read(one) for one in said]
    return steps


def _forgetful(read: Callable[[Facts], object], one: Facts) -> None:
    for cache in _MEMORIES:
        cache.cache_clear()
    read(one)


# What is remembered of single words; the tables themselves stay loaded.
_MEMORIES = [
    value
    for module in (dates, place_reading, known_places, misspelt_places, gazetteer, names)
    for value in vars(module).values()
    if hasattr(value, "cache_clear") and value.cache_parameters()["maxsize"] is not None
]


if __name__ == "__main__":
    main()
