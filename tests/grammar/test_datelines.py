"""Datelines at the opening of a text, and openings that are none."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.grammar.datelines import opening_dateline, opens_text, place_beside_date, read_dateline

# The text, with a bar where the dateline ends; its place; its date.
DATELINES = [
    # the regular form, with every dash
    ("VIENNA, 5 May 2014 –| The Chairperson met", "VIENNA", "5 May 2014"),
    ("VIENNA, 4 March 2010-|The Permanent Council", "VIENNA", "4 March 2010"),
    ("VIENNA, 4 March 2010 -| The Permanent Council", "VIENNA", "4 March 2010"),
    ("VIENNA, 20 April 2021 —| We must unite", "VIENNA", "20 April 2021"),
    ("VIENNA, 9 June 1999--|In a special session", "VIENNA", "9 June 1999"),
    ("VIENNA, 9 June 1999 ‒| In a special session", "VIENNA", "9 June 1999"),
    ("THE HAGUE, 7 July 2011 –| The High Commissioner", "THE HAGUE", "7 July 2011"),
    ("ANDORRA LA VELLA, 7 July 2011 –| Today", "ANDORRA LA VELLA", "7 July 2011"),
    # the agency's mark
    ("SKOPJE, 18 October 2001 (OSCE)--|“The OSCE is here", "SKOPJE", "18 October 2001"),
    ("VIENNA, 19 October 2001 (OSCE) -| The Government", "VIENNA", "19 October 2001"),
    ("WARSAW, 4 October 2011/OSCE/– –| Human rights", "WARSAW", "4 October 2011"),
    ("COPENHAGEN, 4 October 2011 (OSCE PA) –| Members", "COPENHAGEN", "4 October 2011"),
    # closed by a stop, a line or nothing
    ("VIENNA, 4 October 2011.| The Chairperson", "VIENNA", "4 October 2011"),
    ("VIENNA, 4 October 2011:| The Chairperson", "VIENNA", "4 October 2011"),
    ("VIENNA, 4 October 2011. –| The Chairperson", "VIENNA", "4 October 2011"),
    ("NEW YORK CITY, 27 September 2021| The Chairperson", "NEW YORK CITY", "27 September 2021"),
    ("TIRANA, 27 September 2021|\n\nThe Presence", "TIRANA", "27 September 2021"),
    # forms of the date
    ("VIENNA, 17 October, 2000--|The Council", "VIENNA", "17 October, 2000"),
    ("VIENNA, 2 MAY 2013 –| The Council", "VIENNA", "2 MAY 2013"),
    ("PRISTINA, 9 Apr 2012-|Acting Head", "PRISTINA", "9 Apr 2012"),
    ("VIENNA, 12-13 April 2016 –| Experts", "VIENNA", "12-13 April 2016"),
    ("VIENNA, 30 March - 2 April 2016 –| Experts", "VIENNA", "30 March - 2 April 2016"),
    ("VIENNA, Thursday, 12 May 2016 –| Experts", "VIENNA", "Thursday, 12 May 2016"),
    ("VIENNA, April 12, 2016 –| Experts", "VIENNA", "April 12, 2016"),
    ("VIENNA, 12.04.2016 –| Experts", "VIENNA", "12.04.2016"),
    ("VIENNA, on 12 April 2016 –| Experts", "VIENNA", "12 April 2016"),
    ("VIENNA 12 April 2016 –| Experts", "VIENNA", "12 April 2016"),
    ("VIENNA, 23 August –| The Representative", "VIENNA", "23 August"),
    # a break or a time of day in it
    ("VIENNA, 12 April\n2016 –| Experts", "VIENNA", "12 April\n2016"),
    ("VIENNA,\n12 April 2016 –| Experts", "VIENNA", "12 April 2016"),
    ("VIENNA, 14:30, 12 April 2016 –| Experts", "VIENNA", "12 April 2016"),
    ("VIENNA, 12 April 2016, 14:30 –| Experts", "VIENNA", "12 April 2016"),
    ("VIENNA, 12 April 2016 - 14:30 -| Experts", "VIENNA", "12 April 2016"),
    # no date: capitals and a known place
    ("VIENNA-|The OSCE Representative", "VIENNA", None),
    ("VIENNA –| The OSCE Representative on Freedom of the Media – today", "VIENNA", None),
    ("VIENNA-|OSCE experts", "VIENNA", None),
    ("DUSHANBE, Tajikistan –| The Programme Office", "DUSHANBE, Tajikistan", None),
    ("NUR-SULTAN-|The Programme Office", "NUR-SULTAN", None),
    ("VIENNA/WARSAW –| Heads of institutions", "VIENNA/WARSAW", None),
    ("VIENNA –| 6 October 2020 will be remembered", "VIENNA", None),
    # several places, countries, two names
    ("VIENNA/WARSAW, 5 May 2014 –| Heads", "VIENNA/WARSAW", "5 May 2014"),
    ("VIENNA / BERLIN, 5 May 2014 –| Heads", "VIENNA / BERLIN", "5 May 2014"),
    ("STRASBOURG, VIENNA, WARSAW, 5 May 2014 –| Heads", "STRASBOURG, VIENNA, WARSAW", "5 May 2014"),
    ("VIENNA and WARSAW, 5 May 2014 –| Heads", "VIENNA and WARSAW", "5 May 2014"),
    ("OSH, Kyrgyzstan, 14 March 2006-|Ways", "OSH, Kyrgyzstan", "14 March 2006"),
    (
        "KHARKOV/STANYTSIA LUHANSKA, Ukraine, 5 May 2014 –| Monitors",
        "KHARKOV/STANYTSIA LUHANSKA, Ukraine",
        "5 May 2014",
    ),
    (
        "SARAJEVO, Bosnia and Herzegovina, 5 May 2014 –| The Mission",
        "SARAJEVO, Bosnia and Herzegovina",
        "5 May 2014",
    ),
    ("PRISHTINË/PRIŠTINA, 29 June 2012 –| The Head", "PRISHTINË/PRIŠTINA", "29 June 2012"),
    ("BRNJEŠ/BËRNJESH, 29 June 2012 –| The Head", "BRNJEŠ/BËRNJESH", "29 June 2012"),
    ("WASHINGTON, D.C., 29 June 2012 –| The Head", "WASHINGTON, D.C.", "29 June 2012"),
    ("ST. PETERSBURG, 29 June 2012 –| The Head", "ST. PETERSBURG", "29 June 2012"),
    ("ROSTOV-ON-DON, 29 June 2012 –| The Head", "ROSTOV-ON-DON", "29 June 2012"),
    ("STANITSA VYMYSLOVA, 29 June 2012 –| A village not in any table", "STANITSA VYMYSLOVA", "29 June 2012"),
    # mixed case
    ("New York, 29 June 2012 –| The Head", "New York", "29 June 2012"),
    ("Brussels/Geneva/Tirana, 29 June 2012 –| The Head", "Brussels/Geneva/Tirana", "29 June 2012"),
    ("Frankfurt am Main, 29 June 2012 –| The Head", "Frankfurt am Main", "29 June 2012"),
    ("Vienna, 29 June 2012.| The Head", "Vienna", "29 June 2012"),
    # the date first, or behind a dash
    ("12 June 2025, Sarajevo –| The Mission", "Sarajevo", "12 June 2025"),
    ("12 June 2025, SARAJEVO/BANJA LUKA -| The Mission", "SARAJEVO/BANJA LUKA", "12 June 2025"),
    ("12 June 2025 –| The Mission", "", "12 June 2025"),
    ("TIRANA / BRUSSELS / GENEVA – 6 October 2020.| The", "TIRANA / BRUSSELS / GENEVA", "6 October 2020"),
    ("TIRANA – 6 October 2020 –| The Presence", "TIRANA", "6 October 2020"),
    # other languages and scripts
    ("TIRANË, 10 tetor 2012 –| Prezenca", "TIRANË", "10 tetor 2012"),
    # A month of a language that the table lacks.
    ("İSTANBUL, 19 Ekim 2016 –| Kırk kişi", "İSTANBUL", "19 Ekim 2016"),
    ("WARSZAWA, 3 października 2019 -| Czterdzieści osób", "WARSZAWA", "3 października 2019"),
    ("PRAHA, 3. října 2019 –| Čtyřicet lidí", "PRAHA", "3. října 2019"),
    ("SARAJEVO, 26. novembar 2025. godine -| Misija", "SARAJEVO", "26. novembar 2025. godine"),
    ("CHIŞINĂU, 27 aprilie 2013 -| Misiunea", "CHIŞINĂU", "27 aprilie 2013"),
    ("ВАРШАВА/ВІДЕНЬ, 24 лютого 2022 року —| Голова", "ВАРШАВА/ВІДЕНЬ", "24 лютого 2022 року"),
    ("ВЕНА/ВАЛЛЕТТА, 25 июня 2024 г. -| 26 июня Совет", "ВЕНА/ВАЛЛЕТТА", "25 июня 2024 г."),
    ("ВЕНА, 25 июня 2024 г.| Постоянный совет", "ВЕНА", "25 июня 2024 г."),
    ("ДУШАНБЕ, 27 апреля 2016 г. -| Сапёры", "ДУШАНБЕ", "27 апреля 2016 г."),
    ("БЕОГРАД, 26. новембар 2015 –| Мисија", "БЕОГРАД", "26. новембар 2015"),
    ("WIEN, 12. April 2016 –| Der Vorsitzende", "WIEN", "12. April 2016"),
    ("GENÈVE, 12 avril 2016 –| Le Président", "GENÈVE", "12 avril 2016"),
    ("თბილისი, 12 აპრილი 2016 –| მისია", "თბილისი", "12 აპრილი 2016"),
    ("ԵՐԵՎԱՆ, 12 ապրիլի 2016 –| Գրասենյակը", "ԵՐԵՎԱՆ", "12 ապրիլի 2016"),
]

BEHIND_OTHER_TEXT = [
    ("Correction: the second paragraph was amended on 6 May 2014. ", "VIENNA, 5 May 2014 –"),
    ("[Corrected version, 6 May 2014] ", "VIENNA, 5 May 2014 –"),
    ("Исправлено 6 мая 2014 г. ", "ВЕНА, 5 мая 2014 –"),
    ("* Updated with the names of participants *\n", "VIENNA/WARSAW, 5 May 2014 –"),
    ("The Chairperson in Vienna, 5 May 2014. (OSCE/A. Name) Photo details", "VIENNA, 5 May 2014 –"),
    ("Vienna, 5 May 2014. (OSCE/A. Name) Photo details ", "VIENNA, 5 May 2014-"),
    ("Monitors at a checkpoint (OSCE/A. Name) Photo details ", "OSH, Kyrgyzstan, 5 May 2014 –"),
    ("A participant at the training courses", "DUSHANBE, 5 May 2014 –"),
]

NO_DATELINES = [
    "On 26 April, the SMM observed calm.",
    "From 24 to 28 August 2022 – in Vienna – experts met.",
    "In Kyiv, 12 April 2016 – the day of the meeting – was calm.",
    "VIENNA DOCUMENT 2011 – States exchanged information.",
    "VIENNA DOCUMENT, 30 November 2011 – States exchanged information.",
    "MOSCOW MECHANISM, 14 April 2022 – the report says",
    "OSCE – the world’s largest regional security organization – met.",
    "ODIHR-trained observers came.",
    "SMM – daily report",
    "SAFETY OF JOURNALISTS – a concern for all.",
    "Kyiv, Lviv and Odesa were calm on 12 April 2016 – as before.",
    "Kyiv, Lviv, Odesa – the monitors found calm in all of them.",
    "Excellencies – ladies and gentlemen, it is 12 April 2016 –",
    "Mr. Chairman - I thank you.",
    "MADAM CHAIR - I thank you.",
    "Statement, 12 April 2016 – by the Chair",
    "PRESS STATEMENT, 12 April 2016 – by the Chair",
    "Monday, 12 April 2016 – the first day",
    "OSCE Permanent Council, 12 April 2016 – decisions",
    "Ambassador Jane Roe, 12 April 2016 – speech",
    "12 April 2016 – 14 April 2016",
    "12 April 2016 saw the opening",
    "Vienna – the capital of Austria – hosts it.",
    "VIENNA is the seat.",
    "VIENNA, the seat – as every year – was host.",
    "VIENNA, 12 delegations – all of them",
    "ZIBBLEWORT, 12 delegations 2016 – all of them",
    "The meeting was held in VIENNA, 12 April 2016 – 13 April 2016.",
    "KYIV-MOHYLA ACADEMY – students met the monitors.",
    "PARIS-based experts came.",
    "NATIONAL ASSEMBLY, 12 April 2016 – members met.",
    "Helsinki+50 – a look back",
    "Summary Compared with the previous day",
    "the text goes on",
    "–",
    "",
]


@pytest.mark.parametrize(("text", "place", "date"), DATELINES)
def test_a_dateline_ends_with_its_last_dash_or_stop(text: str, place: str, date: str | None) -> None:
    verbatim, _, rest = text.partition("|")
    dateline = read_dateline(verbatim + rest)
    assert dateline is not None
    assert (dateline.verbatim, dateline.place, dateline.date) == (verbatim, place, date)
    assert dateline.start == 0


@pytest.mark.parametrize(("before", "verbatim"), BEHIND_OTHER_TEXT)
def test_a_dateline_may_stand_behind_a_note_or_a_caption(before: str, verbatim: str) -> None:
    dateline = read_dateline(f"{before}{verbatim} The Chairperson said")
    assert dateline is not None
    assert dateline.verbatim == verbatim
    assert dateline.start == len(before)


@pytest.mark.parametrize("text", NO_DATELINES)
def test_what_only_looks_like_a_dateline_is_none(text: str) -> None:
    assert read_dateline(text) is None


@given(st.text())
def test_no_text_raises_and_the_dateline_stands_in_it(text: str) -> None:
    dateline = read_dateline(text)
    if dateline:
        assert text.startswith(dateline.verbatim, dateline.start)


@pytest.mark.parametrize(
    "unit", ["A", "AAA, ", "A'", "AAA-", "Aa/", "AAA, 12 ", " ", "1 April 2012 ", "ABC. "]
)
def test_a_long_text_costs_no_more_than_a_short_one(unit: str) -> None:
    began = time.process_time()
    read_dateline(unit * 100_000)
    assert time.process_time() - began < 0.1


OPENINGS = st.lists(
    st.sampled_from(
        [
            "VIENNA",
            "Osh",
            "OSH",
            ", ",
            "/",
            " ",
            "12 April 2016",
            "–",
            "-",
            "--",
            ". ",
            "(OSCE)",
            "On",
            "The",
            "и",
            "\n",
        ]
    ),
    max_size=12,
).map("".join)


@given(OPENINGS)
def test_a_dateline_holds_its_own_place_and_date(text: str) -> None:
    dateline = read_dateline(text)
    if dateline:
        assert text.startswith(dateline.verbatim, dateline.start)
        assert dateline.place in dateline.verbatim
        assert (dateline.date or "") in dateline.verbatim


@given(OPENINGS)
def test_a_dateline_read_again_is_the_same(text: str) -> None:
    dateline = read_dateline(text)
    if dateline and dateline.date and dateline.verbatim.endswith("–"):
        again = read_dateline(f"{dateline.verbatim} The Chairperson said")
        assert again is not None
        assert again.verbatim == dateline.verbatim


NO_PLACES = [
    # words of warning and of the trade
    *("EMBARGOED", "EMBARGO", "URGENT", "BREAKING", "BREAKING NEWS", "RETRANSMISSION", "RETRANSMITTED"),
    *("CORRECTED VERSION", "REVISED", "UPDATE", "REMINDER", "HEADLINES", "LIVE", "AMENDMENT", "EXCLUSIVE"),
    *("СРОЧНО", "МОЛНИЯ", "ПОВТОР", "ИСПРАВЛЕНИЕ", "ТЕРМІНОВО", "ВИПРАВЛЕННЯ", "HITNO", "ISPRAVKA", "ХИТНО"),
    *("EILMELDUNG", "SPERRFRIST", "BERICHTIGUNG", "RECTIFICATIF", "URGJENTE", "CLARIFICATION"),
    # meetings
    *("WARSAW DIALOGUE", "FILM FESTIVAL", "OSCE SUMMIT", "VIENNA FORUM", "ECONOMIC FORUM", "MEDIA SEMINAR"),
    *("BELGRADE CONFERENCE", "ASTANA SUMMIT", "ISTANBUL CHARTER", "HELSINKI FINAL ACT", "CORFU PROCESS"),
    *("GENEVA DISCUSSIONS", "NORMANDY FORMAT", "BERLIN WORKSHOP", "SUMMER SCHOOL", "TRAINING COURSE"),
    *("ВЕНСКАЯ КОНФЕРЕНЦИЯ", "КРУГЛЫЙ СТОЛ", "КИЇВСЬКИЙ ФОРУМ", "BEČKI DIJALOG", "WIENER DIALOG"),
    *("FORUM DE PARIS", "SÉMINAIRE RÉGIONAL", "ROUND TABLE", "FESTIVALI I FILMIT"),
    # bodies
    *("OSCE SECRETARIAT", "PERMANENT COUNCIL", "TROIKA", "FREEDOM HOUSE", "UNICEF", "AMNESTY INTERNATIONAL"),
    *("NATIONAL ASSEMBLY", "SUPREME COURT", "CONTACT GROUP", "KFOR", "SMM"),
    # topics
    *("DROITS DE L'HOMME", "COUR DE CONCILIATION ET D'ARBITRAGE"),
    *("KONTROLLI I ARMËVE", "TOLERANCIJA I NEDISKRIMINACIJA", "РОМА И СИНТИ"),
    *("ELECTIONS", "HUMAN RIGHTS", "ARMS CONTROL", "MEDIA FREEDOM", "GENDER EQUALITY", "DEMOCRATIZATION"),
    # persons
    *("PETER SMITH", "Peter Smith", "JANE ROE", "J. SMITH", "JEAN-PIERRE MARTIN", "HANS MÜLLER"),
    *("ИВАН ПЕТРОВ", "ОЛЕНА КОВАЛЕНКО", "ZORAN PETROVIĆ", "ЗОРАН ПЕТРОВИЋ", "AGRON HOXHA", "ION POPESCU"),
    *("AIGUL SADYKOVA", "MEHMET YILMAZ", "DR. SMITH", "AMBASSADOR SMITH", "BLORPEL ZWINTER"),
    *("PETER SMITH, VIENNA", "BLORPEL ZWINTER, VIENNA", "VIENNA, PETER SMITH", "PETER SMITH, Austria"),
    *("J. ZWINTER, Ukraine", "DR. ZWINTER, Ukraine"),
    # what no language would call a place
    *("QY", "KKTSZ", "ZIB ZAB ZOB SELO ZEB ZUB"),
    "VIENNA/FILM FESTIVAL",
]


@pytest.mark.parametrize("words", NO_PLACES)
@pytest.mark.parametrize(
    "form", ["{}, 12 April 2016 – ", "{}, 12 April 2016. ", "{} – 12 April 2016 – ", "{} – "]
)
def test_a_warning_a_meeting_a_body_a_topic_and_a_person_are_no_places(words: str, form: str) -> None:
    assert read_dateline(f"{form.format(words)}The first of them came early.") is None


@pytest.mark.parametrize("words", ["ZIBBLEWORT", "Zibblewort", "ЗЮБЕЛЬ", "GORMLE ZIBBLEWORT"])
def test_a_word_that_the_text_prints_small_is_no_place(words: str) -> None:
    text = f"{words}, 12 April 2016 – Every zibblewort is yellow. Жёлтый зюбель растёт."
    assert read_dateline(text) is None


@pytest.mark.parametrize(
    "place",
    [
        "NOVOTROITSKE",
        "ZIBBLEVO",
        "ЗЮБЕЛЬКА",
        "ZIBBLEVO, Ukraine",
        "BLORPEL ZWINTER, Ukraine",
        "BLORPEL ZWINTER, Osh oblast",
        "STANYTSIA ZIBBLEVSKA",
        "NOVI ZIBBLEVAC",
        "GORNJA ZIBBLEVA",
        "НИЖНЯЯ ЗЮБЕЛЬКА",
        "ZIBBLEVO/DONETSK",
        "DONETSK, ZIBBLEVO",
        "VIENNA and ZIBBLEVO",
        "LAKE ZIBBLE",
        "ZIBBLE-ATA",
        "FINLANDIA HALL, HELSINKI",
        "NEW DELHI",
        "NEW HAVEN",
        "COIMBRA",
        "O‘RGUT SHAHRI",
        "QO‘QON, Uzbekistan",
        "POLICE, Poland",
        "NICE",
        "FLORENCE",
        "SOFIA",
        "SPLIT",
    ],
)
def test_a_village_that_no_table_knows_may_be_the_place(place: str) -> None:
    dateline = read_dateline(f"{place}, 12 April 2016 – The first of them came early.")
    assert dateline is not None
    assert (dateline.place, dateline.date) == (place, "12 April 2016")


def test_a_body_may_speak_before_the_place() -> None:
    dateline = read_dateline("OSCE SECRETARIAT, VIENNA, 3 May 2010 – The team met.")
    assert dateline is not None
    assert (dateline.verbatim, dateline.place, dateline.date) == (
        "OSCE SECRETARIAT, VIENNA, 3 May 2010 –",
        "VIENNA",
        "3 May 2010",
    )


def test_a_place_its_own_country_and_a_stop_need_no_date() -> None:
    dateline = read_dateline("Kamensk-Shakhtinskiy, Russian Federation. The mission counted buses.")
    assert dateline is not None
    assert (dateline.verbatim, dateline.date) == ("Kamensk-Shakhtinskiy, Russian Federation.", None)


def test_a_place_beside_another_country_and_a_stop_is_a_sentence() -> None:
    assert read_dateline("Vienna, Mongolia. The text goes on.") is None


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("VIENNA 12 April 2016", "VIENNA"),
        ("12 April 2016 | Kyiv", "Kyiv"),
        ("Vienna, on 12 April 2016", "Vienna"),
        ("Wien, am 12. April 2016", "Wien"),
        ("ZIBBLEVO, Ukraine 12 April 2016", "ZIBBLEVO, Ukraine"),
        ("Published 12 April 2016, Vienna", "Vienna"),
        ("Published 12 April 2016", ""),
        ("Опубликовано 12 апреля 2016", ""),
        ("PETER SMITH 12 April 2016", ""),
        ("Film festival, 12 April 2016", ""),
        ("12 April 2016 - Opening session", ""),
        ("Tuesday 12 April 2016, 14:30", ""),
        ("no date", ""),
    ],
)
def test_a_line_of_place_and_day_has_a_place_only_where_it_can_be_one(line: str, place: str) -> None:
    assert place_beside_date(line) == place


@pytest.mark.parametrize(
    ("words", "opens"),
    [
        ("VIENNA, 12 April 2016 – The Chairperson met", True),
        ("VIENNA, 12 April –", True),
        ("Correction: a name. VIENNA, 12 April 2016 - The Chairperson met", True),
        ("Vienna, 12 April 2016. (OSCE/A. Name) Photo details", False),
        ("Vienna, 12 April 2016.", False),
        ("VIENNA – 12 rooms - and a hall", False),
        ("Vienna, Austria – 1010", False),
        ("The Chairperson met them on 12 April 2016 – and again in May", False),
        ("", False),
    ],
)
def test_a_date_and_a_dash_open_a_text(words: str, opens: bool) -> None:
    assert opens_text(words) is opens


def test_a_dateline_is_found_below_the_cells_of_a_table_and_not_below_sentences() -> None:
    opening = "DUSHANBE, 19 April 2016 – Deminers cleared nine fields."
    cells = ["Fields cleared", "9 of 11", "Mines found", "3,022"]
    found = opening_dateline([*cells, opening])
    assert found is not None
    assert found.verbatim == "DUSHANBE, 19 April 2016 –"
    assert opening_dateline(["They met.", "They left again.", "They came.", opening]) is None
    assert opening_dateline([*cells * 4, opening]) is None


@pytest.mark.parametrize(
    "text",
    [text for text, _, _ in DATELINES]
    + ["Donetsk, Ukraine.| Monitors", "OSCE SECRETARIAT, VIENNA, 3 May 2010 –| The"],
)
def test_spaces_before_a_dateline_are_no_part_of_it(text: str) -> None:
    verbatim = text.partition("|")[0]
    found = read_dateline(f"  {text.replace('|', '', 1)}")
    assert found is not None
    assert (found.verbatim, found.start) == (verbatim, 2)
