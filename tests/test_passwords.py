"""A password in an address that a person gives is printed nowhere, and nothing is asked with it."""

from pathlib import Path

import pytest

from tests import commanding
from tests.making import SEED

Output = pytest.CaptureFixture[str]
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


def refused(capsys: Output, *arguments: str | Path) -> str:
    """What the command says as it refuses: no part of the password."""
    line = commanding.refused(capsys, *arguments)
    assert "s3" not in line
    assert "cret" not in line
    return line


@pytest.mark.parametrize("address", _ADDRESSES)
def test_a_site_with_a_password_is_refused_before_anything_is_written(
    address: str, tmp_path: Path, capsys: Output
) -> None:
    output = tmp_path / "output"
    line = refused(capsys, "crawl", "--site", address, "--contact", "me@example.org", "--output", output)
    assert "leave out all before the @" in line
    assert not output.exists()


def test_tools_for_single_pages_refuse_it_in_the_same_words(tmp_path: Path, capsys: Output) -> None:
    address = _ADDRESSES[0]
    for arguments in (
        ("check-site", "--site", address, "--contact", "me@example.org"),
        ("fixtures", "capture", address.upper().replace("S3CRET", "s3/cret"), "--folder", tmp_path),
        ("fixtures", "capture", address, "--contact", "me@example.org", "--folder", tmp_path),
        ("fixtures", "capture", SEED / "page.html", "--url", address, "--folder", tmp_path),
    ):
        assert "leave out all before the @" in refused(capsys, *arguments)
    assert "no such file" in refused(capsys, "extract", address)
    assert "no such file" in refused(capsys, "crawl", "--saved", address)
    assert "one page in one file" in refused(capsys, "extract", SEED / "page.html", "--url", address)
    assert list(tmp_path.iterdir()) == []
