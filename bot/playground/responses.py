"""What comes back through a response_url, or with the acknowledgement of a command."""

import json
from typing import Any

from aiohttp import web

from bot.playground.errors import SlackError
from bot.playground.local_slack import LocalSlack
from bot.playground.methods import METHODS
from bot.playground.model import Json, Message
from bot.playground.response_urls import Way, WayClosed
from bot.playground.web_api.checks import refuse_bad_message
from bot.playground.web_api.content import complete


class Responses:
    """Answers POST /actions/<key>."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack

    async def answer(self, request: web.Request) -> web.Response:
        status, text, body = 200, "ok", {}
        try:
            body = _parse(await request.text(), request.content_type)
            self.apply(self._slack.response_urls.take(request.match_info["key"]), body)
        except WayClosed as closed:
            status, text = 404, str(closed)
        except SlackError as refusal:
            status, text = 400, refusal.code
        self._slack.log.add(self._slack.clock.now(), "response_url", "response_url", body, text)
        return web.Response(status=status, text=text)

    def apply(self, way: Way, body: Json) -> None:
        if body.get("delete_original"):
            self._delete(way)
            return
        content = _content(body)
        if body.get("replace_original") and way.ts:
            self._replace(way, content)
        else:
            self._add(way, body, content)

    def _add(self, way: Way, body: Json, content: Json) -> None:
        space = self._slack.space
        in_channel = body.get("response_type") == "in_channel"
        message = Message(
            ts=space.stamps.next(),
            channel=way.channel,
            user=space.app.bot_user,
            bot_id=space.app.bot_id,
            thread_ts=body.get("thread_ts"),
            only_for=None if in_channel else way.user,
            **content,
        )
        (self._slack.posting.post if in_channel else self._slack.posting.whisper)(message)

    def _replace(self, way: Way, content: Json) -> None:
        message = self._original(way)
        if message.only_for:
            self._slack.posting.rewrite_whisper(message, content["text"], content["blocks"])
        else:
            self._slack.posting.change(message, content["text"], content["blocks"], content["attachments"])

    def _delete(self, way: Way) -> None:
        message = self._original(way)
        posting = self._slack.posting
        (posting.drop_whisper if message.only_for else posting.delete)(message)

    def _original(self, way: Way) -> Message:
        channel = self._slack.space.channels[way.channel]
        whispers = {message.ts: message for message in channel.ephemerals}
        message = (whispers if way.ephemeral else channel.messages).get(way.ts or "")
        if message is None or message.bot_id is None:
            raise SlackError("invalid_payload")
        return message


def _parse(text: str, content_type: str) -> Json:
    if content_type == "application/x-www-form-urlencoded":
        raise SlackError("invalid_payload")
    try:
        body: Any = json.loads(text)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    return body


def _content(body: Json) -> Json:
    text, blocks = str(body.get("text") or ""), body.get("blocks") or []
    attachments = body.get("attachments") or []
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    payload = {"text": text, "blocks": blocks, "attachments": attachments}
    refuse_bad_message(METHODS["chat.postMessage"], {key: value for key, value in payload.items() if value})
    return payload | {"blocks": complete(blocks)}
