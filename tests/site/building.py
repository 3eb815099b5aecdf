"""A web site of any size, in either generation, that changes and fails when it is told to."""

import datetime as dt
import re
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import parse_qs

from tests.site.asking import Heads, agent_of, has_already, is_conditional
from tests.site.faults import LOOP, Fault
from tests.site.markup import (
    Item,
    Pager,
    calendar_page,
    document_page,
    event_page,
    home_page,
    list_page,
    padding,
    release_page,
    teaser,
)
from tests.site.mishaps import Mishaps, Which
from tests.site.replies import HTML, XML, Reply, Sending

LIST = "/press-releases"
SITEMAP = "/sitemap.xml"
# A sitemap of the site itself holds so many addresses.
_SITEMAP_SIZE = 2000
_TEASERS = 8
# Made pages are kept up to this size together; beyond it each is made again.
_KEPT = 64 * 2**20
_NOON = dt.time(12, tzinfo=dt.UTC)
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_STRUCTURES = (
    ("secretariat", "OSCE Secretariat", "Vienna"),
    ("odihr", "OSCE Office for Democratic Institutions and Human Rights", "Warsaw"),
    ("mission-to-skopje", "OSCE Mission to Skopje", "Skopje"),
    ("mission-to-serbia", "OSCE Mission to Serbia", "Belgrade"),
    ("presence-in-albania", "OSCE Presence in Albania", "Tirana"),
)
_WHO = (
    "Border guards",
    "Village mayors",
    "Young reporters",
    "Police trainers",
    "School teachers",
    "River pilots",
)
_WHAT = (
    "compare notes on night patrols",
    "learn to read old maps",
    "draw up rules for quiet streets",
    "try out a new way to count votes",
    "plan a bridge that all may use",
    "speak about clean water",
    "practise how to settle a quarrel",
)
_EVENT, _DOCUMENT, _CALENDAR = "/event/200011", "/secretariat/200012", "/calendar"
_TRAPS = (
    f'<div class="more"><p><a href="{_CALENDAR}?month=2026-01">Calendar</a> '
    f'<a href="{LIST}?page=1&amp;session=8f3a2c">Archive</a> '
    f'<a href="{LIST}?sid=77aa&amp;page=0">Start of the archive</a> '
    '<a href="mailto:press@example.org">Write to us</a> <a href="javascript:void(0)">Print this page</a> '
    '<a href="https://elsewhere.example/news/300999">Our neighbours</a> '
    f'<a href="{_EVENT}">A meeting</a> <a href="{_DOCUMENT}">A report</a> '
    '<a href="/files/f/documents/1/2/report.pdf">The report (PDF)</a></p></div>'
)


class _Switch(Protocol):
    def up(self) -> None: ...
    def down(self) -> None: ...


@dataclass(slots=True)
class _Slip:
    """A change of the top of the list, after so many more of its pages."""

    after: int
    add: int
    remove: int


class BuiltSite:
    """A site with so many items, newest first, of which `per_day` share a day.

    Its items have growing nids; the oldest has `first_nid`. Generation 3 leads to them by sitemaps,
    generation 2 by lists with `rows` on a page; `sitemap` and `lists` say otherwise. `with_total`: lists state
    how many items there are. `validators`: pages have ETag and Last-Modified, and 304 is answered. The
    `translations` newest items have a page in German. `traps`: junk links, and items of other kinds in the
    sitemap and on the home page. `page_kb`: size of what is added to each text.
    """

    def __init__(
        self,
        items: int = 60,
        generation: int = 3,
        *,
        rows: int = 10,
        per_day: int = 4,
        newest: dt.date | None = None,
        first_nid: int = 300101,
        with_total: bool = False,
        sitemap: bool | None = None,
        lists: bool | None = None,
        validators: bool = True,
        translations: int = 0,
        traps: bool = False,
        page_kb: int = 0,
        crawl_delay: float | None = None,
    ) -> None:
        self.generation = generation
        self.rows = rows
        self.newest = newest or dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
        self.with_total = with_total
        self.sitemap = generation == 3 if sitemap is None else sitemap
        self.lists = generation == 2 if lists is None else lists
        self.validators = validators
        self.traps = traps
        self.crawl_delay = crawl_delay
        self.root = ""
        self.releases: dict[str, Item] = {}
        """What is on the site now, by nid, oldest first."""
        self.asked: list[str] = []
        """Path and query of each request, in order."""
        self.agents: set[str | None] = set()
        self.asked_headers = Heads()
        self._padding = {language: padding(page_kb, language) for language in ("en", "de")}
        self._extra = _TRAPS if traps else ""
        self._next_nid = first_nid
        self._listed: list[Item] = []
        self._pages: dict[str, Item] = {}
        self._gone: dict[str, int] = {}
        self._made: dict[str, tuple[str, bytes]] = {}
        self._made_size = 0
        self._changes = 0
        self._changed_at = dt.datetime.combine(self.newest, _NOON)
        self._mishaps = Mishaps()
        self._slips: list[_Slip] = []
        self._host: _Switch | None = None
        self._lock = threading.RLock()
        for age in reversed(range(items)):
            item = self._new(self.newest - dt.timedelta(days=age // per_day))
            item.translated = age < translations
            self._put(item)
        self._listed.reverse()

    # What is on the site

    def ids(self) -> set[str]:
        """The ids of the records that a crawl of the site as it is now should write."""
        with self._lock:
            german = {f"{item.nid}-de" for item in self.releases.values() if item.translated}
            return {f"{nid}-en" for nid in self.releases} | german

    def addresses(self) -> set[str]:
        """The addresses of these records."""
        with self._lock:
            return {f"{self.root}{path}" for path in self._pages}

    def add(self, day: dt.date | None = None) -> Item:
        """A new item, by default of the newest day; it stands before all others of its day."""
        with self._lock:
            latest = max((item.day for item in self._listed), default=self.newest)
            item = self._new(day or max(latest, self.newest))
            at = bisect_left(self._listed, -item.day.toordinal(), key=lambda other: -other.day.toordinal())
            self._put(item, at)
            item.lastmod = self._change(item.lastmod)
            return item

    def edit(self, nid: int | str, text: str) -> Item:
        """Give the item another text, and with it another ETag and a later change."""
        with self._lock:
            item = self.releases[str(nid)]
            item.text = text
            item.edits += 1
            item.lastmod = self._change(item.lastmod)
            return item

    def remove(self, nid: int | str, status: int = 404, *, listed: bool = False) -> Item:
        """Take the item from the site: its page answers this status. `listed`: lists and sitemaps keep it."""
        with self._lock:
            item = self.releases.pop(str(nid))
            for path in (item.path, item.german_path) if item.translated else (item.path,):
                del self._pages[path]
                self._gone[path] = status
            if not listed:
                self._listed.remove(item)
            self._change()
            return item

    def unlist(self, nid: int | str) -> Item:
        """Lists and sitemaps name the item no more; its page stays."""
        with self._lock:
            item = self.releases[str(nid)]
            self._listed.remove(item)
            self._change()
            return item

    def move(self, nid: int | str, path: str) -> str:
        """Have the item's page at another path, which lists and sitemaps name; gives the one before."""
        with self._lock:
            item = self.releases[str(nid)]
            before, item.path = item.path, path
            self._pages[path] = self._pages.pop(before)
            self._change()
            return before

    def slip(self, after: int, *, add: int = 0, remove: int = 0) -> None:
        """Once so many more pages of the list are answered, add or remove items at its top, once."""
        with self._lock:
            self._slips.append(_Slip(after, add, remove))

    def _new(self, day: dt.date) -> Item:
        number, nid = self._next_nid, str(self._next_nid)
        self._next_nid += 1
        slug, source, place = _STRUCTURES[number % len(_STRUCTURES)]
        who, what = _WHO[number % len(_WHO)], _WHAT[number % len(_WHAT)]
        text = (
            f"{who} met today to {what}, for the {number}th time since such things are counted. They had come "
            "from five towns, and those who had never been there before said that they would come again. "
            f"“It is the small steps that last,” said the head of the office in {place}."
        )
        lastmod = dt.datetime.combine(day, _NOON)
        return Item(nid, f"/{slug}/{nid}", f"{who} {what}, round {number}", day, text, lastmod, place, source)

    def _put(self, item: Item, at: int | None = None) -> None:
        self.releases[item.nid] = item
        self._listed.insert(len(self._listed) if at is None else at, item)
        self._pages[item.path] = item
        if item.translated:
            self._pages[item.german_path] = item

    def _change(self, after: dt.datetime | None = None) -> dt.datetime:
        """Note that something changed; when, in whole seconds, and never at the time of the change before."""
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        latest = max(self._changed_at, after or self._changed_at)
        self._changed_at = max(now, latest + dt.timedelta(seconds=1))
        self._changes += 1
        return self._changed_at

    # What goes wrong

    def fail(self, which: Which, fault: Fault, times: int | None = 1) -> None:
        """Spoil the next answers at this path, or at these; always where `times` is null."""
        with self._lock:
            self._mishaps.add(which, fault, times)

    def fail_share(
        self, share: float, faults: Sequence[Fault], *, seed: int = 1, times: int | None = 1
    ) -> list[str]:
        """Let this share of the items' pages fail so many times each; the same ones for the same seed.

        Gives the paths that fail.
        """
        with self._lock:
            return self._mishaps.add_share(self._pages, share, faults, seed, times)

    def forgive(self) -> None:
        """Spoil no further answer."""
        with self._lock:
            self._mishaps = Mishaps()

    def hosted_by(self, host: _Switch, root: str) -> None:
        """The site is served at this address."""
        self._host, self.root = host, root

    def down(self) -> None:
        """Refuse connections, and cut those that are open."""
        assert self._host is not None
        self._host.down()

    def up(self) -> None:
        """Listen again, at the same address."""
        assert self._host is not None
        self._host.up()

    # What was asked

    def count(self, which: Which) -> int:
        """How often this path, or these, were asked for."""
        if isinstance(which, str):
            return self.asked.count(which)
        return sum(map(which, tuple(self.asked)))

    # Answers

    def answer(self, head: bytes) -> bytes | Sending:
        """The answer to the request with this head."""
        method, _, rest = head.partition(b" ")
        path = rest[: rest.find(b" ")].decode("latin-1")
        with self._lock:
            self._note(path, head)
            fault = self._mishaps.due(path)
            if fault is not None:
                return fault.spoil(self._reply(path))
            item = self._pages.get(path)
            if item is not None and method == b"GET" and not is_conditional(head):
                # Nearly all requests; a kept packet costs next to nothing.
                return self._kept(path, item.version, lambda: self._item(path, item).packet())
            reply = self._unless_known(self._reply(path), path, head)
            return reply.head() if method == b"HEAD" else reply.packet()

    def _note(self, path: str, head: bytes) -> None:
        self.asked.append(path)
        self.asked_headers.raw[path] = head
        self.agents.add(agent_of(head))

    def _unless_known(self, reply: Reply, path: str, head: bytes) -> Reply:
        if is_conditional(head) and has_already(self.asked_headers[path], reply):
            return Reply(status=304, content_type=None, headers=reply.headers)
        return reply

    def _kept(self, path: str, version: str, make: Callable[[], bytes]) -> bytes:
        """What was made for this version; made where it was not."""
        kept = self._made.get(path)
        if kept is not None and kept[0] == version:
            return kept[1]
        made = make()
        self._made_size += len(made) - (len(kept[1]) if kept else 0)
        if self._made_size > _KEPT:
            self._made.clear()
            self._made_size = len(made)
        self._made[path] = version, made
        return made

    def _reply(self, path: str) -> Reply:
        item = self._pages.get(path)
        if item is not None:
            return self._item(path, item)
        bare, _, query = path.partition("?")
        if bare == LIST and self.lists:
            return self._list(query)
        if self.sitemap and bare.startswith("/sitemap"):
            return self._sitemap(bare)
        if self.traps and (reply := self._trap(bare, query)):
            return reply
        return self._frame(bare)

    def _frame(self, path: str) -> Reply:
        if path == "/":
            return self._home()
        if path == "/robots.txt":
            return Reply(self._rules_text().encode(), content_type="text/plain")
        if path.startswith(LOOP):
            return Reply(status=302, headers={"Location": f"{LOOP}{len(self.asked)}"})
        status = self._gone.get(path, 404)
        return Reply(
            f"<html><head><title>{status}</title></head><body><p>Not here.</p></body></html>".encode(), status
        )

    def _item(self, path: str, item: Item) -> Reply:
        german = path != item.path
        more = self._padding["de" if german else "en"]
        made = release_page(item, self.generation, more=more, extra=self._extra, german=german)
        return Reply(made.encode(), headers=self._marks(item.version, item.lastmod))

    def _marks(self, version: str, lastmod: dt.datetime) -> dict[str, str]:
        if not self.validators:
            return {}
        return {"ETag": f'"{version}"', "Last-Modified": format_datetime(lastmod, usegmt=True)}

    def _site_page(self, path: str, make: Callable[[], str], content_type: str = HTML) -> Reply:
        """A page that changes with the site."""
        version = f"site.{self._changes}"
        body = self._kept(path, version, lambda: make().encode())
        return Reply(body, content_type=content_type, headers=self._marks(version, self._changed_at))

    def _home(self) -> Reply:
        newest = self._listed[:_TEASERS]
        return self._site_page(
            "/", lambda: home_page(newest, self.generation, more=self._odd_teasers(), extra=self._extra)
        )

    def _odd_teasers(self) -> str:
        if not self.traps:
            return ""
        return teaser(_EVENT, "General event", "Open day by the lake", self.newest) + teaser(
            "https://elsewhere.example/news/300999",
            "Press release",
            "Neighbours open their doors",
            self.newest,
        )

    def _list(self, query: str) -> Reply:
        """A page of the list; one that does not exist is empty."""
        number = _page_number(query)
        reply = self._site_page(f"{LIST}?{number}", lambda: self._list_text(number))
        self._slip()
        return reply

    def _list_text(self, number: int) -> str:
        first = number * self.rows
        items = self._listed[first : first + self.rows]
        total = f"{first + 1} - {first + len(items)} of {len(self._listed)}" if self.with_total else ""
        pager = Pager(number, -(-len(self._listed) // self.rows))
        return list_page(items, pager, self.generation, total=total, extra=self._extra)

    def _slip(self) -> None:
        """Let those slips happen that were waiting for this page to be answered."""
        for slip in tuple(self._slips):
            slip.after -= 1
            if slip.after <= 0:
                self._slips.remove(slip)
                there = [item for item in self._listed if item.nid in self.releases]
                for item in there[: slip.remove]:
                    self.remove(item.nid)
                for _ in range(slip.add):
                    self.add()

    def _rules_text(self) -> str:
        lines = ["User-agent: *", "Disallow: /admin"]
        if self.crawl_delay is not None:
            lines.append(f"Crawl-delay: {self.crawl_delay:g}")
        if self.sitemap:
            lines += ["", f"Sitemap: {self.root}{SITEMAP}"]
        return "\n".join(lines) + "\n"

    def _sitemap(self, path: str) -> Reply:
        """The index at `/sitemap.xml`, or one of its sitemaps, the oldest items first."""
        count = max(1, -(-len(self._listed) // _SITEMAP_SIZE))
        number = re.fullmatch(r"/sitemap-([1-9]\d{0,6})\.xml", path)
        if path == SITEMAP:
            return self._site_page(path, lambda: self._index(count), XML)
        if number is None or int(number[1]) > count:
            return self._frame(path)
        return self._site_page(path, lambda: self._part(int(number[1])), XML)

    def _index(self, count: int) -> str:
        at = f"{self._changed_at:%Y-%m-%dT%H:%MZ}"
        entries = [(f"/sitemap-{number + 1}.xml", at) for number in range(count)]
        return f"<sitemapindex {_XMLNS}>\n{self._entries('sitemap', entries)}</sitemapindex>\n"

    def _part(self, number: int) -> str:
        oldest_first = sorted(self._listed, key=lambda item: int(item.nid))
        items = oldest_first[(number - 1) * _SITEMAP_SIZE : number * _SITEMAP_SIZE]
        entries = [(item.path, item.lastmod.isoformat()) for item in items]
        if self.traps and number == 1:
            odd = self._changed_at.isoformat()
            entries += [(_EVENT, odd), (_DOCUMENT, odd), (_CALENDAR, odd), ("/about-us", odd)]
        return f"<urlset {_XMLNS}>\n{self._entries('url', entries)}</urlset>\n"

    def _entries(self, tag: str, entries: Iterable[tuple[str, str]]) -> str:
        root = self.root
        return "".join(
            [f"<{tag}><loc>{root}{path}</loc><lastmod>{at}</lastmod></{tag}>\n" for path, at in entries]
        )

    def _trap(self, path: str, query: str) -> Reply | None:
        if path == _EVENT:
            return Reply(event_page("Open day by the lake", self.newest).encode())
        if path == _DOCUMENT:
            return Reply(document_page("What was seen by the lake").encode())
        if path == _CALENDAR:
            return Reply(calendar_page(_month(query)).encode())
        if path.endswith(".pdf"):
            return Reply(b"%PDF-1.4\n%\xe2\xe3\n", content_type="application/pdf")
        return None


def _page_number(query: str) -> int:
    number = re.search(r"(?:^|&)page=(\d{1,7})(?:&|$)", query)
    return int(number[1]) if number else 0


def _month(query: str) -> dt.date:
    said = parse_qs(query).get("month", ["2026-01"])[0]
    try:
        return dt.date.fromisoformat(f"{said}-01")
    except ValueError:
        return dt.date(2026, 1, 1)
