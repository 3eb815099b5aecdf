"""What an item's text says is kept, however it is set: lists of links, boxes within it, what is beside it."""

import pytest

from osce_crawler.pages.document import Page
from osce_crawler.pages.text_page import read_text
from tests.pages.test_printed_release import CLOSING, OPENING, URL, account, printed

ITEMS = (
    '<ul><li><a href="/odihr/600001">A report on the lake</a></li>'
    '<li><a href="/odihr/600002">A report on the river</a></li></ul>'
)
FACTS = "<dl><dt>Date:</dt><dd>14 March 2006</dd><dt>Place:</dt><dd>Osh</dd></dl>"
ANCHORED = '<div class="body body-section is-text">{}</div>'


def anchored(text: str) -> str:
    """The text in the element that the site's templates name."""
    return ANCHORED.format(text)


# ---- lists of links at the end


def test_a_list_of_items_that_the_text_announces_is_text() -> None:
    text = f"<p>{OPENING}</p><p>The reports are here:</p>{ITEMS}"
    release = printed(labels=FACTS, text=text)
    assert release.paragraphs == [
        OPENING,
        "The reports are here:",
        "A report on the lake",
        "A report on the river",
    ]


def test_a_list_of_items_within_the_anchored_text_is_text() -> None:
    release = printed(labels=FACTS, text=anchored(f"<p>{OPENING}</p><p>{CLOSING}</p>{ITEMS}"))
    assert release.paragraphs[-2:] == ["A report on the lake", "A report on the river"]


def test_files_below_an_announced_list_are_files() -> None:
    files = '<ul><li><a href="/files/1.pdf">Agenda</a></li></ul>'
    text = f"<p>{OPENING}</p><p>The reports are here:</p>{ITEMS}"
    release = printed(labels=FACTS, text=text + files)
    assert release.paragraphs[-1] == "A report on the river"
    assert [file.text for file in release.documents] == ["Agenda"]


@pytest.mark.parametrize("box", ["{}", ANCHORED])
def test_a_list_of_items_below_a_heading_of_others_is_none(box: str) -> None:
    text = box.format(f"<p>{OPENING}</p><p>{CLOSING}</p><h3>Related</h3>{ITEMS}")
    assert printed(labels=FACTS, text=text).paragraphs == [OPENING, CLOSING]
    assert ("boilerplate", "Related") in account(labels=FACTS, text=text)


def test_a_heading_with_nothing_but_other_items_below_it_is_theirs() -> None:
    teaser = '<h2>Out and about</h2><div><a href="/odihr/600001"><h3>A lake</h3><p>It was seen.</p></a></div>'
    text = f"<p>{OPENING}</p><p>{CLOSING}</p>{teaser}"
    assert printed(labels=FACTS, text=text).paragraphs == [OPENING, CLOSING]


# ---- boxes of paragraphs


LONG = "The course is part of a wider project that began in January and will run until the end of the year."


def test_a_box_of_paragraphs_with_one_link_is_text_whatever_its_heading() -> None:
    box = (
        '<section><h3>Read more</h3><p><a href="/odihr/600009">The page of the project</a></p>'
        f"<p>{LONG}</p><p>{CLOSING}</p></section>"
    )
    release = printed(labels=FACTS, text=f"<p>{OPENING}</p>{box}")
    assert release.paragraphs[-2:] == [LONG, CLOSING]


def test_a_linked_heading_takes_no_box_of_paragraphs() -> None:
    box = f'<section><h3><a href="/odihr/600009">A school</a></h3><p>{LONG}</p><p>{LONG}</p><p>{LONG}</p></section>'
    release = printed(labels=FACTS, text=f"<p>{OPENING}</p>{box}")
    assert release.paragraphs == [OPENING, "A school", LONG, LONG, LONG]


def test_paragraphs_below_linked_headings_within_the_text_are_left_out_with_a_warning() -> None:
    box = f'<section><h3><a href="/odihr/600009">A school</a></h3><p>{LONG}</p></section>'
    assert printed(labels=FACTS, text=f"<p>{OPENING}</p>{box}{box}").text_uncertain
    assert not printed(labels=FACTS, below=box + box).text_uncertain


# ---- paragraphs beside pictures


def test_a_paragraph_that_shares_a_box_with_a_picture_is_text() -> None:
    text = f'<p>{OPENING}</p><div><img src="/a.jpg"><p>{LONG}</p></div><p>{CLOSING}</p>'
    assert printed(labels=FACTS, text=text).paragraphs == [OPENING, LONG, CLOSING]


@pytest.mark.parametrize(
    "caption",
    [f"<p>{LONG} (OSCE/Jane Doe)</p>", f'<p class="legend">{LONG}</p>', "<p>Officers at the lake.</p>"],
)
def test_a_credit_or_a_name_or_few_words_beside_a_picture_make_a_caption(caption: str) -> None:
    text = f'<p>{OPENING}</p><div><img src="/a.jpg">{caption}</div><p>{CLOSING}</p>'
    assert printed(labels=FACTS, text=text).paragraphs == [OPENING, CLOSING]


# ---- text behind contacts

CONTACT = "<h3>Contacts</h3><p>Jane Doe, Press Officer</p><p>press@osce.org</p>"


def test_a_paragraph_without_a_contact_ends_contacts_and_is_text() -> None:
    release = printed(labels=FACTS, text=f"<p>{OPENING}</p><p>{CLOSING}</p>{CONTACT}<p>{LONG}</p>")
    assert release.contacts == "Jane Doe, Press Officer\npress@osce.org"
    assert release.paragraphs == [OPENING, CLOSING, LONG]


@pytest.mark.parametrize("heading", ["<h3>Notes</h3>", "<p><b>Notes</b></p>"])
def test_a_heading_above_a_paragraph_ends_contacts(heading: str) -> None:
    release = printed(labels=FACTS, text=f"<p>{OPENING}</p><p>{CLOSING}</p>{CONTACT}{heading}<p>{LONG}</p>")
    assert release.contacts == "Jane Doe, Press Officer\npress@osce.org"
    assert release.paragraphs == [OPENING, CLOSING, "Notes", LONG]


def test_a_paragraph_above_another_contact_is_of_the_contacts() -> None:
    second = f"<p>{LONG}</p><p>John Doe</p><p>john@osce.org</p>"
    release = printed(labels=FACTS, text=f"<p>{OPENING}</p><p>{CLOSING}</p>{CONTACT}{second}")
    assert release.contacts is not None
    assert release.contacts.endswith("John Doe\njohn@osce.org")


def test_in_a_page_saved_as_text_a_paragraph_behind_contacts_is_text() -> None:
    text = f"Press release\nTalks in Osh\n{OPENING}\n{CLOSING}\nContacts\nJane Doe\npress@osce.org\nNotes\n{LONG}\n"
    release = read_text(Page(URL, text.encode()), text, None).printed
    assert release is not None
    assert (release.contacts, release.paragraphs[2:]) == ("Jane Doe\npress@osce.org", ["Notes", LONG])


# ---- within and beside the text that an anchor names


@pytest.mark.parametrize("tag", ["header", "footer", "aside", "section"])
def test_within_the_named_text_no_element_is_cut_by_its_name(tag: str) -> None:
    text = anchored(f"<p>{OPENING}</p><{tag}><p>{LONG}</p></{tag}><p>{CLOSING}</p>")
    assert printed(labels=FACTS, text=text).paragraphs == [OPENING, LONG, CLOSING]


def test_within_the_named_text_a_box_that_leads_to_other_items_is_cut() -> None:
    text = anchored(f"<p>{OPENING}</p><aside><h3>Related</h3>{ITEMS}</aside><p>{CLOSING}</p>")
    assert printed(labels=FACTS, text=text).paragraphs == [OPENING, CLOSING]


@pytest.mark.parametrize(
    "lead",
    [
        "<h2>Forty officers trained</h2>",
        "<blockquote>Forty officers trained</blockquote>",
        "<blockquote><p>Forty officers trained</p></blockquote>",
        "<ul><li>Forty officers trained</li></ul>",
    ],
)
def test_a_subtitle_a_quotation_or_a_list_above_the_named_text_is_its_lead(lead: str) -> None:
    text = anchored(f"<p>{OPENING}</p><p>{CLOSING}</p>")
    assert printed(labels=FACTS + lead, text=text).paragraphs == ["Forty officers trained", OPENING, CLOSING]


def test_a_paragraph_below_the_named_text_is_warned_of() -> None:
    text = anchored(f"<p>{OPENING}</p><p>{CLOSING}</p>")
    assert printed(labels=FACTS, text=text, below=f"<div><p>{LONG}</p></div>").text_uncertain
    assert not printed(labels=FACTS, text=text, below="<p>Printed on paper.</p>").text_uncertain


def test_a_paragraph_right_below_the_named_text_and_set_like_it_is_text() -> None:
    text = anchored(f"<p>{OPENING}</p><p>{CLOSING}</p>")
    release = printed(labels=FACTS, text=text, below=f"<p>{LONG}</p>")
    assert (release.paragraphs, release.text_uncertain) == ([OPENING, CLOSING, LONG], False)


# ---- teasers without a heading above them

TEASERS = "".join(
    f'<h3><a href="/odihr/60000{number}">A lake was seen</a></h3><p>It was seen from the {side} by people in three boats.</p>'
    for number, side in enumerate(("north", "south"))
)


@pytest.mark.parametrize("box", ["{}", "<div>{}</div>"])
def test_titles_of_other_items_with_snippets_below_the_text_are_none_of_it(box: str) -> None:
    teasers = TEASERS.replace("h3>", "p>")
    assert printed(labels=FACTS, below=box.format(teasers)).paragraphs == [OPENING, CLOSING]
    assert printed(labels=FACTS, below=box.format(TEASERS)).paragraphs == [OPENING, CLOSING]


def test_titles_of_other_items_with_snippets_at_the_texts_own_end_are_warned_of() -> None:
    release = printed(labels=FACTS, text=f"<p>{OPENING}</p><p>{CLOSING}</p>{TEASERS}")
    assert (len(release.paragraphs), release.text_uncertain) == (6, True)


# ---- headings that begin as those above other items


@pytest.mark.parametrize(
    "below",
    [
        "<h3>Next course</h3><p>4 to 6 May, in the school at the bridge</p>",
        "<h3>More figures</h3><ul><li>three springs</li><li>nine kilometres of pipe</li></ul>",
        "<h3>Other voices</h3><table><tr><td>A shepherd</td><td>“At last”</td></tr></table>",
    ],
)
def test_a_heading_that_begins_like_one_above_other_items_heads_text_where_no_links_follow(
    below: str,
) -> None:
    text = f"<p>{OPENING}</p><p>{CLOSING}</p>{below}"
    assert len(printed(labels=FACTS, text=text).paragraphs) == 2 + below.count("<h3") + below.count(
        "<td"
    ) + below.count("<li") + below.count("<p")


def test_such_a_heading_above_links_or_titles_is_none_of_the_text() -> None:
    titles = "<h4>Seeds kept for a dry year</h4><h4>Night shift at the ferry</h4>"
    for below in (ITEMS, titles, ""):
        text = f"<p>{OPENING}</p><p>{CLOSING}</p><h3>Next course</h3>{below}"
        assert printed(labels=FACTS, text=text).paragraphs == [OPENING, CLOSING]


@pytest.mark.parametrize(("line", "is_text"), [("Was this useful?", False), (LONG, True)])
def test_a_question_above_buttons_is_no_text_and_a_paragraph_is(line: str, is_text: bool) -> None:
    below = f"<div><p>{line}</p><button>Yes</button><button>No</button></div>"
    release = printed(labels=FACTS, text=f"<p>{OPENING}</p><p>{CLOSING}</p>{below}")
    assert (release.paragraphs[-1] == line) is is_text


# ---- tables of days and places

ONE_ROW = "<table><tr><th>Date</th><th>Place</th></tr><tr><td>3 May 2006</td><td>Osh</td></tr></table>"


@pytest.mark.parametrize("facts", [FACTS, "<p>14 March 2006</p>"])
def test_a_table_of_one_row_below_a_paragraph_is_text(facts: str) -> None:
    release = printed(labels=facts, text=f"<p>{LONG}</p>{ONE_ROW}<p>{CLOSING}</p>")
    assert release.paragraphs == [LONG, "Date", "Place", "3 May 2006", "Osh", CLOSING]
    assert "3 May 2006" not in release.dates.values()


def test_a_table_of_one_row_that_names_a_source_is_facts_below_a_lead_too() -> None:
    table = ONE_ROW.replace("</th></tr>", "</th><th>Source</th></tr>").replace(
        "</td></tr>", "</td><td>OSCE Secretariat</td></tr>"
    )
    release = printed(labels=f"<p>{LONG}</p>{table}", text=f"<p>{OPENING}</p><p>{CLOSING}</p>")
    assert (release.place, release.sources) == ("Osh", ["OSCE Secretariat"])
