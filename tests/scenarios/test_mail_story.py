"""The whole story of a suspicious mail: two employees, one administrator, everybody hears the end of it."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from bot.playground.cast import EMMA, SUZUKI, TANAKA
from tests.bot.playground.screen import Json, Screen
from tests.kit.stage import Stage, press, stage, words_of

MAIL = """From: "Amazon.co.jp" <info@account-update.example>
To: tanaka@example.co.jp
Subject: =?UTF-8?B?44CQ6YeN6KaB44CR44Ki44Kr44Km44Oz44OI44GM44Ot44OD44Kv44GV44KM44G+44GX44Gf?=
Date: Mon, 02 Nov 2026 09:00:00 +0900
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<p>お客様各位</p><p>不正ログインを検知したため、アカウントを一時的に停止しました。24時間以内に本人確認をお願いします。</p>
<p><a href="http://192.0.2.7/login">https://www.amazon.co.jp/</a></p>
"""


async def drop(scene: Stage, screen: Screen, mail: str = MAIL, name: str = "mail.eml") -> Json:
    """Drops a mail on the bot, and waits for the verdict that the receipt turns into."""
    async with aiohttp.ClientSession() as session:
        asked = {"user": screen.user, "filename": name}
        url = f"{scene.slack.url}/api/page/upload"
        async with session.post(url, params=asked, data=mail.encode()) as answer:
            file = (await answer.json())["file"]
    await screen.say("", files=[file["id"]])
    return await verdict(screen)


async def verdict(screen: Screen) -> Json:
    receipt = await screen.hears_bot()
    assert "受け取りました" in receipt["text"] or "I have your mail" in receipt["text"]
    changed = await screen.sees("message_changed", lambda event: event["message"]["ts"] == receipt["ts"])
    found: Json = changed["message"]
    return found


async def test_a_mail_is_dropped_reported_twice_decided_and_both_hear_it(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        tanaka, emma = await scene.person(TANAKA.id), await scene.person(EMMA.id)
        suzuki = await scene.person(SUZUKI.id)
        shown = await drop(scene, tanaka)
        assert "危険" in words_of(shown)
        assert "hxxp://192[.]0[.]2[.]7" in words_of(shown) or "192[.]0[.]2[.]7" in words_of(shown)
        await press(tanaka, shown, "リンクを押した")
        after = (await tanaka.sees("message_changed", lambda event: event["message"]["ts"] == shown["ts"]))["message"]
        assert "すぐにしてください" in words_of(after)
        assert "鈴木 直樹" in words_of(after)
        card = await suzuki.sees("message", lambda event: "報告した人：1人" in words_of(event["message"]))
        alarm = await suzuki.sees("message", lambda event: "さんにすぐ連絡して" in words_of(event["message"]))
        assert "田中 美咲" in words_of(alarm["message"])
        assert card["message"]["channel"] == alarm["message"]["channel"]

        second = await drop(scene, emma, MAIL.replace("tanaka@", "emma@"))
        await press(emma, second, "Only received it")
        changed = await suzuki.sees("message_changed", lambda event: "2人" in words_of(event["message"]))
        await press(suzuki, changed["message"], "判定する")
        form = (await suzuki.sees("view_open"))["view"]
        state = {
            "status": {"value": {"type": "radio_buttons", "selected_option": {"value": "dangerous"}}},
            "note": {"value": {"type": "plain_text_input", "value": "同じメールが来たら知らせてください。"}},
        }
        await suzuki.do("view_submit", view_id=form["id"], state=state)
        told = (await tanaka.sees("message", lambda event: "危険なメール" in event["message"]["text"]))["message"]
        assert "鈴木 直樹" in told["text"]
        assert told["thread_ts"] == shown["ts"]
        assert "Naoki Suzuki" in (await emma.hears_bot())["text"]
