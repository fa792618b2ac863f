"""The page's side of the server; PROTOCOL.md beside this file is the agreement."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.playground.delivery import Answer
from bot.playground.interactions import Click, Impossible, Interactions
from bot.playground.local_slack import LocalSlack
from bot.playground.model import Json, Message, User, View
from bot.playground.page_shapes import page_message, page_state
from bot.playground.people import People
from bot.playground.reading import read_object
from bot.playground.response_urls import Way
from bot.playground.responses import Responses
from bot.playground.shapes import view_json
from bot.playground.submissions import Submissions
from bot.playground.validator import check_argument

_ACTION_WORDS = {"block_id", "action_id"}
_PERMALINK = re.compile(r"p(\d{10})(\d{6})")


class BrowserApi:
    """Everything under /api/page/."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._space = slack.space
        self.people = People(slack)
        self._interactions = Interactions(slack)
        self._submissions = Submissions(slack, self._interactions)
        self._responses = Responses(slack)

    def routes(self) -> list[web.RouteDef]:
        posts: dict[str, Callable[[User, Json], Awaitable[Json]]] = {
            "message": self.say,
            "open": self.look,
            "action": self.click,
            "options": self.options,
            "view_submit": self.submit,
            "view_close": self.close,
            "command": self.command,
            "shortcut": self.shortcut,
            "reaction": self.react,
            "invite": self.invite,
            "join": self.join,
            "read": self.read,
            "stop": self.stop,
        }
        return [
            web.get("/api/page/state", self.state),
            web.get("/api/page/messages", self.messages),
            web.get("/api/page/stream", self.stream),
            web.get("/api/page/permalink/{channel}/{ts}", self.permalink),
            web.get("/archives/{channel}/{ts}", self.follow),
            *(web.post(f"/api/page/{name}", self._post(action)) for name, action in posts.items()),
        ]

    async def state(self, request: web.Request) -> web.Response:
        asked = request.query.get("user") or self._first_person().id
        return self._answered(lambda: self._state(self.people.person(asked)))

    async def messages(self, request: web.Request) -> web.Response:
        return self._answered(lambda: self._messages(request.query))

    async def stream(self, request: web.Request) -> web.StreamResponse:
        return await self._slack.stream.serve(request, request.query.get("user", ""))

    async def permalink(self, request: web.Request) -> web.Response:
        return self._answered(lambda: self._place_of(request))

    async def follow(self, request: web.Request) -> web.Response:
        """A permalink opened in a browser lands on the page."""
        try:
            where = self._place_of(request)
        except Impossible:
            raise web.HTTPFound("/") from None
        raise web.HTTPFound(f"/#{where['channel']}/{where['thread_ts'] or where['ts']}")

    async def say(self, user: User, body: Json) -> Json:
        channel = self.people.place(user, body["channel"])
        files = body.get("files") or ()
        message = self.people.say(user, channel, body["text"], body.get("thread_ts"), files)
        return {"ts": message.ts, "channel": channel.id, "message": page_message(self._space, message)}

    async def look(self, user: User, body: Json) -> Json:
        self.people.look(user, self.people.place(user, body["channel"]), body.get("tab", "messages"))
        return {}

    async def click(self, user: User, body: Json) -> Json:
        container, click = body["container"], _click(body)
        if container["type"] == "view":
            return _told(await self._interactions.click_in_view(user, self._view(user, container), click))
        message = self._message(user, container["channel"], container["ts"])
        return _told(await self._interactions.click_in_message(user, message, click))

    async def options(self, user: User, body: Json) -> Json:
        container, click, value = body["container"], _click(body), str(body.get("value", ""))
        if container["type"] == "view":
            answer = await self._interactions.options_in_view(user, self._view(user, container), click, value)
        else:
            message = self._message(user, container["channel"], container["ts"])
            answer = await self._interactions.options_in_message(user, message, click, value)
        return _told(answer) | self._offered(answer.payload or {})

    def _offered(self, payload: Json) -> Json:
        """The choices that the app answered with, when Slack would show them."""
        offered = {name: payload[name] for name in ("options", "option_groups") if payload.get(name)}
        problems = [str(problem) for name, value in offered.items() for problem in check_argument(name, value)]
        if not problems:
            return offered
        body = {"problem": "; ".join(problems), "body": payload}
        self._slack.log.add(self._slack.clock.now(), "problem", "block_suggestion", body, "refused")
        return {"ok": False, "error": "invalid_options"}

    async def submit(self, user: User, body: Json) -> Json:
        return await self._submissions.submit(user, self._view(user, body), body.get("state") or {})

    async def close(self, user: User, body: Json) -> Json:
        view = self._view(user, body)
        await self._submissions.close(user, view, everything=bool(body.get("clear")))
        return {}

    async def command(self, user: User, body: Json) -> Json:
        if body.get("thread_ts"):
            raise Impossible("not_supported_in_threads")
        channel = self.people.place(user, body["channel"]).id
        answer = await self._interactions.command(user, channel, body["command"], body.get("text") or "")
        if answer.payload and (trouble := self._responses.in_acknowledgement(Way(channel, user.id, 0), answer.payload)):
            return {"ok": False, "error": trouble}
        return _told(answer)

    async def shortcut(self, user: User, body: Json) -> Json:
        if "ts" not in body:
            return _told(await self._interactions.global_shortcut(user, body["callback_id"]))
        message = self.people.message(self.people.place(user, body["channel"]), body["ts"])
        return _told(await self._interactions.message_shortcut(user, body["callback_id"], message))

    async def react(self, user: User, body: Json) -> Json:
        channel = self.people.place(user, body["channel"])
        self.people.react(user, self.people.message(channel, body["ts"]), body["name"])
        return {}

    async def invite(self, user: User, body: Json) -> Json:
        channel = self.people.place(user, body["channel"])
        self.people.invite(user, channel, body.get("invited") or self._space.app.bot_user)
        return {}

    async def join(self, user: User, body: Json) -> Json:
        self.people.join(user, self.people.place(user, body["channel"]))
        return {}

    async def read(self, user: User, body: Json) -> Json:
        channel = self.people.place(user, body["channel"])
        self._slack.posting.unread.read(user.id, channel, body.get("thread_ts") or "")
        return {}

    async def stop(self, user: User, body: Json) -> Json:
        """Stop the app's work in a thread; as in Slack its status stays until the app ends it."""
        channel, thread = self.people.place(user, body["channel"]), body["thread_ts"]
        streams = self._slack.streams.stop(channel.id, thread)
        if not streams and not self._slack.posting.is_busy(channel, thread):
            raise Impossible("nothing_to_stop")
        self._slack.events.session_stopped(user.id, channel, thread, [message.ts for message in streams])
        return {}

    def _post(self, action: Callable[[User, Json], Awaitable[Json]]) -> Callable[..., Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            try:
                body = read_object(await request.read())
                reply = await action(self.people.person(str(body["user"])), body)
            except Impossible as refusal:
                return _json({"ok": False, "error": str(refusal)}, 400)
            except (KeyError, TypeError, ValueError, AttributeError) as mistake:
                return _json({"ok": False, "error": "bad_request", "detail": repr(mistake)}, 400)
            return _json({"ok": True} | reply)

        return handle

    def _answered(self, make: Callable[[], Json]) -> web.Response:
        try:
            return _json({"ok": True} | make())
        except (Impossible, ValueError) as refusal:
            return _json({"ok": False, "error": str(refusal)}, 400)

    def _state(self, user: User) -> Json:
        views = [view_json(self._space, view) for view in self._slack.modals.stack(user.id)]
        waiting = self._slack.posting.unread.everyone()
        statuses = self._slack.posting.statuses(user.id)
        shown = page_state(self._space, user) | {"views": views, "waiting": waiting, "statuses": statuses}
        return shown | {"connected": self._slack.connected}

    def _messages(self, query: Any) -> Json:
        user = self.people.person(query.get("user", ""))
        channel = self.people.place(user, query.get("channel", ""))
        thread = query.get("thread_ts")
        whispers = [one for one in channel.ephemerals if one.only_for == user.id]
        if thread:
            shown = [*([channel.messages[thread]] if thread in channel.messages else []), *channel.thread(thread)]
            shown += [one for one in whispers if one.thread_ts == thread]
        else:
            shown = channel.top() + [one for one in whispers if not one.thread_ts]
        shown.sort(key=lambda message: message.ts)
        newest = shown[-int(query.get("limit", 1000)) :]
        return {"messages": [page_message(self._space, message) for message in newest]}

    def _message(self, user: User, channel: str, ts: str) -> Message:
        return self.people.message(self.people.place(user, channel), ts, user)

    def _view(self, user: User, named: Json) -> View:
        view = self._slack.modals.find(named["view_id"])
        if view is None or view.user != user.id:
            raise Impossible("no_such_view")
        return view

    def _place_of(self, request: web.Request) -> Json:
        channel = self._space.channels.get(request.match_info["channel"])
        found = _PERMALINK.fullmatch(request.match_info["ts"])
        ts = f"{found[1]}.{found[2]}" if found else ""
        if channel is None or ts not in channel.messages:
            raise Impossible("no_such_message")
        return {"channel": channel.id, "ts": ts, "thread_ts": channel.messages[ts].thread_ts}

    def _first_person(self) -> User:
        return next(user for user in self._space.people() if not user.deleted)


def _click(body: Json) -> Click:
    action = body["action"]
    chosen = {key: value for key, value in action.items() if key not in _ACTION_WORDS}
    return Click(action["block_id"], action["action_id"], chosen, body.get("state") or {})


def _told(answer: Answer) -> Json:
    return {} if answer.acked else {"ok": False, "error": answer.trouble}


def _json(body: Json, status: int = 200) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json")
