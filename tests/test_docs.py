"""The documentation says what the code does."""

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

import osce_crawler
from osce_crawler import settings
from osce_crawler.dataset import checks
from osce_crawler.exporters import encode
from osce_crawler.items import WARNINGS, PressRelease, keys
from osce_crawler.outcomes import REASONS
from osce_crawler.report import archive_headline, headline
from scripts import dictionary
from tests.analysing import program
from tests.commanding import ROOT, run
from tests.dataset.packages import publish
from tests.making import entry, lines_of, release

PACKAGE = Path(osce_crawler.__file__).parent
PAGE = (ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
OPERATORS = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

# Where words get their meaning, and with it their warnings.
READERS = [*sorted((PACKAGE / "records").glob("*.py")), *sorted((PACKAGE / "normalise").rglob("*.py"))]


def test_the_data_dictionary_is_the_one_that_the_record_classes_give() -> None:
    assert dictionary.FILE.read_text(encoding="utf-8") == dictionary.page(), "run scripts/dictionary.py"


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.stem)
def test_every_warning_in_the_source_is_one_of_the_closed_set(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unknown = {*codes_given(tree), *strings_like_codes(tree)} - WARNINGS.keys()
    assert unknown == set()


def test_the_readers_give_warnings() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in READERS]
    assert {"place_ambiguous"} <= {code for tree in trees for code in codes_given(tree)}
    assert {"no_date", "date_range", "unknown_source"} <= {
        code for tree in trees for code in strings_like_codes(tree)
    }


def codes_given(tree: ast.AST) -> Iterator[str]:
    """Strings added to `warnings`, or passed as `warning`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        given = [keyword.value for keyword in node.keywords if keyword.arg == "warning"]
        if isinstance(node.func, ast.Attribute) and ast.unparse(node.func).endswith("warnings.add"):
            given += node.args
        yield from (each.value for each in given if isinstance(each, ast.Constant))  # type: ignore[misc]


def strings_like_codes(tree: ast.AST) -> Iterator[str]:
    """Strings that begin as warnings do and are no keys of a record."""
    beginnings = {code.split("_")[0] for code in WARNINGS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and re.fullmatch("[a-z]+(_[a-z]+)+", str(node.value)):
            code = str(node.value)
            if code.split("_", maxsplit=1)[0] in beginnings and code not in keys(PressRelease):
                yield code


def test_the_page_says_whose_service_this_is_not_and_whom_to_name() -> None:
    assert "not an OSCE service" in PAGE
    notes = (PACKAGE / "vocabulary" / "ATTRIBUTION.md").read_text(encoding="utf-8")
    for text in (PAGE, notes):
        assert "GeoNames" in text
        assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert "Unicode CLDR" in notes


def test_operators_are_shown_what_a_crawl_of_the_fixtures_prints(tmp_path: Path) -> None:
    done = run("crawl", "--saved", ROOT / "fixtures", "--output", "output", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    shown = re.search(r"```\n(Complete: .*?)\n```", OPERATORS, re.DOTALL)
    assert shown is not None
    assert _without_time(shown[1]) == _without_time(done.stdout.rstrip())


def _without_time(text: str) -> str:
    text = re.sub(r"\b\d{8}T\d{6}Z\b", "RUN", text)
    return re.sub(r"\d+ days ago", "DAYS", text)


def test_every_file_that_the_readme_extracts_lies_in_a_clone() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    paths = re.findall(r"^osce-crawler extract (\S+)", readme, re.MULTILINE)
    assert len(paths) == 3
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_table_of_the_vocabulary_is_named_for_contributors() -> None:
    page = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
    tables = (ROOT / "osce_crawler" / "vocabulary").glob("*.csv")
    assert [table.stem for table in tables if f"`{table.stem}`" not in page] == []


def test_the_architecture_names_every_module_and_no_other() -> None:
    named = re.findall(r"^\| `([\w/]+\.py)` \|", ARCHITECTURE, re.MULTILINE)
    modules = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py")}
    assert len(named) == len(set(named))
    assert set(named) <= modules
    assert {path for path in modules if not path.endswith("__init__.py")} <= set(named)


def where_requests_are_decided() -> list[tuple[str, list[str], list[str]]]:
    """What is decided, in which files, by which functions."""
    table = ARCHITECTURE.split("\n## Where a request is …\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split(" | ") for line in table.splitlines()[3:] if line.startswith("|")]
    return [
        (what.strip(), re.findall(r"`([\w/]+\.py)`", files), re.findall(r"`([\w.]+)`", functions))
        for what, files, functions in rows
    ]


@pytest.mark.parametrize(("what", "files", "functions"), where_requests_are_decided())
def test_every_function_that_decides_on_a_request_is_where_the_architecture_says(
    what: str, files: list[str], functions: list[str]
) -> None:
    defined = {name for file in files for name in functions_of(PACKAGE / file)}
    assert functions, what
    assert set(functions) <= defined


def functions_of(path: Path) -> Iterator[str]:
    """Its functions, and its methods as `Class.method`."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            methods = (each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
            yield from (f"{node.name}.{method.name}" for method in methods)


def first_column(heading: str) -> set[str]:
    """The words in the first column of a table for operators."""
    section = OPERATORS.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    cells = re.findall(r"^\| (.+?) \|", section, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`([^`]+)`", cell)}


def test_every_reason_is_explained_to_operators_and_no_other() -> None:
    assert first_column("Reasons") == REASONS


def test_every_check_is_explained_to_operators_and_no_other() -> None:
    assert first_column("Checks") == {*checks.names()}


def test_every_first_line_is_explained_to_operators_and_no_other() -> None:
    """A redesign has no word of its own: its line begins with numbers."""
    named = {*headline._ADVICE, *archive_headline._ADVICE}
    causes = {f"{cause[0].upper()}{cause[1:]}" for cause in named} - {"Redesign"}
    numbers = "61 of 61 known releases no longer read as releases"
    assert first_column("The first line") == causes | {"Complete", "Unchanged", "Checks failed", numbers}


@pytest.mark.parametrize("setting", ["LIST_BUDGET", "SITEMAP_BUDGET"])
def test_operators_are_told_each_budget(setting: str) -> None:
    assert f"{setting} ({getattr(settings, setting):,})" in OPERATORS


def test_analysts_are_told_each_field_that_is_not_always_read_right() -> None:
    limits = PAGE.split("\n## Known limits\n", 1)[1].split("\n## ", 1)[0]
    floors = tomllib.loads((ROOT / "benchmarks" / "score_floors.toml").read_text(encoding="utf-8"))
    for name, floor in floors.items():
        assert floor == 100 or f"{floor} %" in limits, name


def test_every_link_between_the_documents_leads_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "SECURITY.md", *(ROOT / "docs").glob("*.md")):
        links = re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", page.read_text(encoding="utf-8"))
        assert [link for link in links if not (page.parent / link).exists()] == [], page


def anchors(page: Path) -> set[str]:
    """What GitHub calls the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_to_a_heading_leads_to_one() -> None:
    for page in (ROOT / "README.md", ROOT / "SECURITY.md", *(ROOT / "docs").glob("*.md")):
        links = re.findall(r"\]\(([^)#:]*)#([\w-]+)\)", page.read_text(encoding="utf-8"))
        assert [
            f"{file}#{anchor}"
            for file, anchor in links
            if anchor not in anchors(page.parent / file if file else page)
        ] == [], page


def test_the_record_in_the_readme_is_the_one_that_its_command_writes() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^What `osce-crawler (extract \S+)` writes", readme, re.MULTILINE)
    printed = readme.split("```json\n", 1)[1].split("\n```", 1)[0]
    assert json.loads(printed) == json.loads(run(*command.split(), cwd=ROOT).stdout)


def _code_under(heading: str) -> dict[str, str]:
    """The blocks of code under a heading, by their language."""
    text = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return dict(re.findall(r"^```(\w*)\n(.+?)^```$", text, re.MULTILINE | re.DOTALL))


@pytest.fixture
def with_contacts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a release that names a person, and a change of it."""
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "press_releases.jsonl").write_bytes(encode(release(contacts="Ada Person")) + b"\n")
    keys_changed = [{"key": key, "from": None, "to": "Ada Person"} for key in ("contacts", "title")]
    (tmp_path / "output" / "changes.jsonl").write_text(
        json.dumps({"id": "1-en", "keys": keys_changed}) + "\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_contacts_are_left_out_as_told_with_jq(with_contacts: Path) -> None:
    program("jq")
    subprocess.run(["sh", "-ec", _code_under("Personal data")[""]], check=True)
    (record,) = lines_of(with_contacts / "press_releases.jsonl")
    assert [*record] == [key for key in keys(PressRelease) if key != "contacts"]
    (change,) = lines_of(with_contacts / "changes.jsonl")
    assert [one["key"] for one in change["keys"]] == ["title"]


@pytest.mark.usefixtures("with_contacts")
def test_contacts_are_left_out_as_told_with_pandas() -> None:
    found: dict[str, Any] = {}
    exec(_code_under("Personal data")["python"], found)  # noqa: S102  the documentation's own
    assert "contacts" not in found["releases"]
    assert "title" in found["releases"]


@pytest.mark.usefixtures("with_contacts")
def test_contacts_are_left_out_as_told_with_duckdb() -> None:
    duckdb.sql(_code_under("Personal data")["sql"])
    columns = duckdb.read_parquet("press_releases.parquet").columns
    assert [*columns] == [key for key in keys(PressRelease) if key != "contacts"]


def test_the_descriptions_of_a_dataset_say_of_each_key_what_the_data_dictionary_says(tmp_path: Path) -> None:
    package = publish(tmp_path, [release()], [entry()])
    records = json.loads((tmp_path / "croissant.json").read_bytes())["recordSet"]
    in_package = [
        (field["name"], field["description"])
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
    ]
    in_croissant = [
        (field["name"].rpartition("/")[2], field["description"])
        for each in records
        for field in each["field"]
    ]
    assert in_package == in_croissant
    page = dictionary.FILE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| [\w ]+ \| (.+) \|$", page, re.MULTILINE)
    assert [
        key for key, said in in_package if not any(key == row and meant.endswith(said) for row, meant in rows)
    ] == []
