"""What is in a dataset, and what sets two apart, as text for people."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.filesize import decimal
from rich.table import Table
from rich.text import Text

from osce_crawler.dataset.describe import Described, Description
from osce_crawler.dataset.diff import Difference

# So many counts of one facet fit on a screen with all the others; --json has all.
_SHOWN = 12
# So many records are named for each sort of difference; --json has all.
_NAMED = 10
_BETWEEN = " · "
_WORDS = {"field_of_work": "field of work", "press_releases": "press releases", "navigation": "menu entries"}


def printable(text: str) -> str:
    """The text without what would command a terminal; files of others may hold anything."""
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def print_description(described: Described, console: Console) -> None:
    """Show the datasets, one below the other."""
    for found in described.datasets:
        console.print(Text(printable(found.path), style="bold"))
        console.print(_description(found))
        console.print()
    versions = {"schema": described.schema_version, "extractor": described.extractor}
    if said := ", ".join(f"{name} {version}" for name, version in versions.items() if version):
        console.print(Text(printable(said)))
    if described.citation:
        console.print(Text(f"cite as: {printable(described.citation)}"))


def _description(found: Description) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, shown in _rows(found):
        grid.add_row(Text(name, style="dim"), shown)
    return grid


def _rows(found: Description) -> Iterator[tuple[str, RenderableType]]:
    yield _WORDS.get(found.dataset, found.dataset), Text(_size(found))
    if found.crawl:
        yield "crawl", Text(printable(_crawl(found.crawl)))
    for facet, counts in found.by.items():
        if counts:
            yield _WORDS.get(facet, facet), _counts(counts, limit=len(counts) if facet == "year" else _SHOWN)
    if found.fill_rates:
        yield "filled", _filled(found.fill_rates)
    if found.dataset == "press_releases":
        yield "warned", Text(_share(found.warned, found.records))
        if found.unknown:
            yield "unknown name", Text(_share(found.unknown, found.records))
    if found.warnings:
        yield "warnings", _counts(found.warnings, limit=len(found.warnings))


def _size(found: Description) -> str:
    pieces = [f"{found.records:,}", decimal(found.bytes)]
    if found.oldest and found.newest:
        pieces.append(f"{printable(found.oldest)} to {printable(found.newest)}")
    dated = sum(found.by.get("year", {}).values())
    if found.dataset == "press_releases" and dated < found.records:
        pieces.append(f"{found.records - dated:,} without a date")
    return ", ".join(pieces)


def _crawl(crawl: Mapping[str, object]) -> str:
    pieces = ["complete" if crawl.get("complete") else "not complete"]
    if {"started_at", "finished_at"} <= crawl.keys():
        pieces.append(f"{crawl['started_at']} to {crawl['finished_at']}")
    pieces += [f"--{name} {crawl[name]}" for name in ("since", "limit") if crawl.get(name)]
    return ", ".join(pieces)


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}" + (f" ({part / whole:.1%})" if whole else "")


def _counts(counts: Mapping[str, int], *, limit: int) -> RenderableType:
    shown = [f"{printable(name)} {count:,}" for name, count in [*counts.items()][:limit]]
    more = len(counts) - len(shown)
    return _Flow([*shown, f"and {more} more"] if more else shown)


def _filled(rates: Mapping[str, float]) -> RenderableType:
    """Keys that are not always filled, with their rates; the others together."""
    always = sum(rate == 1 for rate in rates.values())
    return _Flow(
        [f"always {always} of {len(rates)} keys"]
        + [f"{key} {rate:.1%}" for key, rate in rates.items() if rate < 1]
    )


class _Flow:
    """Words beside each other, as many a line as there is room for, none of them broken."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        line = ""
        for word in self._words:
            longer = f"{line}{_BETWEEN}{word}" if line else word
            if line and cell_len(longer) > options.max_width:
                yield Text(line)
                longer = word
            line = longer
        yield Text(line)


def lines_of_differences(differences: Iterable[Difference]) -> Iterator[str]:
    """How many records differ in each dataset, in which keys, and the first of them by id."""
    found: dict[str, _Differing] = {}
    for one in differences:
        found.setdefault(one.dataset, _Differing()).add(one)
    for dataset, differing in found.items():
        yield from differing.lines(dataset)
    if not found:
        yield "no differences"


class _Differing:
    """The differences of one dataset, counted."""

    def __init__(self) -> None:
        self._changes = Counter[str]()
        self._keys = Counter[str]()
        self._named: dict[str, list[str]] = {"added": [], "gone": [], "changed": []}

    def add(self, one: Difference) -> None:
        self._changes[one.change] += 1
        self._keys.update(change.key for change in one.keys)
        if len(self._named[one.change]) < _NAMED:
            changed = ", ".join(change.key for change in one.keys)
            self._named[one.change].append(f"{printable(one.id)}{f': {changed}' if changed else ''}")

    def lines(self, dataset: str) -> Iterator[str]:
        counts = ", ".join(f"{self._changes[change]:,} {change}" for change in self._named)
        yield f"{dataset}: {counts}"
        for key, count in self._keys.most_common():
            yield f"  key {key}: {count:,}"
        for change, named in self._named.items():
            yield from (f"  {change} {one}" for one in named)
            if more := self._changes[change] - len(named):
                yield f"  {change} and {more:,} more: --json lists all"
