"""Printed lists cut into names, the longest known names first."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from osce_crawler.vocabulary.entry import LONGEST_NAME, Entry
from osce_crawler.vocabulary.folding import fold

_SEPARATOR = re.compile(r"[,;\n]|(?<=\s)and(?=\s)", re.IGNORECASE)

Piece = tuple[str, Entry | None]
Lookup = Callable[[str], Entry | None]


def pieces_of(printed: str, lookup: Lookup, longest: int) -> Iterator[Piece]:
    """The names of a printed list, each with its entry or null; `longest` is the most parts of a known name.

    Commas, semicolons and line breaks separate; "and" only between two known names, since unknown names
    may hold it. Every other printed character is kept in a piece.
    """
    atoms = atoms_of(printed)
    ends = _ends(printed, atoms, lookup, longest)
    first = 0
    while first < len(atoms):
        last = ends[first]
        known = last is not None
        if last is None:
            last = next(i for i in range(first, len(atoms)) if atoms[i].parted)
        piece = printed[atoms[first].start : atoms[last].end].strip()
        yield piece, lookup(piece) if known else None
        first = last + 1


def _ends(printed: str, atoms: Sequence["Atom"], lookup: Lookup, longest: int) -> list[int | None]:
    """For each atom, the last atom of the longest known name that begins with it, if there is one.

    A name that "and" follows counts only if a known name follows too, so the atoms are read backwards.
    """
    ends: list[int | None] = [None] * len(atoms)
    for first in reversed(range(len(atoms))):
        for last in reversed(range(first, min(first + longest, len(atoms)))):
            closed = atoms[last].parted or ends[last + 1] is not None
            if closed and lookup(printed[atoms[first].start : atoms[last].end]):
                ends[first] = last
                break
    return ends


@dataclass(slots=True)
class Atom:
    """Words without a separator; `parted` says that more than "and" stands behind them."""

    start: int
    end: int
    parted: bool


def atoms_of(printed: str) -> list[Atom]:
    """The parts of a printed list between its separators, "and" among them."""
    atoms: list[Atom] = []
    start = 0
    for separator in _SEPARATOR.finditer(printed):
        _append(atoms, printed, Atom(start, separator.start(), parted=len(separator[0]) == 1))
        start = separator.end()
    _append(atoms, printed, Atom(start, len(printed), parted=True))
    if atoms:
        atoms[-1].parted = True
    return atoms


def _append(atoms: list[Atom], printed: str, atom: Atom) -> None:
    if atom.end - atom.start > LONGEST_NAME or fold(printed[atom.start : atom.end]):
        atoms.append(atom)
    elif atoms:
        # Nothing stands between two separators: together they part as the stronger of them does.
        atoms[-1].parted |= atom.parted
