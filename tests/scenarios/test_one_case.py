"""The answer to an emergency has two buttons; whichever comes first, it stays one case."""

from __future__ import annotations

from bot.playground import cast
from handlers.incidents import ids
from tests.kit.incidents import latest, next_view, told, typed, until_told
from tests.kit.stage import Stage, press, words_of

OPENED = "メールの添付ファイルを開いてしまいました"
REPORT, URGENT = "インシデントとして報告する", "システム管理者に今すぐ知らせる"


async def _report(scene: Stage) -> str:
    """Tanaka reports from the answer; the number of the incident."""
    tanaka = await scene.person(cast.TANAKA.id)
    await press(tanaka, await until_told(scene, cast.TANAKA.id, REPORT), REPORT)
    view = await next_view(tanaka)
    assert view["callback_id"] == ids.START_FORM
    answer = await tanaka.do("view_submit", view_id=view["id"], state=typed(text=OPENED))
    assert answer["ok"], answer
    return (await latest(scene)).id


async def test_after_a_report_the_urgent_button_says_who_is_on_it(still_scene: Stage) -> None:
    tanaka = await still_scene.person(cast.TANAKA.id)
    await tanaka.say(OPENED)
    incident = await _report(still_scene)
    await press(tanaka, await until_told(still_scene, cast.TANAKA.id, URGENT), URGENT)
    said = words_of(await until_told(still_scene, cast.TANAKA.id, "として受け付けています"))
    assert incident in said
    assert "鈴木" in said
    assert not await told(still_scene, cast.SUZUKI.id, "至急")


async def test_after_the_urgent_button_the_incident_names_what_came_before(still_scene: Stage) -> None:
    tanaka = await still_scene.person(cast.TANAKA.id)
    await tanaka.say(OPENED)
    await press(tanaka, await until_told(still_scene, cast.TANAKA.id, URGENT), URGENT)
    await until_told(still_scene, cast.SUZUKI.id, "至急")
    await _report(still_scene)
    handover = (await latest(still_scene)).origin.handover
    assert handover.startswith("H-")
    assert handover in words_of(await until_told(still_scene, cast.RESPONSE, "報告の前に"))
