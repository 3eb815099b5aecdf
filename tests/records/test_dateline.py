"""The dateline of a release, and its day."""

import datetime as dt

from osce_crawler.records.release import record_of
from tests.making import TEXT, observation


def test_dateline_is_told_from_the_text() -> None:
    record = record_of(observation())
    assert record.dateline == "VIENNA, 12 April 2016 –"
    assert record.dateline_date == dt.date(2016, 4, 12)


def test_dateline_may_follow_a_correction_note() -> None:
    note = "Correction: an earlier version misspelt a name."
    record = record_of(observation(paragraphs=[note, f"VIENNA, 12 April 2016 – {TEXT}"]))
    assert record.dateline == "VIENNA, 12 April 2016 –"


def test_a_text_without_dateline_has_none() -> None:
    record = record_of(observation(paragraphs=[TEXT]))
    assert (record.dateline, record.dateline_date) == (None, None)


def test_a_dateline_that_the_calendar_lacks_gives_no_day() -> None:
    record = record_of(observation(paragraphs=[f"VIENNA, 31 April 2016 – {TEXT}"]))
    assert record.dateline == "VIENNA, 31 April 2016 –"
    assert (record.dateline_date, record.date) == (None, dt.date(2016, 4, 12))
    assert record.warnings == []
