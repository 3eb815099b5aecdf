"""What a printed source means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler import vocabulary
from osce_crawler.items import Source
from osce_crawler.normalise.sources import read_sources


@pytest.mark.parametrize(
    ("printed", "ids"),
    [
        ("OSCE Chairpersonship", ["chairpersonship"]),
        ("OSCE Chairmanship", ["chairpersonship"]),
        ("OSCE Chairpersonship, OSCE Secretariat", ["chairpersonship", "secretariat"]),
        ("OSCE Mission to Bosnia and Herzegovina", ["mission-to-bosnia-and-herzegovina"]),
        ("Misija OSCE-a u BiH", ["mission-to-bosnia-and-herzegovina"]),
        ("OSCE Office for Democratic Institutions and Human Rights", ["odihr"]),
        ("БДИПЧ ОБСЕ", ["odihr"]),
        ("OSCE Centre in Bishkek", ["programme-office-in-bishkek"]),
        ("OSCE Centre in Almaty", ["programme-office-in-astana"]),
        ("OSCE Mission to Serbia and Montenegro", ["mission-to-serbia"]),
        ("OSCE Office in Baku", ["project-co-ordinator-in-baku"]),
        ("OSCE Project Co-ordinator in Ukraine (closed)", ["project-co-ordinator-in-ukraine"]),
        (
            "OSCE Special Monitoring Mission to Ukraine (SMM) (closed)",
            ["special-monitoring-mission-to-ukraine"],
        ),
        ("OSCE Mission to Ukraine", ["mission-to-ukraine"]),
        ("Partnerships, OSCE Mission to Georgia (closed)", ["partnerships", "mission-to-georgia"]),
        (
            "CSCE Missions of Long Duration in Kosovo, Sandjak, and Vojvodina, OSCE Mission in Kosovo",
            ["missions-of-long-duration", "mission-in-kosovo"],
        ),
        (
            "OSCE Kosovo Verification Mission / OSCE Task Force for Kosovo (closed)",
            ["kosovo-verification-mission"],
        ),
        (
            "ODIHR, Office of the Co-ordinator of OSCE Economic and Environmental Activities",
            ["odihr", "economic-and-environmental-activities"],
        ),
        (
            "OSCE Special Representative and Co-ordinator for Combating Trafficking in Human Beings",
            ["special-representative-for-combating-trafficking"],
        ),
        (
            "OSCE Mission to Serbia and OSCE Mission to Montenegro",
            ["mission-to-serbia", "mission-to-montenegro"],
        ),
    ],
)
def test_printed_sources(printed: str, ids: list[str]) -> None:
    sources, warnings = read_sources([printed])
    assert [source.id for source in sources] == ids
    assert warnings == ()


def test_an_old_release_carries_the_bodys_present_state() -> None:
    (source,), _ = read_sources(["OSCE Mission to Georgia (closed)"])
    assert source == Source(
        id="mission-to-georgia",
        name="OSCE Mission to Georgia",
        kind="field_operation",
        status="closed",
        country="GE",
        printed="OSCE Mission to Georgia (closed)",
    )


def test_an_unknown_body_keeps_its_printed_name_and_warns() -> None:
    sources, warnings = read_sources(["OSCE Secretariat, Bureau for Bridges and Roads"])
    assert [(source.id, source.name, source.printed) for source in sources] == [
        ("secretariat", "OSCE Secretariat", "OSCE Secretariat"),
        (None, "Bureau for Bridges and Roads", "Bureau for Bridges and Roads"),
    ]
    assert warnings == ("unknown_source",)


def test_one_body_under_two_names_is_one_source_with_both_printed() -> None:
    (source,), _ = read_sources(["OSCE Chairmanship", "OSCE Chairpersonship"])
    assert (source.id, source.printed) == ("chairpersonship", "OSCE Chairmanship, OSCE Chairpersonship")


@pytest.mark.parametrize("printed", [[], [""], [" , "]])
def test_nothing_printed_names_nobody(printed: list[str]) -> None:
    assert read_sources(printed) == ((), ())


def test_reading_the_own_names_again_changes_nothing() -> None:
    for entry in vocabulary.sources():
        for label in entry.labels:
            (source,), _ = read_sources([label])
            (again,), _ = read_sources([source.name])
            assert (again.id, again.name) == (source.id, source.name) == (entry.id, entry.name)


@given(st.lists(st.sampled_from(list(vocabulary.sources())), min_size=1, unique_by=lambda entry: entry.id))
def test_names_joined_by_commas_come_back(entries: list[vocabulary.Entry]) -> None:
    sources, warnings = read_sources([", ".join(entry.name for entry in entries)])
    assert [source.id for source in sources] == [entry.id for entry in entries]
    assert warnings == ()


@given(st.lists(st.text()))
def test_anything_printed_is_read_and_every_source_has_a_name(printed: list[str]) -> None:
    sources, warnings = read_sources(printed)
    assert all(source.name and source.printed for source in sources)
    assert bool(warnings) == any(source.id is None for source in sources)


@pytest.mark.parametrize(
    ("printed", "id_"),
    [
        ("Acting Chairman-in-Office", "chairpersonship"),
        ("OSCE Chairwoman-in-Office", "chairpersonship"),
        ("Swiss OSCE Chairmanship", "chairpersonship"),
        ("Finland's OSCE Chairpersonship", "chairpersonship"),
        ("Co-Chairs of the OSCE Minsk Group", "minsk-group"),
        ("OSCE/ODIHR Election Observation Mission", "odihr"),
        ("International Election Observation Mission", "international-election-observation-mission"),
        (
            "Special Representative of the OSCE Chairperson-in-Office",
            "special-representatives-of-the-chairperson-in-office",
        ),
    ],
)
def test_sources_of_other_years_and_forms_are_known(printed: str, id_: str) -> None:
    sources, warnings = read_sources([printed])
    assert ([source.id for source in sources], warnings) == ([id_], ())
