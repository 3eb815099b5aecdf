"""How printed names are compared, split and looked up."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler import vocabulary
from osce_crawler.vocabulary import Entry, Vocabulary, VocabularyError, bare_name
from osce_crawler.vocabulary.entry import LONGEST_NAME
from osce_crawler.vocabulary.folding import fold
from osce_crawler.vocabulary.forms import SourceNames
from osce_crawler.vocabulary.gazetteer import candidates, state_of
from osce_crawler.vocabulary.known_places import listed_as
from osce_crawler.vocabulary.misspelt_places import misspelt

MISSION = Entry(id="mission-to-serbia", name="OSCE Mission to Serbia", aliases=("Serbia and Montenegro",))
SECRETARIAT = Entry(id="secretariat", name="OSCE Secretariat")
LONG_MISSIONS = Entry(id="long-missions", name="Missions in Kosovo, Sandjak, and Vojvodina")
HUMAN_RIGHTS = Entry(
    id="odihr", name="Office for Democratic Institutions and Human Rights", aliases=("ODIHR",)
)
KOSOVO = Entry(id="kosovo", name="Missions in Kosovo")
BODIES = Vocabulary("bodies.csv", [MISSION, SECRETARIAT, LONG_MISSIONS, HUMAN_RIGHTS, KOSOVO])


@pytest.mark.parametrize(
    ("printed", "compared"),
    [
        ("Border  Management", "border management"),
        ("Border\u00a0management", "border management"),
        ("Bor\u00adder man\u200bagement", "border management"),
        ("co\u2011operation", "co-operation"),
        ("Pensioners’ Commission", "pensioners' commission"),
        ("Chis\u0326ina\u0306u", "chișinău"),
        ("CHIŞINĂU", "chișinău"),
        ("İstanbul", "istanbul"),
        ("Klaipe\u0307da", "klaipėda"),
        ("Bakı", "baki"),
        ("BAKI", "baki"),
        ("STRAẞE", "strasse"),
        ("PRIŠTINA", "priština"),
        ("Pristina", "pristina"),
        ("\x00\ud800", ""),
    ],
)
def test_folded_text(printed: str, compared: str) -> None:
    assert fold(printed) == compared


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OSCE Mission to Serbia", "Mission to Serbia"),
        ("The OSCE Mission to Serbia", "OSCE Mission to Serbia"),
        ("OSCE Mission to Georgia (closed)", "OSCE Mission to Georgia"),
        ("Observer Mission (discontinued)", "OSCE observer mission"),
        ("OSCE/ODIHR", "ODIHR"),
        ("OSCE Center in Bishkek", "OSCE Centre in Bishkek"),
        ("OSCE Project Coordinator in Baku", "OSCE Project Co-ordinator in Baku"),
        ("Serbia & Montenegro", "Serbia and Montenegro"),
    ],
)
def test_two_ways_to_print_one_name(one: str, other: str) -> None:
    assert bare_name(one) == bare_name(other)


@pytest.mark.parametrize("printed", ["OSCE", "The", "the OSCE", "(closed)x", "Oscean Office"])
def test_a_name_is_never_trimmed_to_nothing(printed: str) -> None:
    assert bare_name(printed)


@pytest.mark.parametrize(
    ("printed", "pieces"),
    [
        ("", []),
        (" , ;\n and ", []),
        ("OSCE Secretariat", [("OSCE Secretariat", "secretariat")]),
        (
            "OSCE Secretariat, OSCE Mission to Serbia",
            [("OSCE Secretariat", "secretariat"), ("OSCE Mission to Serbia", "mission-to-serbia")],
        ),
        ("Secretariat; ODIHR\nother", [("Secretariat", "secretariat"), ("ODIHR", "odihr"), ("other", None)]),
        ("OSCE Secretariat and ODIHR", [("OSCE Secretariat", "secretariat"), ("ODIHR", "odihr")]),
        (
            "ODIHR, Secretariat, and others",
            [("ODIHR", "odihr"), ("Secretariat", "secretariat"), ("others", None)],
        ),
        (
            "ODIHR, Body for Wheat and Rye, Secretariat",
            [("ODIHR", "odihr"), ("Body for Wheat and Rye", None), ("Secretariat", "secretariat")],
        ),
        ("Secretariat and friends", [("Secretariat and friends", None)]),
        ("friends and Secretariat", [("friends and Secretariat", None)]),
        (
            "Secretariat and ODIHR and Mission to Serbia",
            [("Secretariat", "secretariat"), ("ODIHR", "odihr"), ("Mission to Serbia", "mission-to-serbia")],
        ),
        ("Secretariat and ODIHR and friends", [("Secretariat and ODIHR and friends", None)]),
        (
            "Office for Democratic Institutions and Human Rights and Secretariat",
            [
                ("Office for Democratic Institutions and Human Rights", "odihr"),
                ("Secretariat", "secretariat"),
            ],
        ),
        (
            "Missions in Kosovo, Sandjak, and Vojvodina, Secretariat",
            [("Missions in Kosovo, Sandjak, and Vojvodina", "long-missions"), ("Secretariat", "secretariat")],
        ),
        ("Missions in Kosovo, Sandjak", [("Missions in Kosovo", "kosovo"), ("Sandjak", None)]),
        (
            "Serbia and Montenegro, ODIHR",
            [("Serbia and Montenegro", "mission-to-serbia"), ("ODIHR", "odihr")],
        ),
        ("OSCE Mission to\n  Serbia", [("OSCE Mission to\n  Serbia", "mission-to-serbia")]),
        ("Sandwich Office", [("Sandwich Office", None)]),
    ],
)
def test_a_printed_list_is_split_by_known_names(printed: str, pieces: list[tuple[str, str | None]]) -> None:
    assert [(piece, entry and entry.id) for piece, entry in BODIES.split(printed)] == pieces


def test_a_body_printed_twice_is_named_once_with_both_forms() -> None:
    found = BODIES.distinct(["OSCE/ODIHR, Elsewhere", "ODIHR, Elsewhere, ELSEWHERE, OSCE/ODIHR"])
    assert found == [("OSCE/ODIHR, ODIHR", HUMAN_RIGHTS), ("Elsewhere", None)]


@pytest.mark.parametrize("joint", [", ", ",", "; ", "\n", " and ", ", and "])
@given(data=st.data())
def test_known_names_joined_and_split_come_back(joint: str, data: st.DataObject) -> None:
    names = [(label, entry) for entry in BODIES for label in entry.labels]
    chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=6))
    assert list(BODIES.split(joint.join(name for name, _ in chosen))) == chosen


WORDS = st.sampled_from(
    ["ODIHR", "Secretariat", "Kosovo", "Missions in Kosovo", "Sandjak", "and", " ", ",", ";"]
)


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)))
def test_no_printed_letter_is_lost(printed: str) -> None:
    kept = "".join(piece for piece, _ in BODIES.split(printed))
    assert set(fold(printed)) - set(" ,;and") <= set(fold(kept))
    assert fold(kept).count("kosovo") == fold(printed).count("kosovo")


def test_a_very_long_list_is_split() -> None:
    assert len(BODIES.split(" and ".join(["ODIHR"] * 5000))) == 5000


@pytest.mark.parametrize(
    ("printed", "nearest"),
    [
        ("OSCE Mission to Srbia", "mission-to-serbia"),
        ("OSCE Programme Office in Bishkeck", "programme-office-in-bishkek"),
        ("OSCE Representative on Media Freedoms", "representative-on-freedom-of-the-media"),
    ],
)
def test_the_nearest_known_name_comes_first(printed: str, nearest: str) -> None:
    assert vocabulary.sources().nearest(printed)[0].id == nearest


def test_nearest_names_are_different_entries_and_no_more_than_asked() -> None:
    near = vocabulary.sources().nearest("OSCE Mission to", n=4)
    assert len({entry.id for entry in near}) == len(near) == 4


def test_nothing_is_near_to_nonsense() -> None:
    assert vocabulary.sources().nearest("%%%%") == []


@pytest.mark.parametrize("table", [vocabulary.sources, vocabulary.countries, vocabulary.places])
def test_what_is_far_too_long_for_a_name_is_not_folded(
    table: Callable[[], Vocabulary], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = table()
    monkeypatch.setattr(known, "_key", lambda _: pytest.fail("folded"))
    assert known.lookup("\ufdfa" * 401) is None


@pytest.mark.parametrize("text", ["\ufdfa" * 200_000, "\ufdfa, " * 20_000])
def test_one_character_that_folds_to_eighteen_costs_no_more_than_another(text: str) -> None:
    began = time.process_time()
    assert candidates(text) == listed_as(text) == ()
    assert (misspelt(text), state_of(text)) == (None, None)
    assert vocabulary.places().split(text)
    assert vocabulary.sources().nearest(text) == []
    assert time.process_time() - began < 2


def test_every_name_is_far_shorter_than_the_longest_that_is_looked_up() -> None:
    assert max(len(label) for entry in vocabulary.sources() for label in entry.labels) < LONGEST_NAME / 1.5


def test_a_form_of_an_unknown_source_is_refused() -> None:
    with pytest.raises(VocabularyError, match=r"source_forms.csv, row 2: unknown id 'nobody'"):
        SourceNames("bodies.csv", [MISSION], [("nobody", "someone")], {})


@pytest.mark.parametrize(
    ("form", "printed"),
    [
        ("[big ](red|green) body", ["Red body", "big green body"]),
        ("body[ {year}]", ["Body", "Body 2026"]),
        ("body of {country}", ["The Body of Nowhere", "Body of the OSCE (BO), Nowhere"]),
    ],
)
def test_forms_of_names(form: str, printed: list[str]) -> None:
    names = SourceNames(
        "bodies.csv", [MISSION], [(MISSION.id, form)], {"country": lambda name: name == "nowhere"}
    )
    assert [names.lookup(name) for name in printed] == [MISSION] * len(printed)
    assert [names.lookup(name) for name in ("body of somewhere", "big body", "body 1066", "red bodys")] == [
        None
    ] * 4
