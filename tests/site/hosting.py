"""A built site on a port of the loopback interface: quick answers, each one packet, and slow or broken ones at will."""

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from tests.site.building import BuiltSite
from tests.site.replies import End, Sending

_HOST = "127.0.0.1"
_WAITING = 512
# Nothing that the server is told to do takes this long.
_PATIENCE = 10
_RESET = struct.pack("ii", 1, 0)


class _Connection(asyncio.Protocol):
    """Answers the requests of one connection, one after another."""

    transport: asyncio.Transport

    def __init__(self, host: "Host") -> None:
        self.host = host
        self._waiting = b""
        self._sending: asyncio.Task[None] | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.host.connections.add(self)
        if not self.host.is_up:
            # It had been accepted just before the port was closed.
            self.cut()

    def connection_lost(self, _: Exception | None) -> None:
        self.host.connections.discard(self)
        if self._sending is not None:
            self._sending.cancel()

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        self._answer_waiting()

    def cut(self) -> None:
        """End the connection at once, whatever is on its way."""
        self.transport.abort()

    def _answer_waiting(self) -> None:
        while self._sending is None and (end := self._waiting.find(b"\r\n\r\n")) >= 0:
            head, self._waiting = self._waiting[:end], self._waiting[end + 4 :]
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        answer = self.host.site.answer(head)
        if isinstance(answer, bytes):
            self.transport.write(answer)
            if b"\r\nConnection: close" in head:
                self.transport.close()
        else:
            self._sending = asyncio.get_running_loop().create_task(self._send(answer))

    async def _send(self, sending: Sending) -> None:
        for number, piece in enumerate(sending.pieces):
            if number:
                # Other connections are served in between, even where nothing is waited for.
                await asyncio.sleep(sending.pause)
            await self._may_write.wait()
            self.transport.write(piece)
        self._end(sending.end)

    def _end(self, end: End) -> None:
        if end is End.KEEP:
            self._sending = None
            self._answer_waiting()
        elif end is End.CLOSE:
            self.transport.close()
        elif end is End.RESET:
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self.transport.abort()


class Host:
    """A thread with an event loop of its own, in which one site is served."""

    def __init__(self, site: BuiltSite, port: int = 0) -> None:
        self.site = site
        self.port = port
        self.connections: set[_Connection] = set()
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="test site", daemon=True)
        self._thread.start()

    @property
    def is_up(self) -> bool:
        return self._server is not None

    def up(self) -> None:
        """Listen, the second time on the same port."""
        self._do(self._listen())

    def down(self) -> None:
        """Refuse connections, and cut those that are open."""
        self._do(self._cut_all())

    def end(self) -> None:
        """Stop for good."""
        self.down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await self._loop.create_server(
                lambda: _Connection(self), _HOST, self.port, backlog=_WAITING
            )
            self.port = self._server.sockets[0].getsockname()[1]

    async def _cut_all(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        # A cut connection is told so a turn later, and gives up what it was sending another turn later.
        while self.connections or len(asyncio.all_tasks()) > 1:
            for connection in tuple(self.connections):
                connection.cut()
            await asyncio.sleep(0)


@contextmanager
def hosted(site: BuiltSite, port: int = 0) -> Iterator[BuiltSite]:
    """The site, served at `site.root` for as long as the context lasts."""
    host = Host(site, port)
    try:
        host.up()
        site.hosted_by(host, f"http://{_HOST}:{host.port}")
        yield site
    finally:
        host.end()
