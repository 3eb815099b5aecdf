"""What a sitemap says: further sitemaps, or addresses with the time of their last change."""

import codecs
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

from osce_crawler.grammar.characters import clean_or_none

_LARGEST = 64 * 2**20
# The end of a whole sitemap, or one of a single tag; comments may follow it.
_TAIL = 4096
_BEGIN = re.compile(rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b")
_END = re.compile(
    rb"(?:</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>|<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b[^<>]*/>)"
    rb"(?:\s|<!--(?:(?!-->).)*-->)*\Z",
    re.DOTALL,
)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(slots=True)
class ReadSitemap:
    """A sitemap as far as it can be read."""

    is_index: bool = False
    entries: list[tuple[str, str | None]] = field(default_factory=list)
    """Address and time of its last change, as printed."""
    fault: str = ""
    """`empty` or `unreadable`: why there is, or may be, more than was read."""


def is_sitemap(response: Response) -> bool:
    """Whether the answer says that it is one; packed ones say nothing."""
    return bool(_BEGIN.search(_in_bytes(response.body[:2000]))) or gzip_magic_number(response)


def read_sitemap(response: Response) -> ReadSitemap:
    """The entries of a sitemap, whole, broken, packed or empty. Never raises."""
    try:
        packed = gzip_magic_number(response)
        body = gunzip(response.body, max_size=_LARGEST) if packed else response.body
        sitemap = Sitemap(body)
        entries = list(_entries(sitemap))
    except (OSError, EOFError, ValueError, StopIteration, zlib.error, etree.XMLSyntaxError):
        return ReadSitemap(fault="unreadable")
    is_unreadable = sitemap.type not in {"sitemapindex", "urlset"} or not _is_whole(body)
    fault = "unreadable" if is_unreadable else "" if entries else "empty"
    return ReadSitemap(sitemap.type == "sitemapindex", entries, fault)


def _is_whole(body: bytes) -> bool:
    return bool(_END.search(_in_bytes(body).rstrip()[-_TAIL:]))


def _in_bytes(body: bytes) -> bytes:
    """The same with one byte for every letter of a tag."""
    return body.decode("utf-16", "replace").encode() if body.startswith(_UTF16) else body


def _entries(sitemap: Sitemap) -> Iterator[tuple[str, str | None]]:
    for entry in sitemap:
        if entry.get("loc"):
            yield entry["loc"], clean_or_none(entry.get("lastmod"))


def sitemaps_in_rules(response: Response) -> Iterator[str]:
    """The sitemaps that a robots.txt names; a line with no address costs that line alone."""
    for line in response.body.removeprefix(codecs.BOM_UTF8).splitlines():
        words = line.partition(b"#")[0] if b" #" in line else line
        if not words.partition(b":")[2].strip():
            continue
        try:
            yield from sitemap_urls_from_robots(words.rstrip(), base_url=response.url)
        except ValueError:
            continue
