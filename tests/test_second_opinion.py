"""A second opinion counts only what a page is known to say: what another reader takes besides is no loss of ours."""

from benchmarks.second_opinion import Known, known_pages, opinion
from osce_crawler.pages.document import Page

PARAGRAPHS = ["VIENNA, 12 April 2016 – Forty people met. They spoke of water.", "They meet again in May."]
WHOLE = "\n\n".join(PARAGRAPHS)


def known(ours: str) -> Known:
    return Known("water", Page("https://www.osce.org/cio/1", b""), PARAGRAPHS, ours)


def test_a_sentence_that_only_the_other_holds_is_lost() -> None:
    found = opinion(known("VIENNA, 12 April 2016 – Forty people met.\n\nThey meet again in May."), WHOLE)
    assert found.lost == ["They spoke of water."]
    assert not found.is_half


def test_half_the_words_are_half_a_text() -> None:
    found = opinion(known("They spoke of water.\n\nThey meet again in May."), WHOLE)
    assert found.lost == ["VIENNA, 12 April 2016 – Forty people met."]
    assert not found.is_half
    assert opinion(known("They meet again in May."), WHOLE).is_half
    assert opinion(known(""), WHOLE).lost == opinion(known(""), WHOLE + "\n\nMore news").lost


def test_boilerplate_that_the_other_took_for_text_is_not_lost() -> None:
    found = opinion(known(WHOLE), f"{WHOLE}\n\nShare this page. More news")
    assert found.lost == []
    assert found.taken_by_other == 5


def test_what_neither_holds_is_no_disagreement() -> None:
    found = opinion(known("They meet again in May."), "They meet again in May.")
    assert (found.lost, found.lost_by_other) == ([], 0)


def test_spaces_case_and_marks_make_no_difference_and_parts_of_words_do() -> None:
    assert (
        opinion(
            known("vienna 12 April 2016 forty people met they spoke of water THEY meet again in may"), WHOLE
        ).lost
        == []
    )
    assert opinion(known(WHOLE.replace("in May", "in Mayors")), WHOLE).lost == ["They meet again in May."]


def test_quirk_pages_and_fixtures_are_asked_about() -> None:
    names = {one.name for one in known_pages()}
    assert {"blockquotes_between_paragraphs", "www.osce.org/cio/232506"} <= names
    assert all(one.paragraphs for one in known_pages())
