"""What stories of writing need: the windows from the first word to the preview, and the panel under it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import true

from bot.bulletins.cases import Bulletin
from bot.bulletins.store import BulletinStore
from handlers.bulletins.board import Board
from handlers.bulletins.writing import Writing, ids
from tests.bot.playground.screen import Json, Screen
from tests.kit.bulletins import clock_of
from tests.kit.bulletins import room_of as delivering
from tests.kit.incidents import next_view, told, until_told
from tests.kit.reporting import from_home
from tests.kit.stage import Stage, words_of
from tests.kit.taps import picked, text

COUNTED = "に届きます"


def field(value: Json, name: str = "value") -> Json:
    return {name: value}


def typed(**more: Json) -> Json:
    """The first window, filled in; a field may be another one."""
    fields: dict[str, Json] = {
        "severity": radio("caution"),
        "title_ja": text("偽の請求書メールに注意してください"),
        "body_ja": text("{company}あてに、取引先をかたる請求書のメールが届いています。"),
        "actions_ja": text("添付を開かない\nまもりに転送する"),
        "title_en": text("Beware of false invoices"),
        "body_en": text("Mails that pose as a supplier reach {company}."),
        "actions_en": text("Do not open the attachment\nForward it to Mamori"),
        "links": text("https://www.example.go.jp/alert 注意喚起\n悪い例: https://evil.example.com/login 偽の画面"),
        "ask": radio("button"),
        **more,
    }
    return {name: field(one, ids.ASK if name == "ask" else "value") for name, one in fields.items()}


def aimed(**more: Json) -> Json:
    """The second window, filled in: everybody, at once, within the working hours."""
    fields = {"audience": checks("everyone"), "when": radio("now"), "fitted": checks("fitted"), **more}
    return {name: field(one) for name, one in fields.items()}


def radio(value: str) -> Json:
    return {"type": "radio_buttons", "selected_option": {"value": value}}


def checks(*values: str) -> Json:
    return {"type": "checkboxes", "selected_options": [{"value": one} for one in values]}


def several(*values: str) -> Json:
    return {"type": "multi_static_select", "selected_options": [{"value": one} for one in values]}


def channels(*ids_: str) -> Json:
    return {"type": "multi_conversations_select", "selected_conversations": list(ids_)}


async def begun(screen: Screen, template: str = "-") -> Json:
    """The first window, from the App Home and a template."""
    view = await from_home(screen, "お知らせを作る")
    answer = await screen.do("view_submit", view_id=view["id"], state={"template": field(picked(template))})
    assert answer["ok"], answer
    return await next_view(screen)


async def worded(screen: Screen, view: Json, **more: Json) -> Json:
    """The second window, after the first one was sent."""
    answer = await screen.do("view_submit", view_id=view["id"], state=typed(**more))
    assert answer["ok"], answer
    return await next_view(screen)


async def previewed(scene: Stage, user: str, *, aim: Json | None = None, **more: Json) -> Json:
    """Somebody writes a bulletin as far as the preview; the panel under it, once the people are counted."""
    screen = await scene.person(user)
    view = await worded(screen, await begun(screen), **more)
    answer = await screen.do("view_submit", view_id=view["id"], state=aimed(**(aim or {})))
    assert answer["ok"], answer
    return await panel(scene, user)


async def panel(scene: Stage, user: str, part: str = COUNTED) -> Json:
    """The newest panel that holds these words."""
    await until_told(scene, user, part)
    return (await told(scene, user, part))[-1]


async def all_bulletins(scene: Stage) -> list[Bulletin]:
    """Every bulletin on record, the newest first."""
    async with scene.house.services.database.read() as connection:
        return await BulletinStore(connection).select(true())


def previews_in(messages: list[Json]) -> list[Json]:
    """Of the bot's messages, those that show exactly what people will see."""
    return [
        one for one in messages if "プレビュー：" in words_of(one) and "この行は相手には表示されません" in words_of(one)
    ]


def approval(scene: Stage, rule: str) -> None:
    """The company wants a second person, or does not."""
    service: Any = scene.house.services.bulletins
    habits = service.content.habits.model_copy(update={"approval": rule})
    service.content = service.content.model_copy(update={"habits": habits})


def trigger(scene: Stage, user: str) -> str:
    """What opens a window for somebody, once."""
    return scene.slack.slack.triggers.issue(user, None)


def room_of(scene: Stage) -> Writing:
    """What other rooms use of the writing."""
    desk, delivery = scene.house.desk, clock_of(scene)
    return Writing(desk, delivery._census, Board(desk), delivering(scene))
