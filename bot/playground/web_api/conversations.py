"""conversations.*: which channels there are, who is in them, opening a DM."""

from bot.playground.errors import SlackError, missing_scope
from bot.playground.model import Channel
from bot.playground.shapes import channel_json
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.paging import page, with_cursor
from bot.playground.web_api.places import find_channel, need_kind_scope

_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
MOST_IN_DM = 8


async def open_conversation(call: Call) -> Reply:
    channel = _asked(call)
    known, channel.opened = channel.opened, True
    shown = channel_json(call.slack.space, channel) if call.flag("return_im") else {"id": channel.id}
    reply: Reply = {"channel": shown}
    return reply | ({"no_op": True, "already_open": True} if known else {})


async def info(call: Call) -> Reply:
    channel = find_channel(call)
    need_kind_scope(call, channel, "read")
    members = call.flag("include_num_members")
    return {"channel": channel_json(call.slack.space, channel, members=members)}


async def list_channels(call: Call) -> Reply:
    kinds = _wanted_kinds(call)
    bot = call.slack.space.app.bot_user
    seen = [
        channel
        for channel in call.slack.space.channels.values()
        if channel.kind in kinds
        and (channel.kind == "channel" or bot in channel.members)
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    channels, cursor = page(call, seen, 100)
    shown = [channel_json(call.slack.space, channel, members=True) for channel in channels]
    return with_cursor({"channels": shown}, cursor)


async def members(call: Call) -> Reply:
    channel = find_channel(call)
    need_kind_scope(call, channel, "read")
    users, cursor = page(call, channel.members, 100)
    return with_cursor({"members": list(users)}, cursor)


def _wanted_kinds(call: Call) -> set[str]:
    wanted = call.names("types") or ["public_channel"]
    if any(name not in _KINDS for name in wanted):
        raise SlackError("invalid_types")
    kinds = {_KINDS[name] for name in wanted}
    lacking = [_READ[kind] for kind in sorted(kinds) if not call.has_scope(_READ[kind])]
    if lacking:
        raise missing_scope(lacking, list(call.slack.space.app.scopes))
    return kinds


def _asked(call: Call) -> Channel:
    space = call.slack.space
    if call.text("channel"):
        channel = find_channel(call)
        if channel.kind not in {"im", "mpim"}:
            raise SlackError("method_not_supported_for_channel_type")
        return channel
    users = call.names("users")
    _check_people(call, users)
    call.need_scope("im:write" if len(set(users)) == 1 else "mpim:write")
    together = [*users, space.app.bot_user]
    if call.flag("prevent_creation") and space.known_dm(together) is None:
        raise SlackError("channel_not_found")
    return space.dm(together)


def _check_people(call: Call, users: list[str]) -> None:
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > MOST_IN_DM:
        raise SlackError("too_many_users")
    people = [call.slack.space.users.get(user) for user in users]
    if any(person is None or person.is_bot for person in people):
        raise SlackError("user_not_found")
    if any(person is not None and person.deleted for person in people):
        raise SlackError("user_disabled")


HANDLERS = {
    "conversations.open": open_conversation,
    "conversations.info": info,
    "conversations.list": list_channels,
    "conversations.members": members,
}
