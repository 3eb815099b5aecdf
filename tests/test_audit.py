"""`make audit` with tools that answer what a test wants: what it calls sound, and what it does not."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.commanding import ROOT

_SOUND = {"name": "a", "version": "1", "vulns": []}
_SKIPPED = {"name": "b", "skip_reason": "Dependency not found on PyPI and could not be audited: b (1)"}
_VULNERABLE = {"name": "c", "version": "1.2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.3"]}]}


def audited(folder: Path, pip_audit: str, *, bandit: int = 0) -> tuple[int, list[str]]:
    """Exit code and lines, where pip-audit does this and bandit ends so."""
    for name, script in (("pip-audit", pip_audit), ("bandit", f"exit {bandit}")):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    done = subprocess.run(
        [sys.executable, "scripts/audit.py"],
        cwd=ROOT,
        env=os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


def says(*packages: Mapping[str, object], code: int = 0) -> str:
    return f"cat <<'END'\n{json.dumps({'dependencies': packages, 'fixes': []})}\nEND\nexit {code}"


def test_sound_packages_and_sound_code_pass(tmp_path: Path) -> None:
    assert audited(tmp_path, says(_SOUND)) == (
        0,
        ["pip-audit: 1 of 1 packages audited", "bandit: nothing found"],
    )


def test_a_vulnerable_package_is_named_and_fails(tmp_path: Path) -> None:
    code, lines = audited(tmp_path, says(_SOUND, _VULNERABLE, code=1))
    assert code == 1
    assert lines[:2] == ["VULNERABLE c 1.2: PYSEC-1, mended in 1.3", "pip-audit: 2 of 2 packages audited"]


def test_packages_that_the_index_does_not_know_are_not_called_sound(tmp_path: Path) -> None:
    code, lines = audited(tmp_path, says(_SKIPPED, _SOUND))
    assert code == 0
    assert lines[0] == "pip-audit: 1 of 2 packages audited"
    assert lines[1].startswith("pip-audit: 1 NOT AUDITED, the first because: Dependency not found")


@pytest.mark.parametrize(
    "fault", ["echo Traceback >&2; echo 'ProxyError: no way' >&2; exit 1", "echo []; exit 1"]
)
def test_an_index_that_is_not_reached_is_told_and_fails_nothing(fault: str, tmp_path: Path) -> None:
    code, lines = audited(tmp_path, fault)
    assert code == 0
    assert lines[0].startswith("pip-audit: NOT AUDITED, no advisories could be had (")


@pytest.mark.parametrize("bandit", [1, 2])
def test_what_bandit_finds_fails_whatever_is_known_of_packages(bandit: int, tmp_path: Path) -> None:
    code, lines = audited(tmp_path, "exit 1", bandit=bandit)
    assert code == 1
    assert lines[-1] == f"bandit: see above (exit code {bandit})"
