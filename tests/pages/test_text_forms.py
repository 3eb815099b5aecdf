"""Every page of the corpora as the text that a browser or an extractor makes of it: read as its HTML is."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from osce_crawler.items import PressRelease
from osce_crawler.pages.document import Document, Page
from osce_crawler.pages.lines import Line, flow_of
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.pages.text_page import read_text
from osce_crawler.records.release import record_of
from tests.making import FIXTURES, PAGES

FIELDS = (
    "title",
    "date",
    "content_type",
    "dateline",
    "places",
    "sources",
    "fields_of_work",
    "contacts",
    "body",
)
# Files stand below this text without a word that says so.
FILES_BELOW = "https://www.osce.org/special-monitoring-mission-to-ukraine/447613"


def bare(document: Document) -> str:
    """The title of the document and all lines, as WET files hold them."""
    return "\n".join([document.title, *(line.text for line in lines_of(document))])


def marked(document: Document) -> str:
    """All lines, those of lists with a mark, as extractors write them."""
    return "\n".join(f"- {line.text}" if in_list(line) else line.text for line in lines_of(document))


def spaced(document: Document) -> str:
    """All lines with empty ones between, in the line ends of Windows."""
    return bare(document).replace("\n", "\r\n\r\n")


def lines_of(document: Document) -> Iterator[Line]:
    body = document.root.find("body")
    assert body is not None
    return (line for line in flow_of(body, lambda _: None).lines if line.text)


def in_list(line: Line) -> bool:
    tags = {"li", "dt", "dd"}
    return line.block is not None and (
        line.block.tag in tags or next(line.block.iterancestors(*tags), None) is not None
    )


Form = Callable[[Document], str]
every_form = pytest.mark.parametrize("form", [bare, marked, spaced])


def pages(metas: Iterator[tuple[Path, Path]]) -> Iterator[Page]:
    for meta, body in metas:
        yield Page(json.loads(meta.read_bytes())["url"], body.read_bytes())


SAVED = list(pages((meta, meta.with_name("page.html")) for meta in sorted(FIXTURES.rglob("page.json"))))
QUIRKS = list(pages((meta, meta.with_suffix(".html")) for meta in sorted((PAGES / "quirks").glob("*.json"))))


def both(page: Page, form: Form) -> tuple[Reading, Reading] | None:
    """The page read as HTML and as text; null where it has no lines."""
    html = read_page(page)
    if html.document is None or html.document.root.find("body") is None:
        return None
    return html, read_text(page, form(html.document))


def record(reading: Reading, url: str) -> PressRelease:
    assert reading.printed is not None
    return record_of(Observation(url, reading.printed, reading.generation, "2026-01-01T00:00:00Z"))


@every_form
@pytest.mark.parametrize("page", SAVED, ids=lambda page: page.url)
def test_a_fixture_as_text_is_what_it_is_as_html(page: Page, form: Form) -> None:
    read = both(page, form)
    if read is None:
        return
    html, text = read
    assert text.kind is html.kind, text.evidence
    if html.printed is None:
        return
    expected, made = record(html, page.url), record(text, page.url)
    different = {field for field in FIELDS if getattr(made, field) != getattr(expected, field)}
    assert different == ({"body"} if page.url == FILES_BELOW else set())
    assert ("text_uncertain" in made.warnings) == (page.url == FILES_BELOW and form is not marked)


@every_form
def test_of_quirk_pages_as_text_nearly_all_fields_are_read_as_from_html(form: Form) -> None:
    same: Counter[str] = Counter()
    releases = 0
    for page in QUIRKS:
        read = both(page, form)
        if read is None or read[0].printed is None:
            continue
        releases += 1
        if read[1].printed is not None:
            expected, made = record(read[0], page.url), record(read[1], page.url)
            same.update(field for field in FIELDS if getattr(made, field) == getattr(expected, field))
    shares = {field: same[field] / releases for field in FIELDS}
    # What markup alone tells from a text, as a box of links or a contents list, is in the body of a bare text.
    assert [field for field, share in shares.items() if share < (0.85 if field == "body" else 0.95)] == []


@every_form
def test_hardly_any_quirk_page_that_is_no_release_is_one_as_text(form: Form) -> None:
    others = [read for page in QUIRKS if (read := both(page, form)) and read[0].printed is None]
    assert len(others) > 50
    # A type word that nobody knows is a line like any other where no box says that it is one.
    taken = [html for html, text in others if text.printed is not None]
    assert all("type word that is not known" in html.evidence[-1] for html in taken)
    assert len(taken) < 0.05 * len(others)


@pytest.mark.parametrize("seed", range(3))
def test_lines_in_any_order_are_read_without_a_fault(seed: int) -> None:
    order = random.Random(seed)  # noqa: S311  no secret
    for page in SAVED:
        document = read_page(page).document
        if document is None or document.root.find("body") is None:
            continue
        lines = [*marked(document).split("\n"), "-", "\u00ad", "[](a)", "**", "#", "*"]
        order.shuffle(lines)
        reading = read_text(page, "\n".join(lines))
        if reading.printed is not None:
            record(reading, page.url)
        assert reading.evidence
