"""What a printed type of content means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.normalise.content_types import read_content_type
from osce_crawler.vocabulary import CONTENT_TYPES


@pytest.mark.parametrize(
    ("printed", "content_type"),
    [
        ("Press release", "press_release"),
        ("PRESS RELEASE", "press_release"),
        ("Press releases", "press_release"),
        ("Пресс-релиз", "press_release"),
        ("Saopćenje za javnost", "press_release"),
        ("Comunicat de presă", "press_release"),
        ("News", "news"),
        ("News Item", "news"),
        ("Vijesti", "news"),
        ("Press statement", "press_statement"),
        ("Statement", "statement"),
        ("Speech", "speech"),
        ("Daily report", "daily_report"),
        ("Spot report", "spot_report"),
        ("Weekly report", "weekly_report"),
        ("Media advisory", "media_advisory"),
        ("General event", "other"),
    ],
)
def test_printed_types(printed: str, content_type: str) -> None:
    assert read_content_type(printed) == (content_type, ())


def test_an_unknown_type_is_other_with_a_warning() -> None:
    assert read_content_type("Recipe") == ("other", ("unknown_content_type",))


@pytest.mark.parametrize("printed", [None, "", " \u00a0"])
def test_where_no_type_is_printed_nothing_is_claimed(printed: str | None) -> None:
    assert read_content_type(printed) == ("other", ())


@given(st.text())
def test_anything_printed_gives_a_type_of_the_closed_set(printed: str) -> None:
    assert read_content_type(printed)[0] in CONTENT_TYPES
