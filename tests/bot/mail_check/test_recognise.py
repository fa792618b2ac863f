"""What is a mail and what is a question about one: forty of each, and every question that people are known to ask."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from bot.mail_check.recognise import is_mail_file, is_mail_words, is_worth_checking, looks_like_mail

GOLDEN = sorted((Path(__file__).parents[2] / "knowledge").glob("golden*.jsonl"))
BODY = "お客様のアカウントを一時的に停止しました。\n24時間以内にご確認ください。\nhttps://account-update.example/login"

MAILS = {
    "a mail's source": f"Return-Path: <a@b.example>\nFrom: x <x@y.example>\nSubject: hi\n\n{BODY}",
    "source from Received on": f"Received: from mx.b.example\n by mx.y.example\nMessage-ID: <1@b.example>\n\n{BODY}",
    "source of a dialogue": "MIME-Version: 1.0\nFrom: Boss <boss@b.example>\nSubject: now\n\nAre you at your desk?",
    "Outlook, Japanese": f"差出人: A <a@b.example>\n送信日時: 11月2日 9:00\n宛先: 田中\n件名: 重要\n\n{BODY}",
    "Outlook, full-width colons": f"差出人：銀行 <info@b.example>\n件名：口座の確認\n宛先：田中 美咲\n\n{BODY}",
    "Outlook, English": f"From: IT <it@b.example>\nSent: Monday\nTo: Emma\nSubject: Quota\n\n{BODY}",
    "Outlook's line above": f"-----Original Message-----\nFrom: IT Support\nSubject: Password\n\n{BODY}",
    "Outlook, 元のメッセージ": f"-----元のメッセージ-----\n差出人: 情報システム\n件名: パスワード\n\n{BODY}",
    "Gmail": f"---------- Forwarded message ---------\nFrom: A <a@b.example>\nDate: Mon\nSubject: Hi\nTo: me\n\n{BODY}",
    "Gmail, Japanese": f"---------- 転送メッセージ ----------\n差出人: A\n日付: 11月2日\n件名: 至急\n\n{BODY}",
    "Apple Mail": f"Begin forwarded message:\n\nFrom: A <a@b.example>\nSubject: Invoice\n\n{BODY}",
    "Apple Mail, Japanese": f"転送されたメッセージ：\n\n差出人: A <a@b.example>\n件名: 請求書\n\n{BODY}",
    "quoted": f"> From: A <a@b.example>\n> Subject: 至急\n>\n> {BODY}",
    "quoted twice": f">> From: A <a@b.example>\n>> Subject: 至急\n>>\n>> {BODY}",
    "bold names": f"*From:* A <a@b.example>\n*Subject:* 至急\n*To:* tanaka\n\n{BODY}",
    "bold names, Japanese": f"*差出人:* A <a@b.example>\n*件名:* 至急\n\n{BODY}",
    "bullets of a table": f"| From: A <a@b.example>\n| Subject: 至急\n\n{BODY}",
    "a word above the forward": f"これ変じゃないですか？\n\nFrom: A <a@b.example>\nSubject: 至急\n\n{BODY}",
    "a question above the source": f"Is this real?\n\nFrom: A <a@b.example>\nDate: Mon\nSubject: Hi\n\n{BODY}",
    "a question below the forward": f"From: A <a@b.example>\nSubject: 至急\n\n{BODY}\n\n開いていいですか？",
    "the boss asks": "From: CEO <ceo@b.example>\nSubject: Quick favour\n\nAre you at your desk?",
    "sender and subject only by name": f"差出人：宅配便\n件名：不在通知\n\n{BODY}\nご確認をお願いします。",
    "subject, to and sent": f"件名: 請求書\n宛先: 田中\n送信日時: 11月2日\n\n{BODY}",
    "small letters": f"from: a <a@b.example>\nsubject: hello\n\n{BODY}",
    "indented": f"    From: A <a@b.example>\n    Subject: Hi\n\n    {BODY}",
    "Cc and reply": f"From: A <a@b.example>\nCc: B\nReply-To: c@d.example\nSubject: Hi\n\n{BODY}",
    "送信元": f"送信元: no-reply@b.example\n件名: 【重要】\n\n{BODY}",
    "body, お客様各位": f"お客様各位\n\n平素より当社のサービスをご利用いただき、ありがとうございます。\n{BODY}",
    "body, a name": f"田中 様\n\nご注文の品をお届けできませんでした。再配達をお申し込みください。\n{BODY}",
    "body, 御中": f"みどり精機 御中\n\n振込先の口座が変わりましたのでお知らせいたします。\n{BODY}",
    "body, Dear": "Dear Customer,\n\nYour mailbox is almost full.\nIncoming mail will be held from today on.\n"
    "Verify your account: http://mail-quota.example/verify",
    "body, Hello": "Hello Emma,\n\nYour parcel is waiting at our depot.\nA fee of 2.99 has to be paid first.\n"
    "https://parcel.example/pay",
    "body, Hi, mail address": "Hi team,\n\nOur bank details have changed.\nPlease use the new account.\n"
    "Any questions: billing@partner.example",
    "body with small print": f"【重要なお知らせ】\n{BODY}\n\n■お問い合わせ\n平日9時から17時\n0120-000-000\n"
    "──────────\n※このメールは送信専用です。",
    "body with unsubscribe": "Autumn sale!\n\nEverything must go.\nOnly this week.\nhttps://shop.example\n\nShop Inc.\n"
    "1 Road, Town\nUnsubscribe: https://shop.example/u",
    "body with regards": "Invoice 4711 is overdue.\n\nPlease pay within 3 days.\nAccount: 000\nhttps://pay.example\n\n"
    "Kind regards\nBilling\nShop Inc.",
    "body, an order to pay": "田中様\n\nお疲れ様です。社長の山田です。至急、下記の口座に120万円を振り込んでください。\n"
    "会議中のため、電話には出られません。\nみらい銀行 本店 普通 1234567\n終わったら、この件の返信で知らせてください。",
    "body, gift cards": "Hi Emma,\n\nI am in a meeting and cannot take calls.\n"
    "Please buy five gift cards for a client today.\nSend me the codes when you have them.\nKeep this between us.",
    "quoted body": "> お客様各位\n>\n> 利用を停止しました。本人確認をしてください。\n> 期限を過ぎると使えません。\n"
    "> https://account-update.example/login",
    "従業員各位": "従業員各位\n\n人事部です。賞与の明細を公開しました。\n本日中に下のページから確認してください。\n"
    "パスワードの再設定も必要です。\nhttps://hr-portal.example",
    "forward without an address": f"---------- Forwarded message ---------\nSubject: Invoice\n\n{BODY}",
    "sent from a phone": f"From: A <a@b.example>\nSubject: 写真\n\n{BODY}\n\niPhoneから送信",
}

QUESTIONS = (
    "変なメールきた",
    "I got a weird mail",
    "件名が英語のメールが来ました",
    "From: のアドレスが変です。どうすればいい？",
    "件名：【重要】というメールが来ました。開いていいですか？",
    "差出人：Amazon\n件名：支払い\nこんなメールが来ました。\n開いても大丈夫ですか？",
    "差出人: 銀行\n件名: 口座の確認\n\n返信すべきでしょうか",
    "To: と Cc: と Bcc: の違いを教えて",
    "Subject: に[機密]と書けばいいですか？",
    "お客様各位 で始まるメールは怪しい？",
    "日時：11月3日 10時\n宛先：全員\n場所：会議室\n議題：セキュリティ研修",
    "件名：定例会議\n日時：11月3日 10時\n場所：会議室A\n持ち物：社員証",
    "Date: 3 November\nTo: everybody\nPlace: room A",
    "このサイトを使っていいですか？\nhttps://example.co.jp\nよろしくお願いします。",
    "https://example.com/ を開いていいですか？",
    "次の3つを教えてください。\n1. 持ち出しの手続き\n2. 返却の手続き\n3. 紛失したときの連絡先",
    "お世話になっております。\n社外の方にファイルを送りたいのですが、\nどの方法がよいでしょうか。\nよろしくお願いします。",
    "お世話になっております。\n取引先にメールで図面を送ります。\nパスワードを付ければよいですか？\n総務 高橋",
    "Hi Mamori,\nI want to take my laptop home.\nIs there a form?\nThanks, Emma",
    "Hello,\n\nmay I install software from https://tool.example?\nI need it.\nIt is free.\nIs that allowed?",
    "鈴木様\n\n営業部の田中です。取引先の口座が変わったと聞きました。\n確かめる手順と、申請の出し方を知りたいです。",
    "佐藤様\n\nノートパソコンを持ち出したいです。\n申請は https://intra.example から出しますか？",
    "メールの添付ファイルを開いてしまいました",
    "I clicked a link in a mail",
    "フィッシングメールの見分け方を知りたい",
    "メールを誤送信した。宛先：別の会社",
    "mail rules",
    "送信者のドメインが一文字違います",
    "取引先から「振込先が変わった」とメールが来た",
    "上司からギフトカードを買ってと言われた",
    "パスワードは何文字ですか？\n個人のスマホは使えますか？\nUSBメモリは？",
    "from: や subject: を偽装できるって本当？",
    "受信日時がおかしいメール",
    "配信停止のリンクは押していい？",
    "「このメールは送信専用です」と書いてあれば安全？",
    "転送メッセージを社外に送っていいですか",
    "How do I forward a suspicious mail?\nShould I keep the original message?\nOr delete it?",
    "報告先：\n電話：\nメール：\nを一覧にして教えて",
    "添付: 見積書.pdf.exe\n差出人: 知らない人\nどうしたらいい？",
    "氏名: 田中\n部署: 営業部\n用件: 持ち出し申請\n期間: 11月3日から5日",
    "ありがとう！\nたすかりました。\nまた聞きます。\n田中",
    "",
)


@pytest.mark.parametrize("text", MAILS.values(), ids=MAILS)
def test_a_pasted_mail_is_recognised(text: str) -> None:
    assert looks_like_mail(text)


@pytest.mark.parametrize("text", MAILS.values(), ids=MAILS)
def test_line_ends_of_another_system_change_nothing(text: str) -> None:
    assert looks_like_mail(text.replace("\n", "\r\n"))


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_about_mails_stays_a_question(text: str) -> None:
    assert not looks_like_mail(text)


def test_there_are_forty_of_each() -> None:
    assert len(MAILS) >= 40
    assert len(QUESTIONS) >= 40


def test_no_question_that_people_are_known_to_ask_is_taken_for_a_mail() -> None:
    asked = [json.loads(line) for file in GOLDEN for line in file.read_text("utf-8").splitlines()]
    texts = [one["text"] for one in asked if len(set(one["text"])) > 1]
    assert len(texts) > 300
    assert [text for text in texts if looks_like_mail(text)] == []
    assert [text for text in texts if is_mail_words(text)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("お客様のアカウントを停止しました http://evil.example/ から確認してください", True),
        ("From: a@b.example Subject: hi Your account is locked", True),
        (BODY, True),
        ("の添付ファイルはパスワードを付けるべきですか？", False),
        ("添付 暗号化", False),
        ("サイズの大きいファイルを送りたい", False),
        ("http://evil.example/ を開いていいですか？", False),
        ("", False),
    ],
)
def test_words_after_the_command_are_a_mail_only_when_they_read_like_one(text: str, expected: bool) -> None:
    assert is_mail_words(text) is expected


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("mail.eml", "", True),
        ("重要.MSG", "", True),
        ("件名", "message/rfc822", True),
        ("件名", "application/vnd.ms-outlook", True),
        ("mail.eml.zip", "application/zip", False),
        ("画面.png", "image/png", False),
        ("", "", False),
    ],
)
def test_a_mail_file_is_known_by_its_name_or_kind(name: str, kind: str, expected: bool) -> None:
    assert is_mail_file(name, kind) is expected


@pytest.mark.parametrize(("text", "expected"), [("怪しい", False), ("http://a.example", True), ("あ" * 40, True)])
def test_too_few_words_say_nothing_about_a_mail(text: str, expected: bool) -> None:
    assert is_worth_checking(text) is expected


@pytest.mark.parametrize("part", ["\n", "> ", "From", "a@", "様", "a.", "dear ", "from: "])
def test_hostile_text_is_looked_at_in_no_time(part: str) -> None:
    text = part * 40_000
    began = time.process_time()
    looks_like_mail(text)
    is_mail_words(text)
    assert time.process_time() - began < 2
