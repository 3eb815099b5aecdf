"""WARC files for tests: answers of a site, each an ordinary page but for what is told."""

from dataclasses import dataclass, field
from pathlib import Path

from osce_crawler.archive.warc_file import WarcFile

HTML = "text/html; charset=utf-8"
URL = "https://www.osce.org/secretariat/300001"


@dataclass(frozen=True)
class Answer:
    """What came from an address at a moment."""

    body: bytes = b"<p>a page</p>"
    url: str = URL
    status: int = 200
    moment: str = "2026-01-02T03:04:05Z"
    headers: list[tuple[str, str]] = field(default_factory=lambda: [("Content-Type", HTML)])


def warc(path: Path, *answers: Answer) -> Path:
    """Write these answers to a new file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = WarcFile(path, {"software": "tests"})
    for answer in answers:
        file.write(answer.url, answer.status, answer.headers, answer.body, answer.moment)
    file.close()
    return path


def numbered(count: int) -> list[Answer]:
    """Answers of as many addresses, each with a body of its own."""
    return [Answer(b"<p>page %d</p>" % n, f"https://www.osce.org/secretariat/30000{n}") for n in range(count)]
