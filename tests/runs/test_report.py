"""What a run tells."""

from dataclasses import asdict

from osce_crawler.items import Place, Source
from osce_crawler.ledger import EMITTED, Ledger
from osce_crawler.runs.report import EXAMPLES, as_markdown, fill_rates, report_on
from tests.making import entry, release


def ledger() -> Ledger:
    ledger = Ledger()
    for number in range(EXAMPLES + 2):
        ledger.explained(f"https://www.osce.org/cio/{number}", "404", "HTTP 404")
    ledger.explained("https://www.osce.org/cio/232506", EMITTED, "232506-en")
    ledger.explained("https://www.osce.org/press-releases", "list", "1 rows")
    ledger.explained("https://www.osce.org/x", "not saved")
    return ledger


def test_listed_is_emitted_and_explained_and_frames() -> None:
    report = report_on("press_releases", ledger(), [release()])
    explained = sum(map(len, report.not_emitted.values()))
    assert report.listed == 1 + explained + sum(report.frames.values()) == 8
    assert (report.pages_read, report.records) == (7, 1)


def test_what_was_not_emitted_is_named_with_its_reason() -> None:
    report = report_on("press_releases", ledger(), [release()])
    assert list(report.not_emitted) == ["404", "not saved"]
    assert report.not_emitted["404"][0] == "https://www.osce.org/cio/0 (HTTP 404)"
    assert report.not_emitted["not saved"] == ["https://www.osce.org/x"]


def test_records_are_counted_by_type_most_frequent_first() -> None:
    records = [release(content_type="news"), release(), release()]
    assert list(report_on("press_releases", Ledger(), records).by_type.items()) == [
        ("press_release", 2),
        ("news", 1),
    ]
    assert report_on("navigation", Ledger(), [entry(), entry(kind="page")]).by_type == {
        "country": 1,
        "page": 1,
    }


def test_fill_rate_is_the_share_of_records_with_a_value() -> None:
    rates = fill_rates([release(contacts="a", links=[]), release(contacts=None, body="")])
    assert (rates["title"], rates["contacts"], rates["body"], rates["links"]) == (1, 0.5, 0.5, 0)
    assert fill_rates([]) == {}


def test_zero_is_a_value() -> None:
    assert fill_rates([entry(chairpersonship_year=0)])["chairpersonship_year"] == 1


def test_warnings_and_unknown_words_are_counted() -> None:
    record = release(
        warnings=["no_date", "unknown_place"],
        places=[Place(None, "Nowhere", None, None, None, "NOWHERE")],
        sources=[Source(None, "Guild", None, None, None, "Guild"), *release().sources],
    )
    report = report_on("press_releases", Ledger(), [record, record])
    assert report.warnings == {"no_date": 2, "unknown_place": 2}
    counted = [(word.table, word.printed, word.count) for word in report.unknown_words]
    assert counted == [("sources", "Guild", 2), ("places", "NOWHERE", 2)]


def test_unknown_words_are_told_with_an_example_and_the_names_most_like_them() -> None:
    record = release(
        sources=[Source(None, "OSCE Mision to Skopje", None, None, None, "OSCE Mision to Skopje")]
    )
    lines = as_markdown("1", [asdict(report_on("press_releases", Ledger(), [record]))]).split("\n")
    assert f"- sources: OSCE Mision to Skopje: 1, as on {record.url}" in lines
    assert lines[lines.index("### Unknown words") + 3].startswith(
        "  - like OSCE Mission to Skopje (mission-to-skopje)"
    )


def test_the_menu_is_compared_with_the_vocabulary() -> None:
    report = report_on(
        "navigation",
        Ledger(),
        [entry(), entry(label="Space policy", kind="field_of_work", path=["Space policy"])],
    )
    assert [word.printed for word in report.unknown_words] == ["Space policy"]
    assert {"austria", "policing"} < {gone.id for gone in report.gone_from_menu}
    assert "finland" not in {gone.id for gone in report.gone_from_menu}
    assert "- countries: Austria (austria)" in as_markdown("1", [asdict(report)]).split("\n")


def test_a_menu_that_was_not_read_is_not_compared() -> None:
    assert report_on("navigation", Ledger(), []).gone_from_menu == []


def test_the_page_for_people_names_state_counts_and_a_few_addresses_of_each_reason() -> None:
    report = report_on("press_releases", ledger(), [release(warnings=["no_date"])])
    report.state, report.faults = "complete", ["one fault"]
    text = as_markdown("20251201T100000Z", [asdict(report)])
    assert text.startswith("# Run 20251201T100000Z\n")
    for line in (
        "## press_releases: complete",
        "- press_release: 1",
        "- no_date: 1",
        "- 404: 5",
        "- fault: one fault",
    ):
        assert line in text.split("\n")
    assert text.count("HTTP 404") == EXAMPLES
    assert "published: no" in text
