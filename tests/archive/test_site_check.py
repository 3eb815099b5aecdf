"""What is known of the site, against the fixtures that show the site as it is known."""

from osce_crawler.archive.fetching import Fetched
from osce_crawler.archive.folder import BODY
from osce_crawler.archive.site_check import SITE, Finding, addresses, findings
from osce_crawler.pages.document import Page
from tests.making import FIXTURES, SEED

WWW = FIXTURES / "www.osce.org"


def _fetched(seed: bytes, other: bytes | None = None) -> list[Fetched]:
    bodies = [
        seed,
        other or (WWW / "node" / "108218" / BODY).read_bytes(),
        (WWW / "_home" / BODY).read_bytes(),
    ]
    return [
        Fetched(url, Page(url, body, "text/html; charset=utf-8"), "2026-01-02T03:04:05Z")
        for url, body in zip(addresses(SITE), bodies, strict=True)
    ]


def _wrong(fetched: list[Fetched]) -> dict[str, Finding]:
    return {found.what: found for found in findings(fetched) if not found.right}


def test_the_seed_is_among_the_known_pages() -> None:
    assert "https://www.osce.org/cio/232506" in addresses(SITE)


def test_the_site_as_it_is_known_reads_right() -> None:
    assert _wrong(_fetched((SEED / BODY).read_bytes())) == {}


def test_a_renamed_label_is_named_with_what_was_known() -> None:
    body = (SEED / BODY).read_bytes().replace(b"Fields of work:</dt>", b"Areas of effort:</dt>")
    wrong = _wrong(_fetched(body))
    assert "fields_of_work" in wrong
    assert 'known: ["border-management"] from label Fields of work' in wrong["fields_of_work"].found


def test_a_date_from_weaker_evidence_is_wrong_though_the_day_is_right() -> None:
    body = (SEED / BODY).read_bytes()
    start = body.index(b"<time", body.index(b"<dl"))
    end = body.index(b"</time>", start) + len(b"</time>")
    wrong = _wrong(_fetched(body[:start] + b"12 April 2016" + body[end:]))
    assert set(wrong) == {"date"}
    assert wrong["date"].found.startswith("2016-04-12 from label")


def test_a_challenge_is_told_as_a_wrong_kind() -> None:
    challenge = b"<html><title>Just a moment...</title><body>Verify you are human</body></html>"
    assert _wrong(_fetched(challenge))["kind"].found.startswith("challenge")


def test_a_page_without_an_answer_is_wrong() -> None:
    fetched = _fetched((SEED / BODY).read_bytes())
    fetched[0] = Fetched(fetched[0].url, fault="connection refused")
    assert _wrong(fetched)["answer"].found == "connection refused"


def test_an_empty_menu_is_wrong() -> None:
    fetched = _fetched((SEED / BODY).read_bytes())
    fetched[2] = Fetched(SITE, Page(SITE, b"<html><title>OSCE</title><body><h1>Welcome</h1></body></html>"))
    assert "menu: country" in _wrong(fetched)
