"""What tests, benches and the page's switches use to steer and to look, under /api/admin/."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from bot.playground.faults import kinds
from bot.playground.interactions import Impossible
from bot.playground.local_slack import LocalSlack
from bot.playground.model import Channel, Json
from bot.playground.people import People
from bot.playground.reading import read_object
from bot.playground.shapes import message_json
from bot.playground.socket_mode import REASONS


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
            "grants": self.grants,
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
            "messages_tab": self.open_messages_tab,
            "reset": self.reset,
            "revoke": self.revoke,
            "restore": self.restore,
            "function": self.run_function,
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
        """Go forward by `seconds`, or to the moment `until`."""
        clock = self._slack.clock
        if ("seconds" in ask) == ("until" in ask):
            raise ValueError("say either seconds, or until (epoch seconds)")
        named = "seconds" if "seconds" in ask else "until"
        if type(ask[named]) not in {int, float}:
            raise ValueError(f"{named} must be a number of seconds")
        (clock.advance if named == "seconds" else clock.advance_to)(ask[named])
        self._slack.stream.push_all({"type": "clock", "now": clock.now(), "skipped": clock.skipped})
        return await self.clock(ask)

    async def faults(self, _ask: Json) -> Json:
        """What is armed, and what can be."""
        return {"faults": self._slack.faults.listed(), "kinds": kinds()}

    async def arm(self, ask: Json) -> Json:
        return {"fault": asdict(self._slack.faults.arm(ask))}

    async def disarm(self, ask: Json) -> Json:
        """Disarm everything, or one `kind`."""
        self._slack.faults.clear(ask.get("kind", ""))
        return {}

    async def settings(self, _ask: Json) -> Json:
        return asdict(self._slack.limits.pace)

    async def set(self, ask: Json) -> Json:
        """Change the pace, e.g. `enabled` or `channel_burst`."""
        self._slack.limits.change(ask)
        return asdict(self._slack.limits.pace)

    async def credentials(self, _ask: Json) -> Json:
        slack = self._slack
        return {
            "api_url": f"{slack.base_url}/api/",
            "bot_token": slack.bot_token,
            "app_token": slack.app_token,
            "signing_secret": slack.signing_secret,
            "client_id": slack.oauth.client_id,
            "client_secret": slack.oauth.client_secret,
        }

    async def grants(self, _ask: Json) -> Json:
        return self._slack.grants.shown()

    async def revoke(self, ask: Json) -> Json:
        """Take one scope back, or the token."""
        grants = self._slack.grants
        if ask.get("token") is True:
            grants.revoke_token()
        elif ask.get("scope") in grants.scopes:
            grants.revoke_scope(ask["scope"])
        else:
            raise ValueError("say either scope, one of the granted ones, or token: true")
        return self._granted()

    async def restore(self, _ask: Json) -> Json:
        self._slack.grants.restore()
        return self._granted()

    def _granted(self) -> Json:
        shown = self._slack.grants.shown()
        self._slack.stream.push_all({"type": "grants"} | shown)
        return shown

    async def run_function(self, ask: Json) -> Json:
        """A workflow reaches a custom step: the app is asked to run it."""
        return {"function_execution_id": self._slack.executions.run(ask["callback_id"], ask.get("inputs", {}))}

    async def disconnect(self, ask: Json) -> Json:
        """Ask every socket to go for a reason; reason "cut" breaks them without a word."""
        if ask.get("reason") not in {*REASONS, "cut"}:
            raise ValueError(f"no such reason: {ask.get('reason')}; there are {', '.join(REASONS)} and cut")
        if ask["reason"] == "cut":
            self._slack.sockets.cut()
        else:
            self._slack.delivery.spawn(self._slack.sockets.disconnect(ask["reason"]))
        await asyncio.sleep(0)
        return {}

    async def archive(self, ask: Json) -> Json:
        if (archived := ask.get("archived", True)) not in (True, False):
            raise ValueError("archived must be true or false")
        self._people.archive(self._channel(ask["channel"]), archived=bool(archived))
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

    async def open_messages_tab(self, ask: Json) -> Json:
        """Open or close the tab in which people write to the app."""
        if ask.get("open") not in (True, False):
            raise ValueError("open must be true or false")
        self._slack.space.open_messages_tab(is_open=ask["open"])
        self._slack.stream.push_all({"type": "messages_tab", "open": ask["open"]})
        return {}

    async def reset(self, _ask: Json) -> Json:
        """Everything back to the first day."""
        await self._slack.reset()
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
                ask |= read_object(await request.read())
            body, status = await action(ask) | {"ok": True}, 200
        except KeyError as absent:
            body, status = {"ok": False, "error": f"{absent.args[0]} is missing"}, 400
        except (Impossible, TypeError, ValueError, AttributeError, ArithmeticError, TimeoutError) as mistake:
            body, status = {"ok": False, "error": str(mistake) or "bad_request"}, 400
        return web.Response(text=json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")

    return handle
