"""What a run tells: counts, fill rates, and what was not emitted and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from osce_crawler.archive.writing import write_whole
from osce_crawler.items import NavigationEntry, PressRelease, Record, keys
from osce_crawler.ledger import EMITTED, FRAMES, Ledger
from osce_crawler.runs.folder import RunFolder
from osce_crawler.vocabulary.checking import Named, UnknownWord, compare_with_menu, unknown_in_releases

# So many addresses are named for each reason; all of them stand in the report's file.
EXAMPLES = 3


@dataclass(slots=True)
class Report:
    """The outcome of one spider's part of a run."""

    dataset: str
    state: str
    started_at: str
    finished_at: str
    pages_read: int = 0
    listed: int = 0
    records: int = 0
    by_type: dict[str, int] = field(default_factory=dict)
    fill_rates: dict[str, float] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    unknown_words: list[UnknownWord] = field(default_factory=list)
    gone_from_menu: list[Named] = field(default_factory=list)
    not_emitted: dict[str, list[str]] = field(default_factory=dict)
    frames: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    published: str | None = None
    changes: dict[str, int] = field(default_factory=dict)


def report_on(dataset: str, ledger: Ledger, records: Sequence[Record]) -> Report:
    """Count what the ledger and the records say; state and times are set by the run."""
    report = Report(dataset, "", "", "")
    report.pages_read = ledger.read()
    report.listed = len(ledger.outcomes)
    report.records = len(records)
    report.by_type = dict(Counter(_type_of(record) for record in records).most_common())
    report.fill_rates = fill_rates(records)
    releases = [record for record in records if isinstance(record, PressRelease)]
    report.warnings = dict(Counter(code for record in releases for code in record.warnings).most_common())
    report.unknown_words = unknown_in_releases(releases)
    if menu := [record for record in records if isinstance(record, NavigationEntry)]:
        differences = compare_with_menu(menu)
        report.unknown_words, report.gone_from_menu = differences.unknown, differences.gone
    for url, outcome in ledger.outcomes.items():
        if outcome.why in FRAMES:
            report.frames[outcome.why] = report.frames.get(outcome.why, 0) + 1
        elif outcome.why != EMITTED:
            detail = f" ({outcome.detail})" if outcome.detail else ""
            report.not_emitted.setdefault(outcome.why, []).append(url + detail)
    return report


def fill_rates(records: Sequence[Record]) -> dict[str, float]:
    """For each key, the share of records in which it is neither null nor empty."""
    if not records:
        return {}
    return {
        key: sum(getattr(record, key) not in (None, "", []) for record in records) / len(records)
        for key in keys(type(records[0]))
    }


def _type_of(record: Record) -> str:
    return record.content_type if isinstance(record, PressRelease) else record.kind


def as_markdown(run_id: str, reports: Sequence[dict[str, Any]]) -> str:
    """The run as a page that a person reads in a minute."""
    lines = [f"# Run {run_id}", ""]
    for report in reports:
        lines += [
            f"## {report['dataset']}: {report['state']}",
            "",
            f"{report['started_at']} to {report['finished_at']} · {report['pages_read']} pages read",
            f"{report['records']} records · published: {report['published'] or 'no'}",
            "",
            *_section("Records", report["by_type"]),
            *_section("Warnings", report["warnings"]),
            *_unknown_words(report["unknown_words"]),
            *_gone_from_menu(report["gone_from_menu"]),
            *_not_emitted(report["not_emitted"]),
            *(f"- fault: {fault}" for fault in report["faults"]),
            "",
        ]
    return "\n".join(lines)


def _section(title: str, counts: dict[str, int]) -> list[str]:
    return (
        [f"### {title}", "", *(f"- {name}: {count}" for name, count in counts.items()), ""] if counts else []
    )


def _unknown_words(words: Sequence[dict[str, Any]]) -> list[str]:
    lines = ["### Unknown words", ""]
    for word in words:
        lines.append(f"- {word['table']}: {word['printed']}: {word['count']}, as on {word['example']}")
        if word["nearest"]:
            lines.append(f"  - like {_names(word['nearest'])}")
    return [*lines, ""] if words else []


def _gone_from_menu(entries: Sequence[dict[str, Any]]) -> list[str]:
    lines = [f"- {entry['table']}: {_names([entry])}" for entry in entries]
    return ["### Known, but no longer in the menu", "", *lines, ""] if entries else []


def _names(entries: Sequence[dict[str, Any]]) -> str:
    return ", ".join(f"{entry['name']} ({entry['id']})" for entry in entries)


def _not_emitted(reasons: dict[str, list[str]]) -> list[str]:
    lines = ["### Not emitted, and why", ""]
    for why, urls in reasons.items():
        lines.append(f"- {why}: {len(urls)}")
        lines += [f"  - {url}" for url in urls[:EXAMPLES]]
    return [*lines, ""] if reasons else []


def tell(folder: RunFolder, part: dict[str, Any]) -> None:
    """Add this spider's part to the run's report, which both spiders of one command share."""
    told = [one for one in (folder.report() or {}).get("spiders", []) if one["dataset"] != part["dataset"]]
    told.append(part)
    content = msgspec.json.format(msgspec.json.encode({"run": folder.run_id, "spiders": told}), indent=2)
    write_whole(folder.path / "report.json", content + b"\n")
    write_whole(folder.path / "report.md", as_markdown(folder.run_id, told).encode())
