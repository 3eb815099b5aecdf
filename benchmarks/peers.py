"""What general readers of news pages cost and get right on our pages, beside ours: `make bench-peers`.

Ends with trafilatura's opinion of quirk pages and fixtures, and exits 1 if it holds a text that we lost.
Runs in an environment of its own that holds the peers and this project.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import extruct
import htmldate
import lxml.html
import newspaper
import trafilatura

from benchmarks.page import Facts, facts, page
from benchmarks.second_opinion import compare
from benchmarks.timing import interleaved, noise, ratios
from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.reading import read_page
from osce_crawler.records.release import record_of

PAGES = 20
ROUNDS = 4
REFERENCE = "lxml.html.fromstring"
FIELDS = ("title", "date", "place", "source", "fields of work", "body", "body, nothing else")


@dataclass(frozen=True, slots=True)
class Said:
    """A page: its address, its bytes, and the same as text."""

    url: str
    body: bytes
    text: str


@dataclass(slots=True)
class Answer:
    """What a reader makes of a page; null or empty where it has nothing to say."""

    title: str | None = None
    date: str | None = None
    place: str | None = None
    source: str | None = None
    fields: tuple[str, ...] = ()
    body: str = ""


Reader = Callable[[Said], Answer]


def main() -> int:
    pages = [_said(number) for number in range(PAGES)]
    steps = {name: _over(reader, pages) for name, reader in READERS.items()}
    taken = interleaved({REFERENCE: lambda: [_parsed(said) for said in pages]} | steps, ROUNDS)
    found = ratios(taken, REFERENCE)
    print(f"{PAGES} pages of about {len(pages[0].body) // 1000} kB, {ROUNDS} rounds\n")
    print(_row("", "time / parser's", FIELDS))
    for name, reader in READERS.items():
        right = _right(reader, pages)
        print(_row(name, f"{found[name].median:.2f}", [str(right.count(field)) for field in FIELDS]))
    print(f"\nnoise of this run: the parser's own rounds lie at {noise(taken[REFERENCE])}\n")
    return 0 if compare(_trafilatura_text, "trafilatura") else 1


def _row(name: str, time: str, cells: Any) -> str:
    return f"{name:32} {time:>15}   " + "   ".join(
        f"{cell:>{len(field)}}" for cell, field in zip(cells, FIELDS, strict=True)
    )


def _said(number: int) -> Said:
    body = page(number)
    return Said(facts(number).url, body, body.decode())


def _over(reader: Reader, pages: list[Said]) -> Callable[[], object]:
    return lambda: [reader(said) for said in pages]


def _parsed(said: Said) -> None:
    lxml.html.fromstring(said.body)


def _right(reader: Reader, pages: list[Said]) -> list[str]:
    """The fields that are right, once for each page."""
    return [
        field
        for number, said in enumerate(pages)
        for field, right in zip(FIELDS, _checked(reader(said), facts(number)), strict=True)
        if right
    ]


def _checked(answer: Answer, known: Facts) -> Iterator[bool]:
    body = _words(answer.body)
    yield _words(answer.title or "") == known.title
    yield answer.date == known.day
    yield answer.place == known.place
    yield answer.source == known.source
    yield answer.fields == known.fields
    yield all(_words(paragraph) in body for paragraph in known.paragraphs)
    yield body == _words(" ".join(known.paragraphs))


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _ours(said: Said) -> Answer:
    printed = read_page(Page(said.url, said.body, "text/html; charset=utf-8")).printed
    assert printed is not None
    record = record_of(Observation(said.url, printed, 3, "2026-01-01T00:00:00Z"))
    return Answer(
        record.title,
        str(record.date),
        ", ".join(place.name for place in record.places),
        ", ".join(source.name for source in record.sources),
        tuple(topic.name for topic in record.fields_of_work),
        record.body,
    )


def _trafilatura(said: Said, *, fast: bool = False) -> Answer:
    found = trafilatura.bare_extraction(said.text, url=said.url, with_metadata=True, fast=fast)
    topics = tuple((found.categories or []) + (found.tags or []))
    return Answer(found.title, found.date, None, found.author or found.sitename, topics, found.text)


def _trafilatura_text(page: Page) -> str:
    return trafilatura.extract(page.body, url=page.url, favor_recall=True, include_comments=False) or ""


def _htmldate(said: Said) -> Answer:
    return Answer(date=htmldate.find_date(said.text, url=said.url))


def _newspaper(said: Said) -> Answer:
    article = newspaper.Article(said.url)
    article.download(input_html=said.text)
    article.parse()
    day = article.publish_date.date().isoformat() if article.publish_date else None
    authors, topics = ", ".join(article.authors or []), tuple(article.tags or [])
    return Answer(article.title, day, None, authors, topics, article.text)


def _extruct(said: Said) -> Answer:
    found = extruct.extract(said.text, base_url=said.url, uniform=True)
    graph = {key: value for item in found["opengraph"] for key, value in item.items()}
    published = next((item.get("datePublished") for item in found["json-ld"]), None)
    return Answer(graph.get("og:title"), published or graph.get("article:published_time"))


READERS: dict[str, Reader] = {
    "osce-crawler, whole record": _ours,
    "trafilatura": _trafilatura,
    "trafilatura, fast": lambda said: _trafilatura(said, fast=True),
    "htmldate": _htmldate,
    "newspaper4k": _newspaper,
    "extruct": _extruct,
}


if __name__ == "__main__":
    sys.exit(main())
