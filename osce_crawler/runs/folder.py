"""A run's own folder below the output folder, where items land as they come."""

from pathlib import Path

from osce_crawler.moments import now

RELEASES = "press_releases"
NAVIGATION = "navigation"


class OutputError(ValueError):
    """The output folder cannot be used; the message names it and says why."""


def new_run_id(output: Path) -> str:
    """An id that sorts by time and is not yet taken in this output folder."""
    stem = now().translate({ord("-"): None, ord(":"): None})
    taken = {path.name for path in (output / "runs").glob(f"{stem}*")}
    return next(name for name in [stem, *(f"{stem}-{n}" for n in range(2, 1000))] if name not in taken)


class RunFolder:
    """`output/runs/<run-id>/`. Raises OutputError if it cannot be made or written to."""

    def __init__(self, output: Path, run_id: str) -> None:
        self.output = output
        self.run_id = run_id
        self.path = output / "runs" / run_id
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            for folder in (output, self.path):
                probe = folder / ".writable"
                probe.touch()
                probe.unlink()
        except OSError as error:
            raise OutputError(f"{output}: cannot be written to ({error.strerror})") from None

    def items(self, dataset: str) -> Path:
        """Where the items of this dataset are kept as they came."""
        return self.path / f"{dataset}.items.jsonl"

    def rows(self) -> Path:
        """Where the rows of lists are kept as they came."""
        return self.path / "rows.jsonl"
