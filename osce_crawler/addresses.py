"""Addresses of the site: which item they name, and how one address is written in one way."""

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string, url_query_cleaner

# Seen in links to the site: campaign marks that never change what a page shows.
_TRACKING = ("fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "utm_source", "utm_medium", "utm_campaign",
             "utm_term", "utm_content", "utm_id")  # fmt: skip
# The number at the end of an item's path is its node id; a year at the end of a path is none.
_NID = re.compile(r"/(?:node/([1-9][0-9]{0,8})|[^/]+/(?!(?:19|20)[0-9]{2}$)([1-9][0-9]{2,8}))$")
_PREFIX = re.compile(r"^/([a-z]{2,3})(?=/)")
# Language steps that were seen, and those of the other languages that the site's hosts work in.
_LANGUAGES = frozenset(
    "ru hbs bs hr sr cnr uk de tk ro sq kk ky tg uz mk fr it es hy az ka be pl tr mn en".split()  # noqa: SIM905
)
OLDER_HOSTS = frozenset({"d6.web.osce.org"})
"""Where the second generation of the site is kept: the same nids as on www.osce.org."""
_UNPRINTABLE = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def is_address(url: str) -> bool:
    """Whether this is the http(s) address of a page: a host, a port where one is written, no blank in it."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  raises for what is no port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not _UNPRINTABLE.search(url)


def absolute(base: str, href: str | None) -> str | None:
    """The address that a link on this page leads to, written safely; null where it is none on the web."""
    if not href or href.startswith("#"):
        return None
    try:
        url = str(safe_url_string(urljoin(base, href.strip())))
    except ValueError:
        return None
    return url if is_address(url) else None


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
    return match[1] if match and match[1] in _LANGUAGES else None


def key_of(url: str) -> str | None:
    """One key for one item, `<language prefix>/<nid>`: slug, `node` and host vary from link to link.

    Null for what is no item's address. The older site keeps items of its own beside those of the newer.
    """
    nid = nid_of(url)
    if nid is None:
        return None
    older = "older:" if host_of(url) in OLDER_HOSTS else ""
    return f"{older}{language_prefix(url) or ''}/{nid}"


def canonical(url: str) -> str:
    """One way to write an address: https, lower-case host, no fragment, no tracking parameters.

    An item's query never changes the item, so that it is left out. A loopback address keeps its scheme
    and port. Pager addresses are not to be passed through here. Raises ValueError for what is no address.
    """
    parts = urlsplit(safe_url_string(url.strip()))
    local = parts.port is not None or parts.hostname in {"localhost", "127.0.0.1"}
    scheme = "https" if parts.scheme == "http" and not local else parts.scheme
    nid = nid_of(url)
    path = parts.path.rstrip("/") if nid else parts.path or "/"
    query = "" if nid else parts.query
    plain = urlunsplit((scheme, parts.netloc.lower(), path, query, ""))
    return str(url_query_cleaner(plain, _TRACKING, remove=True, unique=False)) if query else plain


def host_of(url: str) -> str:
    """Host, with its port where one is written, in lower case; empty where the address is none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
