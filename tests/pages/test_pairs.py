"""Pairwise cases leave out combinations, never a pair."""

from tests.pages.matrix import CASES, DIMENSIONS
from tests.pages.pairs import Case, every_pair, pairs_of, pairwise

COLOURS = {"ink": ("black", "red", "blue"), "paper": ("white", "grey"), "size": ("A4", "A5"), "lines": (0, 1)}


def no_red_on_grey(case: Case) -> bool:
    return not (case.get("ink") == "red" and case.get("paper") == "grey" and case.get("size") == "A4")


def test_every_pair_of_the_matrix_occurs() -> None:
    assert {pair for case in CASES for pair in pairs_of(case)} == set(every_pair(DIMENSIONS))


def test_the_matrix_is_a_few_hundred_cases() -> None:
    assert len(CASES) < 300


def test_two_longest_dimensions_set_the_number_of_cases() -> None:
    assert len(pairwise(COLOURS)) == 6


def test_what_is_not_allowed_does_not_occur_and_its_pairs_still_do() -> None:
    cases = pairwise(COLOURS, no_red_on_grey)
    assert all(map(no_red_on_grey, cases))
    assert {pair for case in cases for pair in pairs_of(case)} == set(every_pair(COLOURS))


def test_the_same_dimensions_give_the_same_cases() -> None:
    assert pairwise(COLOURS) == pairwise(COLOURS)


def test_foreign_matter_stands_around_as_often_as_not() -> None:
    around = sum(case["foreign matter"] for case in CASES)
    assert abs(2 * around - len(CASES)) < len(CASES) / 10
