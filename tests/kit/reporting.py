"""What people do with the windows of a report in stories."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from bot.playground.cast import GENERAL
from handlers.incidents import ids
from tests.bot.playground.screen import Json, Screen
from tests.kit.incidents import next_view, typed
from tests.kit.stage import Stage, button, press_in_view, words_of


def words_in(view: Json) -> str:
    """Everything that a window shows."""
    return words_of({"blocks": view["blocks"], "text": str(view.get("title", ""))})


def initial(view: Json, block: str) -> str:
    """What stands in a field of a window before anybody types."""
    return str(next(one for one in view["blocks"] if one.get("block_id") == block)["element"].get("initial_value", ""))


def fields(view: Json) -> list[str]:
    """What there is to answer."""
    return [one["block_id"] for one in view["blocks"] if one["type"] == "input"]


async def home(screen: Screen) -> Json:
    """The App Home as it is drawn now."""
    await screen.do("open", channel=screen.dm, tab="home")
    found: Json = (await screen.sees("home"))["view"]
    return found


async def from_home(screen: Screen, label: str) -> Json:
    """The window behind a button of the App Home; a Home that was drawn anew in between is looked at again."""
    while not (await press_in_view(screen, await home(screen), label)).get("ok"):
        pass
    return await next_view(screen)


async def pick(screen: Screen, view: Json, label: str, **kept: Json) -> Json:
    """Presses a kind in the window; what is typed meanwhile goes along as Slack sends it."""
    found = button(view, label)
    block = next(one["block_id"] for one in view["blocks"] if found in one.get("elements", ()))
    action = {"block_id": block, "action_id": found["action_id"], "type": "button", "value": found["value"]}
    await screen.do("action", container={"type": "view", "view_id": view["id"]}, action=action, state=kept)
    return await next_view(screen)


async def submit(screen: Screen, view: Json, state: Json | None = None, **texts: str) -> Json:
    """Sends a window off; the answer says what Slack makes of it."""
    return await screen.do("view_submit", view_id=view["id"], state=typed(**texts) | (state or {}))


async def post(screen: Screen, words: str, **more: Any) -> str:
    """A message in #general; its timestamp."""
    return str((await screen.say(words, channel=GENERAL, **more))["ts"])


async def from_message(screen: Screen, ts: str, channel: str = GENERAL) -> Json:
    """The window behind the message's shortcut."""
    await screen.do("shortcut", callback_id=ids.REPORT_MESSAGE, channel=channel, ts=ts)
    return await next_view(screen)


def moments(**seconds: int) -> Json:
    """Date and time fields, filled in."""
    return {name: {"value": {"type": "datetimepicker", "selected_date_time": at}} for name, at in seconds.items()}


def nameless() -> Json:
    """The box "without my name", ticked."""
    return {"anonymous": {"value": {"type": "checkboxes", "selected_options": [{"value": "yes"}]}}}


async def everything_on_record(scene: Stage) -> dict[str, str]:
    """Every row of the database as text, by table."""
    async with scene.house.services.database.read() as connection:
        names = await connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        found = {}
        for (name,) in names.all():
            rows = await connection.execute(text(f'SELECT * FROM "{name}"'))
            found[str(name)] = "\n".join(map(repr, rows.all()))
    return found
