"""Rules of the line account and evidence of kinds are closed lists: people search logs and reports for them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from osce_crawler.archive.folder import read_saved
from osce_crawler.pages.document import Page
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.pages.roles import Role
from tests.making import FIXTURES
from tests.pages.matrix import CASES, printing
from tests.pages.quirk_pages import load_quirks

RULES: dict[Role, set[str]] = {
    Role.TITLE: {"title of the page"},
    Role.TYPE: {
        *("type word", "type word above the title", "type word of another kind of page"),
        *("type word and date on one line", "label: content_type", "label above the title: content_type"),
    },
    Role.DATE: {"date line", *(f"{label}: date" for label in ("label", "label above the title"))},
    Role.PLACE: {"label: place", "label above the title: place"},
    Role.SOURCE: {"label: source", "label above the title: source", "structure above the type"},
    Role.TOPIC: {"label: fields_of_work", "label above the title: fields_of_work"},
    Role.LABEL: {"label that the vocabulary does not know"},
    Role.TEXT: {
        *("anchored text", "paragraphs right below the anchored text"),
        *("text by evidence", "lead above the text"),
    },
    Role.CAPTION: {"caption of a picture"},
    Role.CONTACT: {
        *("contacts", "contacts above the text", "contacts in a box of the item's own"),
        "contacts at the end of the anchored text",
    },
    Role.FILE: {"file", "files below the text"},
    Role.TRANSLATION: {"links to other languages"},
    Role.BOILERPLATE: {
        *("above the title", "below the text", "between title and text", "labels of another item"),
        *(
            "foot of a page for printing",
            "hidden",
            "heading above the last links",
            "items listed below the text",
            "aside element",
            "footer element",
            "form element",
            "hash words below the text",
            "heading above the last pictures",
            "question above buttons",
            "box of a form",
            "label of a field",
            "nav element",
        ),
        *("share bar, or the title again", "linked heading of another item"),
        *("label: updated", "label above the title: updated", "day of a change or an event"),
    },
}
FACTS = {Role.DATE: "date", Role.PLACE: "place", Role.SOURCE: "source", Role.TOPIC: "fields_of_work"}
for role, fact in FACTS.items():
    ways = (
        "microdata of the item",
        "label below the text",
        "label in a box of the item's own",
        "facts amid the text",
        "known name beside facts",
    )
    RULES[role] |= {f"{way}: {fact}" for way in ways}
# Rules that name the words by which they found a line.
NAMING = re.compile(r"class [a-z-]+|role [a-z]+|heading “.+” above links")

EVIDENCE = re.compile(
    r"(title suffix|site name): \S.*|menu: \d+ known sections, \d+ fields of work|footer: \S.*"
    r"|type( in a list's row| word that is not known)?: \S.*|tabs: \w+(, \w+)+|labels of an event"
    r"|date|dateline|newsroom|JSON-LD of news|label: (place|source|fields_of_work|content_type|contacts)"
    r"|\d+ rows|an address of an item without an item|no bytes|no words|begins with b['\"].*"
)


@cache
def readings() -> list[Reading]:
    return list(_readings())


def _readings() -> Iterator[Reading]:
    yield from (quirk.reading for quirk in load_quirks())
    for page in map(printing, CASES):
        yield read_page(Page(page.facts.url, page.html.encode(), "text/html; charset=utf-8"))
    for saved in sorted(FIXTURES.rglob("page.json")):
        yield read_page(read_saved(Path(saved).parent).page())


def test_every_line_has_a_role_by_a_rule_that_goes_with_it() -> None:
    given = {(line.role, line.rule) for reading in readings() for line in reading.account}
    assert [
        (role, rule)
        for role, rule in sorted(given, key=str)
        if rule not in RULES[role] and not (role is Role.BOILERPLATE and NAMING.fullmatch(rule))
    ] == []


def test_every_kind_is_told_by_evidence_that_is_known() -> None:
    kinds_by_words_of_the_page = {"challenge", "error page"}
    given = {
        evidence
        for reading in readings()
        if str(reading.kind) not in kinds_by_words_of_the_page
        for evidence in reading.evidence
    }
    assert [words for words in sorted(given) if not EVIDENCE.fullmatch(words)] == []
