"""What the app hears of: only subscribed events, with the scope, where the bot is a member."""

import uuid
from collections.abc import Iterable

from bot.playground.delivery import Delivery, Parcel
from bot.playground.file_shapes import bot_may_read
from bot.playground.files import File
from bot.playground.ids import new_id
from bot.playground.model import Channel, Json, Message, User
from bot.playground.shapes import message_json, view_json
from bot.playground.workspace import Workspace

_SUBSCRIPTIONS = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


class Events:
    """Turns what happened into event callbacks."""

    def __init__(self, space: Workspace, delivery: Delivery) -> None:
        self._space = space
        self._delivery = delivery

    def posted(self, message: Message) -> None:
        event = message_json(self._space, message) | {"event_ts": message.ts}
        self._about_message(message, event)
        self._mention(message, event)

    def changed(self, message: Message, before: Json) -> None:
        now = message_json(self._space, message)
        body: Json = {"subtype": "message_changed", "message": now, "previous_message": before}
        self._about_message(message, body | self._hidden())

    def deleted(self, message: Message, before: Json) -> None:
        body: Json = {"subtype": "message_deleted", "deleted_ts": message.ts, "previous_message": before}
        self._about_message(message, body | self._hidden())

    def reacted(self, kind: str, message: Message, user: str, name: str) -> None:
        item = {"type": "message", "channel": message.channel, "ts": message.ts}
        event: Json = {"type": kind, "user": user, "reaction": name, "item": item, "item_user": message.user}
        if self._bot_is_in(self._space.channels[message.channel]):
            self.emit(kind, event | {"event_ts": self._space.stamps.next()})

    def file_shared(self, file: File, message: Message) -> None:
        event: Json = {"type": "file_shared", "file_id": file.id, "user_id": message.user, "file": {"id": file.id}}
        event |= {"channel_id": message.channel, "event_ts": self._space.stamps.next()}
        if self._bot_is_in(self._space.channels[message.channel]):
            self.emit("file_shared", event)

    def file_deleted(self, file: File) -> None:
        event: Json = {"type": "file_deleted", "file_id": file.id, "channel_ids": list(file.shares)}
        if bot_may_read(self._space, file):
            self.emit("file_deleted", event | {"event_ts": self._space.stamps.next()})

    def session_stopped(self, user: str, channel: Channel, thread_ts: str, streams: list[str]) -> None:
        """Somebody pressed Stop; `streams` are the app's messages that Slack stopped."""
        event: Json = {"type": "agent_session_stopped", "user": user, "channel": channel.id, "thread_ts": thread_ts}
        event |= {"streaming_message_ts": streams, "event_ts": self._space.stamps.next()}
        self.emit("agent_session_stopped", event)

    def home_opened(self, user: User, tab: str) -> None:
        event: Json = {"type": "app_home_opened", "user": user.id, "tab": tab}
        event["channel"] = self._space.bot_dm(user.id).id
        event["event_ts"] = self._space.stamps.next()
        if tab == "home" and (home := self._space.homes.get(user.id)):
            event["view"] = view_json(self._space, home)
        self.emit("app_home_opened", event)

    def joined(self, channel: Channel, user: str, inviter: str | None) -> None:
        self._of_member("member_joined_channel", channel, user, {"inviter": inviter} if inviter else {})

    def left(self, channel: Channel, user: str, remover: str | None) -> None:
        """Somebody left; to the bot that it had to go itself is a different event."""
        if user != self._space.app.bot_user:
            return self._of_member("member_left_channel", channel, user, {})
        actor = {"actor_id": remover} if remover else {}
        return self._of_room("left", channel, {"channel": channel.id} | actor)

    def room(self, what: str, channel: Channel, body: Json) -> None:
        """channel_created, channel_rename, channel_archive …; of a private one only members hear."""
        if channel.kind == "channel" or self._bot_is_in(channel):
            self._of_room(what, channel, body)

    def pinned(self, channel: Channel, user: str, item: Json, owner: str) -> None:
        event: Json = {"type": "pin_added", "user": user, "channel_id": channel.id, "item": item}
        event |= {"item_user": owner, "pin_count": len(channel.pins), "event_ts": self._space.stamps.next()}
        if self._bot_is_in(channel):
            self.emit("pin_added", event)

    def _of_room(self, what: str, channel: Channel, body: Json) -> None:
        kind = f"{'group' if channel.kind == 'group' else 'channel'}_{what}"
        self.emit(kind, {"type": kind} | body | {"event_ts": self._space.stamps.next()})

    def _of_member(self, kind: str, channel: Channel, user: str, more: Json) -> None:
        """Who may read public channels hears of them, who may read private ones of those."""
        letter, scope = ("C", "channels:read") if channel.kind == "channel" else ("G", "groups:read")
        if self._bot_is_in(channel) and scope in self._space.app.scopes:
            event: Json = {"type": kind, "user": user, "channel": channel.id, "channel_type": letter}
            self.emit(kind, event | {"team": self._space.team_id} | more | {"event_ts": self._space.stamps.next()})

    def emit(self, subscription: str, event: Json) -> None:
        if self._space.app.hears(subscription):
            self._delivery.send(Parcel(str(uuid.uuid4()), "events_api", self._callback(event)))

    def _about_message(self, message: Message, event: Json) -> None:
        channel = self._space.channels[message.channel]
        if not self._bot_is_in(channel):
            return
        where: Json = {"type": "message", "channel": channel.id, "channel_type": channel.kind}
        self.emit(_SUBSCRIPTIONS[channel.kind], event | where)

    def _mention(self, message: Message, event: Json) -> None:
        """A mention in a channel comes as a second event; in a direct message it does not."""
        channel = self._space.channels[message.channel]
        bot = self._space.app.bot_user
        mentioned = f"<@{bot}>" in message.text and message.user != bot and not message.is_system
        if mentioned and channel.kind in {"channel", "group"} and self._bot_is_in(channel):
            bare = {key: value for key, value in event.items() if (key, value) != ("subtype", "file_share")}
            self.emit("app_mention", bare | {"type": "app_mention", "channel": channel.id})

    def _bot_is_in(self, channel: Channel) -> bool:
        return self._space.app.bot_user in channel.members

    def _hidden(self) -> Json:
        now = self._space.stamps.next()
        return {"hidden": True, "ts": now, "event_ts": now}

    def _callback(self, event: Json) -> Json:
        space = self._space
        return {
            "token": "playground",
            "team_id": space.team_id,
            "context_team_id": space.team_id,
            "context_enterprise_id": None,
            "api_app_id": space.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(space.clock.now()),
            "authorizations": list(self._authorizations()),
            "is_ext_shared_channel": False,
            "event_context": new_id("4-"),
        }

    def _authorizations(self) -> Iterable[Json]:
        yield {
            "enterprise_id": None,
            "team_id": self._space.team_id,
            "user_id": self._space.app.bot_user,
            "is_bot": True,
            "is_enterprise_install": False,
        }
