"""What is read from sitemaps, whole, broken, packed or hostile, and from the rules that name them."""

import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from osce_crawler.spiders.sitemaps import ReadSitemap, is_sitemap, read_sitemap, sitemaps_in_rules

SITEMAP = "https://www.osce.org/sitemap.xml"
ITEM = "https://www.osce.org/cio/300001"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = ' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def answer(body: str | bytes) -> Response:
    return Response(SITEMAP, body=body.encode() if isinstance(body, str) else body)


def read(body: str | bytes) -> ReadSitemap:
    return read_sitemap(answer(body))


def urlset(*entries: str) -> str:
    urls = "".join(f"<url>{entry}</url>" for entry in entries)
    return f"{HEAD}<urlset{SPACE}>{urls}</urlset>\n"


def loc(url: str = ITEM) -> str:
    return f"<loc>{url}</loc>"


def many(number: int) -> bytes:
    return urlset(*(loc(f"https://www.osce.org/cio/{300001 + index}") for index in range(number))).encode()


def rules(body: bytes) -> list[str]:
    return list(sitemaps_in_rules(Response("https://www.osce.org/robots.txt", body=body)))


def test_addresses_come_with_the_time_of_their_last_change() -> None:
    body = urlset(
        f"{loc()}<lastmod>2025-11-30T10:00+01:00</lastmod><changefreq>daily</changefreq>",
        loc("https://www.osce.org/cio/300002"),
    )
    assert read(body) == ReadSitemap(
        entries=[(ITEM, "2025-11-30T10:00+01:00"), ("https://www.osce.org/cio/300002", None)]
    )


def test_an_index_names_further_sitemaps() -> None:
    sitemap = f"<sitemap>{loc(SITEMAP + '?page=1')}<lastmod>2025-11-30</lastmod></sitemap>"
    body = f"{HEAD}<sitemapindex{SPACE}>{sitemap}</sitemapindex>"
    assert read(body) == ReadSitemap(is_index=True, entries=[(f"{SITEMAP}?page=1", "2025-11-30")])


def test_addresses_are_read_without_the_blanks_around_them_and_as_they_are_meant() -> None:
    body = urlset(
        loc("\n  https://www.osce.org/a?x=1&amp;y=2\n"), "<loc><![CDATA[https://www.osce.org/b?x&y]]></loc>"
    )
    assert [url for url, _ in read(body).entries] == [
        "https://www.osce.org/a?x=1&y=2",
        "https://www.osce.org/b?x&y",
    ]


def test_the_addresses_of_other_languages_and_pictures_are_no_entries() -> None:
    body = urlset(
        '<xhtml:link xmlns:xhtml="http://www.w3.org/1999/xhtml" rel="alternate" href="https://www.osce.org/ru/1"/>'
        f"{loc()}"
        '<i:image xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><i:loc>https://a.b/c.png</i:loc></i:image>'
    )
    assert read(body).entries == [(ITEM, None)]


@pytest.mark.parametrize("entry", ["", "<loc/>", "<loc>  </loc>", "<lastmod>2025-11-30</lastmod>"])
def test_an_entry_without_an_address_costs_that_entry_alone(entry: str) -> None:
    assert read(urlset(entry, loc())) == ReadSitemap(entries=[(ITEM, None)])


@pytest.mark.parametrize("space", ["", SPACE, ' xmlns="http://www.google.com/schemas/sitemap/0.84"'])
def test_it_matters_little_which_namespace_is_named(space: str) -> None:
    assert read(f"<urlset{space}><url>{loc()}</url></urlset>") == ReadSitemap(entries=[(ITEM, None)])


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\n\n", b"<!-- made by hand -->"])
def test_it_matters_little_what_stands_before_it(before: bytes) -> None:
    assert read(before + urlset(loc()).encode()).entries == [(ITEM, None)]


def test_a_sitemap_without_entries_is_empty() -> None:
    assert read(urlset()) == ReadSitemap(fault="empty")
    assert read(f"<sitemapindex{SPACE}></sitemapindex>") == ReadSitemap(is_index=True, fault="empty")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   ",
        "Not found",
        "{}",
        "<html><body>Not found</body></html>",
        "<rss><channel/></rss>",
        "\x00\x01",
    ],
)
def test_what_is_no_sitemap_is_unreadable(body: str) -> None:
    sitemap = read(body)
    assert (sitemap.fault, sitemap.entries, sitemap.is_index) == ("unreadable", [], False)
    assert not is_sitemap(answer(body))


def test_of_a_sitemap_that_breaks_off_the_beginning_is_read_and_the_fault_told() -> None:
    whole = many(100).decode()
    cut = read(whole[: whole.index("300050") + 3])
    assert cut.fault == "unreadable"
    assert [url for url, _ in cut.entries][:48] == [
        f"https://www.osce.org/cio/{300001 + n}" for n in range(48)
    ]


def test_a_broken_entry_costs_no_entry_before_it() -> None:
    sitemap = read(
        urlset(loc(), "<loc>https://www.osce.org/a<b></url>", loc("https://www.osce.org/cio/300003"))
    )
    assert sitemap.entries[0] == (ITEM, None)


def test_a_stray_ampersand_costs_no_other_entry() -> None:
    sitemap = read(urlset(loc("https://www.osce.org/a?x=1&y=2"), loc()))
    assert sitemap.entries[-1] == (ITEM, None)


def test_a_packed_sitemap_is_unpacked() -> None:
    body = gzip.compress(many(100))
    assert is_sitemap(answer(body))
    assert len(read(body).entries) == 100
    assert read(body).fault == ""


def test_of_a_packed_sitemap_that_breaks_off_the_fault_is_told() -> None:
    packed = gzip.compress(many(2000))
    sitemap = read(packed[: len(packed) // 2])
    assert sitemap.fault == "unreadable"
    assert sitemap.entries[0] == (ITEM, None)


@pytest.mark.parametrize("body", [b"\x1f\x8b\x08", b"\x1f\x8b\x08not packed at all"])
def test_what_only_looks_packed_is_unreadable(body: bytes) -> None:
    assert read(body) == ReadSitemap(fault="unreadable")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\x1f\x8b\x08" + b"\x00" * 20, id="zeros"),
        pytest.param(gzip.compress(many(100))[:10] + b"\xff" * 200, id="broken inside"),
    ],
)
def test_a_packed_sitemap_that_is_broken_inside_is_unreadable(body: bytes) -> None:
    assert read(body).fault == "unreadable"


def test_packed_in_packed_is_unreadable() -> None:
    assert read(gzip.compress(gzip.compress(many(1)))) == ReadSitemap(fault="unreadable")


def test_a_small_file_that_unpacks_to_a_huge_one_is_unreadable() -> None:
    body = gzip.compress(b"<urlset>" + b" " * (65 * 2**20) + b"</urlset>", 1)
    assert len(body) < 2**20
    assert read(body) == ReadSitemap(fault="unreadable")


def test_entities_that_multiply_are_not_multiplied() -> None:
    entities = '<!ENTITY l0 "https://www.osce.org/cio/300001">' + "".join(
        f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 12)
    )
    began = time.process_time()
    sitemap = read(
        f'<?xml version="1.0"?><!DOCTYPE urlset [{entities}]><urlset><url>{loc("&l11;")}</url></urlset>'
    )
    assert time.process_time() - began < 1
    assert sum(len(url) for url, _ in sitemap.entries) < 1000


def test_entities_read_no_file_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text("hunter2")
    body = (
        f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY f SYSTEM "{secret.as_uri()}">]>'
        f"<urlset><url>{loc('https://www.osce.org/&f;')}</url></urlset>"
    )
    assert "hunter2" not in repr(read(body))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"{urlset(loc())}<!-- made in 0.3 seconds -->", id="a remark behind the end"),
        pytest.param(urlset(loc()).replace("</urlset>", "</urlset >"), id="a blank in the closing tag"),
        pytest.param(
            '<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"<s:url><s:loc>{ITEM}</s:loc></s:url></s:urlset>",
            id="a prefix",
        ),
        pytest.param(
            urlset(loc()).replace("UTF-8", "UTF-16").encode("utf-16"),
            id="two bytes a letter",
        ),
    ],
)
def test_every_way_to_write_a_whole_sitemap_is_whole(body: str | bytes) -> None:
    sitemap = read(body)
    assert sitemap.entries == [(ITEM, None)]
    assert sitemap.fault == ""


def test_a_sitemap_of_one_tag_is_empty() -> None:
    assert read(f"{HEAD}<urlset{SPACE}/>") == ReadSitemap(fault="empty")


@pytest.mark.parametrize(
    ("body", "is_one"),
    [
        (urlset(), True),
        (f"{HEAD}<!-- {'x' * 500} --><sitemapindex>", True),
        ("<html>urlset</html>", False),
        ("x" * 2000 + "<urlset>", False),
    ],
)
def test_a_sitemap_says_at_its_beginning_that_it_is_one(body: str, is_one: bool) -> None:
    assert is_sitemap(answer(body)) is is_one


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_sitemap_says_that_it_is_one_however_it_is_written(encoding: str) -> None:
    prefix = "s:" if encoding == "utf-8" else ""
    assert is_sitemap(answer(f"<{prefix}urlset></{prefix}urlset>".encode(encoding)))


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(st.sampled_from('<>/&;"= ![]-?abul'), max_size=80).map(
            lambda text: urlset(loc(), text, loc()).encode()
        ),
        st.tuples(st.integers(0, 400), st.integers(0, 400)).map(
            lambda cut: many(5)[: cut[0]] + many(5)[cut[1] :]
        ),
    )
)
def test_whatever_comes_is_read_without_an_error(body: bytes) -> None:
    sitemap = read(body)
    assert sitemap.fault in {"", "empty", "unreadable"}
    assert all(url for url, _ in sitemap.entries)
    assert sitemap.entries or sitemap.fault


@given(st.integers(0, 100))
def test_a_sitemap_that_is_not_whole_is_never_taken_as_whole(left_out: int) -> None:
    whole = many(3).rstrip()
    assert bool(read(whole[: len(whole) - left_out]).fault) is (left_out > 0)


def test_rules_name_sitemaps() -> None:
    body = b"User-agent: *\nDisallow: /admin\nSitemap: https://www.osce.org/a.xml\r\n  SITEMAP:/b.xml\nsitemap:c.xml"
    assert rules(body) == [f"https://www.osce.org/{name}.xml" for name in "abc"]


@pytest.mark.parametrize(
    "line", [b"Sitemap: https://[broken/a.xml", b"Sitemap: \xff\xfe.xml", b"Sitemaps: /x.xml"]
)
def test_a_line_that_names_no_address_costs_that_line_alone(line: bytes) -> None:
    assert rules(line + b"\nSitemap: /b.xml") == ["https://www.osce.org/b.xml"]


def test_a_line_without_an_address_names_no_sitemap() -> None:
    assert rules(b"Sitemap:\nSitemap: /b.xml") == ["https://www.osce.org/b.xml"]


def test_a_remark_behind_an_address_is_no_part_of_it() -> None:
    assert rules(b"Sitemap: https://www.osce.org/a.xml # all pages") == ["https://www.osce.org/a.xml"]


def test_a_byte_order_mark_hides_no_sitemap() -> None:
    assert rules(b"\xef\xbb\xbfSitemap: /a.xml") == ["https://www.osce.org/a.xml"]


@given(st.binary(max_size=200))
def test_whatever_the_rules_are_no_error_comes_of_them(body: bytes) -> None:
    assert all(rules(b"Sitemap: " + body))
