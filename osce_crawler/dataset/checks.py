"""What must hold before a dataset is published; the limits are in `checks.toml`."""

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from osce_crawler.dataset.tally import EXAMPLES, Tally
from osce_crawler.dataset.verify import Verified
from osce_crawler.outcomes import LED_AWAY, NO_RELEASE, OUR_FAULTS

Limits = Mapping[str, Any]
Verdict = tuple[bool, str, Sequence[str]]
"""Whether the check holds, what was found, and addresses to look at."""

AS_DESCRIBED = "as-described"
# Without these a file is no dataset, whatever was crawled.
STRUCTURAL = frozenset({AS_DESCRIBED, "still-releases", "not-zero", "valid", "unique-ids"})
NOT_READ = frozenset({NO_RELEASE, "unreadable", "unknown", "empty", "error page"}) | OUR_FAULTS
# Answers to the address of a known release that show a page, and no release on it.
STOPPED = frozenset({NO_RELEASE, LED_AWAY, "unreadable", "empty", "error page"})


@dataclass(slots=True)
class Figures:
    """What the checks look at: a dataset as it would be published."""

    dataset: str
    after: Tally
    """Of the dataset as it would be published."""
    fresh: Tally
    """Of the records that this run read."""
    before: Tally
    """Of the dataset that is published."""
    today: dt.date
    newest: dt.date | None = None
    verified: Verified | None = None
    """The result of reading the file back; null where it is unchanged."""
    has_carried_over: bool = False
    """Whether any known record was kept without reading its page again."""
    is_bounded: bool = False
    """Whether the run was asked for a part only (`--limit`, `--since`)."""
    pages_read: int = 0
    reasons: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Addresses that gave no record, by reason."""
    known_read: int = 0
    """Releases known from before for whose pages this run has an answer."""
    stopped: Sequence[str] = ()
    """Those of them that no longer read as releases."""
    lost: Sequence[str] = ()
    """Addresses of records that were published and would be no longer."""
    damage: str | None = None
    """What was wrong with the published file when the run began."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check."""

    check: str
    passed: bool
    blocking: bool
    """Whether nothing is published because of it."""
    accepted: bool
    """Whether it would block, but was accepted with `--accept`."""
    text: str
    examples: tuple[str, ...]


def check(figures: Figures, *, all_block: bool, accepted: Sequence[str] = ()) -> list[Finding]:
    """Every check of the dataset. `all_block`: not only the structural ones keep it from being published.

    `accepted`: checks that keep nothing from being published; a dataset without records never is.
    """
    if not figures.after.records:
        accepted = [name for name in accepted if name != "not-zero"]
    return [
        _finding(name, _CHECKS[name](figures, limits), all_block=all_block, accepted=accepted)
        for name, limits in _limits()[figures.dataset].items()
    ]


def names() -> list[str]:
    """The names of all checks."""
    return list(dict.fromkeys(name for checks in _limits().values() for name in checks))


def _finding(name: str, outcome: Verdict, *, all_block: bool, accepted: Sequence[str]) -> Finding:
    passed, text, examples = outcome
    would_block = not passed and (all_block or name in STRUCTURAL)
    return Finding(
        name,
        passed,
        would_block and name not in accepted,
        would_block and name in accepted,
        text,
        tuple(examples[:EXAMPLES]) if not passed else (),
    )


@cache
def _limits() -> dict[str, dict[str, Limits]]:
    return tomllib.loads((resources.files("osce_crawler.dataset") / "checks.toml").read_text("utf-8"))


def _enough_records(figures: Figures, limits: Limits) -> Verdict:
    records, least = figures.after.records, limits["least"]
    if figures.is_bounded:
        return True, f"{records} records in a bounded run", ()
    return records >= least, f"{records} records, minimum {least}", ()


def _not_fewer(figures: Figures, limits: Limits) -> Verdict:
    before, after = _not_gone(figures.before), _not_gone(figures.after)
    share = after / before if before else 1.0
    text = f"{after} records, {before} before: {_percent(share)}, minimum {_percent(limits['least'])}"
    return share >= limits["least"], text, [*figures.lost, *figures.reasons.get("404", ())]


def _not_gone(tally: Tally) -> int:
    return tally.records - tally.filled["gone_on"]


def _filled(figures: Figures, limits: Limits) -> Verdict:
    if figures.after.records < limits["from"]:
        return _too_few(figures.after.records)
    rates = figures.after.fill_rates()
    short = {key: rates[key] for key, least in limits["least"].items() if rates[key] < least}
    found = [
        f"{key} {_percent(rate)}, minimum {_percent(limits['least'][key])}" for key, rate in short.items()
    ]
    return not short, "; ".join(found) or "every key is filled often enough", _examples(figures, short)


def _fill_rate(figures: Figures, limits: Limits) -> Verdict:
    return _fallen(figures, figures.after, limits)


def _fresh_fill_rate(figures: Figures, limits: Limits) -> Verdict:
    if figures.fresh.records < limits["from"]:
        return _too_few(figures.fresh.records)
    return _fallen(figures, figures.fresh, limits)


def _fallen(figures: Figures, now: Tally, limits: Limits) -> Verdict:
    before, after = figures.before.fill_rates(), now.fill_rates()
    fallen = [
        key
        for key, rate in before.items()
        if key not in limits["except"] and round(rate - after.get(key, 0.0), 9) > limits["most"]
    ]
    texts = [f"{key} {_percent(after.get(key, 0.0))}, {_percent(before[key])} before" for key in fallen]
    text = "; ".join(texts) or "no key is less filled"
    return not fallen, f"{text} (maximum {_points(limits['most'])})", _examples(figures, fallen)


def _unknown_words(figures: Figures, limits: Limits) -> Verdict:
    tally = figures.after
    return _share(
        "name a word that the vocabulary lacks",
        tally.unknown,
        tally,
        limits,
        figures.fresh.examples.get("unknown", ()),
    )


def _warnings(figures: Figures, limits: Limits) -> Verdict:
    tally = figures.after
    return _share("have a warning", tally.warned, tally, limits, figures.fresh.examples.get("warned", ()))


def _share(what: str, count: int, tally: Tally, limits: Limits, examples: Sequence[str]) -> Verdict:
    if tally.records < limits["from"]:
        return _too_few(tally.records)
    share = count / tally.records
    text = f"{count} of {tally.records} records {what}: {_percent(share)}, maximum {_percent(limits['most'])}"
    return share <= limits["most"], text, examples


def _unreadable(figures: Figures, limits: Limits) -> Verdict:
    if figures.pages_read < limits["from"]:
        return _too_few(figures.pages_read)
    pages = [url for why in sorted(NOT_READ) for url in figures.reasons.get(why, ())]
    share = len(pages) / figures.pages_read
    text = f"{len(pages)} of {figures.pages_read} pages could not be read: {_percent(share)}"
    return share <= limits["most"], f"{text}, maximum {_percent(limits['most'])}", pages


def _newest(figures: Figures, limits: Limits) -> Verdict:
    if figures.newest is None:
        return False, "no record has a date", ()
    days = (figures.today - figures.newest).days
    return (
        days <= limits["most"],
        f"newest release {figures.newest}, {days} days ago, maximum {limits['most']}",
        (),
    )


def _still_releases(figures: Figures, limits: Limits) -> Verdict:
    stopped, known = len(figures.stopped), figures.known_read
    text = f"{stopped} of {known} known releases no longer read as releases"
    if stopped <= limits["few"] or stopped < limits["most"] * known:
        return True, text, ()
    return False, f"{text}: the site may have been redesigned", figures.stopped


def _not_zero(figures: Figures, _: Limits) -> Verdict:
    fresh = figures.fresh.records
    if fresh or figures.has_carried_over:
        return figures.after.records > 0, f"{fresh} records read, {figures.after.records} in all", ()
    return False, "nothing was read", [url for urls in figures.reasons.values() for url in urls]


def _valid(figures: Figures, _: Limits) -> Verdict:
    invalid = figures.verified.invalid if figures.verified else []
    return not invalid, "; ".join(invalid[:EXAMPLES]) or "every line is a valid record", ()


def _unique_ids(figures: Figures, _: Limits) -> Verdict:
    twice = figures.verified.twice if figures.verified else []
    return not twice, f"{len(twice)} ids appear twice" if twice else "every id appears once", twice


def _examples(figures: Figures, keys_: Sequence[str] | Mapping[str, float]) -> list[str]:
    """For each key one address first, so that three keys show three."""
    return list(dict.fromkeys(_interleaved([figures.fresh.examples.get(key, []) for key in keys_])))


def _interleaved(lists: Sequence[Sequence[str]]) -> Iterator[str]:
    for at in range(EXAMPLES):
        yield from (several[at] for several in lists if at < len(several))


def _too_few(count: int) -> Verdict:
    return True, f"{count} are too few to check", ()


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _points(share: float) -> str:
    return f"{share * 100:g} points"


def _as_described(figures: Figures, _: Limits) -> Verdict:
    return figures.damage is None, figures.damage or "the file before was the one that was published", ()


_CHECKS: dict[str, Callable[[Figures, Limits], Verdict]] = {
    "enough-records": _enough_records,
    "not-fewer": _not_fewer,
    "filled": _filled,
    "fill-rate": _fill_rate,
    "fresh-fill-rate": _fresh_fill_rate,
    "unknown-words": _unknown_words,
    "warnings": _warnings,
    "unreadable": _unreadable,
    "newest": _newest,
    AS_DESCRIBED: _as_described,
    "still-releases": _still_releases,
    "not-zero": _not_zero,
    "valid": _valid,
    "unique-ids": _unique_ids,
}
