"""The libraries of the extra `analysis`: what is said where they are not installed."""

from collections.abc import Iterator
from contextlib import contextmanager


class ExtraMissingError(ImportError):
    """A library of the extra `analysis` is not installed; the message says how to install it."""


@contextmanager
def analysis_libraries() -> Iterator[None]:
    """Around the import of such libraries. Raises ExtraMissingError where one is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == __name__.partition(".")[0]:
            raise
        raise ExtraMissingError(
            f"{error.name} is not installed: pip install 'osce-crawler[analysis]'", name=error.name
        ) from error
