"""A generated dataset of any size, as runs over many years would have published it.

The releases are those of `benchmarks.page`, read once and varied: days from 1997 on, all types, some without
a date, place or topic, some changed or gone later. A record weighs about as much as those of the site, 6 kB.
The same number of records gives the same files.
"""

import argparse
import copy
import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from benchmarks.page import Facts, facts
from osce_crawler.dataset import croissant, datapackage
from osce_crawler.dataset.changes import Change, KeyChange
from osce_crawler.dataset.datapackage import KINDS, NAVIGATION, RELEASES
from osce_crawler.dataset.order import sort_key
from osce_crawler.dataset.read import read_menu, read_releases
from osce_crawler.dataset.tally import tally_of
from osce_crawler.dataset.verify import verified
from osce_crawler.exporters import encode
from osce_crawler.items import ContentType, Image, Link, NavigationEntry, PressRelease
from osce_crawler.pages.menu import MenuItem, placed
from osce_crawler.pages.observation import Observation, PrintedRelease
from osce_crawler.records.menu_entry import entry_of
from osce_crawler.records.release import record_of
from osce_crawler.vocabulary.tables import countries, fields_of_work

_MODELS = 150
_FIRST, _LAST = dt.date(1997, 1, 1), dt.date(2025, 12, 31)
_TYPES = get_args(ContentType)
_LANGUAGES = ("en",) * 12 + ("ru",) * 4 + ("sr", "uk", "fr", "de")
# The first run finds nearly all; the last finds changes.
_RUNS = ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")
_GONE = dt.date(2026, 3, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a generated dataset.")
    parser.add_argument("output", type=Path)
    parser.add_argument("--records", type=int, default=35_000)
    options = parser.parse_args()
    print(generate(options.output, options.records))


def generate(output: Path, records: int) -> Path:
    """Write a dataset of so many releases, its menu and its changes to this folder; returns the folder."""
    output.mkdir(parents=True, exist_ok=True)
    models = [_model(facts(number)) for number in range(min(records, _MODELS))]
    releases = [_marks(row, records) for row in range(records)]
    releases.sort(key=lambda marks: sort_key(marks["date"], marks["id"]))
    changes: list[Change] = []
    _write(output / f"{RELEASES}.jsonl", _varied(models, releases, changes))
    menu = [*_menu()]
    changes += [_change(0, NAVIGATION, entry.id, "added") for entry in menu]
    _write(output / f"{NAVIGATION}.jsonl", menu)
    _write(output / "changes.jsonl", sorted(changes, key=lambda change: change.at))
    describe(output)
    return output


def _model(said: Facts) -> PressRelease:
    printed = PrintedRelease(
        title=said.title,
        content_type="Press release",
        dates={"time": said.date},
        place=said.place,
        sources=[said.source],
        fields_of_work=[*said.fields],
        paragraphs=[*said.paragraphs[:10]],
        language="en",
    )
    return record_of(Observation(said.url, printed, 3, _RUNS[0]))


def _marks(row: int, records: int) -> dict[str, Any]:
    """What is each record's own."""
    number, language = 1000 + row, _LANGUAGES[row % len(_LANGUAGES)]
    return {
        "nid": str(number),
        "id": f"{number}-{language}",
        "language": language,
        "date": _FIRST + (_LAST - _FIRST) * row // records if _has_day(number) else None,
    }


def _has_day(number: int) -> bool:
    return number % 97 != 5


def _varied(
    models: list[PressRelease], releases: Iterable[dict[str, Any]], changes: list[Change]
) -> Iterator[PressRelease]:
    """The records; `changes` takes what the runs found of each."""
    for marks in releases:
        number = int(marks["nid"])
        record = copy.copy(models[number % len(models)])
        for key, value in (marks | _facts(record, number)).items():
            setattr(record, key, value)
        changes += _history(record, number)
        yield record


def _facts(model: PressRelease, number: int) -> dict[str, Any]:
    url = f"https://www.osce.org/node/{number}"
    has_day, has_file = _has_day(number), number % 5 == 0
    return {
        "url": url,
        "title": f"{model.title}, part {number}",
        "content_type": _TYPES[number % 7 % len(_TYPES)] if number % 3 else "press_release",
        "date_evidence": "time" if has_day else None,
        "date_printed": model.date_printed if has_day else None,
        "places": [] if number % 11 == 0 else model.places,
        "fields_of_work": [] if number % 6 == 0 else model.fields_of_work,
        "documents": [Link(f"{url}/file.pdf", "The report")] if has_file else [],
        "images": [Image(f"{url}/photo.jpg", "A full hall" if number % 2 else None)] if has_file else [],
        "contacts": "Ana Example, press officer, +43 1 000 000" if number % 4 == 0 else None,
        "warnings": ["text_uncertain"] if number % 13 == 0 else [],
        "gone_on": _GONE if number % 500 == 3 else None,
        "content_hash": f"sha256:{hashlib.sha256(url.encode()).hexdigest()}",
    }


def _history(record: PressRelease, number: int) -> Iterator[Change]:
    yield _change(1 if number % 50 == 1 else 0, RELEASES, record.id, "added")
    if record.gone_on:
        yield _change(2, RELEASES, record.id, "gone", KeyChange("gone_on", None, record.gone_on))
    elif number % 20 == 2:
        title = KeyChange("title", f"{record.title} (draft)", record.title)
        yield _change(2, RELEASES, record.id, "changed", title)


def _change(run: int, dataset: str, id_: str, what: Any, *keys: KeyChange) -> Change:
    return Change(_RUNS[run], _RUNS[run], dataset, id_, what, "site", keys)


def _menu() -> Iterator[NavigationEntry]:
    sections = {"Our work": fields_of_work(), "Countries": countries()}
    items = [
        MenuItem(name, None, [MenuItem(one.name, f"https://www.osce.org/{one.id}") for one in table])
        for name, table in sections.items()
    ]
    for printed in placed(items, "https://www.osce.org/", "en"):
        printed.retrieved_at = _RUNS[0]
        yield entry_of(printed)


def _write(path: Path, records: Iterable[Any]) -> None:
    with path.open("wb") as file:
        file.writelines(encode(record) + b"\n" for record in records)


def describe(output: Path) -> None:
    """Describe the datasets that are there as a complete run does."""
    crawl = {
        "run": _RUNS[2],
        "complete": True,
        "complete_at": _RUNS[2],
        "changed_at": _RUNS[2],
        "saved": False,
    }
    resources = [
        datapackage.resource_of(name, tally_of(read(path)), crawl, verified(path, KINDS[name]))
        for name, read in ((RELEASES, read_releases), (NAVIGATION, read_menu))
        if (path := output / f"{name}.jsonl").exists()
    ]
    (output / datapackage.FILE).write_bytes(datapackage.package_of(resources))
    (output / croissant.FILE).write_bytes(croissant.croissant_of(resources))


if __name__ == "__main__":
    main()
