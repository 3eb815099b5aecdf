"""What befalls the processes of an extraction, by the name of the archive that one of them opens."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from tests.commanding import ROOT

# Python loads this module before any other, in every process that has its folder in PYTHONPATH.
_MODULE = """
import importlib.abc, os, signal, sys, time
log = {log!r}
def look(event, arguments):
    # A file that Python opens is told twice, the second time without a mode.
    if event != "open" or arguments[1] is None or not str(arguments[0]).endswith(".warc.gz"):
        return
    name = os.path.basename(arguments[0])
    with open(log, "a") as file:
        file.write(name + "\\n")
    with open(log + ".process", "w") as file:
        file.write(str(os.getpid()))
    if name.startswith("deadly"):
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("mortal") and open(log).read().count(name) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("slow") and not os.path.exists(log + ".healed"):
        time.sleep(60)
sys.addaudithook(look)
def endless():
    from osce_crawler.pages import reading
    reading.LONGEST_READING = 0.5
    read = reading._read
    def slowly(page, row_type):
        while b"endless" in page.body:
            pass
        return read(page, row_type)
    reading._read = slowly
def other_version():
    import osce_crawler
    osce_crawler.__version__ = "0.0.1"
def blind():
    import pathlib
    stat = pathlib.Path.stat
    def see(self, **options):
        if self.name.endswith(".warc.gz"):
            raise FileNotFoundError(2, "No such file or directory", str(self))
        return stat(self, **options)
    pathlib.Path.stat = see
def without_dask():
    raise ModuleNotFoundError("No module named 'dask'", name="dask")
before = {{"osce_crawler.bulk.tasks": endless}}
if mishap := os.environ.get("MISHAP"):
    name, _, function = mishap.partition(":")
    before[name] = globals()[function]
class Before(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name in before:
            before.pop(name)()
sys.meta_path.insert(0, Before())
"""


OTHER_VERSION = "osce_crawler.bulk.cluster_worker:other_version"
"""A value of the variable MISHAP: the process has another version of the program."""
BLIND = "osce_crawler.bulk.cluster_worker:blind"
"""The process sees no archive."""
WITHOUT_DASK = "dask:without_dask"
"""Dask is not installed for the process."""


class Mishaps:
    """A folder for PYTHONPATH, and the log of the archives that processes with it have opened.

    A process that opens an archive named `deadly…` is killed, one that opens `mortal…` the first time only,
    `slow…` takes a minute. A page that says "endless" takes for ever to be read, but for its time limit.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._log = folder / "log"
        self._log.touch()
        (folder / "sitecustomize.py").write_text(_MODULE.format(log=str(self._log)))
        self.path = f"{folder}{os.pathsep}{ROOT}"

    def opened(self) -> list[str]:
        """The names of the archives that were opened, each as often as it was."""
        return sorted(self._log.read_text().split())

    def worker(self) -> int:
        """The process that opened an archive last."""
        return int(self._log.with_name("log.process").read_text())

    def heal(self) -> None:
        """Let no archive be slow any more."""
        self._log.with_name("log.healed").touch()


def children_of(parent: int) -> list[int]:
    """The processes that this one started and that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, above, *_ = stat.read_text().rpartition(") ")[2].split()
        except OSError:  # it ended
            continue
        if int(above) == parent and state != "Z":
            found.append(int(stat.parent.name))
    return found


def soon(holds: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether this holds within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.01)
    return False


def is_running(process: int) -> bool:
    """Whether the process has not ended."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
