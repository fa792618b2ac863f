"""Socket Mode: the connections an app keeps open, envelopes out and acknowledgements in."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from bot.playground.delivery import Answer, Parcel, Timing
from bot.playground.faults import Faults
from bot.playground.reading import read_json

MOST = 10
REASONS = ("warning", "refresh_requested", "link_disabled", "too_many_websockets")
_TICKETS = 100  # the newest that nobody used
_HOST = "applink-playground"
_GRACE = 1.0  # seconds between the word and the end of a connection


class Connection:
    """One open socket of the app."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, timing: Timing) -> None:
        brief = request.query.get("debug_reconnects") == "true"
        self.socket = socket
        self.lifetime = timing.debug_lifetime if brief else timing.lifetime
        self.leaving = False
        self.gone = asyncio.Event()
        self._notice = timing.warning
        self._transport = request.transport

    def cut(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    async def send(self, message: dict[str, Any]) -> None:
        # A socket that died between two pings is found out by the missing acknowledgement.
        with suppress(ConnectionError):
            await self.socket.send_json(message)

    async def disconnect(self, reason: str) -> None:
        """Ask the app to go, after a warning some seconds later, and hang up when it does not."""
        self.leaving = True
        await self._ask_to_go(reason)
        if reason == "warning" and not await self._gone_within(self._notice):
            await self._ask_to_go("refresh_requested")
        # Hanging up at once would lose what the app has not read yet.
        await self._gone_within(_GRACE)
        await self.socket.close()

    async def grow_old(self) -> None:
        """Every connection ends some day, after a warning."""
        await asyncio.sleep(max(0.0, self.lifetime - self._notice))
        await self.disconnect("warning")

    async def _gone_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.gone.wait(), seconds)
        return self.gone.is_set()

    async def _ask_to_go(self, reason: str) -> None:
        await self.send({"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}})


class Sockets:
    """All connections of the app; any of them may get any envelope."""

    def __init__(self, app_id: str, timing: Timing, faults: Faults) -> None:
        self.retries = timing.socket_retries
        self._app_id = app_id
        self._timing = timing
        self._faults = faults
        self._tickets: deque[str] = deque(maxlen=_TICKETS)
        self._open: list[Connection] = []
        self._somebody = asyncio.Event()
        self.changed: Callable[[], None] = lambda: None
        self._acks: dict[str, tuple[str, asyncio.Future[Answer]]] = {}
        self._turn = 0

    @property
    def count(self) -> int:
        return len(self._open)

    def ticket(self) -> str:
        ticket = secrets.token_hex(16)
        self._tickets.append(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer GET /link, the address that apps.connections.open gave out."""
        if (ticket := request.query.get("ticket", "")) not in self._tickets:
            return web.Response(status=401, text="invalid ticket")
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(timeout=1)
        await socket.prepare(request)
        await self._attend(Connection(socket, request, self._timing))
        return socket

    async def disconnect(self, reason: str) -> None:
        """Ask every connection to go; "warning" leaves them some seconds."""
        await asyncio.gather(*(one.disconnect(reason) for one in tuple(self._open)))

    def cut(self) -> None:
        """Break every connection without a word."""
        for connection in self._open:
            connection.cut()

    async def close(self) -> None:
        await asyncio.gather(*(one.socket.close() for one in tuple(self._open)))

    async def hand_over(self, parcel: Parcel, patience: float) -> Answer:
        if not await self._someone_within(patience):
            return Answer(trouble="no_connection", final=True)
        acked: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._acks[parcel.id] = (parcel.name, acked)
        copies = 2 if self._faults.strike("duplicate", parcel.name) else 1
        for connection in [self._next() for _ in range(copies)]:
            await connection.send(_envelope(parcel))
        try:
            return await asyncio.wait_for(acked, self._timing.ack)
        except TimeoutError:
            return Answer(trouble="timeout")
        finally:
            self._acks.pop(parcel.id, None)

    async def _attend(self, connection: Connection) -> None:
        if len(self._open) >= MOST:
            await connection.disconnect("too_many_websockets")
            return
        self._open.append(connection)
        await connection.send(self._hello(connection))
        self._somebody.set()
        self.changed()
        asides = [asyncio.ensure_future(aside) for aside in (self._ping(connection), connection.grow_old())]
        try:
            await self._listen(connection)
        finally:
            for aside in asides:
                aside.cancel()
            connection.gone.set()
            self._open.remove(connection)
            if not self._open:
                self._somebody.clear()
            self.changed()

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is WSMsgType.TEXT:
                self._acknowledge(message.data)

    def _acknowledge(self, text: str) -> None:
        try:
            ack = read_json(text)
            name, waiting = self._acks[ack["envelope_id"]]
        except (ValueError, TypeError, KeyError):
            return  # not an acknowledgement, or one that comes too late
        if not waiting.done() and not self._faults.strike("drop_ack", name):
            payload = ack.get("payload")
            waiting.set_result(Answer(payload if isinstance(payload, dict) else None))

    def _hello(self, connection: Connection) -> dict[str, Any]:
        lifetime = int(connection.lifetime)
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {"host": _HOST, "build_number": 1, "approximate_connection_time": lifetime},
            "connection_info": {"app_id": self._app_id},
        }

    async def _ping(self, connection: Connection) -> None:
        with suppress(ConnectionError):
            while True:
                await asyncio.sleep(self._timing.ping)
                await connection.socket.ping(b"Ping from playground")

    async def _someone_within(self, patience: float) -> bool:
        if self._open or not patience:
            return bool(self._open)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._somebody.wait(), patience)
        return bool(self._open)

    def _next(self) -> Connection:
        staying = [one for one in self._open if not one.leaving] or self._open
        self._turn += 1
        return staying[self._turn % len(staying)]


def _envelope(parcel: Parcel) -> dict[str, Any]:
    envelope: dict[str, Any] = {
        "envelope_id": parcel.id,
        "type": parcel.kind,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.kind != "events_api",
    }
    if parcel.kind == "events_api":
        envelope |= {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason}
    return envelope
