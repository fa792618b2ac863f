"""Text that a person pasted: a mail's source, a forwarded mail with its little header block, or the words alone."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.mail_check.mail import Link, Mail, Unreadable
from bot.mail_check.parsing.bodies import links_in, tidy
from bot.mail_check.parsing.eml import read_eml
from bot.mail_check.parsing.headers import LONGEST_SUBJECT, addresses
from bot.mail_check.parsing.markup import MOST_LINKS

LONGEST = 400_000
OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of a .msg file."""
_NAMES = {
    "from": "from", "差出人": "from", "送信者": "from", "送信元": "from", "発信者": "from",
    "subject": "subject", "件名": "subject", "題名": "subject", "タイトル": "subject",
    "to": "to", "宛先": "to", "受信者": "to",
    "reply-to": "reply-to", "返信先": "reply-to",
    "date": "date", "sent": "date", "日時": "date", "送信日時": "date", "日付": "date", "cc": "cc",
}  # fmt: skip
_LINE = re.compile(rf"^[>\s|*]*({'|'.join(map(re.escape, _NAMES))})\*?\s*[:：]\s*\*?\s*(.*)$", re.IGNORECASE)
_SOURCE = re.compile(
    r"^(received|return-path|mime-version|message-id|dkim-signature|content-type):", re.IGNORECASE | re.MULTILINE
)
_NAMED = re.compile(r"([^\s<>]{1,300})<(https?://[^\s<>]{1,2000})>")
_MOST_LINES_BEFORE = 30
_QUOTE = re.compile(r"^(?:>+ ?)+", re.MULTILINE)


def read_pasted(text: str) -> Mail:
    """Read pasted text as the best of the three that it can be. Raises Unreadable("empty")."""
    text = text[:LONGEST].replace("\r\n", "\n").strip()
    if not text:
        raise Unreadable("empty")
    if _SOURCE.search(text[:3000]) and "\n\n" in text:
        return read_eml(text.encode())
    return _forwarded(text)


def is_source(data: bytes) -> bool:
    """Whether bytes are a mail's file, and not words that somebody copied from one."""
    if data.startswith(OUTLOOK):
        return True
    head = re.split(rb"\r?\n\r?\n", data[:60_000].lstrip(), maxsplit=1)[0]
    return bool(_SOURCE.search(head.decode("latin-1")))


def _forwarded(text: str) -> Mail:
    """Mail programs put From, Subject … above what they forward: the last such block of the beginning counts."""
    known, rest = _header_block(text)
    body = tidy(_QUOTE.sub("", rest))
    senders = addresses(known.get("from", ""))
    mail = Mail(subject=known.get("subject", ""), text=body, links=_links(body), has_headers="from" in known)
    if senders:
        mail = replace(mail, sender=senders[0])
    return replace(
        mail, recipients=tuple(addresses(known.get("to", ""))), reply_to=tuple(addresses(known.get("reply-to", "")))
    )


def _links(body: str) -> tuple[Link, ...]:
    """Every address; words with their target behind them, as a copied link has it, are a link with its words."""
    named = [Link(found[2], found[1], "html") for found in _NAMED.finditer(body)][:MOST_LINKS]
    known = {link.url for link in named} | {link.shown for link in named}
    return (*named, *(link for link in links_in(body) if link.url not in known))


def _header_block(text: str) -> tuple[dict[str, str], str]:
    known: dict[str, str] = {}
    lines = text.split("\n")
    last = -1
    for number, line in enumerate(lines[:_MOST_LINES_BEFORE]):
        found = _LINE.match(line)
        if found and (name := _NAMES[found[1].lower()]):
            known[name] = found[2].strip(" *")[:LONGEST_SUBJECT]
            last = number
        elif known and line.strip() and len(known) > 1:
            break
    if "from" not in known and "subject" not in known:
        return {}, text
    return known, "\n".join(lines[last + 1 :])
