"""Which reader a file wants."""

from __future__ import annotations

from dataclasses import replace

from bot.mail_check.frames import LARGEST
from bot.mail_check.mail import Mail, Unread, Unreadable
from bot.mail_check.parsing.eml import read_eml
from bot.mail_check.parsing.msg import read_msg
from bot.mail_check.parsing.pasted import OUTLOOK
from bot.mail_check.parsing.pictures import hidden_links

BEGINNING = 2_000_000
"""Bytes that are read of a mail of which nothing more can be."""


def read(data: bytes) -> Mail:
    """Read a file that somebody dropped. Raises Unreadable with a code: empty, too_large, not_a_mail, too_deep."""
    if not data or data.isspace():
        raise Unreadable("empty")
    if len(data) > LARGEST:
        raise Unreadable("too_large")
    mail = read_msg(data) if data.startswith(OUTLOOK) else _eml(data)
    links, unread = hidden_links(mail.attachments)
    return replace(mail, links=(*mail.links, *links), unread=tuple(sorted({*mail.unread, *unread})))


def _eml(data: bytes) -> Mail:
    """A mail, or as much of its beginning as fits into memory."""
    try:
        return read_eml(data)
    except MemoryError:
        mail = read_eml(data[:BEGINNING])
        return replace(mail, unread=(*mail.unread, Unread.TOO_LONG))
