"""Headless Chromium, as people open a page from disk in it: no host can be reached."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_LOCAL = ("file:", "data:", "blob:", "chrome:")


@contextmanager
def chromium() -> Iterator[Chrome]:
    """A browser. Where the machine has none the test is skipped, but fails in CI, which must have one."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        said = "Chromium and chromedriver are not installed (Debian: chromium, chromium-driver)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(said)
    options = ChromeOptions()
    options.binary_location = program
    for argument in _ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = Chrome(options, Service(driver))
    try:
        yield browser
    finally:
        browser.quit()


def show(browser: Chrome, page: Path, *, width: int = 1280, scheme: str = "light", address: str = "") -> None:
    """Open the page and wait until all is drawn. `address`: what follows `#`."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get("about:blank")
    browser.get(page.resolve().as_uri() + (f"#{address}" if address else ""))
    WebDriverWait(browser, 60).until(_is_drawn, "the page is not drawn")


def _is_drawn(browser: Chrome) -> bool:
    ready = "return document.documentElement.dataset.ready || !document.getElementById('fault').hidden"
    return bool(browser.execute_script(ready))


def said(browser: Chrome) -> list[str]:
    """What the console says since it was last asked."""
    return [entry["message"] for entry in browser.get_log("browser")]  # type: ignore[no-untyped-call]


def asked(browser: Chrome) -> list[str]:
    """The addresses that were asked since this was last called, but for files and the page's own data."""
    messages: Iterator[dict[str, Any]] = (
        json.loads(entry["message"])["message"]
        for entry in browser.get_log("performance")  # type: ignore[no-untyped-call]
    )
    addresses = (
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    )
    return [address for address in addresses if not address.startswith((*_LOCAL, "about:"))]


def texts(browser: Chrome, selector: str) -> list[str]:
    """The words of all elements that the selector finds."""
    found = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)"
    words: list[str] = browser.execute_script(found, selector)
    return words


def text(browser: Chrome, selector: str) -> str:
    """The words of the element as they are seen."""
    return browser.find_element(By.CSS_SELECTOR, selector).text
