"""The things a workspace is made of."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from bot.playground.files import File

Json = dict[str, Any]
Blocks = list[Json]


def _pair(written: object) -> object:
    return tuple(written.split("/")) if isinstance(written, str) else written


# A channel and a thread; JSON knows only words as keys.
Pair = Annotated[tuple[str, str], BeforeValidator(_pair), PlainSerializer("/".join)]

KEPT_PER_CHANNEL = 5000

# What Slack itself says in a channel about the channel.
SYSTEM_SUBTYPES = frozenset(
    f"{kind}_{event}"
    for kind in ("channel", "group")
    for event in ("join", "leave", "topic", "purpose", "name", "archive", "unarchive")
) | {"pinned_item"}
TOMBSTONE = "tombstone"


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
    single_channel: bool = False  # a guest of one channel only
    admin: bool = False
    is_bot: bool = False
    color: str = "4a6fa5"


@dataclass
class UserGroup:
    """People who are mentioned together by one handle."""

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    description: str = ""
    created: int = 0
    disabled: int = 0  # when; 0 while it is in use


@dataclass
class Streaming:
    """What a message is made of while the app is still writing it."""

    parts: list[Json] = field(default_factory=list)  # chunks, in the order in which they are read
    as_plan: bool = False
    stopped: bool = False  # the reader pressed Stop


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
    files: list[File] = field(default_factory=list)
    details: Json = field(default_factory=dict)  # what a system message carries beside its text
    streaming: Streaming | None = None

    @property
    def is_system(self) -> bool:
        return self.subtype in SYSTEM_SUBTYPES

    @property
    def is_tombstone(self) -> bool:
        return self.subtype == TOMBSTONE

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
    set_by: dict[str, Json] = field(default_factory=dict)  # "topic", "purpose": who and when
    previous_names: list[str] = field(default_factory=list)
    pins: dict[str, Json] = field(default_factory=dict)  # message ts: who pinned it and when
    bookmarks: list[Json] = field(default_factory=list)
    is_archived: bool = False
    is_general: bool = False
    created: int = 0
    opened: bool = False  # a DM that somebody opened
    messages: dict[str, Message] = field(default_factory=dict)
    replies: dict[str, list[str]] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    mentions: Counter[str] = field(default_factory=Counter)
    unread_threads: dict[str, Counter[str]] = field(default_factory=dict)  # user: thread: answers

    @property
    def is_private(self) -> bool:
        return self.kind != "channel"

    def waiting(self, user: str) -> int:
        """How much here is addressed to somebody and not read yet."""
        straight = self.unread[user] if self.kind in {"im", "mpim"} else self.mentions[user]
        return straight + sum(self.unread_threads.get(user, Counter()).values())

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
        self.pins.pop(ts, None)
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


@dataclass(frozen=True)
class Scheduled:
    """A message that waits for its time."""

    id: str
    message: Message
    post_at: int
    created: int


@dataclass(eq=False)
class Memory:
    """What a workspace remembers: a new field here outlives a restart and goes with a reset, without further work."""

    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, UserGroup] = field(default_factory=dict)
    scheduled: dict[str, Scheduled] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    prompts: dict[Pair, Json] = field(default_factory=dict)
    sessions: dict[Pair, Json] = field(default_factory=dict)
    canvases: dict[str, Json] = field(default_factory=dict)
    lists: dict[str, Json] = field(default_factory=dict)
    executions: dict[str, Json] = field(default_factory=dict)  # custom functions that the app was asked to run
