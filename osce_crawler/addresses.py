"""Addresses of the site: which item they name, and how one address is written in one way."""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import unquote_plus, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string, url_query_cleaner

from osce_crawler.grammar.characters import clean

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
SITE_HOSTS = frozenset(
    [
        *("osce.org", "www.osce.org", "odihr.osce.org", "hcnm.osce.org", "tntd.osce.org"),
        *("moldova.osce.org", "bih.osce.org", "bishkek.osce.org", "astana.osce.org", "albania.osce.org"),
        *("dushanbe.osce.org", "serbia.osce.org", "uzbekistan.osce.org", *OLDER_HOSTS),
    ]
)
"""The hosts that were seen to hold the site, to be matched exactly: polis.osce.org and osce.gob.pe do not."""
# An address that is written in the one way already, as nearly all are.
_WRITTEN = re.compile(r"https://[a-z0-9.-]+(?:/[A-Za-z0-9_.~-]+)+")
# An address without query or fragment, as nearly all are: its host and its path are at hand.
_WITH_PATH = re.compile(r"https?://([A-Za-z0-9.-]+(?::[0-9]+)?)((?:/[A-Za-z0-9_.~-]+)+/?)")
# A path from the host's root, as nearly all links are: nothing in it is to be quoted or resolved.
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+/?(?:\?[A-Za-z0-9_=&-]+)?")
# Parameters that make a list what it is; `page` alone leads through it.
_LIST_PARAMETERS = frozenset({"rows", "solrsort", "filters"})
# How the name of a capture parts the address from the moment at which a web archive saw it.
_CAPTURED = "#captured="
# A name as DNS has it: others are made into one, which may be an address, by every library in its own way.
_HOST = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?"
)
# Where paths are joined one slash may be left of two.
_PASSWORD = re.compile(r"((?:(?<=:)/|//)[^\s/?#@:]*):[^\s/?#]*(?=@)")


def is_address(url: str) -> bool:
    """Whether this is the http(s) address of a page: a host, a port where one is written, no blank in it."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  raises for what is no port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable() and " " not in url


def refusal_of(url: str) -> str:
    """Why nothing can be asked for at an address that a person gave; empty if it can.

    An address with an @ is never repeated: what is before the @ is a name or a password.
    """
    if "@" in url:
        return "an address with a user name or password is not taken: leave out all before the @, and the @"
    if not is_address(url):
        return f"{url!r} is not an http(s) URL"
    host = urlsplit(url).hostname or ""
    if ":" in host:
        return f"{url!r}: an IPv6 address is not taken: give the host's name"
    if not _HOST.fullmatch(host):
        return f"{url!r}: not the name of a host: letters a to z, digits and hyphens between dots (or xn--…)"
    return ""


def without_password(text: str) -> str:
    """The text with `***` for the password of every address in it."""
    return _PASSWORD.sub(r"\1:***", text) if "@" in text else text


def named(url: str) -> str:
    """The address as reports name it: in the one way in which it is written; of what is none, its words."""
    page, mark, moment = url.partition(_CAPTURED)
    try:
        return clean(canonical(page) + mark + moment)
    except ValueError:
        return clean(without_password(url))


def captured(url: str, moment: str) -> str:
    """The name of what a web archive captured at this address at this moment."""
    return f"{named(url)}{_CAPTURED}{moment}"


def page_and_moment(url: str) -> tuple[str, str]:
    """The address of a page, and the moment where this is the name of a capture; else an empty one."""
    page, _, moment = url.partition(_CAPTURED)
    return page, moment


def absolute(base: str, href: str | None) -> str | None:
    """The address that a link on this page leads to, written safely; null where it is none on the web."""
    if not href or href.startswith("#"):
        return None
    if _PLAIN_PATH.fullmatch(href):
        root = _root_of(base)
        return root + href if root is not None else None
    return _joined(base, href)


def _joined(base: str, href: str) -> str | None:
    try:
        url = str(safe_url_string(without_password(urljoin(base, href.strip()))))
    except ValueError:
        return None
    return url if is_address(url) else None


@lru_cache(maxsize=64)
def _root_of(base: str) -> str | None:
    """The address of a page's host, without the slash at its end."""
    root = _joined(base, "/")
    return root.removesuffix("/") if root is not None else None


# While a page is looked at, its address is asked for the same again and again.
_remembering = lru_cache(maxsize=1 << 10)


def _path_of(url: str) -> str:
    """The path of the address, as written. Raises ValueError for what is no address."""
    plain = _WITH_PATH.fullmatch(url)
    return plain[2] if plain else urlsplit(url).path


@_remembering
def nid_of(url: str) -> str | None:
    """The node id that an item's address ends with; null for any other address."""
    try:
        return _nid_in(_path_of(url))
    except ValueError:
        return None


def _nid_in(path: str) -> str | None:
    match = _NID.search(path.rstrip("/"))
    return (match[1] or match[2]) if match else None


def is_another_item(url: str, other: str) -> bool:
    """Whether these are addresses of two items; host, language and section make no other one."""
    nids = {nid_of(url), nid_of(other)}
    return len(nids) > 1 and None not in nids


def language_prefix(url: str) -> str | None:
    """The language step that opens the path (`/ru/…`), which need not be the language of the text."""
    return _prefix_of(_path_of(url))


def _prefix_of(path: str) -> str | None:
    match = _PREFIX.match(path)
    return match[1] if match and match[1] in _LANGUAGES else None


@_remembering
def key_of(url: str) -> str | None:
    """One key for one item, `<language prefix>/<nid>`: slug, `node` and host vary from link to link.

    Null for what is no item's address. The older site keeps items of its own beside those of the newer.
    """
    try:
        path = _path_of(url)
    except ValueError:
        return None
    nid = _nid_in(path)
    if nid is None:
        return None
    older = "older:" if host_of(url) in OLDER_HOSTS else ""
    return f"{older}{_prefix_of(path) or ''}/{nid}"


@_remembering
def canonical(url: str) -> str:
    """One way to write an address: https, lower-case host, no fragment, no tracking parameters.

    An item's query never changes the item, so that it is left out. A loopback address keeps its scheme
    and port. Pager addresses are not to be passed through here. Raises ValueError for what is no address.
    """
    if _WRITTEN.fullmatch(url):
        return url
    parts = urlsplit(safe_url_string(without_password(url.strip())))
    host = _without_usual_port(parts.netloc.lower(), parts.scheme)
    local = ":" in host or parts.hostname in {"localhost", "127.0.0.1"}
    scheme = "https" if parts.scheme == "http" and not local else parts.scheme
    nid = nid_of(url)
    path = parts.path.rstrip("/") if nid else parts.path or "/"
    query = "" if nid else parts.query
    plain = urlunsplit((scheme, host, path, query, ""))
    return str(url_query_cleaner(plain, _TRACKING, remove=True, unique=False)) if query else plain


def _without_usual_port(host: str, scheme: str) -> str:
    """Archives write the port of the scheme where early crawlers did; it makes no other host."""
    return host.removesuffix({"http": ":80", "https": ":443"}.get(scheme, ":"))


@_remembering
def host_of(url: str) -> str:
    """Host, with its port where one is written, in lower case; empty where the address is none.

    A user name makes it another host: the site's own has none.
    """
    if plain := _WITH_PATH.fullmatch(url):
        return plain[1].lower()
    try:
        return urlsplit(without_password(url)).netloc.lower()
    except ValueError:
        return ""


def list_key(url: str) -> str:
    """One key for one list, whatever the page of it and the spelling of its address.

    Upper case, `/index.php`, a slash at the end, tracking parameters and the order of parameters make no
    other list; a parameter that no list has does.
    """
    parts = urlsplit(canonical(url))
    path = parts.path.lower().removeprefix("/index.php").rstrip("/")
    query = sorted(unquote_plus(one) for one in parts.query.split("&") if one and not one.startswith("page="))
    return f"{parts.netloc.lower()}{path}?{'&'.join(query)}"


def list_of(url: str) -> str:
    """The address of the list's first page: without `page` and parameters of no meaning to lists."""
    parts = urlsplit(url)
    kept = [one for one in parts.query.split("&") if one.partition("=")[0] in _LIST_PARAMETERS]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(kept), ""))


def page_of_list(url: str) -> int:
    """The number in the address of a list's page, 0 where there is none. Raises ValueError for no number."""
    numbers = [one.partition("=")[2] for one in urlsplit(url).query.split("&") if one.startswith("page=")]
    if len(numbers) > 1 or any(not (one.isascii() and one.isdigit() and len(one) <= 7) for one in numbers):
        raise ValueError(f"{url} names no page")
    return int(numbers[0]) if numbers else 0


def list_page(url: str, number: int) -> str:
    """The address of this page of the list; the first is the list's own."""
    if number == 0:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}page={number}"


def is_loopback(url: str) -> bool:
    """Whether the address lies on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_of_site(url: str) -> bool:
    """Whether the address lies on a host of the site, or on this machine, where a copy of it may be."""
    return host_of(url) in SITE_HOSTS or is_loopback(url)
