"""What tests, benches and the page's switches use to steer and to look, under /api/admin/."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from bot.playground.interactions import Impossible
from bot.playground.local_slack import LocalSlack
from bot.playground.model import Channel, Json
from bot.playground.people import People
from bot.playground.shapes import message_json


class AdminApi:
    """Everything under /api/admin/."""

    def __init__(self, slack: LocalSlack, people: People) -> None:
        self._slack = slack
        self._people = people

    def routes(self) -> list[web.RouteDef]:
        gets = {
            "log": self.log,
            "counters": self.counters,
            "messages": self.messages,
            "clock": self.clock,
            "faults": self.faults,
            "settings": self.settings,
            "credentials": self.credentials,
        }
        posts = {
            "message": self.say,
            "clock": self.advance,
            "faults": self.arm,
            "settings": self.set,
            "disconnect": self.disconnect,
            "archive": self.archive,
            "kick": self.kick,
            "invite": self.invite,
            "delivery": self.deliver_to,
            "settle": self.settle,
        }
        return [
            *(web.get(f"/api/admin/{name}", _handler(action)) for name, action in gets.items()),
            *(web.post(f"/api/admin/{name}", _handler(action)) for name, action in posts.items()),
            web.delete("/api/admin/faults", _handler(self.disarm)),
        ]

    async def log(self, ask: Json) -> Json:
        """Lines of the log: kind (api, delivery, response_url, problem), name, since (a line number)."""
        lines = self._slack.log.select(ask.get("kind", ""), ask.get("name", ""), int(ask.get("since", 0)))
        return {"lines": [asdict(line) for line in lines[-int(ask.get("limit", 1000)) :]]}

    async def counters(self, _ask: Json) -> Json:
        slack = self._slack
        return {
            "counts": dict(slack.log.counts),
            "connections": slack.sockets.count,
            "pending": slack.delivery.pending,
            "messages": {channel.id: len(channel.messages) for channel in slack.space.channels.values()},
        }

    async def messages(self, ask: Json) -> Json:
        """Every message of a channel (a user id: their DM with the app), replies too, with metadata."""
        channel = self._channel(ask["channel"])
        messages = channel.messages.values()
        shown = [message_json(self._slack.space, message, metadata=True) for message in messages]
        whispers = [message_json(self._slack.space, one) | {"only_for": one.only_for} for one in channel.ephemerals]
        return {"channel": channel.id, "messages": shown, "ephemerals": whispers}

    async def say(self, ask: Json) -> Json:
        user = self._people.person(ask["user"])
        channel = self._people.place(user, ask["channel"])
        return {
            "ts": self._people.say(user, channel, ask["text"], ask.get("thread_ts")).ts,
            "channel": channel.id,
        }

    async def clock(self, _ask: Json) -> Json:
        return {"now": self._slack.clock.now(), "skipped": self._slack.clock.skipped}

    async def advance(self, ask: Json) -> Json:
        self._slack.clock.advance(float(ask["seconds"]))
        self._slack.stream.push_all({"type": "clock", "now": self._slack.clock.now()})
        return await self.clock(ask)

    async def faults(self, _ask: Json) -> Json:
        return {"faults": self._slack.faults.listed()}

    async def arm(self, ask: Json) -> Json:
        return {"fault": asdict(self._slack.faults.arm(ask))}

    async def disarm(self, _ask: Json) -> Json:
        self._slack.faults.clear()
        return {}

    async def settings(self, _ask: Json) -> Json:
        return asdict(self._slack.limits.pace)

    async def set(self, ask: Json) -> Json:
        """Change the pace, e.g. `enabled` or `channel_burst`."""
        pace = self._slack.limits.pace
        for name, value in ask.items():
            setattr(pace, name, type(getattr(pace, name))(value))
        self._slack.limits.forget()
        return asdict(pace)

    async def credentials(self, _ask: Json) -> Json:
        slack = self._slack
        return {
            "api_url": f"{slack.base_url}/api/",
            "bot_token": slack.bot_token,
            "app_token": slack.app_token,
            "signing_secret": slack.signing_secret,
        }

    async def disconnect(self, ask: Json) -> Json:
        """Ask every socket to go for a reason; reason "cut" breaks them without a word."""
        if ask["reason"] == "cut":
            self._slack.sockets.cut()
        else:
            self._slack.delivery.spawn(self._slack.sockets.disconnect(ask["reason"]))
        await asyncio.sleep(0)
        return {}

    async def archive(self, ask: Json) -> Json:
        self._people.archive(self._channel(ask["channel"]), archived=ask.get("archived", True))
        return {}

    async def kick(self, ask: Json) -> Json:
        bot = self._slack.space.app.bot_user
        self._people.kick(self._channel(ask["channel"]), ask.get("user", bot))
        return {}

    async def invite(self, ask: Json) -> Json:
        channel = self._channel(ask["channel"])
        inviter = self._people.person(ask.get("by") or channel.creator or channel.members[0])
        self._people.invite(inviter, channel, ask.get("user", self._slack.space.app.bot_user))
        return {}

    async def deliver_to(self, ask: Json) -> Json:
        """Switch events and interactions to HTTP at `url`; null goes back to Socket Mode."""
        return {"verified": await self._slack.deliver_to(ask.get("url"))}

    async def settle(self, ask: Json) -> Json:
        """Wait until every event is delivered or given up, at most `seconds`."""
        await asyncio.wait_for(self._slack.delivery.settled(), float(ask.get("seconds", 30)))
        return {}

    def _channel(self, named: str) -> Channel:
        space = self._slack.space
        if named in space.users:
            return space.bot_dm(named)
        if named not in space.channels:
            raise Impossible("no_such_channel")
        return space.channels[named]


def _handler(action: Callable[[Json], Awaitable[Json]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        ask: dict[str, Any] = dict(request.query)
        try:
            if request.can_read_body:
                ask |= await request.json()
            body, status = await action(ask) | {"ok": True}, 200
        except (Impossible, KeyError, TypeError, ValueError, AttributeError, TimeoutError) as mistake:
            body, status = {"ok": False, "error": str(mistake) or "bad_request"}, 400
        return web.Response(text=json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")

    return handle
