"""One good call for every Web API method, and what has to happen before it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.playground import cast
from tests.bot.playground.caller import LINK, STREAM, Caller
from tests.bot.playground.screen import Json
from tests.bot.playground.surfaces import FORM

HOME: Json = {"type": "home", "blocks": [{"type": "divider"}]}
WORDS: list[Json] = [{"type": "section", "text": {"type": "mrkdwn", "text": "*hello*"}}]
INCIDENT: Json = {
    "entity_type": "slack#/entities/incident",
    "entity_payload": {"attributes": {"title": {"text": "Stolen laptop"}}, "fields": {"status": {"value": "open"}}},
}


Prepared = Callable[[Caller], Awaitable[Json]]


async def good_call(caller: Caller, method: str) -> Json:
    """The arguments of a call that has to succeed, after everything that it needs."""
    known = GOOD[method]
    return dict(known) if isinstance(known, Mapping) else await known(caller)


async def _posted(caller: Caller) -> Json:
    return await caller.posted()


async def _permalink(caller: Caller) -> Json:
    posted = await caller.posted()
    return {"channel": posted["channel"], "message_ts": posted["ts"]}


async def _replies(caller: Caller) -> Json:
    posted = await caller.posted()
    await caller.done("chat.postMessage", channel=cast.GENERAL, text="more", thread_ts=posted["ts"])
    return posted


async def _update(caller: Caller) -> Json:
    return await caller.posted() | {"text": "hello again"}


async def _schedule(caller: Caller) -> Json:
    return {"channel": cast.GENERAL, "text": "later", "post_at": int(caller.playground.slack.clock.now()) + 3600}


async def _unschedule(caller: Caller) -> Json:
    reply = await caller.done("chat.scheduleMessage", **await _schedule(caller))
    return {"channel": cast.GENERAL, "scheduled_message_id": reply["scheduled_message_id"]}


async def _scheduled(caller: Caller) -> Json:
    await _unschedule(caller)
    return {}


async def _append(caller: Caller) -> Json:
    return await caller.stream() | {"markdown_text": " and think"}


async def _stop(caller: Caller) -> Json:
    return await caller.stream() | {"markdown_text": ". Done.", "blocks": WORDS}


async def _open(caller: Caller) -> Json:
    return {"trigger_id": caller.trigger(), "view": FORM}


async def _push(caller: Caller) -> Json:
    await caller.done("views.open", trigger_id=caller.trigger(), view=FORM)
    return {"trigger_id": caller.trigger(), "view": FORM}


async def _update_view(caller: Caller) -> Json:
    reply = await caller.done("views.open", trigger_id=caller.trigger(), view=FORM)
    return {"view_id": reply["view"]["id"], "view": FORM}


async def _invite(caller: Caller) -> Json:
    reply = await caller.done("conversations.create", name="drill")
    return {"channel": reply["channel"]["id"], "users": f"{cast.TANAKA.id},{cast.EMMA.id}"}


async def _rename(caller: Caller) -> Json:
    reply = await caller.done("conversations.create", name="drill")
    return {"channel": reply["channel"]["id"], "name": "drill-2026"}


async def _complete(caller: Caller) -> Json:
    return {"files": [{"id": await caller.uploaded(), "title": "Notes"}], "channel_id": cast.GENERAL}


async def _shared(caller: Caller) -> Json:
    return await caller.shared()


async def _files(caller: Caller) -> Json:
    await caller.shared()
    return {}


async def _react(caller: Caller) -> Json:
    posted = await caller.posted()
    return {"channel": posted["channel"], "timestamp": posted["ts"], "name": "eyes"}


async def _reacted(caller: Caller) -> Json:
    reaction = await _react(caller)
    await caller.done("reactions.add", **reaction)
    return reaction


async def _pin(caller: Caller) -> Json:
    posted = await caller.posted()
    return {"channel": posted["channel"], "timestamp": posted["ts"]}


async def _pinned(caller: Caller) -> Json:
    await caller.done("pins.add", **await _pin(caller))
    return {"channel": cast.GENERAL}


async def _status(caller: Caller) -> Json:
    return await caller.in_dm() | {"status": "is looking it up…"}


async def _session_status(caller: Caller) -> Json:
    return await caller.in_dm() | {"status": "processing", "title": "A strange mail"}


async def _title(caller: Caller) -> Json:
    return await caller.in_dm() | {"title": "A strange mail"}


async def _rename_session(caller: Caller) -> Json:
    thread = await caller.in_dm()
    await caller.done("agents.sessions.setStatus", **thread, status="active")
    return thread | {"title": "A strange mail"}


async def _prompts(caller: Caller) -> Json:
    prompts = [{"title": "A strange mail", "message": "I got a strange mail"}]
    return {"channel_id": (await caller.in_dm())["channel_id"], "prompts": prompts}


async def _unfurl(caller: Caller) -> Json:
    said = await caller.in_dm()
    return {"channel": said["channel_id"], "ts": said["thread_ts"], "unfurls": {LINK: {"blocks": WORDS}}}


async def _details(caller: Caller) -> Json:
    return {"trigger_id": caller.trigger(), "metadata": INCIDENT}


async def _execution(caller: Caller) -> Json:
    started = await caller.admin.post("function", callback_id="check_mail", inputs={"mail": "7"})
    return {"function_execution_id": started["function_execution_id"]}


async def _succeeded(caller: Caller) -> Json:
    return await _execution(caller) | {"outputs": {"verdict": "harmless"}}


async def _failed(caller: Caller) -> Json:
    return await _execution(caller) | {"error": "no such mail"}


async def _access(caller: Caller) -> Json:
    slack, landing = caller.playground, "http://127.0.0.1:9/back"
    client = {"client_id": slack.client_id, "client_secret": slack.client_secret}
    return client | {"code": await caller.code(landing), "redirect_uri": landing}


GOOD: dict[str, Json | Prepared] = {
    "agents.sessions.rename": _rename_session,
    "agents.sessions.setStatus": _session_status,
    "api.test": {"error": ""},
    "apps.connections.open": {},
    "assistant.threads.setStatus": _status,
    "assistant.threads.setSuggestedPrompts": _prompts,
    "assistant.threads.setTitle": _title,
    "auth.revoke": {},
    "auth.test": {},
    "blocks.validate": {"blocks": WORDS},
    "bookmarks.add": {"channel_id": cast.GENERAL, "title": "Rules", "type": "link", "link": "https://example.co.jp/"},
    "bots.info": {"bot": "B0PLAYGRND1"},
    "canvases.create": {"title": "Notes", "document_content": {"type": "markdown", "markdown": "# Notes"}},
    "chat.appendStream": _append,
    "chat.delete": _posted,
    "chat.deleteScheduledMessage": _unschedule,
    "chat.getPermalink": _permalink,
    "chat.postEphemeral": {"channel": cast.GENERAL, "user": cast.TANAKA.id, "text": "only you", "blocks": WORDS},
    "chat.postMessage": {"channel": cast.GENERAL, "text": "hello", "blocks": WORDS},
    "chat.scheduleMessage": _schedule,
    "chat.scheduledMessages.list": _scheduled,
    "chat.startStream": STREAM,
    "chat.stopStream": _stop,
    "chat.unfurl": _unfurl,
    "chat.update": _update,
    "conversations.archive": {"channel": cast.SECURITY},
    "conversations.canvases.create": {"channel_id": cast.GENERAL},
    "conversations.create": {"name": "drill"},
    "conversations.history": {"channel": cast.GENERAL},
    "conversations.info": {"channel": cast.GENERAL},
    "conversations.invite": _invite,
    "conversations.join": {"channel": cast.RANDOM},
    "conversations.kick": {"channel": cast.SECURITY, "user": cast.TANAKA.id},
    "conversations.leave": {"channel": cast.SECURITY},
    "conversations.list": {},
    "conversations.members": {"channel": cast.GENERAL},
    "conversations.open": {"users": cast.TANAKA.id},
    "conversations.rename": _rename,
    "conversations.replies": _replies,
    "conversations.setPurpose": {"channel": cast.GENERAL, "purpose": "For everybody"},
    "conversations.setTopic": {"channel": cast.GENERAL, "topic": "Today"},
    "emoji.list": {},
    "entity.presentDetails": _details,
    "files.completeUploadExternal": _complete,
    "files.delete": _shared,
    "files.getUploadURLExternal": {"filename": "notes.txt", "length": 5},
    "files.info": _shared,
    "files.list": _files,
    "functions.completeError": _failed,
    "functions.completeSuccess": _succeeded,
    "oauth.v2.access": _access,
    "pins.add": _pin,
    "pins.list": _pinned,
    "reactions.add": _react,
    "reactions.get": _reacted,
    "reactions.remove": _reacted,
    "slackLists.items.create": {"list_id": cast.EQUIPMENT},
    "team.info": {},
    "usergroups.list": {},
    "usergroups.users.list": {"usergroup": cast.SECURITY_TEAM.id},
    "users.info": {"user": cast.TANAKA.id},
    "users.list": {},
    "users.lookupByEmail": {"email": cast.TANAKA.email},
    "users.profile.get": {"user": cast.TANAKA.id},
    "views.open": _open,
    "views.publish": {"user_id": cast.TANAKA.id, "view": HOME},
    "views.push": _push,
    "views.update": _update_view,
}
