"""conversations.*: making channels and changing them."""

from bot.playground.errors import SlackError, bad_arguments, missing_scope
from bot.playground.model import Channel
from bot.playground.shapes import channel_json
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.names import check_name
from bot.playground.web_api.places import find_channel

LONGEST_TOPIC = 250
MOST_INVITED = 1000

_MANAGE = {
    "channel": ("channels:manage", "channels:write"),
    "group": ("groups:write",),
    "im": ("im:write",),
    "mpim": ("mpim:write",),
}
_FAMILY = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
_ROOMS = {"channel", "group"}


async def create(call: Call) -> Reply:
    private = call.flag("is_private")
    _need_right(call, "group" if private else "channel")
    name = check_name(call)
    _check_free(call, name)
    channel = call.slack.rooms.create(name, _bot(call), private=private)
    return _shown(call, channel)


async def invite(call: Call) -> Reply:
    channel = _changeable(call, "invites")
    asked = call.names("users")
    if not asked:
        raise SlackError("no_user")
    if len(asked) > MOST_INVITED:
        raise bad_arguments(f"must not exceed {MOST_INVITED} users [json-pointer:/users]")
    refused = {user: code for user in asked if (code := _why_not(call, channel, user))}
    errors = [{"user": user, "ok": False, "error": code} for user, code in refused.items()]
    welcome = [user for user in dict.fromkeys(asked) if user not in refused]
    if errors and not (welcome and call.flag("force")):
        raise SlackError(next(iter(refused.values())), extra={"errors": errors})
    for user in welcome:
        call.slack.rooms.enter(channel, user, _bot(call))
    return _shown(call, channel) | ({"errors": errors} if errors else {})


async def join(call: Call) -> Reply:
    channel = find_channel(call)
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    _need_open(channel)
    if _bot(call) in channel.members:
        known = "already_in_channel"
        return _shown(call, channel) | {"warning": known, "response_metadata": {"warnings": [known]}}
    call.slack.rooms.enter(channel, _bot(call))
    return _shown(call, channel)


async def leave(call: Call) -> Reply:
    channel = _room(call)
    _need_open(channel)
    if _bot(call) not in channel.members:
        return {"not_in_channel": True}
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if channel.kind == "group" and channel.members == [_bot(call)]:
        raise SlackError("last_member")
    call.slack.rooms.leave(channel, _bot(call))
    return {}


async def set_topic(call: Call) -> Reply:
    return _describe(call, "topic")


async def set_purpose(call: Call) -> Reply:
    return _describe(call, "purpose")


async def archive(call: Call) -> Reply:
    channel = _room(call)
    if channel.is_archived:
        raise SlackError("already_archived")
    if channel.is_general:
        raise SlackError("cant_archive_general")
    _need_bot_in(call, channel)
    call.slack.rooms.archive(channel, _bot(call))
    return {}


async def rename(call: Call) -> Reply:
    channel = _changeable(call)
    name = check_name(call)
    if channel.creator != _bot(call):
        raise SlackError("not_authorized")
    _check_free(call, name, channel)
    call.slack.rooms.rename(channel, name, _bot(call))
    return _shown(call, channel)


async def kick(call: Call) -> Reply:
    channel = _room(call)
    _need_bot_in(call, channel)
    user = call.text("user")
    if user == _bot(call):
        raise SlackError("cant_kick_self")
    if user not in call.slack.space.users:
        raise SlackError("user_not_found")
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    if channel.is_archived:
        raise SlackError("restricted_action")
    if user not in channel.members:
        raise SlackError("not_in_channel")
    call.slack.rooms.leave(channel, user, _bot(call))
    return {"errors": {}}


def _describe(call: Call, part: str) -> Reply:
    channel = find_channel(call)
    _need_right(call, channel.kind, "topic")
    _need_open(channel)
    _need_bot_in(call, channel)
    words = call.text(part)
    if len(words) > LONGEST_TOPIC:
        raise SlackError("too_long")
    call.slack.rooms.describe(channel, part, words, _bot(call))
    return _shown(call, channel)


def _changeable(call: Call, finer: str = "") -> Channel:
    channel = _room(call, finer)
    _need_open(channel)
    _need_bot_in(call, channel)
    return channel


def _room(call: Call, finer: str = "") -> Channel:
    """A channel, public or private, that the app may manage."""
    channel = find_channel(call)
    if channel.kind not in _ROOMS:
        raise SlackError("method_not_supported_for_channel_type")
    _need_right(call, channel.kind, finer)
    return channel


def _need_right(call: Call, kind: str, finer: str = "") -> None:
    """channels:manage, groups:write …, or the scope for just this, such as channels:write.topic."""
    scopes = (*_MANAGE[kind], f"{_FAMILY[kind]}:write.{finer}") if finer else _MANAGE[kind]
    if not any(map(call.has_scope, scopes)):
        raise missing_scope(list(scopes), list(call.slack.space.app.scopes))


def _need_open(channel: Channel) -> None:
    if channel.is_archived:
        raise SlackError("is_archived")


def _need_bot_in(call: Call, channel: Channel) -> None:
    if _bot(call) not in channel.members:
        raise SlackError("not_in_channel")


def _check_free(call: Call, name: str, channel: Channel | None = None) -> None:
    taken = call.slack.space.channel_named(name)
    if taken is not None and taken is not channel:
        raise SlackError("name_taken")


def _why_not(call: Call, channel: Channel, user: str) -> str:
    person = call.slack.space.users.get(user)
    if user == _bot(call):
        return "cant_invite_self"
    if person is None:
        return "user_not_found"
    if user in channel.members:
        return "already_in_channel"
    if person.deleted:
        return "cant_invite"
    return "ura_max_channels" if person.guest and person.single_channel and _has_room(call, user) else ""


def _has_room(call: Call, user: str) -> bool:
    return any(user in one.members for one in call.slack.space.channels.values() if one.kind in _ROOMS)


def _bot(call: Call) -> str:
    return call.slack.space.app.bot_user


def _shown(call: Call, channel: Channel) -> Reply:
    return {"channel": channel_json(call.slack.space, channel)}


HANDLERS = {
    "conversations.create": create,
    "conversations.invite": invite,
    "conversations.join": join,
    "conversations.leave": leave,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
    "conversations.archive": archive,
    "conversations.rename": rename,
    "conversations.kick": kick,
}
