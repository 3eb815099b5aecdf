"""The tables of months and weekdays."""

from importlib import resources
from pathlib import Path

import pytest

from osce_crawler.vocabulary.calendar_words import CalendarError, month_of, read_table, weekday_of


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("April", 4),
        ("MAY", 5),
        ("Sept.", 9),
        ("января", 1),
        ("MÄRZ", 3),
        ("Jänner", 1),
        ("aout", 8),
        ("settembre", 9),
        ("enero", 1),
        ("nëntor", 11),
        ("NENTOR", 11),
        ("novembar", 11),
        ("listopada", 10),
        ("листопада", 11),
        ("фебруар", 2),
        ("октомври", 10),
        ("aprilie", 4),
        ("лютого", 2),
        ("ապրիլի", 4),
        ("İYUN", 6),
        ("აპრილი", 4),
        ("сәуір", 4),
        ("апрели", 4),
        ("ýanwar", 1),
        ("sentabr", 9),
        ("Aprill", None),
        ("Tuesday", None),
        ("", None),
    ],
)
def test_a_month_is_known_by_any_of_its_names(word: str, month: int | None) -> None:
    assert month_of(word) == month


@pytest.mark.parametrize(
    ("word", "weekday"),
    [("Tuesday", 1), ("вторник", 1), ("Sonntag", 6), ("mercoledi", 2), ("четвртак", 3), ("May", None)],
)
def test_a_weekday_is_known_by_any_of_its_names(word: str, weekday: int | None) -> None:
    assert weekday_of(word) == weekday


@pytest.mark.parametrize(("table", "columns"), [("months.csv", 12), ("weekdays.csv", 7)])
def test_every_column_of_a_table_has_words(table: str, columns: int) -> None:
    assert set(read_table(table).values()) == set(range(columns))


def test_a_word_with_two_meanings_is_refused_with_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = "language,january,february\nxx,jan,feb\nyy,Feb.,fev\n"
    (tmp_path / "months.csv").write_text(table, encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda _package: tmp_path)
    with pytest.raises(CalendarError, match=r"months\.csv, row 3: 'feb'"):
        read_table("months.csv")
