"""From an entry of a menu as printed to its record: its id, its place in the tree, what it names."""

from osce_crawler.addresses import host_of
from osce_crawler.grammar.characters import clean, clean_or_none
from osce_crawler.items import NavigationEntry
from osce_crawler.normalise.menu import label_of, read_entry, slug_of
from osce_crawler.pages.menu import PrintedEntry


def entry_of(item: PrintedEntry) -> NavigationEntry:
    """The record of an entry, not yet validated: what stands behind it is known later."""
    printed, labels = clean(item.path[-1][0]), [label_of(words)[0] for words, _ in item.path]
    parent = item.path[-2][0] if len(item.path) > 1 else None
    meaning = read_entry(
        printed,
        parent=parent,
        siblings=item.siblings,
        has_children=item.has_children,
        is_link=item.url is not None or item.is_unaddressed,
    )
    site = host_of(item.menu_page)
    return NavigationEntry(
        id=_entry_id(site, item.path),
        site=site,
        label=meaning.label,
        printed=printed,
        url=item.url,
        kind=meaning.kind,
        entity=meaning.entity,
        country=meaning.country,
        chairpersonship_year=meaning.chairpersonship_year,
        parent=_entry_id(site, item.path[:-1]) if parent is not None else None,
        path=labels,
        level=len(item.path),
        position=item.position,
        final_url=item.final_url,
        page_title=clean_or_none(item.page_title),
        page_description=clean_or_none(item.page_description),
        page_status=item.page_status,
        language=clean_or_none(item.language),
        menu_page=item.menu_page,
        retrieved_at=item.retrieved_at,
    )


def _entry_id(site: str, path: tuple[tuple[str, int], ...]) -> str:
    """Host and path of slugs; the second of two equal siblings is told from the first by its number."""
    slugs = (slug_of(label_of(words)[0]) + (f"-{number}" if number > 1 else "") for words, number in path)
    return "/".join([site, *slugs])
