"""Assembles what the dataset would be after a run: `dataset/` is told what the run covered."""

import shutil
from pathlib import Path

from osce_crawler.dataset.build import Assembly, RunFacts
from osce_crawler.dataset.build_menus import MenuAssembly
from osce_crawler.dataset.captures import noted_in
from osce_crawler.dataset.datapackage import schema_of
from osce_crawler.dataset.index import Index
from osce_crawler.dataset.lost import CHANGES, first_seen
from osce_crawler.dataset.tally import Tally
from osce_crawler.items import SCHEMA_VERSION
from osce_crawler.outcomes import GONE
from osce_crawler.run.coverage import Coverage
from osce_crawler.run.state import RunState


def assembled(run: RunState, coverage: Coverage, scratch: Path, before: Tally) -> Assembly | MenuAssembly:
    """The dataset as the run leaves it. `scratch`: a folder for it; `before`: counts of what is published."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    facts = _facts(run, coverage)
    if run.published is None:
        return _menus(run, coverage, MenuAssembly(scratch, run.before, before, facts))
    return _releases(run, coverage, Assembly(scratch, run.published, before.copy(), facts))


def _menus(run: RunState, coverage: Coverage, menus: MenuAssembly) -> MenuAssembly:
    menus.read(run.folder.items(run.dataset))
    if not run.saved or run.spider.saved_faults:
        menus.keep_unread(complete=coverage.complete)
    menus.finish()
    return menus


def _releases(run: RunState, coverage: Coverage, releases: Assembly) -> Assembly:
    releases.read(run.folder.items(run.dataset), run.rows)
    # What an archive lacks, or captured as an error, says nothing of the site; nor does an incomplete crawl.
    if not coverage.is_of_archive and (run.saved or coverage.complete):
        releases.mark_gone(coverage.gone, coverage.today)
    # A saved page that cannot be used may be the page of any record.
    if run.saved and not (coverage.is_of_archive or coverage.is_reread or run.spider.saved_faults):
        releases.drop_unread(but=coverage.not_replayed | coverage.known(GONE).keys())
    if schema_of(run.output) != SCHEMA_VERSION:
        releases.rewrite()
    releases.close()
    return releases


def _facts(run: RunState, coverage: Coverage) -> RunFacts:
    return RunFacts(
        run.folder.run_id,
        run.started_at,
        is_replay=run.saved,
        is_reread=coverage.is_reread,
        bounded_before=run.spider.memory.of_bounded_runs(),
        never_crawled=run.spider.memory.never_crawled,
        added_before=_first_seen(run, run.published) if run.damage is not None else {},
        is_vacant=coverage.is_vacant,
        since=coverage.since,
        noted=noted_in(run.output / CHANGES) if coverage.is_of_archive else None,
    )


def _first_seen(run: RunState, published: Index | None) -> dict[str, str]:
    kept = published.entries if published is not None else ()
    return first_seen(run.output, run.dataset, kept, run.started_at)
