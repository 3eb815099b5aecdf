"""Bytes as text: one bad byte costs one character, and code pages are told by the letters they spell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_crawler.pages.document import Document, Page, words_of
from osce_crawler.pages.encoding import Decoded, decoded

RUSSIAN = (
    "Сегодня в Вене открылась конференция по безопасности, в которой участвуют все государства. "
    "«Это важный шаг», – сказал представитель ОБСЕ. "
)
SAMPLES = {
    "ru": RUSSIAN,
    "uk": "Сьогодні у Відні відкрилася конференція з безпеки, у якій беруть участь усі держави. Її мета – мир. "
    * 3,
    "sr": "Данас је у Бечу отворена конференција о безбедности на којој учествују све државе чланице. Њен циљ је мир. ",
    "sh": "Danas je u Beču otvorena konferencija o sigurnosti, na kojoj učestvuju sve države članice. Riječ je o miru među ljudima. ",
    "pl": "Dziś w Wiedniu została otwarta konferencja poświęcona bezpieczeństwu, w której uczestniczą wszystkie państwa. ",
    "cs": "Dnes byla ve Vídni zahájena konference o bezpečnosti, které se účastní všechny členské státy. Šlo o mír. ",
    "hu": "Ma Bécsben megnyílt a biztonsági konferencia, amelyen az összes állam részt vesz; erről szólt az ülés hírű előadója. ",
    "de": "In Zürich wurde über die Lösung für mehr Sicherheit gesprochen; große Städte äußerten sich. ",
    "fr": "La conférence a été ouverte à Genève après que les États eurent répété leur intérêt, où qu’ils fussent. ",
    "es": "La conferencia sobre la protección de los niños se inició mañana en la región más pequeña del país. ",
    "sq": "Sot në Vjenë u hap konferenca për sigurinë, në të cilën marrin pjesë të gjitha shtetet; çështja është e rëndësishme. ",
}
WRITTEN = [
    *((language, page) for language in ("ru",) for page in ("cp1251", "koi8-r", "iso8859-5", "cp866")),
    *((language, page) for language in ("uk",) for page in ("cp1251", "koi8-u", "iso8859-5")),
    *((language, page) for language in ("sr",) for page in ("cp1251", "iso8859-5")),
    *((language, page) for language in ("sh", "pl", "cs", "hu") for page in ("cp1250", "iso8859-2")),
    *((language, "cp1252") for language in ("de", "fr", "es", "sq")),
]
DECLARED = [None, "utf-8", "windows-1252", "iso-8859-1", "windows-1251", "koi8-r", "iso-8859-5", "iso-8859-2"]


def _page(text: str, language: str = "en", meta: str = "") -> str:
    return f"<html lang={language}><head>{meta}<title>News | OSCE</title></head><body><p>{text}</p></body></html>"


def _header(declared: str | None) -> str:
    return f"text/html; charset={declared}" if declared else "text/html"


@pytest.mark.parametrize(
    ("written_in", "content_type", "meta", "repaired"),
    [
        ("utf-8", "text/html; charset=utf-8", "", False),
        ("utf-8", None, "", False),
        ("windows-1251", "text/html; charset=windows-1251", "", False),
        ("windows-1251", None, '<meta charset="windows-1251">', False),
        ("koi8-r", "text/html; charset=koi8-r", "", False),
        ("iso-8859-5", "text/html; charset=iso-8859-5", "", False),
        ("utf-8-sig", "text/html; charset=windows-1251", "", False),
        ("utf-16", None, "", False),
        ("utf-16", "text/html; charset=windows-1251", "", False),
        ("utf-16-le", "text/html; charset=utf-16", "", False),
        ("utf-16-be", "text/html; charset=utf-16be", "", False),
        ("utf-16-le", "text/html; charset=utf-8", "", True),
        ("utf-16-be", None, "", True),
        ("utf-8", "text/html; charset=windows-1251", "", True),
        ("utf-8", "text/html; charset=utf-16", "", True),
        ("windows-1251", "text/html; charset=utf-8", "", True),
        ("windows-1251", "text/html; charset=iso-8859-1", "", True),
        ("windows-1251", None, "", True),
        ("koi8-r", "text/html; charset=windows-1251", "", True),
        ("iso-8859-5", None, '<meta charset="windows-1251">', True),
    ],
)
def test_bytes_are_read_in_the_encoding_they_are_in(
    written_in: str, content_type: str | None, meta: str, repaired: bool
) -> None:
    body = _page(SAMPLES["ru"], "ru", meta).encode(written_in, "xmlcharrefreplace")
    document = Document(Page("https://www.osce.org/ru/cio/232506", body, content_type))
    assert SAMPLES["ru"].strip() in words_of(document.root)
    assert document.repaired is repaired


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize(("language", "page"), WRITTEN)
def test_a_code_page_is_told_by_the_letters_of_its_languages(
    language: str, page: str, declared: str | None
) -> None:
    body = _page(SAMPLES[language] * 3, language).encode(page, "ignore")
    assert decoded(body, _header(declared)).text == body.decode(page)


@pytest.mark.parametrize("page", ["cp1251", "koi8-r", "iso8859-5"])
def test_words_all_in_capitals_are_told_too(page: str) -> None:
    body = _page(SAMPLES["ru"].upper()).encode(page, "ignore")
    assert decoded(body, None).text == body.decode(page)


@pytest.mark.parametrize("language", ["ru", "fr", "sh"])
@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1251", "koi8-r"])
@pytest.mark.parametrize("byte", [b"\xff", b"\x81", b"\xd0", b"\xe2\x80"])
def test_a_bad_byte_in_utf_8_costs_that_character(language: str, declared: str | None, byte: bytes) -> None:
    text = _page(SAMPLES[language], language)
    head, tail = (text * 3).encode().split(b"</body>", 1)
    read = decoded(head + byte + b"</body>" + tail, _header(declared))
    assert read.text.replace("\ufffd", "") == text * 3
    assert (read.encoding, read.repaired) == ("utf-8", True)
    assert read.text.count("\ufffd") == 1


@pytest.mark.parametrize("ending", ["–", "é", "я", "😀"])
@pytest.mark.parametrize("text", ["An English page without any sign", RUSSIAN])
def test_a_page_cut_inside_a_character_keeps_all_before(ending: str, text: str) -> None:
    read = decoded(f"<p>{text}{ending}".encode()[:-1], "text/html; charset=utf-8")
    assert read.text == f"<p>{text}\ufffd"
    assert (read.encoding, read.repaired) == ("utf-8", True)


@pytest.mark.parametrize("length", range(16_378, 16_386))
@pytest.mark.parametrize("character", ["é", "–", "😀"])
def test_a_character_may_stand_anywhere_in_a_long_page(character: str, length: int) -> None:
    body = ("a" * length + character + "b" * 20_000).encode()
    assert decoded(body, "text/html; charset=utf-8") == Decoded(body, "utf-8", False)


def test_a_replacement_that_the_page_itself_prints_is_no_repair() -> None:
    assert not decoded(_page("Zürich \ufffd").encode(), "text/html; charset=utf-8").repaired


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_that_windows_1252_does_not_define_ends_nothing(byte: int) -> None:
    body = (
        b"<html><body><p>Z\xfcrich " + bytes([byte]) + b" \x93Gen\xe8ve\x94</p><p>the end</p></body></html>"
    )
    document = Document(Page("https://www.osce.org/", body, "text/html; charset=windows-1252"))
    assert words_of(document.root).replace("\ufffd", "") == "Zürich  “Genève”the end"
    assert document.repaired


def test_western_text_in_a_wrong_declaration_keeps_its_letters() -> None:
    body = "<html><body><p>Zürich, “Genève” and Malmö – yes</p></body></html>"
    document = Document(Page("https://www.osce.org/", body.encode("cp1252"), "text/html; charset=utf-8"))
    assert words_of(document.root) == "Zürich, “Genève” and Malmö – yes"
    assert document.repaired


@pytest.mark.parametrize(
    "written_in", ["gb18030", "shift_jis", "euc-kr", "iso-2022-jp", "windows-1253", "iso-8859-7"]
)
def test_other_encodings_are_believed_where_nothing_is_lost(written_in: str) -> None:
    text = _page("Αθήνα και ειρήνη" if written_in.endswith(("3", "7")) else "中文")
    read = decoded(text.encode(written_in), _header(written_in))
    assert (read.text, read.repaired) == (text, False)


@pytest.mark.parametrize(
    "declared",
    [
        *("cp037", "idna", "punycode", "rot13", "hex", "base64", "bz2", "zlib", "uu", "quopri", "utf-7"),
        *("unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "palmos", "no-such-thing"),
        *("iso-2022-jp", "iso-2022-kr", "hz", "utf-32", "utf-16", "'", "x" * 5_000),
    ],
)
@pytest.mark.parametrize("text", ["Conference on +ACI- 6f6b \\u0041 in Vienna", RUSSIAN])
def test_an_encoding_that_no_page_is_written_in_is_not_used(declared: str, text: str) -> None:
    body = _page(text, meta=f'<meta charset="{declared}">').encode()
    for header in (_header(declared), None):
        document = Document(Page("https://www.osce.org/", body, header))
        assert text.strip() in words_of(document.root)
        assert document.encoding == (
            "iso2022_jp" if declared == "iso-2022-jp" and text.isascii() else "utf-8"
        )


@given(st.binary(), st.sampled_from([None, "utf-8", "utf-16", "windows-1251", "gbk", "iso-2022-jp", "rot13"]))
def test_no_bytes_raise(body: bytes, declared: str | None) -> None:
    assert isinstance(decoded(body, _header(declared)).text, str)


def test_utf_8_that_is_declared_as_another_counts_where_nearly_all_of_it_is_utf_8() -> None:
    body = "é".encode() * 17
    assert decoded(body + b"\xe9.", "text/html; charset=windows-1252").encoding == "utf-8"
    assert decoded("é".encode() * 8 + b"\xe9.", "text/html; charset=windows-1252").encoding != "utf-8"


def test_utf_8_without_declaration_counts_where_more_of_it_is_than_is_not() -> None:
    assert decoded("éé".encode() + b"\xe9.", None).encoding == "utf-8"
    assert decoded("é".encode() + b"\xe9.\xe9.", None).encoding != "utf-8"


def test_a_repair_is_told_only_where_something_was_repaired() -> None:
    assert not decoded("é".encode(), "text/html; charset=utf-8").repaired
    assert not decoded("é".encode(), None).repaired
    assert not decoded(b"e", "text/html; charset=windows-1252").repaired
    assert decoded("é".encode(), "text/html; charset=windows-1252").repaired
    assert decoded("é".encode() + b"\xe9.\xc3", "text/html; charset=utf-8").repaired
