"""Lines between title and text, around it and within it: each costs itself, and never the text."""

import pytest

from osce_crawler.pages.document import Page
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import read_page
from tests.pages.test_printed_release import CLOSING, OPENING, URL, account, page, printed, read, whole

DATED = "<dl><dt>Date:</dt><dd>14 March 2006</dd></dl>"
FACTS = "<dl><dt>Date:</dt><dd>14 March 2006</dd><dt>Place:</dt><dd>Osh</dd></dl>"
LONG = (
    "A sentence about water that goes on for so long that nobody takes it for a line of a teaser or a title."
)


# ---- days and types without labels


def test_type_and_day_may_stand_on_one_line() -> None:
    html = page(labels="<p>Press statement · 14 March 2006 · Osh</p>").replace("<p>Press release</p>", "")
    release = read_page(Page(URL, html.encode())).printed
    assert release is not None
    assert (release.content_type, release.dates) == ("Press statement", {"line": "14 March 2006"})
    assert whole(release)


def test_a_day_in_a_time_of_its_own_line_is_a_time() -> None:
    release = printed(labels='<p><time datetime="2006-03-14">14 March 2006</time></p>')
    assert release.dates == {"time": "14 March 2006"}


def test_a_day_that_a_line_and_its_time_both_print_is_said_once_and_another_is_told() -> None:
    line = '<p>Osh, <time datetime="2006-03-14">14 March 2006</time></p>'
    assert printed(labels=line).dates == {"time": "14 March 2006", "line": "Osh, 14 March 2006"}


def test_a_dateline_in_a_paragraph_of_its_own_is_text() -> None:
    text = f"<p>OSH, 14 March 2006 –</p><p>{LONG}</p><p>{CLOSING}</p>"
    release = printed(text=text)
    assert release.paragraphs == ["OSH, 14 March 2006 –", LONG, CLOSING]
    assert release.dates == {}


def test_the_day_of_a_change_has_a_role_and_no_date() -> None:
    changed = "<p>Last updated on 3 May 2020</p>"
    assert printed(labels=FACTS + changed).dates == {"label": "14 March 2006"}
    assert ("boilerplate", "Last updated on 3 May 2020") in account(labels=FACTS + changed)


# ---- what stands between


@pytest.mark.parametrize(
    "line",
    [
        "<p>Talks in Osh</p>",
        "<p>Share</p>",
        "<p>3 min read</p>",
        '<p><a href="/print">Print</a> <a href="/mail">Mail</a></p>',
        '<ul><li><a href="/ru/bishkek/47480">Русский</a></li></ul>',
        '<p><a href="/ru/bishkek/47480">RU</a> | <a href="/bishkek/47480">EN</a></p>',
    ],
)
@pytest.mark.parametrize("facts", ["", DATED, FACTS])
def test_a_line_that_is_no_text_is_passed_over(line: str, facts: str) -> None:
    release = printed(labels=facts + line)
    assert whole(release)
    assert release.dates == ({"label": "14 March 2006"} if facts else {})
    assert whole(printed(labels=line + facts))


def test_languages_are_translations_and_other_links_boilerplate() -> None:
    bar = '<p><a href="/ru/bishkek/47480">RU</a> | <a href="/bishkek/47480">EN</a></p>'
    links = '<p><a href="/print">Print</a> | <a href="/mail">Mail</a></p>'
    assert ("translation", "RU | EN") in account(labels=bar + FACTS)
    assert ("boilerplate", "Print | Mail") in account(labels=links + FACTS)
    assert ("translation", "RU | EN") in account(labels=FACTS + bar)
    assert ("boilerplate", "Print | Mail") in account(labels=FACTS + links)


def test_a_lead_between_facts_is_text_and_stands_first() -> None:
    labels = (
        f"{DATED}<p>{LONG}</p><dl><dt>Place:</dt><dd>Osh</dd><dt>Source:</dt><dd>OSCE Secretariat</dd></dl>"
    )
    release = printed(labels=labels)
    assert release.paragraphs == [LONG, OPENING, CLOSING]
    assert (release.place, release.sources) == ("Osh", ["OSCE Secretariat"])


def test_a_short_line_between_title_and_facts_is_boilerplate() -> None:
    labels = f"<p>On the shore of the lake</p>{FACTS}"
    assert whole(printed(labels=labels))
    assert ("boilerplate", "On the shore of the lake") in account(labels=labels)


# ---- labels that nobody knows


@pytest.mark.parametrize(
    ("labels", "unknown"),
    [
        ("<p>Date: 14 March 2006</p><p>Reference: 12/06</p><p>Place: Osh</p>", ["Reference: 12/06"]),
        (
            (
                "<dl><dt>Date:</dt><dd>14 March 2006</dd><dt>Reference:</dt><dd>12/06</dd><dd>13/06</dd>"
                "<dt>Place:</dt><dd>Osh</dd></dl>"
            ),
            ["Reference: 12/06 13/06"],
        ),
        (
            "<dl><dt>Reference:</dt><dd>12/06</dd><dt>Date:</dt><dd>14 March 2006</dd><dt>Place:</dt><dd>Osh</dd></dl>",
            ["Reference: 12/06"],
        ),
    ],
)
def test_an_unknown_label_among_facts_is_named_and_costs_itself_alone(
    labels: str, unknown: list[str]
) -> None:
    release = printed(labels=labels)
    assert release.unknown_labels == unknown
    assert (release.dates, release.place) == ({"label": "14 March 2006"}, "Osh")
    assert whole(release)


def test_a_line_with_a_colon_in_the_text_is_no_label() -> None:
    text = f"<p>{OPENING}</p><p>Note: the hall was full.</p><p>{CLOSING}</p>"
    release = printed(labels=FACTS, text=text)
    assert release.unknown_labels == []
    assert release.paragraphs == [OPENING, "Note: the hall was full.", CLOSING]


# ---- the title


@pytest.mark.parametrize(
    "heading",
    [
        "<h1>Talks<br>in Osh</h1>",
        "<h1><span>Talks</span> <span>in Osh</span></h1>",
        "<h1><div>Talks</div><div>in Osh</div></h1>",
        "<h2>Talks in Osh</h2>",
        "<h1><a href='/'>OSCE</a></h1><h2>Talks in Osh</h2>",
        "<h1>OSCE</h1><h1>Talks in Osh</h1>",
        "<div class='t'>Talks in Osh</div>",
        "<p><strong>Talks in Osh</strong></p>",
    ],
)
def test_the_title_is_found_in_any_element(heading: str) -> None:
    html = page(labels=FACTS, text=f'<p>{OPENING} <a href="/plan">the plan</a></p><p>{CLOSING}</p>')
    reading = read_page(Page(URL, html.replace("<h1>Talks in Osh</h1>", heading).encode()))
    release = reading.printed
    assert release is not None, reading.evidence
    assert release.title == "Talks in Osh"
    assert release.place == "Osh"
    assert release.paragraphs == [f"{OPENING} the plan", CLOSING]
    assert [link.url for link in release.links] == ["https://www.osce.org/plan"]


@pytest.mark.parametrize("name", ["og:title", "twitter:title"])
def test_the_heads_own_title_tells_which_heading_is_meant(name: str) -> None:
    html = page(labels=FACTS).replace("<title>Talks in Osh | OSCE</title>", "<title>News | OSCE</title>")
    html = html.replace("</head>", f'<meta property="{name}" content="Talks in Osh"></head>')
    html = html.replace("<body>", "<body><h1>Water and peace</h1>")
    release = read_page(Page(URL, html.encode())).printed
    assert release is not None
    assert release.title == "Talks in Osh"


@pytest.mark.parametrize(
    ("start", "end"), [("<div role='main'>", "</div>"), ("<div>", "</div>"), ("<section>", "</section>")]
)
def test_the_item_is_found_without_a_main_element(start: str, end: str) -> None:
    text = f"<p>{OPENING}</p>{f'<p>{LONG}</p>' * 4}<p>{CLOSING}</p>"
    html = page(
        labels=FACTS,
        text=text,
        before="<div><p>Home</p></div>",
        after=f"<div>{f'<p>{CLOSING}</p>' * 20}</div>",
    )
    html = html.replace("<main><article>", start).replace("</article></main>", end)
    release = read_page(Page(URL, html.encode())).printed
    assert release is not None
    assert release.paragraphs == [OPENING, *[LONG] * 4, CLOSING]


# ---- captions and files


@pytest.mark.parametrize(
    "picture",
    [
        '<figure><img src="/p.jpg"><figcaption>The hall (OSCE)</figcaption></figure>',
        '<div><img src="/p.jpg"><p>The hall (OSCE)</p></div>',
        '<div><div><img src="/p.jpg"></div><div>The hall (OSCE)</div></div>',
        '<img src="/p.jpg"><p>The hall (OSCE) Photo details</p>',
        '<p><img src="/p.jpg"></p><p class="caption">The hall (OSCE)</p>',
    ],
)
def test_a_caption_is_told_by_its_markup_its_box_or_its_end(picture: str) -> None:
    release = printed(labels=FACTS + picture)
    assert [(image.url, image.caption) for image in release.images] == [
        ("https://www.osce.org/p.jpg", "The hall (OSCE)")
    ]
    assert whole(release)


def test_a_picture_in_a_paragraph_makes_no_caption_of_it() -> None:
    text = f'<p><img src="/p.jpg">{OPENING}</p><p>{CLOSING}</p>'
    assert whole(printed(labels=FACTS, text=text))


def test_a_file_below_the_text_has_its_line_and_one_in_a_sentence_has_not() -> None:
    text = f'<p>{OPENING}</p><p>{LONG} <a href="/a.pdf">It is here</a>, in full.</p>'
    below = '<p><a href="/b.pdf">The plan</a> (PDF, 20 kB)</p>'
    release = printed(labels=FACTS, text=text, below=below)
    assert release.paragraphs == [OPENING, f"{LONG} It is here, in full."]
    assert [file.url for file in release.documents] == [
        "https://www.osce.org/a.pdf",
        "https://www.osce.org/b.pdf",
    ]
    assert ("file", "The plan (PDF, 20 kB)") in account(labels=FACTS, text=text, below=below)


# ---- other items


LINKS = '<li><a href="/node/600001">Another talk</a></li><li><a href="/node/600002">A third talk</a></li>'


@pytest.mark.parametrize("heading", ["Related", "More news", "See also", "Latest news", "You may also like"])
@pytest.mark.parametrize(
    "box", ["<div><h3>{}</h3><ul>{}</ul></div>", "<h3>{}</h3><ul>{}</ul>", "<p>{}</p><ul>{}</ul>"]
)
def test_links_below_a_heading_cost_themselves_and_not_what_follows(heading: str, box: str) -> None:
    links = box.format(heading, LINKS)
    inside = printed(labels=FACTS, text=f"<p>{OPENING}</p>{links}<p>{CLOSING}</p>")
    assert whole(inside)
    assert whole(printed(labels=FACTS, below=links))


@pytest.mark.parametrize(
    "heading",
    ["Related work", "More than water", "See also", "Next steps", "Latest developments", "Other matters"],
)
def test_a_heading_above_prose_is_text(heading: str) -> None:
    text = f"<p>{OPENING}</p><h3>{heading}</h3><p>{LONG}</p><p>{CLOSING}</p>"
    assert printed(labels=FACTS, text=text).paragraphs == [OPENING, heading, LONG, CLOSING]


def test_a_second_items_facts_and_title_are_not_the_first_ones() -> None:
    other = (
        '<div><h3><a href="/node/600001">Another talk</a></h3><dl><dt>Date:</dt><dd>3 May 2020</dd>'
        f"<dt>Place:</dt><dd>Oslo</dd></dl><p>{LONG}</p></div>"
    )
    release = printed(labels=FACTS, below=other)
    assert (release.dates, release.place) == ({"label": "14 March 2006"}, "Osh")
    assert whole(release)


def test_nothing_below_a_title_is_no_release() -> None:
    assert read(text="").kind is Kind.UNKNOWN


# ---- where facts end and text begins


def test_a_type_word_below_a_subtitle_is_the_type() -> None:
    html = page(labels="<p>On the shore of the lake</p><p>Press statement</p>")
    release = read_page(Page(URL, html.replace("<p>Press release</p>", "").encode())).printed
    assert release is not None
    assert release.content_type == "Press statement"
    assert whole(release)


def test_labels_beside_the_paragraphs_of_a_text_are_text() -> None:
    text = f"<p>{LONG}</p><p>Date: 3 May 2006</p><p>Place: Oslo</p><p>{CLOSING}</p>"
    release = printed(text=text)
    assert release.paragraphs == [LONG, "Date: 3 May 2006", "Place: Oslo", CLOSING]
    assert (release.dates, release.place) == ({}, None)


def test_a_single_label_behind_a_subtitle_is_a_fact() -> None:
    labels = "<p>On the shore of the lake</p><div>Source: OSCE Secretariat</div>"
    release = printed(labels=labels)
    assert release.sources == ["OSCE Secretariat"]
    assert whole(release)


def test_a_long_row_of_languages_is_no_language_bar() -> None:
    names = " | ".join(f'<a href="/l{number}">English</a>' for number in range(13))
    assert ("translation", " | ".join(["English"] * 13)) not in account(labels=f"<p>{names}</p>{FACTS}")
    assert ("translation", " | ".join(["English"] * 12)) in account(
        labels=f"<p>{names.rpartition(' | ')[0]}</p>{FACTS}"
    )


# ---- words above the title, and cells beside it


ABOVE = [
    '<p><a href="/newsroom/overview">Back to overview</a></p>',
    "<ul><li>Central Asia</li></ul>",
    "<p>12 of 40</p>",
]


@pytest.mark.parametrize("above", ABOVE)
def test_a_link_an_entry_or_a_figure_above_the_title_is_no_type_word(above: str) -> None:
    html = page(labels=FACTS).replace("<p>Press release</p>", above)
    assert read_page(Page(URL, html.encode())).kind is Kind.RELEASE


def test_a_cell_beside_the_title_is_no_type_word() -> None:
    html = page(labels=FACTS).replace("<p>Press release</p><h1>Talks in Osh</h1>", "")
    row = "<table><tr><td>Central Asia</td><td><h1>Talks in Osh</h1></td></tr></table>"
    assert read_page(Page(URL, html.replace("<article>", f"<article>{row}").encode())).kind is Kind.RELEASE


def test_a_single_place_below_a_lead_is_no_fact_of_the_item() -> None:
    release = printed(text=f"<p>{LONG}</p><div><b>Place:</b> Hotel Alay</div><p>{CLOSING}</p>")
    assert release.place is None
    assert release.paragraphs == [LONG, "Place: Hotel Alay", CLOSING]


def test_a_caption_needs_no_figure_around_it() -> None:
    caption = "The town hall of Osh, in which the talks were held, on the morning of the first day of all."
    text = f"<p>{OPENING}</p><figcaption>{caption}</figcaption><p>{CLOSING}</p>"
    assert whole(printed(text=text))
    assert ("caption", caption) in account(text=text)


ROWS = [("Ref", "12"), ("Date", "14 March 2006"), ("Place", "Osh")]


@pytest.mark.parametrize(
    ("row", "box"),
    [
        ("<tr><th>{}</th><td>{}</td></tr>", "<table>{}</table>"),
        ("<tr><td>{}</td><td>{}</td></tr>", "<table><tbody>{}</tbody></table>"),
        ("<div><dt>{}</dt><dd>{}</dd></div>", "<dl>{}</dl>"),
        ("<li><p>{}: {}</p></li>", "<ul>{}</ul>"),
    ],
)
def test_a_list_of_facts_may_open_with_a_label_that_nobody_knows(row: str, box: str) -> None:
    release = printed(labels=box.format("".join(row.format(*pair) for pair in ROWS)))
    assert (release.dates, release.place) == ({"label": "14 March 2006"}, "Osh")
    assert release.unknown_labels == ["Ref: 12"]


def test_files_and_items_listed_below_the_text_are_told_apart() -> None:
    file = '<li><a href="/files/practice.pdf">The practice</a></li>'
    item = '<li><a href="/bishkek/47481">The second practice</a></li>'
    assert account(below=f"<h3>Documents</h3><ul>{file}</ul>")[-2:] == [
        ("file", "Documents"),
        ("file", "The practice"),
    ]
    assert account(below=f"<ul>{item}{file}</ul>")[-2:] == [
        ("boilerplate", "The second practice"),
        ("file", "The practice"),
    ]


def test_links_to_two_items_below_the_text_are_none_of_it_and_one_link_may_be() -> None:
    one, two = (f'<p><a href="/bishkek/{nid}">The practice of {nid}</a></p>' for nid in (47481, 47482))
    text = f"<p>{OPENING}</p><p>{CLOSING}</p>"
    assert printed(text=text + one + two).paragraphs == [OPENING, CLOSING]
    assert printed(text=text + one).paragraphs == [OPENING, CLOSING, "The practice of 47481"]


def test_facts_that_open_with_an_unknown_label_need_no_paragraph_below_them() -> None:
    facts = "<dl><dt>Ref</dt><dd>12</dd><dt>Date</dt><dd>14 March 2006</dd><dt>Place</dt><dd>Osh</dd></dl>"
    release = printed(labels=facts, text="<p>The office is closed today</p>")
    assert (release.place, release.unknown_labels) == ("Osh", ["Ref: 12"])
    assert release.paragraphs == ["The office is closed today"]


def test_what_is_hidden_is_no_text_and_a_tab_that_is_not_open_is() -> None:
    hidden = f"<div hidden><p>{LONG}</p></div>"
    assert whole(printed(text=f"<p>{OPENING}</p>{hidden}<p>{CLOSING}</p>"))
    tab = f'<div role="tabpanel" hidden><p>{LONG}</p></div>'
    release = printed(text=f"<p>{OPENING}</p>{tab}<p>{CLOSING}</p>")
    assert release.paragraphs == [OPENING, LONG, CLOSING]


@pytest.mark.parametrize("tag", ["p", "div", "blockquote", "li", "section", "article"])
def test_a_class_alone_takes_no_two_paragraphs_away_whatever_holds_them(tag: str) -> None:
    other = LONG.replace("water", "roads")
    box = f'<div class="sidebar"><{tag}>{LONG}</{tag}><{tag}>{other}</{tag}></div>'
    release = printed(text=f"<p>{OPENING}</p>{box}<p>{CLOSING}</p>")
    assert release.paragraphs == [OPENING, LONG, other, CLOSING]
    one = f'<div class="sidebar"><{tag}>{LONG}</{tag}></div>'
    assert whole(printed(text=f"<p>{OPENING}</p>{one}<p>{CLOSING}</p>"))
