"""Cases in which every two values of two dimensions meet at least once, far fewer than all combinations."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, product
from typing import Any

Dimensions = Mapping[str, Sequence[Any]]
Case = dict[str, Any]
Value = tuple[str, Any]
Pair = frozenset[Value]


def pairwise(dimensions: Dimensions, allowed: Callable[[Case], bool] = bool) -> list[Case]:
    """As few cases as a greedy choice finds, all of them allowed; the same dimensions give the same cases.

    The two longest dimensions need a case for each of their pairs; every other dimension gives each case
    the value that brings the most pairs not yet met, and of several the one that was met the least.
    `allowed` is asked of cases that are still in the making, too.
    """
    longest_first = dict(sorted(dimensions.items(), key=lambda item: -len(item[1])))
    met: Counter[Pair] = Counter()
    cases = []
    for pair in every_pair(longest_first):
        if not met[pair]:
            cases.append(_completed(dict(sorted(pair)), longest_first, met, allowed))
            met.update(pairs_of(cases[-1]))
    return cases


def every_pair(dimensions: Dimensions) -> Iterator[Pair]:
    named = [[(name, value) for value in values] for name, values in dimensions.items()]
    for one, other in combinations(named, 2):
        yield from map(frozenset, product(one, other))


def pairs_of(case: Case) -> Iterator[Pair]:
    return map(frozenset, combinations(case.items(), 2))


def _completed(
    case: Case, dimensions: Dimensions, met: Counter[Pair], allowed: Callable[[Case], bool]
) -> Case:
    """The case with a value of every dimension."""
    for name in [name for name in dimensions if name not in case]:
        possible = [value for value in dimensions[name] if allowed({**case, name: value})]
        case[name] = max(possible, key=partial(_gain, name, case, met))
    return case


def _gain(name: str, case: Case, met: Counter[Pair], value: Any) -> tuple[int, int]:
    """How many new pairs the value makes with those already chosen, and how rare its other pairs are."""
    times = [met[frozenset(((name, value), other))] for other in case.items()]
    return times.count(0), -sum(times)
