"""A page saved as text: releases, menus and lists among lines that no markup tells apart."""

import textwrap

import pytest

from osce_crawler.items import PressRelease
from osce_crawler.pages.document import Page
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading
from osce_crawler.pages.roles import Role
from osce_crawler.pages.text_page import read_text
from osce_crawler.records.release import record_of
from tests.making import PAGES

URL = "https://www.osce.org/mission-to-skopje/300001"
FOREIGN = "https://news.example/world/300001"
SEED = (PAGES / "seed_as_text.txt").read_text(encoding="utf-8")
MENU = SEED[: SEED.index("Press release")]

TITLE = "Fire brigades of five towns practise with one another above the lake"
FIRST = (
    "OHRID, 14 May 2019 – Some eighty firefighters from five towns practised today how to reach villages "
    "above the lake when the road is closed."
)
SECOND = "“We had never met before this morning,” said one of the commanders after the practice was over."
THIRD = "The practice was the third of its kind, and the first one in which boats took part."
BODY = [FIRST, SECOND, THIRD]
LABELS = "Date:\n14 May 2019\nPlace:\nOHRID\nSource:\nOSCE Mission to Skopje\nFields of work:\nPolicing\n"
TEXT = "\n".join(BODY)


def reading_of(text: str, url: str = URL, row_type: str | None = None) -> Reading:
    return read_text(Page(url, text.encode()), text, row_type)


def record(text: str, url: str = URL) -> PressRelease:
    reading = reading_of(text, url)
    assert reading.kind is Kind.RELEASE, (reading.kind, reading.evidence)
    assert reading.printed is not None
    return record_of(Observation(url, reading.printed, 3, "2026-01-01T00:00:00Z"))


def is_the_release(made: PressRelease) -> None:
    assert made.title == TITLE
    assert str(made.date) == "2019-05-14"
    assert [place.name for place in made.places] == ["Ohrid"]
    assert made.body == "\n\n".join(BODY)


# ---- what is a release


def test_title_and_dateline_suffice_with_an_address_of_the_osce() -> None:
    made = record(f"{TITLE}\n{TEXT}")
    is_the_release(made)
    assert (made.date_evidence, made.content_type_printed) == ("dateline", None)


FORMS = {
    "type, title, labels with values below": f"Press release\n{TITLE}\n{LABELS}{TEXT}",
    "labels with values beside": (
        f"Press release\n{TITLE}\nDate: 14 May 2019\nPlace: OHRID\nSource: OSCE Mission to Skopje\n{TEXT}"
    ),
    "labels and values in a list": (
        f"Press release\n{TITLE}\n- Date:\n- 14 May 2019\n- Place:\n- OHRID\n- Source:\n"
        f"- OSCE Mission to Skopje\n{TEXT}"
    ),
    "labels parted by tabs": f"Press release\n{TITLE}\nDate\t14 May 2019\nPlace\tOHRID\n{TEXT}",
    "bold labels": f"Press release\n# {TITLE}\n**Date:** 14 May 2019\n**Place:** OHRID\n{TEXT}",
    "a date line of the second generation": f"Newsroom\n{TITLE}\nOHRID 14 May 2019\n{TEXT}",
    "date line without a place": f"Newsroom\n{TITLE}\n14 May 2019\n{TEXT}",
    "structure and type above the title": f"OSCE Mission to Skopje\nPress release\n{TITLE}\n{TEXT}",
    "type below the title": f"{TITLE}\nPress release\n14 May 2019\n{TEXT}",
    "the whole menu first": f"{MENU}Press release\n{TITLE}\n{LABELS}{TEXT}",
    "the menu first, without a type": f"{MENU}{TITLE}\n{LABELS}{TEXT}",
    "document title first": f"{TITLE} | OSCE\nSkip to main content\nPress release\n{TITLE}\n{TEXT}",
    "the title printed twice": f"Press release\n{TITLE}\n{TITLE}\n{LABELS}{TEXT}",
    "the text printed twice": f"Newsroom\n{TITLE}\nOHRID 14 May 2019\n{TEXT}\n{TEXT}",
    "the whole item printed twice": f"Press release\n{TITLE}\n{TEXT}\nPress release\n{TITLE}\n{TEXT}",
    "breadcrumbs": f"Home > Where we are > OSCE Mission to Skopje\nNewsroom\n{TITLE}\n{TEXT}",
    "words of navigation on lines of their own": (
        f"Home\nNewsroom\nNews\nEvents\nResources\nOSCE Mission to Skopje\nPress release\n{TITLE}\n{LABELS}{TEXT}"
    ),
    "a cookie banner first": (
        "We use cookies to see how this site is used. You can change your choice at any time.\nAccept all\n"
        f"Reject\nPress release\n{TITLE}\n{TEXT}"
    ),
    "a share bar": f"Press release\n{TITLE}\nShare\nFacebook\nTwitter\nPrint\n{LABELS}{TEXT}",
    "a caption with photo details": (
        f"Newsroom\n{TITLE}\nOHRID 14 May 2019\nFirefighters above the lake. (OSCE/A. Person) Photo details\n{TEXT}"
    ),
    "a caption that names place and day": (
        f"Newsroom\n{TITLE}\nOHRID 14 May 2019\nFirefighters at the lake in Ohrid, 14 May 2019. (OSCE/A. Person)\n{TEXT}"
    ),
    "lines of pictures": f"Press release\n![Boats](/boats.jpg)\n{TITLE}\nImage\n{TEXT}",
    "Windows line ends": f"Press release\n{TITLE}\n{LABELS}{TEXT}\n".replace("\n", "\r\n"),
    "line ends of old Macs": f"Press release\n{TITLE}\n{LABELS}{TEXT}\n".replace("\n", "\r"),
    "a byte-order mark": f"\ufeffPress release\n{TITLE}\n{LABELS}{TEXT}",
    "spaces that do not break": f"Press release\n{TITLE}\n{LABELS}{TEXT}".replace(" ", "\u00a0"),
    "indented by tabs": textwrap.indent(f"Press release\n{TITLE}\n{LABELS}{TEXT}", "\t"),
    "empty lines between": f"Press release\n{TITLE}\n{LABELS}{TEXT}".replace("\n", "\n\n \n"),
    "related items below": (
        f"Press release\n{TITLE}\n{LABELS}{TEXT}\nRelated Stories\nBakers of the valley share their ovens\n"
        "BITOLA, 3 May 2019 – Bakers from the valley met today to speak about the price of flour and wood."
    ),
    "other items below, with a type each": (
        f"Press release\n{TITLE}\n{LABELS}{TEXT}\nPress release\n3 May 2019\nBakers of the valley share their ovens\n"
        "News\n2 May 2019\nTwo schools of the valley get a common library"
    ),
    "a footer": (
        f"Press release\n{TITLE}\n{LABELS}{TEXT}\nBack to top\nFollow us\nFacebook\nContact us\nTerms of use\n"
        "© 2026 Organization for Security and Co-operation in Europe"
    ),
    "the menu below": f"Press release\n{TITLE}\n{LABELS}{TEXT}\n{MENU}",
    "an address below": f"Press release\n{TITLE}\n{LABELS}{TEXT}\nSource URL: {URL}",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_a_release_in_this_form_is_that_release(text: str) -> None:
    is_the_release(record(text))


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_wrapped_lines_are_whole_paragraphs(width: int, between: str) -> None:
    lines = ["Press release", TITLE, "Date: 14 May 2019", "Place: OHRID", *BODY]
    is_the_release(record(between.join(textwrap.fill(line, width) for line in lines)))


def test_what_labels_say_is_read_from_text() -> None:
    made = record(FORMS["type, title, labels with values below"])
    assert (made.content_type, made.date_evidence) == ("press_release", "label")
    assert [source.id for source in made.sources] == ["mission-to-skopje"]
    assert [topic.id for topic in made.fields_of_work] == ["policing"]


def test_two_sources_on_lines_of_their_own_are_two_sources() -> None:
    text = f"Press release\n{TITLE}\nSource:\nOSCE Mission to Skopje\nOSCE Secretariat\nFields of work:\nPolicing\nMigration\n{TEXT}"
    made = record(text)
    assert [source.id for source in made.sources] == ["mission-to-skopje", "secretariat"]
    assert [topic.id for topic in made.fields_of_work] == ["policing", "migration"]
    assert made.body == "\n\n".join(BODY)


def test_captions_are_no_text() -> None:
    for form in ("a caption with photo details", "a caption that names place and day"):
        roles = {entry.text: entry.role for entry in reading_of(FORMS[form]).account}
        assert [text for text, role in roles.items() if role is Role.CAPTION] == [
            text for text in roles if "Person" in text
        ]


def test_contacts_below_the_text_are_contacts() -> None:
    made = record(f"Press release\n{TITLE}\n{LABELS}{TEXT}\nContacts\nMaja Primer\nTel.: +389 2 000 000")
    is_the_release(made)
    assert made.contacts == "Maja Primer\nTel.: +389 2 000 000"


def test_links_of_markdown_are_links() -> None:
    linked = THIRD.replace("third of its kind", "[third of its kind](/mission-to-skopje/300000)")
    made = record(f"Press release\n{TITLE}\n{LABELS}{FIRST}\n{SECOND}\n{linked}\n[Programme](/files/a.pdf)")
    is_the_release(made)
    assert [(link.text, link.url) for link in made.links] == [
        ("third of its kind", "https://www.osce.org/mission-to-skopje/300000")
    ]
    assert [file.url for file in made.documents] == ["https://www.osce.org/files/a.pdf"]


RUSSIAN = (
    "Пресс-релиз\nПожарные пяти городов вместе провели учения над озером\nДата:\n14 мая 2019\nМесто:\nВЕНА\n"
    "Источник:\nСекретариат ОБСЕ\n"
    "ВЕНА, 14 мая 2019 г. – Около восьмидесяти пожарных из пяти городов сегодня учились добираться до деревень "
    "над озером, когда дорога закрыта.\nУчения такого рода прошли уже в третий раз."
)


@pytest.mark.parametrize("dateline_only", [True, False])
def test_a_russian_release_is_read(dateline_only: bool) -> None:
    lines = RUSSIAN.split("\n")
    text = "\n".join([lines[1], *lines[-2:]]) if dateline_only else RUSSIAN
    made = record(text, "https://www.osce.org/ru/secretariat/300001")
    assert (made.language, str(made.date), made.title) == ("ru", "2019-05-14", lines[1])
    assert made.body == "\n\n".join(lines[-2:])


def test_a_release_without_a_dateline_has_its_labels() -> None:
    text = f"Press release\n{TITLE}\n{LABELS}{SECOND}\n{THIRD}"
    made = record(text)
    assert (made.title, made.body) == (TITLE, f"{SECOND}\n\n{THIRD}")
    assert (str(made.date), made.date_evidence) == ("2019-05-14", "label")


def test_a_type_a_title_and_a_text_are_a_release_without_a_date() -> None:
    made = record(f"Press release\n{TITLE}\n{SECOND}\n{THIRD}")
    assert (made.title, made.date) == (TITLE, None)
    assert "no_date" in made.warnings


def test_of_two_releases_in_one_text_the_first_is_read_and_its_text_is_uncertain() -> None:
    other = "Bakers of the valley share their ovens\nBITOLA, 3 May 2019 – " + SECOND
    for between in ("", "Press release\n"):
        made = record(f"Press release\n{TITLE}\n{TEXT}\n{between}{other}")
        is_the_release(made)
        assert "text_uncertain" in made.warnings


def test_a_subheading_in_the_text_ends_nothing() -> None:
    heading = "What comes next"
    made = record(f"Press release\n{TITLE}\n{FIRST}\n{heading}\n{SECOND}\nMore than boats\n{THIRD}")
    assert made.body == f"{FIRST}\n\n{heading}\n\n{SECOND}\n\nMore than boats\n\n{THIRD}"


def test_every_line_of_a_text_has_a_role_and_a_rule() -> None:
    text = FORMS["the whole menu first"] + "\nRelated Stories\nBakers of the valley share their ovens"
    account = list(reading_of(text).account)
    assert {entry.rule for entry in account if entry.text == "Policing"} == {"menu", "label: fields_of_work"}
    assert [entry.role for entry in account if entry.text in {TITLE, *BODY}] == [Role.TITLE, *[Role.TEXT] * 3]
    assert account[-1].role is Role.BOILERPLATE
    assert all(entry.rule != "named by no rule" for entry in account)
    lines = [line.removeprefix("- ") for line in text.split("\n") if line != "-"]
    assert [entry.text for entry in account] == lines


def test_words_of_navigation_are_no_labels() -> None:
    text = f"Where we are\nNewsroom\nWhat we do\nResources\nNewsroom\n{TITLE}\nOHRID 14 May 2019\n{TEXT}"
    made = record(text)
    is_the_release(made)
    assert (made.sources, made.fields_of_work) == ([], [])


def test_the_structure_above_the_type_is_the_source() -> None:
    made = record(FORMS["structure and type above the title"])
    assert [source.id for source in made.sources] == ["mission-to-skopje"]
    among_others = f"OSCE Secretariat\n{FORMS['structure and type above the title']}"
    assert record(among_others).sources == []


def test_a_label_that_nobody_knows_is_kept_apart_from_the_text() -> None:
    made = record(f"Press release\n{TITLE}\n{LABELS}Reference:\nMSK.PR/41\nРусский\n{TEXT}")
    is_the_release(made)
    assert "unknown_label" in made.warnings


def test_labels_below_a_paragraph_are_text() -> None:
    below = "Those who want to watch next time write down the following.\nDate: 2 June 2019\nPlace: the old mill\n"
    made = record(f"Press release\n{TITLE}\n{LABELS}{FIRST}\n{below}{THIRD}")
    assert made.body == "\n\n".join([FIRST, *below.strip().split("\n"), THIRD])


def test_a_foot_takes_no_two_paragraphs_away() -> None:
    made = record(f"Press release\n{TITLE}\n{LABELS}{FIRST}\nFollow us\n{SECOND}\n{THIRD}")
    assert made.body == "\n\n".join(BODY)


def test_a_note_to_a_star_keeps_it() -> None:
    made = record(
        f"Press release\n{TITLE}\n{LABELS}{FIRST}*\n{SECOND}\n* Not all of them had boats that day."
    )
    assert made.body.endswith("\n\n* Not all of them had boats that day.")


def test_a_caption_that_repeats_the_opening_ends_nothing() -> None:
    made = record(f"Newsroom\n{TITLE}\nOHRID 14 May 2019\n{FIRST}\n{FIRST}\n{THIRD * 2}\n{SECOND}")
    assert made.body.endswith(f"{THIRD * 2}\n\n{SECOND}")


# ---- what is none


def test_the_copyright_of_another_body_speaks_against_the_address() -> None:
    text = f"Press release\n{TITLE}\n{LABELS}{TEXT}\n© Hillford Borough Council"
    assert reading_of(text).kind is Kind.UNKNOWN
    is_the_release(record(text.replace("Hillford Borough Council", "OSCE")))


def test_a_type_word_that_nobody_knows_makes_no_release() -> None:
    reading = reading_of(f"Vacancy\n{TITLE}\n{LABELS}{TEXT}")
    assert reading.kind is Kind.UNKNOWN


def test_a_text_without_a_title_is_none() -> None:
    reading = reading_of(TEXT)
    assert (reading.kind, reading.printed) == (Kind.UNKNOWN, None)
    assert "title" in reading.evidence[-1]


@pytest.mark.parametrize("kept", ["", "Press release\n"])
def test_the_text_of_another_news_site_is_none(kept: str) -> None:
    text = f"{kept}{TITLE}\n{FIRST} The OSCE took no part.\n{SECOND}\n© 2019 The Lake Courier"
    assert reading_of(text, FOREIGN).kind is Kind.UNKNOWN


def test_another_site_may_keep_a_page_of_the_osce() -> None:
    is_the_release(record(FORMS["the whole menu first"], FOREIGN))


def test_a_menu_alone_is_a_page_of_a_section() -> None:
    assert reading_of(MENU, "https://www.osce.org/").kind is Kind.INDEX
    assert reading_of(MENU, URL).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.EMPTY),
        ("\ufeff \r\n\t\n", Kind.EMPTY),
        ("Just a moment…\nChecking your browser before you go on", Kind.CHALLENGE),
        ("OSCE\nPage not found\nThe page that you asked for is not here.", Kind.ERROR),
        ("Milk and bread\nEggs\nButter", Kind.UNKNOWN),
        (
            "Event\nSeminar on safe roads above the lake\nWhen:\n14 May 2019\nVenue:\nOhrid\n" + SECOND,
            Kind.EVENT,
        ),
    ],
)
def test_what_is_no_release_says_what_it_is(text: str, kind: Kind) -> None:
    reading = reading_of(text)
    assert (reading.kind, reading.printed) == (kind, None)
    assert reading.evidence
    assert all(reading.evidence)


def test_the_row_of_a_list_makes_a_text_with_a_title_a_release() -> None:
    text = f"{MENU}{TITLE}\n{SECOND}\n{THIRD}"
    assert reading_of(text).kind is Kind.UNKNOWN
    reading = reading_of(text, row_type="Press release")
    assert reading.kind is Kind.RELEASE
    assert reading.printed is not None
    assert reading.printed.title == TITLE


# ---- lists

LIST_URL = "https://www.osce.org/press-releases?page=2"
TITLES = (TITLE, "Bakers of the valley share their ovens", "Two schools of the valley get a common library")
OLDER_ROWS = "".join(
    f"{title}\nPublishing date: {day} May 2019\nContent type: Press release\n"
    f"Where we are: OSCE Mission to Skopje\nWhat we do: Policing\nOHRID, {day} May 2019- {SECOND}\n"
    for title, day in zip(TITLES, (14, 13, 12), strict=True)
)
NEWER_ROWS = "".join(
    f"Press release\n{day} May 2019\n{title}\n" for title, day in zip(TITLES, (14, 13, 12), strict=True)
)
ROWS = {
    "labels below titles": f"News and press releases\n{OLDER_ROWS}next ›\nlast »",
    "type, day, title": f"News and press releases\n{NEWER_ROWS}",
    "the menu first": f"{MENU}Newsroom\n{NEWER_ROWS}",
    "day, type, title": NEWER_ROWS.replace("Press release\n14 May 2019", "14 May 2019\nPress release")
    .replace("Press release\n13 May 2019", "13 May 2019\nPress release")
    .replace("Press release\n12 May 2019", "12 May 2019\nPress release"),
    "day and place on one line": NEWER_ROWS.replace("May 2019", "May 2019 Ohrid"),
    "title, type, day": "Newsroom\n"
    + "".join(
        f"{title}\nPress release\n{day} May 2019\n" for title, day in zip(TITLES, (14, 13, 12), strict=True)
    ),
}


@pytest.mark.parametrize("text", ROWS.values(), ids=ROWS.keys())
def test_rows_print_day_type_and_title(text: str) -> None:
    reading = reading_of(text, LIST_URL)
    assert reading.kind is Kind.LISTING
    rows = [(row.title, row.date, row.content_type, row.url) for row in reading.listing.rows]
    assert rows == [
        (title, f"{day} May 2019", "Press release", "")
        for title, day in zip(TITLES, (14, 13, 12), strict=True)
    ]
    assert reading.evidence == ["3 rows", "3 of them without an address, so that they are joined to no item"]


def test_rows_keep_their_labels() -> None:
    row = reading_of(ROWS["labels below titles"], LIST_URL).listing.rows[0]
    assert (row.sources, row.fields_of_work) == (["OSCE Mission to Skopje"], ["Policing"])
    assert row.snippet == f"OHRID, 14 May 2019- {SECOND}"


@pytest.mark.parametrize("rows", [OLDER_ROWS, NEWER_ROWS])
@pytest.mark.parametrize("form", ["[{title}](/node/{nid})", "{title}\nhttps://www.osce.org/node/{nid}"])
def test_rows_have_the_addresses_that_the_text_prints(rows: str, form: str) -> None:
    for nid, title in enumerate(TITLES, start=300001):
        rows = rows.replace(title, form.format(title=title, nid=nid))
    reading = reading_of(f"News and press releases\n{rows}", LIST_URL)
    assert [(row.title, row.url) for row in reading.listing.rows] == [
        (title, f"https://www.osce.org/node/{nid}") for nid, title in enumerate(TITLES, start=300001)
    ]
    assert reading.evidence == ["3 rows"]


def test_contacts_end_where_a_paragraph_begins() -> None:
    made = record(
        f"Press release\n{TITLE}\n{LABELS}{FIRST}\n{SECOND}\nContacts\nA. Name\nTel: +389 2 1\n{THIRD}"
    )
    assert made.contacts is not None
    assert THIRD not in made.contacts


def test_a_star_at_the_end_of_a_wrapped_line_has_its_note() -> None:
    starred = "\n".join(textwrap.wrap(f"{FIRST} {SECOND} {THIRD} They will go on in Skopje*", 76))
    made = record(f"Press release\n{TITLE}\n{LABELS}{starred}\n* The note to the star of the text")
    assert made.body.endswith("Skopje*\n\n* The note to the star of the text")


def test_every_line_of_a_structures_page_has_a_role() -> None:
    reading = reading_of(
        f"{MENU}\nOSCE Mission to Skopje\nOverview\nMandate\nContacts\nLeadership\n",
        "https://www.osce.org/mission-to-skopje",
    )
    assert reading.kind is Kind.STRUCTURE
    assert "Mandate" in [line.text for line in reading.account]


def test_the_copyright_that_names_the_publisher_is_the_evidence() -> None:
    reading = reading_of(f"Press release\n{TITLE}\n{LABELS}{TEXT}\n© 2026 OSCE", FOREIGN)
    assert reading.kind is Kind.RELEASE
    assert any("© 2026 OSCE" in said for said in reading.evidence)


def test_a_short_line_above_the_text_is_a_label_only_with_its_colon() -> None:
    reading = reading_of(f"Press release\n{TITLE}\nReference:\n12/06\nPrint this page\n{TEXT}")
    assert reading.printed is not None
    assert reading.printed.unknown_labels == ["Reference: 12/06"]
