"""The first line of a run: what happened to it, and what a person does first."""

import errno
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from osce_crawler.dataset.read import DatasetError
from osce_crawler.outcomes import LED_AWAY, NOT_MODIFIED, OUR_FAULTS, UNFINISHED
from osce_crawler.report.archive_headline import (
    DAMAGED_SAVED,
    advice_on_refusals,
    lacking_in_words,
    of_archive,
    of_nothing_read,
)
from osce_crawler.report.report import (
    COMPLETE,
    FAILED,
    INCOMPLETE,
    INTERRUPTED,
    REFUSED,
    UNCHANGED,
)

Part = Mapping[str, Any]
"""A spider's part of a report; one of an older version may lack `cause` and `left_alone`."""
DISK_FULL, DAMAGED = "Disk full", "Damaged file"
"""Causes that a part of a report names by itself."""
_NO_NETWORK, _PRIVATE = "No network", "Private address"
_DOWN, _DENIED = "Site down", "The site refuses the crawl"
_CHALLENGE, _ROBOTS, _NOTHING = "Challenge", "Refused by robots.txt", "Nothing found"
_REDESIGN = "redesign"
_PERSON = " asks whether a person reads it"
# The status in the words on an address that failed.
_FAILURE = re.compile(r"\((HTTP \d+)\)$")
# How a host says that its name leads into the operator's own network.
_OWN_NETWORK = re.compile(r"\S+ (resolves to|is an?) ")
_AGAIN = "then run the same command again"
_ADVICE = {
    DISK_FULL: f"Free space on that disk, {_AGAIN}: it resumes this run and fetches nothing twice.",
    DAMAGED: (
        "Put back a copy of this folder's files, or run the same command with --accept as-described: it keeps"
        " what can be read and fetches the rest again."
    ),
    DAMAGED_SAVED: (
        "What could be read is published, and no record was left out for a page that is missing. Replay a"
        " sound copy of that file."
    ),
    FAILED: f"Read the fault and the end of the log, mend it, {_AGAIN}: it resumes this run.",
    INTERRUPTED: "Run the same command again: it resumes this run.",
    INCOMPLETE: "What was read is published. The next run retries what is missing.",
    _NO_NETWORK: f"Check this machine's network, DNS and proxy, and the name of the site, {_AGAIN}.",
    _PRIVATE: (
        "The crawl asks no machine of your own network. Check this machine's DNS, hosts file and proxy, and"
        f" whether the network wants a login first, {_AGAIN}."
    ),
    _DOWN: f"Open the site in a browser. Wait until it answers, {_AGAIN}.",
    _DENIED: (
        f"Open the site in a browser. Wait some hours, {_AGAIN} with a larger --delay. If it stays, write to"
        " the site's owner: your contact is in the user agent."
    ),
    _CHALLENGE: (
        f"Wait some hours, {_AGAIN} with a larger --delay. If it stays, write to"
        " the site's owner: your contact is in the user agent."
    ),
    _ROBOTS: "Read the site's robots.txt. The crawl obeys it, and only the site's owner can change it.",
    _NOTHING: (
        "The site answered, and none of its pages reads as part of this dataset. Check --site or --saved; if"
        " they are right, the site has changed: see docs/contributing.md."
    ),
    _REDESIGN: (
        "Open the examples in a browser. If they are releases, the site has changed:"
        " see docs/contributing.md. If they are none, run the same command with --accept still-releases."
    ),
}


class Headline(NamedTuple):
    """What happened, in a line, and what to do; no advice where there is nothing to do."""

    text: str
    advice: str = ""


def cause_of(error: BaseException) -> str:
    """The cause that this error gives a failed run; empty if it is none of those that have a name."""
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DISK_FULL
    return DAMAGED if isinstance(error, DatasetError) else ""


def headline(state: str, parts: Sequence[Part]) -> Headline:
    """The headline of a run in this state, by the first of its parts that is in it."""
    of_state = [part for part in parts if part["state"] == state]
    if state in {COMPLETE, UNCHANGED}:
        advice = next(filter(None, map(_advice_on_refusals, parts)), "")
        return Headline(f"{state.capitalize()}: {'; '.join(map(_counted, parts))}", advice)
    if state == INTERRUPTED or not of_state:
        return Headline("Interrupted: the run was stopped before its end", _ADVICE[INTERRUPTED])
    if state == REFUSED:
        return _refused(
            of_state[0], "Nothing" if of_state == [*parts] else f"Nothing of {of_state[0]['dataset']}"
        )
    return {FAILED: _failed, INCOMPLETE: _incomplete}[state](of_state[0])


def not_begun(error: OSError, fault: str) -> Headline | None:
    """The headline where a run could not even begin; null where its cause has no name of its own."""
    if (cause := cause_of(error)) != DISK_FULL:
        return None
    return Headline(f"{cause}: {fault}", f"Free space on that disk, {_AGAIN}.")


def _counted(part: Part) -> str:
    changes = "".join(f", {count} {what}" for what, count in part["changes"].items())
    refused = _most_refused(part)
    most = f"; {refused} addresses were refused by robots.txt, {_read(part)} read" if refused else ""
    led = part["reasons"].get(LED_AWAY, 0)
    away = f"; {led} addresses of items led away" if led else ""
    return f"{part['records']} records of {part['dataset']}{changes}{most}{away}{lacking_in_words(part)}"


def _read(part: Part) -> int:
    """How many pages of records the site let be read."""
    count: int = part["emitted"] + part["reasons"].get(NOT_MODIFIED, 0)
    return count


def _most_refused(part: Part) -> int:
    """How many addresses the site's robots.txt refused, if these are more than were read; else none."""
    refused: int = 0 if part.get("archive") else part["reasons"].get("refused", 0)
    return refused if refused > _read(part) else 0


def _advice_on_refusals(part: Part) -> str:
    """What to do where a robots.txt refused more than was read; empty where none did."""
    return _ADVICE[_ROBOTS] if _most_refused(part) else advice_on_refusals(part)


def _failed(part: Part) -> Headline:
    cause = part.get("cause") or FAILED
    return Headline(f"{cause.capitalize()}: {'; '.join(part['faults']) or 'see the log'}", _ADVICE[cause])


def _refused(part: Part, nothing: str) -> Headline:
    failed = {one["check"]: one for one in part["checks"] if one["blocking"]}
    if "still-releases" in failed:
        return Headline(failed["still-releases"]["text"], f"{nothing} was published. {_ADVICE[_REDESIGN]}")
    if "not-zero" in failed:
        if said := of_nothing_read(part):
            return Headline(said[0], f"{nothing} was published. {said[1]}")
        cause, what = next(_obstacles(part), (_NOTHING, f"{part['dataset']}: {failed['not-zero']['text']}"))
        return Headline(f"{cause}: {what}", f"{nothing} was published. {_ADVICE[cause]}")
    for cause, what in _left_alone(part):
        return Headline(
            f"{cause}: {what}",
            f"{nothing} was published, as checks failed ({', '.join(failed)}). {_ADVICE[cause]}",
        )
    texts = "; ".join(f"{name} ({one['text']})" for name, one in failed.items())
    accept = " ".join(f"--accept {name}" for name in failed)
    return Headline(
        f"Checks failed: {part['dataset']}: {texts}",
        f"{nothing} was published. Look at the examples of each failed check. If they are right, run the same"
        f" command with {accept}; if they are wrong, the site has changed: see docs/contributing.md.",
    )


def _incomplete(part: Part) -> Headline:
    if said := of_archive(part):
        return Headline(said[0], f"What was read is published. {said[1]}")
    if cause := part.get("cause"):
        return Headline(f"{cause}: {'; '.join(part['faults'])}", _ADVICE[cause])
    if part.get("archive"):
        return _unread(part)
    for cause, what in (*_left_alone(part), *_named(part, _CHALLENGE, "challenge")):
        return Headline(f"{cause}: {what}", f"What was read is published. {_ADVICE[cause]}")
    return _unread(part)


def _unread(part: Part) -> Headline:
    # Of captures any may be another page.
    are_unread = OUR_FAULTS if part.get("archive") else UNFINISHED | OUR_FAULTS
    missing = {why: count for why, count in part["reasons"].items() if why in are_unread}
    texts = ", ".join(f"{count} {why}" for why, count in missing.items())
    return Headline(
        f"Incomplete: {sum(missing.values())} addresses of {part['dataset']} were not read ({texts})",
        _ADVICE[INCOMPLETE],
    )


def _obstacles(part: Part) -> Iterator[tuple[str, str]]:
    """What kept the whole site from being read: cause, and where it was met."""
    yield from _left_alone(part)
    yield from _named(part, _CHALLENGE, "challenge")
    yield from _named(part, _ROBOTS, "refused")
    for said in part["not_emitted"].get("failed", ()):
        if why := _FAILURE.search(said):
            yield _cause_of_words(why[1]), f"{part['reasons']['failed']} addresses failed, one of them {said}"


def _left_alone(part: Part) -> Iterator[tuple[str, str]]:
    left: Mapping[str, str] = part.get("left_alone", {})
    causes = {host: _cause_of_words(why) for host, why in left.items()}
    if _NO_NETWORK in causes.values() and part["pages_read"]:
        causes = {host: _DOWN if cause == _NO_NETWORK else cause for host, cause in causes.items()}
    if causes:
        cause = Counter(causes.values()).most_common(1)[0][0]
        host = next(host for host in causes if causes[host] == cause)
        count = len(left) - 1
        others = f", and {count} other host{'s' * (count > 1)}" if count else ""
        yield cause, f"{_said(host, left[host], cause)}{others}"


def _said(host: str, why: str, cause: str) -> str:
    if cause == _CHALLENGE:
        return f"{host}{_PERSON}"
    return why if cause == _PRIVATE else f"{host}: {why}"


def _named(part: Part, cause: str, reason: str) -> Iterator[tuple[str, str]]:
    if addresses := part["not_emitted"].get(reason):
        says = _PERSON if cause == _CHALLENGE else ""
        yield cause, f"{addresses[0].split(' ')[0]}{says}, the first of {len(addresses)} such pages"


def _cause_of_words(why: str) -> str:
    """The cause behind the words that `politeness/` has for a failure."""
    why = why.removeprefix("robots.txt: ")
    if why.startswith(("DNS", "no route")):
        return _NO_NETWORK
    if _OWN_NETWORK.match(why):
        return _PRIVATE
    if why.endswith("challenge"):
        return _CHALLENGE
    return _DENIED if why in {"HTTP 401", "HTTP 403", "HTTP 429"} else _DOWN
