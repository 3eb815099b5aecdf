"""XLSX: one sheet a tidy table; every text is a text, never a formula or a link.

A cell holds 32,767 UTF-16 units. Of a longer text the cell has the beginning and `CONTINUED`; the sheet
`long_texts` has the whole text in parts, in order, to be joined without anything between. Control
characters, which no workbook can hold, are written as U+FFFD, a carriage return as a line feed.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from osce_crawler.dataset.export.tables import Progress, Tables
from osce_crawler.dataset.read import DatasetError

_CELL = 32_767
_ROWS = 1_048_576
# Workbooks have no day before 1900, and take it for a leap year: until March their days are one off.
_FIRST_DAY = dt.date(1900, 3, 1)
CONTINUED = " […] continued in the sheet long_texts"
_LONG_TEXTS = "long_texts"
# `position`: in a table of several rows an id; of changes, their number.
_LONG_COLUMNS = ["sheet", "id", "position", "column", "part", "text"]
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
_WIDTHS = {"title": 60, "name": 40, "body": 60, "url": 40}
_AUTHOR = "osce-crawler"
# Always the same, so that the same dataset gives the same bytes.
_CREATED = dt.datetime(1980, 1, 1)  # noqa: DTZ001


def write(tables: Tables, path: Path, progress: Progress) -> None:
    """Write the workbook. Raises DatasetError where a table has more rows than a sheet."""
    for name, table in tables.items():
        if table.height >= _ROWS:
            raise DatasetError(
                f"{name}: {table.height:,} rows; a sheet holds {_ROWS - 1:,}: use another format"
            )
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"author": _AUTHOR, "created": _CREATED})
        _Writing(workbook, progress).write(tables)


def is_unchanged(path: Path) -> bool:
    """Whether this is a workbook that an export wrote; a program that saves it anew notes another moment."""
    try:
        with zipfile.ZipFile(path) as archive:
            properties = archive.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError):
        return False
    # Author and last author, moment of making and of the last change.
    return all(properties.count(f">{said}".encode()) == 2 for said in (_AUTHOR, _CREATED.isoformat()))


class _Writing:
    def __init__(self, workbook: xlsxwriter.Workbook, progress: Progress) -> None:
        self._workbook = workbook
        self._progress = progress
        self._head = workbook.add_format({"bold": True})
        self._day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._long: list[tuple[Any, ...]] = []

    def write(self, tables: Tables) -> None:
        for name, table in tables.items():
            sheet = self._sheet(name, table.columns, table.height)
            for row, values in enumerate(_rows(table), start=1):
                self._row(sheet, row, dict(zip(table.columns, values, strict=True)))
                self._progress(name, 1)
        sheet = self._sheet(_LONG_TEXTS, _LONG_COLUMNS, len(self._long))
        for row, values in enumerate(self._long, start=1):
            self._row(sheet, row, dict(zip(_LONG_COLUMNS, values, strict=True)))

    def _sheet(self, name: str, columns: list[str], rows: int) -> Worksheet:
        sheet = self._workbook.add_worksheet(name)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, _WIDTHS.get(column, 20))
        sheet.write_row(0, 0, columns, self._head)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, rows, len(columns) - 1)
        return sheet

    def _row(self, sheet: Worksheet, row: int, values: dict[str, Any]) -> None:
        for column, (key, value) in enumerate(values.items()):
            match value:
                case None:
                    continue
                case str():
                    sheet.write_string(row, column, self._fitting(value, sheet.name, key, values))
                case dt.datetime():
                    sheet.write_datetime(row, column, value, self._moment)
                case dt.date() if value < _FIRST_DAY:
                    sheet.write_string(row, column, value.isoformat())
                case dt.date():
                    sheet.write_datetime(row, column, value, self._day)
                case _:
                    sheet.write_number(row, column, value)

    def _fitting(self, value: str, sheet: str, key: str, row: dict[str, Any]) -> str:
        """What of the text its cell holds; the whole of a longer one is kept for its own sheet."""
        text = _NOT_IN_XML.sub("\ufffd", _LINE_END.sub("\n", value))
        if _units(text) <= _CELL:
            return text
        place = (sheet, row.get("id"), row.get("position", row.get("number")), key)
        self._long += [(*place, number, part) for number, part in enumerate(_parts(text), start=1)]
        return next(_parts(text, _CELL - len(CONTINUED))) + CONTINUED


def _rows(table: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Moments without their zone, which no workbook knows: they are UTC."""
    zoneless = table.with_columns(pl.selectors.datetime().dt.replace_time_zone(None))
    return zoneless.iter_rows()


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _parts(text: str, units: int = _CELL) -> Iterator[str]:
    """Pieces of at most so many UTF-16 units, no character cut in two."""
    whole = text.encode("utf-16-le")
    start = 0
    while start < len(whole):
        end = start + 2 * units
        if end < len(whole) and 0xD8 <= whole[end - 1] <= 0xDB:  # the first half of a pair
            end -= 2
        yield whole[start:end].decode("utf-16-le")
        start = end
