"""`osce-crawler dataset`."""

import click

from osce_crawler.cli.dataset_export import export


@click.group()
def dataset() -> None:
    """Work with a published dataset."""


dataset.add_command(export)
