"""Places as printed, and the places they mean."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from osce_crawler.normalise.places import read_places
from osce_crawler.vocabulary import Entry, countries, places

ONE_PLACE = [
    # the table's own names, in any case, with and without diacritics
    ("BERLIN", "berlin-de", "Berlin", "DE"),
    ("the hague", "the-hague-nl", "The Hague", "NL"),
    ("CHIŞINĂU", "chisinau-md", "Chisinau", "MD"),
    ("CHISINAU", "chisinau-md", "Chisinau", "MD"),
    ("PORTOROZ", "portoroz-si", "Portorož", "SI"),
    ("Swiecko", "swiecko-pl", "Świecko", "PL"),
    # other languages and scripts
    ("КИЕВ", "kyiv-ua", "Kyiv", "UA"),
    ("ВІДЕНЬ", "vienna-at", "Vienna", "AT"),
    ("თბილისი", "tbilisi-ge", "Tbilisi", "GE"),
    ("Wien", "vienna-at", "Vienna", "AT"),
    ("TIRANË", "tirana-al", "Tirana", "AL"),
    # former names and transliterations
    ("Kiev", "kyiv-ua", "Kyiv", "UA"),
    ("Nur-Sultan", "astana-kz", "Astana", "KZ"),
    ("NUR SULTAN", "astana-kz", "Astana", "KZ"),
    ("ASHGABAD", "ashgabat-tm", "Ashgabat", "TM"),
    ("Kharkov", "kharkiv-ua", "Kharkiv", "UA"),
    ("KULYAB", "kulob-tj", "Kulob", "TJ"),
    ("St Petersburg", "st-petersburg-ru", "St. Petersburg", "RU"),
    # names that hold a separator
    ("Washington, D.C.", "washington-d-c-us", "Washington, D.C.", "US"),
    ("WASHINGTON DC", "washington-d-c-us", "Washington, D.C.", "US"),
    ("Hani i Elezit", "hani-i-elezit-xk", "Hani i Elezit", "XK"),
    ("Frankfurt (Oder)", "frankfurt-oder-de", "Frankfurt (Oder)", "DE"),
    # two names of one town
    ("PRISHTINË/PRIŠTINA", "pristina-xk", "Pristina", "XK"),
    ("BRNJEŠ/BËRNJESH", "brnjes-xk", "Brnješ", "XK"),
    ("Peć / Peja", "peja-xk", "Peja", "XK"),
    ("Nur-Sultan (Astana)", "astana-kz", "Astana", "KZ"),
    # a country beside a town
    ("OSH, Kyrgyzstan", "osh-kg", "Osh", "KG"),
    ("Osh (Kyrgyzstan)", "osh-kg", "Osh", "KG"),
    ("Kyrgyzstan, Osh", "osh-kg", "Osh", "KG"),
    ("Sarajevo, Bosnia and Herzegovina", "sarajevo-ba", "Sarajevo", "BA"),
    ("The Hague, the Netherlands", "the-hague-nl", "The Hague", "NL"),
    ("PODGORICA, Serbia and Montenegro", "podgorica-me", "Podgorica", "ME"),
    ("Pristina, Serbia", "pristina-xk", "Pristina", "XK"),
    ("Tbilisi, Georgia", "tbilisi-ge", "Tbilisi", "GE"),
    ("Atlanta, Georgia", "atlanta-us", "Atlanta", "US"),
    # buildings and rooms
    ("Hofburg", "vienna-at", "Vienna", "AT"),
    ("Neuer Saal, Hofburg, Vienna", "vienna-at", "Vienna", "AT"),
    ("Vienna, Hotel Marriott", "vienna-at", "Vienna", "AT"),
    ("OSCE Secretariat, Vienna", "vienna-at", "Vienna", "AT"),
    ("Vienna and online", "vienna-at", "Vienna", "AT"),
]

FROM_THE_GAZETTEER = [
    ("Krasnohorivka", "Krasnohorivka", "UA"),
    ("Ozurgeti", "Ozurgeti", "GE"),
    ("ЩУЧИНСК", "Shchuchinsk", "KZ"),
    ("Donetsk, Russian Federation", "Donetsk", "RU"),
    ("Vancouver, Washington", "Vancouver", "US"),
    ("London, Ontario", "London", "CA"),
    ("Birmingham, Alabama", "Birmingham", "US"),
    ("Cambridge", "Cambridge", "GB"),
]

SEVERAL_PLACES = [
    ("VIENNA/WARSAW", ["Vienna", "Warsaw"], ["AT", "PL"]),
    ("TIRANA / BRUSSELS / GENEVA", ["Tirana", "Brussels", "Geneva"], ["AL", "BE", "CH"]),
    ("STRASBOURG, VIENNA, WARSAW", ["Strasbourg", "Vienna", "Warsaw"], ["FR", "AT", "PL"]),
    ("Vienna and Warsaw", ["Vienna", "Warsaw"], ["AT", "PL"]),
    ("ВАРШАВА/ВІДЕНЬ", ["Warsaw", "Vienna"], ["PL", "AT"]),
    ("London, Paris and Rome", ["London", "Paris", "Rome"], ["GB", "FR", "IT"]),
    ("KHARKOV/STANYTSIA LUHANSKA, Ukraine", ["Kharkiv", "Stanytsia Luhanska"], ["UA", "UA"]),
    ("VIENNA/OSH, Kyrgyzstan", ["Vienna", "Osh"], ["AT", "KG"]),
    ("Vienna/Kazakhstan", ["Vienna", "Kazakhstan"], ["AT", "KZ"]),
    ("Vienna, Warsaw, Vienna", ["Vienna", "Warsaw"], ["AT", "PL"]),
    ("Vienna, Luxembourg", ["Vienna", "Luxembourg"], ["AT", "LU"]),
    ("Seattle, Washington, D.C.", ["Seattle", "Washington, D.C."], ["US", "US"]),
    ("Washington, D.C., Seattle", ["Washington, D.C.", "Seattle"], ["US", "US"]),
    ("Paris, France, and Rome, Italy", ["Paris", "Rome"], ["FR", "IT"]),
    ("Dublin, Ireland/Belfast, Northern Ireland", ["Dublin", "Belfast"], ["IE", "GB"]),
    ("Vienna, Austria / Minsk, Republic of Belarus.", ["Vienna", "Minsk"], ["AT", "BY"]),
]

MISSPELT = [
    ("YERAVAN", "yerevan-am"),
    ("SKOPE", "skopje-mk"),
    ("TBLISI", "tbilisi-ge"),
    ("SARAJVEO", "sarajevo-ba"),
    ("DUSHANBEE", "dushanbe-tj"),
    ("BISHEK, Kyrgyzstan", "bishkek-kg"),
]

NOT_TOWNS = [
    "Issyk-Kul",
    "Issyk Kul",
    "Ысык-Көл",
    "Crimea",
    "Крым",
    "Donbas",
    "Transdniestria",
    "Приднестровье",
    "Zakarpattia",
    "Закарпаття",
    "Chuy",
    "Fergana valley",
    "Republika Srpska",
    "Nagorno-Karabakh",
    "Khatlon",
    "Caucasus",
    "Online",
    "Hotel Marriott",
    "Nowhereville",
    "Foo",
]


@pytest.mark.parametrize(("printed", "place_id", "name", "country"), ONE_PLACE)
def test_a_known_place(printed: str, place_id: str, name: str, country: str) -> None:
    read = read_places(printed)
    assert [(p.id, p.name, p.country, p.printed) for p in read.places] == [(place_id, name, country, printed)]
    assert read.places[0].latitude is not None
    assert read.places[0].longitude is not None
    assert read.warnings == ()


@pytest.mark.parametrize(("printed", "name", "country"), FROM_THE_GAZETTEER)
def test_a_place_of_the_gazetteer(printed: str, name: str, country: str) -> None:
    (place,), warnings = read_places(printed).places, read_places(printed).warnings
    assert (place.name, place.country, place.printed) == (name, country, printed)
    assert place.id is not None
    assert place.id.startswith("geonames-")
    assert warnings == ()


@pytest.mark.parametrize(("printed", "names", "of_countries"), SEVERAL_PLACES)
def test_several_places(printed: str, names: list[str], of_countries: list[str]) -> None:
    read = read_places(printed)
    assert [place.name for place in read.places] == names
    assert [place.country for place in read.places] == of_countries
    assert read.warnings == ()


@pytest.mark.parametrize(("printed", "place_id"), MISSPELT)
def test_one_slip_from_a_well_known_place_is_that_place_with_a_warning(printed: str, place_id: str) -> None:
    read = read_places(printed)
    assert [place.id for place in read.places] == [place_id]
    assert read.places[0].printed == printed
    assert read.warnings == ("place_misspelt",)


@pytest.mark.parametrize("printed", ["Pinsk", "Wenna", "Rita", "Kours", "Yerevnaa", "Donetske", "Zaskopje"])
def test_a_name_that_may_be_another_is_not_misspelt(printed: str) -> None:
    assert "place_misspelt" not in read_places(printed).warnings


@pytest.mark.parametrize("printed", NOT_TOWNS)
def test_what_is_no_known_town_keeps_its_printed_form_without_a_country(printed: str) -> None:
    read = read_places(printed)
    assert [(p.id, p.name, p.country, p.latitude) for p in read.places] == [(None, printed, None, None)]
    assert read.warnings == ("unknown_place",)


def test_each_piece_keeps_what_was_printed_of_it() -> None:
    read = read_places("KHARKOV/STANYTSIA LUHANSKA, Ukraine")
    assert [place.printed for place in read.places] == ["KHARKOV", "STANYTSIA LUHANSKA, Ukraine"]


def test_a_country_with_no_town_is_a_place_without_coordinates() -> None:
    (place,) = read_places("Kazakhstan").places
    assert (place.id, place.country, place.latitude) == ("kazakhstan", "KZ", None)
    assert read_places("Kazakhstan").warnings == ()


def test_georgia_is_not_in_the_united_states() -> None:
    assert read_places("Georgia").places[0].country == "GE"


def test_an_unknown_town_with_its_country_is_in_that_country() -> None:
    read = read_places("QYZYLVYMYSL, Kyrgyzstan")
    assert [(p.id, p.name, p.country) for p in read.places] == [(None, "QYZYLVYMYSL", "KG")]
    assert read.warnings == ("unknown_place",)


def test_a_town_that_the_country_beside_it_lacks_is_not_guessed() -> None:
    read = read_places("Vienna, Ukraine")
    assert [(p.id, p.country, p.printed) for p in read.places] == [(None, None, "Vienna, Ukraine")]
    assert read.warnings == ("place_ambiguous",)


@pytest.mark.parametrize(
    "printed", ["Vienna, Virginia", "Paris, Texas", "Moscow, Idaho", "Berlin, Ontario", "Vienna, USA"]
)
def test_a_small_town_of_a_far_country_is_not_known_and_is_no_city_of_europe(printed: str) -> None:
    read = read_places(printed)
    country = "CA" if printed.endswith("Ontario") else "US"
    assert [(p.id, p.country, p.printed) for p in read.places] == [(None, country, printed)]
    assert read.warnings == ("unknown_place",)


def test_towns_of_one_name_in_several_countries_are_not_guessed() -> None:
    read = read_places("Brod")
    assert [(p.id, p.country) for p in read.places] == [(None, None)]
    assert read.warnings == ("place_ambiguous",)


@pytest.mark.parametrize(
    ("printed", "near", "country"),
    [
        ("Brod", {"BA"}, "BA"),
        ("Gračanica", set(), "XK"),
        ("Gračanica", {"XK"}, "XK"),
        ("Gračanica", {"BA"}, "BA"),
        ("Vienna", {"US"}, "AT"),
        ("Moscow", {"UA", "GB"}, "RU"),
    ],
)
def test_context_decides_between_towns_of_like_weight(printed: str, near: set[str], country: str) -> None:
    assert [place.country for place in read_places(printed, near=near).places] == [country]


def test_names_that_differ_in_diacritics_alone_are_not_taken_for_each_other() -> None:
    assert [place.country for place in read_places("Foča").places] == ["BA"]
    assert [place.country for place in read_places("Foça").places] == [None]
    assert [place.country for place in read_places("Foça", near={"TR"}).places] == ["TR"]


def test_a_small_town_far_from_the_context_is_not_meant() -> None:
    assert [place.country for place in read_places("Kozarac", near={"BA"}).places] == [None]


@pytest.mark.parametrize("printed", ["A" * 20_000, "A A" * 7_000, "A, " * 7_000, "A (" * 7_000])
def test_what_is_far_too_long_for_a_place_costs_little(printed: str) -> None:
    began = time.process_time()
    assert read_places(printed).places
    assert time.process_time() - began < 1


def test_nothing_printed_means_nothing() -> None:
    assert read_places(" ").places == ()


def test_every_name_and_alias_means_its_own_place() -> None:
    read = {(entry.id, label): read_places(label) for entry in places() for label in entry.labels}
    wrong = [key for key, found in read.items() if [p.id for p in found.places] != [key[0]] or found.warnings]
    assert wrong == []


def test_every_name_of_a_country_means_it_or_its_chief_town() -> None:
    read = {(entry.id, label): read_places(label) for entry in countries() for label in entry.labels}
    towns = {entry.id: entry.country for entry in places()}
    codes = {entry.id: entry.country for entry in countries()}
    for (country, label), found in read.items():
        (place,) = found.places
        assert place.id == country or towns[place.id or ""] == codes[country], label


def test_every_place_has_a_country_and_coordinates_and_an_id_that_ends_with_the_country() -> None:
    assert [
        entry.id
        for entry in places()
        if entry.latitude is None or not entry.id.endswith(f"-{(entry.country or '?').lower()}")
    ] == []


ENTRIES = st.lists(st.sampled_from(tuple(places())), min_size=1, max_size=4, unique_by=lambda entry: entry.id)


SEATTLE, WASHINGTON = (places().by_id[place] for place in ("seattle-us", "washington-d-c-us"))


@settings(deadline=None)
@example([SEATTLE, WASHINGTON], ", ")
@given(ENTRIES, st.sampled_from(["/", " / ", ", ", "; ", " | "]))
def test_known_names_joined_and_split_again_are_the_same(entries: list[Entry], separator: str) -> None:
    read = read_places(separator.join(entry.name for entry in entries))
    assert [place.id for place in read.places] == [entry.id for entry in entries]


@settings(deadline=None)
@given(ENTRIES)
def test_reading_the_names_of_what_was_read_changes_nothing(entries: list[Entry]) -> None:
    once = read_places("/".join(entry.name for entry in entries)).places
    twice = read_places("/".join(place.name for place in once)).places
    assert [place.id for place in twice] == [place.id for place in once]


WORDS = st.lists(
    st.sampled_from(
        [
            "Vienna",
            "Osh",
            "Kyrgyzstan",
            "Hofburg",
            "Foo",
            "/",
            ", ",
            " and ",
            "(",
            ")",
            "-",
            " ",
            "é",
            "Georgia",
        ]
    )
    | st.text(max_size=6),
    max_size=10,
).map("".join)


@settings(deadline=None)
@given(WORDS, st.sets(st.sampled_from(["AT", "KG", "US", "??"])))
def test_nothing_printed_raises_and_every_piece_stands_in_it(printed: str, near: set[str]) -> None:
    read = read_places(printed, near=near)
    assert read_places(printed, near=near) == read
    ids = [place.id for place in read.places if place.id]
    assert len(ids) == len(set(ids))


BESIDE_A_TOWN = [
    ("London, England", "london-gb"),
    ("London, England, UK", "london-gb"),
    ("Cardiff, Wales.", "cardiff-gb"),
    ("Belfast, Northern Ireland", "belfast-gb"),
    ("Minsk, Republic of Belarus", "minsk-by"),
    ("Minsk, Rep. of Belarus", "minsk-by"),
    ("Kazan, Republic of Tatarstan, Russian Federation", "kazan-ru"),
    ("Sarajevo, Republika Srpska, Bosnia and Herzegovina", "sarajevo-ba"),
    ("Sarajevo, Republic of Bosnia and Herzegovina", "sarajevo-ba"),
    ("Sarajevo, capital of Bosnia and Herzegovina.", "sarajevo-ba"),
    ("Osh, southern Kyrgyzstan", "osh-kg"),
    ("Mariupol, Donetsk region, Ukraine", "mariupol-ua"),
    ("Vienna, 1010", "vienna-at"),
    ("Tbilisi (Georgia).", "tbilisi-ge"),
    ("Washington, D.C., USA.", "washington-d-c-us"),
    ("Frankfurt (Oder) – Germany", "frankfurt-oder-de"),
]


@pytest.mark.parametrize(("printed", "place_id"), BESIDE_A_TOWN)
def test_what_is_neither_town_nor_country_belongs_to_the_town_before_it(printed: str, place_id: str) -> None:
    found = read_places(printed)
    assert [(place.id, place.printed) for place in found.places] == [(place_id, printed)]
    assert found.warnings == ()


@pytest.mark.parametrize(
    "form",
    [
        "{town}, {country}",
        "{town}, {country}.",
        "{town}.",
        "{town} ({country}).",
        "{town}, Republic of {country}",
        "{town}, western {country}",
        "{town}, Some Region, {country}",
        "{town}, Some Hotel, {country}.",
        "{town} – {country}",
        "{country}, {town}",
    ],
)
def test_every_town_of_the_table_with_its_country_is_one_place(form: str) -> None:
    names: dict[str | None, str] = {}
    for entry in countries():
        names.setdefault(entry.country, entry.name)
    printed = {place.id: form.format(town=place.name, country=names[place.country]) for place in places()}
    read = {place_id: read_places(text) for place_id, text in printed.items()}
    wrong = [
        printed[place_id]
        for place_id, found in read.items()
        if [(place.id, place.printed) for place in found.places] != [(place_id, printed[place_id])]
        or found.warnings
    ]
    assert wrong == []


def test_a_republic_in_another_country_than_the_town_contradicts_it() -> None:
    assert read_places("Vienna, Republic of Belarus").warnings == ("place_ambiguous",)


def test_the_republic_of_china_is_not_china() -> None:
    assert [place.id for place in read_places("Republic of China").places] == [None]


def test_an_unknown_name_keeps_its_stop_in_what_is_printed_alone() -> None:
    assert [(p.name, p.printed) for p in read_places("Nowhereville.").places] == [
        ("Nowhereville", "Nowhereville.")
    ]
