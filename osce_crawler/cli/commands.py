"""The subcommands of `osce-crawler`, and one line with an exit code for each error."""

import logging
import sys
from collections.abc import Sequence
from typing import Never

import click

from osce_crawler import __version__
from osce_crawler.cli.archive import archive
from osce_crawler.cli.crawl import crawl
from osce_crawler.cli.dataset import dataset
from osce_crawler.cli.explore import explore
from osce_crawler.cli.extract import extract
from osce_crawler.cli.fixtures import fixtures
from osce_crawler.cli.report import report
from osce_crawler.cli.runs import runs
from osce_crawler.cli.site import check_site
from osce_crawler.cli.status import status
from osce_crawler.cli.vocabulary import vocabulary
from osce_crawler.dataset.extra import ExtraMissingError
from osce_crawler.dataset.read import DatasetError
from osce_crawler.disk import fault_of
from osce_crawler.exits import FAILED, USAGE
from osce_crawler.report.showing import PlainRecord, echo
from osce_crawler.vocabulary import VocabularyError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(__version__, message="%(version)s")
def osce_crawler() -> None:
    """Crawl the public web site of the OSCE and publish its press releases and menus as datasets."""


for command in (
    crawl,
    extract,
    archive,
    runs,
    status,
    fixtures,
    check_site,
    vocabulary,
    dataset,
    explore,
    report,
):
    osce_crawler.add_command(command)


def run(arguments: Sequence[str] | None) -> Never:
    """Run the command; wrong usage gives one line on standard error and exit code 2."""
    logging.setLogRecordFactory(PlainRecord)
    try:
        sys.exit(osce_crawler.main(arguments, prog_name="osce-crawler", standalone_mode=False))
    except click.Abort:  # what Click makes of it, once the line with the ^C is ended
        raise KeyboardInterrupt from None
    except click.exceptions.NoArgsIsHelpError as error:
        for line in error.format_message().split("\n"):
            echo(line, err=True)
        sys.exit(USAGE)
    except click.ClickException as error:
        echo(f"osce-crawler: {error.format_message()}", err=True)
        sys.exit(USAGE)
    except (DatasetError, VocabularyError, ExtraMissingError) as error:
        echo(f"osce-crawler: {error}", err=True)
        sys.exit(USAGE)
    except BrokenPipeError:
        # Whoever closed the pipe has read enough; nothing of ours failed, but not all was printed.
        sys.stderr.close()
        sys.exit(FAILED)
    except OSError as error:
        echo(f"osce-crawler: {fault_of(error, 'standard output')}", err=True)
        sys.exit(FAILED)
