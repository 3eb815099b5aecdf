"""The report of a run: its state, counts, fill rates, checks, and what was not emitted and why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from osce_crawler import exits
from osce_crawler.dataset.checks import Finding
from osce_crawler.dataset.tally import EXAMPLES, Tally
from osce_crawler.outcomes import CARRIED_OVER, EMITTED, FRAMES, Outcomes
from osce_crawler.spiders.list_walk import ListWalk
from osce_crawler.vocabulary.checking import Named, UnknownWord

INTERRUPTED, FAILED, REFUSED = "interrupted", "failed", "refused by checks"
INCOMPLETE, COMPLETE, UNCHANGED = "incomplete", "complete", "unchanged"
# The worst state of a run's spiders is the run's; the worst first.
EXITS = {
    FAILED: exits.FAILED,
    INTERRUPTED: exits.INTERRUPTED,
    REFUSED: exits.REFUSED,
    INCOMPLETE: exits.INCOMPLETE,
    COMPLETE: 0,
    UNCHANGED: 0,
}


@dataclass(slots=True)
class Report:
    """The outcome of one spider's part of a run."""

    dataset: str
    state: str
    started_at: str
    finished_at: str
    pages_read: int = 0
    listed: int = 0
    """Addresses found; each is emitted, explained, or a frame."""
    emitted: int = 0
    explained: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    """How many addresses gave no record, by reason."""
    frames: dict[str, int] = field(default_factory=dict)
    """Lists, sitemaps and other pages of discovery."""
    not_emitted: dict[str, list[str]] = field(default_factory=dict)
    """The addresses themselves, without those of unchanged items: the account lists them."""
    records: int = 0
    """In the dataset as it is, or would be, published."""
    by_type: dict[str, int] = field(default_factory=dict)
    fill_rates: dict[str, float] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    unknown_words: list[UnknownWord] = field(default_factory=list)
    gone_from_menu: list[Named] = field(default_factory=list)
    changes: dict[str, int] = field(default_factory=dict)
    checks: list[Finding] = field(default_factory=list)
    walks: list[ListWalk] = field(default_factory=list)
    ways: dict[str, int] = field(default_factory=dict)
    """How many items each way of discovery found."""
    traffic: dict[str, float] = field(default_factory=dict)
    """Requests, retries, bytes, seconds."""
    resumed: int = 0
    """Addresses that were already fetched when the run was resumed."""
    torn: list[str] = field(default_factory=list)
    """Files of which a torn last line was dropped."""
    mended: list[str] = field(default_factory=list)
    """Files with lines that cannot be read, the first of these, and what became of them."""
    faults: list[str] = field(default_factory=list)
    cause: str = ""
    """What the faults are in a word, where `report/headline.py` has one."""
    archive: dict[str, Any] = field(default_factory=dict)
    """What a web archive gave of what it lists (`archive.capture_account`); empty for other runs."""
    left_alone: dict[str, str] = field(default_factory=dict)
    """Hosts that failed too often in this run, each with its last failure."""
    published: str | None = None


def count_outcomes(report: Report, outcomes: Outcomes) -> None:
    """Count what became of every address."""
    report.pages_read, report.listed = outcomes.read(), len(outcomes.by_url)
    reasons, frames = Counter[str](), Counter[str]()
    for url, seen in outcomes.by_url.items():
        if seen.why == EMITTED:
            report.emitted += 1
        elif seen.why in FRAMES:
            frames[seen.why] += 1
        else:
            reasons[seen.why] += 1
            if seen.why not in CARRIED_OVER:
                detail = f" ({seen.detail})" if seen.detail else ""
                report.not_emitted.setdefault(seen.why, []).append(url + detail)
    report.reasons, report.frames = dict(reasons), dict(frames)
    report.explained = reasons.total()


def count_records(report: Report, tally: Tally) -> None:
    """Count the records."""
    quality = tally.quality()
    report.records, report.by_type = quality.records, quality.by_type
    report.fill_rates, report.warnings = quality.fill_rates, quality.warnings
    report.unknown_words = tally.unknown_words()


def worst(parts: Iterable[Mapping[str, Any]], spiders: Iterable[str]) -> str:
    """The state of a run with these parts; a spider without a report was cut off."""
    states: dict[str, str] = {part["dataset"]: part["state"] for part in parts}
    return min((states.get(name, INTERRUPTED) for name in {*states, *spiders}), key=[*EXITS].index)


def as_markdown(report: dict[str, Any]) -> str:
    """The run as a page that a person reads in a minute: what matters first."""
    said = report["headline"]
    lines = [f"# {said['text']}", "", *([said["advice"], ""] if said["advice"] else [])]
    lines += [f"Run {report['run']}: {report['state']} (exit code {report['exit_code']})", ""]
    for part in report["spiders"]:
        lines += [f"## {part['dataset']}: {part['state']}", "", *_headline(part), ""]
        lines += [line for section in _SECTIONS for line in section(part)]
    return "\n".join(lines)


def _headline(part: dict[str, Any]) -> list[str]:
    changes = ", ".join(f"{count} {what}" for what, count in part["changes"].items()) or "no changes"
    resumed = f" · resumed with {part['resumed']} pages already fetched" if part["resumed"] else ""
    return [
        f"{part['started_at']} to {part['finished_at']} · {part['pages_read']} pages read{resumed}",
        (
            f"{part['listed']} addresses = {part['emitted']} emitted + {part['explained']} explained"
            f" + {sum(part['frames'].values())} index pages"
        ),
        f"{part['records']} records · {changes} · published: {part['published'] or 'no'}",
        *_captures(part.get("archive")),
        *(f"- fault: {fault}" for fault in part["faults"]),
        *(f"- torn last line dropped: {name}" for name in part["torn"]),
        *(f"- damaged: {what}" for what in part.get("mended", ())),
    ]


def _captures(said: Mapping[str, Any] | None) -> list[str]:
    """How many captures the archive lists, and what came of those that a run wants."""
    if not said:
        return []
    failed = sum(said["failed"].values())
    ends = {
        "at hand": said["held"],
        "not in the archive": said["missing"],
        "refused by its robots.txt": said["refused"],
        "not fetched": failed,
        "damaged when captured": said.get("damaged", 0),
    }
    ended = ", ".join(f"{count} {how}" for how, count in ends.items())
    return [
        f"- {said['index']} lists {said['listed']} captures; of {said['promised']} that are wanted: {ended}"
    ]


def weight_of(finding: Mapping[str, Any]) -> str:
    """What a failed check leads to."""
    return "FAILED" if finding["blocking"] else "failed, accepted" if finding["accepted"] else "not enforced"


def _checks(part: dict[str, Any]) -> list[str]:
    lines = []
    for one in part["checks"]:
        if not one["passed"]:
            lines.append(f"- {one['check']} ({weight_of(one)}): {one['text']}")
            lines += [f"  - {url}" for url in one["examples"]]
    passed = ", ".join(one["check"] for one in part["checks"] if one["passed"])
    return _titled("Checks", [*lines, *([f"- passed: {passed}"] if passed else [])])


def _not_emitted(part: dict[str, Any]) -> list[str]:
    lines = []
    for why, count in part["reasons"].items():
        lines.append(f"- {why}: {count}")
        lines += [f"  - {url}" for url in part["not_emitted"].get(why, [])[:EXAMPLES]]
    return _titled("Not emitted, and why", lines)


def _walks(part: dict[str, Any]) -> list[str]:
    lines = []
    for walk in part["walks"]:
        total = walk["total"] if walk["total"] is not None else "unknown"
        does = "adds up" if walk["adds_up"] else "does not add up"
        lines.append(
            f"- {walk['address']}: {walk['items']} items of {total}, {walk['pages']} pages in {walk['walks']}"
            f" walks: {does}"
        )
    return _titled("Lists", lines)


def _unknown_words(part: dict[str, Any]) -> list[str]:
    lines = []
    for word in part["unknown_words"]:
        lines.append(f"- {word['table']}: {word['printed']}: {word['count']}, e.g. {word['example']}")
        if word["nearest"]:
            lines.append(f"  - similar: {_names(word['nearest'])}")
    return _titled("Unknown words", lines)


def _gone_from_menu(part: dict[str, Any]) -> list[str]:
    lines = [f"- {entry['table']}: {_names([entry])}" for entry in part["gone_from_menu"]]
    return _titled("Known, but no longer in the menu", lines)


def _names(entries: Sequence[dict[str, Any]]) -> str:
    return ", ".join(f"{entry['name']} ({entry['id']})" for entry in entries)


def _counts(part: dict[str, Any]) -> list[str]:
    lines = []
    titles = {
        "by_type": "Records",
        "warnings": "Warnings",
        "ways": "Items by how they were found",
        "traffic": "Traffic",
    }
    for key, title in titles.items():
        lines += _titled(title, [f"- {name}: {count}" for name, count in part[key].items()])
    return lines


def _titled(title: str, lines: Sequence[str]) -> list[str]:
    return [f"### {title}", "", *lines, ""] if lines else []


_SECTIONS = (_checks, _not_emitted, _walks, _counts, _unknown_words, _gone_from_menu)
