"""How a list is read, down and up again, and when what it gave adds up."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from osce_crawler.pages.listing import Listing, Row
from osce_crawler.spiders.list_walk import MOST_WALKS, Walk

LIST = "https://www.osce.org/press-releases"


@dataclass
class Site:
    """A list of items, newest first, that may change before each page is read."""

    items: list[str]
    per_page: int = 3
    says_total: bool = True
    says_last: bool = True
    broken: set[int] = field(default_factory=set)
    """Pages that cannot be had."""
    changes: dict[int, Callable[[list[str]], None]] = field(default_factory=dict)
    """What happens to the items before the first, second ... page is read."""
    reads: list[int] = field(default_factory=list)

    def page(self, number: int) -> tuple[list[str], Listing] | None:
        """The keys on the page, and its listing; null if it cannot be had."""
        if change := self.changes.get(len(self.reads)):
            change(self.items)
        self.reads.append(number)
        if number in self.broken:
            return None
        last = max(0, (len(self.items) - 1) // self.per_page)
        keys = self.items[number * self.per_page : (number + 1) * self.per_page]
        return keys, Listing(
            [Row(f"https://www.osce.org{key}", key) for key in keys],
            f"{LIST}?page={number + 1}" if number < last else None,
            f"{LIST}?page={last}" if self.says_last and number < last else None,
            len(self.items) if self.says_total else None,
        )


def items_of(number: int) -> list[str]:
    return [f"/{300000 + number - index}" for index in range(number)]


def walked(
    site: Site,
    *,
    budget: int = 1000,
    known: Callable[[str], bool] = lambda _: False,
    may_stop: bool = False,
    once: bool = False,
) -> Walk:
    """The list as the crawl reads it: pages without the rows that they should have are not had."""
    walk = Walk(LIST, budget, may_stop=may_stop, once=once)
    number: int | None = 0
    while number is not None:
        while number is not None:
            read = site.page(number)
            if read is None or walk.is_doubtful(number, read[1]):
                walk.missed(number)
            else:
                keys, listing = read
                walk.read(number, keys, listing, known=bool(keys) and all(map(known, keys)))
            following = walk.next_page(number)
            number = walk.next_walk() if following is None else following
        number = walk.another_walk()
    return walk


# A list that stands still


@pytest.mark.parametrize("says_total", [True, False])
@pytest.mark.parametrize("says_last", [True, False])
@pytest.mark.parametrize("number", [1, 2, 3, 4, 6, 7, 1499, 1500])
def test_a_list_that_stands_still_is_found_whole(number: int, says_total: bool, says_last: bool) -> None:
    site = Site(items_of(number), says_total=says_total, says_last=says_last)
    walk = walked(site)
    assert walk.items == set(items_of(number))
    assert walk.adds_up
    assert walk.total == number
    assert walk.fault == ""


@pytest.mark.parametrize(
    ("pages", "reads"),
    [(1, [0]), (2, [0, 1, 0]), (3, [0, 1, 2, 1, 0]), (500, [*range(500), *reversed(range(499))])],
)
def test_it_is_read_down_and_up_again_but_for_its_last_page(pages: int, reads: list[int]) -> None:
    site = Site(items_of(pages * 3))
    walk = walked(site)
    assert site.reads == reads
    told = walk.summary()
    assert (told.address, told.pages, told.items, told.adds_up) == (LIST, len(reads), pages * 3, True)
    assert told.walks == (1 if pages == 1 else 2)
    assert told.rows == len(reads) * 3


@pytest.mark.parametrize("says_total", [True, False])
def test_a_list_without_items_adds_up(says_total: bool) -> None:
    walk = walked(Site([], says_total=says_total))
    assert (walk.adds_up, walk.items, walk.pages, walk.total) == (True, set(), 1, 0)


def test_saved_pages_do_not_move_and_are_read_once() -> None:
    site = Site(items_of(9))
    walked(site, once=True)
    assert site.reads == [0, 1, 2]


def test_a_list_that_says_to_have_more_than_it_shows_does_not_add_up() -> None:
    walk = Walk(LIST, 100)
    number: int | None = 0
    while number is not None:
        walk.read(number, ["/300001"], Listing([Row("x", "x")], total=2))
        number = walk.next_page(number)
        number = walk.another_walk() if number is None and walk.next_walk() is None else number
    assert not walk.adds_up
    assert walk.walks <= MOST_WALKS


@pytest.mark.parametrize("spelling", ["/Press-Releases", "/index.php/press-releases", "/press-releases/"])
def test_a_list_is_the_same_however_its_address_is_spelt(spelling: str) -> None:
    assert Walk(f"https://www.osce.org{spelling}", 10).key == Walk(LIST, 10).key
    assert Walk("https://odihr.osce.org/press-releases", 10).key != Walk(LIST, 10).key


def test_a_list_that_moved_is_read_where_it_is() -> None:
    walk = Walk(LIST, 10)
    walk.moved_to("https://www.osce.org/newsroom?utm_source=x&page=0")
    assert walk.page(0) == "https://www.osce.org/newsroom"
    assert walk.page(7) == "https://www.osce.org/newsroom?page=7"


def test_a_pager_that_counts_from_one_hides_no_page() -> None:
    walk = Walk(LIST, 10)
    asked = []
    number: int | None = 0
    while number is not None:
        asked.append(number)
        page = max(number, 1)
        following = f"{LIST}?page={page + 1}" if page < 3 else None
        walk.read(number, [f"/{300000 - page}"], Listing([Row("x", "x")], following))
        number = walk.next_page(number)
    assert {max(number, 1) for number in asked} == {1, 2, 3}
    assert walk.fault == ""
    assert walk.next_walk() == 2
    assert walk.adds_up


def test_a_pager_that_leads_to_no_page_is_told_and_gone_past() -> None:
    walk = Walk(LIST, 10)
    walk.read(0, ["/300001"], Listing([Row("x", "x")], f"{LIST}?page=next", f"{LIST}?page=-1"))
    assert walk.unreadable == [f"{LIST}?page=next", f"{LIST}?page=-1"]
    assert walk.next_page(0) == 1


def test_a_last_page_of_another_list_is_not_ours() -> None:
    walk = Walk(LIST, 10)
    walk.read(0, ["/300001"], Listing([Row("x", "x")], None, "https://www.osce.org/events?page=90"))
    assert walk.next_page(0) is None
    assert walk.total == 1
    assert walk.next_walk() is None
    assert walk.adds_up


# Pages that are not had


def test_a_page_that_is_not_had_is_gone_past_and_told() -> None:
    site = Site(items_of(9), broken={1})
    walk = walked(site)
    assert site.reads[:3] == [0, 1, 2]
    assert walk.missing == {1}
    assert walk.items == set(items_of(9)) - {"/300006", "/300005", "/300004"}
    assert not walk.adds_up
    assert walk.walks == MOST_WALKS


def test_a_page_that_is_had_the_second_time_is_missed_no_more() -> None:
    site = Site(items_of(9), broken={1})
    site.changes[3] = mended(site)
    walk = walked(site)
    assert (walk.missing, walk.items, walk.adds_up) == (set(), set(items_of(9)), True)


def test_where_nothing_tells_how_far_the_list_goes_a_page_that_is_not_had_ends_the_walk() -> None:
    site = Site(items_of(9), broken={1}, says_total=False, says_last=False)
    walk = walked(site)
    assert 2 not in site.reads
    assert not walk.adds_up


def test_a_last_page_that_is_never_had_leaves_the_list_short() -> None:
    walk = walked(Site(items_of(9), broken={2}, says_total=False))
    assert not walk.adds_up
    assert walk.missing == {2}


def test_pages_that_are_not_had_do_not_make_a_list_add_up_by_being_left_out() -> None:
    for says_total in (True, False):
        walk = walked(Site(items_of(30), broken={3, 4, 8}, says_total=says_total))
        assert not walk.adds_up


# Pages without rows


@pytest.mark.parametrize(
    "listing",
    [
        Listing(next_url=f"{LIST}?page=1"),
        Listing(last_url=f"{LIST}?page=9"),
        Listing(total=12),
    ],
)
def test_a_first_page_without_rows_that_promises_some_is_doubtful(listing: Listing) -> None:
    assert Walk(LIST, 10).is_doubtful(0, listing)


def test_a_page_without_rows_to_which_the_pager_led_is_doubtful() -> None:
    walk = Walk(LIST, 10)
    assert walk.is_doubtful(1, Listing())
    assert not walk.is_doubtful(1, Listing([Row("x", "x")]))


def test_a_first_page_that_had_rows_before_and_has_none_now_is_doubtful() -> None:
    walk = Walk(LIST, 10)
    assert not walk.is_doubtful(0, Listing())
    assert not walk.is_doubtful(0, Listing(total=0))
    walk.read(0, ["/300001"], Listing([Row("x", "x")]))
    assert walk.is_doubtful(0, Listing())


# Lists without an end


def test_a_list_is_read_as_far_as_the_budget_goes() -> None:
    site = Site(items_of(30))
    walk = walked(site, budget=4)
    assert site.reads == [0, 1, 2, 3]
    assert walk.fault == "more than 4 pages"
    assert not walk.adds_up


def test_a_list_that_fits_the_budget_to_the_page_is_not_over_it() -> None:
    walk = walked(Site(items_of(12)), budget=4)
    assert (walk.fault, walk.adds_up) == ("", True)


@pytest.mark.parametrize("back_to", ["?page=1", "?page=0", "?page=2", ""])
def test_a_pager_that_leads_back_is_followed_no_further(back_to: str) -> None:
    walk = Walk(LIST, 100)
    for number in (0, 1):
        walk.read(number, [f"/30000{number}"], Listing([Row("x", "x")], f"{LIST}?page={number + 1}"))
        assert walk.next_page(number) == number + 1
    walk.read(2, ["/300002"], Listing([Row("x", "x")], f"{LIST}{back_to}"))
    assert walk.next_page(2) is None
    assert walk.fault == "the pager leads in a circle"
    assert (walk.next_walk(), walk.another_walk(), walk.adds_up) == (None, None, False)


def test_a_pager_that_shows_the_same_page_again_and_again_is_followed_no_further() -> None:
    walk = Walk(LIST, 100)
    number: int | None = 0
    asked = 0
    while number is not None:
        asked += 1
        walk.read(number, ["/300001"], Listing([Row("x", "x")], f"{LIST}?page={number + 1}"))
        number = walk.next_page(number)
    assert asked == 3
    assert walk.fault == "the pager leads in a circle"


def test_two_pages_alike_are_no_circle() -> None:
    walk = Walk(LIST, 100)
    for number, key in enumerate(["/300001", "/300001", "/300002", "/300002"]):
        walk.read(number, [key], Listing([Row("x", "x")], f"{LIST}?page={number + 1}"))
        assert walk.next_page(number) == number + 1


# Lists of which only the beginning is wanted


def test_a_list_is_read_to_the_second_page_that_tells_nothing_new() -> None:
    new = set(items_of(60)[:4])
    site = Site(items_of(60))
    walk = walked(site, known=lambda key: key not in new, may_stop=True)
    assert site.reads == [0, 1, 2, 3, 2, 1, 0]
    assert walk.adds_up


def test_one_page_that_tells_nothing_new_is_not_enough() -> None:
    new = {items_of(60)[0], items_of(60)[8]}
    site = Site(items_of(60))
    walked(site, known=lambda key: key not in new, may_stop=True)
    assert max(site.reads) == 4


def test_a_list_of_which_everything_is_wanted_is_read_to_its_end() -> None:
    site = Site(items_of(30))
    walked(site, known=lambda _: True)
    assert max(site.reads) == 9


def test_an_item_that_moves_while_only_the_beginning_is_read_is_found() -> None:
    site = Site(items_of(60), changes={1: removed(0)})
    wanted = set(items_of(60)[1:9])
    walk = walked(site, known=lambda key: key not in wanted, may_stop=True)
    assert wanted <= walk.items


def test_a_walk_that_is_cut_short_does_not_add_up_and_is_not_begun_again() -> None:
    walk = Walk(LIST, 100)
    walk.read(0, ["/300001"], Listing([Row("x", "x")], f"{LIST}?page=1", total=1))
    walk.cut_short = True
    assert (walk.next_page(0), walk.next_walk(), walk.another_walk(), walk.adds_up) == (
        None,
        None,
        None,
        False,
    )


# Lists that move while they are read


def removed(*indices: int) -> Callable[[list[str]], None]:
    def change(items: list[str]) -> None:
        for index in indices:
            if items:
                del items[index % len(items)]

    return change


def mended(site: Site) -> Callable[[list[str]], None]:
    return lambda _: site.broken.clear()


def added(key: str, index: int = 0) -> Callable[[list[str]], None]:
    return lambda items: items.insert(index % (len(items) + 1), key)


@pytest.mark.parametrize("says_total", [True, False])
def test_an_item_that_slips_over_a_page_s_border_is_found_on_the_way_up(says_total: bool) -> None:
    # While the second page is awaited, one of the first goes: the fourth item moves up to a page already read.
    site = Site(items_of(9), says_total=says_total, changes={1: removed(0)})
    walk = walked(site)
    assert set(items_of(9)[1:]) <= walk.items
    assert walk.adds_up


def test_what_slips_over_a_border_is_missed_by_a_walk_that_is_not_made_twice() -> None:
    site = Site(items_of(9), changes={1: removed(0)})
    assert items_of(9)[3] not in walked(site, once=True).items


def test_an_item_that_slips_up_and_down_over_a_border_is_found_as_the_stated_number_changes() -> None:
    # The fourth item is on a page already read each time, and a new one takes the place of the one that went.
    site = Site(items_of(9), changes={1: removed(0), 4: added("/300099")})
    walk = walked(site)
    assert site.reads == [0, 1, 2, 1, 0, 0, 1, 2]
    assert items_of(9)[3] in walk.items
    assert walk.adds_up


def test_what_slips_up_and_down_is_not_hidden_where_no_number_is_stated() -> None:
    site = Site(items_of(9), says_total=False, changes={1: removed(0), 4: added("/300099")})
    walk = walked(site)
    assert items_of(9)[3] in walk.items or not walk.adds_up


def test_an_item_that_is_added_while_the_list_is_read_is_found() -> None:
    site = Site(items_of(9), changes={2: added("/300099")})
    walk = walked(site)
    assert walk.items == {*items_of(9), "/300099"}
    assert walk.adds_up


def test_a_list_that_never_stands_still_is_walked_four_times_and_does_not_add_up() -> None:
    changes = {moment: added(f"/{400000 + moment}") for moment in range(1, 200)}
    walk = walked(Site(items_of(12), changes=changes))
    assert walk.walks == MOST_WALKS == 4
    assert not walk.adds_up


@given(
    st.integers(0, 40),
    st.integers(1, 7),
    st.dictionaries(st.integers(0, 60), st.lists(st.integers(0, 60), min_size=1, max_size=4), max_size=12),
    st.booleans(),
    st.booleans(),
)
def test_of_a_list_from_which_items_go_all_that_stay_are_found_or_it_does_not_add_up(
    number: int, per_page: int, gone: dict[int, list[int]], says_total: bool, says_last: bool
) -> None:
    changes = {moment: removed(*indices) for moment, indices in gone.items()}
    site = Site(items_of(number), per_page, says_total, says_last, changes=changes)
    walk = walked(site)
    assert set(site.items) <= walk.items or not walk.adds_up
    assert walk.walks <= MOST_WALKS


@given(
    st.integers(1, 40),
    st.integers(1, 7),
    st.dictionaries(st.integers(1, 60), st.integers(1, 8), max_size=12),
    st.booleans(),
    st.booleans(),
)
def test_of_a_list_that_grows_all_that_was_there_is_found(
    number: int, per_page: int, grown: dict[int, int], says_total: bool, says_last: bool
) -> None:
    def more(moment: int, how_many: int) -> Callable[[list[str]], None]:
        return lambda items: items.__setitem__(slice(0, 0), [f"/{moment}{one}00" for one in range(how_many)])

    changes = {moment: more(moment, how_many) for moment, how_many in grown.items()}
    site = Site(items_of(number), per_page, says_total, says_last, changes=changes)
    walk = walked(site)
    assert walk.fault or set(items_of(number)) <= walk.items


@given(
    st.integers(1, 30),
    st.integers(1, 6),
    st.dictionaries(st.integers(1, 60), st.tuples(st.booleans(), st.integers(0, 40)), max_size=12),
)
def test_a_list_that_states_its_number_and_changes_in_any_way_is_found_whole_or_does_not_add_up(
    number: int, per_page: int, changed: dict[int, tuple[bool, int]]
) -> None:
    changes = {
        moment: added(f"/{400000 + moment}", index) if is_more else removed(index)
        for moment, (is_more, index) in changed.items()
    }
    site = Site(items_of(number), per_page, changes=changes)
    walk = walked(site)
    assume(not walk.missing)
    stayed = set(site.items) & set(items_of(number))
    assert stayed <= walk.items or not walk.adds_up


def test_a_list_whose_last_page_went_and_came_back_does_not_add_up_without_it() -> None:
    # 7 items on 3 pages; one goes before the last page is read, which is empty then, and one comes after it.
    site = Site(items_of(7), changes={2: removed(0), 3: added("/300099")})
    walk = walked(site)
    assert "/300001" in walk.items or not walk.adds_up


@given(st.integers(1, 60), st.integers(1, 7), st.sets(st.integers(0, 20), max_size=6), st.booleans())
def test_a_list_of_which_pages_are_never_had_does_not_add_up_unless_it_is_whole(
    number: int, per_page: int, broken: set[int], says_total: bool
) -> None:
    site = Site(items_of(number), per_page, says_total, broken=broken - {0})
    walk = walked(site)
    assert walk.items == set(items_of(number)) or not walk.adds_up


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(-1, 12) | st.just(10**6), st.booleans()),
        min_size=1,
        max_size=40,
    )
)
def test_whatever_a_pager_says_the_walk_ends_within_its_budget(pages: list[tuple[int, int, bool]]) -> None:
    assume(pages[0][2])
    walk = Walk(LIST, 15)
    number: int | None = 0
    asked = 0
    while number is not None:
        while number is not None:
            asked += 1
            assert asked <= 15 * MOST_WALKS
            following, last, is_had = pages[asked % len(pages)]
            if is_had:
                listing = Listing(
                    [Row("x", "x")],
                    f"{LIST}?page={following}" if following else None,
                    f"{LIST}?page={last}" if last > 0 else None,
                )
                walk.read(number, [f"/{300000 + asked}"], listing)
            else:
                walk.missed(number)
            ahead = walk.next_page(number)
            number = walk.next_walk() if ahead is None else ahead
        number = walk.another_walk()
