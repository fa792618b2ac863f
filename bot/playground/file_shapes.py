"""Slack's JSON of files, and who may read one."""

from collections.abc import Iterator

from bot.playground.files import File
from bot.playground.model import Channel, Json, Message
from bot.playground.workspace import Workspace

_KINDS = {"channel": "channels", "group": "groups", "im": "ims", "mpim": "groups"}


def file_json(space: Workspace, file: File) -> Json:
    """A file as it stands in a message or a submission."""
    if file.mode in {"tombstone", "hidden_by_limit"}:
        return {"id": file.id, "mode": file.mode, "created": file.created}
    base = space.files.base
    private = f"{base}/files-pri/{space.team_id}-{file.id}"
    by_bot = file.user == space.app.bot_user
    body: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.type.mimetype,
        "filetype": file.type.name,
        "pretty_type": file.type.pretty,
        "user": file.user,
        "user_team": space.team_id,
        "editable": file.mode == "snippet",
        "size": file.size,
        "mode": file.mode,
        "is_external": False,
        "external_type": "",
        "is_public": _is_public(space, file),
        "public_url_shared": False,
        "display_as_bot": by_bot,
        "username": "",
        "url_private": f"{private}/{file.slug}",
        "url_private_download": f"{private}/download/{file.slug}",
        "media_display_type": "unknown",
        "permalink": f"{base}/files/{file.user}/{file.id}/{file.slug}",
        "is_starred": False,
        "skipped_shares": True,
        "has_rich_preview": False,
        "file_access": "visible",
    }
    return body | ({"alt_txt": file.alt_txt} if file.alt_txt else {})


def file_info_json(space: Workspace, file: File) -> Json:
    """A file with all places where it is shared, as files.info tells it to the app."""
    shares: Json = {}
    places: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
    for channel, message in _standing(space, file):
        if channel.kind == "channel" or space.app.bot_user in channel.members:
            side = shares.setdefault("private" if channel.is_private else "public", {})
            side.setdefault(channel.id, []).append(_share(space, channel, message))
            if channel.id not in places[_KINDS[channel.kind]]:
                places[_KINDS[channel.kind]].append(channel.id)
    body = {key: value for key, value in file_json(space, file).items() if key != "skipped_shares"}
    return body | places | {"shares": shares, "comments_count": 0}


def bot_may_read(space: Workspace, file: File) -> bool:
    """The app's own files, those handed to it in a modal, and those of conversations that the bot is in."""
    bot = space.app.bot_user
    return file.user == bot or file.entrusted or any(bot in channel.members for channel, _ in _standing(space, file))


def person_may_read(space: Workspace, user: str, file: File) -> bool:
    """Their own files, those of conversations they see, and the app's pictures that only blocks show (`slack_file`)."""
    if file.user == user or (file.user == space.app.bot_user and file.complete and not file.shares):
        return True
    return any(space.sees(user, channel) for channel, _ in _standing(space, file))


def shared_in(space: Workspace, file: File) -> set[str]:
    """The channels where a message carries the file."""
    return {channel.id for channel, _ in _standing(space, file)}


def _standing(space: Workspace, file: File) -> Iterator[tuple[Channel, Message]]:
    """The messages that carry the file and are still there."""
    for channel_id, stamps in file.shares.items():
        channel = space.channels[channel_id]
        for ts in stamps:
            message = channel.messages.get(ts)
            if message is not None and file in message.files:
                yield channel, message


def _is_public(space: Workspace, file: File) -> bool:
    return any(channel.kind == "channel" for channel, _ in _standing(space, file))


def _share(space: Workspace, channel: Channel, message: Message) -> Json:
    body: Json = {"ts": message.ts, "channel_name": channel.name, "team_id": space.team_id}
    body |= {"share_user_id": message.user, "reply_users": [], "reply_users_count": 0, "reply_count": 0}
    return body | ({"thread_ts": message.thread_ts} if message.thread_ts else {})
