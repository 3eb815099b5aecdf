r"""The one place where text leaves to people: the terminal, the log, the report.

`grammar/characters.py` cleans what pages print. A message holds more: paths, arguments, headers, the words of
an error. Nothing is left out of it, so that a file can be found by the name that is shown: what a terminal
would obey, hide or turn around is written as `\x1b` or `\u202e`. A line stays one line.
"""

import logging
from typing import Any

import click

from osce_crawler.addresses import without_password


def shown(text: object) -> str:
    """The text on one line, every character of it to be seen, without the passwords of addresses."""
    line = without_password(str(text))
    return line if line.isprintable() else "".join(map(_written_out, line))


def _written_out(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def shown_in(value: Any) -> Any:
    """The same value of JSON, every string in it as `shown`."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {shown(key): shown_in(one) for key, one in value.items()}
    return [shown_in(one) for one in value] if isinstance(value, list | tuple) else value


def echo(line: object, *, err: bool = False) -> None:
    """Print one line on standard output, or on standard error. Raises OSError."""
    click.echo(shown(line), err=err)


class PlainLog(logging.Formatter):
    """A message begins at the margin, and nothing else does: what follows on further lines is indented."""

    def format(self, record: logging.LogRecord) -> str:
        return "\n    ".join(map(shown, super().format(record).split("\n")))
