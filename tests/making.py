"""What tests are made of: printed releases, records, saved pages, each different only where it is told to."""

import json
from pathlib import Path
from typing import Any

from osce_crawler.items import NavigationEntry, PressRelease
from osce_crawler.pages.menu import PrintedEntry
from osce_crawler.pages.observation import Observation, PrintedRelease
from osce_crawler.records.release import record_of

FIXTURES = Path(__file__).parent.parent / "fixtures"
PAGES = Path(__file__).parent / "pages"
SEED = FIXTURES / "www.osce.org" / "cio" / "232506"

TITLE = "Border guards and doctors practise together on the lake shore"
TEXT = (
    "Sixty border guards and doctors practised on the lake shore today how to bring people to safety after "
    "a storm."
)


def printed(**changes: Any) -> PrintedRelease:
    """What a page prints of a release of 12 April 2016 in Vienna."""
    said: dict[str, Any] = {
        "title": TITLE,
        "content_type": "Press release",
        "dates": {"time": "12 April 2016"},
        "place": "Vienna",
        "sources": ["OSCE Secretariat"],
        "fields_of_work": ["Border management"],
        "paragraphs": [f"VIENNA, 12 April 2016 – {TEXT}"],
        "language": "en",
    }
    return PrintedRelease(**(said | changes))


def observation(
    url: str = "https://www.osce.org/secretariat/300001",
    *,
    generation: int = 3,
    retrieved_at: str = "2025-12-01T10:00:00Z",
    other_urls: list[str] | None = None,
    cut_off: bool = False,
    **changes: Any,
) -> Observation:
    """A page with that release."""
    return Observation(url, printed(**changes), generation, retrieved_at, other_urls or [], cut_off)


def release(**changes: Any) -> PressRelease:
    """A valid record, with these keys set to other values."""
    record = record_of(observation())
    for key, value in changes.items():
        setattr(record, key, value)
    return record


def entry(**changes: Any) -> NavigationEntry:
    """A valid menu entry."""
    said: dict[str, Any] = {
        "id": "www.osce.org/countries/finland",
        "site": "www.osce.org",
        "label": "Finland",
        "printed": "Finland – OSCE Chairpersonship 2025",
        "url": "https://www.osce.org/countries/finland",
        "kind": "country",
        "entity": "finland",
        "country": "FI",
        "chairpersonship_year": 2025,
        "parent": "www.osce.org/countries",
        "path": ["Countries", "Finland"],
        "level": 2,
        "position": 2,
        "final_url": None,
        "page_title": None,
        "page_description": None,
        "page_status": None,
        "language": "en",
        "menu_page": "https://www.osce.org/",
        "retrieved_at": "2025-12-01T10:00:00Z",
    }
    return NavigationEntry(**(said | changes))


def printed_entry(**changes: Any) -> PrintedEntry:
    """An entry of a menu as a page prints it."""
    said: dict[str, Any] = {
        "menu_page": "https://www.osce.org/",
        "language": "en",
        "url": "https://www.osce.org/countries/finland",
        "path": (("Countries", 1), ("Finland – OSCE Chairpersonship 2025", 1)),
        "position": 7,
        "siblings": ["Estonia", "Finland – OSCE Chairpersonship 2025", "France"],
        "has_children": False,
        "retrieved_at": "2025-12-01T10:00:00Z",
    }
    return PrintedEntry(**(said | changes))


def release_page(
    title: str = TITLE,
    *,
    date: str | None = "12 April 2016",
    place: str | None = "Vienna",
    text: str = f"VIENNA, 12 April 2016 – {TEXT}",
    extra: str = "",
) -> str:
    """The markup of a release of the third generation."""
    labels = f"<dt>Date:</dt><dd><time>{date}</time></dd>" if date else ""
    labels += f"<dt>Place:</dt><dd>{place}</dd>" if place else ""
    return (
        f'<html lang="en"><head><title>{title} | OSCE</title></head><body><main>'
        f"<p>Press release</p><h1>{title}</h1><dl>{labels}<dt>Source:</dt><dd>OSCE Secretariat</dd></dl>"
        f'<div class="body"><p>{text}</p></div></main>{extra}</body></html>'
    )


def list_page(
    rows: list[tuple[str, str]],
    *,
    previous: str | None = None,
    following: str | None = None,
    last: str | None = None,
) -> str:
    """The markup of a list of the second generation: rows of address and title, and a pager."""
    items = "".join(
        '<div class="search-result search-result-news"><dl><dt class="search-title">'
        f'<h3><a href="{url}">{title}</a></h3></dt><dd>'
        '<div class="publishing-date"><span>Publishing date:</span> 12 April 2016</div>'
        '<div class="where-we-are"><span>Where we are:</span> OSCE Mission to Skopje</div></dd></dl></div>'
        for url, title in rows
    )
    pager = f'<li class="pager-previous"><a href="{previous}">‹ previous</a></li>' if previous else ""
    pager += f'<li class="pager-next"><a href="{following}">next ›</a></li>' if following else ""
    pager += f'<li class="pager-last"><a href="{last}">last »</a></li>' if last else ""
    return (
        "<html><head><title>News and press releases | OSCE</title></head><body>"
        f'<h1>News and press releases</h1><div class="pane-content">{items}</div>'
        f'<ul class="pager"><li class="pager-current">1</li>{pager}</ul></body></html>'
    )


def save_page(folder: Path, url: str, body: str | bytes, **meta: Any) -> Path:
    """Save a page as a crawl of saved pages expects it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_bytes(body if isinstance(body, bytes) else body.encode())
    said = {
        "url": url,
        "status": 200,
        "content_type": "text/html; charset=utf-8",
        "retrieved_at": "2025-12-01T10:00:00Z",
        "origin": "reconstructed",
    }
    (folder / "page.json").write_text(json.dumps(said | meta), encoding="utf-8")
    return folder


def lines_of(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]
