"""The element that an anchor names as the text: what stands in it and is none, what stands below it and is text."""

import pytest

from tests.pages.test_kept_text import FACTS, ITEMS, LONG, anchored
from tests.pages.test_printed_release import CLOSING, OPENING, account, printed

TEXT = anchored(f"<p>{OPENING}</p><p>{CLOSING}</p>")
SECOND = "Two of the participating States pay for it, and both will send somebody to see what becomes of it."


# ---- right below it


@pytest.mark.parametrize(
    ("below", "paragraphs"),
    [
        (f"<p>{LONG}</p>", [LONG]),
        (f"<blockquote><p>{LONG}</p></blockquote>", [LONG]),
        (f"<p>Two points:</p><ul><li>water,</li><li>roads.</li></ul><p>{LONG}</p>", ["Two points:", "water,", "roads.", LONG]),
        (f'<p>{LONG} See <a href="/lake">the lake</a>.</p><p>{SECOND}</p>', [f"{LONG} See the lake.", SECOND]),
        (f"<p>{LONG}</p><h2>Related</h2>{ITEMS}", [LONG]),
    ],
)  # fmt: skip
def test_paragraphs_set_like_those_of_the_named_text_go_on_with_it(below: str, paragraphs: list[str]) -> None:
    release = printed(labels=FACTS, text=TEXT, below=below)
    assert (release.paragraphs[2:], release.text_uncertain) == (paragraphs, False)
    assert ("text", LONG) in account(labels=FACTS, text=TEXT, below=below) or "See" in below


@pytest.mark.parametrize(
    "below",
    [
        f"<div><p>{LONG}</p></div>",
        f'<p class="disclaimer">{LONG}</p>',
        f'<p>{LONG} <a href="/subscribe">Sign up here</a></p>',
        f"<h2>About the Secretariat</h2><p>{LONG}</p>",
        f'<p><a href="/odihr/600001">A report on the lake</a></p><p>{LONG}</p>',
    ],
)
def test_other_paragraphs_below_the_named_text_are_told_and_not_taken(below: str) -> None:
    release = printed(labels=FACTS, text=TEXT, below=below)
    assert (release.paragraphs, release.text_uncertain) == ([OPENING, CLOSING], True)


@pytest.mark.parametrize("below", [f"<p>{OPENING}</p><p>{CLOSING}</p>", "<p>Printed on paper.</p>"])
def test_the_text_printed_again_and_a_short_foot_are_no_text(below: str) -> None:
    release = printed(labels=FACTS, text=TEXT, below=below)
    assert (release.paragraphs, release.text_uncertain) == ([OPENING, CLOSING], False)


# ---- forms in it

FIELD = '<label for="mail">Your e-mail address</label><input id="mail" type="email">'


@pytest.mark.parametrize(
    "box",
    [
        f"<div>{FIELD} <label><input type='checkbox'> I agree</label></div>",
        f"<form>{FIELD}</form>",
        f"<h3>Stay informed</h3><form>{FIELD}</form>",
        f"<div><h3>Stay informed</h3><p>One letter a month.</p><form>{FIELD}</form></div>",
        f"<section><div><h3>Leave a comment</h3></div><div><form>{FIELD}</form></div></section>",
    ],
)
def test_a_form_and_what_leads_to_it_are_no_text(box: str) -> None:
    text = anchored(f"<p>{OPENING}</p>{box}<p>{CLOSING}</p>")
    assert printed(labels=FACTS, text=text).paragraphs == [OPENING, CLOSING]


@pytest.mark.parametrize(
    "box",
    [
        f'<form action="/print"><p>{LONG}</p><p>{SECOND}</p></form>',
        f"<form><p>{LONG}</p><p>{SECOND}</p>{FIELD}</form>",
        f"<div><p>{LONG}</p><p>{SECOND}</p><form>{FIELD}</form></div>",
        f"<div><p>{LONG} {SECOND} {LONG} {SECOND}</p><form>{FIELD}</form></div>",
    ],
)
def test_paragraphs_in_a_form_or_beside_one_are_text(box: str) -> None:
    text = anchored(f"<p>{OPENING}</p>{box}<p>{CLOSING}</p>")
    assert " ".join(printed(labels=FACTS, text=text).paragraphs[1:-1]).startswith(f"{LONG} {SECOND}")


# ---- contacts in it


@pytest.mark.parametrize(
    ("box", "contacts"),
    [
        ("<h3>Contacts</h3><p>Jane Doe</p><p>+43 1 514 36 0</p>", "Jane Doe\n+43 1 514 36 0"),
        ("<div><h3>Contacts</h3><p>Jane Doe<br>press@osce.org</p></div>", "Jane Doe\npress@osce.org"),
        ("<p>Contact: Jane Doe, press@osce.org</p>", "Jane Doe, press@osce.org"),
        (f"<p><b>Contact</b></p><p>{LONG} Call +43 1 514 36 0.</p>", f"{LONG} Call +43 1 514 36 0."),
    ],
)
def test_contacts_that_end_the_named_text_are_contacts(box: str, contacts: str) -> None:
    release = printed(labels=FACTS, text=anchored(f"<p>{OPENING}</p><p>{CLOSING}</p>{box}"))
    assert (release.paragraphs, release.contacts) == ([OPENING, CLOSING], contacts)


@pytest.mark.parametrize(
    "box",
    [
        f"<h3>Contacts</h3><p>{LONG}</p><p>{SECOND}</p>",
        f"<h3>Contacts</h3><p>The hotline: +996 555 12 34 56</p><p>{LONG}</p>",
        "<p>Those who want to come may call +996 555 12 34 56 until Friday.</p>",
        "<h3>Contacts</h3><p>between two villages</p>",
    ],
)
def test_what_else_is_headed_contacts_or_prints_a_number_is_text(box: str) -> None:
    release = printed(labels=FACTS, text=anchored(f"<p>{OPENING}</p><p>{CLOSING}</p>{box}"))
    assert (len(release.paragraphs), release.contacts) == (2 + box.count("<h3") + box.count("<p"), None)


def test_contacts_below_the_named_text_count_before_those_in_it() -> None:
    inner, outer = "<h3>Contacts</h3><p>+43 1 514 36 0</p>", "<h3>Contacts</h3><p>press@osce.org</p>"
    release = printed(labels=FACTS, text=anchored(f"<p>{OPENING}</p>{inner}"), below=outer)
    assert (release.paragraphs[1:], release.contacts) == (["Contacts", "+43 1 514 36 0"], "press@osce.org")
