"""Stories of people who answer: alone in a few minutes, in a campaign with pauses, colleagues and second thoughts."""

from __future__ import annotations

import json

from sqlalchemy import select

from bot.core.tables import outbox
from bot.playground.cast import EMMA, GENERAL, GUEST, SATO, SUZUKI, TANAKA, WATANABE
from bot.surveys.cases import SheetState
from tests.bot.playground.screen import Json
from tests.kit.database import TestClock
from tests.kit.incidents import next_view, told
from tests.kit.stage import Stage, press, press_in_view, words_of
from tests.kit.survey_sheets import Paper, answers, campaign, close, remind, sheets_of
from tests.kit.taps import shown, somebody, submit, text

ALONE = "自社診断をひとりで試す（5分）"
DONE, PARTLY, NOT, UNKNOWN = "実施している", "一部実施している", "実施していない", "わからない"


async def home(scene: Stage, user: str, words: str) -> Json:
    """The App Home, as soon as it says so."""
    person = await scene.person(user)
    await person.do("open", channel=person.dm, tab="home")
    found = await person.sees("home", lambda event: words in json.dumps(event["view"], ensure_ascii=False))
    view: Json = found["view"]
    return view


async def start_alone(scene: Stage, user: str) -> Paper:
    await press_in_view(await scene.person(user), await home(scene, user, ALONE), ALONE)
    return await Paper.of(scene, user, "あなただけに見えます")


async def fill(sheet: Paper, numbers: range, **others: str) -> None:
    for number in numbers:
        await sheet.tap(others.get(f"n{number}", DONE), beside=f'"{number}. ')


async def test_a_first_timer_finishes_alone_in_thirty_taps_without_typing(scene: Stage) -> None:
    sheet = await start_alone(scene, TANAKA.id)
    for page in range(5):
        assert f'"{page * 5 + 1}. ' in await sheet.words(), "the page has turned by itself"
        await fill(sheet, range(page * 5 + 1, page * 5 + 6), n7=UNKNOWN)
    assert "すべて答えました" in await sheet.words()
    await sheet.tap("結果を見る")
    words = await sheet.words()
    assert sheet.taps + 1 <= 30
    assert "100点中95点" in words
    assert '"7. ' in words
    assert "できること" in words
    assert "見られるのはあなただけ" in words
    assert "100点中95点" in json.dumps(await home(scene, TANAKA.id, "前回"), ensure_ascii=False)


async def test_the_own_diagnosis_goes_on_where_it_stopped_and_is_deleted_for_good(scene: Stage) -> None:
    sheet = await start_alone(scene, TANAKA.id)
    await fill(sheet, range(1, 8))
    view = await home(scene, TANAKA.id, "続きから答える")
    assert ALONE not in json.dumps(view, ensure_ascii=False), "one at a time"
    await press_in_view(await scene.person(TANAKA.id), view, "続きから答える")
    await scene.admin.post("settle")
    again = await Paper.of(scene, TANAKA.id, "7／25")
    assert again.ts != sheet.ts
    await again.tap("1問ずつ")
    assert "起こりうること" in await again.words()
    await again.tap("5問ずつ")
    await fill(again, range(8, 26))
    await again.tap("結果を見る")
    await again.tap("消す")
    assert "消しました" in await again.words()
    assert await sheets_of(scene, TANAKA.id) == []
    await scene.admin.post("settle")
    async with scene.house.services.database.read() as connection:
        kept = (await connection.execute(select(outbox.c.payload).where(outbox.c.key.like("survey:alone:%")))).scalars()
        assert not [one for one in kept if "無線LAN" in json.dumps(one, ensure_ascii=False)], "no copy of it stays"
    await sheet.tap(DONE)
    assert "記録" in (await sheet.screen.sees("ephemeral"))["message"]["text"]


async def test_a_department_is_answered_with_a_break_a_colleague_and_evidence(
    still_scene: Stage, clock: TestClock
) -> None:
    scene = still_scene
    asked, [sheet] = await campaign(scene, ["sales"], SATO.id, visible=True)
    card = await Paper.of(scene, SATO.id, "高橋 由美さんからのお願い")
    invited = await card.words()
    for part in ("営業部", "質問は25問、5分ほど", "記名です", "参加した全員", "2026年4月15日（水）"):
        assert part in invited
    await card.tap("始める（5問ずつ）")
    await fill(card, range(1, 6), n2=PARTLY)
    await fill(card, range(6, 9))
    clock.move(days=5)
    await remind(scene, asked)
    reminder = await Paper.of(scene, SATO.id, "あらためて")
    assert "あと17問、4分ほど" in await reminder.words()
    await reminder.tap("続きから答える")
    assert '"9. ' in await reminder.words()

    window = await reminder.menu("知っている人に聞く", beside='"9. ')
    sato, suzuki = await scene.person(SATO.id), await scene.person(SUZUKI.id)
    refused = await submit(sato, window, to=somebody(SATO.id))
    assert "to" in json.dumps(refused)
    assert await submit(sato, window, to=somebody(SUZUKI.id), note=text("前に調べてくれましたよね")) == {"ok": True}
    question = await Paper.of(scene, SUZUKI.id, "佐藤 健一さん（営業部の回答者）")
    assert "前に調べてくれましたよね" in await question.words()
    assert "鈴木 直樹さんに聞いています" in await reminder.words()
    await question.tap("コメントを付けて答える")
    window = await next_view(suzuki)
    chosen = {"type": "radio_buttons", "selected_option": {"value": "done"}}
    assert await submit(suzuki, window, option=chosen, text=text("昨年からです")) == {"ok": True}
    assert "お伝えしました" in await question.words()
    back = await Paper.of(scene, SATO.id, "鈴木 直樹さんが問9に「実施している」と答えました")
    assert "昨年からです" in await back.words()
    await back.tap("続きから答える")
    assert "（鈴木 直樹さんの回答）" in await back.words()
    assert question.labels(await question.message()) == []
    await fill(back, range(10, 26))
    await back.tap("戻る")
    window = await back.menu("コメント・根拠を付ける", beside='"25. ')
    wrong = await submit(sato, window, text=text("台帳があります"), link=text("社内の棚"))
    assert "https://" in wrong["errors"]["link"]
    good = await submit(sato, window, text=text("台帳があります"), link=text("https://wiki.example.co.jp/a"))
    assert good == {"ok": True}
    assert "コメント・根拠あり" in await back.words()
    await back.tap("送る")
    assert "ありがとうございます" in await back.words()
    await back.tap("答えを変える")
    await back.tap(NOT, beside='"1. ')
    assert '"✓ 実施していない"' in await back.words()
    await back.tap("一覧")
    await back.tap("変更を終える")
    found = await answers(scene, sheet.id)
    assert found.sheet.state is SheetState.DONE
    assert found.given["updates"].answer == "not-done"
    assert found.given[found.survey.items[8].id].by == SUZUKI.id
    assert found.given[found.survey.items[24].id].link == "https://wiki.example.co.jp/a"
    await close(scene, asked)
    await back.tap("答えを変える")
    assert "答えを変える" not in await back.words()
    assert "締め切りました" in await back.words()


async def test_what_a_colleague_does_not_know_comes_back(scene: Stage) -> None:
    _, [sheet] = await campaign(scene, ["sales"], SATO.id)
    card = await Paper.of(scene, SATO.id, "高橋 由美さんからのお願い")
    await card.tap("1問ずつ、理由を読みながら")
    assert "なぜ聞くの？" in await card.words()
    window = await card.menu("知っている人に聞く")
    assert await submit(await scene.person(SATO.id), window, to=somebody(EMMA.id)) == {"ok": True}
    question = await Paper.of(scene, EMMA.id, "asks for your help")
    await question.tap("I don't know either")
    assert "you do not know either" in await question.words()
    back = await Paper.of(scene, SATO.id, "問1は、エマ・クラークさんもわからない")
    await back.tap("続きから答える")
    assert "聞いています" not in await back.words()
    assert (await answers(scene, sheet.id)).answered == 0


async def test_why_is_explained_with_measures_and_clauses(scene: Stage) -> None:
    await campaign(scene, ["sales"], SATO.id)
    card = await Paper.of(scene, SATO.id, "高橋 由美さんからのお願い")
    await card.tap("始める（5問ずつ）")
    window = shown(await card.menu("なぜ聞くの？", beside='"1. '))
    for part in ("起こりうること", "効果：大、手間：小", "関係する規程", "7-1.3 "):
        assert part in window


async def test_an_english_reader_is_asked_in_english(scene: Stage) -> None:
    await campaign(scene, ["development"], EMMA.id, who="poll", anonymous=True)
    card = await Paper.of(scene, EMMA.id, "asks you to answer this")
    words = await card.words()
    assert "Anonymous: one hour after the closing" in words
    assert "高橋" not in words
    await card.tap("Begin (five at a time)")
    page = await card.words()
    assert "Basic measures" in page
    assert "Ask somebody who knows" not in page, "nothing is passed on where nobody has a name"
    assert "Does not apply" in page


async def test_whoever_leads_several_departments_gets_one_reminder(scene: Stage) -> None:
    asked, sheets = await campaign(scene, ["development", "manufacturing"], WATANABE.id, WATANABE.id)
    assert len(sheets) == 2
    await remind(scene, asked)
    found = await told(scene, WATANABE.id, "あらためて")
    assert len(found) == 1
    assert "開発部：あと25問" in words_of(found[0])
    assert "製造部：あと25問" in words_of(found[0])


async def test_the_cards_of_an_unfinished_sheet_say_that_it_is_over_and_what_counts(scene: Stage) -> None:
    asked, _ = await campaign(scene, ["sales", "general-affairs"], SATO.id, SUZUKI.id)
    begun = await Paper.of(scene, SATO.id, "高橋 由美さんからのお願い")
    waiting = await Paper.of(scene, SUZUKI.id, "高橋 由美さんからのお願い")
    await begun.tap("始める（5問ずつ）")
    await fill(begun, range(1, 4))
    window = await begun.menu("知っている人に聞く", beside='"4. ')
    assert await submit(await scene.person(SATO.id), window, to=somebody(TANAKA.id)) == {"ok": True}
    question = await Paper.of(scene, TANAKA.id, "ご存じかもしれない")
    await close(scene, asked)
    assert "いただいた3問の回答は集計に入ります" in await begun.words()
    assert "回答がなかったため" in await waiting.words()
    assert "回答は不要になりました" in await question.words()


async def test_a_campaign_that_is_called_off_counts_nothing(scene: Stage) -> None:
    asked, _ = await campaign(scene, ["sales"], SATO.id)
    card = await Paper.of(scene, SATO.id, "高橋 由美さんからのお願い")
    await close(scene, asked, cancel=True)
    assert "取りやめ" in await card.words()


async def test_a_word_or_a_short_wish_shows_what_there_is(scene: Stage) -> None:
    await campaign(scene, ["sales"], SATO.id)
    sato = await scene.person(SATO.id)
    await sato.say("自社診断をしたい")
    found = await Paper.of(scene, SATO.id, "自社診断をひとりで試す")
    assert "あと25問" in await found.words()
    await sato.do("command", channel=GENERAL, command="/mamori", text="診断")
    whisper = (await sato.sees("ephemeral", lambda event: "あと25問" in str(event)))["message"]
    await press(sato, whisper, "始める")
    assert await Paper.of(scene, SATO.id, "営業部の回答"), "the sheet itself goes to the direct messages"


async def test_guests_hear_why_they_are_not_asked(scene: Stage) -> None:
    await campaign(scene, ["sales"], GUEST.id)
    card = await Paper.of(scene, GUEST.id, "お願い")
    await card.tap("始める（5問ずつ）")
    assert "ゲストの方" in (await card.screen.sees("ephemeral"))["message"]["text"]


async def test_files_are_kept_as_evidence_and_can_be_taken_away(scene: Stage) -> None:
    _, [sheet] = await campaign(scene, ["sales"], SATO.id)
    card = await Paper.of(scene, SATO.id, "高橋 由美さんからのお願い")
    await card.tap("始める（5問ずつ）")
    dropped = await card.screen.drop("台帳.csv", b"a,b")
    window = await card.menu("コメント・根拠を付ける", beside='"2. ')
    files = {"type": "file_input", "files": [{"id": dropped["file"]["id"]}]}
    assert await submit(card.screen, window, text=text("別紙のとおり"), files=files) == {"ok": True}
    assert "コメント・根拠あり" in await card.words()
    [kept] = (await answers(scene, sheet.id)).given["antivirus"].files
    assert kept["name"] == "台帳.csv"
    assert kept["permalink"].startswith("http")
    window = await card.menu("コメント・根拠を付ける", beside='"2. ')
    assert "別紙のとおり" in shown(window)
    assert "台帳.csv" in shown(window)
    nothing: Json = {"type": "checkboxes", "selected_options": []}
    assert await submit(card.screen, window, text=text("別紙のとおり"), keep=nothing) == {"ok": True}
    assert (await answers(scene, sheet.id)).given["antivirus"].files == ()


async def test_words_are_the_answer_where_nothing_is_counted(scene: Stage) -> None:
    survey = scene.house.services.surveys.surveys["training"]
    free = next(item for item in survey.items if item.free)
    _, [sheet] = await campaign(scene, ["sales"], SATO.id, survey="training", who="poll")
    card = await Paper.of(scene, SATO.id, "高橋 由美さんからのお願い")
    await card.tap("1問ずつ、理由を読みながら")
    await card.tap("一覧")
    for item in survey.items:
        if not item.free:
            await card.tap(f"問{item.number}")
            await card.tap(survey.answers[0].label.ja)
            if "一覧" in card.labels(await card.message()):  # behind the last question it is there already
                await card.tap("一覧")
    await card.tap("戻る")
    while f"{free.number}. " not in (await card.words()):
        await card.tap("戻る")
    window = await card.menu("回答を書く")
    assert await submit(card.screen, window, text=text("実例が役に立ちました")) == {"ok": True}
    assert "✓ 実例が役に立ちました" in await card.words()
    await card.tap("送る")
    assert (await answers(scene, sheet.id)).sheet.state is SheetState.DONE
