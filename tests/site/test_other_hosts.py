"""Hosts that must not be asked: those a site leads to, and those of the operator's own network."""

from pathlib import Path

import pytest

from tests.commanding import run
from tests.making import lines_of
from tests.site.building import BuiltSite
from tests.site.faults import Fault
from tests.site.hosting import hosted

ITEM, STRUCTURE = "/cio/232506", "/node/108218"
CONTACT = ("--contact", "you@example.org")


def test_check_site_follows_no_redirect_to_another_host_port_or_name(tmp_path: Path) -> None:
    with hosted(BuiltSite(1)) as inside, hosted(BuiltSite(1)) as site:
        port = inside.root.rpartition(":")[2]
        site.fail("/robots.txt", Fault.redirect(f"{inside.root}/robots.txt"), None)
        site.fail(ITEM, Fault.redirect(f"{inside.root}/secret", 308), None)
        site.fail(STRUCTURE, Fault.redirect(f"http://localhost:{port}/secret"), None)
        site.fail("/", Fault.redirect(f"http://{site.root[7:]}@localhost:{port}/"), None)
        said = run("check-site", "--site", site.root, "--delay", "0", cwd=tmp_path)
        assert (inside.asked, said.returncode) == ([], 4)
    assert said.stdout.count("off-site: ") == 3
    assert said.stdout.endswith("0 of 3 read right\n")


@pytest.mark.parametrize("at", [ITEM, "/robots.txt"])
def test_a_page_of_another_host_is_never_captured(tmp_path: Path, at: str) -> None:
    with hosted(BuiltSite(1)) as inside, hosted(BuiltSite(1)) as site:
        site.fail(at, Fault.redirect(f"{inside.root}/"), None)
        said = run("fixtures", "capture", f"{site.root}{ITEM}", cwd=tmp_path)
        assert inside.asked == []
    if at == ITEM:
        assert (said.returncode, [*tmp_path.iterdir()]) == (2, [])
        assert said.stderr == (
            f"osce-crawler: {site.root}{ITEM}: could not be fetched (off-site: {inside.root}/)\n"
        )
    else:
        assert said.returncode == 0


def test_a_host_of_the_crawl_that_resolves_to_this_machine_is_left_alone_and_costs_no_other(
    tmp_path: Path,
) -> None:
    with hosted(BuiltSite(1)) as inside, hosted(BuiltSite(6)) as site:
        sites = site.root, inside.root.replace("127.0.0.1", "www.rebound.example")
        roots = [word for root in sites for word in ("--site", root)]
        options = "--delay", "0.01", "--output", tmp_path, *CONTACT
        said = run("crawl", "press_releases", *roots, *options, names={"www.rebound.example": "127.0.0.1"})
        assert inside.asked == []
    assert said.returncode == 3, said.stdout
    assert len(lines_of(tmp_path / "press_releases.jsonl")) == 6
    why = "www.rebound.example resolves to 127.0.0.1, a loopback address"
    (run_folder,) = (tmp_path / "runs").iterdir()
    for file in ("report.md", "log", "press_releases.account.jsonl"):
        assert why in (run_folder / file).read_text(), file


def test_a_page_that_is_asked_for_by_itself_is_not_asked_of_the_operator_s_network_either(
    tmp_path: Path,
) -> None:
    names = {"www.rebound.example": "127.0.0.1", "inside.example": "0.0.0.0"}  # noqa: S104
    with hosted(BuiltSite(1)) as inside:
        port = inside.root.rpartition(":")[2]
        address = f"http://inside.example:{port}/"
        capture = run("fixtures", "capture", address, *CONTACT, cwd=tmp_path, names=names)
        check = run(
            "check-site", "--site", f"http://WWW.Rebound.Example:{port}/", *CONTACT, cwd=tmp_path, names=names
        )
        assert inside.asked == []
    assert (capture.returncode, [*tmp_path.iterdir()]) == (2, [])
    (line,) = capture.stderr.splitlines()
    assert "inside.example resolves to 0.0.0.0, an unspecified address" in line
    why = "www.rebound.example resolves to 127.0.0.1, a loopback address"
    assert (check.returncode, check.stdout.count(why)) == (4, 3)
