"""The elements that anchors name: only what was seen on the site, and only where it stands once."""

import pytest

from osce_crawler.pages.anchors import anchored
from osce_crawler.pages.document import Document, Page, words_of

TEXT = "<div class='body body-section is-text'>Text</div>"
PANE = "<div class='pane-content'>Text</div>"
HEADING = "<h1>Talks</h1>"


def found(part: str, html: str) -> str | None:
    element = anchored(Document(Page("https://www.osce.org/cio/232506", html.encode())), part)
    return words_of(element) if element is not None else None


@pytest.mark.parametrize(
    "html",
    [
        TEXT,
        "<div id=x class=' text--default\nis-text body-section  body '>Text</div>",
        f"<main><section>{TEXT}</section></main>",
        f"<div class=content--content>{PANE}</div>",
        f"<div class='x content--content'><div><section>{PANE}</section></div></div>",
        f"<div class=content--content><div class=content--content>{PANE}</div></div>",
        f"<div class=content--content>{PANE}</div>{PANE}",
    ],
)
def test_the_text_is_named_by_its_classes_and_those_above_it(html: str) -> None:
    assert found("text", html) == "Text"


@pytest.mark.parametrize(
    "html",
    [
        "<div class='body is-text'>Text</div>",
        "<div class='body body-section-x is-text'>Text</div>",
        "<section class='body body-section is-text'>Text</section>",
        PANE,
        f"<section class=content--content>{PANE}</section>",
        f"<div class=content--content></div>{PANE}",
        "<div class='content--content pane-content'>Text</div>",
        "<div class=content--content><p class=pane-content>Text</p></div>",
    ],
)
def test_what_was_not_seen_names_no_text(html: str) -> None:
    assert found("text", html) is None


@pytest.mark.parametrize("html", [TEXT + TEXT, f"<div class=content--content>{PANE}{PANE}</div>"])
def test_an_anchor_that_stands_twice_decides_nothing(html: str) -> None:
    assert found("text", html) is None


@pytest.mark.parametrize("box", ["content--header", "content--content"])
def test_the_title_stands_in_its_box_and_no_deeper(box: str) -> None:
    assert found("title", f"<div class={box}>{HEADING}</div>") == "Talks"
    assert found("title", f"<div class={box}><div>{HEADING}</div></div>") is None
    assert found("title", f"<section class={box}>{HEADING}</section>") is None
