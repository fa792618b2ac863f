"""The door of the Web API: token, scope, limit, arguments, then the method; its answer, Slack's way."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.playground.errors import COMMON_ERRORS, SlackError, TooFast, bad_arguments
from bot.playground.local_slack import LocalSlack
from bot.playground.methods import METHODS, Method
from bot.playground.web_api.call import Call, Reply, read_arguments

Handler = Callable[[Call], Awaitable[Reply]]

_NEEDS_NO_TOKEN = {"api.test", "blocks.validate", "oauth.v2.access"}
_NEEDS_APP_TOKEN = {"apps.connections.open"}
# What one argument says in the place of another that is otherwise required.
_INSTEAD = {("chat.appendStream", "markdown_text"): "chunks"}
_UNKNOWN_CALLER = {"not_authed", "invalid_auth", "token_revoked", "token_expired"}
_SECRET = {"token", "client_secret", "code", "refresh_token"}


class Gate:
    """Answers /api/<method>."""

    def __init__(self, slack: LocalSlack, handlers: dict[str, Handler]) -> None:
        self._slack = slack
        self._handlers = handlers

    async def answer(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        args: dict[str, Any] = {}
        try:
            args, warning = await read_arguments(request, takes_json=name not in METHODS or METHODS[name].json)
            await self._before(name, request)
            reply = await self._reply(name, args, request)
        except TooFast as refusal:
            return self._note(name, args, self._too_fast(refusal))
        except SlackError as refusal:
            self._log(name, args, refusal.code, _refused(refusal))
            return self._response(name, _refused(refusal))
        answer = {"ok": True} | _warned(reply, warning)
        self._log(name, args, "ok", answer)
        await self._after(name, request)
        return self._response(name, answer)

    async def _reply(self, name: str, args: dict[str, Any], request: web.Request) -> Reply:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method")
        token = _token(request, args)
        if name not in _NEEDS_NO_TOKEN:
            self._slack.grants.check(token, "app" if name in _NEEDS_APP_TOKEN else "bot")
        call = Call(self._slack, method, args, token)
        call.need_scope(*method.scopes)
        self._slack.limits.check_method(name)
        _check_required(method, args)
        try:
            return await self._handlers[name](call)
        except SlackError as refusal:
            if refusal.code not in method.errors | COMMON_ERRORS:
                raise AssertionError(f"{name} never answers {refusal.code}") from refusal
            raise

    async def _before(self, name: str, request: web.Request) -> None:
        strike = self._slack.faults.strike
        if fault := strike("delay", name):
            await asyncio.sleep(fault.pause)
        if strike("drop_before_accept", name):
            _cut(request)
            raise SlackError("request_timeout")
        if fault := strike("rate_limit", name):
            raise TooFast(fault.retry_after)
        if fault := strike("error", name):
            raise SlackError(fault.code)
        if strike("server_error", name):
            raise web.HTTPInternalServerError(text="playground fault")

    async def _after(self, name: str, request: web.Request) -> None:
        if fault := self._slack.faults.strike("delay_answer", name):
            await asyncio.sleep(fault.pause)
        if self._slack.faults.strike("drop_after_accept", name):
            _cut(request)

    def _response(self, name: str, body: Reply, status: int = 200) -> web.Response:
        method = METHODS.get(name)
        headers = {
            "x-slack-req-id": secrets.token_hex(16),
            "x-accepted-oauth-scopes": ",".join(method.scopes) if method else "",
        }
        if body.get("error") not in _UNKNOWN_CALLER:
            headers["x-oauth-scopes"] = ",".join(self._slack.space.app.scopes)
        text = json.dumps(body, ensure_ascii=False)
        return web.Response(text=text, status=status, headers=headers, content_type="application/json")

    def _too_fast(self, refusal: TooFast) -> web.Response:
        response = self._response("", {"ok": False, "error": "ratelimited"}, 429)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response

    def _note(self, name: str, args: dict[str, Any], response: web.Response) -> web.Response:
        self._log(name, args, "ratelimited")
        return response

    def _log(self, name: str, args: dict[str, Any], outcome: str, answer: Reply | None = None) -> None:
        body = {key: value for key, value in args.items() if key not in _SECRET}
        self._slack.log.add(self._slack.clock.now(), "api", name, body, outcome, answer)


def _token(request: web.Request, args: dict[str, Any]) -> str:
    kind, _, value = request.headers.get("Authorization", "").strip().partition(" ")
    return (value.strip() if kind.lower() == "bearer" else "") or str(args.get("token") or "")


def _check_required(method: Method, args: dict[str, Any]) -> None:
    absent = [name for name in method.required if not (_given(args, name) or _said_otherwise(method, args, name))]
    if absent:
        raise bad_arguments(*(f"missing required field: {name}" for name in absent))


def _given(args: dict[str, Any], name: str) -> bool:
    value = args.get(name)
    return value is not None and value != ""


def _said_otherwise(method: Method, args: dict[str, Any], name: str) -> bool:
    other = _INSTEAD.get((method.name, name))
    return other is not None and _given(args, other)


def _refused(refusal: SlackError) -> Reply:
    body: Reply = {"ok": False, "error": refusal.code} | refusal.extra
    return body | ({"response_metadata": {"messages": list(refusal.messages)}} if refusal.messages else {})


def _warned(reply: Reply, warning: str) -> Reply:
    if not warning:
        return reply
    return reply | {
        "warning": warning,
        "response_metadata": reply.get("response_metadata", {}) | {"warnings": [warning]},
    }


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
