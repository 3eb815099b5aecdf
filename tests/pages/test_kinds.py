"""What a page is: releases by their evidence, and the near misses that are none."""

from html import escape

import pytest

from osce_crawler.pages.document import Page
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import read_page
from tests.pages.markups import MARKUPS, Parts
from tests.pages.releases import ENGLISH

MENU = Parts(ENGLISH, MARKUPS[0], "").menu()
LONG = (
    "The meeting brought together some eighty persons from many States, and it was the first of its sort. "
    * 3
)


def page(
    body: str,
    *,
    title: str = "Something",
    site: str = "OSCE",
    head: str = "",
    menu: str = MENU,
    footer: str = "OSCE, Wallnerstrasse 6, 1010 Vienna, Austria © 2026 OSCE",
) -> str:
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{escape(title)} | {site}</title>{head}</head>
<body><header><nav><ul>{menu}</ul></nav></header><main>{body}</main><footer>{footer}</footer></body></html>"""


def read(
    html: str | bytes, url: str = "https://www.osce.org/node/800001", content_type: str = "text/html"
) -> Kind:
    body = html.encode() if isinstance(html, str) else html
    kind = read_page(Page(url, body, content_type)).kind
    assert isinstance(kind, Kind)
    return kind


def labels(**values: str) -> str:
    pairs = (f"<dt>{name}:</dt><dd>{value}</dd>" for name, value in values.items())
    return "<dl>" + "".join(pairs).replace("_", " ") + "</dl>"


OURS_BUT_NO_RELEASE = {
    "event": page(
        "<p>General event</p><h1>Conference on water</h1>"
        + labels(When="3 May 2021 - 5 May 2021", Where="Vienna, Hofburg", Organized_by="OSCE Secretariat")
        + f"<p>VIENNA, 3 May 2021 will be the first day. {LONG}</p><p>Registration is open until 1 May.</p>"
    ),
    "event with the labels of a release": page(
        "<p>Conference</p><h1>Annual Security Review Conference</h1>"
        + labels(
            Date="23 June 2020", Place="Vienna", Source="OSCE Secretariat", Fields_of_work="Arms control"
        )
        + f"<p>{LONG}</p><p>Agenda</p>"
    ),
    "document": page(
        "<p>Document</p><h1>VIENNA DOCUMENT 2011 ON CONFIDENCE- AND SECURITY-BUILDING MEASURES</h1>"
        + labels(
            Date="30 November 2011",
            Place="Vienna",
            Publisher="OSCE",
            Source="Forum for Security Co-operation",
        )
        + f'<p>{LONG}</p><p><a href="/files/f/documents/a/4/86597.pdf">Download the document</a></p>',
        title="Vienna Document 2011",
    ),
    "decision": page(
        "<p>Decision</p><h1>PERMANENT COUNCIL DECISION No. 1117</h1>"
        + labels(Date="21 March 2014", Source="OSCE Permanent Council")
        + "<p>DEPLOYMENT OF AN OSCE SPECIAL MONITORING MISSION TO UKRAINE</p><p>The Permanent "
        "Council, decides …</p>"
    ),
    "resource": page(
        "<p>Resources</p><h1>Guidelines on policing</h1>"
        + labels(Date="4 July 2018", Fields_of_work="Policing")
        + f"<p>{LONG}</p>"
    ),
    "structure": page(
        "<ul><li>About us</li><li>Overview</li><li>Staff</li></ul><h1>OSCE Mission to Serbia</h1>"
        f"<p>BELGRADE is the seat of the Mission, which opened on 11 January 2001. {LONG}</p><p>{LONG}</p>"
        "<h2>Latest news</h2><article><h3><a href='/node/1'>Judges trained</a></h3><p>Press release</p>"
        "<time datetime='2020-05-03'>3 May 2020</time><p>BELGRADE, 3 May 2020 – Judges were "
        "trained.</p></article>"
    ),
    "election": page(
        "<p>Elections</p><h1>Parliamentary Elections, 5 June 2011</h1>"
        + labels(Date="5 June 2011", Place="Skopje", Country="North Macedonia")
        + f"<p>Following an invitation, ODIHR observed the 5 June elections. {LONG}</p>"
        "<p>SKOPJE, 6 June 2011</p><p>Head of mission: Julian Peel Yates</p>"
    ),
    "topic": page(
        f"<h1>Border management</h1><p>{LONG}</p><p>VIENNA DOCUMENT 2011 and HELSINKI 1975 are the "
        f"ground of it. {LONG}</p>"
        "<h2>News</h2><ul><li><time>3 May 2020</time> <a href='/node/1'>Guards trained</a></li></ul>"
    ),
    "staff": page(
        "<p>Staff</p><h1>Jane Doe</h1><p>Jane Doe took office on 1 May 2020 in VIENNA.</p>"
        + labels(Place="Vienna", Source="Secretariat")
        + f"<p>{LONG}</p>"
    ),
    "vacancy": page(
        "<p>Vacancy</p><h1>Press Officer</h1>"
        + labels(Date_of_issue="3 May 2020", Place="Vienna", Deadline="1 June 2020")
        + f"<p>{LONG}</p><p>Press release writing is among the tasks.</p>"
    ),
    "project": page(
        f"<p>Project</p><h1>Safe rivers</h1><p>{LONG}</p><p>KYIV, 2020 – 2024</p>{labels(Place='Kyiv')}"
    ),
    "photo gallery": page(
        "<p>Gallery</p><h1>A day in Osh</h1><figure><img src='/a.jpg'><figcaption>OSH, 3 May 2020. "
        "(OSCE/Jane Doe)"
        "</figcaption></figure>"
    ),
    "menu alone": page(""),
}


@pytest.mark.parametrize("html", OURS_BUT_NO_RELEASE.values(), ids=OURS_BUT_NO_RELEASE)
def test_other_pages_of_the_site_are_no_releases(html: str) -> None:
    assert read(html) is not Kind.RELEASE


FOREIGN_MENU = (
    "<li><a href='/'>Start</a></li><li><a href='/news'>News</a></li><li><a href='/shop'>Shop</a></li>"
)
RELEASE_OF_OTHERS = (
    "<p>Press release</p><h1>New tram line opened</h1>"
    + labels(Date="14 March 2017", Place="Graz", Source="City of Graz")
    + f"<p>GRAZ, 14 March 2017 – The mayor opened the new line today. {LONG}</p><p>The OSCE was "
    f"represented. {LONG}</p>"
)


def entries(*words: str) -> str:
    return "".join(f"<li><a href='/x'>{word}</a></li>" for word in words)


def foreign(
    body: str,
    *,
    title: str = "New tram line",
    site: str = "City of Graz",
    head: str = "",
    menu: str = FOREIGN_MENU,
    footer: str = "© 2017 City of Graz, Hauptplatz 1",
) -> str:
    return page(body, title=title, site=site, head=head, menu=menu, footer=footer)


OTHERS = {
    "press release": foreign(RELEASE_OF_OTHERS),
    "press release that names the OSCE in its title": foreign(
        RELEASE_OF_OTHERS, title="Mayor meets OSCE in Graz"
    ),
    "press release with a site name": foreign(
        RELEASE_OF_OTHERS, head='<meta property="og:site_name" content="Graz">'
    ),
    "press release of a body with the letters": foreign(RELEASE_OF_OTHERS, site="OSCE Perú"),
    "press release that links to the OSCE": foreign(
        RELEASE_OF_OTHERS
        + '<p>See <a href="https://www.osce.org">OSCE</a> and <a href="https://www.osce.org/mc">more</a>.</p>'
    ),
    "news agency": foreign(
        "<p>News</p><h1>OSCE chief visits</h1><p>VIENNA, 3 May 2020 – The OSCE chief visited.</p>",
        site="Agency",
    ),
    "press release with a footer that thanks the OSCE": foreign(
        RELEASE_OF_OTHERS, footer="© 2017 City of Graz. Supported by the OSCE and its participating States."
    ),
    "press release with a menu as many have": foreign(
        RELEASE_OF_OTHERS,
        menu=entries("Home", "Newsroom", "About us", "Where we are", "What we do", "Projects", "Countries"),
    ),
    "press release with topics like ours": foreign(
        RELEASE_OF_OTHERS,
        menu=entries("Human rights", "Elections", "Education", "Youth", "Migration", "Resources"),
    ),
    "parked domain": "<html><title>osce.org</title><body><h1>This domain is for sale</h1><p>3 May 2020</p>",
}


@pytest.mark.parametrize("html", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize(
    "url", ["https://www.osce.org/chairpersonship/700001", "https://odihr.osce.org/odihr/700001"]
)
def test_pages_of_others_are_no_releases_whatever_their_address(html: str, url: str) -> None:
    assert read(html, url) is not Kind.RELEASE


CHALLENGES = {
    "browser check": "<html><title>Just a moment...</title><body><h1>Checking your browser before "
    "accessing osce.org</h1>"
    "<p>Enable JavaScript and cookies to continue</p><script "
    "src='/cdn-cgi/challenge-platform/x.js'></script>",
    "bot check": "<html><title>Making sure you're not a bot!</title><body><p>Making sure you're not "
    "a bot!</p>",
    "captcha": "<html><title>osce.org</title><body><form><p>Please complete the CAPTCHA: are you a "
    "robot?</p></form>",
    "human": "<html><title>Attention Required!</title><body><p>Verify you are human by completing "
    "the action below.</p>",
}


@pytest.mark.parametrize("html", CHALLENGES.values(), ids=CHALLENGES)
def test_a_challenge_is_a_challenge_though_its_status_is_200(html: str) -> None:
    assert read(html) is Kind.CHALLENGE


ERRORS = {
    "not found": page(
        "<h1>Page not found</h1><p>The requested page could not be found.</p>", title="Page not found"
    ),
    "access denied": page(
        "<h1>Access denied</h1><p>You are not authorized to access this page.</p>", title="Access denied"
    ),
    "server": "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad "
    "Gateway</h1><hr>nginx</body></html>",
    "maintenance": "<html><title>Site under maintenance | OSCE</title><body><h1>Site under maintenance</h1>"
    "<p>OSCE is currently under maintenance. We should be back shortly.</p>",
    "unexpected": "The website encountered an unexpected error. Please try again later.",
}


@pytest.mark.parametrize("html", ERRORS.values(), ids=ERRORS)
def test_an_error_page_is_an_error_whatever_its_status(html: str) -> None:
    assert read(html) is Kind.ERROR


def row(number: int) -> str:
    return (
        f'<div class="teaser"><h2><a href="/node/{number}">Release number {number}</a></h2>'
        f"<p>Press release</p><time datetime='2020-05-03'>3 May 2020</time><p>VIENNA, 3 May 2020 – "
        f"Text {number}.</p></div>"
    )


HOME = page(
    "<h1>Organization for Security and Co-operation in Europe</h1><h2>Latest</h2>"
    + "".join(map(row, range(1, 5))),
    title="Home",
)
LIST = page(
    f"<h1>Press releases</h1>{''.join(map(row, range(1, 21)))}<a rel='next' href='?page=1'>Next</a>",
    title="Press releases",
)


def test_a_list_of_releases_is_no_release() -> None:
    reading = read_page(Page("https://www.osce.org/press-releases", LIST.encode(), "text/html"))
    assert reading.kind is not Kind.RELEASE
    assert reading.listing is not None
    assert [row.title for row in reading.listing.rows] == [
        f"Release number {number}" for number in range(1, 21)
    ]


def test_the_home_page_is_no_release() -> None:
    assert read(HOME, "https://www.osce.org/") is not Kind.RELEASE


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.4 Press release", "application/pdf"),
        (b"%PDF-1.4", "text/html"),
        (b'{"a": 1}', "application/json"),
    ],
)
def test_what_is_not_html_is_not_html(body: bytes, content_type: str) -> None:
    assert read(body, content_type=content_type) is Kind.NOT_HTML


@pytest.mark.parametrize("body", ["", " \n", "<html><body></body></html>"])
def test_an_empty_page_is_empty(body: str) -> None:
    assert read(body) is Kind.EMPTY


@pytest.mark.parametrize(
    "url", ["https://x.example/", "file:///a/b.html", "https://www.osce.org/press-releases", ""]
)
def test_a_release_is_one_whatever_its_address(url: str) -> None:
    assert read(MARKUPS[0].render(ENGLISH), url) is Kind.RELEASE


MARKS = {
    "title suffix": page(RELEASE_OF_OTHERS, menu="", footer=""),
    "suffix of a mission": page(RELEASE_OF_OTHERS, site="OSCE Mission to Moldova", menu="", footer=""),
    "site name": page(
        RELEASE_OF_OTHERS,
        site="News",
        menu="",
        footer="",
        head='<meta property="og:site_name" content="OSCE">',
    ),
    "menu": page(RELEASE_OF_OTHERS, site="News", footer=""),
    "footer": page(RELEASE_OF_OTHERS, site="News", menu="", footer="Legal notice © 1995–2026 OSCE"),
}


@pytest.mark.parametrize("html", MARKS.values(), ids=MARKS)
def test_any_one_mark_of_the_publisher_is_enough(html: str) -> None:
    assert read(html) is Kind.RELEASE


@pytest.mark.parametrize(
    ("html", "url", "evidence"),
    [
        ("<html><body> </body></html>", "https://www.osce.org/node/800001", ["no words"]),
        (
            page("<p>Are you a robot?</p>", menu="", title="x", site="y", footer=""),
            "https://www.osce.org/node/1",
            ["Are you a robot"],
        ),
        (
            page("<p>Welcome</p>"),
            "https://www.osce.org/node/800001",
            ["an address of an item without an item"],
        ),
    ],
)
def test_a_kind_is_told_with_its_evidence(html: str, url: str, evidence: list[str]) -> None:
    assert read_page(Page(url, html.encode(), "text/html")).evidence[-1:] == evidence
