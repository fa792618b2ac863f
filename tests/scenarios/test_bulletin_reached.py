"""Stories of a sender who looks who gets it before it is sent."""

from __future__ import annotations

from bot.playground.cast import EMMA, GENERAL, GUEST, SATO, TAKAHASHI, TANAKA, WATANABE
from handlers.bulletins.writing import ids
from tests.bot.playground.screen import Json
from tests.kit import bulletin_forms as f
from tests.kit.bulletins import clock_of
from tests.kit.forge import deliver, pressed, said
from tests.kit.incidents import next_view, told
from tests.kit.stage import Stage, press
from tests.kit.taps import shown

LABEL = "届く人を見る"


async def looks(scene: Stage, panel: Json) -> str:
    """What stands in the window behind the panel's button."""
    takahashi = await scene.person(TAKAHASHI.id)
    await press(takahashi, panel, LABEL)
    return shown(await next_view(takahashi))


async def lists_read(scene: Stage) -> int:
    return len(await scene.admin.lines("api", "users.list"))


async def test_before_it_is_sent_one_sees_who_gets_it_and_that_the_exceptions_work(scene: Stage) -> None:
    without = {"type": "multi_users_select", "selected_users": [TANAKA.id]}
    panel = await f.previewed(scene, TAKAHASHI.id, aim={"without": without, "channels": f.channels(GENERAL)})
    before = await lists_read(scene)
    window = await looks(scene, panel)
    assert "個人あてに届く人：6人" in window
    assert "佐藤 健一" in window
    assert "営業部（1人）" in window
    assert "除外した人（1人）" in window
    assert "チャンネルにいれば、その投稿は見えます" in window
    assert window.index("除外した人") < window.index("田中 美咲")
    assert GUEST.real_name not in window
    assert await lists_read(scene) == before, "it is shown from what was read for the count"


async def test_those_who_only_read_it_in_a_channel_are_counted_apart(scene: Stage) -> None:
    nobody = {"type": "checkboxes", "selected_options": []}
    people = {"type": "multi_users_select", "selected_users": [SATO.id]}
    panel = await f.previewed(
        scene, TAKAHASHI.id, aim={"audience": nobody, "people": people, "channels": f.channels(GENERAL)}
    )
    window = await looks(scene, panel)
    assert "個人あてに届く人：1人" in window
    assert "チャンネルだけで読む人：6人" in window
    assert "田中 美咲" in window


async def test_where_it_was_not_read_yet_it_says_so_and_reads_it(scene: Stage) -> None:
    panel = await f.previewed(scene, TAKAHASHI.id)
    clock_of(scene)._census.forget()  # as after a restart
    assert "まだ読み込んでいません" in await looks(scene, panel)
    await scene.settled()
    (panel,) = await told(scene, TAKAHASHI.id, f.COUNTED)
    while "まだ読み込んでいません" in (window := await looks(scene, panel)):
        await scene.settled()
    assert "個人あてに届く人：7人" in window


async def test_nobody_looks_who_may_not_see_it_and_an_older_preview_says_so(scene: Stage) -> None:
    panel = await f.previewed(scene, TAKAHASHI.id)
    button = next(one for block in panel["blocks"] for one in block.get("elements", ()) if LABEL in str(one))
    for user in (TANAKA.id, EMMA.id):
        await deliver(scene, pressed(scene, user, ids.REACHED, button["value"], trigger_id=f.trigger(scene, user)))
    assert any("権限がありません" in one for one in await said(scene, "reason:"))
    assert any("do not have permission" in one for one in await said(scene, "reason:"))
    old = button["value"].replace('"r":', '"r":9')
    asks = pressed(scene, WATANABE.id, ids.REACHED, old, trigger_id=f.trigger(scene, WATANABE.id))
    await deliver(scene, asks)
    assert "内容が変わりました" in (await said(scene, "reason:"))[-1]
