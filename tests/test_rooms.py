"""The house: data goes one way, so that no module and no room leads back to itself."""

import ast
from collections.abc import Iterator, Mapping, Set
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import osce_crawler

ROOT = Path(osce_crawler.__file__).parent
# What the readers of pages and words may not know of.
_OF_CRAWLS = {"scrapy", "twisted"}


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package, by its dotted name."""
    found = {}
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = ast.parse(path.read_text())
    return found


def imports(tree: ast.Module) -> Iterator[str]:
    """Everything that it imports, at whatever place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def graph() -> dict[str, set[str]]:
    found = modules()
    return {name: {*imports(tree)} & found.keys() - {name} for name, tree in found.items()}


def room_of(module: str) -> str:
    """Its room; a module of no room is one of its own."""
    return module.split(".")[1] if "." in module else module


def assert_leads_nowhere_back(leads_to: Mapping[str, Set[str]]) -> None:
    try:
        TopologicalSorter(leads_to).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_no_module_imports_itself_by_way_of_others() -> None:
    # The package itself holds the version only, which many ask it for.
    leads_to = {name: others - {"osce_crawler"} for name, others in graph().items()}
    assert_leads_nowhere_back(leads_to)


def test_no_room_imports_itself_by_way_of_others() -> None:
    rooms: dict[str, set[str]] = {}
    for name, others in graph().items():
        rooms.setdefault(room_of(name), set()).update(map(room_of, others - {"osce_crawler"}))
    assert_leads_nowhere_back({room: others - {room} for room, others in rooms.items()})


@pytest.mark.parametrize(
    "room", ["pages", "grammar", "normalise", "vocabulary", "records", "dataset", "report"]
)
def test_what_reads_pages_and_words_knows_no_crawl(room: str) -> None:
    for name, tree in modules().items():
        if room_of(name) == room and name != "osce_crawler.report.progress":
            assert not {imported.split(".")[0] for imported in imports(tree)} & _OF_CRAWLS, name


def test_one_module_alone_prints_lines() -> None:
    printing = {"print", "click.echo", "click.secho"}
    for name, tree in modules().items():
        called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert name == "osce_crawler.report.showing" or not called & printing, name
