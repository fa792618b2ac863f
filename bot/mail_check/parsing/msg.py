"""An Outlook .msg file: the transport headers when they are there, else Outlook's own properties."""

from __future__ import annotations

import email
import re
from email.message import Message
from email.policy import compat32

import compressed_rtf
import oxmsg

from bot.mail_check.mail import Attachment, Mail, Unread, Unreadable
from bot.mail_check.parsing.bodies import MOST_PARTS, Body, add_html, add_plain
from bot.mail_check.parsing.charsets import decode
from bot.mail_check.parsing.eml import mail_of

# Property ids of [MS-OXPROPS].
_HEADERS, _HTML, _RTF = 0x007D, 0x1013, 0x1009
_RTF_HTML = re.compile(rb"\\fromhtml1")
_CONTROL = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\\*\\htmltag\d{0,5} ?|\\([a-zA-Z]{1,32})(-?\d{1,6})? ?|\\(.)|[{}\r\n]",
    re.DOTALL,
)
LARGEST_RTF = 1_000_000
"""Bytes of packed RTF that are unpacked: it is done in Python and takes its time."""


def read_msg(data: bytes) -> Mail:
    """Read a .msg file. Raises Unreadable("not_a_mail")."""
    try:
        outlook = oxmsg.Message.load(data)
        body = _body(outlook)
        return mail_of(_headers(outlook), body)
    except (ValueError, KeyError, OSError, AssertionError, IndexError, AttributeError, TypeError) as problem:
        raise Unreadable("not_a_mail") from problem


def _headers(outlook: oxmsg.Message) -> Message:
    raw = outlook.properties.str_prop_value(_HEADERS) or ""
    message = email.message_from_string(raw.lstrip("\r\n"), policy=compat32)
    for name, value in (("From", outlook.sender), ("Subject", outlook.subject)):
        if not message.get(name) and value:
            message[name] = " ".join(value.split())
    if not message.get("To"):
        message["To"] = ", ".join(f"<{one.email_address}>" for one in outlook.recipients if one.email_address)
    return message


def _body(outlook: oxmsg.Message) -> Body:
    body = Body()
    properties = outlook.properties
    if plain := outlook.body:
        add_plain(body, plain)
    if html := properties.binary_prop_value(_HTML) or properties.str_prop_value(_HTML):
        add_html(body, html if isinstance(html, str) else decode(html, "utf-8"))
    elif packed := properties.binary_prop_value(_RTF):
        _add_rtf(body, packed)
    for attachment in outlook.attachments[:MOST_PARTS]:
        name = attachment.file_name or ""
        data = attachment.file_bytes
        if data is None:
            body.unread.add(Unread.ATTACHMENT)
        body.attachments.append(Attachment(name, attachment.mime_type or "", data or b""))
    return body


def _add_rtf(body: Body, packed: bytes) -> None:
    """HTML that Outlook wrapped in RTF; an RTF body of its own is not read when there is a plain one."""
    try:
        rtf = compressed_rtf.decompress(packed) if len(packed) <= LARGEST_RTF else b""
    except Exception:  # noqa: BLE001  it raises just that
        body.unread.add(Unread.RTF_BODY)
        return
    if _RTF_HTML.search(rtf[:2000]):
        add_html(body, _unwrapped(rtf))
    elif not body.plain:
        body.unread.add(Unread.RTF_BODY)


def _unwrapped(rtf: bytes) -> str:
    r"""The HTML inside `{\*\htmltag …}` groups and between them ([MS-OXRTFEX]); `\htmlrtf … \htmlrtf0` is RTF only."""
    html = bytearray()
    only_rtf, at = False, 0
    for found in _CONTROL.finditer(rtf):
        if not only_rtf:
            html += rtf[at : found.start()]
        at = found.end()
        if found[2] == b"htmlrtf":
            only_rtf = found[3] != b"0"
        elif not only_rtf:
            html += _meant(found)
    if not only_rtf:
        html += rtf[at:]
    return decode(bytes(html).strip(b"\0"), "utf-8" if html.isascii() else "cp932")


def _meant(found: re.Match[bytes]) -> bytes:
    """What an RTF control stands for in the HTML: a byte, a code point, a line, a literal brace, or nothing."""
    if found[1]:
        return bytes([int(found[1], 16)])
    if found[2] == b"u" and found[3]:
        return f"&#{int(found[3]) % 65536};".encode()
    if found[2] in {b"par", b"line"}:
        return b"\n"
    if found[2] == b"tab":
        return b"\t"
    return found[4] if found[4] in {b"{", b"}", b"\\"} else b""
