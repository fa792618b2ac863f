"""What comes back through a response_url, or with the acknowledgement of a command."""

from aiohttp import web

from bot.playground.errors import SlackError
from bot.playground.local_slack import LocalSlack
from bot.playground.methods import METHODS
from bot.playground.model import Json, Message
from bot.playground.reading import read_object
from bot.playground.response_urls import Way, WayClosed
from bot.playground.web_api.checks import refuse_bad_message
from bot.playground.web_api.content import LONGEST_POST, complete, complete_attachments


class Responses:
    """Answers POST /actions/<key>."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack

    async def answer(self, request: web.Request) -> web.Response:
        status, text, body, written = 200, "ok", {}, None
        try:
            body = _parse(await request.read(), request.content_type)
            written = self.apply(self._slack.response_urls.take(request.match_info["key"]), body)
        except WayClosed as closed:
            status, text = 404, str(closed)
        except SlackError as refusal:
            status, text = 400, refusal.code
        self._slack.log.add(self._slack.clock.now(), "response_url", "response_url", body, text, _place(written))
        return web.Response(status=status, text=text)

    def in_acknowledgement(self, way: Way, body: Json) -> str:
        """A command may be answered while it is acknowledged; why that did not work, or nothing."""
        try:
            self.apply(way, body)
        except SlackError as refusal:
            problem = {"problem": "; ".join((refusal.code, *refusal.messages)), "body": body}
            self._slack.log.add(self._slack.clock.now(), "problem", "slash_commands", problem, "refused")
            return refusal.code
        return ""

    def apply(self, way: Way, body: Json) -> Message:
        """Do what the answer asks for; the message that came, changed or went."""
        if body.get("delete_original"):
            return self._delete(way)
        content = _content(body)
        if body.get("replace_original") and way.ts:
            return self._replace(way, content)
        return self._add(way, body, content)

    def _add(self, way: Way, body: Json, content: Json) -> Message:
        space = self._slack.space
        in_channel = body.get("response_type") == "in_channel"
        thread = body.get("thread_ts")
        if thread is not None and not (isinstance(thread, str) and thread in space.channels[way.channel].messages):
            raise SlackError("invalid_payload")
        message = Message(
            ts=space.stamps.next(),
            channel=way.channel,
            user=space.app.bot_user,
            bot_id=space.app.bot_id,
            thread_ts=thread,
            only_for=None if in_channel else way.user,
            **content,
        )
        return (self._slack.posting.post if in_channel else self._slack.posting.whisper)(message)

    def _replace(self, way: Way, content: Json) -> Message:
        message = self._original(way)
        if message.only_for:
            self._slack.posting.rewrite_whisper(message, content["text"], content["blocks"], content["attachments"])
        else:
            self._slack.posting.change(message, content["text"], content["blocks"], content["attachments"])
        return message

    def _delete(self, way: Way) -> Message:
        message = self._original(way)
        posting = self._slack.posting
        (posting.drop_whisper if message.only_for else posting.delete)(message)
        return message

    def _original(self, way: Way) -> Message:
        channel = self._slack.space.channels[way.channel]
        whispers = {message.ts: message for message in channel.ephemerals}
        message = (whispers if way.ephemeral else channel.messages).get(way.ts or "")
        if message is None or message.bot_id is None:
            raise SlackError("invalid_payload")
        return message


def _place(message: Message | None) -> Json | None:
    return {"channel": message.channel, "ts": message.ts} if message else None


def _parse(text: bytes, content_type: str) -> Json:
    if content_type == "application/x-www-form-urlencoded":
        raise SlackError("invalid_payload")
    try:
        return read_object(text)
    except ValueError:
        raise SlackError("invalid_payload") from None


def _content(body: Json) -> Json:
    text, blocks = str(body.get("text") or ""), body.get("blocks") or []
    attachments = body.get("attachments") or []
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    payload = {"text": text, "blocks": blocks, "attachments": attachments}
    refuse_bad_message(METHODS["chat.postMessage"], {key: value for key, value in payload.items() if value})
    payload["text"] = text[:LONGEST_POST]
    return payload | {"blocks": complete(blocks), "attachments": complete_attachments(attachments)}
