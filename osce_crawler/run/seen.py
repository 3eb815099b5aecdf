"""`seen.jsonl`: the outcome of each address, kept from run to run."""

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from osce_crawler.addresses import key_of
from osce_crawler.dataset.index import Index
from osce_crawler.dataset.lost import SEEN
from osce_crawler.exporters import BROKEN, encode, lines_with_offsets
from osce_crawler.outcomes import (
    CARRIED_OVER,
    EMITTED,
    GONE,
    INVALID,
    LED_AWAY,
    NO_ANSWER,
    NO_RELEASE,
    REASONS,
    Memory,
    Outcome,
    Records,
)

# Answers that say something of the page itself; of the others what was known before stays.
_SAYING = frozenset(
    {
        EMITTED, NO_ANSWER, "404", "410", "event", "document", "structure page", "not HTML", "unknown",
        "failed", NO_RELEASE, "challenge", "unreadable", "empty", "error page", "host left alone",
        INVALID, "broken reader", LED_AWAY,
    }
)  # fmt: skip
assert _SAYING <= REASONS


def read_seen(path: Path) -> Iterator[Outcome]:
    """The lines of the file; a broken one is passed over, so that its address is asked anew."""
    return (seen for seen, _ in _known(path))


def _known(path: Path) -> Iterator[tuple[Outcome, bytes]]:
    decode = msgspec.json.Decoder(Outcome).decode
    for _, line in lines_with_offsets(path):
        with suppress(*BROKEN):
            yield decode(line), line


def recalled(output: Path, published: Index, read_through: Iterable[str]) -> Memory:
    """What earlier runs know of the site: of records only those that are published."""
    known = {seen.url: seen for seen in read_seen(output / SEEN) if _stands(seen, published)}
    crawled = {seen.id for seen in known.values()}
    never_crawled = {id_ for id_ in published.entries if id_ not in crawled}
    for url, id_ in published.by_address.items():
        if url not in known:
            known[url] = Outcome(url, EMITTED, id=id_)
    # Of several addresses of an item a record's own one speaks for it: the last.
    seen = sorted(known.values(), key=lambda one: one.url in published.by_address)
    return Memory(seen, _records(published, never_crawled), read_through)


def known_from(published: Index) -> Memory:
    """Memory made of the published records alone."""
    known = (Outcome(url, EMITTED, id=id_) for url, id_ in published.by_address.items())
    return Memory(known, _records(published))


def _records(published: Index, never_crawled: Container[str] = ()) -> Records:
    return Records(
        published.days(), published.without_text, published.by_address, published.gone, never_crawled
    )


def _stands(seen: Outcome, published: Index) -> bool:
    return seen.why != EMITTED or (seen.id is not None and seen.id in published.entries)


def seen_after(
    before: Path, outcomes: Iterable[Outcome], memory: Memory, *, complete: bool, bounded: bool = False
) -> Iterator[bytes] | None:
    """The lines of the file after a run with these outcomes, by address; null if it stays as it is.

    `bounded`: the run was asked for a part of the site only.
    """
    news: dict[str, Outcome] = {}
    for now in outcomes:
        if key_of(now.url) is None:
            continue
        old = memory.at(now.url)
        after = _after(old, now, complete=complete, bounded=bounded)
        if after is not None and after != old:
            news[now.url] = now
    return _lines(before, news, memory, complete=complete, bounded=bounded) if news else None


def seen_without(before: Path, ids: Container[str]) -> Iterator[bytes]:
    """The lines of the file but those of these records: the site may say something else than they do."""
    return (line for seen, line in _known(before) if seen.why != EMITTED or seen.id not in ids)


def _lines(
    before: Path, news: Mapping[str, Outcome], memory: Memory, *, complete: bool, bounded: bool
) -> Iterator[bytes]:
    """The old lines unchanged, and new ones made one by one: a site has many addresses."""
    known = {seen.url: line for seen, line in _known(before)}
    for url in sorted(known.keys() | news.keys()):
        if url in news:
            yield encode(_after(memory.at(url), news[url], complete=complete, bounded=bounded)) + b"\n"
        else:
            yield known[url]


def _after(before: Outcome | None, now: Outcome, *, complete: bool, bounded: bool) -> Outcome | None:
    """What is to be remembered of the address; null if nothing."""
    if now.why in CARRIED_OVER and before is not None:
        return msgspec.structs.replace(before, lastmod=now.lastmod or before.lastmod)
    if now.why not in _SAYING:
        return before
    id_ = now.id or (before.id if before else None)
    # An incomplete run says of nothing that it is gone: the next one asks again.
    undecided = now.why in GONE and id_ is not None and not complete
    return Outcome(
        now.url,
        NO_ANSWER if undecided else now.why,
        id=id_,
        etag=now.etag,
        last_modified=now.last_modified,
        lastmod=now.lastmod,
        bounded=bounded and now.why == EMITTED,
    )
