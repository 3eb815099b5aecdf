"""The names that a line of places prints."""

import pytest

from osce_crawler.grammar.place_names import is_listed, names_in


@pytest.mark.parametrize("printed", ["VIENNA", "VIENNA/WARSAW", "OSH, Kyrgyzstan", "ВЕНА"])
def test_places_of_the_hand_kept_table_are_listed(printed: str) -> None:
    assert is_listed(printed)


@pytest.mark.parametrize("printed", ["", "OSCE", "Kyrgyzstan", "VIENNA DOCUMENT", "Krasnohorivka"])
def test_other_words_are_not_listed(printed: str) -> None:
    assert not is_listed(printed)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Vienna.", ["Vienna"]),
        ("Osh, Kyrgyzstan.", ["Osh", "Kyrgyzstan"]),
        ("Washington, D.C.", ["Washington, D.C."]),
        ("St. Petersburg.", ["St. Petersburg"]),
    ],
)
def test_the_stop_of_a_sentence_is_no_part_of_a_name_and_that_of_an_abbreviation_is(
    printed: str, names: list[str]
) -> None:
    assert [found.name for found in names_in(printed)] == names
