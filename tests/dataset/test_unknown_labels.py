"""Unknown labels of a run: named in its report as unknown words are."""

from pathlib import Path

from osce_crawler.dataset.unknown_labels import UnknownLabels
from osce_crawler.vocabulary.checking import UnknownWord
from tests.interrupting import Command
from tests.making import release_page, save_page
from tests.site.test_faults import part_of

A, B, C = (f"https://www.osce.org/secretariat/{nid}" for nid in (300001, 300002, 300003))


def test_a_label_counts_once_a_page_whatever_its_value_and_its_case() -> None:
    labels = UnknownLabels()
    labels.add(["Programme: Youth"], A)
    labels.add(["Reference: X/12", "PROGRAMME: Water: clean"], B)
    labels.add(["Programme"], C)
    assert labels.words() == [
        UnknownWord("labels", "Programme", 3, A, ()),
        UnknownWord("labels", "Reference", 1, B, ()),
    ]


def test_the_report_names_a_label_that_the_vocabulary_lacks(tmp_path: Path) -> None:
    page = release_page().replace("<dt>Source:", "<dt>Reference</dt><dd>X/12</dd><dt>Source:")
    for url in (A, B):
        save_page(tmp_path / "pages" / url[-6:], url, page)
    command = Command("", tmp_path / "output")
    command.replay(tmp_path / "pages")
    assert command.run() == 0, command.said
    (word,) = part_of(command)["unknown_words"]
    assert (word["table"], word["printed"], word["count"], word["example"]) == ("labels", "Reference", 2, A)
    assert f"- labels: Reference: 2, e.g. {A}" in (command.run_folders()[0] / "report.md").read_text()
    assert "unknown words" in command.said
