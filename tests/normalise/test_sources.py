"""What a printed source means."""

import time

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


CHAIR = [
    "OSCE Chairmanship 2016",
    "2025 OSCE Chairpersonship",
    "Finland – OSCE Chairpersonship 2025",
    "Finland's 2025 OSCE Chairpersonship",
    "OSCE Chairpersonship of Finland",
    "OSCE 2018 Italian Chairmanship",
    "2025 Chair of the OSCE",
    "Acting OSCE Chairwoman-in-Office",
    "Swiss Chairperson-in-Office",
    "OSCE CiO",
    "Швейцарское председательство в ОБСЕ",
    "Председательство Швейцарии в ОБСЕ",
    "Председательство Северной Македонии в ОБСЕ 2023 года",
    "Действующий председатель ОБСЕ",
    "Действующего председателя ОБСЕ",
    "и.о. действующего председателя ОБСЕ",
    "Исполняющий обязанности Действующего председателя ОБСЕ",
    "Чинний голова ОБСЄ",
    "Діюча голова ОБСЄ",
    "Головування Польщі у ОБСЄ",
    "Польське головування в ОБСЄ",
    "Schweizer OSZE-Vorsitz",
    "Der deutsche OSZE-Vorsitz 2016",
    "Deutscher OSZE-Vorsitz",
    "OSZE-Vorsitz der Schweiz",
    "Amtierender Vorsitzender der OSZE",
    "Amtierende OSZE-Vorsitzende",
    "Présidence suisse de l'OSCE",
    "Présidente en exercice de l’OSCE",
]
OBSERVERS = [
    ("ODIHR Election Observation Mission to Georgia", "odihr"),
    ("OSCE/ODIHR Limited Election Observation Mission in the United States of America", "odihr"),
    ("OSCE/ODIHR Election Observation Mission (EOM) to Georgia", "odihr"),
    ("OSCE/ODIHR Election Observation Mission, Georgia", "odihr"),
    ("OSCE/ODIHR Election Observation Mission (Georgia)", "odihr"),
    ("ODIHR Election Observation Mission – Georgia 2024", "odihr"),
    ("ODIHR Special Election Assessment Mission to the Republic of Moldova", "odihr"),
    ("ODIHR Needs Assessment Mission to the Netherlands", "odihr"),
    ("Миссия БДИПЧ/ОБСЕ по наблюдению за президентскими выборами", "odihr"),
    ("Місія БДІПЛ ОБСЄ зі спостереження за виборами", "odihr"),
    ("International Election Observation Mission (IEOM)", "international-election-observation-mission"),
    ("International Election Observation Mission to Ukraine", "international-election-observation-mission"),
    ("International Election Observation Mission, Kyrgyzstan", "international-election-observation-mission"),
    ("Minsk Group's Co-Chairmen", "minsk-group"),
    ("Сопредседатели Минской группы ОБСЕ", "minsk-group"),
]
OF_THE_CHAIR = [
    (
        "Personal Representative of the OSCE CiO on Combating Anti-Semitism",
        "personal-representative-on-combating-anti-semitism",
    ),
    (
        "Personal Representative of the OSCE Chairperson-in-Office on Combating Racism, Xenophobia and Discrimination, also focusing on Intolerance and Discrimination against Christians and Members of Other Religions",
        "personal-representative-on-combating-racism",
    ),
    (
        "Personal Representative of the OSCE Chairman-in-Office for Article IV, Annex 1-B of the Dayton Peace Accords",
        "personal-representative-for-article-iv",
    ),
    (
        "Special Representative of the OSCE Chairmanship for the Transdniestrian settlement process",
        "special-representative-for-the-transdniestrian-settlement-process",
    ),
    (
        "Личный представитель Действующего председателя ОБСЕ",
        "personal-representatives-of-the-chairperson-in-office",
    ),
    (
        "Спеціальний представник Чинного Голови ОБСЄ в Україні та у Тристоронній контактній групі",
        "special-representative-in-ukraine",
    ),
]
SPELLINGS = [
    ("Координатор проєктів ОБСЄ в Україні", "project-co-ordinator-in-ukraine"),
    ("Місія ОБСЄ у Сербії", "mission-to-serbia"),
    (
        "Миссия наблюдателей ОБСЕ на российских пунктах пропуска «Гуково» и «Донецк»",
        "observer-mission-at-russian-checkpoints",
    ),
    ("Специальная мониторинговая миссия ОБСЕ в Украине (СММ)", "special-monitoring-mission-to-ukraine"),
    ("OSCE Mission to Croatia (OMiC)", "mission-to-croatia"),
]


@pytest.mark.parametrize(
    ("printed", "id_"),
    [*((name, "chairpersonship") for name in CHAIR), *OBSERVERS, *OF_THE_CHAIR, *SPELLINGS],
)
def test_names_put_together_mean_their_body(printed: str, id_: str) -> None:
    sources, warnings = read_sources([printed])
    assert ([(source.id, source.printed) for source in sources], warnings) == ([(id_, printed)], ())


@pytest.mark.parametrize(
    "printed",
    [
        "Atlantis Chairmanship",
        "Martian OSCE Chairmanship",
        "Председательство Атлантиды в ОБСЕ",
        "Chairman of the Board",
        "Swiss Embassy",
        "Election Observation Mission",
        "ODIHR Election Observation Mission to Atlantis",
        "EU Special Representative",
        "Mission",
    ],
)
def test_what_only_sounds_like_a_body_is_not_known(printed: str) -> None:
    sources, warnings = read_sources([printed])
    assert ([source.id for source in sources], warnings) == ([None], ("unknown_source",))


@pytest.mark.parametrize(
    "name",
    [
        "Personal Representative of the OSCE Chairperson-in-Office on Combating Hatred, Envy and Spite, also focusing on Millers, Bakers and Members of Other Guilds",
        "Special Representative of the Chairmanship on Water, Land and Air",
        "OSCE Special Representative on Youth, Peace, and Security",
        "Специальный представитель действующего председателя ОБСЕ по вопросам воды, земли и воздуха",
        "Спеціальна представниця Голови ОБСЄ з питань води, землі та повітря",
    ],
)
def test_a_representative_that_we_do_not_know_is_one_source_whatever_the_commas(name: str) -> None:
    sources, warnings = read_sources([f"OSCE Secretariat, {name}, OSCE Presence in Albania"])
    assert [(source.id, source.kind, source.printed) for source in sources] == [
        ("secretariat", "secretariat", "OSCE Secretariat"),
        (None, "special_representative", name),
        ("presence-in-albania", "field_operation", "OSCE Presence in Albania"),
    ]
    assert warnings == ("unknown_source",)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("OSCE Centre for Ethics, Law and Reform", ["OSCE Centre for Ethics, Law and Reform"]),
        ("Bureau for Bridges, Roads and Tunnels, ODIHR", ["Bureau for Bridges, Roads and Tunnels", "ODIHR"]),
        ("Office for Youth, Peace, and Security, ODIHR", ["Office for Youth, Peace, and Security", "ODIHR"]),
        (
            "Special Representative on Gender, Youth and Peace, ODIHR",
            ["Special Representative on Gender, Youth and Peace", "ODIHR"],
        ),
        (
            "Special Representative on Water, United Nations",
            ["Special Representative on Water", "United Nations"],
        ),
        ("OSCE Mission to Serbia, roads and tunnels", ["OSCE Mission to Serbia", "roads and tunnels"]),
        ("Bureau for Bridges, also known as BB", ["Bureau for Bridges, also known as BB"]),
        ("Bureau for Bridges, Office for Roads", ["Bureau for Bridges", "Office for Roads"]),
        ("Bureau for Bridges; Roads and Tunnels", ["Bureau for Bridges", "Roads and Tunnels"]),
        ("Elsewhere, Nowhere", ["Elsewhere", "Nowhere"]),
        (
            "Special Representative on Water, Personal Representative on Land",
            ["Special Representative on Water", "Personal Representative on Land"],
        ),
        (
            "Special Representative on Water, Embassy of Atlantis",
            ["Special Representative on Water", "Embassy of Atlantis"],
        ),
    ],
)
def test_a_list_of_names_is_told_from_one_name_with_commas(printed: str, names: list[str]) -> None:
    assert [source.printed for source in read_sources([printed])[0]] == names


def test_a_list_without_end_takes_no_time() -> None:
    began = time.process_time()
    read_sources(["Special Representative on Water, Land " * 500, "Elsewhere, " * 1500])
    assert time.process_time() - began < 2


PIECES = st.sampled_from(
    [
        "OSCE Secretariat",
        "ODIHR",
        "Special Representative on Water",
        "Bureau for Bridges",
        "Roads and Tunnels",
        "Elsewhere",
        "also Land",
        "and",
        "",
        " ",
    ]
)


@given(st.lists(PIECES, max_size=8), st.sampled_from([",", ", ", "; ", "\n", ", and ", " and "]))
def test_every_word_of_a_list_is_in_one_source_in_its_order(pieces: list[str], joint: str) -> None:
    printed = joint.join(pieces)
    sources, _ = read_sources([printed])
    kept = " ".join(source.printed for source in sources)
    for word in ("Secretariat", "ODIHR", "Water", "Bridges", "Tunnels", "Elsewhere", "Land"):
        assert (word in printed) == (word in kept)
    assert all(
        source.kind == "special_representative" for source in sources if source.printed.startswith("Special")
    )
