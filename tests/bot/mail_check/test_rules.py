"""Every sign has a mail that shows it and one, as close as can be, that does not."""

from __future__ import annotations

import io
import re
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from bot.mail_check import rules
from bot.mail_check.mail import Address, Mail, Markup
from knowledge.mail_lint import RULED
from tests.bot.mail_check.making import KANA, anchor, facts, file, hidden, mail, signs, told

GMAIL = "Hanako <hanako@gmail.com>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ASKING = "Your account has been suspended. Please verify your account."


def zipped(*names: str, locked: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    data = bytearray(out.getvalue())
    if locked:  # the flag in the directory is all that is looked at
        at = data.index(b"PK\x01\x02")
        struct.pack_into("<H", data, at + 8, 1)
    return bytes(data)


def tarred(name: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(name))
    return out.getvalue()


TWO = ["https://strange.example/a", "https://strange.example/b"]
TABLE: list[tuple[str, Mail, Mail]] = [
    ("S00_no_from", mail("nobody at all"), mail()),
    ("S01_freemail", mail(GMAIL), mail("Hanako <hanako@gmail-parts.co.jp>")),
    (
        "S02_replyto_diff",
        mail(reply_to=(Address("", "a", "elsewhere.example"),)),
        mail(reply_to=(Address("", "a", "mail.tsukuba-parts.co.jp"),)),
    ),
    (
        "S02_replyto_diff",
        mail(reply_to=(Address("", "a", "elsewhere.example"),)),
        mail(reply_to=(Address("", "list", "lists.example"),), is_list=True),
    ),
    (
        "S02b_replyto_freemail",
        mail(reply_to=(Address("", "a", "gmail.com"),)),
        mail(GMAIL, reply_to=(Address("", "a", "yahoo.co.jp"),)),
    ),
    ("S03_brand_display", mail("Amazon.co.jp <a@b-shop.example>"), mail("Amazon.co.jp <a@amazon.co.jp>")),
    ("S03_brand_display", mail("三井住友カード <a@b.example>"), mail("三井住友カード <a@mail.smbc-card.com>")),
    ("S03_brand_display", mail("AmaZоn <a@b.example>"), mail("Amazonas Reisen <a@b.example>")),
    ("S03b_brand_subject", mail(subject="Amazon: your order"), mail("a@amazon.com", subject="Amazon: your order")),
    ("S04_addr_in_name", mail('"boss@aoba-works.example" <x@b.example>'), mail('"x@b.example" <x@b.example>')),
    ("S05_own_domain_in_name", mail("あおば製作所 総務 <x@b.example>"), mail("あおば製作所 <x@aoba-works.example>")),
    ("S05_own_domain_in_name", mail("渡辺健二 <x@b.example>"), mail("渡辺 健 <x@b.example>")),
    ("S06_self_spoof", mail("tanaka@aoba-works.example"), mail("sato@aoba-works.example")),
    ("S07_lookalike_domain", mail("a@aoba-w0rks.com"), mail("a@aoba.com")),
    ("S07_lookalike_domain", mail("a@minatokogyo-jp.com"), mail("a@minatokogyo.co.jp")),
    ("S07_lookalike_domain", mail("a@rakuten-login.com"), mail("a@rakutenya-nagano.com")),
    ("S07_lookalike_domain", mail("a@xn--pypal-4ve.com"), mail("a@xn--eckwd4c7c.com")),
    ("S08_deep_sender", mail("a@b.c.strange.example.com"), mail("a@mail.strange-shop.com")),
    ("S09_sender_tld", mail("a@strange.top"), mail("a@strange.co.jp")),
    ("S10_sender_freehost", mail("a@strange.firebaseapp.com"), mail("a@strange.com")),
    ("S11_random_domain", mail("a@xk3jq9z2.com"), mail("a@nagano-seiki.com")),
    ("S12_random_local", mail("a8f3k2m9q1z7@strange.com"), mail("hanako.suzuki@strange.com")),
    ("S13_invisible_hdr", mail(subject="Am\u200bazon"), mail(subject="Amazon")),
    ("S14_confusable_hdr", mail(subject="Аmazon"), mail(subject="Ελλάδα and amazon")),
    ("S14_confusable_hdr", mail(subject="𝐔𝐫𝐠𝐞𝐧𝐭"), mail(subject="ＵＲＧＥＮＴ")),
    ("S15_emoji_hdr", mail(subject="You won 🎁"), mail(subject="You won")),
    ("S16_rcpt_in_subject", mail(subject="tanaka: your mailbox"), mail(subject="your mailbox")),
    (
        "S17_signature_addr_diff",
        mail(text="See you.\n-- \nHanako\nhanako@elsewhere.co.jp"),
        mail(text="See you.\n-- \nHanako\nhanako@tsukuba-parts.co.jp"),
    ),
    ("S18_exclamation", mail(subject="おめでとうございます！"), mail(subject="おめでとうございます")),
    (
        "H01_dmarc_fail",
        mail(authentication=told("mx.aoba-works.example", dmarc="fail")),
        mail(authentication=told("mx.attacker.example", dmarc="fail")),
    ),
    (
        "H02_spf_fail",
        mail(authentication=told("mx.aoba-works.example", spf="softfail")),
        mail(authentication=told("mx.aoba-works.example", spf="pass")),
    ),
    (
        "H03_dkim_fail",
        mail(authentication=told("mx.aoba-works.example", dkim="fail")),
        mail(authentication=told("mx.aoba-works.example", dkim="pass")),
    ),
    (
        "H04_no_auth",
        mail(authentication=told("mx.aoba-works.example", spf="none", dkim="none")),
        mail(authentication=told("mx.aoba-works.example", spf="pass", dkim="none")),
    ),
    ("H05_envelope_diff", mail(envelope_domain="bounce.example"), mail(envelope_domain="m.tsukuba-parts.co.jp")),
    ("U01_link", mail(links=["https://a.example/"]), mail(links=["mailto:a@b.example"])),
    (
        "U02_anchor_mismatch",
        mail(links=[anchor("https://www.smbc.co.jp/", "https://evil.example/")]),
        mail(links=[anchor("https://www.smbc.co.jp/", "https://login.smbc.co.jp/a")]),
    ),
    (
        "U02_anchor_mismatch",
        mail(links=[anchor("www.smbc.co.jp", "https://evil.example/")]),
        mail(links=[anchor("お手続きはこちら", "https://evil.example/")]),
    ),
    (
        "U02_anchor_mismatch",
        mail(links=[anchor("https://shop.co.jp/", "https://c.example/?u=https%3A%2F%2Fevil.example%2F")]),
        mail(links=[anchor("https://shop.co.jp/", "https://c.example/?u=https%3A%2F%2Fshop.co.jp%2Fa")]),
    ),
    ("U03_shortener", mail(links=["https://bit.ly/x"]), mail(links=["https://bitly-cafe.co.jp/x"])),
    ("U04_ip_url", mail(links=["http://203.0.113.7/a"]), mail(links=["http://192.168.0.1/a"])),
    ("U05_punycode", mail(links=["https://xn--pple-43d.com/"]), mail(links=["https://apple.com/"])),
    ("U06_userinfo", mail(links=["https://smbc.co.jp@evil.example/"]), mail(links=["https://evil.example/@smbc"])),
    ("U07_brand_lookalike", mail(links=["https://rakuten-card-login.com/"]), mail(links=["https://rakuten.co.jp/"])),
    ("U07b_brand_subdomain", mail(links=["https://rakuten.evil.com/"]), mail(links=["https://racket.evil.com/"])),
    ("U07c_brand_path", mail(links=["https://evil.com/rakuten/login"]), mail(links=["https://evil.com/racket"])),
    ("U08_tld", mail(links=["https://strange.top/"]), mail(links=["https://strange.jp/"])),
    ("U09_freehost", mail(links=["https://login-x.web.app/"]), mail(links=["https://login-x.jp/"])),
    (
        "U10_rcpt_in_url",
        mail(links=["https://evil.example/?e=tanaka@aoba-works.example"]),
        mail(links=["https://evil.example/?e=sato@aoba-works.example"]),
    ),
    (
        "U10_rcpt_in_url",
        mail(links=["https://evil.example/#dGFuYWthQGFvYmEtd29ya3MuZXhhbXBsZQ=="]),
        mail(links=["https://evil.example/#c2F0b0Bhb2JhLXdvcmtzLmV4YW1wbGU="]),
    ),
    (
        "U11_redirector",
        mail(links=["https://www.google.com/url?q=https://evil.example/"]),
        mail(links=["https://www.google.com/url?q=https://tsukuba-parts.co.jp/"]),
    ),
    ("U13_random_host", mail(links=["https://xk3jq9z2.com/"]), mail(links=["https://nagano-seiki.com/"])),
    ("U14_links_off_sender", mail(links=["https://other.example/"]), mail(links=["https://www.tsukuba-parts.co.jp/"])),
    ("U15_bad_scheme", mail(links=["javascript:alert(1)"]), mail(links=["https://a.example/javascript"])),
    ("U17_single_offsite_dest", mail(links=TWO), mail(links=[*TWO, "https://other.example/"])),
    (
        "U19_brand_text_no_brand_link",
        mail(text="Your Amazon parcel waits.", links=["https://evil.example/"]),
        mail(text="Your Amazon parcel waits.", links=["https://www.amazon.co.jp/"]),
    ),
    (
        "U20_opaque_link",
        mail(links=["https://evil.example/aB3dE5fG7hJ9kL1mN3pQ5rS7"]),
        mail(links=["https://evil.example/catalogue/2026/spring-and-summer"]),
    ),
    (
        "U21_borrowed_site",
        mail(links=["https://flowers.example/wp-includes/js/index.html"]),
        mail(links=["https://flowers.example/wp-content/uploads/price.pdf"]),
    ),
    (
        "U22_tracked_link",
        mail(links=["https://evil.example/c?x=aB3dE5fG7hJ9kL1mN3pQ5rS7aB3dE5fG7hJ9kL1mN3pQ5rS7"]),
        mail(links=["https://m.tsukuba-parts.co.jp/c?x=aB3dE5fG7hJ9kL1mN3pQ5rS7aB3dE5fG7hJ9kL1mN3pQ5rS7"]),
    ),
    ("U23_numbered_host", mail(links=["https://vps-48213.evil.example/"]), mail(links=["https://vps.evil.example/"])),
    ("T_CRED", mail(text="IDとパスワードを入力してください。"), mail(text="パスワードは電話でお伝えします。")),
    ("T_SUSP", mail(text="アカウントの利用を停止しました。"), mail(text="機械を停止しました。")),
    ("T_QUOTA", mail(subject="メールボックスの容量が上限です"), mail(subject="タンクの容量の件")),
    ("T_PAY", mail(subject="未払い料金のお知らせ"), mail(subject="展示会のお知らせ")),
    ("T_DELIV", mail(text="ご不在のため、荷物を持ち帰りました。"), mail(text="サンプルを持って伺います。")),
    ("T_PRIZE", mail(text="Congratulations, you won a gift card."), mail(text="We won the contract.")),
    ("T_CRYPTO", mail(text="Connect your wallet for the airdrop."), mail(text="Connect the air hose.")),
    ("T_BEC", mail(text="振込先の変更をお願いします。"), mail(text="集合場所の変更をお願いします。")),
    ("T_CALL", mail(text="To cancel, call our helpline today."), mail(text="I will call you today.")),
    ("T_INSTALL", mail(text="アプリをインストールしてください。"), mail(text="アプリの打ち合わせです。")),
    ("T_419", mail(text="I am the next of kin to a large inheritance."), mail(text="The next meeting is on Monday.")),
    ("T_EXTORT", mail(text="I hacked your device."), mail(text="I sawed your plank.")),
    ("T_URG", mail(text="至急ご対応ください。"), mail(text="来月で構いません。")),
    ("T_CTA", mail(text="Click here to continue."), mail(text="The door clicks shut.")),
    ("T_GENERIC", mail(text="お客様各位"), mail(text="田中様")),
    ("T_AGENCY", mail(subject="国税庁からのお知らせ"), mail(subject="工場からのお知らせ")),
    ("T_HR", mail(subject="人事異動のお知らせ"), mail(subject="移動のお知らせ")),
    ("T_VIP", mail(subject="役員会の議事録"), mail(subject="昼食の写真")),
    ("T_PRESS", mail(subject="取材のお願い"), mail(subject="協力のお願い")),
    ("T_DOC", mail(text="A file: see attached."), mail(text="A file is on the shelf.")),
    ("T_HEALTH", mail(text="Lose weight: the new diet."), mail(text="The weight of the part is 3 kg.")),
    ("B12b_greet_localpart", mail(text="Dear tanaka, your parcel."), mail(text="Dear Ms Tanaka-Smith, your parcel.")),
    ("B12b_greet_localpart", mail(text="tanaka@aoba-works.example 様"), mail(text="田中様")),
    ("B13_hidden_text", mail(markup=hidden(200)), mail(markup=hidden(10))),
    ("B14_invisible_in_word", mail(text="pass\u200bword"), mail(text="pass word \u200b")),
    (
        "B15_image_only",
        mail(text="", links=["https://a.example/"], markup=Markup(pictures=1)),
        mail(text="We moved. " * 30, links=["https://a.example/"], markup=Markup(pictures=1)),
    ),
    ("B15c_empty_with_att", mail(text=" ", files=[file("a.pdf")]), mail(text="Here it is.", files=[file("a.pdf")])),
    ("B16_form", mail(markup=Markup(has_form=True)), mail(markup=Markup())),
    (
        "B18_unnatural_ja",
        mail(text="親愛なるお客様、迅速に確認してください。"),
        mail(text="ご確認をお願いいたします。"),
    ),
    ("B19_foreign_cjk", mail(text=KANA + "请点击"), mail(text=KANA + "髙橋様、德永様、澤邊様")),
    ("B19_foreign_cjk", mail(text=KANA + "帳號と點擊"), mail(text=KANA + "應接室の國澤様")),
    ("B19_foreign_cjk", mail(text=KANA + "请点击"), mail(text="请点击，谢谢")),
    ("B21_confusable_body", mail(text="Your раssword expires."), mail(text="Пароль and password.")),
    (
        "B23_tel_eq_fax",
        mail(text=f"{KANA}\nTEL 0266-00-1234\nFAX 0266-00-1234"),
        mail(text=f"{KANA}\nTEL 0266-00-1234\nFAX 0266-00-1235"),
    ),
    ("B24_tel_impossible", mail(text=f"{KANA}\nTEL 0266-000-12345"), mail(text=f"{KANA}\nTEL 0266-00-1234")),
    ("B24_tel_impossible", mail(text=f"{KANA}\n電話 090-0000-123"), mail(text=f"{KANA}\n電話 090-0000-1234")),
    ("B24_tel_impossible", mail(text=f"{KANA}\nTEL 03-0000-12345"), mail(text=f"{KANA}\nTEL +44 20 0000 0000")),
    ("B26_no_such_agency", mail("電子認証管理省 <a@b.example>"), mail("経済産業省 <a@meti.go.jp>")),
    ("B26_no_such_agency", mail(text=f"{KANA}\n--\n国民安全庁 総務課"), mail(text=f"{KANA}\n--\n国税庁 総務課")),
    ("B26_no_such_agency", mail("電子認証管理省 <a@b.example>"), mail("長野県庁 <a@b.example>")),
    (
        "B25_few_words_link",
        mail(text="Look at this.", links=["https://a.example/"]),
        mail(text="A long letter. " * 40, links=["https://a.example/"]),
    ),
    ("A01_attachment", mail(files=[file("a.pdf")]), mail(files=[file("logo.png", kind="image/png", inline=True)])),
    ("A02_executable", mail(files=[file("a.exe")]), mail(files=[file("exe.pdf")])),
    ("A02_executable", mail(files=[file("a.txt", b"MZ\x90\0")]), mail(files=[file("a.txt", b"M. Z.")])),
    ("A03_lnk", mail(files=[file("a.pdf.lnk")]), mail(files=[file("lnk.pdf")])),
    ("A03_lnk", mail(files=[file("a", b"L\0\0\0\x01\x14\x02\0")]), mail(files=[file("a", b"L'eau")])),
    ("A04_double_ext", mail(files=[file("invoice.pdf.exe")]), mail(files=[file("v1.2.pdf")])),
    ("A05_many_spaces", mail(files=[file("invoice.pdf          .exe")]), mail(files=[file("invoice of May.pdf")])),
    ("A06_rlo", mail(files=[file("invoice\u202efdp.exe")]), mail(files=[file("invoicefdp.exe")])),
    ("A07_html_att", mail(files=[file("a.html")]), mail(files=[file("html.pdf")])),
    ("A08_macro", mail(files=[file("a.docm")]), mail(files=[file("a.docx", zipped("word/document.xml"))])),
    (
        "A08_macro",
        mail(files=[file("a.docx", zipped("word/vbaProject.bin"))]),
        mail(files=[file("a.doc", OLE + b"\0" * 600)]),
    ),
    (
        "A09_encrypted_zip",
        mail(files=[file("a.zip", zipped("a.pdf", locked=True))]),
        mail(files=[file("a.zip", zipped("a.pdf"))]),
    ),
    (
        "A09_encrypted_zip_freemail",
        mail(GMAIL, files=[file("a.zip", zipped("a.pdf", locked=True))]),
        mail(files=[file("a.zip", zipped("a.pdf", locked=True))]),
    ),
    ("A10_disk_onenote", mail(files=[file("a.iso")]), mail(files=[file("iso9001.pdf")])),
    (
        "A11_archive_exec",
        mail(files=[file("a.zip", zipped("a.pdf.exe"))]),
        mail(files=[file("a.zip", zipped("a.pdf"))]),
    ),
    ("A11_archive_exec", mail(files=[file("a.tar", tarred("a.js"))]), mail(files=[file("a.tar", tarred("a.txt"))])),
    ("A12_type_mismatch", mail(files=[file("a.pdf", b"PK\x03\x04zip")]), mail(files=[file("a.pdf", b"%PDF-1.7")])),
    (
        "A15_pdf_active",
        mail(files=[file("a.pdf", b"%PDF-1.7 /OpenAction << /S /Launch >>")]),
        mail(files=[file("a.pdf", b"%PDF-1.7 /Title (Launch)")]),
    ),
    (
        "A15b_pdf_link",
        mail(files=[file("a.pdf", b"%PDF-1.7 /A << /URI (https://a.example/) >>")]),
        mail(files=[file("a.pdf", b"%PDF-1.7 /Title (URI)")]),
    ),
    (
        "A08b_macro_inside",
        mail("sato@aoba-works.example", files=[file("a.xlsm")]),
        mail("sato@aoba-works.example", files=[file("a.xlsm")], links=["https://evil.example/"]),
    ),
    (
        "A09b_key_in_mail",
        mail(text="解凍パスワード: kh7w", files=[file("a.zip", zipped("a.pdf", locked=True))]),
        mail(text="パスワードは別便でお送りします。", files=[file("a.zip", zipped("a.pdf", locked=True))]),
    ),
    (
        "U24_download_link",
        mail(links=["https://evil.example/files/setup.exe"]),
        mail(links=["https://tsukuba-parts.co.jp/files/drawings.zip"]),
    ),
    (
        "A16_ics",
        mail(files=[file("a.ics", kind="text/calendar")]),
        mail("a@aoba-works.example", files=[file("a.ics", kind="text/calendar")]),
    ),
    ("C01_cred_and_link", mail(text=ASKING, links=["https://evil.example/"]), mail(text=ASKING)),
    (
        "C02_brand_and_link",
        mail("Amazon <a@b.example>", links=["https://evil.example/"]),
        mail("Amazon <a@amazon.co.jp>", links=["https://evil.example/"]),
    ),
    ("C03_freemail_money", mail(GMAIL, subject="振込先の変更"), mail(subject="振込先の変更")),
    (
        "C04_three_themes",
        mail(text=f"{ASKING} Your mailbox is full. Your parcel: click here."),
        mail(text="Your parcel: click here."),
    ),
    (
        "C05_stranger_with_file",
        mail(GMAIL, subject="取材のお願い", files=[file("a.pdf")]),
        mail(subject="取材のお願い", files=[file("a.pdf")]),
    ),
]


@pytest.mark.parametrize(("sign", "shows", "does_not"), TABLE)
def test_a_sign_is_seen_where_it_is_and_not_where_it_is_not(sign: str, shows: Mail, does_not: Mail) -> None:
    assert sign in signs(shows)
    assert sign not in signs(does_not)


def test_every_sign_of_the_rules_is_in_this_table() -> None:
    themes = {theme.id for theme in facts().content.themes.themes}
    assert {sign for sign, *_ in TABLE} == (RULED | themes) - {"Q01_qr_code"}  # a picture of its own: test_pictures.py


def test_the_rules_say_nothing_that_has_no_words() -> None:
    folder = Path(rules.__file__).parent
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    said = set(re.findall(r'"((?:[A-Z]\d\d[a-z]?)_[a-z0-9_]+)"', source))
    assert said == RULED


def test_an_ordinary_mail_shows_nothing() -> None:
    assert signs(mail()) == {}


def test_a_theme_that_was_only_quoted_is_nobodys_theme() -> None:
    assert "T_SUSP" not in signs(mail(text="Is this real?\n> Your account has been suspended."))
    assert "T_SUSP" not in signs(
        mail(text="Is this real?\n-----Original Message-----\nYour account has been suspended.")
    )


def test_a_theme_far_down_the_mail_does_not_count() -> None:
    assert "T_SUSP" not in signs(mail(text="x " * 800 + "Your account has been suspended."))


def test_one_odd_link_among_many_honest_ones_does_not_count() -> None:
    honest = [f"https://www.tsukuba-parts.co.jp/{number}" for number in range(20)]
    assert "U08_tld" not in signs(mail(links=[*honest, "https://strange.top/"]))
    assert "U08_tld" in signs(mail(links=[*honest[:3], "https://strange.top/"]))


def test_a_disguised_word_still_counts_as_the_word() -> None:
    assert "T_SUSP" in signs(mail(text="Your acc\u200bount has been ѕuspended."))
    assert "T_CRED" in signs(mail(text="ﾊﾟｽﾜｰﾄﾞを入力してください"))


def test_those_whom_we_know_may_speak_of_money_and_passwords_when_they_lead_nowhere_else() -> None:
    text = "アカウントの利用を停止しました。パスワードを入力してください。振込先の変更もあります。"
    known = mail("Amazon <a@amazon.co.jp>", text, links=["https://www.amazon.co.jp/"])
    assert {"T_SUSP", "T_CRED"}.isdisjoint(signs(known))
    assert "T_BEC" in signs(known)
    assert "T_SUSP" in signs(mail("Amazon <a@amazon.co.jp>", text, links=["https://evil.example/"]))
    assert "T_SUSP" in signs(mail("Amazon <a@amazon.co.jp>", text, reply_to=(Address("", "a", "evil.example"),)))
    refuted = told("mx.aoba-works.example", dmarc="fail")
    assert "T_SUSP" in signs(mail("Amazon <a@amazon.co.jp>", text, authentication=refuted))
    assert "T_SUSP" in signs(mail("Google <a@gmail.com>", text))


def test_pasted_words_without_headers_are_not_blamed_for_having_none() -> None:
    assert "S00_no_from" not in signs(mail("", has_headers=False))
