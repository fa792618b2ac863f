"""One Web API call: its arguments in the three encodings that Slack reads."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BasicAuth, web

from bot.playground.errors import SlackError, bad_arguments, missing_scope
from bot.playground.local_slack import LocalSlack
from bot.playground.methods import Method
from bot.playground.reading import BROKEN_FORM, read_json

Reply = dict[str, Any]

_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


@dataclass(frozen=True)
class Call:
    """What a method gets to work with."""

    slack: LocalSlack
    method: Method
    args: dict[str, Any]
    token: str = ""

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
        except (TypeError, ValueError, OverflowError):
            raise bad_arguments(f"must be an integer [json-pointer:/{name}]") from None

    def structure(self, name: str, refusal: str) -> Any:
        """An argument that is JSON, perhaps as a string in a form field."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return read_json(value)
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
    args: dict[str, Any] = _basic(request) | dict(request.query)
    if request.method == "GET" or not request.can_read_body:
        return args, ""
    _check_type(request)
    if request.content_type == "application/json":
        body = await _json_body(request)
        # A method that reads forms only overlooks a JSON body instead of complaining.
        return args | (body if takes_json else {}), "" if request.charset else "missing_charset"
    form = await _form(request)
    return args | form, "superfluous_charset" if request.charset and request.content_type in _FORMS else ""


def _check_type(request: web.Request) -> None:
    if "Content-Type" not in request.headers:
        raise SlackError("missing_post_type")
    if request.content_type not in {"application/json", "text/plain", *_FORMS}:
        raise SlackError("invalid_post_type")
    if (request.charset or "utf-8").lower() not in {"utf-8", "iso-8859-1"}:
        raise SlackError("invalid_charset")


async def _form(request: web.Request) -> dict[str, Any]:
    try:
        if request.content_type == "text/plain":
            return dict(parse_qsl(await request.text(), keep_blank_values=True))
        form = await request.post()
    except BROKEN_FORM:
        raise SlackError("invalid_form_data") from None
    return {key: value for key, value in form.items() if isinstance(value, str)}


async def _json_body(request: web.Request) -> dict[str, Any]:
    raw = await request.read()
    if not raw:
        return {}
    try:
        body = read_json(raw)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body


def _basic(request: web.Request) -> dict[str, Any]:
    """The client of an OAuth call may be named in the header instead."""
    try:
        named = BasicAuth.decode(request.headers.get("Authorization", ""))
    except ValueError:
        return {}
    return {"client_id": named.login, "client_secret": named.password}
