"""What a release prints beside its text: links, files, translations, days, contacts, each from its own place."""

from typing import Any

import pytest

from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import PrintedRelease
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page

URL = "https://www.osce.org/bishkek/47480"
OPENING = (
    "OSH, 14 March 2006 – Forty people from three valleys met in the town hall today to talk about water."
)
CLOSING = "They will meet again in May, when the snow is gone and the roads are open."


def page(
    *,
    before: str = "",
    labels: str = "",
    text: str = f"<p>{OPENING}</p><p>{CLOSING}</p>",
    below: str = "",
    after: str = "",
    head: str = "",
) -> str:
    """A release: facts between title and text, more below the text, and what stands after the item."""
    return (
        f'<html lang="en"><head><title>Talks in Osh | OSCE</title>{head}</head><body>{before}<main><article>'
        f"<p>Press release</p><h1>Talks in Osh</h1>{labels}<div>{text}</div>{below}</article></main>{after}"
        "</body></html>"
    )


def read(**parts: str) -> Reading:
    return read_page(Page(URL, page(**parts).encode(), "text/html; charset=utf-8"))


def printed(**parts: str) -> PrintedRelease:
    reading = read(**parts)
    assert reading.kind is Kind.RELEASE, reading.evidence
    assert reading.printed is not None
    return reading.printed


def account(**parts: str) -> list[tuple[str, str]]:
    return [(str(line.role), line.text) for line in read(**parts).account]


def whole(release: PrintedRelease) -> bool:
    return release.paragraphs == [OPENING, CLOSING]


# ---- translations


def test_translations_are_the_alternates_of_the_head_and_the_switches_of_the_page() -> None:
    head = (
        '<link rel="alternate" hreflang="ru" href="/ru/bishkek/47480">'
        '<link rel="alternate" hreflang="en" href="/bishkek/47480">'
        '<link rel="alternate" hreflang="x-default" href="/other/47480">'
    )
    before = '<a hreflang="ky" href="/ky/bishkek/47480">Кыргызча</a><a hreflang="ru" href="/ru/bishkek/47480">Русский</a>'
    found = printed(head=head, before=before).translations
    assert [(one.language, one.url) for one in found] == [
        ("ru", "https://www.osce.org/ru/bishkek/47480"),
        ("ky", "https://www.osce.org/ky/bishkek/47480"),
    ]


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="stylesheet" hreflang="ru" href="/ru/bishkek/47480">',
        '<link rel="alternate" hreflang="русский" href="/ru/bishkek/47480">',
        '<link rel="alternate" hreflang="" href="/ru/bishkek/47480">',
        '<link rel="alternate" hreflang="ru">',
        f'<link rel="alternate" hreflang="ru" href="{URL}#ru">'.replace("#ru", ""),
    ],
)
def test_other_links_of_the_head_are_no_translations(link: str) -> None:
    assert printed(head=link).translations == []


def test_a_language_has_one_translation_and_the_items_own_has_none() -> None:
    head = "".join(
        f'<link rel="alternate" hreflang="{language}" href="/x/{nid}">'
        for nid, language in enumerate(["en", "EN", "en-GB", "fr", "fr", "FR", "de"], 30001)
    )
    found = printed(head=head, before='<a hreflang="fr" href="/y/30100">Français</a>').translations
    assert [(one.language, one.url) for one in found] == [
        ("fr", "https://www.osce.org/x/30004"),
        ("de", "https://www.osce.org/x/30007"),
    ]


def test_translations_are_no_more_than_an_item_can_have() -> None:
    names = (f"{first}{second}" for first in "abcd" for second in "abcdefghijklmnopqrstuvwxyz")
    head = "".join(
        f'<link rel="alternate" hreflang="{language}" href="/x/{nid}">'
        for nid, language in enumerate(names, 30001)
    )
    assert len(printed(head=head).translations) == 40


# ---- days


TIMES: list[tuple[str, dict[str, str]]] = [
    ('<time datetime="2006-03-14">14 March 2006</time>', {"time": "14 March 2006"}),
    ('<time datetime="2006-03-14T22:00:00Z"></time>', {"time": "2006-03-14"}),
    ("<time>14 March 2006</time>", {"time": "14 March 2006"}),
    ('<time datetime=" 2006-03-14 ">14 Mar</time>', {"time": "14 Mar", "time_attribute": "2006-03-14"}),
    ('<time datetime="2006-03-14">2006-03-14</time>', {"time": "2006-03-14"}),
    ("<time></time>", {}),
]


@pytest.mark.parametrize(("time", "dates"), TIMES)
def test_a_time_prints_its_words_else_its_attribute(time: str, dates: dict[str, str]) -> None:
    assert printed(labels=f"<dl><dt>Date:</dt><dd>{time}</dd></dl>").dates == dates


def test_a_line_and_a_label_are_evidence_of_their_own() -> None:
    labels = (
        "<p>OSH 14 March 2006</p><dl><dt>Date:</dt><dd>15 March 2006</dd><dt>Place:</dt><dd>Osh</dd></dl>"
    )
    assert printed(labels=labels).dates == {"line": "OSH 14 March 2006", "label": "15 March 2006"}


def test_a_second_label_of_another_day_is_kept_beside_the_first() -> None:
    labels = "<dl><dt>Date:</dt><dd>14 March 2006</dd><dt>Issued on:</dt><dd>15 March 2006</dd></dl>"
    assert printed(labels=labels).dates == {"label": "14 March 2006", "further": "15 March 2006"}


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2006-03-14T10:00:00+01:00">',
        '<meta name="DCTERMS.Date" content="2006-03-14T10:00:00+01:00">',
    ],
)
def test_the_head_gives_its_day_as_it_stands(head: str) -> None:
    assert printed(head=head).dates == {"meta": "2006-03-14T10:00:00+01:00"}


# ---- links, files, pictures


LINKED = f'<p>{OPENING} <a href="/plan">the plan</a></p><p>{CLOSING} <a href="/a/plan.pdf">the file</a></p>'


def test_links_of_the_text_and_files_are_told_apart() -> None:
    release = printed(text=LINKED, below='<ul><li><a href="/b/list.docx">The list</a></li></ul>')
    assert [(link.url, link.text) for link in release.links] == [("https://www.osce.org/plan", "the plan")]
    assert [(file.url, file.text) for file in release.documents] == [
        ("https://www.osce.org/a/plan.pdf", "the file"),
        ("https://www.osce.org/b/list.docx", "The list"),
    ]


def test_links_outside_the_item_are_none_of_its_own() -> None:
    outside = '<p><a href="/other">Other</a> <a href="/other.pdf">Other file</a></p>'
    release = printed(text=LINKED, before=outside, after=f"<footer>{outside}</footer>")
    assert [link.url for link in release.links] == ["https://www.osce.org/plan"]
    assert [file.url for file in release.documents] == ["https://www.osce.org/a/plan.pdf"]


def test_the_same_address_is_one_link_with_its_first_words() -> None:
    text = f'<p>{OPENING} <a href="/plan">the plan</a> and <a href="/plan">again</a></p><p>{CLOSING}</p>'
    assert [(link.url, link.text) for link in printed(text=text).links] == [
        ("https://www.osce.org/plan", "the plan")
    ]


def test_links_are_read_against_the_base_that_the_page_names() -> None:
    release = printed(
        head='<base href="https://d6.web.osce.org/sub/">', text=LINKED.replace("/plan", "plan", 1)
    )
    assert release.links[0].url == "https://d6.web.osce.org/sub/plan"


def test_links_that_lead_nowhere_are_none() -> None:
    text = f'<p>{OPENING} <a href="javascript:void(0)">here</a> <a>there</a></p><p>{CLOSING}</p>'
    assert printed(text=text).links == []


def test_a_picture_has_its_caption_and_no_other_line() -> None:
    figure = '<figure><img src="/p.jpg"><figcaption>The hall in Osh (OSCE)</figcaption></figure>'
    release = printed(labels=figure)
    assert [(image.url, image.caption) for image in release.images] == [
        ("https://www.osce.org/p.jpg", "The hall in Osh (OSCE)")
    ]
    assert whole(release)


def test_pictures_outside_the_item_are_none_of_its_own() -> None:
    release = printed(before='<img src="/logo.gif">', after='<footer><img src="/foot.gif"></footer>')
    assert release.images == []


def test_a_picture_without_caption_has_an_empty_one() -> None:
    release = printed(labels='<div><img src="/p.jpg" alt="A hall"></div>')
    assert [(image.url, image.caption) for image in release.images] == [("https://www.osce.org/p.jpg", "")]


# ---- facts between title and text


def test_an_unknown_label_is_named_with_its_value() -> None:
    labels = (
        "<dl><dt>Date:</dt><dd>14 March 2006</dd><dt>Reference:</dt><dd>12/06</dd>"
        "<dt>Place:</dt><dd>Osh</dd></dl>"
    )
    release = printed(labels=labels)
    assert release.unknown_labels == ["Reference: 12/06"]
    assert (release.dates, release.place) == ({"label": "14 March 2006"}, "Osh")


def test_labels_and_values_are_as_printed() -> None:
    labels = (
        "<p>Date: 14 March 2006</p><p>Place: Osh</p><p>Source: OSCE Centre in Bishkek</p>"
        "<p>Fields of work: Good governance, Youth</p>"
    )
    release = printed(labels=labels)
    assert release.dates == {"label": "14 March 2006"}
    assert (release.place, release.sources) == ("Osh", ["OSCE Centre in Bishkek"])
    assert release.fields_of_work == ["Good governance, Youth"]
    assert account(labels=labels)[2:6] == [
        ("date", "Date: 14 March 2006"),
        ("place", "Place: Osh"),
        ("source", "Source: OSCE Centre in Bishkek"),
        ("topic", "Fields of work: Good governance, Youth"),
    ]


def test_a_type_label_counts_before_the_type_word() -> None:
    assert printed(labels="<p>Content type: News</p><p>Date: 14 March 2006</p>").content_type == "News"


def test_a_lead_above_the_text_is_text() -> None:
    lead = "Water was the one matter on the table, and nobody left before it was dealt with."
    release = printed(labels=f"<dl><dt>Date:</dt><dd>14 March 2006</dd></dl><p>{lead}</p>")
    assert release.paragraphs == [lead, OPENING, CLOSING]


def test_languages_between_title_and_text_are_no_text() -> None:
    bar = '<ul><li><a href="/ru/bishkek/47480">Русский</a></li><li><a href="/bishkek/47480">English</a></li></ul>'
    assert whole(printed(labels=bar))
    assert ("translation", "Русский") in account(labels=bar)


def test_a_share_bar_is_no_text() -> None:
    bar = '<div><a href="https://x.example">Facebook</a> <a href="https://y.example">Twitter</a></div>'
    assert whole(printed(labels=bar))


# ---- contacts


CONTACTS = "<h3>Contacts</h3><p>Jane Doe<br>Press officer<br>+996 312 66 50 15</p>"


def test_contacts_below_the_text_are_lines_of_their_own() -> None:
    release = printed(below=CONTACTS)
    assert release.contacts == "Jane Doe\nPress officer\n+996 312 66 50 15"
    assert whole(release)
    assert account(below=CONTACTS)[-4:] == [
        ("contact", "Contacts"),
        ("contact", "Jane Doe"),
        ("contact", "Press officer"),
        ("contact", "+996 312 66 50 15"),
    ]


@pytest.mark.parametrize("box", ["<div>{}</div>", "<aside class='box'>{}</aside>", "{}"])
def test_contacts_between_title_and_text_end_where_the_text_begins(box: str) -> None:
    release = printed(labels=box.format(CONTACTS))
    assert release.contacts == "Jane Doe\nPress officer\n+996 312 66 50 15"
    assert whole(release)


def test_contacts_among_facts_end_where_the_facts_go_on() -> None:
    labels = (
        f"<p>Date: 14 March 2006</p><div>{CONTACTS}</div><p>Place: Osh</p><p>Source: OSCE Secretariat</p>"
    )
    release = printed(labels=labels)
    assert release.contacts == "Jane Doe\nPress officer\n+996 312 66 50 15"
    assert (release.place, release.sources) == ("Osh", ["OSCE Secretariat"])
    assert whole(release)


def test_facts_below_the_text_are_facts() -> None:
    below = "<dl><dt>Date:</dt><dd>14 March 2006</dd><dt>Place:</dt><dd>Osh</dd><dt>Source:</dt><dd>OSCE Secretariat</dd></dl>"
    release = printed(below=below)
    assert (release.dates, release.place, release.sources) == (
        {"label": "14 March 2006"},
        "Osh",
        ["OSCE Secretariat"],
    )
    assert whole(release)


def test_facts_above_the_title_are_facts() -> None:
    html = page().replace("<article>", "<article><ul><li>Date: 14 March 2006</li><li>Place: Osh</li></ul>")
    release = read_page(Page(URL, html.encode(), "text/html; charset=utf-8")).printed
    assert release is not None
    assert (release.dates, release.place) == ({"label": "14 March 2006"}, "Osh")


# ---- what is around


OTHERS = (
    '<h2>Related</h2><div><h3><a href="/node/1">Another talk</a></h3><p>OSLO, 3 May 2020 – They met as well. '
    'It went on.</p></div><div><h3><a href="/node/2">A third talk</a></h3></div>'
)


@pytest.mark.parametrize("at", ["below", "after"])
def test_other_items_are_named_as_such(at: str) -> None:
    release = printed(**{at: OTHERS})
    assert whole(release)
    assert not release.text_uncertain


def test_a_heading_inside_the_text_with_prose_behind_it_is_text() -> None:
    text = f"<p>{OPENING}</p><h3>Related work</h3><p>{CLOSING}</p><h3>Latest on the dam</h3><p>{CLOSING}</p>"
    assert printed(text=text).paragraphs == [OPENING, "Related work", CLOSING, "Latest on the dam", CLOSING]


def test_a_break_inside_a_paragraph_stays_a_break() -> None:
    text = f"<p>{OPENING}<br>{CLOSING}</p><p>{CLOSING}</p>"
    assert printed(text=text).paragraphs == [f"{OPENING}\n{CLOSING}", CLOSING]


# ---- the page


GENERATIONS: list[tuple[dict[str, str], int]] = [
    ({"head": '<meta name="generator" content="Drupal 11 (https://www.drupal.org)">'}, 3),
    ({"labels": '<div class="panel-pane"></div>'}, 2),
    ({"labels": '<p><span class="date-display-single">14 March 2006</span></p>'}, 2),
    ({"after": '<a class="teaser teaser--two-cols" href="/node/1">Another</a>'}, 3),
    ({"before": '<a href="#main">Skip navigation</a>'}, 1),
    ({"before": '<a href="/">Home</a><a href="#main">Skip navigation</a>'}, 3),
    ({}, 3),
]


@pytest.mark.parametrize(("parts", "generation"), GENERATIONS)
def test_the_generation_is_told_by_marks_of_its_templates(parts: dict[str, str], generation: int) -> None:
    assert read(**parts).generation == generation


def test_the_first_of_two_marks_tells_the_generation() -> None:
    pane, teaser = '<div class="panel-pane"></div>', '<a class="teaser--x" href="/node/1">Another</a>'
    assert read(before=pane, after=teaser).generation == 2
    assert read(before=teaser, after=pane).generation == 3


def test_a_page_that_is_no_release_has_a_generation_too() -> None:
    html = page(text="").replace("Press release", "").replace("</h1>", '</h1><div class="panel-pane"></div>')
    reading = read_page(Page(URL, html.encode(), "text/html; charset=utf-8"))
    assert (reading.kind, reading.generation) == (Kind.UNKNOWN, 2)


def test_bytes_read_otherwise_than_declared_are_told() -> None:
    html = page().replace("Osh", "Ош")

    def repaired(charset: str) -> Any:
        return read_page(Page(URL, html.encode(), f"text/html; charset={charset}")).printed

    assert not repaired("utf-8").repaired
    assert repaired("windows-1251").repaired


def test_the_language_is_that_of_the_page() -> None:
    assert printed().language == "en"
