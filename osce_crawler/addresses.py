"""Addresses of the site: which item they name, and how one address is written in one way."""

import re
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import url_query_cleaner

# Seen in links to the site: campaign marks that never change what a page shows.
_TRACKING = ("fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "utm_source", "utm_medium", "utm_campaign",
             "utm_term", "utm_content", "utm_id")  # fmt: skip
# The number at the end of an item's path is its node id; a year at the end of a path is none.
_NID = re.compile(r"/(?:node/(\d{1,9})|[^/]+/(?!(?:19|20)\d\d$)(\d{3,9}))$")
_PREFIX = re.compile(r"^/([a-z]{2,3})(?=/)")
# Two and three letters that open a path of the site without being a language: bodies of the OSCE.
_BODIES = frozenset(["pa", "pc", "mc", "sg", "ec", "mg", "fsc", "fom", "cio", "cpc", "cca", "eea", "atu"])


def nid_of(url: str) -> str | None:
    """The node id that an item's address ends with; null for any other address."""
    try:
        path = urlsplit(url).path.rstrip("/")
    except ValueError:
        return None
    match = _NID.search(path)
    return (match[1] or match[2]) if match else None


def language_prefix(url: str) -> str | None:
    """The language step that opens the path (`/ru/…`), which need not be the language of the text."""
    match = _PREFIX.match(urlsplit(url).path)
    return match[1] if match and match[1] not in _BODIES else None


def canonical(url: str) -> str:
    """One way to write an address: https, lower-case host, no fragment, no tracking parameters.

    An item's query never changes the item, so that it is left out. A loopback address keeps its scheme
    and port. Pager addresses are not to be passed through here.
    """
    parts = urlsplit(url.strip())
    local = parts.port is not None or parts.hostname in {"localhost", "127.0.0.1"}
    scheme = parts.scheme if local else "https"
    path = parts.path or "/"
    query = "" if nid_of(url) else parts.query
    if nid_of(url):
        path = path.rstrip("/")
    plain = urlunsplit((scheme, parts.netloc.lower(), path, query, ""))
    return str(url_query_cleaner(plain, _TRACKING, remove=True, unique=False)) if query else plain


def host_of(url: str) -> str:
    """Host, with its port where one is written, in lower case; empty where the address is none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
