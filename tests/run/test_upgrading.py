"""An output folder that the last version with schema 1.0.0 published, brought up by the next run.

`published_by_schema_1/` is what that version made of the saved pages under `fixtures/`; nothing in it was edited.
"""

import json
import shutil
from pathlib import Path

import pytest

from osce_crawler.items import SCHEMA_VERSION, PressRelease, keys
from tests.interrupting import Command
from tests.making import FIXTURES, lines_of

OLD = Path(__file__).parent / "published_by_schema_1"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("upgraded") / "output"
    shutil.copytree(OLD, output)
    command = Command("", output)
    command.replay(FIXTURES)
    assert command.run() == 0, command.said
    return output


def by_id(folder: Path) -> dict[str, dict[str, object]]:
    return {str(line["id"]): line for line in lines_of(folder / "press_releases.jsonl")}


def test_every_line_has_the_keys_of_today_with_the_values_of_then(output: Path) -> None:
    before, after = by_id(OLD), by_id(output)
    assert before.keys() <= after.keys()
    for id_, line in before.items():
        assert "date_from" in line
        assert list(after[id_]) == list(keys(PressRelease))
        assert after[id_]["date_evidence"] == line["date_from"]


def test_history_goes_on_and_the_site_is_not_said_to_have_changed(output: Path) -> None:
    before, after = by_id(OLD), by_id(output)
    moments = ("first_seen", "last_changed")
    assert all(after[id_][key] == before[id_][key] for id_ in before for key in moments)
    changes = (output / "changes.jsonl").read_bytes()
    assert changes.startswith((OLD / "changes.jsonl").read_bytes())
    since = lines_of(output / "changes.jsonl")[len(lines_of(OLD / "changes.jsonl")) :]
    assert [line for line in since if line["id"] in before and line["cause"] == "site"] == []


def test_counts_of_the_dataset_are_those_of_its_keys_of_today(output: Path) -> None:
    (resource,) = json.loads((output / "datapackage.json").read_bytes())["resources"]
    rates = resource["quality"]["fill_rates"]
    assert rates["date_evidence"] == rates["date"] > 0
    assert "date_from" not in resource["quality"]["filled"]


def test_the_description_says_the_schema_of_today(output: Path) -> None:
    def version(folder: Path) -> str:
        return str(json.loads((folder / "datapackage.json").read_bytes())["schema_version"])

    assert (version(OLD), version(output)) == ("1.0.0", SCHEMA_VERSION)
