"""assistant.threads.* and agents.sessions.*: status, prompts and titles of the agent pane."""

from bot.playground.errors import SlackError
from bot.playground.model import Channel
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.checks import refuse_bad_argument
from bot.playground.web_api.places import find_channel

_SESSION_STATUSES = {"active", "processing", "suspended", "closed"}
_LONGEST_TITLE = 200


async def set_status(call: Call) -> Reply:
    channel = _thread(call)
    loading = call.structure("loading_messages", "invalid_arguments")
    refuse_bad_argument(call.method, "loading_messages", loading)
    call.slack.posting.status(channel, call.text("thread_ts"), call.text("status"), loading or [])
    return {}


async def set_title(call: Call) -> Reply:
    channel = _thread(call)
    _session(call, channel)["title"] = call.text("title")
    return {}


async def set_prompts(call: Call) -> Reply:
    if not call.slack.space.app.is_agent:
        raise SlackError("not_agent_app")
    channel = _thread(call) if call.text("thread_ts") else find_channel(call, "channel_id")
    prompts = call.structure("prompts", "invalid_arguments")
    refuse_bad_argument(call.method, "prompts", prompts)
    shown = {"prompts": prompts, "title": call.text("title")}
    call.slack.space.prompts[channel.id, call.text("thread_ts")] = shown
    event = {"type": "prompts", "channel": channel.id, "thread_ts": call.text("thread_ts")}
    call.slack.stream.push(channel.members, event | shown)
    return {}


async def set_session_status(call: Call) -> Reply:
    if not call.slack.space.app.is_agent:
        raise SlackError("feature_disabled")
    for name in ("title", "username"):
        refuse_bad_argument(call.method, name, call.args.get(name))
    channel = _session_channel(call)
    session = change_session(call, channel, call.text("thread_ts"), call.text("status"))
    session.setdefault("title", call.text("title"))
    return {"status": session["status"], "agent_status": session["status"], "title": session["title"]}


def change_session(call: Call, channel: Channel, thread_ts: str, status: str) -> Reply:
    if status not in _SESSION_STATUSES:
        raise SlackError("invalid_status" if "invalid_status" in call.method.errors else "invalid_arguments")
    session = call.slack.space.sessions.setdefault((channel.id, thread_ts), {})
    session["status"] = status
    call.slack.posting.status(channel, thread_ts, status if status == "processing" else "")
    return session


async def rename_session(call: Call) -> Reply:
    channel = _session_channel(call)
    if (channel.id, call.text("thread_ts")) not in call.slack.space.sessions:
        raise SlackError("session_not_found")
    title = call.text("title")
    if len(title) > _LONGEST_TITLE:
        raise SlackError("invalid_name")
    _session(call, channel)["title"] = title
    return {"title": title}


def _thread(call: Call) -> Channel:
    channel = find_channel(call, "channel_id")
    message = channel.messages.get(call.text("thread_ts"))
    if message is None or message.is_reply:
        raise SlackError("invalid_thread_ts")
    return channel


def _session_channel(call: Call) -> Channel:
    channel = find_channel(call, "channel_id")
    if call.text("thread_ts") not in channel.messages:
        raise SlackError("thread_ts_required")
    return channel


def _session(call: Call, channel: Channel) -> Reply:
    return call.slack.space.sessions.setdefault((channel.id, call.text("thread_ts")), {})


HANDLERS = {
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setTitle": set_title,
    "assistant.threads.setSuggestedPrompts": set_prompts,
    "agents.sessions.setStatus": set_session_status,
    "agents.sessions.rename": rename_session,
}
