"""Every way in which a doubtful mail reaches the desk: each gets a receipt or a reason, and a result in person."""

from __future__ import annotations

import pytest

from bot.playground import cast
from tests.bot.playground.screen import Json, Screen
from tests.kit.mails import FORWARDED, PLAIN, SIGNS, begin, chosen, drop, is_receipt, opened, result, uploaded, walk
from tests.kit.stage import Stage, button, press, press_in_view, words_of

DANGER = "危険です。開かないでください"
NO_SIGN = "危険なしるしは見つかりませんでした"
OUTLOOK = """差出人：Amazon.co.jp <info@account-update.example>
送信日時：2026年11月2日 9:00
宛先：田中 美咲 <tanaka@example.co.jp>
件名：【重要】アカウントがロックされました

お客様各位
不正ログインを検知したため、アカウントを一時的に停止しました。24時間以内に本人確認をお願いします。
http://192.0.2.7/login
"""


async def texts_of(screen: Screen, channel: str = "") -> list[str]:
    found: list[Json] = (await screen.get("messages", channel=channel or screen.dm))["messages"]
    return [message["text"] for message in found if message["bot_id"] and not message["ephemeral"]]


async def test_a_dropped_file_gets_a_receipt_at_once_and_then_the_verdict(tanaka: Screen) -> None:
    await tanaka.say("", files=[await uploaded(tanaka)])
    receipt = await tanaka.hears_bot()
    assert "mail.eml" in words_of(receipt)
    shown = await result(tanaka, receipt)
    assert DANGER in words_of(shown)
    assert "192[.]0[.]2[.]7" in words_of(shown)
    assert "テーマ⑥" in words_of(shown)


async def test_a_mail_without_signs_is_never_called_safe(tanaka: Screen) -> None:
    shown = await drop(tanaka, PLAIN)
    assert NO_SIGN in words_of(shown)
    assert "安全という意味ではありません" in words_of(shown)


async def test_every_one_of_several_files_gets_its_own_result(tanaka: Screen) -> None:
    files = [await uploaded(tanaka, SIGNS, "a.eml"), await uploaded(tanaka, PLAIN, "b.eml")]
    await tanaka.say("二つ届きました", files=[*files, await uploaded(tanaka, b"x", "picture.png")])
    receipts = [await tanaka.hears_bot(), await tanaka.hears_bot()]
    assert {name for one in receipts for name in ("a.eml", "b.eml") if name in words_of(one)} == {"a.eml", "b.eml"}
    ends: list[str] = []
    while len(ends) < 2:
        changed = (await tanaka.sees("message_changed"))["message"]
        ends += [words_of(changed)]
    assert sum(DANGER in one for one in ends) == 1
    assert sum(NO_SIGN in one for one in ends) == 1


async def test_words_beside_the_file_change_nothing(tanaka: Screen) -> None:
    assert DANGER in words_of(await drop(tanaka, text="これ、開いていいですか？"))
    assert len(await texts_of(tanaka)) == 1


async def test_words_of_emergency_beside_the_file_get_their_first_steps_too(tanaka: Screen) -> None:
    await tanaka.say("このメールのリンクを押してしまいました", files=[await uploaded(tanaka)])
    assert is_receipt(await tanaka.hears_bot())
    first_steps = await tanaka.hears_bot()
    assert "まずこれを" in words_of(first_steps)
    assert button(first_steps, "メールを調べる")


async def test_a_file_in_a_thread_is_answered_in_that_thread(tanaka: Screen) -> None:
    said = await tanaka.say("パスワードは何文字ですか")
    await tanaka.hears_bot()
    await tanaka.say("", thread_ts=said["ts"], files=[await uploaded(tanaka)])
    receipt = await tanaka.hears_bot()
    assert receipt["thread_ts"] == said["ts"]
    assert DANGER in words_of(await result(tanaka, receipt))


async def test_a_mail_sent_in_a_channel_is_answered_in_person(scene: Stage, tanaka: Screen) -> None:
    mention = f"<@{scene.slack.slack.space.app.bot_user}> これ"
    await tanaka.say(mention, channel=cast.GENERAL, files=[await uploaded(tanaka)])
    note = (await tanaka.sees("ephemeral"))["message"]
    assert "結果はDMで" in note["text"]
    assert not note.get("thread_ts")
    receipt = next(
        one
        for one in (await tanaka.get("messages", channel=tanaka.dm))["messages"]
        if one["bot_id"] and is_receipt(one)
    )
    assert receipt["channel"] == tanaka.dm
    assert await texts_of(tanaka, cast.GENERAL) == []


@pytest.mark.parametrize(
    "text",
    [
        FORWARDED,
        OUTLOOK,
        "これ変ですか？\n\n" + OUTLOOK,
        "\n".join("> " + line for line in OUTLOOK.splitlines()),
        OUTLOOK.partition("\n\n")[2] + "平素よりご利用いただきありがとうございます。\n",
    ],
    ids=["gmail", "outlook", "a word above", "quoted", "no headers"],
)
async def test_pasted_text_is_checked(tanaka: Screen, text: str) -> None:
    await tanaka.say(text)
    shown = await result(tanaka)
    assert "192[.]0[.]2[.]7" in words_of(shown)


async def test_a_pasted_link_is_judged_by_where_it_leads(scene: Stage, tanaka: Screen) -> None:
    """Slack keeps a link's words and its address: what is shown is not what opens."""
    text = (
        "お客様各位\n\nアカウントを停止しました。\n24時間以内に本人確認をお願いします。\nご利用ありがとうございます。\n"
    )
    await tanaka.say(
        text + "<http://192.0.2.7/login|https://www.amazon.co.jp/>\n平素よりご利用いただき感謝いたします。"
    )
    assert "192[.]0[.]2[.]7" in words_of(await result(tanaka))


async def test_the_message_shortcut_checks_a_text(tanaka: Screen, emma: Screen) -> None:
    said = await emma.say(FORWARDED, channel=cast.GENERAL)
    await tanaka.do("shortcut", callback_id="mail_check.check_message", channel=cast.GENERAL, ts=said["ts"])
    assert "結果はDMで" in (await tanaka.sees("ephemeral"))["message"]["text"]
    shown = (await tanaka.sees("message_changed"))["message"]
    assert shown["channel"] == tanaka.dm
    assert "192[.]0[.]2[.]7" in words_of(shown)


async def test_the_message_shortcut_checks_a_file(tanaka: Screen, emma: Screen) -> None:
    said = await emma.say("", channel=cast.GENERAL, files=[await uploaded(emma)])
    await tanaka.do("shortcut", callback_id="mail_check.check_message", channel=cast.GENERAL, ts=said["ts"])
    shown = (await tanaka.sees("message_changed"))["message"]
    assert DANGER in words_of(shown)


async def test_the_message_shortcut_on_nothing_gives_a_reason_and_a_way_on(tanaka: Screen, emma: Screen) -> None:
    said = await emma.say("", channel=cast.GENERAL, files=[await uploaded(emma, b"x", "picture.png")])
    await tanaka.do("shortcut", callback_id="mail_check.check_message", channel=cast.GENERAL, ts=said["ts"])
    told = (await tanaka.sees("ephemeral"))["message"]["text"]
    assert "/mamori mail" in told


async def test_the_command_opens_the_form_and_text_after_it_is_checked(tanaka: Screen) -> None:
    await tanaka.do("command", channel=cast.RANDOM, command="/mamori", text="mail")
    assert (await opened(tanaka))["title"]["text"] == "メールを調べる"
    await tanaka.do("command", channel=cast.RANDOM, command="/mamori", text="メール " + OUTLOOK)
    assert "結果はDMで" in (await tanaka.sees("ephemeral"))["message"]["text"]
    shown = (await tanaka.sees("message_changed"))["message"]
    assert "192[.]0[.]2[.]7" in words_of(shown)


async def test_a_question_after_the_command_stays_a_question(tanaka: Screen) -> None:
    asked = "メール の添付ファイルはパスワードを付けるべきですか？"
    await tanaka.do("command", channel=cast.RANDOM, command="/mamori", text=asked)
    assert "暗号" in words_of((await tanaka.sees("ephemeral"))["message"])


async def home_form(screen: Screen) -> Json:
    """The form that the Home's button opens."""
    await screen.do("open", channel=screen.dm, tab="home")
    home = (await screen.sees("home"))["view"]
    await press_in_view(screen, home, "メールを調べる")
    return await opened(screen)


async def test_the_home_opens_the_form_and_a_file_in_it_is_checked(tanaka: Screen) -> None:
    view = await home_form(tanaka)
    assert (await begin(tanaka, view, file=await uploaded(tanaka)))["ok"]
    note = (await tanaka.sees("view_update"))["view"]
    assert "結果はDMで" in words_of({"blocks": note["blocks"], "text": ""})
    shown = await result(tanaka)
    assert DANGER in words_of(shown)


async def test_text_in_the_form_is_checked_and_too_little_of_it_is_not(tanaka: Screen) -> None:
    view = await home_form(tanaka)
    refused = await begin(tanaka, view, text="怪しい")
    assert "短すぎて" in refused["errors"]["text"]
    assert (await begin(tanaka, view, text=OUTLOOK))["ok"]
    assert "192[.]0[.]2[.]7" in words_of(await result(tanaka))


async def test_with_neither_the_questions_follow_in_the_same_window(tanaka: Screen) -> None:
    view = await home_form(tanaka)
    assert (await begin(tanaka, view))["ok"]
    first = (await tanaka.sees("view_update"))["view"]
    assert first["id"] == view["id"]
    await walk(
        tanaka, first, "IDやパスワードの入力を求めている", "表示されたURLと本当の行き先が違う", "届く心当たりがない"
    )
    shown = await tanaka.hears_bot()
    assert "ご回答" in words_of(shown)
    assert button(shown, "受け取っただけ")


async def test_who_leaves_the_questions_leaves_nothing_behind(scene: Stage, tanaka: Screen) -> None:
    view = await home_form(tanaka)
    await begin(tanaka, view)
    first = (await tanaka.sees("view_update"))["view"]
    await tanaka.do("view_close", view_id=first["id"])
    await tanaka.do("open", channel=tanaka.dm, tab="home")
    home = (await tanaka.sees("home"))["view"]
    assert "最近調べたメール" not in words_of({"blocks": home["blocks"], "text": ""})


@pytest.mark.parametrize(
    ("who", "question", "label"),
    [
        (cast.TANAKA.id, "変なメールきた", "メールを調べる"),
        (cast.EMMA.id, "I got a weird mail", "Check a mail"),
        (cast.TANAKA.id, "差出人のアドレスが怪しい", "メールを調べる"),
    ],
)
async def test_a_question_about_a_mail_is_answered_and_offers_the_check(
    scene: Stage, who: str, question: str, label: str
) -> None:
    screen = await scene.person(who)
    await screen.say(question)
    answer = await screen.hears_bot()
    assert "7-4.5" in words_of(answer)
    assert button(answer, label)["style"] == "primary"
    await press(screen, answer, label)
    view = await opened(screen)
    assert (await begin(screen, view, file=await uploaded(screen)))["ok"]
    await result(screen)


async def test_an_emergency_keeps_its_first_steps_and_offers_the_check_below(tanaka: Screen) -> None:
    await tanaka.say("怪しいメールのリンクをクリックしてしまいました")
    answer = await tanaka.hears_bot()
    labels = [one["text"]["text"] for block in answer["blocks"] for one in block.get("elements", ()) if "value" in one]
    assert labels.index("メールを調べる") > labels.index("システム管理者に今すぐ知らせる")
    assert "style" not in button(answer, "メールを調べる") or button(answer, "メールを調べる")["style"] != "primary"


async def test_one_can_go_back_in_the_questions_and_nothing_is_forgotten(tanaka: Screen) -> None:
    view = await home_form(tanaka)
    await begin(tanaka, view)
    first = (await tanaka.sees("view_update"))["view"]
    state = chosen(first, "届く心当たりがない", "わからない")
    await tanaka.do("view_submit", view_id=first["id"], state=state)
    second = (await tanaka.sees("view_update"))["view"]
    await press_in_view(tanaka, second, "ひとつ戻る")
    again = (await tanaka.sees("view_update"))["view"]
    box = next(block["element"] for block in again["blocks"] if block["type"] == "input")
    assert [one["text"]["text"] for one in box["initial_options"]] == ["届く心当たりがない", "わからない"]


async def test_the_answers_count_together_with_what_the_file_shows(tanaka: Screen) -> None:
    shown = await drop(tanaka, PLAIN)
    await press(tanaka, shown, "質問に答えてくわしく調べる")
    await walk(
        tanaka,
        await opened(tanaka),
        "届く心当たりがない",
        "フリーメールのアドレスから届いている",
        "日本語の言い回しが不自然",
        "わからない",
    )
    changed = (await tanaka.sees("message_changed", lambda event: event["message"]["ts"] == shown["ts"]))["message"]
    assert "ご回答：フリーメールのアドレスから届いている" in words_of(changed)
    assert "2項目に当てはまります" in words_of(changed)
    assert "わからない" in words_of(changed)
    assert "高橋" in words_of(changed)
