"""Lists the captures of the site's hosts, fetches them into a run's folder, and accounts for each."""

import logging
from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path

import msgspec

from osce_crawler.addresses import captured, host_of, key_of, page_and_moment
from osce_crawler.archive.capture_file import CaptureFile
from osce_crawler.archive.capture_list import Capture, CaptureListError, captures_in, line_of
from osce_crawler.archive.cdx import Match, NoIndexError, Query, listing
from osce_crawler.archive.exchange import BY_ROBOTS, Exchange, HowFar
from osce_crawler.archive.fetching_captures import Ending, FetchOutcome, Tell, fetch_listed
from osce_crawler.archive.saved import CAPTURES, SavedCaptures
from osce_crawler.disk import put_in_place
from osce_crawler.exporters import BROKEN, JsonLines, lines_with_offsets
from osce_crawler.outcomes import NO_ANSWER, NO_PAGE_CAPTURED, NOT_ARCHIVED, REFUSED

logger = logging.getLogger(__name__)

_PART = ".part"
_REASONS = {FetchOutcome.FAILED: NO_ANSWER, FetchOutcome.MISSING: NOT_ARCHIVED}
_LIST, _ACCOUNT, _FILE = "captures.list.jsonl", "captures.account.jsonl", f"{CAPTURES}1.warc.gz"


class Unfetched(msgspec.Struct):
    """What became of a capture of which the run's folders hold no page, or of the list itself."""

    name: str
    why: str
    """A reason of the report; empty for a list that is whole after all."""
    detail: str = ""
    is_list: bool = False
    at: str = ""
    """The very address of the capture: `http` and `https` have one name."""
    given: str = ""
    """The moment of the capture that the archive gave in its place, which is held."""
    is_damaged: bool = False
    """Whether it came, and cannot be unpacked."""


def unfetched(folder: Path) -> list[Unfetched]:
    """The account of this run; what a stop repeated counts as it ended, and what is missing comes last."""
    found: dict[tuple[str, str], Unfetched] = {}
    decode = msgspec.json.Decoder(Unfetched).decode
    for _, line in lines_with_offsets(folder / _ACCOUNT):
        try:
            one = decode(line)
        except BROKEN:
            continue
        found[one.name, one.at] = one
    return sorted((one for one in found.values() if one.why), key=lambda one: one.why == NO_ANSWER)


def captures_listed(folder: Path) -> Iterator[Capture]:
    """The captures that the archive listed for this run, as far as it did. Raises CaptureListError."""
    whole = folder / _LIST
    path = whole if whole.exists() else whole.with_suffix(_PART)
    return captures_in(path) if path.exists() else iter(())


def is_at_hand_again(folder: Path, captures: Container[str]) -> bool:
    """Whether these captures have all that the file of that run can have held, by the run's own account."""
    settled = {
        one.name
        for one in unfetched(folder)
        if one.why != NO_ANSWER and (not one.given or captured(one.at, one.given) in captures)
    }
    try:
        names = [captured(one.url, one.moment) for one in captures_listed(folder)]
    except CaptureListError:
        return False
    return bool(names) and all(name in captures or name in settled for name in names)


class RunCaptures:
    """One run's list and captures of an archive.

    `captures_at`: as in a query; `limit`: so many items are wanted, 0 means all.
    """

    def __init__(
        self, index: str, captures_at: str | None, hosts: Sequence[str], folder: Path, limit: int
    ) -> None:
        self._captures_at = captures_at
        self.how_far = HowFar("hosts", known=len(hosts))
        self._index, self._hosts, self._folder, self._limit = index, hosts, folder, limit
        # What came in another's place may have been lost by a stop, after the account had it.
        self._settled = {
            (one.name, one.at) for one in unfetched(folder) if one.why != NO_ANSWER and not one.given
        }
        self._replaced = _replaced(folder.parent)
        self._items: set[str] = set()

    def exchange(self) -> Exchange[None]:
        """List, then fetch what no run has.

        Raises NoIndexError, CaptureFileError and OSError, and CaptureListError for a list that is damaged
        while it is read.
        """
        account = JsonLines(self._folder / _ACCOUNT)
        try:
            path = yield from self._listed(account)
            self._begin_fetching(path)
            held = _Held(self._folder.parent)
            with CaptureFile(self._folder / _FILE, {"isPartOf": self._folder.name}) as file:
                wanted = self._wanted(path, held, account)
                yield from fetch_listed(wanted, file, self._into(account), elsewhere=held)
        finally:
            account.close()

    def _begin_fetching(self, path: Path) -> None:
        self.how_far.begin("captures", sum(1 for _ in captures_in(path)))
        logger.info("phase: fetching of captures; %d are listed", self.how_far.known)

    def _listed(self, account: JsonLines) -> Exchange[Path]:
        """The list of captures; a resumed run makes one again that lacks a part or is damaged."""
        whole = self._folder / _LIST
        if whole.exists() and _is_sound(whole):
            return whole
        logger.info("phase: listing of %s", self._index)
        part, faults = whole.with_suffix(_PART), list[str]()
        with part.open("wb") as file:
            for number, host in enumerate(self._hosts):
                query = Query(self._index, Match(f"{host}/", "prefix"), captures_at=self._captures_at)
                try:
                    listed = yield from listing(query, lambda capture: _write(file.write, capture))
                    faults += listed.faults
                    self._tell(host, listed.remarks, account)
                    logger.info("%s: %d captures are listed", host, listed.captures)
                except NoIndexError as error:
                    if host == self._hosts[0]:
                        raise
                    faults.append(str(error))  # it was one a moment ago
                if faults:
                    faults.append(f"{number} of {len(self._hosts)} hosts were listed, not {host}")
                    break  # an archive that stopped answering is not asked for host after host
                self.how_far.settle()
        account.write(Unfetched(self._index, NO_ANSWER if faults else "", "; ".join(faults), is_list=True))
        if faults:
            return part
        put_in_place(part, whole)
        return whole

    def _tell(self, host: str, remarks: Sequence[str], account: JsonLines) -> None:
        """Account for what the list of this host names, and what is no capture."""
        if remarks:
            name = f"{self._index}{'&' if '?' in self._index else '?'}url={host}/"
            said = (remark.removeprefix(f"{self._index}: ") for remark in remarks)
            account.write(Unfetched(name, NO_PAGE_CAPTURED, "; ".join(said)))

    def _wanted(self, path: Path, held: "_Held", account: JsonLines) -> Iterator[Capture]:
        """The captures to be asked for; the others are accounted for at once."""
        newest, listed = _newest_without_nid(path), set[int]()
        for capture in captures_in(path):
            name = captured(capture.url, capture.moment)
            key = hash((capture.url, capture.moment))
            is_listed_twice = key in listed  # as hosts of one name are listed together
            listed.add(key)
            why = self._why_not(name, newest)  # the item of one that is held counts against the limit as well
            if self._is_settled(capture, name, held) or is_listed_twice:
                pass
            elif why:
                account.write(Unfetched(name, why, at=capture.url))
            elif (other := self._replaced.get(key)) is not None and (capture.url, other.given) in held:
                account.write(other)
            else:
                yield capture
                continue  # it is settled when it has been asked for
            self.how_far.settle()

    def _is_settled(self, capture: Capture, name: str, held: "_Held") -> bool:
        """Whether a run holds the capture, or this one knows why none will."""
        return (capture.url, capture.moment) in held or (name, capture.url) in self._settled

    def _why_not(self, name: str, newest: dict[int, str]) -> str:
        """Why the capture is not wanted; empty if it is."""
        page, moment = page_and_moment(name)
        if host_of(page) not in self._hosts:
            return "off-site"
        key = key_of(page)
        if key is None:  # the newest may be a list, whose rows tell of items
            return "" if newest.get(hash(page), moment) == moment else "no nid"
        if self._limit and key not in self._items and len(self._items) >= self._limit:
            return "over the limit"
        self._items.add(key)
        return ""

    def _into(self, account: JsonLines) -> Tell:
        def tell(capture: Capture, ending: Ending) -> None:
            outcome, why, given, is_damaged = ending
            self.how_far.settle(is_failed=outcome is FetchOutcome.FAILED)
            if why:  # also where another capture came in its place
                reason = REFUSED if why == BY_ROBOTS else _REASONS.get(outcome, NO_PAGE_CAPTURED)
                name = captured(capture.url, capture.moment)
                account.write(
                    Unfetched(name, reason, why, at=capture.url, given=given, is_damaged=is_damaged)
                )

        return tell


class _Held:
    """The captures that lie in the folders of runs, each by its very address and its moment."""

    def __init__(self, runs: Path) -> None:
        self._keys = {*map(hash, SavedCaptures(runs).held())}

    def __contains__(self, capture: object) -> bool:
        return hash(capture) in self._keys


def _replaced(runs: Path) -> dict[int, Unfetched]:
    """Captures in whose place the archive gave others to any run, by hashes of address and moment."""
    replaced: dict[int, Unfetched] = {}
    for account in sorted(runs.glob(f"*/{_ACCOUNT}")):
        for one in unfetched(account.parent):
            if one.given:
                replaced[hash((one.at, page_and_moment(one.name)[1]))] = one
    return replaced


def _is_sound(path: Path) -> bool:
    """Whether every line of the list can be read; one that is damaged is removed, as the archive has it."""
    try:
        for _ in captures_in(path):
            pass
    except CaptureListError as error:
        logger.warning("the list of captures is damaged and made again: %s", error)
        path.unlink()
        return False
    return True


def _newest_without_nid(path: Path) -> dict[int, str]:
    """The moment of the newest capture with a page of each address that is no item's."""
    newest: dict[int, str] = {}
    for capture in captures_in(path):
        page, moment = page_and_moment(captured(capture.url, capture.moment))
        if key_of(page) is None and capture.status in {None, 200}:
            newest[hash(page)] = max(moment, newest.get(hash(page), ""))
    return newest


def _write(write: Callable[[bytes], object], capture: Capture) -> None:
    write(line_of(capture) + b"\n")
