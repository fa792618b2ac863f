"""One Web API call: its arguments in the three encodings that Slack reads."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.playground.errors import SlackError, bad_arguments, missing_scope
from bot.playground.local_slack import LocalSlack
from bot.playground.methods import Method

Reply = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """What a method gets to work with."""

    slack: LocalSlack
    method: Method
    args: dict[str, Any]

    def text(self, name: str, default: str = "") -> str:
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.args.get(name)
        return default if value is None else str(value).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        value = self.args.get(name)
        if value is None or value == "":
            return default
        try:
            return int(float(value))
        except (TypeError, ValueError):
            raise bad_arguments(f"must be an integer [json-pointer:/{name}]") from None

    def structure(self, name: str, refusal: str) -> Any:
        """An argument that is JSON, perhaps as a string in a form field."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(refusal) from None

    def names(self, name: str) -> list[str]:
        """A comma-separated argument."""
        value = self.args.get(name)
        parts = value if isinstance(value, list) else str(value or "").split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def has_scope(self, scope: str) -> bool:
        return scope in self.slack.space.app.scopes

    def need_scope(self, *any_of: str) -> None:
        granted = self.slack.space.app.scopes
        if any_of and not any(scope in granted for scope in any_of):
            raise missing_scope(list(any_of), list(granted))


async def read_arguments(request: web.Request, *, takes_json: bool) -> tuple[dict[str, Any], str]:
    """The arguments of a request and the warning that its encoding earns."""
    args: dict[str, Any] = dict(request.query)
    if request.method == "GET":
        return args, ""
    if request.content_type == "application/json":
        body = await _json_body(request)
        # A method that reads forms only overlooks a JSON body instead of complaining.
        return args | (body if takes_json else {}), "" if request.charset else "missing_charset"
    form = await request.post()
    return args | {key: value for key, value in form.items() if isinstance(value, str)}, ""


async def _json_body(request: web.Request) -> dict[str, Any]:
    raw = await request.read()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
