"""The parts of the playground's Slack, put together once."""

import secrets

from bot.playground.delivery import Courier, Delivery, Timing
from bot.playground.events import Events
from bot.playground.faults import Faults
from bot.playground.http_delivery import HttpCourier
from bot.playground.limits import Limits, Pace
from bot.playground.log import Log
from bot.playground.modals import Modals
from bot.playground.posting import Posting
from bot.playground.response_urls import ResponseUrls
from bot.playground.socket_mode import Sockets
from bot.playground.stream import Stream
from bot.playground.triggers import Triggers
from bot.playground.workspace import Workspace


class LocalSlack:
    """One workspace with everything around it that Slack would run."""

    def __init__(self, workspace: Workspace, *, pace: Pace | None = None, timing: Timing | None = None) -> None:
        self.space = workspace
        self.clock = workspace.clock
        self.timing = timing or Timing()
        self.bot_token = f"xoxb-playground-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-playground-{secrets.token_hex(12)}"
        self.signing_secret = secrets.token_hex(16)
        self.log = Log()
        self.faults = Faults()
        self.stream = Stream()
        self.limits = Limits(self.clock, pace or Pace())
        self.triggers = Triggers(self.clock, self.faults)
        self.response_urls = ResponseUrls(self.clock)
        self.modals = Modals(workspace, self.stream)
        self.sockets = Sockets(workspace.app.id, self.timing, self.faults)
        self.delivery = Delivery(self.sockets, self.timing, self.clock, self.log)
        self.events = Events(workspace, self.delivery)
        self.posting = Posting(workspace, self.stream, self.events)
        self.base_url = ""

    def lives_at(self, url: str) -> None:
        self.base_url = self.response_urls.base = url

    async def deliver_to(self, url: str | None) -> bool:
        """Switch to HTTP delivery at this URL once it answers the challenge; None: back to sockets."""
        courier: Courier = self.sockets
        if url:
            http = HttpCourier(url, self.signing_secret, self.timing)
            if not await http.verify():
                await http.close()
                return False
            courier = http
        await self._retire()
        self.delivery.courier = courier
        return True

    async def close(self) -> None:
        await self.delivery.close()
        self.stream.close()
        await self.sockets.close()
        await self._retire()

    async def _retire(self) -> None:
        if isinstance(self.delivery.courier, HttpCourier):
            await self.delivery.courier.close()
