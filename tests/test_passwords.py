"""A password in an address that a person gives is printed nowhere, and nothing is asked with it."""

from pathlib import Path

import pytest

from tests.commanding import run
from tests.making import SEED

_ADDRESSES = [
    "http://user:s3cret@127.0.0.1:9/",
    "http://s3cret@127.0.0.1:9/",
    "http://user:s3cret@127.0.0.1:port/",
    "http://user:s3 cret@127.0.0.1/",
    "HTTP://user:s3cret@127.0.0.1/",
    "ftp://user:s3cret@127.0.0.1/",
    "http://user:s3/cret@127.0.0.1/",
    "user:s3cret@127.0.0.1",
]


def refused(*arguments: str | Path) -> str:
    """What the command says as it refuses: one line with no part of the password."""
    finished = run(*arguments)
    assert (finished.returncode, finished.stdout) == (2, ""), finished
    assert finished.stderr.count("\n") == 1
    assert "s3" not in finished.stderr
    assert "cret" not in finished.stderr
    return finished.stderr


@pytest.mark.parametrize("address", _ADDRESSES)
def test_a_site_with_a_password_is_refused_before_anything_is_written(address: str, tmp_path: Path) -> None:
    output = tmp_path / "output"
    line = refused("crawl", "--site", address, "--contact", "me@example.org", "--output", output)
    assert "leave out all before the @" in line
    assert not output.exists()


def test_tools_for_single_pages_refuse_it_in_the_same_words(tmp_path: Path) -> None:
    address = _ADDRESSES[0]
    for arguments in (
        ("check-site", "--site", address, "--contact", "me@example.org"),
        ("fixtures", "capture", address.upper().replace("S3CRET", "s3/cret"), "--folder", tmp_path),
        ("fixtures", "capture", address, "--contact", "me@example.org", "--folder", tmp_path),
        ("fixtures", "capture", SEED / "page.html", "--url", address, "--folder", tmp_path),
    ):
        assert "leave out all before the @" in refused(*arguments)
    assert "no such file" in refused("extract", address)
    assert "no such file" in refused("crawl", "--saved", address)
    assert "one page in one file" in refused("extract", SEED / "page.html", "--url", address)
    assert list(tmp_path.iterdir()) == []
