"""An .eml file, or the raw text of a mail with its headers."""

from __future__ import annotations

from email.feedparser import BytesFeedParser
from email.message import Message

import authres

from bot.mail_check.mail import Authentication, Mail, Unreadable
from bot.mail_check.parsing.bodies import Body, read_body
from bot.mail_check.parsing.headers import LONGEST_SUBJECT, header, headers, mailboxes

MOST_RECIPIENTS = 50
PIECE = 65_536
_LIST_MARKS = ("List-Id", "List-Post", "Mailing-List")


def read_eml(data: bytes) -> Mail:
    """Read a mail. Raises Unreadable when its nesting is a bomb or nothing in it looks like a mail."""
    try:
        message = _parsed(data)
        body = read_body(message)
    except RecursionError:
        raise Unreadable("too_deep") from None
    if not message.keys():
        raise Unreadable("not_a_mail")
    return mail_of(message, body)


def _parsed(data: bytes) -> Message:
    """Fed piece by piece: the library's own way holds a large mail in memory five times."""
    parser: BytesFeedParser[Message] = BytesFeedParser()
    for start in range(0, len(data), PIECE):
        parser.feed(data[start : start + PIECE])
    return parser.close()


def mail_of(message: Message, body: Body) -> Mail:
    """A message's headers and its body, put together."""
    senders = mailboxes(message, "From")
    recipients = [one for name in ("To", "Delivered-To", "X-Original-To", "Cc") for one in mailboxes(message, name)]
    bounce = mailboxes(message, "Return-Path")
    return Mail(
        subject=header(message, "Subject")[:LONGEST_SUBJECT],
        sender=senders[0] if senders else None,
        reply_to=tuple(mailboxes(message, "Reply-To")[:5]),
        recipients=tuple(recipients[:MOST_RECIPIENTS]),
        envelope_domain=bounce[0].domain if bounce else "",
        authentication=tuple(filter(None, map(_authentication, headers(message, "Authentication-Results")[:10]))),
        is_list=any(message.get(mark) for mark in _LIST_MARKS),
        text=body.text,
        markup=body.markup,
        links=tuple(body.links),
        attachments=tuple(body.attachments),
        unread=tuple(sorted(body.unread)),
    )


def _authentication(value: str) -> Authentication | None:
    """Whom to believe is decided later: anybody can write this header."""
    try:
        read = authres.AuthenticationResultsHeader.parse_value(value)
    except (authres.AuthResError, ValueError, IndexError):
        return None
    return Authentication(str(read.authserv_id).lower(), tuple((one.method, one.result) for one in read.results))
