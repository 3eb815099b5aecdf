"""A sample of mutants is the same each time, and what no test noticed is counted by module."""

from benchmarks.mutants import sample, survivors, table

NAMES = [f"osce_crawler.pages.menu.x_walk__mutmut_{number}" for number in range(20)]
FOUND = {
    "osce_crawler.pages.menu.x_walk__mutmut_1": "killed",
    "osce_crawler.pages.menu.x_walk__mutmut_2": "timeout",
    "osce_crawler.pages.menu.xǁ_Menuǁover__mutmut_1": "survived",
    "osce_crawler.records.times.x_is_late__mutmut_1": "no tests",
}


def test_a_sample_is_the_same_whatever_the_order_of_the_names() -> None:
    assert sample(NAMES, 5) == sample(reversed(NAMES), 5)
    assert len(set(sample(NAMES, 5))) == 5


def test_no_size_or_more_than_there_are_is_all_of_them() -> None:
    assert sample(NAMES, 0) == sample(NAMES, 100) == sorted(NAMES)


def test_what_no_test_calls_survives_and_what_hangs_is_noticed() -> None:
    assert survivors(FOUND) == [
        "osce_crawler.pages.menu.xǁ_Menuǁover__mutmut_1",
        "osce_crawler.records.times.x_is_late__mutmut_1",
    ]


def test_the_table_counts_by_module_and_in_all() -> None:
    _, *rows = (line.split() for line in table(FOUND))
    assert rows == [
        ["osce_crawler.pages.menu", "2", "1", "66.7%"],
        ["osce_crawler.records.times", "0", "1", "0.0%"],
        ["all", "2", "2", "50.0%"],
    ]
