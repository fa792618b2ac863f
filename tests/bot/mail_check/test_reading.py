"""Mails as real programs write them: charsets, headers, parts, HTML."""

from __future__ import annotations

import base64
from email.message import Message

import pytest

from bot.mail_check.mail import Link, Unread, Unreadable
from bot.mail_check.parsing.charsets import decode
from bot.mail_check.parsing.headers import addresses, text_of
from bot.mail_check.parsing.markup import read_html
from bot.mail_check.parsing.reading import read

JP = "本日の打ち合わせの件"


def encoded(text: str, charset: str, how: str = "B") -> str:
    raw = text.encode(charset)
    coded = base64.b64encode(raw).decode() if how == "B" else "".join(f"={byte:02X}" for byte in raw)
    return f"=?{charset}?{how}?{coded}?="


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        (encoded(JP, "utf-8"), JP),
        (encoded(JP, "utf-8", "Q"), JP),
        (encoded(JP, "iso-2022-jp"), JP),
        (encoded("①㈱髙橋", "cp932").replace("cp932", "Shift_JIS"), "①㈱髙橋"),
        (encoded("纸", "gb18030").replace("gb18030", "GB2312"), "纸"),
        (encoded(JP, "utf-8").replace("utf-8", "utf-8*ja"), JP),
        (encoded(JP, "utf-8").replace("utf-8", "klingon"), JP),
        (f"{encoded('件名', 'utf-8')} {encoded('つづき', 'utf-8')}", "件名つづき"),
        (f"{encoded('件名', 'utf-8')}\r\n {encoded('つづき', 'utf-8')}", "件名つづき"),
        (f"Re: {encoded('件名', 'utf-8')} (2)", "Re: 件名 (2)"),
        ("=?utf-8?B?5Lu25ZCN?==?utf-8?Q?_x?=", "件名 x"),
        ("=?utf-8?B?5Lu2?=  =?utf-8?B?5ZCN?=", "件名"),
        ("=?utf-8?B?!!?=", ""),
        ("=?utf-8?B?unfinished", "=?utf-8?B?unfinished"),
        ("=?utf-8?Q?a_b=3D?=", "a b="),
    ],
)
def test_a_header_is_read_as_its_writer_meant_it(raw: str, text: str) -> None:
    assert text_of(raw) == text


def test_a_letter_cut_in_two_by_encoded_words_is_made_whole() -> None:
    raw = JP.encode()
    cut = [base64.b64encode(part).decode() for part in (raw[:4], raw[4:])]
    assert text_of(f"=?utf-8?B?{cut[0]}?= =?utf-8?B?{cut[1]}?=") == JP


@pytest.mark.parametrize("charset", ["utf-8", "cp932", "iso-2022-jp"])
def test_raw_bytes_in_a_header_are_read(charset: str) -> None:
    mail = read(b"From: a@b.example\r\nSubject: " + JP.encode(charset) + b"\r\n\r\nhello")
    assert mail.subject == JP


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ("shift_jis", "cp932"),
        ("euc-jp", "euc_jp"),
        ("utf-8", "utf-8"),
        ("us-ascii", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("klingon", "utf-8"),
        ("base64", "utf-8"),
        ("", "cp932"),
        ("utf-8", "cp932"),
    ],
)
def test_a_body_is_read_whatever_its_charset_is_called(named: str, written: str) -> None:
    text = "いつもお世話になっております。①の件です。"
    source = text if written != "euc_jp" else text.replace("①", "1")
    assert decode(source.encode(written), named) == (
        source if named != "iso-8859-1" else decode(source.encode(), "cp1252")
    )


def test_the_letters_that_only_japanese_mailers_write_are_read() -> None:
    jis = b"\x1b$B!X\x2d\x21\x2d\x6a!Y\x1b(B ok \x1b(I\x36\x1b(B"  # ① and ㈱ stand outside the standard
    assert decode(jis, "iso-2022-jp") == "『①㈱』 ok ｶ"
    assert decode("いつもお世話に".encode("iso2022_jp"), "iso-2022-jp") == "いつもお世話に"


@pytest.mark.parametrize(
    ("value", "name", "whole"),
    [
        ("a@b.example", "", "a@b.example"),
        ("Hanako <A@B.Example>", "Hanako", "A@b.example"),
        ('"Suzuki, Hanako" <a@b.example>', "Suzuki, Hanako", "a@b.example"),
        ("a@b.example (Hanako)", "Hanako", "a@b.example"),
        ("Hanako <<a@b.example>>", "Hanako", "a@b.example"),
        ("Hanako [a@b.example]", "Hanako [", "a@b.example]"),
        ("山田 <a@日本語.jp>", "山田", "a@xn--wgv71a119e.jp"),
        ('"boss@good.example" <a@evil.example>', "boss@good.example", "a@evil.example"),
        ("Hanako <a@b.example.>", "Hanako", "a@b.example"),
        ("nobody", "nobody", ""),
        ("", "", None),
    ],
)
def test_an_address_is_found_in_whatever_stands_there(value: str, name: str, whole: str | None) -> None:
    found = addresses(value)
    if whole is None:
        assert found == []
    elif whole and not whole.endswith("]"):
        assert (found[0].name, found[0].whole) == (name, whole)
    else:
        assert found


def test_an_address_inside_an_encoded_name_is_not_the_sender() -> None:
    raw = f"From: {encoded('佐藤 boss@good.example', 'utf-8')} <a@evil.example>\r\nSubject: x\r\n\r\nhello"
    sender = read(raw.encode()).sender
    assert sender is not None
    assert (sender.name, sender.whole) == ("佐藤 boss@good.example", "a@evil.example")


def test_a_sender_that_is_encoded_as_a_whole_is_read() -> None:
    raw = f"From: {encoded('佐藤 <a@evil.example>', 'utf-8')}\r\nSubject: x\r\n\r\nhello"
    sender = read(raw.encode()).sender
    assert sender is not None
    assert (sender.name, sender.whole) == ("佐藤", "a@evil.example")


def test_the_html_is_what_counts_when_there_is_any() -> None:
    mail = read(
        b"From: a@b.example\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nplain http://p.example/\r\n"
        b"--x\r\nContent-Type: text/html\r\n\r\n<p>rich <a href='http://r.example/'>here</a></p>\r\n--x--\r\n"
    )
    assert mail.text == "rich here"
    assert [link.url for link in mail.links] == ["http://p.example/", "http://r.example/"]


def test_a_mail_within_a_mail_is_read_too() -> None:
    inner = b"From: evil@c.example\r\nSubject: inner\r\n\r\nhttp://inner.example/\r\n"
    mail = read(b"From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n" + inner)
    assert mail.sender is not None
    assert mail.sender.domain == "b.example"
    assert [link.url for link in mail.links] == ["http://inner.example/"]


def test_an_attachment_keeps_its_name_in_every_spelling() -> None:
    part = Message()
    part["Content-Type"] = "application/octet-stream"
    names = ['filename="=?utf-8?B?6KuL5rGC5pu4LnBkZg==?="', "filename*=utf-8''%E8%AB%8B%E6%B1%82%E6%9B%B8.pdf"]
    for name in names:
        raw = f"From: a@b.example\r\nContent-Type: a/b\r\nContent-Disposition: attachment; {name}\r\n\r\nx".encode()
        assert read(raw).attachments[0].name == "請求書.pdf"


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : NONE",
        "font-size:0",
        "font-size:1px;",
        "visibility:hidden",
        "opacity:0",
        "max-height:0",
    ],
)
def test_what_a_style_hides_is_counted_and_not_read(style: str) -> None:
    shown = read_html(f"<p>seen</p><p style='{style}'>unseen words</p>")
    assert "unseen" not in "".join(shown.text)
    assert shown.hidden == len("unseen words")


@pytest.mark.parametrize("style", ["font-size:10px", "opacity:0.9", "line-height:0", "max-height:0.5em", "color:#000"])
def test_what_a_style_only_shapes_is_read(style: str) -> None:
    assert read_html(f"<p style='{style}'>seen</p>").hidden == 0


def test_links_come_with_what_the_reader_sees_of_them() -> None:
    shown = read_html("<a href=' http://a.example/ '>press <b>here</b></a><form action='http://f.example/'></form>")
    assert shown.links == [Link("http://a.example/", "press here", "html"), Link("http://f.example/", "", "form")]
    assert shown.has_form


@pytest.mark.parametrize("name", ["name*0=a; name*=b", "name*=b; name*1=c; name*0=d", "name*x*=''c"])
def test_parameters_that_nobody_could_put_together_are_no_reason_to_refuse_a_mail(name: str) -> None:
    raw = f"From: a@b.example\r\nContent-Type: text/plain; {name}; charset*0=x; charset*=y\r\n\r\nhello".encode()
    mail = read(raw)
    assert mail.text == "hello" or mail.attachments


def test_pictures_that_only_count_readers_are_no_pictures() -> None:
    assert read_html("<img src=a width=1 height=1><img src=b alt='a cat'>").pictures == 1


def test_tags_nested_beyond_any_mail_are_cut_and_told() -> None:
    mail = read(b"From: a@b.example\r\nContent-Type: text/html\r\n\r\nbefore" + b"<div>" * 5_000 + b"after")
    assert mail.text == "before"
    assert mail.unread == (Unread.TOO_LONG,)


def test_many_paragraphs_without_an_end_are_not_nested() -> None:
    mail = read(b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n" + b"<p>x<br><li>y" * 5_000 + b"after")
    assert mail.text.endswith("after")


def test_what_is_no_mail_is_refused() -> None:
    for data, code in ((b"", "empty"), (b"\x89PNG\r\n\x1a\n\0\0", "not_a_mail")):
        with pytest.raises(Unreadable) as caught:
            read(data)
        assert caught.value.args == (code,)
