"""The built site does what it is told: its pages read well, its faults are what they are called."""

import datetime as dt
import gzip
import http.client
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from osce_crawler.addresses import key_of
from osce_crawler.pages.document import Page
from osce_crawler.pages.listing import Listing
from osce_crawler.pages.observation import Observation
from osce_crawler.pages.page_type import Kind
from osce_crawler.pages.reading import Reading, read_page
from osce_crawler.records.release import record_of
from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted
from tests.site.replies import HTML

# So long a test waits for what must not come, and at most for what must.
SHORT, LONG = 0.15, 5


@pytest.fixture
def site() -> Iterator[BuiltSite]:
    with hosted(BuiltSite(6)) as built:
        yield built


def first(site: BuiltSite) -> str:
    """The path of an item."""
    return next(iter(site.releases.values())).path


def connected(site: BuiltSite, timeout: float = LONG) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(site.root).netloc, timeout=timeout)


def asked(site: BuiltSite, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """Answer and body, over a connection of its own."""
    with closing(connected(site)) as connection:
        connection.request(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        return response, response.read()


def status(site: BuiltSite, path: str, **headers: str) -> int:
    return asked(site, path, **headers)[0].status


def reading(site: BuiltSite, path: str) -> Reading:
    response, body = asked(site, path)
    return read_page(Page(f"{site.root}{path}", body, response.headers["Content-Type"]))


def listing(site: BuiltSite, page: int = 0) -> Listing:
    return reading(site, f"/press-releases?page={page}").listing


def listed(site: BuiltSite, page: int = 0) -> list[str]:
    """The nids of a list's page."""
    return [(key_of(row.url) or "").removeprefix("/") for row in listing(site, page).rows]


def raw(site: BuiltSite, path: str, timeout: float = LONG) -> tuple[bytes, str]:
    """Everything that comes until nothing more does, and how that shows: `closed`, `open` or `reset`."""
    parts = urlsplit(site.root)
    got = b""
    with socket.create_connection((parts.hostname, parts.port), timeout=timeout) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: site\r\n\r\n".encode())
        try:
            while piece := connection.recv(1 << 16):
                got += piece
        except TimeoutError:
            return got, "open"
        except ConnectionResetError:
            return got, "reset"
    return got, "closed"


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what is about to happen."""
    end = time.monotonic() + LONG
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.002)


def body_of(packet: bytes) -> bytes:
    return packet.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("traps", [False, True], ids=["plain", "with traps"])
@pytest.mark.parametrize("generation", [2, 3])
def test_every_page_reads_as_the_record_that_is_expected(generation: int, traps: bool) -> None:
    with hosted(BuiltSite(12, generation, translations=2, traps=traps, page_kb=1)) as site:
        assert len(site.ids()) == len(site.addresses()) == 14
        for address in site.addresses():
            read = reading(site, address.removeprefix(site.root))
            assert (read.kind, read.generation) == (Kind.RELEASE, generation)
            assert read.printed is not None
            record = record_of(Observation(address, read.printed, generation, "2100-01-01T00:00:00Z"))
            item = site.releases[record.nid]
            assert record.id in site.ids()
            assert (record.date, record.warnings) == (item.day, [])
            assert [place.name for place in record.places] == [item.place]
            assert [source.printed for source in record.sources] == [item.source]
            assert len(record.translations) == item.translated
            assert item.text in record.body or record.language == "de"


@pytest.mark.parametrize("generation", [2, 3])
def test_lists_lead_through_all_items_from_the_newest_on(generation: int) -> None:
    with hosted(BuiltSite(25, generation, lists=True, with_total=True)) as site:
        pages = [listing(site, number) for number in range(3)]
        assert [len(page.rows) for page in pages] == [10, 10, 5]
        assert {page.total for page in pages} == {25}
        assert [page.next_url for page in pages] == [
            f"{site.root}/press-releases?page=1", f"{site.root}/press-releases?page=2", None,
        ]  # fmt: skip
        assert pages[0].last_url == pages[1].last_url == f"{site.root}/press-releases?page=2"
        assert [row.url for page in pages for row in page.rows] == [
            f"{site.root}{item.path}" for item in reversed(site.releases.values())
        ]
        assert reading(site, "/press-releases").kind is Kind.LISTING
        assert not listing(site, 3).rows


def test_so_many_items_share_a_day() -> None:
    site = BuiltSite(10, per_day=4, newest=dt.date(2026, 3, 1))
    assert [item.day.day for item in site.releases.values()] == [27, 27, 28, 28, 28, 28, 1, 1, 1, 1]


def test_sitemaps_name_every_item_in_parts() -> None:
    with hosted(BuiltSite(2001)) as site:
        index, one, two = (asked(site, f"/sitemap{part}.xml")[1].decode() for part in ("", "-1", "-2"))
        assert [index.count("<loc>"), one.count("<loc>"), two.count("<loc>")] == [2, 2000, 1]
        assert all(f"<loc>{address}</loc>" in one + two for address in site.addresses())
        assert f"Sitemap: {site.root}/sitemap.xml" in asked(site, "/robots.txt")[1].decode()
        assert status(site, "/sitemap-3.xml") == 404


@pytest.mark.parametrize(("generation", "found"), [(2, {"/press-releases"}), (3, {"/sitemap.xml"})])
def test_each_generation_has_its_own_way_in(generation: int, found: set[str]) -> None:
    with hosted(BuiltSite(5, generation)) as site:
        ways = ("/press-releases", "/sitemap.xml")
        assert {path for path in ways if status(site, path) == 200} == found
        home = reading(site, "/")
        assert home.generation == generation
        assert len(home.listing.rows) == 5


def test_rules_ask_for_a_pause() -> None:
    with hosted(BuiltSite(1, crawl_delay=0.5)) as site:
        assert b"Crawl-delay: 0.5\n" in asked(site, "/robots.txt")[1]


def test_traps_are_what_they_seem() -> None:
    with hosted(BuiltSite(5, traps=True)) as site:
        assert reading(site, "/event/200011").kind is Kind.EVENT
        assert reading(site, "/secretariat/200012").kind is Kind.DOCUMENT
        assert asked(site, "/calendar?month=2031-12")[1].count(b"/calendar?month=") == 2
        assert b"/event/200011" in asked(site, "/sitemap-1.xml")[1]
        assert b"elsewhere.example" in asked(site, "/")[1]


def test_pages_are_as_large_as_is_asked_for() -> None:
    with hosted(BuiltSite(1, page_kb=50)) as site:
        assert 48_000 < len(asked(site, first(site))[1]) < 53_000


def test_a_page_that_did_not_change_is_not_sent_again(site: BuiltSite) -> None:
    path = first(site)
    headers = asked(site, path)[0].headers
    etag, modified = headers["ETag"], headers["Last-Modified"]
    assert status(site, path, If_None_Match=etag) == 304
    assert status(site, path, If_None_Match=f'"x", W/{etag}') == 304
    assert status(site, path, If_Modified_Since=modified) == 304
    assert status(site, path, If_None_Match='"other"', If_Modified_Since=modified) == 200
    assert status(site, path, If_Modified_Since="no time at all") == 200
    assert site.asked_headers[path]["If-Modified-Since"] == "no time at all"


def test_without_validators_everything_is_sent() -> None:
    with hosted(BuiltSite(1, validators=False)) as site:
        assert "ETag" not in asked(site, first(site))[0].headers
        assert status(site, first(site), If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT") == 200


def test_an_edit_shows_in_text_tag_time_and_sitemap(site: BuiltSite) -> None:
    path = first(site)
    before, sitemap = asked(site, path)[0].headers, asked(site, "/sitemap-1.xml")[1]
    nid = next(iter(site.releases))
    for text in ("Once more.", "And again, within the same second."):
        site.edit(nid, text)
        response, body = asked(
            site, path, If_None_Match=before["ETag"], If_Modified_Since=before["Last-Modified"]
        )
        assert (response.status, text.encode() in body) == (200, True)
        assert response.headers["Last-Modified"] != before["Last-Modified"]
        after = asked(site, "/sitemap-1.xml")[1]
        assert after != sitemap
        before, sitemap = response.headers, after


def test_a_new_item_is_the_newest_everywhere() -> None:
    with hosted(BuiltSite(20, 2, sitemap=True)) as site:
        item = site.add()
        assert listed(site)[0] == item.nid
        assert f"{item.nid}-en" in site.ids()
        assert item.path.encode() in asked(site, "/sitemap-1.xml")[1]
        assert status(site, item.path) == 200


def test_a_new_item_of_an_older_day_stands_among_its_kin() -> None:
    with hosted(BuiltSite(8, 2, per_day=4)) as site:
        day = min(item.day for item in site.releases.values())
        item = site.add(day)
        assert listed(site).index(item.nid) == 4


def test_a_removed_item_is_gone_from_page_lists_and_expectation() -> None:
    with hosted(BuiltSite(5, 2, sitemap=True)) as site:
        gone, kept = site.remove(300105, 410), site.remove("300104", listed=True)
        assert (status(site, gone.path), status(site, kept.path)) == (410, 404)
        assert listed(site) == ["300104", "300103", "300102", "300101"]
        assert gone.path.encode() not in asked(site, "/sitemap-1.xml")[1]
        assert site.ids() == {"300101-en", "300102-en", "300103-en"}


def test_rows_slip_over_the_border_of_a_page_that_is_being_read() -> None:
    with hosted(BuiltSite(30, 2)) as site:
        site.slip(1, add=1)
        site.slip(2, remove=2)
        one, two, three = listed(site), listed(site, 1), listed(site, 2)
        assert one[-1] == two[0] == "300121"
        # Two rows went up from the third page to the second, which had been read.
        assert (two[-1], three[0], len(three)) == ("300112", "300109", 9)
        assert listed(site)[0] == "300129"


def test_what_was_asked_is_known(site: BuiltSite) -> None:
    for path in ("/", "/?a=b", "/nowhere"):
        asked(site, path, User_Agent="someone")
    assert site.asked == ["/", "/?a=b", "/nowhere"]
    assert (site.count("/"), site.count(lambda path: path.startswith("/?"))) == (1, 1)
    assert site.agents == {"someone"}
    assert site.asked_headers["/nowhere"]["User-Agent"] == "someone"


def test_one_connection_serves_many_requests_and_no_body_to_head(site: BuiltSite) -> None:
    with closing(connected(site)) as connection:
        for method, size in (("GET", 100), ("HEAD", 0), ("GET", 100)):
            connection.request(method, first(site))
            assert len(connection.getresponse().read()) >= size
        assert connection.sock is not None


def test_a_connection_is_closed_where_that_is_asked_for(site: BuiltSite) -> None:
    with urlopen(f"{site.root}/") as response:  # noqa: S310  the test site
        assert response.status == 200


def test_a_site_that_is_down_refuses_and_comes_back_at_the_same_address(site: BuiltSite) -> None:
    with closing(connected(site)) as connection:
        connection.request("GET", "/")
        connection.getresponse().read()
        site.down()
        assert connection.sock.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        asked(site, "/")
    site.up()
    assert status(site, "/") == 200


def test_hosting_ends_at_once_with_connections_that_hang() -> None:
    with hosted(BuiltSite(3)) as site:
        parts = urlsplit(site.root)
        hanging = []
        for fault in (Fault.silent(), Fault.drip(60), Fault.endless()):
            site.fail("/", fault)
            hanging.append(socket.create_connection((parts.hostname, parts.port)))
            hanging[-1].sendall(b"GET / HTTP/1.1\r\n\r\n")
        until(lambda: site.count("/") == len(hanging))
        begun = time.monotonic()
    assert time.monotonic() - begun < 3
    for connection in hanging:
        connection.close()


# Faults

ORDERLY = {
    "status": Fault.status(429, retry_after=7),
    "half": Fault.half_html(),
    "empty": Fault.empty(),
    "type": Fault.wrong_type("application/pdf"),
    "redirect": Fault.redirect("/elsewhere"),
    "bomb": Fault.bomb(20),
    "challenge": Fault.challenge(403),
    "empty list": Fault.empty_list(),
}


def seen_of(response: http.client.HTTPResponse, body: bytes, good: bytes) -> dict[str, object]:
    """All that may be wrong with an answer that is itself in good order."""
    read = read_page(Page("http://site/", body, HTML))
    return {
        "status": (response.status, response.headers["Retry-After"]),
        "half": body == good[: len(good) // 2],
        "empty": (response.status, body),
        "type": (response.headers["Content-Type"], body == good),
        "redirect": (response.status, response.headers["Location"]),
        "bomb": (len(body) < 200_000 and body[:2] == b"\x1f\x8b" and len(gzip.decompress(body)) > 20 << 20),
        "challenge": (response.status, read.kind),
        "empty list": (response.status, b"News and press releases" in body, read.listing == Listing()),
    }


WANTED = {
    "status": (429, "7"),
    "half": True,
    "empty": (200, b""),
    "type": ("application/pdf", True),
    "redirect": (302, "/elsewhere"),
    "bomb": True,
    "challenge": (403, Kind.CHALLENGE),
    "empty list": (200, True, True),
}


@pytest.mark.parametrize("name", ORDERLY)
def test_a_fault_that_is_itself_in_good_order_happens_once(site: BuiltSite, name: str) -> None:
    path = first(site)
    good = asked(site, path)[1]
    site.fail(path, ORDERLY[name])
    with closing(connected(site)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        assert seen_of(response, response.read(), good)[name] == WANTED[name]
        connection.request("GET", path)
        assert connection.getresponse().read() == good


def test_a_reset_answers_nothing(site: BuiltSite) -> None:
    site.fail("/", Fault.reset())
    assert raw(site, "/") == (b"", "reset")


def test_a_truncated_answer_ends_in_its_middle(site: BuiltSite) -> None:
    good = asked(site, "/")[1]
    site.fail("/", Fault.truncated())
    packet, end = raw(site, "/")
    assert (body_of(packet), end) == (good[: len(good) // 2], "closed")
    site.fail("/", Fault.truncated())
    with pytest.raises(http.client.IncompleteRead):
        asked(site, "/")


def test_chunks_are_cut_before_the_last(site: BuiltSite) -> None:
    site.fail("/", Fault.chunk_cut())
    packet, end = raw(site, "/")
    assert b"Transfer-Encoding: chunked\r\n" in packet
    assert b"Content-Length" not in packet
    assert (packet.endswith(b"0\r\n\r\n"), end) == (False, "closed")
    site.fail("/", Fault.chunk_cut())
    with pytest.raises(http.client.IncompleteRead):
        asked(site, "/")


def test_an_endless_answer_goes_on_as_long_as_it_is_read_while_others_are_served(site: BuiltSite) -> None:
    site.fail("/", Fault.endless())
    with closing(connected(site)) as connection:
        connection.request("GET", "/")
        response = connection.getresponse()
        assert len(response.read(5 << 20)) == 5 << 20
        assert status(site, "/") == 200
        assert len(response.read(5 << 20)) == 5 << 20


def test_a_dripping_answer_comes_byte_by_byte(site: BuiltSite) -> None:
    site.fail("/", Fault.drip(0.05))
    with closing(connected(site)) as connection:
        connection.request("GET", "/")
        response = connection.getresponse()
        begun = time.monotonic()
        assert len(response.read(3)) == 3
        assert time.monotonic() - begun > 0.09


def test_a_length_may_be_too_large(site: BuiltSite) -> None:
    good = asked(site, "/")[1]
    site.fail("/", Fault.wrong_length())
    packet, end = raw(site, "/", SHORT)
    assert f"Content-Length: {len(good) + 1000}\r\n".encode() in packet
    assert (body_of(packet), end) == (good, "open")


def test_a_length_may_be_too_small(site: BuiltSite) -> None:
    good = asked(site, "/")[1]
    site.fail("/", Fault.wrong_length(smaller=True))
    packet, end = raw(site, "/", SHORT)
    assert f"Content-Length: {len(good) // 2}\r\n".encode() in packet
    assert (body_of(packet), end) == (good, "open")


def test_packing_may_be_broken(site: BuiltSite) -> None:
    site.fail("/", Fault.bad_gzip())
    response, body = asked(site, "/")
    assert response.headers["Content-Encoding"] == "gzip"
    with pytest.raises((OSError, EOFError, ValueError)):
        gzip.decompress(body)


def test_redirects_may_go_on_for_ever_though_the_page_is_well(site: BuiltSite) -> None:
    path = first(site)
    site.fail(path, Fault.redirect_loop())
    seen, at = set(), path
    for _ in range(30):
        response, _ = asked(site, at)
        assert response.status == 302
        at = response.headers["Location"]
        seen.add(at)
    assert path not in seen
    assert status(site, path) == 200


def test_a_server_may_be_silent(site: BuiltSite) -> None:
    site.fail("/", Fault.silent())
    assert raw(site, "/", SHORT) == (b"", "open")


def test_an_answer_may_be_no_http(site: BuiltSite) -> None:
    site.fail("/", Fault.bad_status_line())
    with pytest.raises(http.client.BadStatusLine):
        asked(site, "/")


def test_a_header_may_be_longer_than_is_read(site: BuiltSite) -> None:
    site.fail("/", Fault.long_header())
    with pytest.raises(http.client.LineTooLong):
        asked(site, "/")


def test_a_fault_happens_as_often_as_is_asked_for(site: BuiltSite) -> None:
    site.fail("/", Fault.status(503), times=2)
    site.fail("/robots.txt", Fault.status(500), times=None)
    site.fail(lambda path: "sitemap" in path, Fault.status(502))
    assert [status(site, "/") for _ in range(3)] == [503, 503, 200]
    assert [status(site, "/robots.txt") for _ in range(5)] == [500] * 5
    assert [status(site, path) for path in ("/sitemap.xml", "/sitemap-1.xml")] == [502, 200]


def test_a_share_of_the_items_fails_the_same_way_in_every_run() -> None:
    runs = []
    for _ in range(2):
        with hosted(BuiltSite(40)) as site:
            failing = site.fail_share(0.25, [Fault.status(500), Fault.status(503)], times=2)
            paths = [item.path for item in site.releases.values()]
            runs.append([[status(site, path) for path in paths] for _ in range(3)])
        assert len(failing) == 10
    once, again, after = runs[0]
    assert runs[0] == runs[1]
    assert sum(code != 200 for code in once) == sum(code != 200 for code in again) == 10
    assert {500, 503} < {*once, *again}
    assert set(after) == {200}


def test_faults_are_told_apart_by_name() -> None:
    assert Fault.status(500) == Fault.status(500) != Fault.status(503)
    assert "drip 2" in repr(Fault.drip(2))
