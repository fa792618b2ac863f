"""Somebody brings a file instead of words: they get an answer or a reason, and never the advice to open it."""

from __future__ import annotations

from bot.playground import cast
from tests.bot.playground.screen import Json, Screen
from tests.kit.stage import Stage, button, press, words_of

MAIL = "Subject: 請求書\r\n\r\n添付をご確認ください。\r\n".encode("iso-2022-jp")
READS_MAILS_ONLY = "調べられるファイルはメール"


async def dropped(screen: Screen, name: str = "画面.png", data: bytes = MAIL) -> str:
    return str((await screen.drop(name, data))["file"]["id"])


async def result_of(screen: Screen, receipt: Json) -> str:
    changed = await screen.sees("message_changed", lambda event: event["message"]["ts"] == receipt["ts"])
    return words_of(changed["message"])


async def test_a_picture_without_a_word_gets_a_reason_and_a_way_on(tanaka: Screen) -> None:
    await tanaka.say("", files=[await dropped(tanaka)])
    answer = await tanaka.hears_bot()
    assert READS_MAILS_ONLY in words_of(answer)
    assert "リンクや添付ファイルは開かずに" in words_of(answer)
    assert (await press(tanaka, answer, "メールを調べる"))["ok"]
    assert (await tanaka.sees("view_open"))["view"]["title"]["text"] == "メールを調べる"


async def test_a_mail_gets_a_receipt_and_then_a_result(tanaka: Screen) -> None:
    await tanaka.say("", files=[await dropped(tanaka, "不審.eml")])
    receipt = await tanaka.hears_bot()
    assert "メールを受け取りました" in receipt["text"]
    assert "請求書" in await result_of(tanaka, receipt)


async def test_a_file_that_only_calls_itself_a_mail_gets_a_reason_and_the_questions(tanaka: Screen) -> None:
    await tanaka.say("", files=[await dropped(tanaka, "mail.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing")])
    result = await result_of(tanaka, await tanaka.hears_bot())
    assert "解析できませんでした" in result
    assert "質問に答える" in result


async def test_the_reason_comes_in_the_askers_language(emma: Screen) -> None:
    await emma.say("", files=[await dropped(emma)])
    assert "do not open its links or attachments" in words_of(await emma.hears_bot())


async def test_words_beside_a_picture_are_answered(tanaka: Screen) -> None:
    await tanaka.say("変なメールがきた。どうすればいい？", files=[await dropped(tanaka)])
    answer = words_of(await tanaka.hears_bot())
    assert READS_MAILS_ONLY not in answer
    assert "メール" in answer


async def test_a_mention_with_only_a_picture_is_answered_once_in_its_thread(scene: Stage, tanaka: Screen) -> None:
    bot = scene.slack.slack.space.app.bot_user
    said = await tanaka.say(f"<@{bot}>", cast.GENERAL, files=[await dropped(tanaka)])
    answer = await tanaka.hears_bot()
    assert answer["thread_ts"] == said["ts"]
    assert READS_MAILS_ONLY in words_of(answer)
    await scene.settled()
    thread = await tanaka.get("messages", channel=cast.GENERAL, thread_ts=said["ts"])
    assert len(thread["messages"]) == 2


async def test_a_mail_in_a_channel_is_answered_in_person(scene: Stage, tanaka: Screen) -> None:
    bot = scene.slack.slack.space.app.bot_user
    await tanaka.say(f"<@{bot}>", cast.GENERAL, files=[await dropped(tanaka, "不審.eml")])
    receipt = await tanaka.hears_bot()
    assert receipt["channel"] == tanaka.dm
    assert "結果はDMで" in (await tanaka.sees("ephemeral"))["message"]["text"]


async def test_the_shortcut_on_a_message_with_only_a_picture_says_so_privately(tanaka: Screen, emma: Screen) -> None:
    said = await emma.say("", cast.GENERAL, files=[await dropped(emma)])
    await tanaka.do("shortcut", callback_id="answers.ask_about", channel=cast.GENERAL, ts=said["ts"])
    answer = (await tanaka.sees("ephemeral"))["message"]
    assert READS_MAILS_ONLY in words_of(answer)
    assert button(answer, "メールを調べる")
