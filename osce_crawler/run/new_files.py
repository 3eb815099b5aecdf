"""Writes the new files of a dataset, and their descriptions, where they wait to be published."""

import shutil
from collections.abc import Iterator
from typing import Any

import msgspec

from osce_crawler.dataset import croissant, datapackage
from osce_crawler.dataset.build import Assembly
from osce_crawler.dataset.build_menus import MenuAssembly
from osce_crawler.dataset.damage import fault_in, lines_of
from osce_crawler.dataset.lost import CHANGES, SEEN
from osce_crawler.dataset.verify import Verified, verified
from osce_crawler.disk import naming
from osce_crawler.report.report import COMPLETE, UNCHANGED, Report
from osce_crawler.run.coverage import Coverage
from osce_crawler.run.published import Published
from osce_crawler.run.seen import seen_after, seen_without
from osce_crawler.run.staging import Staging
from osce_crawler.run.state import RunState
from osce_crawler.spiders.press_releases import PressReleasesSpider


class NewFiles:
    """The files that a run publishes."""

    def __init__(self, run: RunState, coverage: Coverage, published: Published, staging: Staging) -> None:
        self._run = run
        self._settings = run.settings
        self._coverage = coverage
        self._published = published
        self._staging = staging

    def write(self, assembly: Assembly | MenuAssembly) -> Verified | None:
        """Write the new files; returns what reading the dataset back found, null where it is unchanged."""
        if isinstance(assembly, Assembly) and (seen := self._seen(assembly)) is not None:
            with self._staging.file(SEEN).open("wb") as file:
                file.writelines(seen)
        kind = datapackage.KINDS[self._run.dataset]
        if not self._published.is_replaced_by(assembly):
            return None if self._published.is_as_described else verified(self._published.file, kind)
        path = self._staging.file(self._published.file.name)
        with naming(path):
            assembly.write(path)
        with self._staging.file(CHANGES).open("wb") as changes:
            changes.writelines(self._changes_before())
            with assembly.changes.open("rb") as lines:
                shutil.copyfileobj(lines, changes)
        return verified(path, kind)

    def _seen(self, assembly: Assembly) -> Iterator[bytes] | None:
        """The new lines of `seen.jsonl`; null where it stays as it is."""
        if self._run.saved:
            # The marks of the site's page say nothing of the one that took its place.
            others = assembly.result.from_other_pages
            return seen_without(self._run.output / SEEN, others) if others else None
        outcomes, memory = self._run.spider.outcomes.by_url.values(), self._run.spider.memory
        return seen_after(
            self._run.output / SEEN,
            outcomes,
            memory,
            complete=self._coverage.complete,
            bounded=self._coverage.is_bounded,
        )

    def _changes_before(self) -> Iterator[bytes]:
        """What is written down already; lines that cannot be read are put aside, and the report says so."""
        if self._published.file.exists() and not (self._run.output / CHANGES).exists():
            self._run.mended.append(f"{self._run.output / CHANGES}: missing; it begins anew")
        path, aside = self._run.output / CHANGES, self._run.folder.path / "changes.damaged.jsonl"
        decode = msgspec.json.Decoder(dict[str, Any]).decode
        if fault := fault_in(path, decode):
            self._run.mended.append(
                f"{path}, {fault}: mended; what cannot be read is left out, and kept in {aside}"
            )
            with aside.open("wb") as kept:
                kept.writelines(line for line, is_sound in lines_of(path, decode) if not is_sound)
        return (line for line, is_sound in lines_of(path, decode) if is_sound)

    def describe(
        self,
        assembly: Assembly | MenuAssembly,
        report: Report,
        found: Verified | None,
    ) -> None:
        """Write `datapackage.json` and `croissant.json`; the other dataset's part stays as it is."""
        crawl = self._crawl(report, self._published.described.get("crawl", {}))
        if found is None:
            resource = datapackage.as_before(self._published.described, self._run.dataset, crawl)
        else:
            resource = datapackage.resource_of(self._run.dataset, assembly.result.tally, crawl, found)
            resource |= datapackage.origins_described(self._published.described)
        resources = self._published.resources | {self._published.file.name: resource}
        self._staging.file(datapackage.FILE).write_bytes(datapackage.package_of(resources.values()))
        self._staging.file(croissant.FILE).write_bytes(croissant.croissant_of(resources.values()))

    def _crawl(self, report: Report, before: dict[str, Any]) -> dict[str, Any]:
        """Where the dataset comes from: the run that published or confirmed it last."""
        complete = report.state in {COMPLETE, UNCHANGED} and not self._coverage.is_bounded
        archives = self._archives(complete, report.finished_at, before)
        # Pages that this folder's runs kept say nothing of the site today, which no folder of archives does.
        is_success = complete and (archives.get("archives_only") or not self._coverage.is_reread)
        if before.get("archives_only") and not self._coverage.is_of_archive:
            before = {**before, "complete_at": None}
        through = set(before.get("read_through", [])) if self._run.damage is None else set()
        if isinstance(self._run.spider, PressReleasesSpider) and not self._run.saved:
            # A bounded run may leave a gap behind what it has read: its roots are read through anew.
            through = (through - {*self._run.spider.roots}) | self._run.spider.read_through
        return {
            "run": self._run.folder.run_id,
            "started_at": report.started_at,
            "finished_at": report.finished_at,
            "state": report.state,
            "complete": complete,
            "complete_at": report.finished_at if is_success else before.get("complete_at"),
            "changed_at": report.finished_at if report.changes else before.get("changed_at"),
            "saved": self._run.saved,
            "full": self._settings.getbool("FULL"),
            "since": self._settings["SINCE"],
            "limit": self._settings.getint("ITEM_LIMIT") or None,
            "accepted": [one.check for one in report.checks if one.accepted],
            "read_through": sorted(through),
            **archives,
        }

    def _archives(self, complete: bool, finished_at: str, before: dict[str, Any]) -> dict[str, Any]:
        """When a run from a web archive last was complete, and whether no other run ever published here."""
        if not self._coverage.is_of_archive:
            return {name: before[name] for name in ("archive_complete_at",) if name in before}
        return {
            "archive_complete_at": finished_at if complete else before.get("archive_complete_at"),
            "archives_only": before.get("archives_only", False) if before else True,
        }
