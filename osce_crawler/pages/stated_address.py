"""The address by which a page calls itself."""

from osce_crawler.addresses import absolute, is_another_item
from osce_crawler.pages.document import Document


def another_item(document: Document, url: str) -> str | None:
    """The page's canonical address, where that is the one of another item than `url` is; else null.

    A page with several canonical addresses is the item if one of them is.
    """
    links = (link for link in document.elements("link") if "canonical" in link.get("rel", "").lower().split())
    stated = [address for link in links if (address := absolute(url, link.get("href"))) is not None]
    return stated[0] if stated and all(is_another_item(address, url) for address in stated) else None
