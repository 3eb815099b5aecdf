"""Which requests go wrong, how, and how often."""

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.site.faults import Fault

Which = str | Callable[[str], bool]
"""A path with its query, or what tells which of them are meant."""


@dataclass(slots=True)
class _Rule:
    """A fault for so many of the requests that are meant; for all of them where `left` is null."""

    fault: Fault
    left: int | None
    meant: Callable[[str], bool]

    def take(self, path: str) -> bool:
        """Whether this request goes wrong; then one less is left."""
        if self.left == 0 or not self.meant(path):
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Mishaps:
    """The faults that are due, in the order in which they were asked for; those of one path come first."""

    def __init__(self) -> None:
        self._of_path: dict[str, list[_Rule]] = {}
        self._others: list[_Rule] = []

    def add(self, which: Which, fault: Fault, times: int | None) -> None:
        if isinstance(which, str):
            self._of_path.setdefault(which, []).append(_Rule(fault, times, lambda _: True))
        else:
            self._others.append(_Rule(fault, times, which))

    def add_share(
        self, paths: Iterable[str], share: float, faults: Sequence[Fault], seed: int, times: int | None
    ) -> list[str]:
        """Faults for this share of the paths, so many each; gives the paths."""
        drawn = sorted(paths, key=lambda path: _drawn(seed, path))
        drawn = drawn[: round(share * len(drawn))]
        for path in drawn:
            for turn in range(1 if times is None else times):
                fault = faults[_drawn(seed + 1, f"{path} {turn}") % len(faults)]
                self.add(path, fault, None if times is None else 1)
        return drawn

    def due(self, path: str) -> Fault | None:
        """The fault that the answer to this request has."""
        for rules in (self._of_path.get(path, ()), self._others):
            for rule in rules:
                if rule.take(path):
                    return rule.fault
        return None


def _drawn(seed: int, word: str) -> int:
    """A number that looks drawn by lot and is the same in every run."""
    return zlib.crc32(f"{seed} {word}".encode())
