"""Calls the Web API of a playground, and does what a call needs to have happened before."""

from __future__ import annotations

import json

import aiohttp
from yarl import URL

from bot.playground import cast
from bot.playground.methods import METHODS
from bot.playground.server import Playground
from tests.bot.playground.screen import Admin, Json

LINK = "https://example.co.jp/report/7"
STREAM: Json = {
    "channel": cast.GENERAL,
    "recipient_user_id": cast.TANAKA.id,
    "recipient_team_id": "T0PLAYGRND1",
    "markdown_text": "Let me see",
}


class Caller:
    """Calls a playground the plain way: JSON where the method takes it, else a form."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession) -> None:
        self.playground = playground
        self.session = session
        self.admin = Admin(session, playground.url)

    async def call(self, method: str, args: Json, token: str | None = None) -> Json:
        own = self.playground.app_token if method == "apps.connections.open" else self.playground.bot_token
        headers = {"Authorization": f"Bearer {own if token is None else token}"}
        sent = {"json": args} if METHODS[method].json else {"data": {key: _as_field(args[key]) for key in args}}
        async with self.session.post(self.playground.api_url + method, headers=headers, **sent) as answer:
            assert answer.status == 200, (method, args, await answer.text())
            reply: Json = await answer.json()
            return reply

    async def done(self, method: str, **args: object) -> Json:
        reply = await self.call(method, dict(args))
        assert reply["ok"], (method, reply)
        return reply

    def trigger(self) -> str:
        return self.playground.slack.triggers.issue(cast.TANAKA.id)

    async def posted(self) -> Json:
        reply = await self.done("chat.postMessage", channel=cast.GENERAL, text="hello")
        return {"channel": cast.GENERAL, "ts": reply["ts"]}

    async def in_dm(self) -> Json:
        bot = self.playground.slack.space.app.bot_user
        said = await self.admin.post("message", user=cast.TANAKA.id, channel=bot, text=f"see {LINK}")
        return {"channel_id": said["channel"], "thread_ts": said["ts"]}

    async def stream(self) -> Json:
        reply = await self.done("chat.startStream", **STREAM)
        return {"channel": reply["channel"], "ts": reply["ts"]}

    async def uploaded(self) -> str:
        asked = await self.done("files.getUploadURLExternal", filename="notes.txt", length=5)
        async with self.session.post(asked["upload_url"], data=b"hello") as answer:
            assert answer.status == 200
        return str(asked["file_id"])

    async def shared(self) -> Json:
        file = await self.uploaded()
        await self.done("files.completeUploadExternal", files=json.dumps([{"id": file}]), channel_id=cast.GENERAL)
        return {"file": file}

    async def code(self, redirect_uri: str = "http://127.0.0.1:9/back", **chosen: str) -> str:
        """A person presses Allow on the install page."""
        slack = self.playground
        asked = {"client_id": slack.client_id, "scope": "chat:write,im:history", "redirect_uri": redirect_uri}
        url = URL(f"{slack.url}/oauth/v2/authorize").with_query(asked)
        async with self.session.post(url, data={"allow": "1"} | chosen, allow_redirects=False) as answer:
            return URL(answer.headers["Location"]).query["code"]


def _as_field(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
