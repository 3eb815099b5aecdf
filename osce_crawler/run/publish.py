"""The end of a spider's part of a run: assemble, check, and only then publish."""

import datetime as dt
import logging
import shutil
from collections.abc import Iterator, Set
from contextlib import suppress
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from osce_crawler.addons import has_built_in_sites
from osce_crawler.addresses import captured
from osce_crawler.archive.capture_account import CaptureAccount, account_of
from osce_crawler.dataset import croissant, datapackage
from osce_crawler.dataset.build import Assembly, RunFacts
from osce_crawler.dataset.build_menus import MenuAssembly
from osce_crawler.dataset.captures import noted_in
from osce_crawler.dataset.checks import STOPPED, Figures, Finding, check
from osce_crawler.dataset.damage import fault_in, lines_of
from osce_crawler.dataset.datapackage import resources_in, schema_of
from osce_crawler.dataset.item_record import Invalid
from osce_crawler.dataset.lost import CHANGES, SEEN, first_seen
from osce_crawler.dataset.read import DatasetError, read_releases
from osce_crawler.dataset.tally import Tally, tally_of
from osce_crawler.dataset.verify import Verified, verified
from osce_crawler.disk import fault_of, naming
from osce_crawler.items import SCHEMA_VERSION
from osce_crawler.moments import now
from osce_crawler.outcomes import (
    CARRIED_OVER,
    EMITTED,
    FRAMES,
    GONE,
    NOT_MODIFIED,
    PASSED_OVER,
    UNFINISHED,
)
from osce_crawler.report.archive_headline import NOT_LISTED
from osce_crawler.report.headline import DAMAGED_SAVED, cause_of
from osce_crawler.report.report import (
    COMPLETE,
    FAILED,
    INCOMPLETE,
    INTERRUPTED,
    REFUSED,
    UNCHANGED,
    Report,
    count_outcomes,
    count_records,
)
from osce_crawler.run.from_archive import hosts_of
from osce_crawler.run.seen import seen_after, seen_without
from osce_crawler.run.staging import Staging, put_all_in_place, remove
from osce_crawler.run.state import RunState
from osce_crawler.spiders.press_releases import PressReleasesSpider
from osce_crawler.vocabulary.checking import compare_with_menu

logger = logging.getLogger(__name__)

# What Scrapy counted, under the names that the report gives it.
_TRAFFIC = {
    "requests": "downloader/request_count",
    "answers": "downloader/response_count",
    "failures": "downloader/exception_count",
    "bytes": "downloader/response_bytes",
}


class Publication:
    """The last act of one spider's part of a run."""

    def __init__(self, run: RunState, reason: str) -> None:
        """`reason`: Scrapy's word for why the spider was closed."""
        self.run, self.reason = run, reason
        self.output, self.dataset = run.output, run.dataset
        self.settings = run.settings
        self.file = self.output / f"{self.dataset}.jsonl"
        self.scratch = run.folder.path / f"scratch-{run.dataset}"
        self.resources = resources_in(self.output)

    def end(self) -> None:
        """Publish, and report the outcome; nothing that breaks here is hidden."""
        try:
            self._end()
        except (DatasetError, OSError) as error:
            why = fault_of(error, self.scratch) if isinstance(error, OSError) else str(error)
            logger.error("the run could not be finished: %s", why)  # noqa: TRY400  the line says it all
            self._fail(why, cause_of(error))
        except Exception as error:
            logger.exception("the run could not be finished")
            self._fail(f"{error} (see the log)")
        finally:
            shutil.rmtree(self.scratch, ignore_errors=True)

    def _end(self) -> None:
        why = self.run.broken or self.run.spider.refusal
        if why or self.reason == "start_error":
            self._fail(
                why or f"the crawl crashed: {'; '.join(self.run.faults)} (see the log)", self.run.cause
            )
        elif self.reason != "finished":  # a signal, or one of Scrapy's own limits
            report = self._report(INTERRUPTED)
            count_outcomes(report, self.run.spider.outcomes)
            self._tell(report)
        else:
            self._publish()

    @property
    def complete(self) -> bool:
        """Whether every address listed was fetched, or explained."""
        unfinished = self.run.spider.outcomes.unfinished(saved=self.run.saved, captured=self._is_of_archive)
        is_lacking = self._captures is not None and self._captures.is_lacking
        return not (self._faults or unfinished or self._not_replayed or is_lacking)

    @cached_property
    def _captures(self) -> CaptureAccount | None:
        """What a web archive gave; null for a run that is of none."""
        if not self._is_of_archive:
            return None
        hosts, most = hosts_of(self.settings), self.settings.getfloat("MISSING_CAPTURES")
        outcomes = self.run.spider.outcomes.by_url
        return account_of(self.settings["FROM_ARCHIVE"], hosts, self.run.folder.path, outcomes, most)

    @property
    def _faults(self) -> list[str]:
        """What of the saved pages cannot be used, and faults of ours."""
        return [*self.run.spider.saved_faults, *self.run.faults]

    def _publish(self) -> None:
        logger.info("phase: assembling of %s", self.dataset)
        staging = Staging(self.run.folder.path, self.dataset)
        before = self._tally_before()
        assembly = self._assembled(before)
        outcomes = self.run.spider.outcomes
        for invalid in assembly.result.invalid:
            self._reject(invalid)
        for name in assembly.result.passed_over.keys() & outcomes.by_url.keys():
            outcomes.rejected(name, PASSED_OVER, assembly.result.passed_over[name])
        found = self._write(staging, assembly)
        report = self._report("")
        count_outcomes(report, outcomes)
        count_records(report, assembly.result.tally)
        report.unknown_words += assembly.result.labels.words()
        self._compare_menu(report, assembly)
        report.changes = dict(assembly.result.changes)
        report.checks = self._checked(report, assembly, before, found)
        report.state = self._state(assembly, report.checks)
        if report.state == REFUSED:
            report.changes = {}
            staging.drop()
            self._tell(report)
            return
        report.published = str(self.file)
        logger.info("phase: publishing of %s", self.dataset)
        self._describe(staging, assembly, report, found)
        report.finished_at = now()
        staging.commit(self.run.end(report))
        self.run.folder.add_part(put_all_in_place(self.output, staging.path))
        remove(staging.path)
        logger.info("%s: %s", report.dataset, report.state)

    def _reject(self, invalid: Invalid) -> None:
        page, outcomes = invalid.page, self.run.spider.outcomes
        for url in (page.url, *page.other_urls):
            name = captured(url, page.retrieved_at) if self._is_of_archive else url
            if name in outcomes.by_url:
                outcomes.rejected(name, "invalid record", invalid.why)
        self.run.faults.append(str(invalid))

    # What the dataset would be

    def _tally_before(self) -> Tally:
        """The counts of what is published: as its description has them, if it is of this very file."""
        if self.run.published is None:
            return Tally()
        said = Tally.of(self._described.get("quality")) if schema_of(self.output) == SCHEMA_VERSION else None
        return (
            said if said is not None and self._is_as_described else tally_of(read_releases(self.run.before))
        )

    @property
    def _tally_described(self) -> Tally | None:
        """The counts of the file that was described; null where it is the one that lies there, or none is."""
        return Tally.of(self._described.get("quality")) if self.run.damage is not None else None

    @property
    def _described(self) -> dict[str, Any]:
        """What `datapackage.json` says of the published file."""
        described: dict[str, Any] = self.resources.get(self.file.name, {})
        return described

    @property
    def _is_as_described(self) -> bool:
        """Whether the published file is, byte for byte, the one described: compared as the run began."""
        return self.run.damage is None and self.file.exists()

    def _assembled(self, before: Tally) -> Assembly | MenuAssembly:
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir()
        items = self.run.folder.items(self.dataset)
        if self.run.published is None:
            menus = MenuAssembly(self.scratch, self.run.before, before, self._facts)
            menus.read(items)
            if not self.run.saved or self.run.spider.saved_faults:
                menus.keep_unread(complete=self.complete)
            menus.finish()
            return menus
        assembly = Assembly(self.scratch, self.run.published, before.copy(), self._facts)
        assembly.read(items, self.run.rows)
        if self._is_of_archive:
            pass  # what an archive lacks, or captured as an error, says nothing of the site
        elif self.run.saved:
            assembly.mark_gone(self._gone, self._today)
            # A saved page that cannot be used may be the page of any record.
            if not (self._replays_itself() or self.run.spider.saved_faults):
                assembly.drop_unread(but=self._not_replayed | self._known(GONE).keys())
        elif self.complete:  # only such a run says it on
            assembly.mark_gone(self._gone, self._today)
        if schema_of(self.output) != SCHEMA_VERSION:
            assembly.rewrite()
        assembly.close()
        return assembly

    @property
    def _facts(self) -> RunFacts:
        is_damaged = self.run.damage is not None
        return RunFacts(
            self.run.folder.run_id,
            self.run.started_at,
            is_replay=self.run.saved,
            is_reread=self.run.saved and self._replays_itself(),
            bounded_before=self.run.spider.memory.of_bounded_runs(),
            never_crawled=self.run.spider.memory.never_crawled,
            added_before=self._first_seen() if is_damaged else {},
            is_vacant=self._is_vacant,
            noted=noted_in(self.output / CHANGES) if self._is_of_archive else None,
        )

    @property
    def _is_of_archive(self) -> bool:
        return self.run.spider.is_of_archive

    def _first_seen(self) -> dict[str, str]:
        kept = self.run.published.entries if self.run.published is not None else ()
        return first_seen(self.output, self.dataset, kept, self.run.started_at)

    @property
    def _gone(self) -> Iterator[str]:
        """Records whose own addresses are gone; what another address says of itself says nothing of them."""
        outcomes, memory = self.run.spider.outcomes.by_url, self.run.spider.memory
        gone = (memory.record_at(url) for url, seen in outcomes.items() if seen.why in GONE)
        return (id_ for id_ in gone if id_ is not None)

    def _is_vacant(self, url: str) -> bool:
        """Whether the page of a record is gone, or out of reach of this run."""
        spider = self.run.spider
        if self.run.saved:
            return not self._replays_itself()
        seen = spider.outcomes.by_url.get(url)
        return not spider.is_on_site(url) or (seen is not None and seen.why in GONE)

    @cached_property
    def _not_replayed(self) -> Set[str]:
        """Published records whose saved pages are there, and read as releases no longer: they stay."""
        return self._known(UNFINISHED).keys() if self.run.saved and not self._is_of_archive else set()

    def _replays_itself(self) -> bool:
        """Whether the pages that are read again were kept by runs of this very folder."""
        saved = Path(self.settings["SAVED_PAGES"]).resolve()
        return saved.is_relative_to((self.output / "runs").resolve())

    @property
    def _is_bounded(self) -> bool:
        """Whether this run was asked for a part of the site only."""
        return bool(self.settings.getint("ITEM_LIMIT") or self.settings["SINCE"])

    @property
    def _today(self) -> dt.date:
        return dt.date.fromisoformat(self.run.started_at[:10])

    # What is published

    def _write(self, staging: Staging, assembly: Assembly | MenuAssembly) -> Verified | None:
        """Write the new files; returns what reading the dataset back found, null where it is unchanged."""
        if isinstance(assembly, Assembly) and (seen := self._seen(assembly)) is not None:
            with staging.file(SEEN).open("wb") as file:
                file.writelines(seen)
        kind = datapackage.KINDS[self.dataset]
        if not self._has_news(assembly):
            return None if self._is_as_described else verified(self.file, kind)
        path = staging.file(self.file.name)
        with naming(path):
            assembly.write(path)
        with staging.file(CHANGES).open("wb") as changes:
            changes.writelines(self._changes_before())
            with assembly.changes.open("rb") as lines:
                shutil.copyfileobj(lines, changes)
        return verified(path, kind)

    def _seen(self, assembly: Assembly) -> Iterator[bytes] | None:
        """The new lines of `seen.jsonl`; null where it stays as it is."""
        if self.run.saved:
            # The marks of the site's page say nothing of the one that took its place.
            others = assembly.result.from_other_pages
            return seen_without(self.output / SEEN, others) if others else None
        outcomes, memory = self.run.spider.outcomes.by_url.values(), self.run.spider.memory
        return seen_after(
            self.output / SEEN, outcomes, memory, complete=self.complete, bounded=self._is_bounded
        )

    def _changes_before(self) -> Iterator[bytes]:
        """What is written down already; lines that cannot be read are put aside, and the report says so."""
        if self.file.exists() and not (self.output / CHANGES).exists():
            self.run.mended.append(f"{self.output / CHANGES}: missing; it begins anew")
        path, aside = self.output / CHANGES, self.run.folder.path / "changes.damaged.jsonl"
        decode = msgspec.json.Decoder(dict[str, Any]).decode
        if fault := fault_in(path, decode):
            self.run.mended.append(
                f"{path}, {fault}: mended; what cannot be read is left out, and kept in {aside}"
            )
            with aside.open("wb") as kept:
                kept.writelines(line for line, is_sound in lines_of(path, decode) if not is_sound)
        return (line for line, is_sound in lines_of(path, decode) if is_sound)

    def _describe(
        self,
        staging: Staging,
        assembly: Assembly | MenuAssembly,
        report: Report,
        found: Verified | None,
    ) -> None:
        """Write `datapackage.json` and `croissant.json`; the other dataset's part stays as it is."""
        crawl = self._crawl(report, self._described.get("crawl", {}))
        if found is None:
            resource = datapackage.as_before(self._described, self.dataset, crawl)
        else:
            resource = datapackage.resource_of(self.dataset, assembly.result.tally, crawl, found)
            resource |= datapackage.origins_described(self._described)
        resources = self.resources | {self.file.name: resource}
        staging.file(datapackage.FILE).write_bytes(datapackage.package_of(resources.values()))
        staging.file(croissant.FILE).write_bytes(croissant.croissant_of(resources.values()))

    def _crawl(self, report: Report, before: dict[str, Any]) -> dict[str, Any]:
        """Where the dataset comes from: the run that published or confirmed it last."""
        complete = report.state in {COMPLETE, UNCHANGED} and not self._is_bounded
        archives = self._archives(complete, report.finished_at, before)
        # Pages that this folder's runs kept say nothing of the site today, which no folder of archives does.
        is_success = complete and (
            archives.get("archives_only") or not (self.run.saved and self._replays_itself())
        )
        if before.get("archives_only") and not self._is_of_archive:
            before = {**before, "complete_at": None}
        through = set(before.get("read_through", [])) if self.run.damage is None else set()
        if isinstance(self.run.spider, PressReleasesSpider) and not self.run.saved:
            # A bounded run may leave a gap behind what it has read: its roots are read through anew.
            through = (through - {*self.run.spider.roots}) | self.run.spider.read_through
        return {
            "run": self.run.folder.run_id,
            "started_at": report.started_at,
            "finished_at": report.finished_at,
            "state": report.state,
            "complete": complete,
            "complete_at": report.finished_at if is_success else before.get("complete_at"),
            "changed_at": report.finished_at if report.changes else before.get("changed_at"),
            "saved": self.run.saved,
            "full": self.settings.getbool("FULL"),
            "since": self.settings["SINCE"],
            "limit": self.settings.getint("ITEM_LIMIT") or None,
            "accepted": [one.check for one in report.checks if one.accepted],
            "read_through": sorted(through),
            **archives,
        }

    def _archives(self, complete: bool, finished_at: str, before: dict[str, Any]) -> dict[str, Any]:
        """When a run from a web archive last was complete, and whether no other run ever published here."""
        if not self._is_of_archive:
            return {name: before[name] for name in ("archive_complete_at",) if name in before}
        return {
            "archive_complete_at": finished_at if complete else before.get("archive_complete_at"),
            "archives_only": before.get("archives_only", False) if before else True,
        }

    # Checks and report

    def _checked(
        self, report: Report, assembly: Assembly | MenuAssembly, before: Tally, found: Verified | None
    ) -> list[Finding]:
        settings = self.settings
        reasons = self._reasons
        read = self._known({EMITTED, NOT_MODIFIED})
        stopped = {id_: url for id_, url in self._known(STOPPED).items() if id_ not in read}
        if self._is_of_archive:
            stopped = {}  # of any item an archive may have captured nothing but other pages
        figures = Figures(
            self.dataset,
            after=assembly.result.tally,
            fresh=assembly.result.fresh,
            before=self._tally_described or before,
            today=self._today,
            newest=assembly.newest(self._today),
            verified=found,
            has_carried_over=any(why in reasons for why in CARRIED_OVER),
            is_bounded=self._is_bounded,
            pages_read=report.pages_read,
            reasons=reasons,
            known_read=len(stopped | read),
            stopped=sorted(stopped.values()),
            lost=assembly.result.lost,
            damage=self.run.damage,
        )
        all_block = has_built_in_sites(settings) and not self.run.saved
        return check(figures, all_block=all_block, accepted=settings.getlist("ACCEPT"))

    def _known(self, whys: Set[str]) -> dict[str, str]:
        """Published records whose addresses ended in one of these ways: an address of each, by id."""
        id_of = self.run.spider.memory.id_of
        addresses = (url for why in sorted(whys) for url in self._reasons.get(why, ()))
        return {id_: url for url in addresses if (id_ := id_of(url)) is not None}

    @cached_property
    def _reasons(self) -> dict[str, list[str]]:
        """The addresses that ended in each way, frames aside."""
        reasons: dict[str, list[str]] = {}
        for url, seen in self.run.spider.outcomes.by_url.items():
            if seen.why not in FRAMES:
                reasons.setdefault(seen.why, []).append(url)
        return reasons

    def _state(self, assembly: Assembly | MenuAssembly, checks: list[Finding]) -> str:
        if any(one.blocking for one in checks):
            return REFUSED
        if not self.complete:
            return INCOMPLETE
        return COMPLETE if self._has_news(assembly) else UNCHANGED

    def _has_news(self, assembly: Assembly | MenuAssembly) -> bool:
        """Whether the file that would be published is another than the one that lies there."""
        return assembly.differs or self.run.damage is not None or not self.file.exists()

    def _compare_menu(self, report: Report, assembly: Assembly | MenuAssembly) -> None:
        if isinstance(assembly, MenuAssembly) and assembly.entries:
            differences = compare_with_menu([*assembly.entries.values()])
            report.unknown_words, report.gone_from_menu = differences.unknown, differences.gone

    def _report(self, state: str) -> Report:
        run, spider = self.run, self.run.spider
        report = Report(self.dataset, state, run.started_at, now(), faults=self._faults)
        report.cause = DAMAGED_SAVED if spider.saved_faults else ""
        report.resumed, report.torn, report.mended = (
            run.resumed,
            run.torn,
            [*spider.saved_remarks, *run.mended],
        )
        report.archive = asdict(self._captures) if self._captures is not None else {}
        report.left_alone = spider.politeness.left_alone
        if isinstance(spider, PressReleasesSpider):
            if spider.archive_faults:
                report.faults, report.cause = [*report.faults, *spider.archive_faults], NOT_LISTED
            report.walks, report.ways = spider.discovery.walks, dict(spider.backlog.found_by)
        report.traffic = {name: run.stats.get_value(key, 0) for name, key in _TRAFFIC.items()}
        return report

    def _fail(self, why: str, cause: str = "") -> None:
        report = Report(self.dataset, FAILED, self.run.started_at, now(), faults=[why], cause=cause)
        with suppress(OSError):
            self._tell(report)
            # A damaged output folder is no fault of what the run has kept.
            if not self.run.is_refused and (beginning := self.run.folder.beginning()) is not None:
                beginning.failures += 1
                self.run.folder.write_beginning(beginning)

    def _tell(self, report: Report) -> None:
        part = self.run.end(report)
        logger.info("%s: %s", report.dataset, report.state)
        self.run.folder.add_part(part)
