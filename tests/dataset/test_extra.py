"""The extra `analysis`: the core works without any of its libraries."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from osce_crawler.dataset.extra import ExtraMissingError, analysis_libraries
from tests.commanding import ROOT
from tests.making import lines_of, release_page, save_page

EXTRA = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["analysis"]
NAMES = [re.split(r"[<>=;\[ ]", requirement)[0].replace("-", "_") for requirement in EXTRA]


def test_a_crawl_needs_no_library_of_the_extra(tmp_path: Path) -> None:
    save_page(tmp_path / "saved", "https://www.osce.org/node/1", release_page())
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({NAMES!r})); from osce_crawler.cli import main; main()"
    )
    arguments = ["crawl", "press_releases", "--saved", "saved", "--output", "output"]
    subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    assert len(lines_of(tmp_path / "output" / "press_releases.jsonl")) == 1


def test_a_missing_library_is_named_with_the_extra_that_has_it() -> None:
    with (
        pytest.raises(
            ExtraMissingError, match=r"^nowhere is not installed: pip install 'osce-crawler\[analysis\]'"
        ),
        analysis_libraries(),
    ):
        import nowhere  # type: ignore[import-not-found]  # noqa: F401, PLC0415


def test_a_missing_module_of_our_own_is_no_missing_extra() -> None:
    with pytest.raises(ModuleNotFoundError) as caught, analysis_libraries():
        import osce_crawler.nowhere  # type: ignore[import-not-found]  # noqa: F401, PLC0415
    assert not isinstance(caught.value, ExtraMissingError)
