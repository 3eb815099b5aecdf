"""The menu of a page, HTML or text."""

from osce_crawler.pages.bounds import check_entries
from osce_crawler.pages.document import Document, Page, UnreadablePageError
from osce_crawler.pages.menu import PrintedEntry, entries_of, placed
from osce_crawler.pages.reading import LONGEST_READING, looks_like_html
from osce_crawler.pages.text_lines import lines_of
from osce_crawler.pages.text_menu import read_text_menu
from osce_crawler.pages.text_page import text_of
from osce_crawler.pages.time_limit import time_limit


def menu_of(page: Page) -> list[PrintedEntry]:
    """Every entry of the page's main menu, in order. Raises UnreadablePageError."""
    try:
        with time_limit(LONGEST_READING):
            entries = _entries(page)
            check_entries(len(entries))
            return entries
    except (ValueError, RecursionError) as fault:
        raise UnreadablePageError(str(fault)) from None


def _entries(page: Page) -> list[PrintedEntry]:
    if looks_like_html(page):
        return list(entries_of(Document(page)))
    text = text_of(page)
    if text is None:
        raise UnreadablePageError("neither HTML nor the text of a page")
    return list(placed(read_text_menu(lines_of(text), page.url), page.url, None))
