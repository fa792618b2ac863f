"""What people do in windows with more than plain buttons: buttons beside a text, menus of dots, dates, people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from tests.bot.playground.screen import Json, Screen
from tests.kit.incidents import next_view


def shown(view: Json) -> str:
    """Everything that a window shows, as one text."""
    return json.dumps(view["blocks"], ensure_ascii=False)


def labels(view: Json) -> list[str]:
    """What can be pressed."""
    return [label for _, _, label, _ in _pressable(view)]


async def tap(screen: Screen, view: Json, label: str, beside: str = "") -> Json:
    """Presses what reads so, the first one at or below the words `beside`; the window that comes of it."""
    at = 0
    if beside:
        at = next(
            place for place, block in enumerate(view["blocks"]) if beside in json.dumps(block, ensure_ascii=False)
        )
    found = next(one for one in _pressable(view) if one[2] == label and view["blocks"].index(one[0]) >= at)
    await screen.do(
        "action",
        container={"type": "view", "view_id": view["id"]},
        action=found[3] | {"block_id": found[0]["block_id"], "action_id": found[1]["action_id"]},
    )
    return await next_view(screen)


async def submit(screen: Screen, view: Json, **fields: Json) -> Json:
    """Sends a form; what became of it."""
    return await screen.do(
        "view_submit", view_id=view["id"], state={name: {"value": one} for name, one in fields.items()}
    )


def text(said: str) -> Json:
    return {"type": "plain_text_input", "value": said}


def moment(at: datetime) -> Json:
    return {"type": "datetimepicker", "selected_date_time": int(at.timestamp())}


def day(iso: str) -> Json:
    return {"type": "datepicker", "selected_date": iso}


def somebody(user: str) -> Json:
    return {"type": "users_select", "selected_user": user}


def picked(value: str) -> Json:
    return {"type": "static_select", "selected_option": {"value": value}}


def _pressable(view: Json) -> Iterator[tuple[Json, Json, str, Json]]:
    """Block, element, label, and what is sent of each button and each option of a menu."""
    for block in view["blocks"]:
        for element in (*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else ())):
            if element["type"] == "button":
                yield block, element, element["text"]["text"], {"type": "button", "value": element["value"]}
            for option in element["options"] if element["type"] == "overflow" else ():
                yield block, element, option["text"]["text"], {"type": "overflow", "selected_option": option}
