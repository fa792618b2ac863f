"""Payloads that no page would send: straight to the genuine app, as Slack delivers them."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from slack_bolt.async_app import AsyncBoltRequest
from sqlalchemy import select

from bot.core.tables import outbox
from tests.kit.stage import Stage

_numbers = count(1)


def pressed(scene: Stage, user: str, action_id: str, value: object, **more: Any) -> dict[str, Any]:
    """A button press; `team` and `channel` may be others than the stage's own."""
    team = more.pop("team", scene.slack.slack.space.team_id)
    channel = more.pop("channel", scene.slack.slack.space.bot_dm(user).id)
    number = next(_numbers)
    return {
        "type": "block_actions",
        "team": {"id": team},
        "user": {"id": user, "team_id": team},
        "channel": {"id": channel},
        "container": {"type": "message", "message_ts": "1700000000.000001", "channel_id": channel},
        "trigger_id": f"forged.{number}",
        "actions": [{"type": "button", "action_id": action_id, "value": value, "action_ts": f"1700000000.{number:06}"}],
        **more,
    }


def submitted(scene: Stage, user: str, callback_id: str, metadata: str, **entered: str) -> dict[str, Any]:
    """A form sent off, with text in its fields."""
    values = {name: {"value": {"type": "plain_text_input", "value": text}} for name, text in entered.items()}
    view = {"id": f"V{next(_numbers)}", "hash": "1.a", "callback_id": callback_id, "private_metadata": metadata}
    blocks = [{"type": "input", "block_id": name} for name in entered]
    team = scene.slack.slack.space.team_id
    return {
        "type": "view_submission",
        "team": {"id": team},
        "user": {"id": user, "team_id": team},
        "view": {"type": "modal", **view, "blocks": blocks, "state": {"values": values}},
    }


def happened(scene: Stage, user: str | None, **event: Any) -> dict[str, Any]:
    """An event; `event_id` may be given to deliver the same one again."""
    number = next(_numbers)
    event_id, team = event.pop("event_id", f"Ev{number}"), scene.slack.slack.space.team_id
    about = {"user": user, "ts": f"1700000000.{number:06}", "team": team}
    return {"type": "event_callback", "team_id": team, "event_id": event_id, "event": about | event}


async def deliver(scene: Stage, body: dict[str, Any]) -> int:
    """Hands the payload to the app as the socket would; the status that Slack would get."""
    request = AsyncBoltRequest(body=body, mode="socket_mode")
    return int((await scene.house.app.async_dispatch(request)).status)


async def complaints(scene: Stage, body: dict[str, Any]) -> list[str]:
    """Hands over a form; what stands beside its fields when it stays open."""
    response = await scene.house.app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    assert response.status == 200
    return list(json.loads(response.body or "{}").get("errors", {}).values())


async def said(scene: Stage, key: str = "") -> list[str]:
    """The texts of what the product has to say, by how their keys begin, oldest first."""
    async with scene.house.services.database.read() as connection:
        asked = select(outbox.c.payload).where(outbox.c.key.startswith(key)).order_by(outbox.c.id)
        return [str(payload.get("text")) for payload in (await connection.execute(asked)).scalars()]


def readable(body: dict[str, Any]) -> bool:
    """Whether Bolt itself can make a request of it; what it cannot never comes as far as us."""
    try:
        AsyncBoltRequest(body=body, mode="socket_mode")
    except (AttributeError, TypeError):
        return False
    return True
