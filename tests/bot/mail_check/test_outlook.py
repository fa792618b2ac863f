"""Outlook's .msg: headers, text, HTML, HTML wrapped in RTF, attachments."""

from __future__ import annotations

import compressed_rtf
import pytest

from bot.mail_check.mail import Unread, Unreadable
from bot.mail_check.parsing.msg import _unwrapped
from bot.mail_check.parsing.reading import read
from tests.bot.mail_check.outlook import message

HEADERS, SUBJECT, PLAIN, HTML, RTF, SENDER = 0x007D, 0x0037, 0x1000, 0x1013, 0x1009, 0x0C1F
TRANSPORT = "From: Amazon <info@evil.example>\r\nTo: tanaka@aoba-works.example\r\nSubject: hello\r\n\r\n"
WRAPPED = (
    rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 see {\*\htmltag84 <a href='https://evil.example/'>}"
    rb"\htmlrtf \b\htmlrtf0 here{\*\htmltag92 </a>}\htmlrtf }\htmlrtf0 \u-27497?\'96\'7b{\*\htmltag72 </p>}}"
)


def test_headers_and_html_are_read() -> None:
    html = "<p>お手続きは<a href='https://evil.example/'>こちら</a></p>".encode()
    mail = read(message({HEADERS: TRANSPORT, PLAIN: "plain"}, {HTML: html}))
    assert mail.sender is not None
    assert (mail.sender.domain, mail.subject) == ("evil.example", "hello")
    assert mail.text == "お手続きはこちら"
    assert [link.url for link in mail.links] == ["https://evil.example/"]


def test_html_wrapped_in_rtf_is_unwrapped() -> None:
    packed = compressed_rtf.compress(WRAPPED)
    mail = read(message({HEADERS: TRANSPORT}, {RTF: packed}))
    assert [link.url for link in mail.links] == ["https://evil.example/"]
    assert mail.text.startswith("see here")
    assert Unread.RTF_BODY not in mail.unread


def test_code_points_and_bytes_of_rtf_become_letters() -> None:
    html = _unwrapped(WRAPPED)
    assert "&#38039;" in html
    assert "本" in html


def test_what_is_for_rtf_alone_is_left_out() -> None:
    assert "secret" not in _unwrapped(rb"{\fromhtml1 a\htmlrtf secret\htmlrtf0 b}")


def test_an_rtf_body_without_html_is_told_as_unread() -> None:
    packed = compressed_rtf.compress(rb"{\rtf1\ansi hello}")
    assert Unread.RTF_BODY in read(message({HEADERS: TRANSPORT}, {RTF: packed})).unread


def test_broken_rtf_is_told_as_unread() -> None:
    assert Unread.RTF_BODY in read(message({HEADERS: TRANSPORT}, {RTF: b"\x10\0\0\0LZFu" + b"\xff" * 40})).unread


def test_attachments_are_read_with_their_names() -> None:
    mail = read(message({HEADERS: TRANSPORT, PLAIN: "x"}, files={"請求書.pdf.exe": b"MZ" * 3000, "b.pdf": b"%PDF"}))
    assert [(one.name, len(one.data)) for one in mail.attachments] == [("請求書.pdf.exe", 6000), ("b.pdf", 4)]


def test_an_unsent_message_without_headers_has_its_subject() -> None:
    assert read(message({SUBJECT: "draft", PLAIN: "text https://a.example/"})).subject == "draft"


def test_a_document_that_is_no_message_is_refused_or_empty() -> None:
    with pytest.raises(Unreadable):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)
