"""One release set in many page markups: the facts stay, the page and the way they are printed change.

A markup is a way to print the labels (`Labels`) set in a frame (`Frame`): the page with its menus, teasers
and footer. The teasers print labels in the markup's own way, so that only their place on the page tells
them from the item's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from osce_crawler.vocabulary import countries, fields_of_work


@dataclass(frozen=True)
class LabelWords:
    """The words that a page prints before its values."""

    date: str = "Date"
    place: str = "Place"
    source: str = "Source"
    fields: str = "Fields of work"
    contacts: str = "Contacts"


@dataclass(frozen=True)
class Facts:
    """What a release says of itself, whatever the markup; a body is (tag, text) pairs."""

    url: str
    type_word: str | None
    title: str
    body: tuple[tuple[str, str], ...]
    date: str | None = None
    day: str = ""
    place: str | None = None
    sources: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    image: tuple[str, str] | None = None
    documents: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    contacts: tuple[str, ...] = ()
    words: LabelWords = field(default_factory=LabelWords)
    language: str = "en"
    noise: bool = True

    @property
    def paragraphs(self) -> list[str]:
        return [text for _, text in self.body]


@dataclass(frozen=True)
class Row:
    """One label and its values, each a piece of HTML."""

    label: str
    values: tuple[str, ...]

    @property
    def joined(self) -> str:
        return ", ".join(self.values)


Labels = Callable[[Sequence[Row]], str]
Frame = Callable[["Parts"], str]


@dataclass(frozen=True)
class Markup:
    """How labels are printed, in which frame, and whether values are links and dates `<time>`."""

    name: str
    labels: Labels
    frame: Frame
    links: bool = False
    time: bool = False

    def rows(self, facts: Facts) -> list[Row]:
        """Rows of what the facts hold; a label without a value is not printed."""
        words = facts.words
        moment = (
            f'<time datetime="{facts.day}T00:00:00+02:00">{facts.date}</time>' if self.time else facts.date
        )
        rows = [
            Row(words.date, (moment,) if facts.date and moment else ()),
            Row(words.place, (escape(facts.place),) if facts.place else ()),
            Row(words.source, self._values(facts.sources)),
            Row(words.fields, self._values(facts.fields)),
        ]
        return [row for row in rows if row.values]

    def _values(self, names: Sequence[str]) -> tuple[str, ...]:
        if self.links:
            return tuple(
                f'<a href="/topics/{number}">{escape(name)}</a>' for number, name in enumerate(names)
            )
        return tuple(escape(name) for name in names)

    def render(self, facts: Facts, order: Callable[[list[Row]], list[Row]] = list) -> str:
        """The whole page; `order` may move or drop the item's rows."""
        return self.frame(Parts(facts, self, self.labels(order(self.rows(facts)))))


# ---- the ways to print labels


def definition_list(rows: Sequence[Row]) -> str:
    return f"<dl>{''.join(f'<dt>{row.label}:</dt><dd>{row.joined}</dd>' for row in rows)}</dl>"


def definition_list_of_divs(rows: Sequence[Row]) -> str:
    pairs = (f'<div class="pair"><dt>{row.label}</dt>\n<dd>{row.joined}</dd></div>' for row in rows)
    return f"<dl>{''.join(pairs)}</dl>"


def definition_list_of_values(rows: Sequence[Row]) -> str:
    def several(row: Row) -> str:
        return "".join(f"<dd>{value}</dd>\n" for value in row.values)

    return f"<dl>{''.join(f'<dt>{row.label}</dt>{several(row)}' for row in rows)}</dl>"


def list_of_lines(rows: Sequence[Row]) -> str:
    return f"<ul>{''.join(f'<li>{row.label}: {row.joined}</li>' for row in rows)}</ul>"


def nested_lists(rows: Sequence[Row]) -> str:
    def several(row: Row) -> str:
        return "".join(f"<li>{value}</li>" for value in row.values)

    return f"<ul>{''.join(f'<li><span>{row.label}</span><ul>{several(row)}</ul></li>' for row in rows)}</ul>"


def one_line_with_bars(rows: Sequence[Row]) -> str:
    return f"<p>{' | '.join(f'{row.label}: {row.joined}' for row in rows)}</p>"


def table_with_heads(rows: Sequence[Row]) -> str:
    cells = (f"<tr><th scope='row'>{row.label}</th><td>{row.joined}</td></tr>" for row in rows)
    return f"<table><tbody>{''.join(cells)}</tbody></table>"


def table_of_cells(rows: Sequence[Row]) -> str:
    cells = (f'<tr valign="top"><td><b>{row.label}:</b></td><td>{row.joined}</td></tr>\n' for row in rows)
    return f'<table border="0">{"".join(cells)}</table>'


def drupal_fields(rows: Sequence[Row]) -> str:
    def items(row: Row) -> str:
        each = "".join(f'<div class="field__item">{value}</div>\n' for value in row.values)
        return each if len(row.values) == 1 else f'<div class="field__items">{each}</div>'

    fields = (
        f'<div class="field field--label-inline"><div '
        f'class="field__label">{row.label}</div>{items(row)}</div>\n'
        for row in rows
    )
    return "".join(fields)


def bold_and_breaks(rows: Sequence[Row]) -> str:
    return f"<p>{'<br />'.join(f'<b>{row.label}:</b> {row.joined}' for row in rows)}</p>"


def spans(rows: Sequence[Row]) -> str:
    pairs = (f'<span class="x4">{row.label}</span> <span class="x5">{row.joined}</span>' for row in rows)
    return f'<div class="x3">{" ".join(pairs)}</div>'


def label_before_text(rows: Sequence[Row]) -> str:
    return "".join(f'<div class="q1"><span class="q2">{row.label}: </span>{row.joined}</div>' for row in rows)


def headings(rows: Sequence[Row]) -> str:
    return "".join(f"<h3>{row.label}</h3>\n<p>{row.joined}</p>\n" for row in rows)


def pairs_of_divs(rows: Sequence[Row]) -> str:
    pairs = (
        f'<div class="css-1ab2c"><div class="css-9d">{row.label}</div><div '
        f'class="css-9e">{row.joined}</div></div>'
        for row in rows
    )
    return f'<div class="css-0">{"".join(pairs)}</div>'


def flat_divs(rows: Sequence[Row]) -> str:
    return "".join(
        f'<div class="z1">{row.label}:</div>\n<div class="z2">{row.joined}</div>\n' for row in rows
    )


def unclosed_items(rows: Sequence[Row]) -> str:
    items = (f"<LI><B>{row.label}:</B> {row.joined}\n" for row in rows)
    return f"<UL>{''.join(items)}</UL>"


def unclosed_paragraphs(rows: Sequence[Row]) -> str:
    return "".join(f"<P><FONT SIZE=2><B>{row.label}:</B> {row.joined}</FONT>\n" for row in rows)


def capitals_without_colon(rows: Sequence[Row]) -> str:
    return f"<p>{'<br>'.join(f'{row.label.upper()}&nbsp;&nbsp;{row.joined}' for row in rows)}</p>"


def lines_of_text(rows: Sequence[Row]) -> str:
    lines = (f"{row.label}&nbsp;: {row.joined}" for row in rows)
    return "<div>" + "<br>\n".join(lines) + "</div>"


def columns(rows: Sequence[Row]) -> str:
    heads = "".join(f"<th>{row.label}</th>" for row in rows)
    values = "".join(f"<td>{row.joined}</td>" for row in rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{values}</tr></tbody></table>"


def lines_with_dashes(rows: Sequence[Row]) -> str:
    return f"<p>{'<br>'.join(f'{row.label} – {row.joined}' for row in rows)}</p>"


def hidden_labels(rows: Sequence[Row]) -> str:
    pairs = (
        f'<div><span class="visually-hidden">{row.label}</span><span>{row.joined}</span></div>'
        for row in rows
    )
    return "".join(pairs)


# ---- what stands around an item


OFFICE = "Wallnerstrasse 6, 1010 Vienna, Austria"
OTHER_TITLE = "Another office opens its doors"
OTHER_TEXT = (
    "OSLO, 3 May 2020 – A teaser of something else that tells a story in two whole sentences. It goes on."
)
EVENT_TITLE = "Conference on rivers and lakes"
STRUCTURES = ("Chairpersonship", "Permanent Council", "Secretariat", "Court of Conciliation and Arbitration")
OTHER = Facts(
    url="https://www.osce.org/node/1",
    type_word="News",
    title=OTHER_TITLE,
    body=(),
    date="3 May 2020",
    day="2020-05-03",
    place="Oslo",
    sources=("OSCE Parliamentary Assembly",),
    fields=("Migration", "Policing"),
)
EVENT = replace(
    OTHER, title=EVENT_TITLE, type_word="Conference", date="1 June 2031", day="2031-06-01", place="Lisbon"
)


@dataclass(frozen=True)
class Parts:
    """The pieces from which a frame builds its page."""

    facts: Facts
    markup: Markup
    labels: str

    @property
    def mark(self) -> str:
        return f"{escape(self.facts.title)} | OSCE"

    def menu(self, before: str = "<li>", after: str = "</li>") -> str:
        """Fields of work, countries and structures, as every page of the site lists them."""
        if not self.facts.noise:
            return ""
        names = [entry.name for entry in [*fields_of_work(), *countries()] if not entry.parent]
        links = [
            f'<a href="/t/{number}">{escape(name)}</a>' for number, name in enumerate([*names, *STRUCTURES])
        ]
        return "\n".join(before + link + after for link in links)

    def card(self, other: Facts, tag: str = "h3") -> str:
        labels = self.markup.labels(self.markup.rows(replace(other, words=self.facts.words)))
        return f'<{tag}><a href="/node/7">{other.title}</a></{tag}>{labels}'

    def related(self, tag: str = "h3", wrap: str = '<div class="k9">{}</div>') -> str:
        """Two teasers with labels, dates and a text of their own."""
        if not self.facts.noise:
            return ""
        cards = [f'{self.card(OTHER, tag)}<div class="k8">{OTHER_TEXT}</div>', self.card(EVENT, tag)]
        return "".join(wrap.format(card) for card in cards)

    def sidebar(self, tag: str = "h3") -> str:
        return f"<{tag}>Upcoming event</{tag}>{self.card(EVENT, tag)}" if self.facts.noise else ""

    def share(self, tag: str = "div") -> str:
        networks = ("Facebook", "X", "LinkedIn")
        links = "".join(f'<a href="https://{name}.example/share">{name}</a> ' for name in networks)
        return f'<{tag} class="s1">Share {links}</{tag}>' if self.facts.noise else ""

    def text(self, block: Callable[[str, str], str]) -> str:
        """The body's blocks, each set by `block(tag, html)`, with the links where their words stand."""
        return "\n".join(block(tag, self._linked(text)) for tag, text in self.facts.body)

    def _linked(self, text: str) -> str:
        html = escape(text, quote=False)
        for url, words in self.facts.links:
            html = html.replace(words, f'<a href="{url}">{words}</a>')
        return html

    def picture(self, pattern: str) -> str:
        return (
            pattern.format(src=self.facts.image[0], caption=escape(self.facts.image[1]))
            if self.facts.image
            else ""
        )

    def documents(self, pattern: str) -> str:
        links = "".join(f'<li><a href="{url}">{escape(text)}</a></li>' for url, text in self.facts.documents)
        return pattern.format(links) if links else ""

    def contacts(self, pattern: str) -> str:
        if not self.facts.contacts:
            return ""
        return pattern.format(self.facts.words.contacts, "<br>\n".join(map(escape, self.facts.contacts)))


# ---- the frames


def tagged(tag: str, html: str) -> str:
    return f"<ul><li>{html}</li></ul>" if tag == "li" else f"<{tag}>{html}</{tag}>"


def semantic_frame(parts: Parts) -> str:
    """Elements that say what they are, with the related items after the article."""
    facts = parts.facts
    return f"""<!DOCTYPE html>
<html lang="{facts.language}"><head><meta charset="utf-8"><title>{parts.mark}</title>
<meta property="og:site_name" content="OSCE"><meta property="og:title" content="{escape(facts.title)}"></head>
<body><a href="#main">Skip to main content</a><header><nav><ul>{parts.menu()}</ul></nav></header>
<nav aria-label="Breadcrumb"><ol><li><a href="/">Home</a></li><li>Newsroom</li></ol></nav>
<main id="main"><article><p class="type">{facts.type_word or ""}</p>
<h1>{escape(facts.title)}</h1>{parts.share()}
{parts.labels}
{parts.picture('<figure><img src="{src}" alt=""><figcaption>{caption}</figcaption></figure>')}
<div class="body text--default">{parts.text(tagged)}</div>
{parts.documents("<h2>Documents</h2><ul class='downloads'>{}</ul>")}
{parts.contacts("<section class='contacts'><h2>{}</h2><p>{}</p></section>")}</article>
<section><h2>Related</h2>{parts.related()}</section></main><aside>{parts.sidebar()}</aside>
<footer><p>{OFFICE}</p><p>© 2026 OSCE</p></footer></body></html>"""


def sidebar_first_frame(parts: Parts) -> str:
    """A side column before the item, the labels after its text."""
    facts = parts.facts
    return f"""<!DOCTYPE html>
<html lang="{facts.language}"><head><meta charset="utf-8"><title>{parts.mark}</title></head>
<body><header><div class="menu"><ul>{parts.menu()}</ul></div></header>
<div class="layout"><aside class="left">{parts.sidebar("h4")}</aside>
<article class="node"><header><span class="kicker">{facts.type_word or ""}</span>
<h1>{escape(facts.title)}</h1></header>
{parts.picture('<div class="image"><img src="{src}"><p class="caption">{caption}</p></div>')}
<div class="text">{parts.text(tagged)}</div>{parts.labels}
{parts.documents("<ul class='files'>{}</ul>")}
{parts.contacts("<h3>{}</h3><address>{}</address>")}</article></div>
<div class="teasers"><h2>Latest news</h2>{parts.related("h4", "<article>{}</article>")}</div>
<footer>{OFFICE} | © OSCE 1995–2026</footer></body></html>"""


def soup_frame(parts: Parts) -> str:
    """Meaningless classes, nothing but div and span; the head alone says which words are the title."""
    facts = parts.facts

    def div(tag: str, html: str) -> str:
        return f'<div class="x7">{html}</div>'

    return f"""<!doctype html>
<html lang="{facts.language}"><head><meta charset="utf-8"><title>{parts.mark}</title></head><body>
<div class="x0"><div class="x1">{parts.menu('<div class="x2">', "</div>")}</div></div>
<div class="x9"><div class="x10"><div class="x11">{facts.type_word or ""}</div>
<div class="x12">{escape(facts.title)}</div><div class="x13">{parts.labels}</div>
{parts.picture('<div class="x14"><div><img src="{src}"></div><div class="x15">{caption}</div></div>')}
<div class="x16">{parts.text(div)}</div>
{parts.documents("<div class='x17'>{}</div>").replace("<li>", "<div>").replace("</li>", "</div>")}
{parts.contacts('<div class="x18"><div class="x19">{}</div><div>{}</div></div>')}</div>{parts.share()}
<div class="x20"><div class="x21">Latest news</div>{parts.related("div")}</div></div>
<div class="x30"><div>{OFFICE}</div><div>© 2026 Organization for Security and Co-operation in Europe</div>
</div>
</body></html>"""


def bare_frame(parts: Parts) -> str:
    """Teasers in the item's own box, below no heading: only links and labels tell them from the text."""
    facts = parts.facts
    return f"""<!doctype html>
<html lang="{facts.language}"><head><meta charset="utf-8"><title>{parts.mark}</title></head><body>
<div class="y0">{parts.menu('<span class="y1">', "</span>")}</div>
<div class="y2"><div>{facts.type_word or ""}</div><h1>{escape(facts.title)}</h1>{parts.labels}
{parts.picture('<div><img src="{src}"><div>{caption}</div></div>')}{parts.text(tagged)}
{parts.documents("<ul>{}</ul>")}{parts.contacts("<h3>{}</h3><p>{}</p>")}
<div class="y3">{parts.related("div", '<div class="y4">{}</div>')}</div></div>
<div class="y5">{OFFICE} © 2026 OSCE</div></body></html>"""


def framework_frame(parts: Parts) -> str:
    """Generated classes, a heading for the title, the side column beside the item in one row."""
    facts = parts.facts

    def paragraph(tag: str, html: str) -> str:
        return f'<p class="css-p">{html}</p>'

    return f"""<!DOCTYPE html><html lang="{facts.language}"><head><meta charset="utf-8">
<title>{escape(facts.title)}</title>
<meta property="og:site_name" content="Organization for Security and Co-operation in Europe">
<script>window.__STATE__ = {{"date": "2033-01-01", "place": "Madrid"}};</script></head>
<body><div id="root"><div class="css-a1"><div class="css-a2">{parts.menu("<span>", "</span>")}</div></div>
<div class="css-b1"><div class="css-b2"><div class="css-b3">
<span class="css-b4">{facts.type_word or ""}</span></div>
<h1 class="css-b5">{escape(facts.title)}</h1><div>{parts.labels}</div>
{parts.picture('<div class="css-c1"><img src="{src}" alt="x"><span class="css-c2">{caption}</span></div>')}
<div class="css-d1"><div class="css-d2">{parts.text(paragraph)}</div></div>
{parts.documents('<div class="css-e1"><ul>{}</ul></div>')}
{parts.contacts('<div class="css-f1"><h2 class="css-f2">{}</h2><p>{}</p></div>')}</div>
<div class="css-g1">{parts.sidebar("h3")}</div></div>
<div class="css-h1"><h2>You may also like</h2>{parts.related()}</div>
<div class="css-i1">{OFFICE}<span>© 2026</span></div></div></body></html>"""


def nineties_frame(parts: Parts) -> str:
    """HTML 3.2: capitals, nothing closed, rules in place of containers."""
    facts = parts.facts

    def unclosed(tag: str, html: str) -> str:
        return {"li": f"<UL><LI>{html}</UL>", "h3": f"<H3>{html}</H3>"}.get(tag, f"<P>{html}")

    return f"""<HTML><HEAD>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=utf-8"><TITLE>{parts.mark}</TITLE>
<BODY BGCOLOR=#FFFFFF><UL>{parts.menu("<LI>", "")}</UL><HR>
<P><I>{facts.type_word or ""}</I>
<H1>{escape(facts.title)}</H1>
{parts.labels}
{parts.picture('<P><TABLE><TR><TD><IMG SRC="{src}"><TR><TD><SMALL>{caption}</SMALL></TABLE>')}
{parts.text(unclosed)}
{parts.documents("<P><UL>{}</UL>")}
{parts.contacts("<H4>{}</H4><P>{}")}
<HR><H2>Latest news</H2>{parts.related("H3", "{}<P>")}
<HR><ADDRESS>OSCE, {OFFICE}<BR>Copyright 2026</ADDRESS>"""


def breaks_frame(parts: Parts) -> str:
    """The text in one cell, parted by pairs of `<br>`; a page laid out by tables, as XHTML."""
    facts = parts.facts

    def broken(tag: str, html: str) -> str:
        return f"{html}<br /><br />"

    return f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{facts.language}" lang="{facts.language}"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{parts.mark}</title></head><body>
<table width="100%"><tr><td colspan="3"><img src="/logo.gif" alt="OSCE" /></td></tr><tr>
<td class="nav"><table>{parts.menu("<tr><td>", "</td></tr>")}</table></td>
<td class="middle"><p class="small">{facts.type_word or ""}</p><h2>{escape(facts.title)}</h2>{parts.labels}
{parts.picture('<table><tr><td><img src="{src}" alt="" /></td></tr><tr><td>{caption}</td></tr></table>')}
<div>{parts.text(broken)}</div>{parts.documents("<ul>{}</ul>")}
{parts.contacts("<h3>{}</h3><p>{}</p>")}</td>
<td class="right">{parts.sidebar("h4")}{parts.share()}</td></tr>
<tr><td colspan="3"><h4>Related items</h4>{parts.related("h5")}</td></tr>
<tr><td colspan="3">{OFFICE} &copy; 2026 OSCE</td></tr></table></body></html>"""


def drupal_frame(parts: Parts) -> str:
    """Regions and blocks; the item's fields stand in a node, teasers in views with the same classes."""
    facts = parts.facts
    return f"""<!DOCTYPE html><html lang="{facts.language}"><head>
<meta charset="utf-8"><title>{parts.mark}</title></head>
<body class="path-node page-node-type-press-release"><div class="region region-header">
<div class="block block-menu">
<ul class="menu">{parts.menu('<li class="leaf">')}</ul></div></div><div class="region region-content">
<div class="node node--type-press-release node--view-mode-full">
<div class="field field--name-type">{facts.type_word or ""}</div>
<h1 class="page-title">{escape(facts.title)}</h1>{parts.labels}
{parts.picture('<div class="image"><img src="{src}"/><p class="caption">{caption} Photo details</p></div>')}
<div class="field field--name-body"><div class="field__item">{parts.text(tagged)}</div></div>
{parts.documents('<ul class="osce-download-links">{}</ul>')}
{parts.contacts('<div><div class="field__label">{}</div><div class="field__item">{}</div></div>')}
</div><div class="block block-views"><h2 class="block-title">More news</h2>
{parts.related("h3", '<div class="views-row">{}</div>')}</div></div>
<div class="region region-sidebar"><div class="block">{parts.sidebar()}</div></div>
<div class="region region-footer">{OFFICE} <span>© 2026 OSCE</span></div></body></html>"""


MARKUPS = [
    Markup("definition list", definition_list, semantic_frame, time=True),
    Markup("definition list of divs", definition_list_of_divs, semantic_frame, links=True, time=True),
    Markup("definition list of values", definition_list_of_values, drupal_frame, links=True),
    Markup("list of lines", list_of_lines, semantic_frame),
    Markup("nested lists", nested_lists, framework_frame, links=True),
    Markup("one line with bars", one_line_with_bars, semantic_frame),
    Markup("one line with bars and links", one_line_with_bars, framework_frame, links=True, time=True),
    Markup("table with heads", table_with_heads, sidebar_first_frame, time=True),
    Markup("table of cells", table_of_cells, drupal_frame, links=True),
    Markup("drupal fields", drupal_fields, drupal_frame, links=True, time=True),
    Markup("drupal fields of text", drupal_fields, semantic_frame),
    Markup("bold and breaks", bold_and_breaks, sidebar_first_frame),
    Markup("bold and breaks with links", bold_and_breaks, breaks_frame, links=True),
    Markup("spans", spans, soup_frame, links=True, time=True),
    Markup("label before text", label_before_text, soup_frame),
    Markup("headings", headings, framework_frame),
    Markup("pairs of divs", pairs_of_divs, soup_frame, time=True),
    Markup("pairs of divs beside", pairs_of_divs, framework_frame, links=True),
    Markup("flat divs", flat_divs, soup_frame, links=True),
    Markup("unclosed items", unclosed_items, nineties_frame),
    Markup("unclosed paragraphs", unclosed_paragraphs, nineties_frame, links=True),
    Markup("layout table", table_of_cells, breaks_frame),
    Markup("capitals without colon", capitals_without_colon, sidebar_first_frame),
    Markup("capitals in soup", capitals_without_colon, soup_frame),
    Markup("columns", columns, semantic_frame, time=True),
    Markup("columns among bare teasers", columns, bare_frame, links=True),
    Markup("definition list among bare teasers", definition_list, bare_frame),
    Markup("lines with dashes", lines_with_dashes, drupal_frame, links=True),
    Markup("hidden labels", hidden_labels, framework_frame, links=True, time=True),
    Markup("lines of text", lines_of_text, breaks_frame, links=True),
]
