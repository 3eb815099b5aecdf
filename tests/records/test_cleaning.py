"""Every printed word is cleaned once."""

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
