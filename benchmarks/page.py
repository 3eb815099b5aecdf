"""Pages to measure on: releases of the third generation, about 100 kB each, whose facts are known.

Needs nothing but the standard library, so that other readers' environments can make the same pages.
The shape is the site's (menu, labels in a `dl`, teasers with dates of their own); the words are ours.
"""

import random
from dataclasses import dataclass
from html import escape

MENU_LINKS = 250
PARAGRAPHS = 15
TEASERS = 8

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# Place, its dateline, and a body that may have issued the release there.
_OFFICES = [
    ("Vienna", "VIENNA", "OSCE Secretariat"),
    ("Warsaw", "WARSAW", "OSCE Office for Democratic Institutions and Human Rights"),
    ("Tirana", "TIRANA", "OSCE Presence in Albania"),
    ("Sarajevo", "SARAJEVO", "OSCE Mission to Bosnia and Herzegovina"),
    ("Skopje", "SKOPJE", "OSCE Mission to Skopje"),
    ("Belgrade", "BELGRADE", "OSCE Mission to Serbia"),
    ("Bishkek", "BISHKEK", "OSCE Programme Office in Bishkek"),
    ("Dushanbe", "DUSHANBE", "OSCE Programme Office in Dushanbe"),
    ("The Hague", "THE HAGUE", "OSCE High Commissioner on National Minorities"),
    ("Tashkent", "TASHKENT", "OSCE Project Co-ordinator in Uzbekistan"),
]
_FIELDS = [
    "Arms control",
    "Border management",
    "Countering terrorism",
    "Cyber/ICT Security",
    "Economic activities",
    "Education",
    "Elections",
    "Gender equality",
    "Good governance",
    "Human rights",
    "Migration",
    "Policing",
    "Roma and Sinti",
    "Rule of law",
    "Youth",
]
_SECTIONS = (
    "Our work",
    "Meetings and conferences",
    "Partnerships",
    "Countries",
    "Structures and institutions",
    "About us",
)
_SUBJECTS = ("judges", "teachers", "mayors", "librarians", "engineers", "nurses", "editors", "farmers")
_DEEDS = ("discussed", "compared", "practised", "reviewed", "drafted", "described", "measured", "rehearsed")
_THINGS = (
    "rules for shared rivers",
    "plans for safer schools",
    "ways to count complaints",
    "maps of old minefields",
    "lessons on honest tenders",
    "codes for local radio",
    "drills against forest fires",
    "papers on fair rents",
)
_SETTINGS = (
    "in the town hall",
    "over two long days",
    "with guests from five regions",
    "before a full gallery",
    "at the border station",
    "for the third year running",
    "in small working groups",
    "by candlelight after a storm",
)


@dataclass(frozen=True)
class Facts:
    """What a page says: the day as ISO date, everything else as printed."""

    url: str
    title: str
    day: str
    date: str
    place: str
    source: str
    fields: tuple[str, ...]
    paragraphs: tuple[str, ...]


def facts(number: int) -> Facts:
    """What page `number` says; the same number always says the same."""
    chance = random.Random(number)  # noqa: S311
    place, shouted, source = _OFFICES[number % len(_OFFICES)]
    year, month, day = 2012 + number % 13, chance.randrange(12), chance.randint(1, 28)
    date = f"{day} {_MONTHS[month]} {year}"
    first, *others = (_paragraph(chance) for _ in range(PARAGRAPHS))
    return Facts(
        url=f"https://www.osce.org/node/{700000 + number}",
        title=_sentence(chance).rstrip("."),
        day=f"{year}-{month + 1:02}-{day:02}",
        date=date,
        place=place,
        source=source,
        fields=tuple(chance.sample(_FIELDS, 2)),
        paragraphs=(f"{shouted}, {date} – {first}", *others),
    )


def page(number: int) -> bytes:
    """The markup of page `number`."""
    said = facts(number)
    chance = random.Random(-number - 1)  # noqa: S311
    return (
        f'<!DOCTYPE html>\n<html lang="en" dir="ltr" prefix="og: https://ogp.me/ns#">\n{_head(said)}\n'
        f'<body class="path-node page-node-type-press-release">\n{_menu()}\n{_main(said)}\n'
        f"{_teasers(chance)}\n{_footer()}\n{_scripts()}\n</body>\n</html>\n"
    ).encode()


def _sentence(chance: random.Random) -> str:
    subject, deed = chance.choice(_SUBJECTS).capitalize(), chance.choice(_DEEDS)
    return f"{subject} {deed} {chance.choice(_THINGS)} {chance.choice(_SETTINGS)}."


def _paragraph(chance: random.Random) -> str:
    said = " ".join(f"The {_sentence(chance).lower()}" for _ in range(5))
    return f"{said} “Nobody’s work – no matter whose – was left out,” one of them said."


def _head(said: Facts) -> str:
    title, opening = escape(said.title), escape(said.paragraphs[0][:150])
    names = {"description": opening, "viewport": "width=device-width, initial-scale=1.0"}
    properties = {
        "og:site_name": "OSCE",
        "og:type": "article",
        "og:url": said.url,
        "og:title": title,
        "og:description": opening,
    }
    metas = [f'<meta name="{name}" content="{content}">' for name, content in names.items()]
    metas += [f'<meta property="{name}" content="{content}">' for name, content in properties.items()]
    styles = [f'<link rel="stylesheet" media="all" href="/themes/osce/css/{n}.css?t4x">' for n in range(24)]
    return "\n  ".join(
        [
            '<head>\n  <meta charset="utf-8">',
            '<meta name="generator" content="Drupal 11 (https://www.drupal.org)">',
            *metas,
            f'<link rel="canonical" href="{said.url}">',
            f"<title>{title} | OSCE</title>",
            *styles,
            "</head>",
        ]
    )


def _menu() -> str:
    share = MENU_LINKS // len(_SECTIONS)
    sizes = [share] * (len(_SECTIONS) - 1) + [MENU_LINKS - share * (len(_SECTIONS) - 1)]
    sections = "\n".join(_section(name, size) for name, size in zip(_SECTIONS, sizes, strict=True))
    return (
        '<a href="#main-content" class="visually-hidden focusable skip-link">Skip to main content</a>\n'
        '<header role="banner" class="site-header">\n'
        '<a href="/" rel="home" class="site-header__logo"><img src="/themes/osce/logo.svg" alt="OSCE"></a>\n'
        '<nav role="navigation" aria-labelledby="block-main-menu" id="block-main" class="main-navigation">\n'
        f'<ul class="menu menu--level-1">\n{sections}\n</ul>\n</nav>\n</header>'
    )


def _section(name: str, size: int) -> str:
    path = name.lower().replace(" ", "-")
    links = "\n".join(
        f'      <li class="menu__item menu__item--level-2"><a href="/{path}/{_slug(number)}" '
        f'class="menu__link menu__link--level-2" data-drupal-link-system-path="node/{60000 + number}">'
        f'<span class="menu__label">{_entry(number)}</span></a></li>'
        for number in range(size - 1)
    )
    return (
        f'  <li class="menu__item menu__item--expanded"><a href="/{path}" class="menu__link" '
        f'data-drupal-link-system-path="node/{len(path)}">{name}</a>\n'
        f'    <ul class="menu menu--level-2">\n{links}\n    </ul>\n  </li>'
    )


def _entry(number: int) -> str:
    return _FIELDS[number] if number < len(_FIELDS) else f"Programme of regional work {number}"


def _slug(number: int) -> str:
    return _entry(number).lower().replace(" ", "-").replace("/", "-")


def _main(said: Facts) -> str:
    path = '<a href="/fields-of-work/{}">{}</a>'
    topics = ", ".join(path.format(name.lower().replace(" ", "-"), name) for name in said.fields)
    rows = {
        "Date": f'<time datetime="{said.day}T12:00:00Z">{said.date}</time>',
        "Place": said.place,
        "Source": f'<a href="/structures/{len(said.source)}">{said.source}</a>',
        "Fields of work": topics,
    }
    labels = "\n".join(f"      <dt>{label}:</dt>\n      <dd>{value}</dd>" for label, value in rows.items())
    text = "\n".join(f"      <p>{escape(paragraph)}</p>" for paragraph in said.paragraphs)
    return (
        '<main role="main" id="main-content" class="layout-content">\n'
        '  <article class="node node--type-press-release node--view-mode-full">\n'
        '    <div class="node__type">Press release</div>\n'
        f'    <h1 class="page-title"><span>{escape(said.title)}</span></h1>\n'
        f'    <dl class="meta-list">\n{labels}\n    </dl>\n'
        f'    <div class="body body-section is-text text--default">\n{text}\n    </div>\n'
        "  </article>\n</main>"
    )


def _teasers(chance: random.Random) -> str:
    items = "\n".join(_teaser(chance, 710000 + number) for number in range(TEASERS))
    return (
        '<aside class="related-content layout-related"><h2 class="related-content__title">Related</h2>\n'
        f"{items}\n</aside>"
    )


def _teaser(chance: random.Random, nid: int) -> str:
    month, day, year = chance.randrange(12), chance.randint(1, 28), chance.randint(2012, 2025)
    return (
        f'  <a class="teaser teaser--two-cols" href="/node/{nid}">\n'
        f'    <div class="teaser__image"><img src="/files/{nid}.jpg" alt="" loading="lazy"></div>\n'
        f'    <h2 class="teaser__title">{_sentence(chance)}</h2>\n'
        f'    <time class="teaser__date" datetime="{year}-{month + 1:02}-{day:02}T12:00:00Z">'
        f"{day} {_MONTHS[month]} {year}</time>\n"
        f'    <p class="teaser__text">{_sentence(chance)} {_sentence(chance)}</p>\n  </a>'
    )


def _footer() -> str:
    links = "".join(
        f'<li class="footer__item"><a class="footer__link" href="/about/{number}">Page {number}</a></li>\n'
        for number in range(24)
    )
    return (
        '<footer role="contentinfo" class="site-footer">\n'
        f'<ul class="footer__list">{links}</ul>\n'
        "<p>Organization for Security and Co-operation in Europe, 1 January 2025</p>\n</footer>"
    )


def _scripts() -> str:
    settings = ",".join(f'"block{number}":{{"path":"node\\/{number}","open":false}}' for number in range(400))
    sources = "\n".join(
        f'<script src="/core/assets/{number}.js?v=11.2" defer></script>' for number in range(8)
    )
    return (
        f'<script type="application/json" data-drupal-selector="settings">{{{settings}}}</script>\n{sources}'
    )
