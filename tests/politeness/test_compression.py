"""Answers as they travel: one that cannot be decompressed is retried once, and costs its page alone."""

import gzip
import zlib

import pytest
from scrapy import Request
from scrapy.http import Response

from osce_crawler.politeness.compression import AS_PACKED, CompressionError
from tests.politeness.driving import PAGE, WWW, Crawl, in_turn, items, page

ITEM = f"{WWW}/cio/300001"
PACKED = gzip.compress(PAGE, mtime=0)
BROKEN = b"\x1f\x8b\x08\x00 no gzip at all"


def packed(body: bytes = PACKED, encoding: str = "gzip", url: str = ITEM) -> Response:
    return page(url, body=body, Content_Encoding=encoding)


def body_of(crawl: Crawl) -> bytes:
    assert isinstance(crawl.last, Response)
    return crawl.last.body


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", PACKED), ("deflate", zlib.compress(PAGE)), ("", PAGE)]
)
def test_an_answer_is_decompressed(encoding: str, body: bytes) -> None:
    crawl = Crawl([ITEM], lambda _: packed(body, encoding))
    assert body_of(crawl) == PAGE


def test_an_answer_that_cannot_be_decompressed_is_retried_once() -> None:
    crawl = Crawl([ITEM], in_turn(packed(BROKEN), packed()))
    assert crawl.pauses() == [5.0]
    assert body_of(crawl) == PAGE
    assert crawl.stat("retry/reason_count/compression") == 1


def test_one_that_is_broken_twice_is_final_and_says_why() -> None:
    crawl = Crawl([ITEM], lambda _: packed(BROKEN))
    assert crawl.urls == [ITEM, ITEM]
    assert isinstance(crawl.last, CompressionError)
    assert str(crawl.last).startswith("cannot be decompressed: ")


def test_it_costs_no_other_page() -> None:
    broken, *others = items(4)
    crawl = Crawl(items(4), lambda r: packed(BROKEN, url=r.url) if r.url == broken else packed(url=r.url))
    assert {*crawl.good()} == {*others}
    assert crawl.host().left == ""


def test_a_host_of_which_ten_pages_cannot_be_decompressed_is_left_alone() -> None:
    crawl = Crawl(items(30), lambda r: packed(BROKEN, url=r.url))
    assert len({*crawl.urls}) == 10
    assert crawl.host().left.endswith("the last: compression")


def test_a_small_answer_that_is_too_large_once_decompressed_is_retried_once() -> None:
    bomb = gzip.compress(b"x" * 100_000)
    crawl = Crawl([ITEM], lambda _: packed(bomb), settings={"DOWNLOAD_MAXSIZE": 50_000})
    assert crawl.urls == [ITEM, ITEM]
    assert isinstance(crawl.last, CompressionError)


@pytest.mark.parametrize("settings", [{"RETRY_ENABLED": False}, {"RETRY_TIMES": 0}])
def test_where_nothing_is_retried_the_first_broken_answer_is_final(settings: dict[str, object]) -> None:
    crawl = Crawl([ITEM], lambda _: packed(BROKEN), settings=settings)
    assert crawl.urls == [ITEM]
    assert isinstance(crawl.last, CompressionError)


def test_a_request_that_is_not_to_be_retried_is_not() -> None:
    crawl = Crawl([Request(ITEM, meta={"dont_retry": True})], lambda _: packed(BROKEN))
    assert crawl.urls == [ITEM]
    assert isinstance(crawl.last, CompressionError)


def test_a_page_that_is_cut_off_inside_its_compression_is_retried() -> None:
    crawl = Crawl([ITEM], in_turn(packed(PACKED[:-12]), packed()))
    assert crawl.urls == [ITEM, ITEM]
    assert body_of(crawl) == PAGE


def test_where_decompression_is_switched_off_answers_come_as_they_travel() -> None:
    crawl = Crawl([ITEM], lambda _: packed(), settings={"COMPRESSION_ENABLED": False})
    assert body_of(crawl) == PACKED


def test_an_answer_that_is_wanted_as_it_came_stays_packed() -> None:
    crawl = Crawl([Request(ITEM, meta={AS_PACKED: True})], lambda _: packed(BROKEN))
    assert (crawl.urls, body_of(crawl)) == ([ITEM], BROKEN)
