r"""The one place where text leaves to people: the terminal, the log, the report.

`grammar/characters.py` cleans what pages print. A message holds more: paths, arguments, headers, the words of
an error. Nothing is left out of it, so that a file can be found by the name that is shown: what a terminal
would obey, hide or turn around is written as `\x1b` or `\u202e`. A line stays one line.
"""

import json
import logging
from typing import Any

import click

from osce_crawler.addresses import without_password

_INDENT = "    "


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


def echo_json(line: bytes) -> None:
    """Print a line of JSON on standard output: what would command a terminal is escaped as JSON has it."""
    text = line.decode()
    escaped = (one if one.isprintable() else json.dumps(one)[1:-1] for one in text)
    click.echo(text if text.isprintable() else "".join(escaped))


class PlainRecord(logging.LogRecord):
    """What is logged: a message begins at the margin and nothing else does, so that none looks like another.

    Handlers are Scrapy's, which replaces them as a crawl begins; records are the same for all of them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.exc_info:
            self.exc_text = f"{_INDENT}{_shown_lines(logging.Formatter().formatException(self.exc_info))}"

    def getMessage(self) -> str:  # noqa: N802  the base class's name
        return _shown_lines(super().getMessage())


def _shown_lines(text: str) -> str:
    return f"\n{_INDENT}".join(map(shown, text.split("\n")))
