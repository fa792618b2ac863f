"""chat.unfurl and entity.presentDetails: what the app knows about a link."""

from html import unescape
from typing import Any

from bot.playground.errors import SlackError
from bot.playground.model import Json, Message
from bot.playground.reading import is_web_address
from bot.playground.shapes import message_json
from bot.playground.validator import check_message
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.chat import bot_message
from bot.playground.web_api.checks import errors_of
from bot.playground.web_api.content import Content, complete, complete_attachments
from bot.playground.web_api.places import find_channel

_SOURCES = {"composer", "conversations_history"}
_LONGEST_TITLE = 24


async def unfurl(call: Call) -> Reply:
    message = _message(call)
    unfurls = call.structure("unfurls", "invalid_unfurls_format")
    if unfurls is None:
        return _ask_to_sign_in(call, message)
    if not isinstance(unfurls, dict) or not unfurls or not all(isinstance(one, dict) for one in unfurls.values()):
        raise SlackError("invalid_unfurls_format")
    attachments = [_attachment(call, message, url, unfurls[url]) for url in unfurls]
    before = message_json(call.slack.space, message)
    kept = [one for one in message.attachments if one.get("from_url") not in unfurls]
    message.attachments = complete_attachments(kept + attachments)
    call.slack.posting.show_again(message)
    call.slack.events.changed(message, before)
    return {}


async def present_details(call: Call) -> Reply:
    """Slack opens its side pane; here the details open as a form without fields."""
    if call.flag("user_auth_required") and not call.text("user_auth_url"):
        raise SlackError("user_auth_url_missing")
    entity = call.structure("metadata", "invalid_metadata")
    problem = call.structure("error", "invalid_arguments")
    if not isinstance(entity, dict) and not problem and not call.flag("user_auth_required"):
        raise SlackError("invalid_metadata")
    user = _redeem(call)
    shown = _lines(entity) if isinstance(entity, dict) else [call.text("user_auth_url") or "This cannot be shown."]
    title = {"type": "plain_text", "text": (shown[0] or "-")[:_LONGEST_TITLE]}
    lines = [{"type": "section", "text": {"type": "plain_text", "text": line[:3000]}} for line in shown if line]
    call.slack.modals.open(user, {"type": "modal", "title": title, "blocks": complete(lines)})
    return {}


def _message(call: Call) -> Message:
    if call.text("unfurl_id") or call.text("source"):
        raise _unknown_unfurl(call)
    for name in ("channel", "ts"):
        if not call.text(name):
            raise SlackError(f"missing_{name}")
    if not call.args.get("unfurls") and not call.flag("user_auth_required") and not call.text("user_auth_message"):
        raise SlackError("missing_unfurls")
    try:
        channel = find_channel(call)
    except SlackError:
        raise SlackError("cannot_find_channel") from None
    if call.text("ts") not in channel.messages:
        raise SlackError("cannot_find_message")
    return channel.messages[call.text("ts")]


def _unknown_unfurl(call: Call) -> SlackError:
    """The playground sends no link_shared events, so nobody can know an unfurl_id."""
    for name in ("unfurl_id", "source"):
        if not call.text(name):
            return SlackError(f"missing_{name}")
    return SlackError("invalid_unfurl_id" if call.text("source") in _SOURCES else "invalid_source")


def _attachment(call: Call, message: Message, url: str, unfurled: Json) -> Json:
    said = unescape(message.text)
    if not is_web_address(url) or url not in said:
        raise SlackError("cannot_unfurl_url")
    blocks = unfurled.get("blocks", [])
    refused = errors_of(check_message({"text": said or url, "attachments": [unfurled]}))
    if refused or not (blocks or unfurled.keys() & {"text", "title", "fallback"}):
        raise SlackError("cannot_parse_attachment")
    app = call.slack.space.app
    ids = {"bot_id": app.bot_id, "app_id": app.id, "app_unfurl_url": url, "is_app_unfurl": True}
    return unfurled | {"from_url": url, "original_url": url} | ids


def _ask_to_sign_in(call: Call, message: Message) -> Reply:
    """The one who posted the link is asked to connect their account; nobody else sees it."""
    if call.slack.space.users[message.user].is_bot:
        raise SlackError("cannot_prompt")
    words = call.text("user_auth_message") or call.text("user_auth_url")
    if not words:
        raise SlackError("cannot_auth_user")
    channel = call.slack.space.channels[message.channel]
    asked = bot_message(call, channel, Content(words, [], [], None), message.thread_ts)
    asked.only_for = message.user
    call.slack.posting.whisper(asked)
    return {}


def _redeem(call: Call) -> str:
    try:
        return call.slack.triggers.redeem(call.text("trigger_id")).user
    except SlackError:
        raise SlackError("invalid_trigger_id") from None


def _lines(entity: Json) -> list[str]:
    """The title and the fields of a work object, one line each."""
    payload: Any = entity.get("entity_payload")
    if not entity.get("entity_type") or not isinstance(payload, dict):
        raise SlackError("invalid_metadata")
    title = _text(_under(_under(payload, "attributes"), "title"))
    fields = [f"{name}: {_text(value)}" for name, value in _under(payload, "fields").items()]
    return [title, *fields]


def _under(body: Json, name: str) -> Json:
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def _text(body: Any) -> str:
    return str(body.get("text") or body.get("value") or "") if isinstance(body, dict) else ""


HANDLERS = {"chat.unfurl": unfurl, "entity.presentDetails": present_details}
