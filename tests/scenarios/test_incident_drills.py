"""Stories of drills: the whole chain runs, every message says that it is a drill, and a sheet shows how it went."""

from __future__ import annotations

from datetime import timedelta

from bot.incidents.cases import State
from bot.incidents.queries import metrics
from bot.playground.cast import EMMA, RESPONSE, SECURITY, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from bot.playground.model import Message
from handlers.incidents import ids
from tests.bot.playground.screen import Json, Screen
from tests.kit.database import TestClock
from tests.kit.incidents import latest, next_view, pass_time, told, typed, until_told
from tests.kit.stage import Stage, press, words_of

MARKS = ("【訓練】", "[DRILL]")


def filled(level: int, text: str = "訓練の文面です", hours: int = 2, finder: str = TANAKA.id) -> Json:
    picked = {
        "category": {"type": "static_select", "selected_option": {"value": "loss"}},
        "level": {"type": "radio_buttons", "selected_option": {"value": str(level)}},
        "hours": {"type": "static_select", "selected_option": {"value": str(hours)}},
        "person": {"type": "users_select", "selected_user": finder},
    }
    return typed(text=text) | {name: {"value": value} for name, value in picked.items()}


async def start(screen: Screen, level: int, **more: object) -> None:
    """Starts a drill with the command."""
    await screen.do("command", channel=screen.dm, command="/mamori", text="訓練")
    view = await next_view(screen)
    answer = await screen.do("view_submit", view_id=view["id"], state=filled(level, **more))  # type: ignore[arg-type]
    assert answer["ok"], answer


def said(scene: Stage) -> list[Message]:
    """Everything that the bot has written anywhere."""
    channels = scene.slack.slack.space.channels.values()
    return [one for channel in channels for one in channel.messages.values() if one.bot_id]


async def test_every_message_of_a_drill_says_so_and_the_sheet_shows_how_it_went(
    still_scene: Stage, clock: TestClock
) -> None:
    takahashi, suzuki = [await still_scene.person(one.id) for one in (TAKAHASHI, SUZUKI)]
    await start(takahashi, 3)
    call = await until_told(still_scene, SUZUKI.id, "確認をお願いします")
    played = words_of(await until_told(still_scene, TANAKA.id, "訓練の文面です"))
    assert "訓練で、あなたは発見者の役です。していただくことはありません。" in played
    assert "ありがとうございます" not in played
    for _ in range(3):
        await pass_time(still_scene, clock, minutes=5, seconds=1)
    await until_told(still_scene, SECURITY, "まだ確認していない")
    await press(suzuki, call, "確認しました。対応します")
    asked = await until_told(still_scene, TAKAHASHI.id, "確認をお願いします")
    await press(takahashi, asked, "確認しました。対応します")
    assert (await latest(still_scene)).state is State.CONFIRMED
    await pass_time(still_scene, clock, hours=1, minutes=30)
    await pass_time(still_scene, clock, hours=1)
    found = await latest(still_scene)
    assert (found.state, found.drill) == (State.CLOSED, True)
    sheet = words_of(await until_told(still_scene, RESPONSE, "訓練の結果"))
    assert "鈴木 直樹" in sheet
    assert "未達" in sheet
    assert "渡辺 修" in sheet
    assert await told(still_scene, TAKAHASHI.id, "訓練の結果")
    assert not await told(still_scene, TANAKA.id, "ご報告")
    bare = [one for one in said(still_scene) if not any(mark in one.text for mark in MARKS)]
    assert [one.text for one in bare] == []
    unmarked = [one for one in said(still_scene) if not any(mark in str(one.blocks) for mark in ("訓練", "DRILL"))]
    assert [one.text for one in unmarked] == []
    async with still_scene.house.services.database.read() as connection:
        counts = await metrics(connection, clock.now() + timedelta(minutes=1))
    assert not any(count for name, count in counts.items() if name.startswith("incident_"))


async def test_a_drill_is_ended_by_hand(still_scene: Stage, clock: TestClock) -> None:
    takahashi = await still_scene.person(TAKAHASHI.id)
    await start(takahashi, 2, finder=EMMA.id)
    control = await until_told(still_scene, TAKAHASHI.id, "自動で終わります")
    await press(takahashi, control, "訓練を終える")
    assert await until_told(still_scene, RESPONSE, "訓練の結果")
    assert (await latest(still_scene)).state is State.CLOSED
    messages = len(said(still_scene))
    await pass_time(still_scene, clock, days=2)
    assert len(said(still_scene)) == messages, "what has ended calls nobody"


async def test_only_those_who_may_run_drills_start_one(still_scene: Stage) -> None:
    tanaka, suzuki = [await still_scene.person(one.id) for one in (TANAKA, SUZUKI)]
    for screen in (tanaka, suzuki):
        await screen.do("command", channel=screen.dm, command="/mamori", text="drill")
        assert "権限" in words_of((await screen.sees("ephemeral"))["message"])


async def test_a_leak_cannot_be_played_below_level_2(still_scene: Stage) -> None:
    takahashi = await still_scene.person(TAKAHASHI.id)
    await takahashi.do("command", channel=takahashi.dm, command="/mamori", text="drill")
    view = await next_view(takahashi)
    answer = await takahashi.do("view_submit", view_id=view["id"], state=filled(1))
    assert "レベル2以上" in str(answer)
    assert await told(still_scene, WATANABE.id, "訓練") == []
    assert view["callback_id"] == ids.DRILL_FORM
