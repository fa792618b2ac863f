"""What Slack may call: routes as data, and the one place that turns them into Bolt listeners and acknowledges."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound
from handlers.kit.payload import Raw

Surface = Literal["event", "command", "action", "view", "shortcut"]
Answer = Mapping[str, Any] | None
"""What goes back with the acknowledgement: errors of a form, or nothing."""
Handle = Callable[[Raw, AsyncWebClient], Awaitable[Answer]]
Guard = Callable[["Route", Raw, AsyncWebClient], Awaitable[Answer]]


@dataclass(frozen=True)
class Route:
    """A door: `id` is an event type, a command, or an action's, view's or shortcut's id.

    An action id may carry a suffix (`answers.related.2`), because Slack wants ids to differ within a block.
    """

    surface: Surface
    id: str
    handle: Handle
    changes: bool = True
    """Whether it may change what somebody's App Home shows."""

    def matches(self, called: str) -> bool:
        return called == self.id or (self.surface == "action" and called.startswith(self.id + "."))


def register(app: AsyncApp, routes: Sequence[Route], guard: Guard) -> None:
    """Opens the doors; the last ones say that a button is of yesterday, and swallow events nobody listens to."""
    for route in routes:
        _opener(app, route)(_listener(route, guard))
    anything = re.compile(".*")
    for surface in ("action", "command", "view", "shortcut"):
        opener = cast("Callable[..., Any]", getattr(app, surface)(anything))
        opener(_listener(Route(surface, "*", _gone), guard))
    app.event(anything)(_nobody)


def _opener(app: AsyncApp, route: Route) -> Callable[..., Any]:
    if route.surface == "action":
        pattern = re.compile(rf"^{re.escape(route.id)}(\..+)?$")
        return cast("Callable[..., Any]", app.action(pattern))
    openers: dict[str, Callable[..., Any]] = {
        "event": app.event,
        "command": app.command,
        "view": app.view,
        "shortcut": app.shortcut,
    }
    return cast("Callable[..., Any]", openers[route.surface](route.id))


def _listener(route: Route, guard: Guard) -> Callable[..., Awaitable[None]]:
    async def listener(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        # After the commit: Slack never sends again what was acknowledged.
        answer = await guard(route, body, client)
        await ack(**(answer or {}))

    return listener


async def _gone(_body: Raw, _client: AsyncWebClient) -> Answer:
    raise NotFound("kit.gone")


async def _nobody(body: dict[str, Any]) -> None:
    """Does nothing: an event without a listener is acknowledged all the same, or Slack would deliver it again."""
