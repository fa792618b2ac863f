"""Mails to drop, and what people do with the mail desk in stories."""

from __future__ import annotations

from typing import Any

from tests.bot.playground.screen import Json, Screen
from tests.kit.stage import press, words_of

SIGNS = """From: "Amazon.co.jp" <info@account-update.example>
To: tanaka@example.co.jp
Subject: =?UTF-8?B?44CQ6YeN6KaB44CR44Ki44Kr44Km44Oz44OI44GM44Ot44OD44Kv44GV44KM44G+44GX44Gf?=
Date: Mon, 02 Nov 2026 09:00:00 +0900
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<p>お客様各位</p><p>不正ログインを検知したため、アカウントを一時的に停止しました。24時間以内に本人確認をお願いします。</p>
<p><a href="http://192.0.2.7/login">https://www.amazon.co.jp/</a></p>
"""
"""A mail that is danger in anybody's eyes."""

PLAIN = """From: 高橋 <takahashi@example.co.jp>
To: tanaka@example.co.jp
Subject: lunch
Date: Mon, 02 Nov 2026 09:00:00 +0900
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

田中さん、昼は食堂で待っています。
"""
"""A mail without any sign."""

FORWARDED = """---------- Forwarded message ---------
From: Amazon.co.jp <info@account-update.example>
Date: 2026年11月2日(月) 9:00
Subject: 【重要】アカウントがロックされました
To: tanaka@example.co.jp

お客様各位
不正ログインを検知したため、アカウントを一時的に停止しました。24時間以内に本人確認をお願いします。
http://192.0.2.7/login
"""


async def uploaded(screen: Screen, mail: str | bytes = SIGNS, name: str = "mail.eml") -> str:
    """The id of a file that lies in the composer and is not sent yet."""
    data = mail.encode() if isinstance(mail, str) else mail
    return str((await screen.drop(name, data))["file"]["id"])


async def drop(screen: Screen, mail: str | bytes = SIGNS, name: str = "mail.eml", text: str = "") -> Json:
    """Drops a mail on the bot, and waits for the result that the receipt turns into."""
    await screen.say(text, files=[await uploaded(screen, mail, name)])
    return await result(screen)


async def result(screen: Screen, receipt: Json | None = None) -> Json:
    """The message that the next receipt turns into."""
    receipt = receipt or await screen.hears_bot()
    assert is_receipt(receipt), receipt["text"]
    changed = await screen.sees("message_changed", lambda event: event["message"]["ts"] == receipt["ts"])
    found: Json = changed["message"]
    return found


def is_receipt(message: Json) -> bool:
    return "メールを受け取りました" in message["text"] or "I have your mail" in message["text"]


async def report(screen: Screen, message: Json, deed: str) -> Json:
    """Says what was done with it; the message afterwards."""
    await press(screen, message, deed)
    changed = await screen.sees("message_changed", lambda event: event["message"]["ts"] == message["ts"])
    found: Json = changed["message"]
    return found


async def opened(screen: Screen) -> Json:
    """The window that opens next."""
    view: Json = (await screen.sees("view_open"))["view"]
    return view


async def begin(screen: Screen, view: Json, *, file: str = "", text: str = "") -> Json:
    """Sends the first form off."""
    state: Json = {}
    if file:
        state["file"] = {"value": {"type": "file_input", "files": [{"id": file}]}}
    if text:
        state["text"] = {"value": {"type": "plain_text_input", "value": text}}
    return await screen.do("view_submit", view_id=view["id"], state=state)


def chosen(view: Json, *labels: str) -> Json:
    """The state of a screen on which these were ticked."""
    return {
        block["block_id"]: {
            "value": {
                "type": "checkboxes",
                "selected_options": [one for one in block["element"]["options"] if one["text"]["text"] in labels],
            }
        }
        for block in view["blocks"]
        if block["type"] == "input"
    }


async def walk(screen: Screen, view: Json, *labels: str) -> None:
    """Ticks what reads so on every screen, to the end."""
    while True:
        answer = await screen.do("view_submit", view_id=view["id"], state=chosen(view, *labels))
        assert answer["ok"], answer
        if view["submit"]["text"] in {"結果を見る", "See the result"}:
            return
        view = (await screen.sees("view_update"))["view"]


def shows(message: Json, *parts: Any) -> bool:
    return all(str(part) in words_of(message) for part in parts)
