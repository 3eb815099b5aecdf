"""Addresses of the site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.addresses import (
    absolute,
    canonical,
    captured,
    host_of,
    is_address,
    is_of_site,
    language_prefix,
    named,
    nid_of,
    page_and_moment,
    refusal_of,
)


@pytest.mark.parametrize(
    ("url", "nid"),
    [
        ("https://www.osce.org/cio/232506", "232506"),
        ("https://www.osce.org/node/108218", "108218"),
        ("https://www.osce.org/node/42", "42"),
        ("https://www.osce.org/cio/232506/", "232506"),
        ("https://www.osce.org/cio/232506?fbclid=x#top", "232506"),
        ("https://www.osce.org/ru/chairpersonship/571834", "571834"),
        ("https://odihr.osce.org/odihr/elections/usa/398015", "398015"),
        ("/fom/68811", "68811"),
        ("https://www.osce.org/press-releases?page=553", None),
        ("https://www.osce.org/", None),
        ("https://www.osce.org/232506", None),
        ("https://www.osce.org/annual-report/2016", None),
        ("https://www.osce.org/files/f/documents/1/2/123456.pdf", None),
        ("https://www.osce.org/countries/netherlands", None),
        ("https://[broken/cio/232506", None),
        ("http://127.0.0.1:8000/cio/232506", "232506"),
        ("//www.osce.org/cio/232506", "232506"),
        ("https://cio/232506", None),
        ("https://www.osce.org//232506", None),
        ("https://www.osce.org/cio/232506;a=1", None),
    ],
)
def test_an_item_is_known_by_the_number_at_the_end(url: str, nid: str | None) -> None:
    assert nid_of(url) == nid


@pytest.mark.parametrize(
    ("url", "prefix"),
    [
        ("https://www.osce.org/ru/chairpersonship/571834", "ru"),
        ("https://www.osce.org/hbs/node/12345", "hbs"),
        ("https://www.osce.org/cio/232506", None),
        ("https://www.osce.org/pa/53872", None),
        ("https://www.osce.org/fom/68811", None),
        ("https://www.osce.org/odihr/57244", None),
        ("https://www.osce.org/ru", None),
        ("https://www.osce.org/ru/", "ru"),
    ],
)
def test_a_language_opens_the_path_unless_it_is_a_body_of_the_osce(url: str, prefix: str | None) -> None:
    assert language_prefix(url) == prefix


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://WWW.OSCE.org/cio/232506", "https://www.osce.org/cio/232506"),
        ("https://www.osce.org/cio/232506?utm_source=x&page=2#top", "https://www.osce.org/cio/232506"),
        ("https://www.osce.org/cio/232506/", "https://www.osce.org/cio/232506"),
        (" https://www.osce.org ", "https://www.osce.org/"),
        ("https://www.osce.org/press-releases?page=1&fbclid=x", "https://www.osce.org/press-releases?page=1"),
        ("http://127.0.0.1:8000/cio/232506", "http://127.0.0.1:8000/cio/232506"),
        ("http://127.0.0.1:80/cio/232506", "http://127.0.0.1/cio/232506"),
        ("http://127.0.0.1:45031/cio/232506/", "http://127.0.0.1:45031/cio/232506"),
        ("http://localhost/cio/232506#a", "http://localhost/cio/232506"),
    ],
)
def test_one_way_to_write_an_address(url: str, same: str) -> None:
    assert canonical(url) == same


@pytest.mark.parametrize("query", ["filters=+im_taxonomy_vid_1:(9)", "rows=50&page=3", "amp%3Bfilters=x"])
def test_the_query_of_a_list_is_kept(query: str) -> None:
    assert canonical(f"https://www.osce.org/press-releases?{query}").count("=") == query.count("=")


@given(st.sampled_from(["/cio/232506", "/press-releases", "/ru/x/1"]), st.text("ab&=?%/", max_size=12))
def test_writing_an_address_twice_changes_nothing(path: str, query: str) -> None:
    once = canonical(f"http://www.osce.org{path}?{query}")
    assert canonical(once) == once


@pytest.mark.parametrize("user", ["user:s3cret@", "user@"])
def test_an_address_with_a_user_is_on_another_host_and_keeps_no_password(user: str) -> None:
    url = f"https://{user}www.osce.org/cio/232506"
    assert not is_of_site(url)
    for written in (canonical(url), named(url), absolute("https://www.osce.org/", url), host_of(url)):
        assert written is not None
        assert "user" in written
        assert "s3cret" not in written
    assert refusal_of(url)
    assert "osce" not in refusal_of(url)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://www.osce.org/cio/1234#a", "https://www.osce.org/cio/1234"),
        ("http://[\x1b[2J", "http://[[2J"),
        ("http://[user\x9b:s3cret@x", "http://[user:***@x"),
    ],
)
def test_what_is_no_address_is_named_by_its_words(url: str, name: str) -> None:
    assert named(url) == name


def test_host_with_its_port() -> None:
    assert host_of("http://127.0.0.1:8000/cio") == "127.0.0.1:8000"
    for path in ("/cio", "/cio?page=1", ""):
        assert host_of(f"https://WWW.osce.org{path}") == "www.osce.org"
    assert host_of("https://[broken/cio") == ""


@pytest.mark.parametrize(
    "url",
    [
        "", "osce.org", "ftp://osce.org/", "http://", "http:///cio/1", "http://[::1", "http://x:abc/", "http://x:99999/",
        "http://x/a b", "http://x/\x1b[31m", "http://x/\u2028", "http://x/\ud800", "http://x/\u202e", "http://x/\u200b", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page(url: str) -> None:
    assert not is_address(url)


@pytest.mark.parametrize(
    "url", ["https://www.osce.org", "http://127.0.0.1:8000/x", "https://www.osce.org/é?a=1"]
)
def test_what_is_an_address_of_a_page(url: str) -> None:
    assert is_address(url)


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/cio/232506", "https://www.osce.org/cio/232506"),
        ("/a-b/c_d/1.pdf?download=true&page=2", "https://www.osce.org/a-b/c_d/1.pdf?download=true&page=2"),
        ("/a/../b/./c", "https://www.osce.org/b/c"), ("//x.org/a", "https://x.org/a"), ("/a/", "https://www.osce.org/a/"),
        ("  /a\n/b ", "https://www.osce.org/a/b"),
        ("/séc [x]/12351", "https://www.osce.org/s%C3%A9c%20%5Bx%5D/12351"),
        ("#top", None), ("", None), (None, None), ("mailto:press@osce.org", None), ("http://[::1", None),
        ("http://x:999999/", None), ("javascript:void(0)", None), ("file:///etc/12348", None),
    ],
)  # fmt: skip
def test_a_link_leads_to_a_safely_written_address_or_nowhere(href: str | None, url: str | None) -> None:
    assert absolute("https://www.osce.org/", href) == url


@pytest.mark.parametrize("base", ["", "mailto:press@osce.org", "http://[::1", "http://x:999999/"])
def test_a_link_on_a_page_without_an_address_leads_nowhere(base: str) -> None:
    assert absolute(base, "/cio/232506") is None


@pytest.mark.parametrize("base", ["HTTPS://www.OSCE.org/ru/cio/1?page=2#top", "https://www.osce.org"])
def test_a_link_leads_from_the_root_of_the_pages_host(base: str) -> None:
    assert (absolute(base, "/cio/232506") or "").lower() == "https://www.osce.org/cio/232506"


def test_the_canonical_address_is_written_as_it_is_asked_for() -> None:
    url = canonical("https://www.osce.org/séc/12351")
    assert url == "https://www.osce.org/s%C3%A9c/12351"
    assert canonical(url) == url


@pytest.mark.parametrize("url", ["/sec/050001", "/sec/000", "/sec/١٢٣٤٥", "/node/0"])
def test_a_number_is_plain_digits_without_a_leading_zero(url: str) -> None:
    assert nid_of(f"https://www.osce.org{url}") is None


def test_a_body_of_the_osce_is_no_language() -> None:
    assert language_prefix("https://www.osce.org/sec/50012") is None
    assert language_prefix("https://www.osce.org/ru/cio/50012") == "ru"


def test_the_usual_port_of_a_scheme_makes_no_other_address() -> None:
    assert canonical("http://www.osce.org:80/cio/232506") == canonical("https://www.osce.org:443/cio/232506")
    assert canonical("http://www.osce.org:8080/cio/232506") == "http://www.osce.org:8080/cio/232506"


def test_a_capture_is_named_by_its_address_and_moment() -> None:
    name = captured("http://www.osce.org:80/cio/232506?utm_source=x", "2016-05-01T00:00:00Z")
    assert name == "https://www.osce.org/cio/232506#captured=2016-05-01T00:00:00Z"
    assert (named(name), page_and_moment(name)) == (name, tuple(name.split("#captured=")))
    assert canonical(name) == page_and_moment("https://www.osce.org/cio/232506")[0]
