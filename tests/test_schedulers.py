"""The files for schedulers do what operators are told of them."""

import os
import subprocess
from pathlib import Path

import pytest

from osce_crawler.exits import INTERRUPTED
from tests.commanding import ROOT

DEPLOY = ROOT / "deploy"


def test_a_run_that_was_stopped_is_no_failure_of_a_scheduled_job() -> None:
    unit = (DEPLOY / "osce-crawler.service").read_text().splitlines()
    assert f"SuccessExitStatus={INTERRUPTED}" in unit
    actions = (DEPLOY / "github-actions.yml").read_text()
    assert f"osce-crawler crawl --output output || test $? -eq {INTERRUPTED}\n" in actions


@pytest.mark.parametrize("code", [0, 2, 3])
def test_the_line_for_cron_mails_what_a_run_says_that_did_not_end_well_and_shares_no_file(
    tmp_path: Path, code: int
) -> None:
    lines = (DEPLOY / "crontab").read_text().splitlines()
    (line,) = (line for line in lines if "osce-crawler crawl" in line)
    command = tmp_path / ".venv" / "bin" / "osce-crawler"
    command.parent.mkdir(parents=True)
    command.write_text(f"#!/bin/sh\necho 'done  so'\necho 50%s >&2\nexit {code}\n")
    command.chmod(0o755)
    asked = line.split(maxsplit=5)[5].replace("/srv/osce", str(tmp_path))
    said = subprocess.run(["/bin/sh", "-c", asked], capture_output=True, check=False, env=os.environ)
    assert said.stdout + said.stderr == (b"done  so\n50%s\n" if code else b"")
    assert [path.name for path in tmp_path.iterdir()] == [".venv"]
