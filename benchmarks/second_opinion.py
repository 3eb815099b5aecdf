"""What another reader holds of the texts of quirk pages and fixtures, and we lost; in `make bench-peers`.

A page's expectation tells what is text: what the other holds besides is boilerplate that it took for text,
and no loss of ours. Needs nothing but this project, so that any reader can be asked.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from osce_crawler.archive.folder import read_saved
from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.reading import read_page
from osce_crawler.records.release import record_of
from tests.pages.quirk_pages import Quirk, load_quirks

FIXTURES = Path(__file__).parent.parent / "fixtures"
RETRIEVED = "2026-01-01T00:00:00Z"
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+|\n+")

OtherReader = Callable[[Page], str]


@dataclass(frozen=True)
class Known:
    """A page of a release, the paragraphs that are its text, and the text that we read."""

    name: str
    page: Page
    paragraphs: list[str]
    ours: str


@dataclass(frozen=True)
class Opinion:
    """How two texts of a page stand to what is known of it."""

    name: str
    words: int
    lost: list[str]
    """Sentences of the text that the other reader holds and we do not."""
    lost_by_other: int
    taken_by_other: int
    """Words of the other's text that are none of the release's."""

    @property
    def is_half(self) -> bool:
        return 2 * sum(len(_words(sentence)) for sentence in self.lost) >= self.words


def known_pages() -> Iterator[Known]:
    """Every release among quirk pages and fixtures whose text is known."""
    yield from (known for quirk in load_quirks() if (known := _of_quirk(quirk)))
    for path in sorted(FIXTURES.rglob("expected.json")):
        for record in json.loads(path.read_text("utf-8"))["records"]:
            page = read_saved(path.parent).page()
            name = str(path.parent.relative_to(FIXTURES))
            yield Known(name, page, record["body"].split("\n\n"), _our_text(page))


def _of_quirk(quirk: Quirk) -> Known | None:
    record = quirk.said["record"] or {}
    paragraphs = record["body"].split("\n\n") if "body" in record else record.get("body_has", [])
    page = Page(quirk.said["url"], quirk.body, quirk.said["content_type"])
    return Known(quirk.name, page, paragraphs, quirk.found.get("body", "")) if paragraphs else None


def _our_text(page: Page) -> str:
    reading = read_page(page)
    if reading.printed is None:
        return ""
    return record_of(Observation(page.url, reading.printed, reading.generation, RETRIEVED)).body


def opinion(known: Known, theirs: str) -> Opinion:
    sentences = [one for text in known.paragraphs for one in _SENTENCE_END.split(text) if _words(one)]
    by_us, by_them, whole = _run(known.ours), _run(theirs), _run(" ".join(known.paragraphs))
    lost = [one for one in sentences if _run(one) not in by_us and _run(one) in by_them]
    by_them_only = [one for one in _SENTENCE_END.split(theirs) if _run(one) not in whole]
    return Opinion(
        known.name,
        sum(len(_words(one)) for one in sentences),
        lost,
        sum(len(_words(one)) for one in sentences if _run(one) in by_us and _run(one) not in by_them),
        sum(len(_words(one)) for one in by_them_only),
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _run(text: str) -> str:
    """The words of a text between single spaces, one at either end: whole words are found in it."""
    return f" {' '.join(_words(text))} "


def compare(reader: OtherReader, name: str) -> bool:
    """Print by page what the reader holds and we lost; whether there is nothing of the kind."""
    opinions = [opinion(known, reader(known.page)) for known in known_pages()]
    disagreements = [one for one in opinions if one.lost]
    for one in disagreements:
        print(f"{one.name}: {name} holds {'half the text' if one.is_half else 'words'} that we lost")
        print("\n".join(f"    {sentence}" for sentence in one.lost))
    print(
        f"\n{len(opinions)} texts: {name} holds what we lost of {len(disagreements)}, half a text of "
        f"{sum(one.is_half for one in disagreements)}; we hold what it lost of "
        f"{sum(one.lost_by_other > 0 for one in opinions)}, and it takes words from around the release for "
        f"text in {sum(one.taken_by_other > 0 for one in opinions)}"
    )
    return not disagreements
