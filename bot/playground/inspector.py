"""Looks behind a message or a view: its JSON, who sees it, what carried it and what wrote it."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from aiohttp import web

from bot.playground.interactions import Impossible
from bot.playground.local_slack import LocalSlack
from bot.playground.model import Json, Message, User
from bot.playground.people import People
from bot.playground.shapes import message_json, view_json

_STAMPS = {"ts", "message_ts", "deleted_ts", "timestamp"}
_VIEW_IDS = {"id", "view_id"}
_READS = ("conversations.", "reactions.get", "pins.list", "chat.getPermalink")
_MOST = 50


class Inspector:
    """Answers GET /api/page/inspect."""

    def __init__(self, slack: LocalSlack, people: People) -> None:
        self._slack = slack
        self._space = slack.space
        self._people = people

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/page/inspect", self.answer)]

    async def answer(self, request: web.Request) -> web.Response:
        try:
            body, status = self._look(dict(request.query)) | {"ok": True}, 200
        except (Impossible, KeyError) as refusal:
            body, status = {"ok": False, "error": str(refusal.args[0])}, 400
        return web.Response(text=json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")

    def _look(self, query: dict[str, str]) -> Json:
        user = self._people.person(query["user"])
        if "view_id" in query:
            return self._view(user, query["view_id"])
        channel = self._people.place(user, query["channel"])
        return self._message(self._people.message(channel, query["ts"], user))

    def _message(self, message: Message) -> Json:
        users = self._space.users
        return {
            "message": message_json(self._space, message, metadata=True),
            "audience": [user for user in self._space.visible_to(message) if not users[user].deleted],
            "only_for": message.only_for,
            **self._lines(_STAMPS, message.ts),
        }

    def _view(self, user: User, view_id: str) -> Json:
        view = self._slack.modals.find(view_id)
        if view is None or view.user != user.id:
            raise Impossible("no_such_view")
        shown = view_json(self._space, view)
        return {"view": shown, "audience": [view.user], "only_for": view.user, **self._lines(_VIEW_IDS, view.id)}

    def _lines(self, names: set[str], wanted: str) -> Json:
        """The newest lines about it: timestamps and view ids are never given twice."""
        lines = [line for line in self._slack.log.lines if wanted in _values([line.body, line.answer], names)]
        carried = [asdict(line) for line in lines if line.kind == "delivery"]
        wrote = [asdict(line) for line in lines if line.kind != "delivery" and not line.name.startswith(_READS)]
        return {"deliveries": carried[-_MOST:], "calls": wrote[-_MOST:]}


def _values(value: Any, names: set[str]) -> Iterator[Any]:
    """What stands under these names, at any depth."""
    if isinstance(value, list):
        for part in value:
            yield from _values(part, names)
    elif isinstance(value, dict):
        for name, inside in value.items():
            if isinstance(inside, dict | list):
                yield from _values(inside, names)
            elif name in names:
                yield inside
