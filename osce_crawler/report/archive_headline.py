"""The first lines of a run from a web archive, where the archive is what there is to speak of."""

from collections.abc import Mapping
from typing import Any

from osce_crawler.archive.exchange import BLOCKED, BY_ROBOTS
from osce_crawler.politeness.failures import (
    NO_CONNECTION,
    NO_NAME,
    NO_ROUTE,
    NOT_LISTENING,
    OF_ROBOTS,
    TOO_LATE,
    status_in_words,
)

NOT_LISTED = "Archive not listed"
"""The cause of a run whose list of captures lacks a part."""
DAMAGED_SAVED = "Damaged saved pages"
"""The cause of a run whose saved pages or captures cannot all be used."""
_BUSY, _REFUSES, _DOWN = "Archive busy", "Archive refuses", "Archive down"
_NOT_FETCHED, _MISSING = "Captures not fetched", "Captures missing"
_NOTHING_CAPTURED, _NO_RELEASE = "Nothing captured", "Nothing found"
_FETCHES_THE_REST = "run the same command again: it fetches only what is missing"
_ADVICE = {
    NOT_LISTED: (
        "Check --from-archive and this machine's network, or wait until the archive answers; then"
        f" {_FETCHES_THE_REST}."
    ),
    _BUSY: f"Wait some hours, then {_FETCHES_THE_REST}. A larger --delay may help.",
    _REFUSES: (
        f"Wait some hours, then {_FETCHES_THE_REST}. If it stays, write to those who run the archive: your"
        " contact is in the user agent."
    ),
    _DOWN: f"Wait until the archive answers, then {_FETCHES_THE_REST}.",
    _NOT_FETCHED: (
        f"Later {_FETCHES_THE_REST}. If it stays, the archive does not give these captures whole: the report"
        " names each."
    ),
    _MISSING: (
        f"Later {_FETCHES_THE_REST}. If it stays, this index and the captures do not belong together: check"
        " --from-archive."
    ),
    _NOTHING_CAPTURED: (
        "Check --from-archive and --site. Many archives answer so for a collection that they do not have."
    ),
    _NO_RELEASE: 'The archive kept other pages: read "Not emitted, and why" in the report, and check --site.',
    DAMAGED_SAVED: (
        "The archive did not give all that this file held. Later run the same command again, or put back a"
        " copy of the file. To go on without what is lost, move it away."
    ),
    BY_ROBOTS: "Read the archive's robots.txt. Only those who run the archive can change it.",
}
_IS_BUSY = (*map(status_in_words, (408, 425, 429, *range(500, 600))), TOO_LATE)
_IS_REFUSAL = (*map(status_in_words, (401, 403, 451)), BLOCKED)
_IS_DOWN = (NOT_LISTENING, NO_NAME, NO_ROUTE, NO_CONNECTION)


def of_archive(part: Mapping[str, Any]) -> tuple[str, str] | None:
    """First line and advice where the archive gave less than it lists; null where nothing is to be said."""
    if part.get("cause") == NOT_LISTED:
        why = "; ".join(part["faults"])
        return f"{NOT_LISTED}: {why}", _ADVICE[BY_ROBOTS if BY_ROBOTS in why else NOT_LISTED]
    said: Mapping[str, Any] = part.get("archive") or {}
    if not said:
        return None
    if part.get("cause") == DAMAGED_SAVED:
        return f"{DAMAGED_SAVED}: {'; '.join(part['faults'])}", _ADVICE[DAMAGED_SAVED]
    if said["failed"]:
        return _of_failures(said)
    if said["is_lacking"]:
        what = f"{said['at']} has not got {said['missing']} of the {said['promised']} captures that it lists"
        return f"{_MISSING}: {what}", _ADVICE[_MISSING]
    return None


def of_nothing_read(part: Mapping[str, Any]) -> tuple[str, str] | None:
    """First line and advice where no release was read; null for a run that is of no archive."""
    said: Mapping[str, Any] = part.get("archive") or {}
    if not said:
        return None
    if (found := of_archive(part)) is not None:
        return found
    if not said["listed"]:
        return f"{_NOTHING_CAPTURED}: {_no_capture(said)}", _ADVICE[_NOTHING_CAPTURED]
    if said["refused"] and not said["held"]:
        what = f"{said['at']} lets none of its {said['refused']} captures be fetched"
        return f"Refused by robots.txt: {what}", _ADVICE[BY_ROBOTS]
    kinds = ", ".join(f"{count} {why}" for why, count in part["reasons"].items())
    what = f"none of the {said['listed']} captures that {said['index']} lists gave a release"
    return f"{_NO_RELEASE}: {what} ({kinds})", _ADVICE[_NO_RELEASE]


def advice_on_refusals(part: Mapping[str, Any]) -> str:
    """What to do where the archive's robots.txt refused more captures than there are; else empty."""
    said: Mapping[str, Any] = part.get("archive") or {}
    return _ADVICE[BY_ROBOTS] if said and said["refused"] > said["held"] else ""


def lacking_in_words(part: Mapping[str, Any]) -> str:
    """What is said of captures that the archive has not got or forbids, in a run complete without them."""
    said: Mapping[str, Any] = part.get("archive") or {}
    if not said:
        return ""
    if not said["listed"]:
        return f"; {_no_capture(said)}"
    lacking = {
        "not in the archive": said["missing"],
        "refused by the archive's robots.txt": said["refused"],
    }
    return "".join(
        f"; {count} of {said['promised']} captures are {how}" for how, count in lacking.items() if count
    )


def _of_failures(said: Mapping[str, Any]) -> tuple[str, str]:
    why = next(iter(said["failed"]))
    count, promised = sum(said["failed"].values()), said["promised"]
    what = f"{count} of {promised} captures could not be fetched"
    cause = _cause_of(why)
    if not said["is_left_alone"] and 2 * count <= promised:
        return f"Incomplete: {what} from {said['at']} ({why})", _ADVICE[cause]
    return f"{cause}: {said['at']}: {why}: {what}, {said['held']} are at hand", _ADVICE[cause]


def _cause_of(why: str) -> str:
    causes = ((_IS_BUSY, _BUSY), (_IS_REFUSAL, _REFUSES), (_IS_DOWN, _DOWN))
    words = why.removeprefix(OF_ROBOTS)
    return next((cause for begins, cause in causes if words.startswith(begins)), _NOT_FETCHED)


def _no_capture(said: Mapping[str, Any]) -> str:
    first, *others = said["hosts"]
    more = f", nor of {len(others)} other host{'s' * (len(others) > 1)}" if others else ""
    return f"{said['index']} lists no capture of {first}{more}"
