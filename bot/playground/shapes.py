"""Slack's JSON of users, channels, messages and views."""

from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground.file_shapes import file_json
from bot.playground.model import Channel, Json, Message, User, View
from bot.playground.workspace import Workspace

# In winter and in summer.
TZ_LABELS = {
    "Asia/Tokyo": ("Japan Standard Time", "Japan Standard Time"),
    "America/New_York": ("Eastern Standard Time", "Eastern Daylight Time"),
}


@lru_cache
def _zone_json(tz: str, day: date) -> Json:
    """The fields of a time zone, as its summer time has them on this day."""
    noon = datetime.combine(day, time(12), ZoneInfo(tz))
    winter, summer = TZ_LABELS.get(tz, (tz, tz))
    offset = noon.utcoffset()
    return {
        "tz": tz,
        "tz_label": summer if noon.dst() else winter,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
    }


def icons() -> Json:
    return {f"image_{size}": f"https://playground.invalid/bot_{size}.png" for size in (36, 48, 72)}


def user_json(space: Workspace, user: User, *, email: bool, locale: bool) -> Json:
    today = datetime.fromtimestamp(space.clock.now(), ZoneInfo(user.tz)).date()
    body: Json = {
        "id": user.id,
        "team_id": space.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "color": user.color,
        "real_name": user.real_name,
        **_zone_json(user.tz, today),
        "profile": profile_json(user, email=email),
        "is_admin": user.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.guest,
        "is_ultra_restricted": user.guest and user.single_channel,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1700000000,
        "is_email_confirmed": not user.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    return body | ({"locale": user.locale} if locale else {})


def profile_json(user: User, *, email: bool) -> Json:
    body: Json = {
        "title": user.title,
        "phone": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": "playground",
        "image_24": "https://playground.invalid/24.png",
        "image_72": "https://playground.invalid/72.png",
    }
    return body | ({"email": user.email} if email and user.email else {})


def channel_json(space: Workspace, channel: Channel, *, members: bool = False) -> Json:
    if channel.kind == "im":
        return _im_json(space, channel)
    body: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "is_member": space.app.bot_user in channel.members,
        "unlinked": 0,
        "pending_shared": [],
        "is_pending_ext_shared": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "created": channel.created,
        "creator": channel.creator,
        "context_team_id": space.team_id,
        "topic": _words_json(channel, "topic"),
        "purpose": _words_json(channel, "purpose"),
        "previous_names": channel.previous_names,
    }
    return body | ({"num_members": len(channel.members)} if members else {})


def _words_json(channel: Channel, part: str) -> Json:
    return {"value": getattr(channel, part), "creator": "", "last_set": 0} | channel.set_by.get(part, {})


def _im_json(space: Workspace, channel: Channel) -> Json:
    bot = space.app.bot_user
    other = next((user for user in channel.members if user != bot), bot)
    return {
        "id": channel.id,
        "created": channel.created,
        "is_archived": False,
        "is_im": True,
        "is_org_shared": False,
        "context_team_id": space.team_id,
        "user": other,
        "is_user_deleted": space.users[other].deleted,
        "is_open": channel.opened,
        "priority": 0,
    }


def bot_profile(space: Workspace) -> Json:
    app = space.app
    return {
        "id": app.bot_id,
        "app_id": app.id,
        "user_id": app.bot_user,
        "name": app.name,
        "icons": icons(),
        "deleted": False,
        "updated": 1700000000,
        "team_id": space.team_id,
    }


def message_json(space: Workspace, message: Message, *, metadata: bool = False) -> Json:
    body: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    body["team"] = space.team_id
    optional: dict[str, Any] = {
        "subtype": message.subtype,
        "client_msg_id": message.client_msg_id,
        "username": message.username,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "edited": message.edited,
        "files": [file_json(space, file) for file in message.files],
        "metadata": message.metadata if metadata else None,
    }
    body |= {key: value for key, value in optional.items() if value}
    if message.bot_id:
        body |= {"bot_id": message.bot_id, "app_id": space.app.id, "bot_profile": bot_profile(space)}
    if message.files:
        body |= {"upload": False, "display_as_bot": message.bot_id is not None}
    if message.reactions:
        body["reactions"] = reactions_json(message)
    if message.ts in space.channels[message.channel].pins:
        body["pinned_to"] = [message.channel]
    if message.is_tombstone:
        body["hidden"] = True
    return body | message.details | _thread_json(space, message)


def permalink(space: Workspace, message: Message) -> str:
    link = f"{space.files.base}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else link


def reactions_json(message: Message) -> list[Json]:
    return [{"name": name, "users": who, "count": len(who)} for name, who in message.reactions.items()]


def _thread_json(space: Workspace, message: Message) -> Json:
    channel = space.channels[message.channel]
    if message.is_reply:
        parent = channel.messages.get(message.thread_ts or "")
        body: Json = {"thread_ts": message.thread_ts}
        if parent:
            body["parent_user_id"] = parent.user
            if message.stands_in_channel:
                body["root"] = message_json(space, parent)
        return body
    replies = channel.thread(message.ts) if message.ts in channel.replies else []
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users[:5],
        "is_locked": False,
        "subscribed": False,
    }


def view_json(space: Workspace, view: View, state: Json | None = None) -> Json:
    body = view.body
    defaults = {"private_metadata": "", "callback_id": "", "external_id": ""}
    shown: Json = {
        "id": view.id,
        "team_id": space.team_id,
        "type": view.kind,
        "blocks": body.get("blocks", []),
        "state": {"values": state or {}},
        "hash": view.hash,
        "title": body.get("title"),
        "submit": body.get("submit"),
        "close": body.get("close"),
        "clear_on_close": bool(body.get("clear_on_close")),
        "notify_on_close": bool(body.get("notify_on_close")),
        "submit_disabled": bool(body.get("submit_disabled")),
        "previous_view_id": view.previous,
        "root_view_id": view.root or view.id,
        "app_id": space.app.id,
        "app_installed_team_id": space.team_id,
        "bot_id": space.app.bot_id,
    }
    return shown | {key: body.get(key) or default for key, default in defaults.items()}
