"""What sort of item a release is."""

from osce_crawler import vocabulary
from osce_crawler.vocabulary.folding import fold


def read_content_type(printed: str | None) -> tuple[str, tuple[str, ...]]:
    """The record's content type for a printed label, and warnings.

    `other` where nothing is printed, and with a warning where the label is not known.
    """
    if printed is None or not fold(printed):
        return "other", ()
    entry = vocabulary.content_types().lookup(printed)
    if entry is None or entry.kind is None:
        return "other", ("unknown_content_type",)
    return entry.kind, ()
