"""A merge gives the same whatever the order, the nesting and the number of times: on small hostile datasets."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from osce_crawler.dataset.changes import Change, KeyChange
from osce_crawler.dataset.merging.item import Item, origin_of, parted
from osce_crawler.dataset.read import decoded
from osce_crawler.dataset.validate import Fault, validate
from osce_crawler.exporters import encode
from osce_crawler.items import Image, Link, NavigationEntry, PressRelease, Translation
from tests.dataset.merging.datasets import content, dataset, merged
from tests.making import entry, release

MOMENTS = ("2025-12-01T10:00:00Z", "2025-12-01T23:59:59Z", "2025-12-02T00:00:00Z", "2025-12-03T10:00:00Z")
BODIES = ("", "VIENNA, 12 April 2016 – Guards met.", "Guards met.", "VIENNA, 13 April – Guards met.")
URLS = (
    "https://www.osce.org/a/300001",
    "https://d6.web.osce.org/a/300001",
    "https://odihr.osce.org/a/300001",
)
TEXTS = ("title", "date_printed", "content_type_printed", "body", "dateline", "contacts")

moments = st.sampled_from(MOMENTS)
days = st.sampled_from([None, dt.date(2016, 4, 12), dt.date(2016, 4, 13)])
_date = st.sampled_from(
    [
        (None, None, None, ["no_date"]),
        (None, None, "32 April", ["date_unreadable", "no_date"]),
        (dt.date(2016, 4, 12), "time", "12 April 2016", []),
        (dt.date(2016, 4, 12), "dateline", "12 April 2016", ["date_from_dateline"]),
        (dt.date(2016, 4, 13), "label", "13 April 2016", ["date_differs_from_dateline", "several_dates"]),
    ]
)
_type = st.sampled_from([("other", None), ("other", "Odd thing"), ("news", "News"), ("news", "Story")])
_place, _source = release().places, release().sources


@st.composite
def releases(draw: st.DrawFn) -> PressRelease:
    """A record of one of two items, as some dataset may have it."""
    language = draw(st.sampled_from(["en", "en", "sr"]))
    date, evidence, printed, warnings = draw(_date)
    type_, type_printed = draw(_type)
    read = draw(moments)
    first_seen, last_changed = sorted([draw(moments), draw(moments)])
    url = draw(st.sampled_from(URLS))
    said: dict[str, Any] = {
        "id": f"300001-{language}",
        "nid": "300001",
        "language": language,
        "url": url,
        "other_urls": sorted(draw(st.sets(st.sampled_from(URLS), max_size=1)) - {url}),
        "title": draw(st.sampled_from(["A", "B"])),
        "date": date,
        "date_evidence": evidence,
        "date_printed": printed,
        "content_type": type_,
        "content_type_printed": type_printed,
        "body": draw(st.sampled_from(BODIES)),
        "dateline": draw(st.sampled_from([None, "VIENNA, 12 April 2016 –"])),
        "dateline_date": draw(days),
        "places": draw(st.sampled_from([[], _place])),
        "sources": draw(st.sampled_from([[], _source])),
        "fields_of_work": [],
        "links": draw(st.sampled_from([[], [Link("https://a.org/", "")]])),
        "images": draw(st.sampled_from([[], [Image("https://a.org/i.jpg", None)]])),
        "contacts": draw(st.sampled_from([None, "Ana Example"])),
        "translations": draw(st.sampled_from([[], [Translation("sr", "https://www.osce.org/sr/a/300001")]])),
        "warnings": sorted({*warnings, *draw(st.sets(st.sampled_from(["no_body", "unknown_label"])))}),
        # A page that is found gone was read before, or on that day.
        "gone_on": draw(st.sampled_from([None, dt.date.fromisoformat(read[:10]), dt.date(2025, 12, 3)])),
        "content_hash": f"sha256:{draw(st.sampled_from('ab')) * 64}",
        "first_seen": first_seen,
        "last_changed": last_changed,
        "retrieved_at": read,
        "extractor": draw(st.sampled_from(["2.0.0", "10.0.0"])),
    }
    return release(**said)


def changes() -> st.SearchStrategy[Change]:
    """A line of some history; of `earlier` captures as well."""
    return st.builds(
        Change,
        st.sampled_from(["r1", "r2"]),
        moments,
        st.sampled_from(["press_releases", "navigation"]),
        st.sampled_from(["300001-en", "300001-sr"]),
        st.sampled_from(["added", "changed", "gone", "earlier"]),
        st.just("site"),
        st.sampled_from([(), (KeyChange("title", "A", "B"),), (KeyChange("title", None, "B"),)])
        | st.builds(_of_a_content, st.sampled_from("ab"), moments, moments),
    )


def _of_a_content(digest: str, captured: str, until: str) -> tuple[KeyChange, ...]:
    return KeyChange("content_hash", digest, "c"), KeyChange("retrieved_at", captured, until)


def menus() -> st.SearchStrategy[list[NavigationEntry]]:
    """Entries of one or two sites."""
    entries = st.builds(
        lambda site, name, label, read: entry(
            id=f"{site}/{name}", site=site, label=label, position=ord(name), retrieved_at=read
        ),
        st.sampled_from(["www.osce.org", "odihr.osce.org"]),
        st.sampled_from("abc"),
        st.sampled_from(["Finland", "Suomi"]),
        moments,
    )
    return st.lists(entries, max_size=4, unique_by=lambda one: one.id)


# Two records of one dataset have neither one id nor one address.
lists_of_releases = st.lists(releases(), max_size=2, unique_by=(lambda one: one.id, lambda one: one.url))


@st.composite
def folders(draw: st.DrawFn) -> tuple[list[PressRelease], list[NavigationEntry], list[Change]]:
    """What a folder holds."""
    return draw(lists_of_releases), draw(menus()), draw(st.lists(changes(), max_size=4))


@contextmanager
def on_disk(*held: Any) -> Iterator[list[Path]]:
    """These folders, written."""
    with TemporaryDirectory() as name:
        yield [dataset(Path(name) / str(number), *each) for number, each in enumerate(held)]


many = settings(deadline=None)
few = settings(many, max_examples=many.max_examples // 8)


@few
@given(folders(), folders(), folders())
def test_order_and_nesting_make_no_difference(a: Any, b: Any, c: Any) -> None:
    with on_disk(a, b, c) as found:
        home = found[0].parent
        at_once = content(merged(*found, into=home / "at-once"))
        for number, (x, y, z) in enumerate([*permutations(found)][::2]):
            left = merged(merged(x, y, into=home / f"{number}xy"), z, into=home / f"{number}left")
            assert content(left) == at_once


@few
@given(folders(), folders())
def test_twice_is_the_same_as_once(a: Any, b: Any) -> None:
    with on_disk(a, b) as (x, y):
        once = merged(x, y, into=x.parent / "once")
        assert content(merged(once, y, into=x.parent / "again")) == content(once)
        assert content(merged(x, once, y, once, into=x.parent / "often")) == content(once)


@few
@given(folders())
def test_a_dataset_with_itself_is_itself(a: Any) -> None:
    with on_disk(a) as (x,):
        found = content(merged(x, x, into=x.parent / "itself"))
        for name in ("press_releases.jsonl", "navigation.jsonl", "changes.jsonl"):
            assert found.get(name, b"") == (x / name).read_bytes(), name
        assert "merged.jsonl" not in found


@few
@given(folders(), folders())
def test_what_is_made_of_valid_records_is_valid(a: Any, b: Any) -> None:
    a, b = (releases_only(each) for each in (a, b))
    with on_disk(a, b) as (x, y):
        made = merged(x, y, into=x.parent / "made")
        assert not [one for one in validate(made) if isinstance(one, Fault)]


def releases_only(held: Any) -> Any:
    """Without the kinds of change that this version does not know."""
    return held[0], held[1], [one for one in held[2] if one.change != "earlier"]


def published(*items: Item) -> tuple[bytes, bytes]:
    """What is published of these items of one number, and beside it."""
    found = sorted((one.published() for one in parted(items)), key=lambda pair: pair[0].id)
    return (
        b"".join(encode(record) + b"\n" for record, _ in found),
        b"".join(encode(origin) + b"\n" for _, origin in found if origin is not None),
    )


def again(lines: bytes, beside: bytes) -> list[Item]:
    """The items of what was published."""
    origins = {one.id: one for one in map(origin_of, beside.splitlines())}
    found = []
    for line in lines.splitlines(keepends=True):
        record = decoded(line, PressRelease)
        found.append(Item.of(line, record, 0, origins.get(record.id)))
    return found


def items_of(records: list[PressRelease]) -> list[Item]:
    return [Item.of(encode(record) + b"\n", record, 0) for record in records]


@many
@given(st.lists(lists_of_releases, min_size=3, max_size=5), st.randoms(use_true_random=False))
def test_the_records_of_an_item_are_joined_in_any_order(
    datasets: list[list[PressRelease]], random: Any
) -> None:
    at_once = published(*[item for each in datasets for item in items_of(each)])
    random.shuffle(datasets)
    step: list[Item] = []
    for each in datasets:
        step = again(*published(*step, *items_of(each)))
    assert published(*step) == at_once


@many
@given(st.lists(lists_of_releases, min_size=2, max_size=5))
def test_what_a_record_says_is_of_readings_of_its_language(datasets: list[list[PressRelease]]) -> None:
    for each in datasets:
        for record in each:
            for key in TEXTS:
                if said := getattr(record, key):
                    setattr(record, key, f"{said} in {record.language}")
    for item in parted([item for each in datasets for item in items_of(each)]):
        record, _ = item.published()
        assert record.id == f"300001-{record.language}"
        said = [words for key in TEXTS if (words := getattr(record, key))]
        assert all(words.endswith(f" in {record.language}") for words in said)


@many
@given(st.lists(lists_of_releases, min_size=2, max_size=5))
def test_of_the_page_of_a_record_the_oldest_change_is_known(datasets: list[list[PressRelease]]) -> None:
    read = [record for each in datasets for record in each]
    for item in parted([item for each in datasets for item in items_of(each)]):
        record, origin = item.published()
        first = origin.variants[0] if origin is not None and origin.variants else record
        same = [one.last_changed for one in read if page_of(one) == page_of(first)]
        assert record.last_changed == min(same)


def page_of(record: PressRelease) -> tuple[str, ...]:
    return record.id, record.url, record.retrieved_at, record.content_hash


def readings_of_one_moment() -> st.SearchStrategy[PressRelease]:
    """What datasets of several versions and languages may have of one address: little else differs."""
    return st.builds(
        lambda language, digest, version, changed, contacts: release(
            id=f"300001-{language}",
            language=language,
            url=URLS[0],
            content_hash=f"sha256:{digest * 64}",
            extractor=version,
            first_seen=MOMENTS[0],
            last_changed=changed,
            retrieved_at=MOMENTS[-1],
            contacts=contacts,
        ),
        st.sampled_from(["en", "sr"]),
        st.sampled_from("ab"),
        st.sampled_from(["2.0.0", "3.0.0", "10.0.0"]),
        moments,
        st.sampled_from([None, "Ana Example"]),
    )


@many
@given(st.lists(readings_of_one_moment(), min_size=3, max_size=5), st.randoms(use_true_random=False))
def test_readings_of_one_moment_are_joined_in_any_order(read: list[PressRelease], random: Any) -> None:
    at_once = published(*items_of(read))
    random.shuffle(read)
    step: list[Item] = []
    for one in read:
        step = again(*published(*step, *items_of([one])))
    assert published(*step) == at_once
    assert published(*again(*at_once), *items_of(read)) == at_once
