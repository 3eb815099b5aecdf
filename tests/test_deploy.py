"""`deploy/github-actions.yml`: its own steps, run as the runner runs them, with a `gh` that keeps releases on disk."""

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import polars as pl
import pytest
import yaml

from osce_crawler.cli import main
from osce_crawler.cli.commands import osce_crawler
from tests.commanding import ROOT
from tests.making import lines_of

Steps = list[dict[str, Any]]
REPLAY = ["--saved", str(ROOT / "fixtures")]
TELEPHONE = "+43 1 514 36 61 80"
WORKFLOW: dict[Any, Any] = yaml.safe_load(
    (ROOT / "deploy" / "github-actions.yml").read_text(encoding="utf-8")
)
STEPS: Steps = WORKFLOW["jobs"]["crawl"]["steps"]
SCRIPTS = [step["run"] for step in STEPS if "run" in step]

# What `gh` does that the workflow asks of it; a release is a folder, a draft one has a mark.
_GH = """
import argparse, fnmatch, pathlib, shutil, sys
store = pathlib.Path({store!r})
parser = argparse.ArgumentParser()
groups = parser.add_subparsers(required=True, dest="group")
groups.add_parser("workflow").add_argument("rest", nargs="*")
release = groups.add_parser("release").add_subparsers(required=True, dest="verb")
of = {{verb: release.add_parser(verb) for verb in ("view", "create", "download", "upload")}}
for each in of.values():
    each.add_argument("tag")
of["view"].add_argument("--json")
of["view"].add_argument("--jq")
of["create"].add_argument("--draft", action="store_true")
of["create"].add_argument("--title", required=True)
of["create"].add_argument("--notes", required=True)
of["download"].add_argument("--dir", type=pathlib.Path)
of["download"].add_argument("--pattern")
of["upload"].add_argument("files", nargs="+", type=pathlib.Path)
for verb in ("download", "upload"):
    of[verb].add_argument("--clobber", action="store_true", required=True)
asked = parser.parse_args()
if asked.group == "workflow":
    sys.exit(asked.rest != ["enable", "crawl.yml"])
folder = store / asked.tag
if asked.verb == "create":
    folder.mkdir(parents=True)
    (store / f"{{asked.tag}}.draft").touch() if asked.draft else None
elif not folder.exists():
    sys.exit("release not found")
elif asked.verb == "view" and asked.json:
    print(*(path.name for path in folder.iterdir()), sep="\\n")
elif asked.verb == "download":
    found = [path for path in folder.iterdir() if fnmatch.fnmatch(path.name, asked.pattern)]
    asked.dir.mkdir(exist_ok=True)
    for path in found:
        shutil.copy(path, asked.dir)
    sys.exit(not found and "no assets match the file pattern")
elif asked.verb == "upload":
    for path in asked.files:
        shutil.copy(path, folder)
"""
# The real command; a crawl reads the saved pages in place of the site.
_OSCE_CRAWLER = """
import sys
from osce_crawler.cli import main
asked = sys.argv[1:]
main(asked + {more!r} if asked[0] == "crawl" else asked)
"""


@dataclass
class Runner:
    """A machine that runs the job, anew each time; releases and the cache stay."""

    folder: Path
    outcomes: dict[str, str] = field(default_factory=dict)
    said: str = ""

    @property
    def releases(self) -> Path:
        return self.folder / "releases"

    def assets(self, release: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((self.releases / release).iterdir())}

    def job(self, crawl: list[str]) -> Path:
        """Run the job; returns its workspace. `crawl`: what is added to the crawl's command line."""
        self.outcomes, self.said = {}, ""
        workspace, cached = self.folder / "workspace", self.folder / "cached"
        shutil.rmtree(workspace, ignore_errors=True)
        workspace.mkdir()
        if cached.exists():
            shutil.copytree(cached, workspace / "output" / "runs")
        programs = self._programs(crawl)
        for number, step in enumerate(STEPS):
            name = str(step.get("id") or step.get("name") or number)
            self.outcomes[name] = self._step(step, workspace, programs)
        if (workspace / "output" / "runs").exists():
            shutil.copytree(workspace / "output" / "runs", cached, dirs_exist_ok=True)
        return workspace

    def _step(self, step: Mapping[str, Any], workspace: Path, programs: Path) -> str:
        if not self._may_run(step.get("if"), workspace):
            return "skipped"
        if "run" not in step or "pip install" in step["run"]:
            return "success"
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=workspace,
            env=os.environ | {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        self.said += done.stdout
        return "failure" if done.returncode else "success"

    def _may_run(self, condition: str | None, workspace: Path) -> bool:
        if condition is None:
            return "failure" not in self.outcomes.values()
        always, _, rest = condition.partition(" && ")
        assert always == "always()"
        if file := re.fullmatch(r"hashFiles\('(.+)'\) != ''", rest):
            return (workspace / file[1]).exists()
        if step := re.fullmatch(r"steps\.(\w+)\.outcome == 'success'", rest):
            return self.outcomes[step[1]] == "success"
        assert rest == "", rest
        return True

    def _programs(self, crawl: list[str]) -> Path:
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        made = {"gh": _GH.format(store=str(self.releases)), "osce-crawler": _OSCE_CRAWLER.format(more=crawl)}
        for name, program in made.items():
            (folder / name).write_text(f"#!{sys.executable}\n{program}", encoding="utf-8")
            (folder / name).chmod(stat.S_IRWXU)
        return folder


def commands() -> list[list[str]]:
    """The arguments of every `osce-crawler` in the workflow."""
    lines = [line for script in SCRIPTS for line in script.splitlines() if "osce-crawler " in line]
    called = [re.search(r"(?:^|[\w-]+ )osce-crawler ([^|]+)", line) for line in lines if "gh " not in line]
    return [shlex.split(found[1]) for found in called if found]


def leaves(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        if isinstance(command, click.Group):
            yield from leaves(command)
        else:
            yield command


def test_every_command_in_it_is_one_that_the_program_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    called = []
    for leaf in leaves(osce_crawler):
        monkeypatch.setattr(leaf, "callback", lambda _name=leaf.name, **_: called.append(_name))
    for arguments in commands():
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert not end.value.code, arguments
    assert called == ["crawl", "export", "report", "status"]


def test_each_job_may_do_no_more_than_it_needs() -> None:
    assert WORKFLOW["permissions"] == {}
    jobs = WORKFLOW["jobs"]
    assert jobs["crawl"]["permissions"] == {"contents": "write", "actions": "write"}
    assert jobs["page"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert jobs["page"]["needs"] == "crawl"
    assert WORKFLOW[True]["schedule"]  # YAML reads the key `on` as true


def test_a_run_publishes_a_release_and_a_page_and_the_next_begins_with_its_state(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    public = runner.job(REPLAY) / "public"
    assert {*runner.outcomes.values()} == {"success"}, runner.said
    page = {path.name: path.read_bytes() for path in public.iterdir()}
    tables = {"press_releases.parquet", "navigation.parquet", "changes.parquet"}
    assert page.keys() == {*tables, "datapackage.json", "index.html"}
    released, state = runner.assets("data"), runner.assets("state")
    assert released == {name.replace("index", "report"): content for name, content in page.items()}
    assert {path.name for path in runner.releases.glob("*.draft")} == {"state.draft"}

    releases = lines_of(tmp_path / "workspace" / "output" / "press_releases.jsonl")
    read = pl.read_parquet(public / "press_releases.parquet")
    assert read.height == len(releases)
    described = json.loads(page["datapackage.json"])
    assert described["without"] == ["contacts"]
    assert {resource["path"] for resource in described["resources"]} == tables

    kept = (tmp_path / "workspace" / "output").glob("*.json*")
    assert state.keys() == {path.name for path in kept}
    assert TELEPHONE.encode() in state["press_releases.jsonl"]
    shown = [str(pl.read_parquet(public / name).to_dicts()) for name in sorted(tables)]
    for content in [*shown, page["index.html"].decode(), page["datapackage.json"].decode()]:
        assert TELEPHONE not in content
        assert "press@osce.org" not in content

    runner.job(REPLAY)
    assert {*runner.outcomes.values()} == {"success"}, runner.said
    assert "unchanged" in runner.said
    again = runner.assets("state")
    assert again.keys() == state.keys()
    assert again["press_releases.jsonl"] == state["press_releases.jsonl"]


def test_a_first_run_that_is_cut_off_publishes_nothing_and_fails_no_upload(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    runner.job(["--site", "not-a-site"])
    assert runner.outcomes["Crawl"] == "failure"
    skipped = {name for name, outcome in runner.outcomes.items() if outcome == "skipped"}
    assert skipped == {"Keep the datasets", "build", "Publish it as a release", "page"}
    assert runner.outcomes["Stay awake"] == "success"
    assert runner.assets("state") == {}
    assert not (runner.releases / "data").exists()
