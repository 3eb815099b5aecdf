"""What the tests of datasets have in common."""

import socket
from typing import Any, NoReturn

import pytest


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail what asks the network for anything."""

    def refuse(*asked: Any) -> NoReturn:
        raise AssertionError(f"the network was asked: {asked[1:]}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
