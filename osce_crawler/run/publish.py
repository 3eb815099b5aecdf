"""The end of a spider's part of a run: assemble, check, and only then publish."""

import logging
import shutil
from contextlib import suppress
from dataclasses import asdict

from osce_crawler.addons import has_built_in_sites
from osce_crawler.addresses import captured
from osce_crawler.dataset.build import Assembly
from osce_crawler.dataset.build_menus import MenuAssembly
from osce_crawler.dataset.checks import STOPPED, Figures, Finding, check
from osce_crawler.dataset.doubtful import PassedOver
from osce_crawler.dataset.read import DatasetError
from osce_crawler.dataset.tally import Tally
from osce_crawler.dataset.verify import Verified
from osce_crawler.disk import fault_of
from osce_crawler.moments import now
from osce_crawler.outcomes import CARRIED_OVER, EMITTED, INVALID, NOT_MODIFIED
from osce_crawler.report.archive_headline import DAMAGED_SAVED, NOT_LISTED
from osce_crawler.report.headline import cause_of
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
from osce_crawler.run.assembling import assembled
from osce_crawler.run.coverage import Coverage
from osce_crawler.run.new_files import NewFiles
from osce_crawler.run.published import Published
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
        self.scratch = run.folder.path / f"scratch-{run.dataset}"
        self.coverage, self.published = Coverage(run), Published(run)

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

    def _publish(self) -> None:
        logger.info("phase: assembling of %s", self.dataset)
        staging = Staging(self.run.folder.path, self.dataset)
        before = self.published.tally()
        assembly = assembled(self.run, self.coverage, self.scratch, before)
        outcomes = self.run.spider.outcomes
        for invalid in assembly.result.invalid:
            self._reject(PassedOver.of(invalid.page, invalid.why, INVALID))
            self.run.faults.append(str(invalid))
        for one in assembly.result.passed_over:
            self._reject(one)
        files = NewFiles(self.run, self.coverage, self.published, staging)
        found = files.write(assembly)
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
        report.published = str(self.published.file)
        logger.info("phase: publishing of %s", self.dataset)
        files.describe(assembly, report, found)
        report.finished_at = now()
        staging.commit(self.run.end(report))
        self.run.folder.add_part(put_all_in_place(self.output, staging.path))
        remove(staging.path)
        logger.info("%s: %s", report.dataset, report.state)

    def _reject(self, page: PassedOver) -> None:
        """Take back what the addresses of this page were said to have given."""
        outcomes = self.run.spider.outcomes
        for url in page.urls:
            name = captured(url, page.retrieved_at) if self.coverage.is_of_archive else url
            if name in outcomes.by_url:
                outcomes.rejected(name, page.reason, page.why)

    def _checked(
        self, report: Report, assembly: Assembly | MenuAssembly, before: Tally, found: Verified | None
    ) -> list[Finding]:
        settings, coverage = self.settings, self.coverage
        reasons = coverage.reasons
        read = coverage.known({EMITTED, NOT_MODIFIED})
        stopped = {id_: url for id_, url in coverage.known(STOPPED).items() if id_ not in read}
        if coverage.is_of_archive:
            stopped = {}  # of any item an archive may have captured nothing but other pages
        figures = Figures(
            self.dataset,
            after=assembly.result.tally,
            fresh=assembly.result.fresh,
            before=self.published.tally_described or before,
            today=coverage.today,
            newest=assembly.newest(coverage.today),
            verified=found,
            has_carried_over=any(why in reasons for why in CARRIED_OVER),
            is_bounded=coverage.is_bounded,
            pages_read=report.pages_read,
            reasons=reasons,
            known_read=len(stopped | read),
            stopped=sorted(stopped.values()),
            lost=assembly.result.lost,
            damage=self.run.damage,
        )
        all_block = has_built_in_sites(settings) and not self.run.saved
        return check(figures, all_block=all_block, accepted=settings.getlist("ACCEPT"))

    def _state(self, assembly: Assembly | MenuAssembly, checks: list[Finding]) -> str:
        if any(one.blocking for one in checks):
            return REFUSED
        if not self.coverage.complete:
            return INCOMPLETE
        return COMPLETE if self.published.is_replaced_by(assembly) else UNCHANGED

    def _compare_menu(self, report: Report, assembly: Assembly | MenuAssembly) -> None:
        if isinstance(assembly, MenuAssembly) and assembly.entries:
            differences = compare_with_menu([*assembly.entries.values()])
            report.unknown_words, report.gone_from_menu = differences.unknown, differences.gone

    def _report(self, state: str) -> Report:
        run, spider = self.run, self.run.spider
        report = Report(self.dataset, state, run.started_at, now(), faults=self.coverage.faults)
        report.cause = DAMAGED_SAVED if spider.saved_faults else ""
        report.resumed, report.torn, report.mended = (
            run.resumed,
            run.torn,
            [*spider.saved_remarks, *run.mended],
        )
        report.archive = asdict(captures) if (captures := self.coverage.captures) is not None else {}
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
