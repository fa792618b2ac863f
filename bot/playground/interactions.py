"""What a person does with the app: clicks, shortcuts, commands; each brought to the app at once."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.playground.delivery import Answer, Parcel
from bot.playground.file_inputs import with_real_files
from bot.playground.local_slack import LocalSlack
from bot.playground.model import Blocks, Json, Message, User, View
from bot.playground.shapes import message_json, view_json
from bot.playground.typed import typed
from bot.playground.web_api.content import every_block


class Impossible(Exception):  # noqa: N818
    """The page asked for what a person cannot do in Slack; `args[0]` says what."""


@dataclass(frozen=True)
class Click:
    """One use of an interactive element. chosen: what the element's state adds, e.g. selected_option."""

    block_id: str
    action_id: str
    chosen: Json = field(default_factory=dict)
    state: Json = field(default_factory=dict)


class Interactions:
    """Builds Slack's interaction payloads."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._space = slack.space

    async def click_in_message(self, user: User, message: Message, click: Click) -> Answer:
        whisper = message.only_for is not None
        blocks, container = self._pressed(message, click)
        payload = self.base("block_actions", user) | {
            "container": container,
            "trigger_id": self._slack.triggers.issue(user.id),
            "channel": self.channel(message.channel),
            "state": {"values": click.state},
            "response_url": self._slack.response_urls.issue(message.channel, user.id, message.ts, ephemeral=whisper),
            "actions": [self._action(blocks, click)],
        }
        if not whisper:  # Slack does not send an ephemeral message along
            payload["message"] = message_json(self._space, message)
        return await self.ask("interactive", payload)

    async def click_in_view(self, user: User, view: View, click: Click) -> Answer:
        state = with_real_files(self._space, user, click.state)
        payload = self.base("block_actions", user) | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._slack.triggers.issue(user.id, view.id),
            "view": view_json(self._space, view, state),
            "actions": [self._action(view.body["blocks"], click)],
        }
        return await self.ask("interactive", payload)

    async def options_in_message(self, user: User, message: Message, click: Click, typed_so_far: str) -> Answer:
        _, container = self._pressed(message, click)
        where = {"container": container, "channel": self.channel(message.channel)}
        if not message.only_for:
            where["message"] = message_json(self._space, message)
        return await self._suggest(user, where, click, typed_so_far)

    async def options_in_view(self, user: User, view: View, click: Click, typed_so_far: str) -> Answer:
        where = {"container": {"type": "view", "view_id": view.id}, "view": view_json(self._space, view, click.state)}
        return await self._suggest(user, where, click, typed_so_far)

    async def _suggest(self, user: User, where: Json, click: Click, typed_so_far: str) -> Answer:
        asked = {"block_id": click.block_id, "action_id": click.action_id, "value": typed_so_far}
        return await self.ask("interactive", self.base("block_suggestion", user) | where | asked)

    def _pressed(self, message: Message, click: Click) -> tuple[Blocks, Json]:
        """The blocks in which somebody pressed something, and Slack's words for the place where they stand."""
        container = self._container(message)
        for attachment in message.attachments:
            blocks = attachment.get("blocks") or []
            if any(block.get("block_id") == click.block_id for block in every_block(blocks)):
                place: Json = {"type": "message_attachment", "attachment_id": attachment.get("id")}
                place["is_app_unfurl"] = bool(attachment.get("is_app_unfurl"))
                return blocks, container | place
        return message.blocks, container

    def _container(self, message: Message) -> Json:
        container: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
        container["is_ephemeral"] = message.only_for is not None
        if message.is_reply:
            container["thread_ts"] = message.thread_ts
        return container

    async def message_shortcut(self, user: User, callback_id: str, message: Message) -> Answer:
        self._check_shortcut("message", callback_id)
        url = self._slack.response_urls.issue(message.channel, user.id, message.ts)
        payload = self.base("message_action", user) | {
            "callback_id": callback_id,
            "trigger_id": self._slack.triggers.issue(user.id),
            "action_ts": self._space.stamps.next(),
            "message_ts": message.ts,
            "message": message_json(self._space, message),
            "channel": self.channel(message.channel),
            "response_url": url,
        }
        return await self.ask("interactive", payload)

    async def global_shortcut(self, user: User, callback_id: str) -> Answer:
        self._check_shortcut("global", callback_id)
        payload = self.base("shortcut", user) | {
            "callback_id": callback_id,
            "trigger_id": self._slack.triggers.issue(user.id),
            "action_ts": self._space.stamps.next(),
        }
        return await self.ask("interactive", payload)

    async def command(self, user: User, channel: str, command: str, text: str) -> Answer:
        known = next((one for one in self._space.app.commands if one["command"] == command), None)
        if known is None:
            raise Impossible("not_a_command")
        sent = typed(self._space, text).text if known.get("should_escape") else text
        payload: Json = {
            "token": "playground",
            "team_id": self._space.team_id,
            "team_domain": self._space.domain,
            "channel_id": channel,
            "channel_name": self.channel(channel)["name"],
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": sent.strip(),
            "api_app_id": self._space.app.id,
            "is_enterprise_install": "false",
            "response_url": self._slack.response_urls.issue(channel, user.id),
            "trigger_id": self._slack.triggers.issue(user.id),
        }
        return await self.ask("slash_commands", payload)

    def base(self, kind: str, user: User) -> Json:
        space = self._space
        who = {"id": user.id, "username": user.name, "name": user.name, "team_id": space.team_id}
        return {
            "type": kind,
            "user": who,
            "team": {"id": space.team_id, "domain": space.domain},
            "enterprise": None,
            "is_enterprise_install": False,
            "api_app_id": space.app.id,
            "token": "playground",
        }

    def channel(self, channel: str) -> Json:
        place = self._space.channels[channel]
        names = {"im": "directmessage", "group": "privategroup"}
        return {"id": channel, "name": names.get(place.kind, place.name)}

    async def ask(self, kind: str, payload: Json) -> Answer:
        return await self._slack.delivery.ask(Parcel(str(uuid.uuid4()), kind, payload))

    def _check_shortcut(self, kind: str, callback_id: str) -> None:
        if all(one["callback_id"] != callback_id for one in self._space.app.shortcuts(kind)):
            raise Impossible("no_such_shortcut")

    def _action(self, blocks: Blocks, click: Click) -> Json:
        element = find_element(blocks, click.block_id, click.action_id)
        kept = {key: element[key] for key in ("type", "text", "value", "style") if key in element}
        own = {"action_id": click.action_id, "block_id": click.block_id}
        return kept | click.chosen | own | {"action_ts": self._space.stamps.next()}


def find_element(blocks: Blocks, block_id: str, action_id: str) -> Json:
    """The interactive element on the screen; a click on what is not there is a mistake of the test."""
    for block in every_block(blocks):
        if block.get("block_id") == block_id:
            for element in _inside(block):
                if element.get("action_id") == action_id:
                    return element
    raise Impossible("no_such_element")


def _inside(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from _inside(child)
