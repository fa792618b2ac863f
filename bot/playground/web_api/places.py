"""Finding the channel, message or person that a call names, as far as the bot may see."""

from bot.playground.errors import SlackError, missing_scope
from bot.playground.model import Channel, Message
from bot.playground.web_api.call import Call

_SCOPE_FAMILY = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


def find_channel(call: Call, name: str = "channel") -> Channel:
    """A channel that exists for the bot: public, or one it is a member of."""
    space = call.slack.space
    channel = space.channels.get(call.text(name))
    if channel is None or not (channel.kind == "channel" or space.app.bot_user in channel.members):
        raise SlackError("channel_not_found")
    return channel


def find_place_to_post(call: Call) -> Channel:
    """Posting also takes a user id (their DM with the app) and, as of old, a channel name."""
    space = call.slack.space
    named = call.text("channel")
    person = space.users.get(named)
    if person is not None:
        if person.is_bot or person.deleted:
            raise SlackError("channel_not_found")
        return space.bot_dm(person.id)
    by_name = space.channel_named(named.removeprefix("#"))
    if by_name is not None and by_name.kind in {"channel", "group"}:
        call.args["channel"] = by_name.id
    return find_channel(call)


def find_message(channel: Channel, ts: str, refusal: str = "message_not_found") -> Message:
    message = channel.messages.get(ts)
    if message is None:
        raise SlackError(refusal)
    return message


def need_kind_scope(call: Call, channel: Channel, right: str) -> None:
    """im:history for a DM, channels:history for a public channel, and so on."""
    scope = f"{_SCOPE_FAMILY[channel.kind]}:{right}"
    if not call.has_scope(scope):
        raise missing_scope([scope], list(call.slack.space.app.scopes))


def need_writable(call: Call, channel: Channel) -> None:
    """The bot may post here: open, and either a member or allowed into public channels."""
    space = call.slack.space
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.kind == "im" and not space.app.messages_open:
        closed = "messages_tab_disabled"
        raise SlackError(closed if closed in call.method.errors else "restricted_action")
    member = space.app.bot_user in channel.members
    if not member and not call.has_scope("chat:write.public"):
        raise SlackError("not_in_channel")
