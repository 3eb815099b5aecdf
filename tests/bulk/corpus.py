"""Captures of a small archive: releases, lists that call pages releases, pages of other kinds, pages of before."""

from pathlib import Path

from tests.archive.answers import HTML, Answer, warc
from tests.making import TEXT, release_page

HOST = "https://www.osce.org"
_UNDATED = (
    "<html><head><title>{0} | OSCE</title></head><body><main><h1>{0}</h1><p>Nothing here says what it is, or when it "
    "was, but for the list in which the item stands.</p></main></body></html>"
)
_ROW = (
    '<div class="search-result-news"><h3><a href="/node/{0}">Title {0}</a></h3>'
    "<div>Publishing date: 12 April 2016</div><div>Content type: Press release</div></div>"
)


def answer(path: str, body: str, day: int, status: int = 200, host: str = HOST) -> Answer:
    """What came from an address on this day of January 2026."""
    return Answer(
        body.encode(), f"{host}{path}", status, f"2026-01-{day:02}T03:04:05Z", [("Content-Type", HTML)]
    )


def release(number: int, day: int, text: str = TEXT, host: str = HOST) -> Answer:
    """A release; several have one day."""
    date = f"{1 + number % 5} April 2016"
    return answer(
        f"/secretariat/{number}",
        release_page(f"Title {number}", date=date, text=f"VIENNA, {date} – {text}"),
        day,
        host=host,
    )


def undated(number: int, day: int) -> Answer:
    """A page that is a release by the row of a list alone."""
    return answer(f"/cio/{number}", _UNDATED.format(f"Title {number}"), day)


def rows(*numbers: int, day: int, page: int = 0) -> Answer:
    """A list with rows of these items."""
    body = f"<html><body>{''.join(_ROW.format(number) for number in numbers)}</body></html>"
    return answer(f"/press-releases?page={page}", body, day)


CAPTURES = [
    *(release(300000 + number, day=2) for number in range(6)),
    # Read once more later: with another text, as an error, behind a challenge.
    release(300001, 20, "The lake was calm when the guards came back for a second time this month."),
    answer("/secretariat/300002", "<html><body><h1>Page not found</h1></body></html>", 21, status=404),
    answer("/secretariat/300003", "", 22),
    # The same items at other addresses.
    answer("/node/300004", release_page("Title 300004", extra="<p>Related</p>"), 12),
    release(300005, 3, host="https://d6.web.osce.org"),
    *(undated(number, day=4) for number in (400001, 400002, 400003)),
    undated(400001, day=9),
    rows(400001, 400002, 300001, day=5),
    rows(400003, 300002, day=6, page=1),
    rows(999999, day=1, page=1),
    answer("/about", "<html><body><h1>About us</h1></body></html>", 7),
    release(300009, 8, host="https://example.org"),
    answer("/newsroom/latest", release_page(), 10),
    answer("/cio/300011", "%PDF-1.4", 11),
]
"""No address twice in one second."""
RECORDS = 6 + 3


def archives(folder: Path, files: int, captures: list[Answer] = CAPTURES) -> list[Path]:
    """The captures, dealt out to so many files."""
    return [warc(folder / f"pages-{number}.warc.gz", *captures[number::files]) for number in range(files)]
