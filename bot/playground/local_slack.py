"""The parts of the playground's Slack, put together once."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext

from bot.playground.delivery import Courier, Delivery, Timing
from bot.playground.events import Events
from bot.playground.executions import Executions
from bot.playground.faults import Faults
from bot.playground.grants import Grants
from bot.playground.http_delivery import HttpCourier
from bot.playground.limits import Limits, Pace
from bot.playground.log import Log
from bot.playground.modals import Modals
from bot.playground.oauth import OAuth
from bot.playground.posting import Posting
from bot.playground.response_urls import ResponseUrls
from bot.playground.rooms import Rooms
from bot.playground.schedules import Schedules
from bot.playground.socket_mode import Sockets
from bot.playground.stream import Stream
from bot.playground.streams import Streams
from bot.playground.triggers import Triggers
from bot.playground.workspace import Workspace

SIGNING_SECRET = "playground-this-machine-only"  # noqa: S105  the playground has no secrets


class LocalSlack:
    """One workspace with everything around it that Slack would run."""

    def __init__(self, workspace: Workspace, *, pace: Pace | None = None, timing: Timing | None = None) -> None:
        self.space = workspace
        self.clock = workspace.clock
        self.timing = timing or Timing()
        self.signing_secret = SIGNING_SECRET
        self.log = Log()
        self.stream = Stream()
        self.faults = Faults(self._show_faults)
        self.limits = Limits(self.clock, pace or Pace())
        self.triggers = Triggers(self.clock, self.faults, self.timing.trigger)
        self.response_urls = ResponseUrls(self.clock)
        self.modals = Modals(workspace, self.stream)
        self.sockets = Sockets(workspace.app.id, self.timing, self.faults)
        self.sockets.changed = self._tell_connection
        self.delivery = Delivery(self.sockets, self.timing, self.clock, self.log, self.faults)
        self.events = Events(workspace, self.delivery)
        self.grants = Grants(workspace, self.events)
        self.oauth = OAuth(workspace, self.grants)
        self.executions = Executions(workspace, self.events, self.grants)
        self.posting = Posting(workspace, self.stream, self.events)
        self.streams = Streams(workspace, self.posting, self.events)
        self.rooms = Rooms(workspace, self.stream, self.events, self.posting)
        self.schedules = Schedules(workspace, self.posting)
        self.base_url = ""
        self.around_reset: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
        """What has to stand still during a reset, such as a bot that remembers too."""
        self._resetting = asyncio.Lock()
        workspace.begin()

    @property
    def bot_token(self) -> str:
        return self.grants.bot_token

    @property
    def app_token(self) -> str:
        return self.grants.app_token

    def lives_at(self, url: str) -> None:
        self.base_url = self.response_urls.base = self.space.files.base = url
        self.schedules.resume()

    async def deliver_to(self, url: str | None) -> bool:
        """Switch to HTTP delivery at this URL once it answers the challenge; None: back to sockets."""
        courier: Courier = self.sockets
        if url:
            http = HttpCourier(url, self.signing_secret, self.timing, self.faults)
            if not await http.verify():
                await http.close()
                return False
            courier = http
        await self._retire()
        self.delivery.courier = courier
        self._tell_connection()
        return True

    @property
    def connected(self) -> bool:
        """Whether an app is there to hear: by a socket, or at a URL that answered the challenge."""
        return self.delivery.courier is not self.sockets or self.sockets.count > 0

    def _tell_connection(self) -> None:
        self.stream.push_all({"type": "connection", "connected": self.connected})

    async def close(self) -> None:
        await self.schedules.close()
        await self.delivery.close()
        self.stream.close()
        await self.sockets.close()
        await self._retire()

    async def reset(self) -> None:
        """The first day again: people, channels, log, faults and clock; who is connected stays."""
        try:
            async with self._resetting, self.around_reset():
                await self.schedules.close()
                await self.delivery.close()
                self.clock.set(0)
                self.space.restart()
                self.log.clear()
                self.faults.clear()
                self.grants.restore()
                for part in (self.limits, self.triggers, self.response_urls, self.modals, self.posting):
                    part.forget()
        finally:
            self.stream.push_all({"type": "reset"})

    def _show_faults(self) -> None:
        self.stream.push_all({"type": "faults", "faults": self.faults.listed()})

    async def _retire(self) -> None:
        if isinstance(self.delivery.courier, HttpCourier):
            await self.delivery.courier.close()
