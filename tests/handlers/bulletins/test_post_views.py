"""What readers see of a bulletin, in both languages and at its longest."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.bulletins.cases import BulletinState, Link, Origin, Reader, Standing, Wording
from bot.playground.validator.payloads import check_message
from handlers.bulletins.delivery.reading_views import withdrawn_card
from handlers.bulletins.post_views import bulletin_card
from handlers.kit.words import Speech
from knowledge.bulletins import Severity
from tests.kit import bulletins as k
from tests.kit.database import NOON
from tests.kit.stage import words_of

SPEECH = Speech("Asia/Tokyo")
JA, EN = SPEECH.in_("ja"), SPEECH.in_("en")
STANDING = Standing(units={"sales": (31, 48)})


@pytest.mark.parametrize("standing", [None, STANDING])
@pytest.mark.parametrize("change", ["", "変" * 500])
def test_the_longest_bulletin_fits_a_message(standing: Standing | None, change: str) -> None:
    said = k.open_bulletin(content=k.longest(), change=change, edition=2)
    card = bulletin_card(said, JA, standing=standing, sender="高" * 80, reader=Reader(said.id, "U1", "", NOON, 1, NOON))
    assert check_message({"channel": "C1", **card.payload()}, "chat.update") == []


def test_a_person_reads_what_it_is_what_to_do_by_when_and_where_it_comes_from() -> None:
    origin = Origin("advisory", "1", "IPA", "https://www.ipa.example/1", date(2026, 3, 31))
    links = (Link("https://www.ipa.example/a", "解説"), Link("http://evil.example/login", bad=True))
    said = k.content(severity="urgent", do_by=date(2026, 4, 3), links=links, origin=origin, clauses=("7-1.5",))
    shown = words_of(bulletin_card(k.open_bulletin(content=said), JA, sender="高橋 由美").payload())
    asked = ("【至急】偽の請求書メールが届いています", "まもりに送る", "2026年4月3日（金）まで", "確認しました")
    whence = ("関連する規程：7-1.5", "出典：IPA（2026-03-31取得）", "高橋 由美", "www.ipa.example")
    for part in (*asked, *whence, "hxxp://evil[.]example"):
        assert part in shown
    assert "http://evil.example" not in shown
    assert "Fake invoices" not in shown


def test_whoever_reads_english_reads_the_english_name_of_the_source() -> None:
    origin = Origin("advisory", "1", "JVN 脆弱性レポート", names={"en": "JVN vulnerability notes"})
    card = bulletin_card(k.open_bulletin(content=k.content(origin=origin)), JA.in_("en"))
    assert "Source: JVN vulnerability notes" in words_of(card.payload())


def test_a_post_in_a_channel_speaks_both_languages_and_says_how_many_have_confirmed() -> None:
    shown = words_of(bulletin_card(k.open_bulletin(), EN, standing=STANDING).payload())
    assert shown.index("偽の請求書") < shown.index("Fake invoices")
    assert "48人中31人が確認" in shown
    assert "31 of 48 have confirmed" in shown
    assert "確認しました / I have read this" in shown


def test_who_has_confirmed_sees_when_and_no_button_until_the_meaning_changes() -> None:
    said = k.open_bulletin()
    reader = Reader(said.id, "U1", "", NOON, confirmed=1, confirmed_at=NOON)
    shown = words_of(bulletin_card(said, JA, reader=reader).payload())
    assert "確認済み（2026年4月1日 12:00）" in shown
    assert "確認しました" not in shown
    shown = words_of(bulletin_card(replace(said, edition=2, change="期限を変えました"), JA, reader=reader).payload())
    assert "確認しました" in shown
    assert "期限を変えました" in shown


def test_nobody_can_act_on_a_withdrawn_bulletin() -> None:
    said = replace(k.open_bulletin(), state=BulletinState.WITHDRAWN, change="誤報でした", ended_at=NOON)
    shown = words_of(bulletin_card(said, JA, standing=STANDING).payload())
    assert "【取り下げ】" in shown
    assert "誤報でした" in shown
    assert "まもりに送る" not in shown
    assert "確認しました" not in shown


def test_an_address_in_the_words_cannot_be_pressed_unless_it_is_one_of_the_good_links() -> None:
    links = (Link("https://www.ipa.example/a", "解説"), Link("https://evil.example/bad", bad=True))
    body = "偽の画面はhttp://sagawa.evil.example/login です。https://evil.example/bad も。解説はhttps://www.ipa.example/aへ。"
    steps = ("https://www.ipa.example/a を読む", "https://www.ipa.example/abc は開かない")
    said = k.content(wordings={"ja": Wording("注意", body, steps)}, links=links)
    card = bulletin_card(k.open_bulletin(content=said), JA).payload()
    shown = json.dumps(card, ensure_ascii=False)
    assert "hxxp://sagawa[.]evil[.]example/login" in shown
    for address in ("http://sagawa", "https://evil", "https://www.ipa.example/abc"):
        assert address not in shown.replace("hxxp", "")
    assert shown.count('{"type": "link", "url": "https://www.ipa.example/a"}') == 2
    assert check_message({"channel": "C1", **card}, "chat.postMessage") == []


@pytest.mark.parametrize(("severity", "said"), [("caution", True), ("urgent", True), ("info", False)])
def test_a_warning_that_is_withdrawn_does_not_say_that_a_strange_mail_may_be_opened(
    severity: Severity, said: bool
) -> None:
    gone = k.open_bulletin(state=BulletinState.WITHDRAWN, change="件名が違いました", ended_at=NOON)
    gone = replace(gone, content=replace(gone.content, severity=severity))
    for card in (bulletin_card(gone, JA), withdrawn_card(gone, JA)):
        assert ("リンクや添付を開かないことは、これまでどおり" in words_of(card.payload())) is said
        assert "しなくてかまいません" not in words_of(card.payload())
