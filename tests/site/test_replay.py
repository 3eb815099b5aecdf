"""Saved pages replayed into a dataset that is there already, and in any order."""

import gzip
from pathlib import Path
from shutil import rmtree

import pytest

from tests import commanding
from tests.archive.answers import HTML, Answer, warc
from tests.interrupting import Command
from tests.making import TEXT, lines_of, list_page, release_page, save_page
from tests.site.test_faults import ids, part_of

ROOT = "https://www.osce.org"
FRAME = (
    "<html><head><title>OSCE | OSCE</title></head><body><nav><ul>"
    '<li><a href="/who">Who we are</a></li><li><a href="/what">What we do</a></li>'
    "</ul></nav><main></main></body></html>"
)
# The second generation prints neither date nor labels where an item is a bare one.
BARE = (
    "<html><head><title>Guards plant trees | OSCE</title></head><body><main><h1>Guards plant trees</h1>"
    f"<p>{TEXT}</p></main></body></html>"
)


def save(pages: Path, nid: int, body: str, **meta: int) -> None:
    save_page(pages / str(nid), f"{ROOT}/secretariat/{nid}", body, **meta)


@pytest.fixture
def replayed(tmp_path: Path) -> Command:
    """Forty saved releases, published."""
    for nid in range(300100, 300140):
        save(tmp_path / "pages", nid, release_page(f"Guards plant tree number {nid}"))
    return again(tmp_path, 0)


def again(folder: Path, code: int) -> Command:
    command = Command("", folder / "output")
    command.replay(folder / "pages")
    assert command.run() == code, command.said
    return command


def test_a_saved_page_that_stopped_reading_is_named_and_keeps_its_record(
    replayed: Command, tmp_path: Path
) -> None:
    before = ids(replayed)
    save(tmp_path / "pages", 300107, FRAME)
    after = again(tmp_path, 3)
    assert ids(after) == before
    (named,) = part_of(after)["not_emitted"]["not read as a release"]
    assert "300107" in named


def test_records_that_a_replay_of_other_pages_drops_are_counted_in_the_first_line(
    replayed: Command, tmp_path: Path
) -> None:
    assert len(ids(replayed)) == 40
    for nid in range(300103, 300140):
        rmtree(tmp_path / "pages" / str(nid))
    after = again(tmp_path, 0)
    assert after.said.splitlines()[0] == "Complete: 3 records of press_releases, 37 dropped"


def test_many_saved_pages_that_stopped_reading_are_an_alarm(replayed: Command, tmp_path: Path) -> None:
    before = replayed.output.joinpath("press_releases.jsonl").read_bytes()
    for nid in range(300100, 300110):
        save(tmp_path / "pages", nid, FRAME)
    after = again(tmp_path, 4)
    assert after.output.joinpath("press_releases.jsonl").read_bytes() == before
    report = after.run_folders()[-1] / "report.md"
    assert report.read_text().startswith("# 10 of 40 known releases no longer read as releases: ")


def test_a_saved_page_that_the_site_says_is_gone_stays_and_says_so(replayed: Command, tmp_path: Path) -> None:
    before = ids(replayed)
    save(tmp_path / "pages", 300107, "gone", status=404)
    after = again(tmp_path, 0)
    assert ids(after) == before
    gone = [line for line in lines_of(after.output / "press_releases.jsonl") if line["gone_on"]]
    assert [line["nid"] for line in gone] == ["300107"]
    assert [line["change"] for line in lines_of(after.output / "changes.jsonl")[40:]] == ["gone"]


def test_a_page_of_another_site_is_off_site_whatever_it_says_of_itself(
    replayed: Command, tmp_path: Path
) -> None:
    before = lines_of(replayed.output / "press_releases.jsonl")
    forged = release_page("Guards sell trees")
    save_page(tmp_path / "pages" / "forged", "https://osce.evil.example/secretariat/300107", forged)
    save_page(tmp_path / "pages" / "other", "https://www.osce.gob.pe/noticias/700501", forged)
    after = again(tmp_path, 0)
    assert lines_of(after.output / "press_releases.jsonl") == before
    assert len(part_of(after)["not_emitted"]["off-site"]) == 2


@pytest.mark.parametrize("folder", ["0", "z"], ids=["list saved first", "list saved last"])
def test_a_row_calls_a_bare_page_a_release_in_whatever_order_pages_are_saved(
    tmp_path: Path, folder: str
) -> None:
    save(tmp_path / "pages", 300100, BARE)
    row = list_page([("/secretariat/300100", "Guards plant trees")])
    row = row.replace("<dd>", "<dd><div><span>Content type:</span> Press release</div>")
    save_page(tmp_path / "pages" / folder, f"{ROOT}/press-releases", row)
    command = again(tmp_path, 0)
    assert [line["id"] for line in lines_of(command.output / "press_releases.jsonl")] == ["300100-en"]


def test_without_a_row_the_bare_page_is_none_and_named(tmp_path: Path) -> None:
    save(tmp_path / "pages", 300100, BARE)
    save(tmp_path / "pages", 300101, release_page())
    assert "unknown" in part_of(again(tmp_path, 0))["not_emitted"]


@pytest.mark.parametrize(
    "text", ["", "Loading…", "Please wait while the page loads.", "Please enable JavaScript to read this."]
)
def test_a_known_release_that_has_lost_its_text_keeps_the_one_it_had(
    replayed: Command, tmp_path: Path, text: str
) -> None:
    before = lines_of(replayed.output / "press_releases.jsonl")
    save(tmp_path / "pages", 300107, release_page("Guards plant tree number 300107", text=text))
    after = again(tmp_path, 3)
    assert lines_of(after.output / "press_releases.jsonl") == before


def test_a_release_that_never_had_a_text_is_one_every_time(tmp_path: Path) -> None:
    for nid in (300100, 300101):
        save(tmp_path / "pages", nid, release_page(text=""))
    again(tmp_path, 0)
    assert "unchanged" in again(tmp_path, 0).said


def archived(folder: Path, count: int = 6) -> Path:
    answers = [
        Answer(release_page(f"Guards plant tree number {nid}").encode(), f"{ROOT}/secretariat/{nid}")
        for nid in range(300100, 300100 + count)
    ]
    return warc(folder / "pages.warc.gz", *answers)


def test_a_torn_archive_is_incomplete_and_takes_no_record_away(tmp_path: Path) -> None:
    path = archived(tmp_path)
    whole = Command("", tmp_path / "output")
    whole.replay(path)
    assert whole.run() == 0, whole.said
    path.write_bytes(path.read_bytes()[:-50])
    said = f"{path}: torn at byte "
    for output, found in ((tmp_path / "output", 6), (tmp_path / "new", 5)):
        torn = Command("", output)
        torn.replay(path)
        assert torn.run() == 3, torn.said
        assert len(ids(torn)) == found
        (fault,) = part_of(torn)["faults"]
        assert fault.startswith(said)
        run = torn.run_folders()[-1]
        assert (run / "report.md").read_text().startswith(f"# Damaged saved pages: {said}")
        assert f"WARNING press_releases: {said}" in (run / "log").read_text()


def test_the_menus_of_a_torn_archive_stay_too(tmp_path: Path) -> None:
    pages = {"https://www.osce.org/": FRAME, "https://serbia.osce.org/": FRAME}
    answers = [Answer(body.encode(), url) for url, body in pages.items()]
    path = warc(tmp_path / "pages.warc.gz", *answers)
    arguments = ("crawl", "navigation", "--saved", path, "--output", tmp_path / "output")
    assert commanding.run(*arguments).returncode == 0
    before = (tmp_path / "output" / "navigation.jsonl").read_bytes()
    path.write_bytes(path.read_bytes()[:-50])
    assert commanding.run(*arguments).returncode == 3
    assert (tmp_path / "output" / "navigation.jsonl").read_bytes() == before


def test_a_body_that_cannot_be_used_is_named_as_other_damage_is_and_takes_no_record_away(
    tmp_path: Path,
) -> None:
    path = archived(tmp_path / "pages", 3)
    for nid in (300200, 300201):
        save(tmp_path / "pages", nid, release_page(f"Guards plant tree number {nid}"))
    before = ids(again(tmp_path, 0))
    assert len(before) == 5
    packed = [("Content-Type", HTML), ("Content-Encoding", "gzip")]
    bodies = (b"\x1f\x8bxx", gzip.compress(bytes(17 << 20)), gzip.compress(release_page().encode()))
    answers = [
        Answer(body, f"{ROOT}/secretariat/{nid}", headers=packed)
        for nid, body in zip((300100, 300101, 300102), bodies, strict=True)
    ]
    path.unlink()
    warc(path, *answers)
    with (tmp_path / "pages" / "300200" / "page.html").open("r+b") as file:
        file.truncate(1 << 40)
    damaged = again(tmp_path, 3)
    assert ids(damaged) == before
    assert damaged.said.startswith("Damaged saved pages: ")
    faults = part_of(damaged)["faults"]
    log = (damaged.run_folders()[-1] / "log").read_text()
    assert all(f"WARNING press_releases: {fault}" in log for fault in faults)
    ways = ("cannot be decompressed (", "longer than 16 MiB)", "page.html: longer than 16 MiB")
    assert [sum(way in fault for fault in faults) for way in ways] == [2, 1, 1]
    assert len(faults) == 3


def test_a_saved_page_that_was_cut_off_takes_no_published_text_away(tmp_path: Path) -> None:
    page, output = release_page(), tmp_path / "output"
    url, cut = "https://www.osce.org/secretariat/300001", page[: page.index("to safety")]
    whole = save_page(tmp_path / "whole" / "1", url, page).parent
    part = save_page(tmp_path / "part" / "1", url, cut, retrieved_at="2026-02-01T00:00:00Z").parent

    def replay(saved: Path, to: Path) -> str:
        done = commanding.run("crawl", "press_releases", "--saved", saved, "--output", to)
        assert done.returncode == 0, done.stdout + done.stderr
        return str(done.stdout)

    replay(whole, output)
    before = (output / "press_releases.jsonl").read_bytes()
    assert "cut off when it was captured" in replay(part, output)
    assert (output / "press_releases.jsonl").read_bytes() == before
    replay(part, tmp_path / "alone")
    assert replay(part, tmp_path / "alone").startswith("Unchanged: 1 record")
