"""Raw Slack dicts stop here: each becomes one small typed value, and text becomes what the person typed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Raw = Mapping[str, Any]
MANGLED = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What reading raises of something carried that is not as we put it there."""
SEVERAL = frozenset({"selected_options", "selected_users", "selected_conversations"})

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
    spelled: str = ""
    """The text with the addresses behind its links: what a link says is not where it leads."""

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
        except MANGLED:
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
    files: tuple[Raw, ...] = ()
    spelled: str = ""


@dataclass(frozen=True)
class Submission:
    """A form sent: `values` holds one text a block, `many` the chosen values of checkboxes, `files` what was added."""

    spot: Spot
    callback_id: str
    metadata: str
    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, tuple[Raw, ...]] = field(default_factory=dict)


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
        spelled=spelled(event.get("text") or ""),
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
        text=plain(_part(body, "message").get("text") or ""),
        files=tuple(_part(body, "message").get("files") or ()),
        spelled=spelled(_part(body, "message").get("text") or ""),
    )


def submission(body: Raw) -> Submission:
    view = body["view"]
    state = (view.get("state") or {}).get("values") or {}
    fields = {block: next(iter(each.values()), None) or {} for block, each in state.items()}
    return Submission(
        spot=spot(body),
        callback_id=view.get("callback_id", ""),
        metadata=view.get("private_metadata") or "",
        key=f"submission:{view.get('id')}:{view.get('hash')}",
        values={block: _entered(entered) for block, entered in fields.items()},
        many={block: _chosen(entered) for block, entered in fields.items() if SEVERAL & entered.keys()},
        files={block: tuple(entered["files"] or ()) for block, entered in fields.items() if "files" in entered},
    )


def fields(body: Raw) -> list[str]:
    """The fields of a form, those in which something was typed first; none of a form that is not Slack's."""
    try:
        asked = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
        given = body["view"]["state"]["values"]
        typed = {block for block, each in given.items() if any(entered.get("value") for entered in each.values())}
        return sorted(asked, key=lambda block: block not in typed)
    except MANGLED:
        return []


def opened(body: Raw) -> Opened:
    return Opened(spot(body), body["event"].get("tab", "home"))


def plain(text: str) -> str:
    """Slack's wire text as the person saw it: mentions gone, links as their words, entities as characters."""
    return _read(text, lambda found: found[3] or f"{found[1]}:{found[2]}")


def spelled(text: str) -> str:
    """Like `plain`, with the address behind a link's words, as mail programs write it: `words<address>`."""
    return _read(text, _spelled_link)


def _spelled_link(found: re.Match[str]) -> str:
    address = found[2] if found[1] == "mailto" else f"{found[1]}:{found[2]}"
    return address if found[3] in {None, "", address, found[2].removeprefix("//")} else f"{found[3]}<{address}>"


def _read(text: str, link: Callable[[re.Match[str]], str]) -> str:
    text = _MENTION.sub(" ", text)
    text = _LINK.sub(link, text)
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
    picked = (state.get(f"selected_{kind}") for kind in ("user", "date", "time", "date_time"))
    return clean(str(state.get("value") or chosen.get("value") or next(filter(None, picked), "")))


def _chosen(state: Raw) -> tuple[str, ...]:
    options = (option.get("value", "") for option in state.get("selected_options") or ())
    picked = (one for kind in ("users", "conversations") for one in state.get(f"selected_{kind}") or ())
    return tuple(str(one) for one in (*options, *picked))


def _part(body: Raw, name: str) -> Raw:
    part = body.get(name)
    return part if isinstance(part, Mapping) else {}


def _id(value: Any) -> str | None:
    found = value.get("id") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else None
