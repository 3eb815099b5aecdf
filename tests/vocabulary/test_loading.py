"""A bad table is refused as a whole, and the row is named."""

from pathlib import Path

import pytest

from osce_crawler.vocabulary import VocabularyError, load

HEADER = "id,name,kind,status,country,parent,latitude,longitude,years,aliases"


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "bodies.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def test_an_empty_cell_is_not_known(tmp_path: Path) -> None:
    (entry,) = load(table(tmp_path, "odihr,ODIHR,,,,,,,,"))
    assert (entry.kind, entry.country, entry.latitude, entry.years, entry.aliases) == (
        None,
        None,
        None,
        None,
        (),
    )


def test_a_full_row_is_read(tmp_path: Path) -> None:
    rows = ["all,All,,,,,,,,", "office,Office,court,closed,PL,all,52.23,21.01,1999-2012,Bureau|OSCE Bureau"]
    entry = load(table(tmp_path, *rows), countries={"PL"}).by_id["office"]
    assert (entry.kind, entry.status, entry.country, entry.parent) == ("court", "closed", "PL", "all")
    assert (entry.latitude, entry.longitude, entry.years) == (52.23, 21.01, "1999-2012")
    assert entry.labels == ("Office", "Bureau", "OSCE Bureau")


def test_a_name_may_repeat_within_its_own_row(tmp_path: Path) -> None:
    assert len(load(table(tmp_path, "office,OSCE Office,,,,,,,,Office|The Office"))) == 1


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("odihr,Another,,,,,,,,", "row 3: the id 'odihr' is used twice"),
        ("other,ODIHR,,,,,,,,", "row 3: 'ODIHR' means both 'odihr' and 'other'"),
        ("other,Other,,,,,,,,odihr", "row 3: 'odihr' means both"),
        ("other,Other,,,,,,,,Bureau", "row 3: 'Bureau' means both"),
        ("other,The OSCE Bureau (closed),,,,,,,,", "row 3: 'The OSCE Bureau .closed.' means both"),
        ("Other,Other,,,,,,,,", "row 3: 'Other' is no id"),
        (",Other,,,,,,,,", "row 3: '' is no id"),
        ("other,,,,,,,,,", "row 3: a name or alias is empty"),
        ("other,Other,,,,,,,,One||Two", "row 3: a name or alias is empty"),
        ("other,Other,planet,,,,,,,", "row 3: unknown kind 'planet'"),
        ("other,Other,,shut,,,,,,", "row 3: unknown status 'shut'"),
        ("other,Other,,,ZZ,,,,,", "row 3: unknown country 'ZZ'"),
        ("other,Other,,,,nobody,,,,", "row 3: unknown parent 'nobody'"),
        ("other,Other,,,,other,,,,", "row 3: unknown parent 'other'"),
        ("other,Other,,,,,91,0,,", "row 3: 91 degrees is on no map"),
        ("other,Other,,,,,0,nan,,", "row 3: nan degrees is on no map"),
        ("other,Other,,,,,north,0,,", "row 3: could not convert"),
        ("other,Other,,,,,,,lately,", "row 3: 'lately' is no span of years"),
        ("other,Other,,,,,,,,,", "row 3: more or fewer cells"),
        ("other,Other", "row 3: more or fewer cells"),
    ],
)
def test_a_fault_is_named_with_table_and_row(tmp_path: Path, row: str, fault: str) -> None:
    path = table(tmp_path, "odihr,ODIHR,court,,,,,,,Bureau", row)
    kinds = {"court"} if "planet" in row else set()
    with pytest.raises(VocabularyError, match=f"bodies.csv, {fault}"):
        load(path, kinds=kinds, countries={"PL"})


def test_a_missing_kind_is_a_fault_where_kinds_are_closed(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="row 2: unknown kind None"):
        load(table(tmp_path, "odihr,ODIHR,,,,,,,,"), kinds={"court"})


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("id,aliases", "no column 'name'"),
        ("id,name,colour", "unknown column 'colour'"),
        ("", "no column 'id'"),
    ],
)
def test_a_wrong_header_is_a_fault(tmp_path: Path, header: str, fault: str) -> None:
    with pytest.raises(VocabularyError, match=f"bodies.csv, row 1: {fault}"):
        load(table(tmp_path, header=header))


def test_a_section_holds_only_what_a_menu_has(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="row 2: a section cannot hold 'money'"):
        load(table(tmp_path, "bank,Bank,money", header="id,name,holds"))
