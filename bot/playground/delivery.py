"""Brings events and interactions to the app, over Socket Mode or HTTP, as patiently as Slack."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.playground.clock import Clock
from bot.playground.faults import Faults
from bot.playground.log import Log
from bot.playground.model import Json


@dataclass(frozen=True)
class Timing:
    """How long Slack waits, in seconds; tests shorten it."""

    ack: float = 3.0
    ping: float = 10.0
    warning: float = 10.0
    patience: float = 300.0  # how long an event waits for an app that is not connected
    http_retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    socket_retries: tuple[float, ...] = (0.0, 0.0, 0.0)
    lifetime: float = 18_060.0  # of a connection
    debug_lifetime: float = 360.0
    share: float = 0.3  # until a completed upload stands in its channels
    trigger: float = 3.0  # a trigger_id is good for


@dataclass(frozen=True)
class Parcel:
    """One thing to deliver. kind: events_api, interactive or slash_commands."""

    id: str
    kind: str
    payload: Json
    attempt: int = 0
    reason: str = ""

    @property
    def name(self) -> str:
        payload = self.payload
        return str(payload.get("event", {}).get("type") or payload.get("command") or payload.get("type"))


@dataclass(frozen=True)
class Answer:
    """What came back. trouble: "" or why there is no acknowledgement."""

    payload: Json | None = None
    trouble: str = ""
    final: bool = False  # the app asked for no retry

    @property
    def acked(self) -> bool:
        return not self.trouble


class Courier(Protocol):
    """A way to the app."""

    retries: tuple[float, ...]

    async def hand_over(self, parcel: Parcel, patience: float) -> Answer: ...


class Delivery:
    """Sends each parcel, again when nobody acknowledges, and remembers what is under way."""

    def __init__(self, courier: Courier, timing: Timing, clock: Clock, log: Log, faults: Faults) -> None:
        self.courier = courier
        self.timing = timing
        self._clock = clock
        self._log = log
        self._faults = faults
        self._passed = asyncio.Event()
        self._under_way: set[asyncio.Task[Any]] = set()

    def send(self, parcel: Parcel) -> None:
        """Deliver an event in the background."""
        self.spawn(self._deliver(parcel))

    async def ask(self, parcel: Parcel) -> Answer:
        """Deliver an interaction once and wait for its acknowledgement."""
        answer = await self.courier.hand_over(parcel, 0)
        self._note(parcel, answer)
        return answer

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    @property
    def pending(self) -> int:
        return len(self._under_way)

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def close(self) -> None:
        for task in tuple(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _deliver(self, parcel: Parcel) -> None:
        await self._held_back(parcel)
        for attempt, delay in enumerate((0.0, *self.courier.retries)):
            await self._clock.sleep(delay)
            parcel = replace(parcel, attempt=attempt)
            answer = await self.courier.hand_over(parcel, self.timing.patience)
            self._note(parcel, answer)
            if answer.acked or answer.final:
                break
            parcel = replace(parcel, reason=answer.trouble)
        passed, self._passed = self._passed, asyncio.Event()
        passed.set()

    async def _held_back(self, parcel: Parcel) -> None:
        """The faults that change when an event goes."""
        if fault := self._faults.strike("delay_event", parcel.name):
            await asyncio.sleep(fault.pause)
        if fault := self._faults.strike("reorder", parcel.name):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._passed.wait(), fault.pause)

    def _note(self, parcel: Parcel, answer: Answer) -> None:
        body: Json = {"envelope_id": parcel.id, "attempt": parcel.attempt, "payload": parcel.payload}
        if answer.payload:
            body["answer"] = answer.payload
        self._log.add(self._clock.now(), "delivery", parcel.name, body, answer.trouble or "ok")
