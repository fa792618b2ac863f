"""Raw Slack dicts stop here: each becomes one small typed value, and text becomes what the person typed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Raw = Mapping[str, Any]

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^<>]*)?>")
_LINK = re.compile(r"<(?:(https?|mailto):)([^|<>]+)(?:\|([^<>]*))?>")
_CHANNEL = re.compile(r"<#[CG][A-Z0-9]+(?:\|([^<>]*))?>")
_SPECIAL = re.compile(r"<!([^|<>]+)(?:\|([^<>]*))?>")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, marks that turn the direction of what follows, halves of characters: nobody types these to be read."""


@dataclass(frozen=True)
class Spot:
    """Where something happened and how to answer there; `response_url` answers even where the bot is no member."""

    team: str
    user: str
    channel: str | None = None
    thread_ts: str | None = None
    response_url: str | None = None
    ephemeral: bool = False


@dataclass(frozen=True)
class Message:
    spot: Spot
    text: str
    ts: str
    channel_type: str
    files: tuple[Raw, ...] = ()

    @property
    def key(self) -> str:
        """The same for the `message` and the `app_mention` that Slack sends for one post."""
        return f"message:{self.spot.team}:{self.spot.channel}:{self.ts}"


@dataclass(frozen=True)
class Press:
    """A button pressed or an option chosen, in a message or in a view."""

    spot: Spot
    action_id: str
    value: str
    trigger_id: str
    message_ts: str | None
    key: str
    view_id: str | None = None

    def data(self) -> dict[str, Any]:
        """The value as the small JSON object that a view put there; an empty one when it is not one."""
        try:
            found = json.loads(self.value)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Command:
    spot: Spot
    text: str
    trigger_id: str
    key: str


@dataclass(frozen=True)
class Shortcut:
    spot: Spot
    callback_id: str
    trigger_id: str
    key: str
    text: str = ""


@dataclass(frozen=True)
class Submission:
    spot: Spot
    callback_id: str
    metadata: str
    key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    spot: Spot
    tab: str


def spot(body: Raw) -> Spot:
    """Who and where, for any payload that Slack delivers."""
    event, container, message = _part(body, "event"), _part(body, "container"), _part(body, "message")
    channel = body.get("channel") or event.get("channel") or body.get("channel_id") or container.get("channel_id")
    return Spot(
        team=_id(body.get("team")) or body.get("team_id") or event.get("team") or "",
        user=_id(body.get("user")) or body.get("user_id") or _id(event.get("user")) or "",
        channel=_id(channel),
        thread_ts=event.get("thread_ts") or message.get("thread_ts") or container.get("thread_ts"),
        response_url=body.get("response_url"),
        ephemeral=bool(container.get("is_ephemeral")),
    )


def message(body: Raw) -> Message:
    event = body["event"]
    return Message(
        spot=spot(body),
        text=plain(event.get("text") or ""),
        ts=event["ts"],
        channel_type=event.get("channel_type")
        or ("im" if str(event.get("channel", "")).startswith("D") else "channel"),
        files=tuple(event.get("files") or ()),
    )


def press(body: Raw) -> Press:
    action = body["actions"][0]
    chosen = action.get("selected_option") or {}
    return Press(
        spot=spot(body),
        action_id=action["action_id"],
        value=str(action.get("value") or chosen.get("value") or ""),
        trigger_id=body.get("trigger_id", ""),
        message_ts=_part(body, "container").get("message_ts"),
        key=f"press:{_id(body.get('user'))}:{action['action_id']}:{action.get('action_ts')}:{body.get('trigger_id')}",
        view_id=_part(body, "view").get("id"),
    )


def command(body: Raw) -> Command:
    return Command(
        spot=spot(body),
        text=plain(body.get("text") or "").strip(),
        trigger_id=body.get("trigger_id", ""),
        key=f"command:{body.get('user_id')}:{body.get('trigger_id')}",
    )


def shortcut(body: Raw) -> Shortcut:
    return Shortcut(
        spot=spot(body),
        callback_id=body["callback_id"],
        trigger_id=body.get("trigger_id", ""),
        key=f"shortcut:{_id(body.get('user'))}:{body.get('action_ts')}:{body.get('trigger_id')}",
        text=plain((body.get("message") or {}).get("text") or ""),
    )


def submission(body: Raw) -> Submission:
    view = body["view"]
    state = (view.get("state") or {}).get("values") or {}
    entered = {block: _entered(next(iter(fields.values()), {})) for block, fields in state.items()}
    return Submission(
        spot=spot(body),
        callback_id=view.get("callback_id", ""),
        metadata=view.get("private_metadata") or "",
        key=f"submission:{view.get('id')}:{view.get('hash')}",
        values=entered,
    )


def opened(body: Raw) -> Opened:
    return Opened(spot(body), body["event"].get("tab", "home"))


def plain(text: str) -> str:
    """Slack's wire text as the person saw it: mentions gone, links as their words, entities as characters."""
    text = _MENTION.sub(" ", text)
    text = _LINK.sub(lambda found: found[3] or f"{found[1]}:{found[2]}", text)
    text = _CHANNEL.sub(lambda found: f"#{found[1] or ''}", text)
    text = _SPECIAL.sub(lambda found: found[2] or f"@{found[1]}", text)
    return clean(html.unescape(text))


def clean(text: str) -> str:
    """Text without what cannot be seen; whoever reads it next must not be fooled, and PostgreSQL not be broken."""
    return _UNSEEN.sub("", text).strip()


def delivery(body: Raw) -> str | None:
    """The same when Slack delivers something again, and for the two events of one post."""
    event = _part(body, "event")
    if event.get("ts"):
        return f"{_id(event.get('channel'))}:{event['ts']}"
    return body.get("event_id") or body.get("trigger_id") or _part(body, "view").get("hash")


def _entered(state: Raw) -> str:
    chosen = state.get("selected_option") or {}
    return clean(str(state.get("value") or chosen.get("value") or ""))


def _part(body: Raw, name: str) -> Raw:
    part = body.get(name)
    return part if isinstance(part, Mapping) else {}


def _id(value: Any) -> str | None:
    found = value.get("id") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else None
