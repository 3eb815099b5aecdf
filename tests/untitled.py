"""Pages that give no valid record: they print UNTITLED, and are read without a title."""

import pytest

from osce_crawler.pages import reading
from osce_crawler.pages.document import Page
from osce_crawler.pages.reading import Reading

UNTITLED = "No title is read here."
BEFORE = f"""
from osce_crawler.pages import reading
read = reading._read
def untitled(page, row_type):
    found = read(page, row_type)
    if found.printed is not None and {UNTITLED.encode()!r} in page.body:
        found.printed.title = " "
    return found
reading._read = untitled
"""
"""Code that makes a process read such pages so."""


def read_untitled(patch: pytest.MonkeyPatch) -> None:
    """Have this process read them so, as long as the patch lasts."""
    read = reading._read

    def untitled(page: Page, row_type: str | None) -> Reading:
        found = read(page, row_type)
        if found.printed is not None and UNTITLED.encode() in page.body:
            found.printed.title = " "
        return found

    patch.setattr(reading, "_read", untitled)
