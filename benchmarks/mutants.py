"""Which deliberate faults in the code no test notices: `make mutants`, of a sample with `MUTANTS=300`.

mutmut makes the faults and chooses the tests for each by what they call. Runs in an environment of its own.
The same code and SEED give the same sample. What survives stands with its fault in `mutants/survivors.diff`.
"""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

MUTMUT = Path(sys.executable).with_name("mutmut")
SURVIVORS = Path("mutants/survivors.diff")
SEED = int(os.environ.get("SEED") or 9)
# A few mutants, to have all of them made and to learn which tests call what.
A_FEW = "osce_crawler.records.validating.*"
NOTICED = {"killed", "timeout", "segfault"}


def main() -> int:
    size = int(os.environ.get("MUTANTS") or 0)
    _mutmut("run", A_FEW)
    chosen = sample(statuses(), size)
    _mutmut("run", *chosen)
    found = {name: status for name, status in statuses().items() if name in set(chosen)}
    SURVIVORS.write_text("\n".join(_differences(survivors(found))), "utf-8")
    print("\n".join(table(found)))
    print("\n".join(survivors(found)))
    print(f"\nwhat each of them changes: {SURVIVORS}")
    return 0


def sample(names: Iterable[str], size: int) -> list[str]:
    """So many of the names, the same each time; all of them where no size is given."""
    every = sorted(names)
    return random.Random(SEED).sample(every, size) if 0 < size < len(every) else every  # noqa: S311


def statuses() -> dict[str, str]:
    """What became of each mutant, by its name."""
    said = _mutmut("results", "--all", "true")
    pairs = (line.strip().rsplit(": ", 1) for line in said.splitlines() if ": " in line)
    return {name: status for name, status in pairs if "__mutmut_" in name}


def survivors(found: dict[str, str]) -> list[str]:
    return sorted(name for name, status in found.items() if status not in NOTICED)


def table(found: dict[str, str]) -> list[str]:
    """Noticed and survived, by module and in all."""
    every = Counter(map(_module, found))
    noticed = Counter(_module(name) for name, status in found.items() if status in NOTICED)
    rows = [_row(module, noticed[module], every[module]) for module in sorted(every)]
    return [
        f"{'':42} {'killed':>7} {'survived':>9} {'share':>7}",
        *rows,
        _row("all", noticed.total(), every.total()),
    ]


def _row(name: str, noticed: int, every: int) -> str:
    return f"{name:42} {noticed:7} {every - noticed:9} {noticed / every:7.1%}"


def _module(mutant: str) -> str:
    """`osce_crawler.pages.menu` of `osce_crawler.pages.menu.x_walk__mutmut_3`."""
    return mutant.rpartition(".")[0]


def _differences(names: Iterable[str]) -> Iterable[str]:
    return (_mutmut("show", name) for name in names)


def _mutmut(*words: str) -> str:
    """What mutmut prints; a run also shows how far it is."""
    done = subprocess.run([MUTMUT, *words], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"mutmut {words[0]} failed:\n{done.stdout[-5000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
