"""Text as it leaves: every character to be seen, one line, no password."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from osce_crawler.report.showing import PlainRecord, echo_json, shown, shown_in


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Zürich, Київ – “Ohrid” 100 %", "Zürich, Київ – “Ohrid” 100 %"),
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\x9b2Jb\x7f", r"a\x9b2Jb\x7f"),
        ("invoice\u202efdp.exe", r"invoice\u202efdp.exe"),
        ("no\u200bwidth\ufeff", r"no\u200bwidth\ufeff"),
        ("one\ntwo\r\tthree\u2028four", r"one\ntwo\r\tthree\u2028four"),
        ("not decoded \udcff", r"not decoded \udcff"),
        ("tag\U000e0041", r"tag\U000e0041"),
    ],
)
def test_what_a_terminal_obeys_or_hides_is_written_out(text: str, line: str) -> None:
    assert shown(text) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("off-site: http://user:pw@x.org/a", "off-site: http://user:***@x.org/a"),
        ("http://:pw@x.org/", "http://:***@x.org/"),
        ("two: http://a:1@x.org/ //b:2@y.org", "two: http://a:***@x.org/ //b:***@y.org"),
        ("http://user:p@w:2@x.org/", "http://user:***@x.org/"),
        ("as a path: http:/user:pw@x.org", "as a path: http:/user:***@x.org"),
        ("https://x.org:8080/a@b", "https://x.org:8080/a@b"),
        ("https://x.org/?mail=a:b@c.org", "https://x.org/?mail=a:b@c.org"),
        ("press@osce.org, http://press@osce.org", "press@osce.org, http://press@osce.org"),
    ],
)
def test_the_password_of_an_address_is_hidden_and_nothing_else(text: str, line: str) -> None:
    assert shown(text) == line


def test_every_string_of_a_value_is_shown_keys_too() -> None:
    value = {"a\x1b": ["b\x1b", {"c": "d\x1b"}, 1, None, True, 1.5], "e": ("f\n",)}
    assert shown_in(value) == {r"a\x1b": [r"b\x1b", {"c": r"d\x1b"}, 1, None, True, 1.5], "e": [r"f\n"]}


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What a handler with Scrapy's own formatter writes."""
    stream, factory, logger = io.StringIO(), logging.getLogRecordFactory(), logging.getLogger("plain")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.addHandler(handler)
    logging.setLogRecordFactory(PlainRecord)
    yield stream
    logging.setLogRecordFactory(factory)
    logger.removeHandler(handler)


def test_no_message_of_the_log_looks_like_another_one(logged: io.StringIO) -> None:
    logging.getLogger("plain").warning("page %s", "x\nERROR forged\x1b[2J http://user:s3cret@x.org")
    assert logged.getvalue() == "WARNING page x\n    ERROR forged\\x1b[2J http://user:***@x.org\n"


def test_the_words_of_an_error_in_the_log_are_shown_as_those_of_a_message(logged: io.StringIO) -> None:
    logging.getLogger("plain").error("it broke", exc_info=ValueError("x\x1b[2J\nERROR forged"))
    assert logged.getvalue().split("\n") == [
        "ERROR it broke",
        r"    ValueError: x\x1b[2J",
        "    ERROR forged",
        "",
    ]


def test_json_stays_json_whatever_a_terminal_would_obey(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    said = {"title": "a\x9b2J\u202eb\u00a0c\x7f\U000e0041 Цхинвали"}
    echo_json(json.dumps(said, ensure_ascii=False).encode())
    printed = capsysbinary.readouterr().out.decode()
    assert json.loads(printed) == said
    assert printed.strip().isprintable()
    assert "Цхинвали" in printed
