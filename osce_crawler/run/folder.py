"""A run's own folder below the output folder, where items land as they come."""

import fcntl
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal

import msgspec
from filelock import FileLock, Timeout

from osce_crawler.disk import content_of, is_in_the_way, opened, write_whole
from osce_crawler.exporters import BROKEN, encode_indented
from osce_crawler.moments import now
from osce_crawler.report.headline import DISK_FULL, cause_of, headline
from osce_crawler.report.report import EXITS, as_markdown, worst
from osce_crawler.report.showing import shown_in

_LOCK = ".lock"
# Somebody who looks whether a run is at work holds the lock for a moment; in seconds.
_PATIENCE = 0.5
# After so many failures of its own a run is left aside: what makes it fail lies in what it kept.
_MOST_FAILURES = 3


State = Literal["complete", "unchanged", "incomplete", "refused by checks", "interrupted", "failed"]


class OutputError(ValueError):
    """The output folder cannot be used; the message names it and says why."""


class Asked(msgspec.Struct, frozen=True):
    """What a run was asked for; a run is resumed only by one that asks for the same."""

    spiders: tuple[str, ...]
    sites: tuple[str, ...]
    saved: str | None = None
    full: bool = False
    since: str | None = None
    limit: int = 0


class _Part(msgspec.Struct):
    dataset: str
    state: State
    records: int = 0
    changes: dict[str, int] = {}


class _KnownReport(msgspec.Struct):
    """What later code needs of a report."""

    spiders: list[_Part]
    state: State = "interrupted"
    started_at: str = ""


class Beginning(msgspec.Struct):
    """`run.json`: what was asked, and each time that the run was started or resumed."""

    run: str
    asked: Asked
    begun: list[str]
    failures: int = 0
    number: int = 0
    """The number of the run in its output folder, in the order in which runs began; 0 for older ones."""


def _new_run_id(output: Path) -> str:
    """An id by time that is not yet taken."""
    stem = now().translate({ord("-"): None, ord(":"): None})
    taken = {path.name for path in _run_folders(output)}
    return next(name for name in _with_suffixes(stem) if name not in taken)


def _with_suffixes(stem: str) -> Iterator[str]:
    yield stem
    for number in count(2):
        yield f"{stem}-{number:04}"


def _run_folders(output: Path) -> Iterator[Path]:
    return (path for path in (output / "runs").glob("*") if path.is_dir() and path.name[0] != ".")


class RunFolder:
    """`output/runs/<run-id>/`."""

    def __init__(self, output: Path, run_id: str) -> None:
        self.output = output
        self.run_id = run_id
        self.path = output / "runs" / run_id

    def make(self) -> None:
        """Make the folder. Raises OutputError if it cannot be made or written to."""
        _make_writable(self.output)
        _make_writable(self.path)

    def items(self, dataset: str) -> Path:
        """Where the items of this dataset are kept as they came."""
        return self.path / f"{dataset}.items.jsonl"

    def account(self, dataset: str) -> Path:
        """Where it is written down at once what became of each address."""
        return self.path / f"{dataset}.account.jsonl"

    def rows(self) -> Path:
        """Where the rows of lists are kept as they came."""
        return self.path / "rows.jsonl"

    def report(self) -> dict[str, Any] | None:
        """The run's report so far; null if there is none that can be read."""
        with suppress(OSError, *BROKEN):
            content = content_of(self.path / "report.json")
            msgspec.json.decode(content, type=_KnownReport)
            report: dict[str, Any] = msgspec.json.decode(content)
            return report
        return None

    def beginning(self) -> Beginning | None:
        """What the run was asked for; null where it does not say."""
        with suppress(OSError, *BROKEN):
            return msgspec.json.decode(content_of(self.path / "run.json"), type=Beginning)
        return None

    def write_beginning(self, beginning: Beginning) -> None:
        write_whole(self.path / "run.json", msgspec.json.encode(beginning) + b"\n")

    def add_part(self, part: dict[str, Any]) -> None:
        """Add this spider's part to the run's report, which both spiders of one command share.

        Raises OSError if the disk does not take it.
        """
        self.write_report(self.report_with([part]))

    def report_with(self, parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """The run's report with these parts, each in place of an earlier one of its dataset."""
        new = {part["dataset"] for part in parts}
        parts = [
            *(one for one in (self.report() or {}).get("spiders", []) if one["dataset"] not in new),
            *parts,
        ]
        beginning = self.beginning()
        state = worst(parts, beginning.asked.spiders if beginning else ())
        report = {
            "run": self.run_id,
            "state": state,
            "exit_code": EXITS[state],
            "headline": headline(state, parts)._asdict(),
            "started_at": beginning.begun[0] if beginning else parts[-1]["started_at"],
            "finished_at": parts[-1]["finished_at"],
            "asked": beginning.asked if beginning else None,
            "begun": beginning.begun if beginning else [],
            "spiders": parts,
        }
        plain: dict[str, Any] = shown_in(msgspec.to_builtins(report))
        return plain

    def write_report(self, report: dict[str, Any]) -> None:
        """Write the report, for programs and for people. Raises OSError."""
        write_whole(self.path / "report.json", encode_indented(report))
        write_whole(self.path / "report.md", as_markdown(report).encode())

    def done(self, *, accepting: bool = False) -> set[str]:
        """The spiders whose part of the run has ended, so that it need not be done again.

        `accepting`: one that was refused by checks has not, as it may be published now.
        """
        undone = {"interrupted", "failed", *(["refused by checks"] if accepting else [])}
        parts = (self.report() or {}).get("spiders", [])
        return {part["dataset"] for part in parts if part["state"] not in undone}


def runs_in_order(output: Path) -> list[RunFolder]:
    """The runs of this output folder, the oldest first, in the order in which they began.

    The order is that of their numbers, so that a clock that was wrong once makes no run the newest for
    years. Runs without a number are older than all others, and sort by id.
    """
    return [folder for *_, folder in sorted(_numbered(output), key=itemgetter(0, 1))]


def _numbered(output: Path) -> Iterator[tuple[int, str, RunFolder]]:
    for path in _run_folders(output):
        folder = RunFolder(output, path.name)
        beginning = folder.beginning()
        yield beginning.number if beginning else 0, path.name, folder


def _make_writable(folder: Path) -> None:
    """Raises OutputError, or OSError where the disk is full."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        if cause_of(error) == DISK_FULL:
            raise  # the run fails; nothing is wrong with what was asked
        raise OutputError(f"{folder}: cannot write ({error.strerror})") from None


def lock(output: Path) -> FileLock:
    """The lock that one run at a time holds on its output folder; it ends with the process.

    Raises OutputError if another run holds it.
    """
    _make_writable(output)
    held = FileLock(output / _LOCK, is_singleton=True)
    try:
        held.acquire(timeout=_PATIENCE)
    except Timeout:
        raise OutputError(f"{output}: another run is using this folder") from None
    return held


def run_at_work(output: Path) -> str | None:
    """The id of the run that is using the folder now; null if none is."""
    if not is_in_use(output):
        return None
    folders = runs_in_order(output)
    begun = [(said.begun[-1], said.run) for folder in folders if (said := folder.beginning())]
    return max(begun, default=(None, None))[1]


def is_in_use(output: Path) -> bool:
    """Whether a run is using the folder now."""
    try:
        with opened(output / _LOCK) as file:  # one that only looks may not be allowed to write
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # without a lock that can be read no run of this user is at work
        return False
    return False


def begin(output: Path, asked: Asked, *, accepting: bool = False) -> RunFolder:
    """The folder of an unfinished run with the same options, to be resumed; else a new one."""
    folder = unfinished(output, asked, accepting=accepting)
    if folder is None:
        folder = RunFolder(output, _new_run_id(output))
        folder.make()
        number = 1 + max((number for number, *_ in _numbered(output)), default=0)
        try:
            folder.write_beginning(Beginning(folder.run_id, asked, [now()], number=number))
        except OSError:
            shutil.rmtree(folder.path, ignore_errors=True)  # a run that could not begin is none
            raise
    else:
        beginning = folder.beginning()
        assert beginning is not None
        beginning.begun.append(now())
        folder.write_beginning(beginning)
    return folder


def unfinished(output: Path, asked: Asked, *, accepting: bool = False) -> RunFolder | None:
    """The newest run that asked for the same and did not come to its end.

    A replay of saved pages is never resumed: it costs the site nothing, and its pages may have changed.
    """
    if asked.saved is not None:
        return None
    for folder in reversed(runs_in_order(output)):
        beginning = folder.beginning()
        if beginning is None or beginning.asked != asked:
            continue
        ended = folder.done(accepting=accepting) >= {*asked.spiders}
        # A run whose report cannot be written any more could never come to its end.
        lost = any(is_in_the_way(folder.path / name) for name in ("report.json", "report.md"))
        return None if ended or lost or beginning.failures >= _MOST_FAILURES else folder
    return None
