"""Every printed word is cleaned once."""

from osce_crawler.pages.observation import PrintedImage, PrintedLink, PrintedTranslation
from osce_crawler.records.cleaning import cleaned
from osce_crawler.records.release import record_of
from tests.making import observation


def test_clean_makes_one_line_of_a_title_and_keeps_breaks_in_paragraphs() -> None:
    record = record_of(
        observation(
            title="  Border\u00a0guards \n and doc\u00adtors\u200b ", paragraphs=["one\u2028two", " ", "x  y"]
        )
    )
    assert record.title == "Border guards and doctors"
    assert record.body == "one\ntwo\n\nx y"


def test_clean_leaves_nothing_that_is_no_unicode() -> None:
    record = record_of(observation(title="Border \ud800guards\x00", contacts="a\ud800\n\n b\u0085c"))
    assert record.title == "Border guards"
    assert record.contacts == "a\nb\nc"


def test_clean_drops_lists_that_hold_only_blanks() -> None:
    record = record_of(observation(sources=[" "], fields_of_work=["\u200b"], place=" ", contacts="\n"))
    assert (record.sources, record.fields_of_work, record.contacts) == ([], [], None)


def test_clean_reaches_every_field() -> None:
    dirty, neat = " a\u00a0\n b\u200b\x00 ", "a b"
    said = cleaned(
        observation(
            title=dirty,
            content_type=dirty,
            dates={"time": dirty, "label": " ", "line": dirty},
            place=dirty,
            sources=[dirty],
            fields_of_work=[dirty],
            unknown_labels=[dirty],
            links=[PrintedLink(" https://a.example/ ", dirty)],
            documents=[PrintedLink(" https://b.example/ ", dirty)],
            images=[PrintedImage(" https://c.example/ ", dirty)],
            translations=[PrintedTranslation(" https://d.example/ ", " ru ")],
        )
    ).printed
    assert (said.title, said.content_type, said.place) == (neat, neat, neat)
    assert said.dates == {"time": neat, "line": neat}
    assert (said.sources, said.fields_of_work, said.unknown_labels) == ([neat], [neat], [neat])
    assert said.links == [PrintedLink("https://a.example/", neat)]
    assert said.documents == [PrintedLink("https://b.example/", neat)]
    assert said.images == [PrintedImage("https://c.example/", neat)]
    assert said.translations == [PrintedTranslation("https://d.example/", "ru")]


def test_clean_adds_nothing_where_nothing_is_printed() -> None:
    said = cleaned(observation(content_type=None, place=None, contacts=None)).printed
    assert (said.content_type, said.place, said.contacts) == (None, None, None)
    assert (said.links, said.documents, said.images, said.translations) == ([], [], [], [])
