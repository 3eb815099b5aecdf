"""Saved pages as answers to Scrapy's requests."""

import asyncio
from pathlib import Path

import pytest
from scrapy import Request, Spider
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from osce_crawler.archive.handler import NotSavedError, SavedPages
from tests.making import save_page

URL = "https://www.osce.org/cio/232506"


def answer(folder: Path, url: str) -> tuple[Request, Response]:
    handler = SavedPages(get_crawler(Spider, {"SAVED_PAGES": str(folder)}))
    request = Request(url)
    return request, asyncio.run(handler.download_request(request))


def test_a_request_is_answered_with_the_page_as_it_came(tmp_path: Path) -> None:
    save_page(tmp_path / "a", URL, "<html>один</html>", status=404, headers={"X-Mark": "one"})
    _, response = answer(tmp_path, URL)
    assert isinstance(response, HtmlResponse)
    assert (response.status, response.url) == (404, URL)
    assert response.body == "<html>один</html>".encode()
    assert response.headers["Content-Type"] == b"text/html; charset=utf-8"
    assert response.headers["X-Mark"] == b"one"


def test_the_answer_says_when_the_page_was_read(tmp_path: Path) -> None:
    save_page(tmp_path / "a", URL, "x", retrieved_at="2024-02-29T00:00:00Z")
    request, _ = answer(tmp_path, URL)
    assert request.meta["retrieved_at"] == "2024-02-29T00:00:00Z"


def test_the_answer_has_the_address_that_was_asked_for(tmp_path: Path) -> None:
    save_page(tmp_path / "a", URL, "x")
    _, response = answer(tmp_path, URL + "?fbclid=x")
    assert response.url == URL + "?fbclid=x"


def test_a_page_that_is_not_saved_is_never_fetched(tmp_path: Path) -> None:
    save_page(tmp_path / "a", URL, "x")
    with pytest.raises(NotSavedError):
        answer(tmp_path, "https://www.osce.org/cio/232507")


def test_a_file_and_an_empty_body_are_answers_too(tmp_path: Path) -> None:
    save_page(tmp_path / "a", "https://www.osce.org/a.pdf", b"%PDF-1.4 \xff", content_type="application/pdf")
    save_page(tmp_path / "b", "https://www.osce.org/b", b"", content_type=None)
    assert answer(tmp_path, "https://www.osce.org/a.pdf")[1].body == b"%PDF-1.4 \xff"
    assert answer(tmp_path, "https://www.osce.org/b")[1].body == b""
