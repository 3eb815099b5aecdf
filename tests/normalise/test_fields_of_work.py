"""What a printed field of work means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler import vocabulary
from osce_crawler.items import FieldOfWork
from osce_crawler.normalise.fields_of_work import read_fields_of_work


@pytest.mark.parametrize(
    ("printed", "ids"),
    [
        ("Border management", ["border-management"]),
        ("Combating human trafficking", ["combating-trafficking-in-human-beings"]),
        ("Minority rights", ["national-minority-issues"]),
        ("Military reform and co-operation", ["reform-and-co-operation-in-the-security-sector"]),
        ("Reform and cooperation in the security sector", ["reform-and-co-operation-in-the-security-sector"]),
        ("Cyber/ICT security", ["cyber-ict-security"]),
        ("Democratisation, Elections", ["democratization", "elections"]),
        ("Policing, Roma and Sinti, Rule of law", ["policing", "roma-and-sinti", "rule-of-law"]),
        ("Roma and Sinti and Youth", ["roma-and-sinti", "youth"]),
        ("Права человека", ["human-rights"]),
        ("Prevenirea şi reglementarea conflictelor", ["conflict-prevention-and-resolution"]),
        ("Ljudska prava, Vladavina prava", ["human-rights", "rule-of-law"]),
    ],
)
def test_printed_fields(printed: str, ids: list[str]) -> None:
    topics, warnings = read_fields_of_work([printed])
    assert [topic.id for topic in topics] == ids
    assert warnings == ()


@pytest.mark.parametrize(
    ("printed", "parent"),
    [
        ("Safety of journalists", "media-freedom-and-development"),
        ("Media self-regulation", "media-freedom-and-development"),
        ("Climate change", "environmental-activities"),
        ("Environmental good governance", "environmental-activities"),
        ("Good governance", None),
    ],
)
def test_a_narrow_topic_names_the_wider_one(printed: str, parent: str | None) -> None:
    (topic,), _ = read_fields_of_work([printed])
    assert topic.parent == parent


def test_an_unknown_topic_keeps_its_printed_name_and_warns() -> None:
    topics, warnings = read_fields_of_work(["Elections, Bees and honey"])
    assert topics[1] == FieldOfWork(id=None, name="Bees and honey", parent=None, printed="Bees and honey")
    assert warnings == ("unknown_field_of_work",)


@given(st.lists(st.sampled_from(list(vocabulary.fields_of_work())), min_size=1, unique_by=lambda e: e.id))
def test_names_joined_by_commas_come_back(entries: list[vocabulary.Entry]) -> None:
    topics, warnings = read_fields_of_work([", ".join(entry.name for entry in entries)])
    assert [(topic.id, topic.name) for topic in topics] == [(entry.id, entry.name) for entry in entries]
    assert warnings == ()


@given(st.lists(st.text()))
def test_anything_printed_is_read_and_every_topic_has_a_name(printed: list[str]) -> None:
    topics, warnings = read_fields_of_work(printed)
    assert all(topic.name and topic.printed for topic in topics)
    assert bool(warnings) == any(topic.id is None for topic in topics)
