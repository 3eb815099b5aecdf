"""What extraction from archives costs on one core, on two, and on a Dask cluster: `make bench-bulk`.

Archives hold 2,000 pages of about 100 kB. One core: CPU time against reading the archive with fastwarc and
parsing each page once with lxml, in this process. Else: seconds on the clock of the command as a user runs
it, less those of the same command on archives of one page; the shortest of some rounds. On a machine that
does something else besides, the clock tells little.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import lxml.html
from fastwarc.warc import ArchiveIterator, WarcRecordType

from benchmarks.page import facts, page
from benchmarks.timing import Step, interleaved, ratios
from osce_crawler.archive.warc_file import WarcFile
from osce_crawler.bulk.extracting import Extraction
from osce_crawler.bulk.runners import Here
from osce_crawler.bulk.shards import Plan

ROOT = Path(__file__).parent.parent
PAGES, AN_ARCHIVE, ON_ONE_CORE = 20_000, 2_000, 500
# What one core may take of reading and parsing, what two workers make of one, what Dask may take of two.
ONE_CORE, TWO_WORKERS, DASK = 1.5, 1.6, 1.3
# So much memory a process may take, in MiB.
LIMIT = 200
_HTML = [("Content-Type", "text/html; charset=utf-8")]
_MOMENT = "2026-01-02T03:04:05Z"
_POLL = 0.05


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, and the most memory, in MiB, of the command and of a worker."""

    seconds: float
    command: int
    worker: int


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        one_core(archives(root / "one", ON_ONE_CORE, ON_ONE_CORE)[0], options.rounds)
        few = archives(root / "few", min(options.pages, AN_ARCHIVE), AN_ARCHIVE)
        many = archives(root / "many", options.pages, AN_ARCHIVE)
        none = archives(root / "none", len(many), 1)
        one, two = (Call(root, "--workers", str(count)) for count in (1, 2))
        with dask(root / "dask") as address:
            _clock(
                many, none, {"one": one, "two": two, "dask": Call(root, "--cluster", address)}, options.rounds
            )
        small, large = two(few), two(many)
    for name, cost in ((f"{min(options.pages, AN_ARCHIVE)} pages", small), (f"{options.pages} pages", large)):
        print(f"most memory, {name}: command {cost.command} MiB, worker {cost.worker} MiB (limit {LIMIT})")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, help="4000 for a quick look")
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def archives(folder: Path, pages: int, each: int) -> list[Path]:
    """So many different pages in archives of so many."""
    folder.mkdir(parents=True)
    return [_archive(folder, range(begin, min(begin + each, pages))) for begin in range(0, pages, each)]


def _archive(folder: Path, numbers: range) -> Path:
    file = WarcFile(folder / f"pages-{numbers.start}.warc.gz", {"software": "benchmarks"})
    for number in numbers:
        file.write(facts(number).url, 200, _HTML, page(number), _MOMENT)
    file.close()
    return file.path


def one_core(archive: Path, rounds: int) -> None:
    """Print what the whole way costs beside reading and parsing."""
    found = ratios(interleaved(steps(archive), rounds), "fastwarc and lxml")
    print(f"one core, times fastwarc and one parse: {found['extract']} (limit {ONE_CORE})", flush=True)


def steps(archive: Path) -> dict[str, Step]:
    """The whole way from an archive to its records, and what it is measured by."""
    return {"fastwarc and lxml": lambda: read_and_parse(archive), "extract": lambda: extracted(archive)}


def read_and_parse(archive: Path) -> int:
    """Read every page of the archive and parse it once; how many there are."""
    count = 0
    with archive.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            lxml.html.fromstring(record.reader.read())
            count += 1
    return count


def extracted(archive: Path) -> int:
    """Extract every record of the archive; how many there are."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Extraction(Plan([archive], None), Path(folder)) as found,
    ):
        found.read(Here(), lambda *_: None)
        return found.records.read_bytes().count(b"\n")


def _clock(many: list[Path], none: list[Path], calls: dict[str, "Call"], rounds: int) -> None:
    best = {name: float("inf") for name in calls}
    starts = dict(best)
    for _ in range(rounds):
        for name, call in calls.items():
            starts[name] = min(starts[name], call(none).seconds)
            best[name] = min(best[name], call(many).seconds)
    took = {name: best[name] - starts[name] for name in calls}
    for name in calls:
        print(f"{name:5} {took[name]:8.1f} s, start {starts[name]:.1f} s")
    print(f"two workers, times as fast as one: {took['one'] / took['two']:.2f} (at least {TWO_WORKERS})")
    print(f"Dask, times two workers' time: {took['dask'] / took['two']:.2f} (limit {DASK})", flush=True)


class Call:
    """The command with some options, as a user runs it."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._output = folder / "records.jsonl"
        self._options = options

    def __call__(self, paths: list[Path]) -> Cost:
        """Extract the archives. Ends the benchmark if that does not succeed."""
        command = "from osce_crawler.cli import main; main()"
        arguments = [*map(str, paths), *self._options, "-o", str(self._output)]
        begun = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-c", command, "extract", *arguments], cwd=ROOT)
        memory = _Memory(process.pid)
        if process.wait():
            raise SystemExit(f"extract: exit code {process.returncode}")
        return Cost(time.perf_counter() - begun, *memory.most())


class _Memory:
    """Watches how much memory a process and its children take at most."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._most: dict[int, int] = {}
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def most(self) -> tuple[int, int]:
        """MiB of the process, and of the largest of its children, once it has ended."""
        self._thread.join()
        others = [most for process, most in self._most.items() if process != self._process]
        return self._most.get(self._process, 0), max(others, default=0)

    def _watch(self) -> None:
        while (here := _most_memory(self._process)) is not None:
            self._most[self._process] = here
            tasks = Path(f"/proc/{self._process}/task")
            for task in tasks.glob("*/children"):
                for child in map(int, _text(task).split()):
                    self._most[child] = _most_memory(child) or self._most.get(child, 0)
            time.sleep(_POLL)


def _most_memory(process: int) -> int | None:
    lines = _text(Path(f"/proc/{process}/status")).splitlines()
    found = next((line for line in lines if line.startswith("VmHWM:")), None)
    return int(found.split()[1]) >> 10 if found is not None else None


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it ended
        return ""


@contextmanager
def dask(folder: Path) -> Iterator[str]:
    """The address of a scheduler with two workers of one thread, on loopback."""
    folder.mkdir()
    said = folder / "scheduler.json"
    here = "--host", "127.0.0.1", "--no-dashboard"
    processes = [_dask("scheduler", "--port", "0", "--scheduler-file", str(said), *here)]
    try:
        while not said.exists():
            time.sleep(_POLL)
        address: str = json.loads(said.read_text())["address"]
        processes += [_dask("worker", address, "--nthreads", "1", "--no-nanny", *here) for _ in range(2)]
        yield address
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _dask(*command: str) -> "subprocess.Popen[bytes]":
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-m", "dask", *command], cwd=ROOT, stdout=quiet, stderr=quiet)


if __name__ == "__main__":
    main()
