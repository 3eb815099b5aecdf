"""From the menu entries of a run to the dataset of menus: small enough to be held in memory."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import msgspec

from osce_crawler.dataset.build import Assembled, RunFacts
from osce_crawler.dataset.changes import Change, differences, whole
from osce_crawler.dataset.read import read_menu
from osce_crawler.dataset.tally import EXAMPLES, Tally
from osce_crawler.exporters import BROKEN, JsonLines, lines_with_offsets
from osce_crawler.items import NavigationEntry

# What is known of the page behind an entry.
_BEHIND = ("final_url", "page_title", "page_description", "page_status")


class MenuAssembly:
    """The entries of a run beside those that were published before."""

    def __init__(self, scratch: Path, before: Path, tally: Tally, of: RunFacts) -> None:
        """`tally`: takes the counts of what was published before."""
        self.before = {entry.id: entry for entry in read_menu(before)}
        for entry in self.before.values():
            tally.add(entry)
        self.entries: dict[str, NavigationEntry] = {}
        self.result = Assembled(Tally())
        self.changes = scratch / "changes.jsonl"
        self._of = of

    def read(self, items: Path) -> None:
        """Take in the entries of the run; a broken line is passed over."""
        decode = msgspec.json.Decoder(NavigationEntry).decode
        for _, line in lines_with_offsets(items):
            try:
                entry = decode(line)
            except BROKEN:
                continue
            self.entries[entry.id] = entry
        for entry in self.entries.values():
            self.result.fresh.add(entry)

    def keep_unread(self, *, complete: bool) -> None:
        """Keep the menus that were not read this time, and what was known of pages that were not fetched.

        Unless every listed page was fetched, nothing is taken to be gone from a menu that was read.
        """
        read = {entry.site for entry in self.entries.values()}
        for id_, old in self.before.items():
            if id_ not in self.entries and (old.site not in read or not complete):
                self.entries[id_] = old
            elif (entry := self.entries.get(id_)) and entry.page_status is None and entry.url == old.url:
                for key in _BEHIND:
                    setattr(entry, key, getattr(old, key))

    def finish(self) -> None:
        """Compare with what was published, and write the changes down."""
        with JsonLines(self.changes) as changes:
            for change in self._changes():
                changes.write(change)
                self.result.changes["reread" if change.cause == "reread" else change.change] += 1
        for entry in self.entries.values():
            self.result.tally.add(entry)
        lost = [old.url or old.menu_page for id_, old in self.before.items() if id_ not in self.entries]
        self.result.lost = lost[:EXAMPLES]

    def newest(self, today: dt.date) -> dt.date | None:  # noqa: ARG002
        """Menus have no day."""
        return None

    @property
    def differs(self) -> bool:
        """Whether the dataset would be another than before."""
        return bool(self.result.changes)

    def write(self, path: Path) -> None:
        """Write the whole dataset, in order; an entry that says the same stays as it was."""
        with JsonLines(path) as lines:
            for entry in menu_in_order(self.entries.values()):
                old = self.before.get(entry.id)
                lines.write(entry if old is None or differences(old, entry) else old)

    def _changes(self) -> Iterable[Change]:
        def change(id_: str, what: str, found: object = ()) -> Change:
            cause = "reread" if what == "added" and id_ in self._of.added_before else "site"
            return Change(self._of.run, self._of.at, "navigation", id_, what, cause, found)  # type: ignore[arg-type]

        for id_, entry in self.entries.items():
            if (old := self.before.get(id_)) is None:
                yield change(id_, "added")
            elif found := differences(old, entry):
                yield change(id_, "changed", found)
        for id_, old in self.before.items():
            if id_ not in self.entries:
                yield change(id_, "gone", whole(old))


def menu_in_order(entries: Iterable[NavigationEntry]) -> list[NavigationEntry]:
    """By site, then in the order of the menu."""
    return sorted(entries, key=lambda entry: (entry.site, entry.position))
