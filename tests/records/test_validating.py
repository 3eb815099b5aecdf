"""Only what can be read back is a record."""

from typing import Any

import pytest

from osce_crawler.records.release import record_of
from osce_crawler.records.validating import NoRecordError, fault_of, valid
from tests.making import observation, release


def test_an_invalid_record_is_refused_with_its_id_and_fault() -> None:
    with pytest.raises(NoRecordError, match=r"invalid record 300001-en: .*title"):
        valid(release(title=""))


@pytest.mark.parametrize(
    ("key", "value"),
    [("content_type", "poem"), ("url", "osce.org/1"), ("body", None), ("date", "soon"), ("body", "\ud800")],
)
def test_validation_looks_at_every_key(key: str, value: Any) -> None:
    assert fault_of(release(**{key: value})) is not None


def test_a_release_without_a_title_is_no_record() -> None:
    with pytest.raises(NoRecordError, match="invalid record"):
        record_of(observation(title=" "))
