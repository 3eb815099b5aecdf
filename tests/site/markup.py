"""The pages of the built site, in the markup of either generation."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MENU = (
    ("/press-releases", "Newsroom"),
    ("/participating-states", "Participating States"),
    ("/secretariat", "Secretariat"),
    ("/odihr", "Office for Democratic Institutions and Human Rights"),
    ("/elections", "Elections"),
    ("/border-management", "Border management"),
    ("/about-us", "About us"),
)
_PADDING = {
    "en": "Whoever came early helped to carry chairs, and whoever came late had to stand at the back of the hall.",
    "de": "Wer früh kam, hat noch Stühle getragen, und wer spät kam, der stand hinten im Saal an der Wand.",
}
_GERMAN = (
    "Das Treffen dauerte den ganzen Tag, und die Gäste haben sich nicht nur über die Ergebnisse gefreut, "
    "sondern auch über das Wetter. Sie werden sich im nächsten Jahr wieder in der Stadt treffen."
)


@dataclass(slots=True)
class Item:
    """A release of the site."""

    nid: str
    path: str
    title: str
    day: dt.date
    text: str
    lastmod: dt.datetime
    place: str
    source: str
    edits: int = 0
    translated: bool = False

    @property
    def version(self) -> str:
        return f"{self.nid}.{self.edits}"

    @property
    def german_path(self) -> str:
        """Where its second language stands, if it has one."""
        return f"/de{self.path}"


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a list's page stands among the others; pages count from 0."""

    page: int
    pages: int
    address: str = "/press-releases"

    def to(self, number: int) -> str:
        return f"{self.address}?page={number}" if number else self.address


def printed(day: dt.date) -> str:
    """A day as the site prints it."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def padding(kilobytes: int, language: str) -> str:
    """Paragraphs of about that size."""
    paragraph = f"<p>{_PADDING[language]}</p>\n"
    return paragraph * (kilobytes * 1024 // len(paragraph))


def page(title: str, main: str, *, menu: str = "", language: str = "en") -> str:
    """A page with nothing around its main part but a menu."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title} | OSCE</title></head>\n'
        f"<body>{menu}<main>{main}</main></body></html>\n"
    )


def release_page(
    item: Item, generation: int, *, more: str = "", extra: str = "", german: bool = False
) -> str:
    """The page of a release. `more` follows its text, `extra` stands outside of the item."""
    title = f"Mitteilung: {item.title}" if german else item.title
    text = f"<p>{item.place.upper()}, {printed(item.day)} – {_GERMAN if german else item.text}</p>\n{more}"
    main = _newer(item, title, text, german=german) if generation == 3 else _older(item, title, text)
    switch = _switch(item) if item.translated else ""
    return page(title, main + extra, menu=switch, language="de" if german else "en")


def _newer(item: Item, title: str, text: str, *, german: bool) -> str:
    word = "Pressemitteilung" if german else "Press release"
    return (
        f"<p>{word}</p><h1>{title}</h1><dl>"
        f'<dt>Date:</dt><dd><time datetime="{item.day}T12:00:00Z">{printed(item.day)}</time></dd>'
        f"<dt>Place:</dt><dd>{item.place}</dd><dt>Source:</dt><dd>{item.source}</dd></dl>\n"
        f'<div class="body-section">{text}</div>'
    )


def _older(item: Item, title: str, text: str) -> str:
    return (
        f'<div class="section-name"><a href="/newsroom">Newsroom</a></div><div class="content--header"><h1>{title}</h1></div>\n'
        '<div class="content--content">'
        f'<div class="publishing-date"><span class="label">Publishing date:</span> {printed(item.day)}</div>'
        '<div class="content-type"><span class="label">Content type:</span> Press release</div>'
        f'<div class="place"><span class="label">Place:</span> {item.place}</div>'
        f'<div class="where-we-are"><span class="label">Where we are:</span> {item.source}</div>\n'
        f'<div class="panel-pane pane-node-body"><div class="pane-content">{text}</div></div></div>'
    )


def _switch(item: Item) -> str:
    return (
        '<nav class="language-switcher"><ul>'
        f'<li><a href="{item.path}" hreflang="en">English</a></li>'
        f'<li><a href="{item.german_path}" hreflang="de">Deutsch</a></li></ul></nav>'
    )


def list_page(
    items: Iterable[Item], pager: Pager, generation: int, *, total: str = "", extra: str = ""
) -> str:
    """A page of the list of releases. `total`: what it says of the number of items."""
    rows = "\n".join([_teaser(item) if generation == 3 else _row(item) for item in items])
    name = "teaser-list teaser--all" if generation == 3 else "panel-pane pane-apachesolr-result"
    said = f'<p class="results">{total}</p>' if total else ""
    header = "teaser--header" if generation == 3 else "content--header"
    heading = f'<div class="{header}"><h1>News and press releases</h1></div>'
    main = f'{heading}{said}<div class="{name}">{rows}</div>\n{_pager(pager)}{extra}'
    return page("News and press releases", main)


def _row(item: Item) -> str:
    return (
        f'<div class="search-result"><dl><dt class="search-title"><h3><a href="{item.path}">{item.title}</a></h3></dt><dd>'
        f'<div class="publishing-date"><span class="label">Publishing date:</span> {printed(item.day)}</div>'
        '<div class="content-type"><span class="label">Content type:</span> Press release</div>'
        f'<div class="where-we-are"><span class="label">Where we are:</span> {item.source}</div></dd></dl></div>'
    )


def _teaser(item: Item) -> str:
    return teaser(item.path, "Press release", item.title, item.day)


def teaser(path: str, word: str, title: str, day: dt.date) -> str:
    """A teaser of the third generation."""
    return (
        f'<a class="teaser teaser--two-cols" href="{path}"><div class="teaser__text"><p class="teaser__type">{word}</p>'
        f'<h2 class="teaser__title">{title}</h2>'
        f'<p class="teaser__meta"><time datetime="{day}T12:00:00Z">{printed(day)}</time></p></div></a>'
    )


def _pager(pager: Pager) -> str:
    links = [f'<li class="pager-current">{pager.page + 1}</li>']
    if pager.page > 0:
        links.insert(
            0, f'<li class="pager-previous"><a href="{pager.to(pager.page - 1)}">‹ previous</a></li>'
        )
    if pager.page + 1 < pager.pages:
        links.append(f'<li class="pager-next"><a href="{pager.to(pager.page + 1)}">next ›</a></li>')
        links.append(f'<li class="pager-last"><a href="{pager.to(pager.pages - 1)}">last »</a></li>')
    return f'<ul class="pager">{"".join(links)}</ul>'


def home_page(newest: Sequence[Item], generation: int, *, more: str = "", extra: str = "") -> str:
    """The home page: a menu and the newest items; `more` are further teasers."""
    rows = "\n".join([_teaser(item) if generation == 3 else _row(item) for item in newest])
    name = "teaser-list teaser--home" if generation == 3 else "panel-pane pane-latest"
    links = "".join([f'<li><a href="{path}">{label}</a></li>' for path, label in _MENU])
    menu = f'<nav class="main-navigation"><ul class="menu">{links}</ul></nav>'
    return page("Home", f'<h1>Welcome</h1><div class="{name}">{rows}{more}</div>{extra}', menu=menu)


def event_page(title: str, day: dt.date) -> str:
    """An event: no release, though it has a day and a place."""
    return page(
        title,
        f"<p>General event</p><h1>{title}</h1><dl><dt>When:</dt><dd>{printed(day)}</dd>"
        "<dt>Where:</dt><dd>Vienna</dd></dl><p>Doors open at nine, and registration closes a week before.</p>",
    )


def document_page(title: str) -> str:
    """A document: no release, though it has a title and a text."""
    return page(
        title,
        f"<p>Final report</p><h1>{title}</h1><p>The report holds what was seen, and what should be done about it.</p>"
        '<p><a href="/files/f/documents/1/2/report.pdf">Download (PDF)</a></p>',
    )


def calendar_page(month: dt.date) -> str:
    """A month of a calendar that leads on for ever."""
    before, after = month - dt.timedelta(days=1), month + dt.timedelta(days=31)
    return page(
        f"{_MONTHS[month.month - 1]} {month.year}",
        f"<h1>Calendar</h1><p>{_MONTHS[month.month - 1]} {month.year}: nothing is planned.</p>"
        f'<p><a href="/calendar?month={before:%Y-%m}">month before</a> '
        f'<a href="/calendar?month={after:%Y-%m}">month after</a></p>',
    )
