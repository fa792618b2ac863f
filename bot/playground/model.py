"""The things a workspace is made of."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Blocks = list[Json]

KEPT_PER_CHANNEL = 5000


@dataclass
class User:
    """A person, or the bot's own user."""

    id: str
    name: str
    real_name: str
    title: str = ""
    email: str = ""
    locale: str = "ja-JP"
    tz: str = "Asia/Tokyo"
    deleted: bool = False
    guest: bool = False
    admin: bool = False
    is_bot: bool = False
    color: str = "4a6fa5"


@dataclass
class Message:
    """A message as everybody in the channel sees it, or one person when it is ephemeral."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: Blocks = field(default_factory=list)
    attachments: Blocks = field(default_factory=list)
    bot_id: str | None = None
    username: str | None = None
    thread_ts: str | None = None
    client_msg_id: str | None = None
    metadata: Json | None = None
    edited: Json | None = None
    subtype: str | None = None
    only_for: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def stands_in_channel(self) -> bool:
        return not self.is_reply or self.subtype == "thread_broadcast"


@dataclass
class Channel:
    """A place for messages. kind: channel (public), group (private), im, mpim."""

    id: str
    name: str
    kind: str = "channel"
    members: list[str] = field(default_factory=list)
    creator: str = ""
    topic: str = ""
    purpose: str = ""
    is_archived: bool = False
    is_general: bool = False
    created: int = 0
    opened: bool = False  # a DM that somebody opened
    messages: dict[str, Message] = field(default_factory=dict)
    replies: dict[str, list[str]] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)

    @property
    def is_private(self) -> bool:
        return self.kind != "channel"

    def add(self, message: Message) -> None:
        """Keep a message; the oldest one goes when there are too many."""
        self.messages[message.ts] = message
        if message.is_reply and message.thread_ts:
            self.replies.setdefault(message.thread_ts, []).append(message.ts)
        if len(self.messages) > KEPT_PER_CHANNEL:
            self.drop(next(iter(self.messages)))

    def drop(self, ts: str) -> Message:
        message = self.messages.pop(ts)
        self.replies.pop(ts, None)
        if message.is_reply and message.thread_ts in self.replies:
            self.replies[message.thread_ts].remove(ts)
        return message

    def thread(self, parent: str) -> list[Message]:
        """The replies under a message, oldest first."""
        return [self.messages[ts] for ts in self.replies.get(parent, ()) if ts in self.messages]

    def top(self) -> list[Message]:
        """The messages outside threads and the replies sent to the channel too, oldest first."""
        return [message for message in self.messages.values() if message.stands_in_channel]


@dataclass
class View:
    """A modal or a home tab as one person has it open."""

    id: str
    user: str
    body: Json
    hash: str
    root: str = ""
    previous: str | None = None

    @property
    def kind(self) -> str:
        return str(self.body.get("type"))

    @property
    def external_id(self) -> str:
        return str(self.body.get("external_id") or "")
