"""The publishing day of a release, from the most trusted evidence that can be read."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from osce_crawler.grammar.dates import find_date
from osce_crawler.items import DateEvidence
from osce_crawler.normalise import dates
from osce_crawler.normalise.dates import ReadDate
from osce_crawler.records.dateline import FoundDateline
from osce_crawler.records.times import is_late, names_a_day, read_time

_LABELLED = ("time", "label", "further")
EVIDENCE: tuple[DateEvidence, ...] = ("time", "label", "line", "listing", "meta")
"""Kinds of printed evidence for the publishing date, the most trusted first; the dateline comes last."""


@dataclass(frozen=True, slots=True)
class Dating:
    """The publishing day, and what gave it."""

    day: dt.date | None = None
    evidence: DateEvidence | None = None
    printed: str | None = None
    """The first date printed, even where it cannot be read: no printed value is lost."""
    lasting: str | None = None
    """The same, or the day of the attribute in place of words that are others tomorrow ("6 years ago")."""
    stamp: str = ""
    """The moment that gave the day, where no printed words did."""
    warnings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Evidence:
    """One piece of evidence, read."""

    kind: DateEvidence
    printed: str
    lasting: str
    found: ReadDate
    stamp: str = ""


def listed_day(printed: str | None) -> dt.date | None:
    """The day that the row of a list, or the `lastmod` of a sitemap, prints; never raises.

    Null where nothing is printed that can be read: a row's words, or an ISO date with or without a time.
    """
    if not printed:
        return None
    try:
        return dt.date.fromisoformat(printed[:10])
    except ValueError:
        return dates.read_date(printed).day


def date_of(printed: Mapping[str, str], dateline: FoundDateline, latest: dt.date) -> Dating:
    """The publishing day. `latest`: no printed date can be later."""
    dating = _from_evidence(printed, latest)
    if dating.day is None and dateline.date:
        dating = _from_dateline(dating, dateline)
    dating = _compared(_without_midnight(dating, dateline), dateline)
    return _warning(dating, "several_dates") if _labels_differ(printed, latest) else dating


def _labels_differ(printed: Mapping[str, str], latest: dt.date) -> bool:
    """Whether two labels of the item print different days."""
    if "further" not in printed:
        return False
    days = {dates.read_date(printed[kind], latest=latest).day for kind in _LABELLED if kind in printed}
    return len(days - {None}) > 1


def _from_dateline(dating: Dating, dateline: FoundDateline) -> Dating:
    """The dateline's day, and what is odd about its date, also where it gives no day."""
    printed = replace(
        dating,
        printed=dating.printed or dateline.date,
        lasting=dating.lasting or dateline.date,
        warnings=dating.warnings | set(dateline.warnings),
    )
    if dateline.day is None:
        return printed
    return replace(_warning(printed, "date_from_dateline"), day=dateline.day, evidence="dateline")


def _from_evidence(printed: Mapping[str, str], latest: dt.date) -> Dating:
    warnings: set[str] = set()
    first: _Evidence | None = None
    for one in _evidence(printed, latest):
        if one.kind == "meta" and one.found.day is None:
            continue
        first = first or one
        warnings.update(one.found.warnings)
        if one.found.day is not None:
            return Dating(
                one.found.day, one.kind, first.printed, first.lasting, one.stamp, frozenset(warnings)
            )
    if first is None:
        return Dating()
    return Dating(printed=first.printed, lasting=first.lasting, warnings=frozenset(warnings))


def _evidence(printed: Mapping[str, str], latest: dt.date) -> Iterator[_Evidence]:
    """What is printed, read one by one, the most trusted first."""
    for kind in EVIDENCE:
        if kind == "time" and "time_attribute" in printed:
            yield _time(printed.get("time", ""), printed["time_attribute"], latest)
        elif kind in printed:
            words = _date_in(printed[kind]) if kind == "line" else printed[kind]
            stamp = words if kind == "meta" else ""
            yield _Evidence(kind, words, words, dates.read_date(words, latest=latest), stamp)


def _time(words: str, attribute: str, latest: dt.date) -> _Evidence:
    found = read_time(words, attribute, latest)
    printed = words or attribute[:10]
    if dates.read_date(words, latest=latest).day is not None or found.day is None:
        return _Evidence("time", printed, printed, found)
    lasting = printed if names_a_day(words) else attribute[:10]
    return _Evidence("time", printed, lasting, found, attribute)


def _date_in(line: str) -> str:
    found = find_date(line)
    return line[found.start : found.end] if found else line


def _without_midnight(dating: Dating, dateline: FoundDateline) -> Dating:
    """The dateline's day, where a moment late in the evening before gave the other one.

    Where the release was written, that moment belongs to the next day.
    """
    if dating.day is None or not is_late(dating.stamp):
        return dating
    following = dating.day + dt.timedelta(days=1)
    if not dateline.prints(following):
        return dating
    return replace(dating, day=following, evidence="dateline")


def _compared(dating: Dating, dateline: FoundDateline) -> Dating:
    if dating.day is None:
        return _warning(dating, "no_date")
    agrees = dateline.prints(dating.day)
    if agrees and dateline.day is None:
        return _warning(dating, "dateline_year_from_date")
    return _warning(dating, "date_differs_from_dateline") if agrees is False else dating


def _warning(dating: Dating, code: str) -> Dating:
    return replace(dating, warnings=dating.warnings | {code})
