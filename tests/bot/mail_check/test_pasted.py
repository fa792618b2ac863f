"""What people paste: a source, a forward from whatever program they use, or the words alone."""

from __future__ import annotations

import pytest

from bot.mail_check.mail import Unreadable
from bot.mail_check.parsing.pasted import is_source, read_pasted

OUTLOOK_JA = """変なメールが来ました。見てください。

-----元のメッセージ-----
差出人: Amazon.co.jp <info@evil.example>
送信日時: 2026年11月20日 10:12
宛先: 田中 美咲 <tanaka@aoba-works.example>
件名: 【重要】お支払い方法の更新

会員情報を更新してください。
https://evil.example/login
"""
OUTLOOK_EN = """FYI

From: Amazon <info@evil.example>
Sent: Friday, 20 November 2026 10:12
To: Misaki Tanaka <tanaka@aoba-works.example>
Subject: Your account

Please confirm at https://evil.example/login
"""
GMAIL = """---------- Forwarded message ---------
From: Amazon <info@evil.example>
Date: Fri, Nov 20, 2026 at 10:12
Subject: Your account
To: <tanaka@aoba-works.example>


Please confirm at https://evil.example/login
"""
GMAIL_JA = """---------- 転送メッセージ ---------
差出人: Amazon <info@evil.example>
日時: 2026年11月20日(金) 10:12
件名: Your account
宛先: <tanaka@aoba-works.example>

https://evil.example/login
"""
QUOTED = """> From: Amazon <info@evil.example>
> Subject: Your account
> To: tanaka@aoba-works.example
>
> Please confirm at https://evil.example/login
"""
THUNDERBIRD = """-------- 転送されたメッセージ --------
件名:\tYour account
日付:\tFri, 20 Nov 2026 10:12:00 +0900
送信者:\tAmazon <info@evil.example>
宛先:\ttanaka@aoba-works.example

https://evil.example/login
"""
MARKED = """*From:* Amazon <info@evil.example>
*Sent:* Friday
*Subject:* Your account

https://evil.example/login
"""
FULL_WIDTH = """差出人：Amazon <info@evil.example>
件名：Your account

https://evil.example/login
"""
SOURCE = """Return-Path: <bounce@evil.example>
From: Amazon <info@evil.example>
Subject: =?utf-8?B?WW91ciBhY2NvdW50?=
Content-Type: text/plain; charset=utf-8

https://evil.example/login
"""


@pytest.mark.parametrize(
    "text",
    [OUTLOOK_JA, OUTLOOK_EN, GMAIL, GMAIL_JA, QUOTED, THUNDERBIRD, MARKED, FULL_WIDTH, SOURCE],
    ids=["outlook ja", "outlook en", "gmail", "gmail ja", "quoted", "thunderbird", "marked", "full width", "source"],
)
def test_the_sender_the_subject_and_the_link_are_found(text: str) -> None:
    mail = read_pasted(text)
    assert mail.sender is not None
    assert mail.sender.domain == "evil.example"
    assert "account" in mail.subject or "お支払い" in mail.subject
    assert [link.url for link in mail.links] == ["https://evil.example/login"]
    assert mail.has_headers


def test_words_alone_are_read_as_words() -> None:
    mail = read_pasted("アカウントを停止しました。\r\nhttps://evil.example/login。ご確認ください")
    assert not mail.has_headers
    assert mail.sender is None
    assert [link.url for link in mail.links] == ["https://evil.example/login"]


def test_a_colon_in_the_text_is_no_header() -> None:
    mail = read_pasted(
        "明日の予定です。\n\n場所: 会議室\n時間: 10時\n\n" + "本文です。\n" * 40 + "件名: これは本文の中"
    )
    assert mail.subject == ""


def test_a_subject_without_an_end_is_cut() -> None:
    assert len(read_pasted("From: a@b.example\nSubject: " + "x" * 300_000).subject) == 1_000


def test_nothing_pasted_is_told() -> None:
    with pytest.raises(Unreadable) as caught:
        read_pasted(" \n ")
    assert caught.value.args == ("empty",)


def test_a_file_is_told_from_words() -> None:
    assert is_source(SOURCE.encode())
    assert is_source(SOURCE.replace("\n", "\r\n").encode())
    assert not is_source(GMAIL.encode())
    assert not is_source("アカウントを停止しました。".encode("cp932"))


def test_a_copied_link_shows_one_address_and_opens_another() -> None:
    mail = read_pasted(
        "差出人: a <a@b.example>\n件名: x\n\nhttps://www.smbc.co.jp/<https://evil.example/login> へ\nhttps://c.example/"
    )
    assert [(link.url, link.shown) for link in mail.links] == [
        ("https://evil.example/login", "https://www.smbc.co.jp/"),
        ("https://c.example/", ""),
    ]
