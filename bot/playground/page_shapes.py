"""The JSON that the page gets; see PROTOCOL.md."""

from bot.playground.file_shapes import file_json
from bot.playground.model import Channel, Json, Message, User
from bot.playground.shapes import reactions_json, view_json
from bot.playground.unread import unread_json
from bot.playground.workspace import Workspace


def page_user(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "title": user.title,
        "locale": user.locale,
        "tz": user.tz,
        "avatar": f"#{user.color}",
        "is_bot": user.is_bot,
        "is_guest": user.guest,
        "deleted": user.deleted,
    }


def page_channel(channel: Channel, user: str) -> Json:
    body: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.kind == "group",
        "is_member": user in channel.members,
        "is_archived": channel.is_archived,
        "kind": "im" if channel.kind in {"im", "mpim"} else "channel",
        "members": channel.members,
        "topic": channel.topic,
        "purpose": channel.purpose,
        "bookmarks": [{name: one[name] for name in ("id", "title", "link", "emoji")} for one in channel.bookmarks],
    } | unread_json(channel, user)
    if channel.kind == "im":
        body["user"] = next((member for member in channel.members if member != user), user)
    return body


def page_message(space: Workspace, message: Message) -> Json:
    channel = space.channels[message.channel]
    replies = channel.thread(message.ts) if message.ts in channel.replies else []
    return {
        "ts": message.ts,
        "channel": message.channel,
        "user": message.user,
        "bot_id": message.bot_id,
        "username": message.username,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "thread_ts": message.thread_ts,
        "reply_count": len(replies),
        "latest_reply": replies[-1].ts if replies else None,
        "edited": message.edited,
        "ephemeral": message.only_for is not None,
        "reactions": reactions_json(message),
        "files": [file_json(space, file) for file in message.files],
        "metadata": message.metadata,
        "subtype": message.subtype,
        "details": message.details,
        "streaming": message.streaming is not None and not message.streaming.stopped,
        "pinned": message.ts in channel.pins,
    }


def page_app(space: Workspace, user: str) -> Json:
    app = space.app
    dm = space.bot_dm(user).id
    pinned = space.prompts.get((dm, ""), {})
    return {
        "id": app.id,
        "name": app.name,
        "bot_name": app.bot_name,
        "bot_user": app.bot_user,
        "bot_id": app.bot_id,
        "dm_channel": dm,
        "home_tab": app.home_open,
        "messages_tab": app.messages_open,
        "can_stop": app.is_agent and app.hears("agent_session_stopped"),
        "commands": app.commands,
        "message_shortcuts": app.shortcuts("message"),
        "global_shortcuts": app.shortcuts("global"),
        "prompts": pinned.get("prompts") or app.prompts,
        "prompts_title": pinned.get("title", ""),
    }


def page_state(space: Workspace, user: User) -> Json:
    space.bot_dm(user.id)
    home = space.homes.get(user.id)
    seen = [channel for channel in space.channels.values() if space.sees(user.id, channel)]
    return {
        "team": {"id": space.team_id, "name": space.name, "domain": space.domain},
        "me": page_user(user),
        "users": [page_user(one) for one in space.users.values()],
        "channels": [page_channel(channel, user.id) for channel in seen],
        "groups": [
            {"id": group.id, "handle": group.handle, "name": group.name}
            for group in space.groups.values()
            if not group.disabled
        ],
        "app": page_app(space, user.id),
        "home": view_json(space, home) if home else None,
        "now": space.clock.now(),
    }
