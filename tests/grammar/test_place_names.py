"""The names that a line of places prints."""

import pytest

from osce_crawler.grammar.place_names import is_listed


@pytest.mark.parametrize("printed", ["VIENNA", "VIENNA/WARSAW", "OSH, Kyrgyzstan", "ВЕНА"])
def test_places_of_the_hand_kept_table_are_listed(printed: str) -> None:
    assert is_listed(printed)


@pytest.mark.parametrize("printed", ["", "OSCE", "Kyrgyzstan", "VIENNA DOCUMENT", "Krasnohorivka"])
def test_other_words_are_not_listed(printed: str) -> None:
    assert not is_listed(printed)
