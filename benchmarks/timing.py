"""Times taken side by side, as ratios: a machine that is busy is busy for all."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles

Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Ratio:
    """Time as a multiple of the reference's in the same round: median, and where eight in ten rounds lie."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        digits = 4 if self.median < 0.1 else 2
        return f"{self.median:7.{digits}f}   ({self.low:.{digits}f} to {self.high:.{digits}f})"


def interleaved(steps: Mapping[str, Step], rounds: int) -> dict[str, list[float]]:
    """Seconds of CPU that each step takes in each round.

    Every round runs every step twice and counts the second time: what a step remembers is at hand.
    """
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            step()
            begun = time.process_time()
            step()
            taken[name].append(time.process_time() - begun)
    return taken


def ratios(taken: Mapping[str, list[float]], reference: str) -> dict[str, Ratio]:
    """Each step against the reference, round by round."""
    return {
        name: _ratio([mine / theirs for mine, theirs in zip(seconds, taken[reference], strict=True)])
        for name, seconds in taken.items()
    }


def noise(seconds: list[float]) -> Ratio:
    """How far the rounds of one and the same step lie from their median."""
    middle = median(seconds)
    return _ratio([second / middle for second in seconds])


def _ratio(values: list[float]) -> Ratio:
    tenths = quantiles(values, n=10, method="inclusive")
    return Ratio(median(values), tenths[0], tenths[-1])
