"""Right, missing and wrong by field over the quirk pages: `make score`."""

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.pages.quirk_pages import FOLDER, Outcome, load_quirks

FLOORS = Path(__file__).parent / "score_floors.toml"
BELOW_A_FLOOR = 4


def main() -> int:
    options = _options()
    outcomes = [one for quirk in load_quirks(options.pages) for one in quirk.outcomes()]
    print("\n".join(_table(outcomes)))
    if options.verbose:
        print("\n".join(_failures(outcomes)))
    floors, reached = _floors(options.floors), rates(outcomes)
    if options.raise_floors:
        options.floors.write_text(_toml(raised(floors, reached)), encoding="utf-8")
    low = below(floors, reached)
    for field in low:
        print(f"{field}: {reached.get(field, 0.0):.1f} % right, below its floor {floors[field]:.1f} %")
    return BELOW_A_FLOOR if low else 0


def rates(outcomes: list[Outcome]) -> dict[str, float]:
    """The share of right values by field, in per cent, cut to a tenth."""
    every = Counter(one.field for one in outcomes)
    right = Counter(one.field for one in outcomes if one.verdict == "right")
    return {field: right[field] * 1000 // number / 10 for field, number in sorted(every.items())}


def raised(floors: dict[str, float], reached: dict[str, float]) -> dict[str, float]:
    """Floors never fall: the higher of the old and the reached."""
    return {field: max(floors.get(field, 0.0), reached.get(field, 0.0)) for field in sorted(floors | reached)}


def below(floors: dict[str, float], reached: dict[str, float]) -> list[str]:
    """The fields that do not reach their floor."""
    return [field for field, floor in floors.items() if reached.get(field, 0.0) < floor]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-v", "--verbose", action="store_true", help="name what is missing or wrong")
    parser.add_argument("--raise-floors", action="store_true", help="write floors that are higher now")
    parser.add_argument("--pages", type=Path, default=FOLDER)
    parser.add_argument("--floors", type=Path, default=FLOORS)
    return parser.parse_args()


def _floors(path: Path) -> dict[str, float]:
    return dict(tomllib.loads(path.read_text("utf-8"))) if path.exists() else {}


def _toml(floors: dict[str, float]) -> str:
    lines = [f"{field} = {floor:.1f}" for field, floor in floors.items()]
    return "\n".join(["# Per cent right by field; written by --raise-floors, never lower.", *lines, ""])


def _table(outcomes: list[Outcome]) -> Iterable[str]:
    counts = Counter((one.field, one.verdict) for one in outcomes)
    yield f"{'field':22}{'right':>8}{'missing':>9}{'wrong':>7}{'% right':>9}"
    for field, rate in rates(outcomes).items():
        right, missing, wrong = (counts[field, how] for how in ("right", "missing", "wrong"))
        yield f"{field:22}{right:8}{missing:9}{wrong:7}{rate:9.1f}"


def _failures(outcomes: list[Outcome]) -> Iterable[str]:
    for one in outcomes:
        if one.verdict != "right":
            yield f"{one.name} {one.verdict}\n  expected {one.expected!r}\n  found    {one.found!r}"


if __name__ == "__main__":
    sys.exit(main())
