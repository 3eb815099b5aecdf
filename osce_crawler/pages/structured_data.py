"""The publishing day that an article's JSON-LD gives: a hint, and only of the article itself."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from osce_crawler.addresses import nid_of
from osce_crawler.grammar.characters import clean
from osce_crawler.pages.document import Document

# schema.org's types of articles; pages also describe their site, their path, events and other items.
_ARTICLES = frozenset(
    {"Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BlogPosting", "Report"}
)
_NEWS = frozenset({"NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle"})
_LONGEST_ADDRESS = 2000
_LONGEST = 100_000  # characters of one block


def published(document: Document) -> str | None:
    """The date with which the page's own article says that it was published."""
    return _published(document, _ARTICLES)


def is_news(document: Document) -> bool:
    """Whether the page says of its own article that it is news, with the day on which it was published."""
    return _published(document, _NEWS) is not None


def _published(document: Document, types: frozenset[str]) -> str | None:
    articles = [node for node in _nodes(document) if _types(node) & _ARTICLES]
    nid = nid_of(document.page.url)
    own = [node for node in articles if nid is not None and nid in _nids(node)]
    unnamed = [node for node in articles if not _names_other(node, document.page.url)]
    for node in own or (unnamed if len(articles) == 1 else []):
        if _types(node) & types and isinstance(date := node.get("datePublished"), str):
            # JSON writes out characters that the markup does not hold.
            return clean(date)
    return None


def _nodes(document: Document) -> Iterator[dict[str, Any]]:
    for script in document.elements("script"):
        if script.get("type") == "application/ld+json" and len(script.text or "") < _LONGEST:
            try:
                data = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue
            nodes = data.get("@graph", [data]) if isinstance(data, dict) else data
            yield from (node for node in nodes if isinstance(node, dict)) if isinstance(nodes, list) else ()


def _types(node: dict[str, Any]) -> set[str]:
    said = node.get("@type")
    return {one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)}


def _nids(node: dict[str, Any]) -> set[str]:
    """The numbers of the items that the node names as its own page."""
    return {nid for one in _named(node) if (nid := nid_of(one)) is not None}


def _names_other(node: dict[str, Any], url: str) -> bool:
    """Whether the node names any address but the page's; the site's own address names no article."""
    return not {_path(one, url) for one in _named(node)} <= {_path(url, url), ""}


def _named(node: dict[str, Any]) -> list[str]:
    page = node.get("mainEntityOfPage")
    named = (node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page)
    return [one for one in named if isinstance(one, str)]


def _path(address: str, base: str) -> str | None:
    try:
        return urlsplit(urljoin(base, address[:_LONGEST_ADDRESS])).path.rstrip("/")
    except ValueError:
        return None
