"""Datasets of several folders as one: menus, histories, descriptions, and what is no dataset."""

import datetime as dt
import json
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import frictionless
import mlcroissant
import pytest

from osce_crawler.dataset import load
from osce_crawler.dataset.changes import Change, KeyChange
from osce_crawler.dataset.datapackage import hash_of
from osce_crawler.dataset.freshness import last_success
from osce_crawler.dataset.merging.description import crawl_of
from osce_crawler.dataset.read import DatasetError
from osce_crawler.dataset.validate import Counted, Fault, validate
from osce_crawler.run.history import damage_at_rest
from tests.dataset.merging.datasets import content, dataset, merged, origins, records
from tests.making import entry, release

pytestmark = [
    pytest.mark.usefixtures("offline"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]

FIRST, LATER = "2025-12-01T10:00:00Z", "2025-12-05T10:00:00Z"


def added(at: str, id_: str = "300001-en", change: str = "added", keys: tuple[KeyChange, ...] = ()) -> Change:
    return Change(at.translate({ord("-"): "", ord(":"): ""}), at, "press_releases", id_, change, "site", keys)  # type: ignore[arg-type]


def test_each_item_is_one_line_in_the_order_of_a_dataset(tmp_path: Path) -> None:
    days = {"2": dt.date(2016, 4, 12), "10": dt.date(2016, 4, 12), "3": None, "4": dt.date(2020, 1, 1)}
    made = [
        release(id=f"{nid}-en", nid=nid, url=f"https://www.osce.org/node/{nid}", date=day)
        for nid, day in days.items()
    ]
    a, b = dataset(tmp_path / "a", made[:3]), dataset(tmp_path / "b", made[1:])
    assert [*records(merged(a, b, into=tmp_path / "c"))] == ["4-en", "2-en", "10-en", "3-en"]


def test_no_entry_of_an_older_menu_comes_back(tmp_path: Path) -> None:
    old = [entry(id="a", position=1), entry(id="b", position=2), entry(id="c", site="odihr.osce.org")]
    a = dataset(tmp_path / "a", menu=old)
    b = dataset(tmp_path / "b", menu=[entry(id="a", label="New", position=1, retrieved_at=LATER)])
    found = merged(a, b, into=tmp_path / "c") / "navigation.jsonl"
    lines = [json.loads(line) for line in found.read_bytes().splitlines()]
    assert [(one["id"], one["label"]) for one in lines] == [("c", "Finland"), ("a", "New")]


def test_of_two_menus_of_one_moment_the_one_that_says_more_is_taken(tmp_path: Path) -> None:
    followed = entry(final_url="https://www.osce.org/a", page_title="A", page_status=200)
    for number, plain in enumerate((entry(), entry(label="Zz"), entry(label="Aa"))):
        a = dataset(tmp_path / f"{number}a", menu=[plain])
        b = dataset(tmp_path / f"{number}b", menu=[followed])
        found = merged(a, b, into=tmp_path / f"{number}c") / "navigation.jsonl"
        assert found.read_bytes() == (b / "navigation.jsonl").read_bytes()


def test_the_histories_are_one_each_line_once(tmp_path: Path) -> None:
    a = dataset(tmp_path / "a", [release()], changes=[added(LATER, "2-en"), added(LATER, "1-en")])
    b = dataset(tmp_path / "b", [release()], changes=[added(FIRST, "3-en"), added(LATER, "1-en")])
    found = merged(a, b, into=tmp_path / "c") / "changes.jsonl"
    assert [json.loads(line)["id"] for line in found.read_bytes().splitlines()] == ["3-en", "1-en", "2-en"]


def test_one_history_stays_as_it_is(tmp_path: Path) -> None:
    a = dataset(tmp_path / "a", [release()], changes=[added(LATER, "2-en"), added(LATER, "1-en")])
    b = dataset(tmp_path / "b", [release()])
    found = merged(a, b, into=tmp_path / "c")
    assert (found / "changes.jsonl").read_bytes() == (a / "changes.jsonl").read_bytes()


def replaced(run: str, at: str, digest: str, captured: str = "", until: str = "") -> Change:
    """The line of a content that was replaced: as a crawl saw it, or as captures show it."""
    keys = [KeyChange("content_hash", digest, "other")]
    if not captured:
        return Change(run, at, "press_releases", "1-en", "changed", "site", keys)
    keys.append(KeyChange("retrieved_at", captured, until))
    return Change(run, at, "press_releases", "1-en", "earlier", "site", keys)


CRAWLED = replaced("crawl", "2018-06-01T00:00:00Z", "a")
OF_CAPTURES = {
    "around the change that a crawl saw": ("a", "2018-05-01T00:00:00Z", "2018-07-01T00:00:00Z", 1),
    "up to the moment of the crawl": ("a", "2018-05-01T00:00:00Z", "2018-06-01T00:00:00Z", 1),
    "of the same content in another year": ("a", "2012-05-01T00:00:00Z", "2014-05-01T00:00:00Z", 2),
    "after the change that a crawl saw": ("a", "2018-06-01T00:00:00Z", "2019-06-01T00:00:00Z", 2),
    "of another content": ("b", "2018-05-01T00:00:00Z", "2018-07-01T00:00:00Z", 2),
}


@pytest.mark.parametrize("case", OF_CAPTURES)
def test_a_change_that_a_crawl_and_captures_show_has_one_line(tmp_path: Path, case: str) -> None:
    digest, captured, until, expected = OF_CAPTURES[case]
    a = dataset(tmp_path / "a", [release()], changes=[CRAWLED])
    b = dataset(
        tmp_path / "b",
        [release()],
        changes=[replaced("archive", LATER, digest, captured, until), added(FIRST)],
    )
    for number, folders in enumerate(([a, b], [b, a])):
        found = merged(*folders, into=tmp_path / f"{number}c") / "changes.jsonl"
        changes = [json.loads(line)["change"] for line in found.read_bytes().splitlines()]
        assert changes.count("changed") == 1
        assert changes.count("changed") + changes.count("earlier") == expected


def test_of_one_capture_the_line_with_the_nearer_next_capture_stays(tmp_path: Path) -> None:
    older, middle, newer = (f"201{year}-01-01T00:00:00Z" for year in (2, 4, 6))
    a = dataset(tmp_path / "a", [release()], changes=[replaced("1", FIRST, "a", older, newer)])
    b = dataset(tmp_path / "b", [release()], changes=[replaced("2", LATER, "a", older, middle)])
    found = merged(a, b, into=tmp_path / "c") / "changes.jsonl"
    assert [json.loads(line)["run"] for line in found.read_bytes().splitlines()] == ["2"]


def test_the_description_is_valid_and_says_where_the_data_is_from(tmp_path: Path) -> None:
    a, b = dataset(tmp_path / "a", [release()], [entry()]), dataset(tmp_path / "b", [release(contacts="A")])
    for folder, start, end, complete in ((a, FIRST, LATER, True), (b, LATER, LATER, False)):
        said = json.loads((folder / "datapackage.json").read_bytes())
        for each in said["resources"]:
            each["crawl"] = {"started_at": start, "finished_at": end, "complete": complete}
            if complete:
                each["crawl"] |= {"complete_at": end, "changed_at": start}
        (folder / "datapackage.json").write_text(json.dumps(said))
    made = merged(a, b, into=tmp_path / "c")
    releases, _ = json.loads((made / "datapackage.json").read_bytes())["resources"]
    assert (releases["rows"], releases["hash"]) == (1, hash_of(made / "press_releases.jsonl"))
    assert releases["quality"]["filled"]["contacts"] == 1
    crawl = releases["crawl"]
    assert (crawl["started_at"], crawl["finished_at"], crawl["complete"]) == (FIRST, LATER, False)
    assert {one["hash"] for one in crawl["merged_from"]} == {
        hash_of(each / "press_releases.jsonl") for each in (a, b)
    }
    assert last_success(made)["press_releases"] is None
    assert frictionless.validate(str(made / "datapackage.json")).valid
    issues = mlcroissant.Dataset(jsonld=str(made / "croissant.json")).metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())


_OF_SITE = {"complete_at": FIRST}
_OF_ARCHIVE = {"complete_at": LATER, "archive_complete_at": LATER, "archives_only": True}
_ARCHIVE_CUT_SHORT = {"complete_at": None, "archive_complete_at": None, "archives_only": True}


@pytest.mark.parametrize(
    ("crawls", "expected"),
    [
        ([_OF_ARCHIVE, _OF_ARCHIVE], _OF_ARCHIVE),
        ([_OF_ARCHIVE, _OF_ARCHIVE | {"archive_complete_at": FIRST, "complete_at": FIRST}],
         _OF_ARCHIVE | {"complete_at": FIRST}),
        ([_OF_ARCHIVE, _ARCHIVE_CUT_SHORT], {"archive_complete_at": LATER, "archives_only": True}),
        ([_OF_ARCHIVE, _OF_SITE], {"complete_at": FIRST, "archive_complete_at": LATER}),
        ([_ARCHIVE_CUT_SHORT, _OF_SITE], {"complete_at": FIRST}),
        ([_OF_ARCHIVE, {}], {"archive_complete_at": LATER}),
        ([_OF_ARCHIVE, _OF_SITE | {"archive_complete_at": FIRST, "archives_only": False}, {}],
         {"archive_complete_at": LATER}),
        ([_OF_SITE, {"complete_at": LATER}, _OF_ARCHIVE],
         {"complete_at": FIRST, "archive_complete_at": LATER}),
    ],
)  # fmt: skip
def test_a_run_from_an_archive_is_no_complete_crawl_beside_one_of_the_site(
    crawls: list[dict[str, Any]], expected: dict[str, Any]
) -> None:
    keys = ("complete_at", "archive_complete_at", "archives_only")
    for order in permutations(crawls):
        described = [{"crawl": crawl} for crawl in order]
        nested = [{"crawl": crawl_of(described[:2])}, *described[2:]]
        for found in (crawl_of(described), crawl_of(nested)):
            assert {key: found[key] for key in keys if key in found} == expected


def test_what_fills_a_record_is_kept_beside_it_and_nothing_else_is(tmp_path: Path) -> None:
    full = release(id="2-en", nid="2", url="https://www.osce.org/node/2")
    a = dataset(tmp_path / "a", [release(retrieved_at=LATER, contacts=None), full])
    b = dataset(tmp_path / "b", [release(contacts="Ana Example"), full])
    (line,) = origins(merged(a, b, into=tmp_path / "c"))
    assert (line["id"], [one["contacts"] for one in line["readings"]]) == (  # type: ignore[attr-defined]
        "300001-en",
        [None, "Ana Example"],
    )


def test_a_dataset_of_an_older_schema_is_brought_up_to_todays(tmp_path: Path) -> None:
    a, b = dataset(tmp_path / "a", [release()]), dataset(tmp_path / "b", [release()])
    for name in ("press_releases.jsonl", "datapackage.json"):
        path = a / name
        path.write_bytes(path.read_bytes().replace(b'"date_evidence":"time"', b'"date_from":"time"'))
    said = json.loads((a / "datapackage.json").read_bytes()) | {"schema_version": "1.0.0"}
    said["resources"][0]["hash"] = hash_of(a / "press_releases.jsonl")
    (a / "datapackage.json").write_text(json.dumps(said))
    found = merged(a, b, into=tmp_path / "c")
    assert (found / "press_releases.jsonl").read_bytes() == (b / "press_releases.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("file", "content_", "words"),
    [
        ("press_releases.jsonl", b"{}\n", "press_releases.jsonl, line 1: "),
        ("press_releases.jsonl", None, "press_releases.jsonl: missing, but datapackage.json describes it"),
        ("navigation.jsonl", b"", "navigation.jsonl: 0 rows, but datapackage.json describes 1"),
        ("changes.jsonl", None, "changes.jsonl: missing"),
        ("changes.jsonl", b'{"run":"1"', "changes.jsonl, line 1: "),
        ("changes.jsonl", b'{"at":"1","run":"1","dataset":"d","id":"1"}', "line 1: is torn off"),
        ("changes.jsonl", b"[" * 100_000 + b"\n", "changes.jsonl, line 1: "),
        ("datapackage.json", None, "datapackage.json: missing"),
        ("datapackage.json", b"{", "datapackage.json: cannot be read"),
        ("merged.jsonl", b'{"id":"1"}\n', "merged.jsonl, line 1: "),
        ("merged.jsonl", b'{"id":"1","record":"","seen_as":[]}\n', "merged.jsonl, line 1: "),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_damaged_dataset_is_named_with_file_and_fault(
    tmp_path: Path, file: str, content_: bytes | None, words: str
) -> None:
    a, b = (dataset(tmp_path / name, [release()], [entry()]) for name in "ab")
    if content_ is None:
        (b / file).unlink()
    else:
        (b / file).write_bytes(content_)
    with pytest.raises(DatasetError) as fault:
        merged(a, b, into=tmp_path / "c")
    assert str(fault.value).startswith(f"{b}/")
    assert words in str(fault.value)
    assert "\n" not in str(fault.value)


def filled(tmp_path: Path) -> Path:
    """A merged dataset with two lines in `merged.jsonl`."""
    halves = []
    for name, at, contacts in (("a", LATER, None), ("b", FIRST, "Ana Example")):
        both = [
            release(
                id=f"{n}-en", nid=n, url=f"https://www.osce.org/node/{n}", retrieved_at=at, contacts=contacts
            )
            for n in ("1", "2")
        ]
        halves.append(dataset(tmp_path / name, both))
    return merged(*halves, into=tmp_path / "filled")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda lines: lines[1:], "merged.jsonl: 1 rows, but datapackage.json describes 2"),
        (lambda lines: lines[:1], "merged.jsonl: 1 rows, but datapackage.json describes 2"),
        (lambda _: [], "merged.jsonl: 0 rows, but datapackage.json describes 2"),
        (lambda lines: [*lines, lines[0]], "merged.jsonl: 3 rows, but datapackage.json describes 2"),
        (lambda lines: lines[::-1], "merged.jsonl: not the content that datapackage.json describes"),
    ],
)
def test_what_is_kept_beside_filled_records_is_as_described_or_refused(
    tmp_path: Path, damage: Callable[[list[bytes]], list[bytes]], words: str
) -> None:
    folder, other = filled(tmp_path), dataset(tmp_path / "other", [release()])
    path = folder / "merged.jsonl"
    path.write_bytes(b"".join(damage(path.read_bytes().splitlines(keepends=True))))
    with pytest.raises(DatasetError) as fault:
        merged(folder, other, into=tmp_path / "c")
    assert f"{folder}/{words}" in str(fault.value)
    faults = [one for one in validate(folder) if isinstance(one, Fault)]
    assert {one.path for one in faults} == {path}


def test_garbage_behind_what_is_kept_beside_filled_records_is_named_by_its_line(tmp_path: Path) -> None:
    path = filled(tmp_path) / "merged.jsonl"
    path.write_bytes(path.read_bytes() + b"garbage\n")
    found = [str(one) for one in validate(path.parent) if isinstance(one, Fault)]
    assert found[0].startswith(f"{path}, line 3: is not JSON")
    assert found[1] == f"{path}: has 3 lines, datapackage.json says 2"


def test_what_is_kept_beside_filled_records_is_missed_as_any_file_that_is_described(tmp_path: Path) -> None:
    folder, other = filled(tmp_path), dataset(tmp_path / "other", [release()])
    path = folder / "merged.jsonl"
    assert Counted(path, 2, compared=True) in validate(folder)
    path.unlink()
    faults = [str(one) for one in validate(folder) if isinstance(one, Fault)]
    assert faults == [f"{path}: is described, but is not there"]
    (damage,) = damage_at_rest(folder, ["press_releases"])
    assert damage.startswith(f"{path}: missing")
    with pytest.raises(DatasetError) as fault:
        merged(folder, other, into=tmp_path / "c")
    assert str(fault.value) == f"{path}: missing, but datapackage.json describes it (2 rows)"


def test_a_copy_that_does_not_describe_it_needs_nothing_beside_filled_records(tmp_path: Path) -> None:
    folder, other = filled(tmp_path), dataset(tmp_path / "other", [release()])
    (folder / "merged.jsonl").unlink()
    description = folder / "datapackage.json"
    package = json.loads(description.read_bytes())
    del package["resources"][0]["merged"]
    description.write_text(json.dumps(package))
    assert not [one for one in validate(folder) if isinstance(one, Fault)]
    merged(folder, other, into=tmp_path / "c")


def test_an_id_that_is_there_twice_is_named_with_both_lines(tmp_path: Path) -> None:
    a, b = dataset(tmp_path / "a", [release()]), dataset(tmp_path / "b", [release(), release(title="B")])
    with pytest.raises(
        DatasetError, match=r"b/press_releases.jsonl, line 2: '300001-en' is the id of line 1"
    ):
        merged(a, b, into=tmp_path / "c")


def test_numbers_of_any_length_are_in_order(tmp_path: Path) -> None:
    numbers = ("9" * 30, "0010", "9")
    made = [release(id=f"{nid}-en", nid=nid, url=f"https://www.osce.org/node/{nid}") for nid in numbers]
    a, b = dataset(tmp_path / "a", made[:2]), dataset(tmp_path / "b", made[2:])
    assert [*records(merged(a, b, into=tmp_path / "c"))] == ["9-en", "0010-en", f"{'9' * 30}-en"]


# A day of the past


def test_a_past_day_is_rebuilt_where_the_datasets_have_no_release_in_common(tmp_path: Path) -> None:
    other = release(id="2-en", nid="2", url="https://www.osce.org/node/2", title="New")
    corrected = added(LATER, "2-en", "changed", (KeyChange("title", "Old", "New"),))
    a = dataset(tmp_path / "a", [release()], changes=[added(FIRST)])
    b = dataset(tmp_path / "b", [other], changes=[added(FIRST, "2-en"), corrected])
    past = load(merged(a, b, into=tmp_path / "c")).as_of("2025-12-01").press_releases
    assert sorted(past["title"]) == sorted([release().title, "Old"])


def test_a_day_before_the_last_dataset_found_a_common_release_is_refused(tmp_path: Path) -> None:
    a = dataset(tmp_path / "a", [release()], changes=[added(FIRST)])
    b = dataset(tmp_path / "b", [release(retrieved_at=LATER, title="B")], changes=[added(LATER)])
    made = load(merged(a, b, into=tmp_path / "c"))
    assert made.as_of("2025-12-05").press_releases["title"].to_list() == ["B"]
    with pytest.raises(DatasetError, match=r"added again on 2025-12-05.*merged"):
        made.as_of("2025-12-02").press_releases  # noqa: B018
    assert content(tmp_path / "c")["changes.jsonl"].count(b"\n") == 2
