"""Programs of analysts that are no Python packages: R and jq."""

import os
import shutil
import subprocess
from typing import NoReturn

import pytest


def program(name: str) -> str:
    """The program of this name. Without it the test is skipped, and fails in CI, which must have it."""
    return shutil.which(name) or _missing(name)


def printed_by_r(code: str) -> str:
    """What R prints, with jsonlite; raises CalledProcessError where the code fails."""
    rscript = program("Rscript")
    if subprocess.run([rscript, "-e", "library(jsonlite)"], check=False, capture_output=True).returncode:
        _missing("R's jsonlite")
    return subprocess.run([rscript, "-e", code], check=True, capture_output=True, encoding="utf-8").stdout


def _missing(what: str) -> NoReturn:
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
        f"{what} is not installed (Debian: jq, r-cran-jsonlite)"
    )
    raise AssertionError
