"""Settings of the whole suite."""

import os

import pytest
from hypothesis import settings

# The suite judges a change by the same examples every time; only `make explore` looks at new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("explore", derandomize=False, max_examples=500, deadline=None)
settings.load_profile("explore" if os.environ.get("EXPLORE") else "same")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Crawls of the site's older generation take minutes together: `make test-long` runs them."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        if "tests/site/" in item.path.as_posix() and callspec and callspec.params.get("generation") == 2:
            item.add_marker("long")
