"""What the description of a merged dataset says of the crawls that it comes from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

_Crawl = Mapping[str, Any]


def crawl_of(resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The crawl of a dataset that was merged from the files so described, the same in any order.

    From the earliest start to the latest end; complete if each of them is, and so since the earliest. What
    runs from web archives read says nothing of the site, so they do not count where another one crawled it.
    """
    described = [*resources]
    crawls: list[_Crawl] = [each.get("crawl", {}) for each in described]
    of_site = [crawl for crawl in crawls if crawl.get("archives_only") is not True]
    found = {
        "started_at": min(_moments(crawls, "started_at"), default=None),
        "finished_at": max(_moments(crawls, "finished_at"), default=None),
        "complete": all(crawl.get("complete") is True for crawl in crawls),
        "complete_at": _complete_since(of_site or crawls),
        "archive_complete_at": max(_moments(crawls, "archive_complete_at"), default=None),
        "archives_only": None if of_site else True,
        "changed_at": max(_moments(crawls, "changed_at"), default=None),
        "merged_from": _origins(described),
    }
    return {name: said for name, said in found.items() if said is not None}


def _complete_since(crawls: Sequence[_Crawl]) -> str | None:
    moments = [*_moments(crawls, "complete_at")]
    return min(moments) if len(moments) == len(crawls) else None


def _moments(crawls: Iterable[_Crawl], key: str) -> Iterator[str]:
    return (crawl[key] for crawl in crawls if isinstance(crawl.get(key), str))


def _origins(resources: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The files that crawls published, each once: those of a merged one in its place."""
    found = {msgspec.json.encode(one): one for each in resources for one in _origins_of(each)}
    return [found[key] for key in sorted(found)]


def _origins_of(resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    crawl = resource.get("crawl", {})
    if isinstance(before := crawl.get("merged_from"), list):
        return before
    crawled = ("started_at", "finished_at", "complete", "since", "limit")
    return [
        {"hash": resource.get("hash"), "rows": resource.get("rows")}
        | {key: crawl[key] for key in crawled if crawl.get(key) is not None}
    ]
