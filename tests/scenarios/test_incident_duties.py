"""Stories of whom to notify: the checklist, what is settled in it, the letter, the facts that decide, reminders."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.core.absences import Absence, Absences
from bot.core.errors import NotAllowed, NotFound
from bot.incidents.cases import Entry, Kind
from bot.incidents.store import IncidentStore
from bot.playground.cast import EMMA, RESPONSE, SUZUKI, TAKAHASHI, TANAKA
from bot.playground.model import User
from handlers.incidents import ids
from handlers.incidents.duties import ids as duty_ids
from handlers.kit.payload import Spot
from tests.bot.playground.screen import Json, Screen
from tests.kit.database import TestClock
from tests.kit.incidents import chosen, latest, next_view, pass_time, report, told, typed, until_told
from tests.kit.stage import Stage, press, press_in_view, words_of

LIST, DONE, DROP, LETTER, UNDO = (
    "届け出先の確認",
    "速報：済みにする",
    "不要にする（理由）",
    "文面を見る",
    "未対応に戻す",
)
FACTS = {"personal": "over-1000", "mynumber": "no", "outside": "no"}


def shown(view: Json) -> str:
    return json.dumps(view["blocks"], ensure_ascii=False)


PPC = "個人情報保護委員会への漏えい等報告"


def row(view: Json, title: str = PPC) -> Json:
    """The row of a duty in the checklist."""
    found: Json = next(one for one in view["blocks"] if one.get("text", {}).get("text", "").startswith(title))
    return found


async def opened(screen: Screen, view: Json, title: str = PPC) -> Json:
    """The window of one duty, from its row."""
    block = row(view, title)
    button = block["accessory"]
    action = {"block_id": block["block_id"], "type": "button"} | {one: button[one] for one in ("action_id", "value")}
    await screen.do("action", container={"type": "view", "view_id": view["id"]}, action=action)
    return await next_view(screen)


async def lists(scene: Stage, screen: Screen, text: str) -> Json:
    """Opens the checklist from the card in the response channel."""
    await press(screen, await until_told(scene, RESPONSE, text), LIST)
    return await next_view(screen)


async def send(screen: Screen, view: Json, note: str) -> Json:
    """Sends the window with a note; the duty's window and the checklist beneath are drawn anew."""
    answer = await screen.do("view_submit", view_id=view["id"], state=typed(note=note))
    assert answer["ok"], answer
    return await next_view(screen)


async def duty_lines(scene: Stage) -> list[Entry]:
    incident = await latest(scene)
    async with scene.house.services.database.read() as connection:
        return [one for one in await IncidentStore(connection).timeline(incident.id) if one.kind is Kind.DUTY]


async def test_a_leak_shows_whom_to_notify_until_when_and_the_preliminary_report_is_ticked_off(
    still_scene: Stage,
) -> None:
    tanaka, takahashi = [await still_scene.person(one.id) for one in (TANAKA, TAKAHASHI)]
    await report(tanaka, "personal-data", "名簿を公開してしまいました", **FACTS)
    view = await lists(still_scene, takahashi, "名簿を公開")
    assert view["blocks"][0]["text"]["text"] == "法的助言ではありません。最新の公式情報を確認してください。"
    brief = row(view)["text"]["text"]
    for words in ("必要かもしれません／法令による義務", "速報：2026年4月5日（日）まで", "未対応"):
        assert words in brief, words
    view = await opened(takahashi, view)
    ppc = shown(view)
    for words in (
        "区分：法令による義務",
        "速報：2026年4月5日（日）まで",
        "（できれば2026年4月3日（金）まで）",
        "確報：2026年4月30日（木）まで",
        "質問の答えによっては期限が延びますが",
        "要否：必要かもしれません",
        "確認日：2026年11月1日",
    ):
        assert words in ppc, words
    await press_in_view(takahashi, view, DONE)
    form = await next_view(takahashi)
    view = await send(takahashi, form, "受付番号 45-1")
    ppc = shown(view)
    assert "速報：済み（高橋 由美、2026年4月1日 12:00）" in ppc
    assert "メモ：受付番号 45-1" in ppc
    assert DONE not in shown(view)
    assert "一部対応済み（1/2）" in row(await next_view(takahashi))["text"]["text"]
    (line,) = await duty_lines(still_scene)
    assert (line.by, line.data) == (TAKAHASHI.id, {"duty": "ppc", "deadline": "preliminary", "what": "done"})
    await press_in_view(takahashi, view, f"速報：{UNDO}")
    view = await next_view(takahashi)
    assert DONE in shown(view)
    assert [one.data["what"] for one in await duty_lines(still_scene)] == ["done", "reopened"]


async def test_the_answers_decide_and_the_checklist_says_why(still_scene: Stage) -> None:
    tanaka, takahashi = [await still_scene.person(one.id) for one in (TANAKA, TAKAHASHI)]
    await report(tanaka, "personal-data", "名簿を公開してしまいました", **FACTS)
    view = await lists(still_scene, takahashi, "名簿を公開")
    await press_in_view(takahashi, view, "判断に必要な質問に答える")
    form = await next_view(takahashi)
    asked = [block["block_id"] for block in form["blocks"] if block["type"] == "input"]
    assert 1 <= len(asked) <= 8
    assert {"fact-leaked", "fact-encrypted", "fact-purpose"} <= set(asked)
    answers = chosen(leaked="yes", encrypted="no", purpose="yes", entrusted="own")
    answer = await takahashi.do("view_submit", view_id=form["id"], state=answers)
    assert answer["ok"], answer
    view = await next_view(takahashi)
    assert row(view)["text"]["text"].split("\n")[1] == "必要／法令による義務"
    ppc = shown(await opened(takahashi, view))
    assert '要否：必要"' in ppc
    assert "判断の材料：" in ppc
    assert "個人情報：1,000人を超える" in ppc
    # Sixty days from 1 April end on Saturday, 30 May.
    assert "2026年5月30日（土）まで。休みの日にあたるため、遅くとも2026年6月1日（月）まで" in ppc
    assert (await latest(still_scene)).facts["purpose"] == "yes"


async def test_a_duty_that_the_facts_rule_out_moves_to_the_end_with_the_reason(still_scene: Stage) -> None:
    tanaka, takahashi = [await still_scene.person(one.id) for one in (TANAKA, TAKAHASHI)]
    await report(tanaka, "personal-data", "名簿を公開してしまいました", **FACTS)
    view = await lists(still_scene, takahashi, "名簿を公開")
    await press_in_view(takahashi, view, "判断に必要な質問に答える")
    form = await next_view(takahashi)
    await takahashi.do("view_submit", view_id=form["id"], state=chosen(encrypted="yes"))
    view = await next_view(takahashi)
    rows = [one for one in view["blocks"] if "accessory" in one]
    assert "不要です" not in rows[0]["text"]["text"]
    assert "不要です" in rows[-1]["text"]["text"]
    ppc = shown(await opened(takahashi, view))
    assert "今わかっていることからは、不要です" in ppc
    assert "高度な暗号化：すべてにあり（鍵は無事）" in ppc
    assert "速報：わかった事実により不要" in ppc
    assert "button" not in ppc


async def test_not_needed_asks_for_the_reason(still_scene: Stage) -> None:
    tanaka, takahashi = [await still_scene.person(one.id) for one in (TANAKA, TAKAHASHI)]
    await report(tanaka, "personal-data", "名簿を公開してしまいました", **FACTS)
    view = await lists(still_scene, takahashi, "名簿を公開")
    view = await opened(takahashi, view)
    await press_in_view(takahashi, view, DROP)
    form = await next_view(takahashi)
    empty = await takahashi.do("view_submit", view_id=form["id"], state=typed(note=""))
    assert not empty["ok"]
    blank = await takahashi.do("view_submit", view_id=form["id"], state=typed(note="　"))
    assert not blank["ok"]
    view = await send(takahashi, form, "弁護士に確認した")
    assert "不要（高橋 由美" in shown(view)
    (line,) = await duty_lines(still_scene)
    assert (line.data["what"], line.text) == ("not_needed", "弁護士に確認した")


async def test_the_letter_is_filled_and_its_gaps_are_seen(still_scene: Stage) -> None:
    tanaka, takahashi = [await still_scene.person(one.id) for one in (TANAKA, TAKAHASHI)]
    await report(tanaka, "personal-data", "{company} <!channel> {0.__class__} 名簿を公開", "社内のサーバー", **FACTS)
    view = await lists(still_scene, takahashi, "名簿を公開")
    await press_in_view(takahashi, await opened(takahashi, view), LETTER)
    letter = await next_view(takahashi)
    text = shown(letter)
    assert "これは下書きです" in text
    assert "場所：社内のサーバー" in text
    assert "{company} <!channel> {0.__class__} 名簿を公開" in text
    assert "（記入してください）" in text
    assert "mrkdwn" not in text


async def test_two_who_settle_the_same_are_told_apart(still_scene: Stage) -> None:
    tanaka, takahashi, suzuki = [await still_scene.person(one.id) for one in (TANAKA, TAKAHASHI, SUZUKI)]
    await report(tanaka, "personal-data", "名簿を公開してしまいました", **FACTS)
    forms = []
    for screen in (takahashi, suzuki):
        view = await opened(screen, await lists(still_scene, screen, "名簿を公開"))
        await press_in_view(screen, view, DONE)
        forms.append(await next_view(screen))
    await send(takahashi, forms[0], "受付番号 45-1")
    late = await suzuki.do("view_submit", view_id=forms[1]["id"], state=typed(note="電話しました"))
    assert not late["ok"]
    assert len(await duty_lines(still_scene)) == 1


@pytest.mark.parametrize("person", [EMMA, TANAKA], ids=["a stranger", "the reporter"])
@pytest.mark.parametrize(
    ("surface", "name"),
    [
        ("action", ids.DUTIES),
        ("action", duty_ids.DUTIES_PAGE),
        ("action", duty_ids.DUTY_SEE),
        ("action", duty_ids.DUTY_DONE),
        ("action", duty_ids.DUTY_DROP),
        ("action", duty_ids.DUTY_AGAIN),
        ("action", duty_ids.DUTY_LETTER),
        ("action", duty_ids.DUTY_FACTS),
        ("view", duty_ids.DUTY_FORM),
    ],
)
async def test_no_door_of_the_duties_opens_for_those_who_do_not_handle_incidents(
    still_scene: Stage, person: User, surface: str, name: str
) -> None:
    await report(await still_scene.person(TANAKA.id), "personal-data", "名簿を公開してしまいました", **FACTS)
    incident = await latest(still_scene)
    forged = f'{{"i":"{incident.id}","d":"ppc","l":"preliminary","w":"done"}}'
    body = {
        "team": {"id": incident.team},
        "user": {"id": person.id},
        "trigger_id": "forged",
        "actions": [{"action_id": name, "value": forged, "action_ts": "1"}],
        "view": {"id": "V1", "hash": "1", "type": "modal", "callback_id": name, "private_metadata": forged},
    }
    route = next(one for one in still_scene.house.routes if one.surface == surface and one.matches(name))
    with pytest.raises((NotFound, NotAllowed)):
        await route.handle(body, still_scene.house.client)
    assert await duty_lines(still_scene) == []


async def test_whoever_leads_is_reminded_before_a_date_and_after_it_and_no_more_once_it_is_done(
    still_scene: Stage, clock: TestClock
) -> None:
    tanaka, takahashi = [await still_scene.person(one.id) for one in (TANAKA, TAKAHASHI)]
    await report(tanaka, "personal-data", "名簿を公開してしまいました", **FACTS)
    await press(takahashi, await until_told(still_scene, TAKAHASHI.id, "名簿を公開"), "確認しました。対応します")
    await pass_time(still_scene, clock, hours=45)
    soon = await until_told(still_scene, TAKAHASHI.id, "届け出が必要かどうか、まだ決まっていません")
    assert "個人情報保護委員会への漏えい等報告（速報）：必要なら2026年4月5日（日）まで" in words_of(soon)
    await press(takahashi, soon, "届け出先を見る")
    view = await next_view(takahashi)
    await press_in_view(takahashi, view, "判断に必要な質問に答える")
    form = await next_view(takahashi)
    facts = chosen(leaked="yes", encrypted="no", purpose="no", entrusted="own", regulated="no", insured="no")
    answer = await takahashi.do("view_submit", view_id=form["id"], state=facts)
    assert answer["ok"], answer
    await next_view(takahashi)
    await pass_time(still_scene, clock, days=3)
    late = await until_told(still_scene, TAKAHASHI.id, "届け出の期限を過ぎています")
    line = "個人情報保護委員会への漏えい等報告（速報）：期限の2026年4月5日（日）から"
    assert f"{line}1日過ぎています" in words_of(late)
    assert "いまからでも届け出て、遅れた理由を添えてください。" in words_of(late)
    await press(takahashi, late, "届け出先を見る")
    view = await next_view(takahashi)
    assert "期限を過ぎています。できるだけ早く届け出てください。" in row(view)["text"]["text"]
    view = await opened(takahashi, view)
    await press_in_view(takahashi, view, DONE)
    view = await send(takahashi, await next_view(takahashi), "")
    await pass_time(still_scene, clock, days=1)
    await until_told(still_scene, TAKAHASHI.id, "届け出の期限を過ぎています")
    assert len(await told(still_scene, TAKAHASHI.id, "届け出の期限を過ぎています")) == 1


async def test_a_lead_who_is_away_is_stood_in_for_and_who_answers_for_incidents_hears_of_the_law(
    still_scene: Stage, clock: TestClock
) -> None:
    tanaka, takahashi = [await still_scene.person(one.id) for one in (TANAKA, TAKAHASHI)]
    await report(tanaka, "personal-data", "名簿を公開してしまいました", **FACTS)
    await press(takahashi, await until_told(still_scene, TAKAHASHI.id, "名簿を公開"), "確認しました。対応します")
    await until_told(still_scene, TANAKA.id, "高橋 由美")
    services, incident = still_scene.house.services, await latest(still_scene)
    async with services.unit() as work:
        await services.incidents.change(work, incident, lead=SUZUKI.id)
    open_yet = "届け出が必要かどうか、まだ決まっていません"
    await pass_time(still_scene, clock, hours=45)
    await until_told(still_scene, SUZUKI.id, open_yet)
    assert len(await told(still_scene, SUZUKI.id, open_yet)) == 1
    await until_told(still_scene, TAKAHASHI.id, open_yet)
    assert len(await told(still_scene, TAKAHASHI.id, open_yet)) == 1
    await still_scene.house.desk.people.of(Spot(incident.team, EMMA.id))  # as the form in which a deputy is chosen does
    async with services.unit() as work:
        away = Absence(incident.team, SUZUKI.id, EMMA.id, work.now, work.now + timedelta(days=9))
        await Absences(work.connection).say(away)
    await pass_time(still_scene, clock, days=3)
    late = await until_told(still_scene, EMMA.id, "It is not settled yet whether somebody has to be notified")
    assert "if it is needed, it was due by Sun 5 Apr 2026, a day ago" in words_of(late)
    assert len(await told(still_scene, EMMA.id, "It is not settled yet whether somebody has to be notified")) == 1
    await until_told(still_scene, SUZUKI.id, open_yet)
    assert len(await told(still_scene, SUZUKI.id, open_yet)) == 1
    assert len(await told(still_scene, TAKAHASHI.id, open_yet)) == 2
