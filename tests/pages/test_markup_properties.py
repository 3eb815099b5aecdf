"""Whatever is done to a page around its words, no value turns wrong: it is read, or it is missing."""

import re
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from osce_crawler.pages.page_type import Kind
from tests.pages.markups import MARKUPS, Facts, Markup, Row
from tests.pages.releases import RELEASES
from tests.pages.test_markups import best_date, one_line, printed, read

few = settings(max_examples=60, deadline=None)
markups = st.sampled_from(MARKUPS)
releases = st.sampled_from(list(RELEASES.values()))
randoms = st.randoms(use_true_random=False)

INSERTIONS = (
    "<!-- Date: 1 April 2001, Place: Nowhere -->",
    "<script>var Place = 'Nowhere'; // <p>Date: 1 April 2001</p></script>",
    "<style>.place:before { content: 'Nowhere' }</style>",
    "<template><p>Date: 1 April 2001</p></template>",
    "<!--[if IE]><p>Place: Nowhere</p><![endif]-->",
)


def no_value_is_wrong(facts: Facts, reading: Any) -> None:
    assert reading.title in (facts.title, None, "")
    assert one_line(best_date(reading)) in (facts.date, "")
    assert (reading.place or None) in (facts.place, None)
    assert ", ".join(facts.sources).startswith(one_line(", ".join(reading.sources)))
    assert ", ".join(facts.fields).startswith(one_line(", ".join(reading.fields_of_work)))
    assert all(any(text.startswith(part) for text in facts.paragraphs) for part in reading.paragraphs)
    assert " ".join(facts.contacts).startswith(one_line(reading.contacts))


def between_blocks(html: str, pick: Any, insertion: Callable[[], str], chance: float = 0.1) -> str:
    """The page with insertions after some closed blocks of its body."""
    head, body = html.split("<body", 1) if "<body" in html else html.split("<BODY", 1)

    def maybe(found: re.Match[str]) -> str:
        return found[0] + insertion() if pick.random() < chance else found[0]

    return head + "<body" + re.sub(r"</(?:p|div|dl|ul|h1|h2|h3|section|P|UL|H1)>", maybe, body)


@few
@given(markups, releases, randoms)
def test_order_of_labels_does_not_matter(markup: Markup, facts: Facts, pick: Any) -> None:
    def shuffled(rows: list[Row]) -> list[Row]:
        return sorted(rows, key=lambda _: float(pick.random()))

    reading = read(facts, markup.render(facts, shuffled))
    assert reading.printed == printed(facts, markup)


@few
@given(markups, releases, randoms)
def test_missing_labels_leave_values_missing(markup: Markup, facts: Facts, pick: Any) -> None:
    def some(rows: list[Row]) -> list[Row]:
        return [row for row in rows if pick.random() < 0.5]

    reading = read(facts, markup.render(facts, some))
    assert reading.kind is Kind.RELEASE
    no_value_is_wrong(facts, reading.printed)
    assert reading.printed.paragraphs == facts.paragraphs


@few
@given(markups, releases, randoms)
def test_comments_scripts_and_templates_say_nothing(markup: Markup, facts: Facts, pick: Any) -> None:
    html = between_blocks(markup.render(facts), pick, lambda: pick.choice(INSERTIONS))
    assert read(facts, html).printed == printed(facts, markup)


@few
@given(markups, releases, randoms)
def test_attributes_do_not_matter(markup: Markup, facts: Facts, pick: Any) -> None:
    def with_attribute(found: re.Match[str]) -> str:
        value = pick.choice(["Date:", "&quot;x&gt;", "2001-04-01", ""])
        return f'{found[0]} data-{pick.randrange(99)}="{value}"'

    html = re.sub(r"<(?:p|div|dl|dt|dd|ul|li|span|h1|h3|article|td)\b", with_attribute, markup.render(facts))
    assert read(facts, html).printed == printed(facts, markup)


@few
@given(markups, releases, st.integers(1, 4))
def test_wrappers_around_the_page_do_not_matter(markup: Markup, facts: Facts, depth: int) -> None:
    html = re.sub(r"(<body[^>]*>)", r"\1" + "<div>" * depth, markup.render(facts), flags=re.IGNORECASE)
    if "</html>" not in html.lower():  # else it would look like a page that was cut off
        html += "</div>" * depth
    assert read(facts, html).printed == printed(facts, markup)


@few
@given(markups, releases, st.integers(1, 3))
def test_wrappers_around_paragraphs_do_not_matter(markup: Markup, facts: Facts, depth: int) -> None:
    def wrapped(found: re.Match[str]) -> str:
        return "<div>" * depth + found[0] + "</div>" * depth

    html = re.sub(r"<p(?: class=\"css-p\")?>[^|]*?</p>", wrapped, markup.render(facts))
    assert read(facts, html).printed == printed(facts, markup)


@few
@given(markups, releases, st.floats(0.3, 1.0))
def test_a_truncated_tail_makes_no_value_wrong(markup: Markup, facts: Facts, share: float) -> None:
    html = markup.render(facts)
    reading = read(facts, html[: html.find("<", int(len(html) * share))])
    if reading.kind is Kind.RELEASE:
        no_value_is_wrong(facts, reading.printed)
