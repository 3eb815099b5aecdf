"""The topics under which a release is filed."""

from collections.abc import Sequence

from osce_crawler import vocabulary
from osce_crawler.grammar.characters import clean
from osce_crawler.items import FieldOfWork


def read_fields_of_work(printed: Sequence[str]) -> tuple[tuple[FieldOfWork, ...], tuple[str, ...]]:
    """The topics named in printed lists, in order, each topic once; and warnings.

    A topic that is not known keeps its printed name.
    """
    pieces = vocabulary.fields_of_work().distinct(printed)
    topics = tuple(_field_of_work(clean(name), entry) for name, entry in pieces)
    unknown = any(topic.id is None for topic in topics)
    return topics, ("unknown_field_of_work",) if unknown else ()


def _field_of_work(printed: str, entry: vocabulary.Entry | None) -> FieldOfWork:
    if entry is None:
        return FieldOfWork(id=None, name=printed, parent=None, printed=printed)
    return FieldOfWork(id=entry.id, name=entry.name, parent=entry.parent, printed=printed)
