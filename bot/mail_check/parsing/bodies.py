"""The parts of a MIME mail: which are the body, which are attachments, and what the body says."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from itertools import islice

from bot.mail_check.mail import Attachment, Link, Markup, Unread
from bot.mail_check.parsing.charsets import decode
from bot.mail_check.parsing.headers import text_of
from bot.mail_check.parsing.markup import LONGEST_URL, MOST_LINKS, read_html

MOST_PARTS = 300
DEEPEST = 20
LONGEST_BODY = 1_000_000
"""Bytes of text that are read, all parts together."""
LONGEST_NAME = 300
"""Code points of a file name; of a longer one the beginning and the end are kept."""
_URL = re.compile(r"(?:https?|hxxps?|ftp)://[^\s<>\"'「」『』（）【】、。\u3000]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}'\"*_"
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\s*\n\s*\n\s*")


@dataclass
class Body:
    """What was read, part by part."""

    plain: list[str] = field(default_factory=list)
    rich: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    markup: Markup | None = None
    attachments: list[Attachment] = field(default_factory=list)
    unread: set[Unread] = field(default_factory=set)
    room: int = LONGEST_BODY

    @property
    def text(self) -> str:
        """What a reader sees: the HTML where there is any, else the plain text."""
        return tidy("\n".join(self.rich if any(part.strip() for part in self.rich) else self.plain))


def read_body(message: Message) -> Body:
    """Read every part of a message."""
    body = Body()
    for number, part in enumerate(_leaves(message, body.unread)):
        if number == MOST_PARTS:
            body.unread.add(Unread.TOO_MANY_PARTS)
            break
        _take(body, part)
    return body


def add_plain(body: Body, text: str) -> None:
    body.plain.append(text)
    add_links(body, links_in(text))


def add_html(body: Body, html: str) -> None:
    shown = read_html(html)
    if shown.was_cut:
        body.unread.add(Unread.TOO_LONG)
    text = "".join(shown.text)
    before = body.markup or Markup()
    now = shown.markup
    body.rich.append(text)
    body.markup = Markup(
        before.hidden_characters + now.hidden_characters,
        before.pictures + now.pictures,
        before.has_form or now.has_form,
    )
    known = {link.url for link in shown.links}
    add_links(body, [*shown.links, *(link for link in links_in(text) if link.url not in known)])


def add_links(body: Body, links: list[Link]) -> None:
    body.links += links[: max(0, MOST_LINKS - len(body.links))]


def links_in(text: str) -> list[Link]:
    """The web addresses that stand in a text."""
    found = (match.group().rstrip(_TRAILING) for match in _URL.finditer(text))
    return [Link(url[:LONGEST_URL]) for url in list(dict.fromkeys(islice(found, MOST_LINKS * 4)))[:MOST_LINKS]]


def tidy(text: str) -> str:
    return _EMPTY_LINES.sub("\n\n", _BLANKS.sub(" ", text)).strip()


def _leaves(message: Message, unread: set[Unread]) -> Iterator[Message]:
    """The parts that hold something, in order; nesting deeper than mails have is left unread."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        if not part.is_multipart():
            yield part
        elif depth >= DEEPEST:
            unread.add(Unread.TOO_MANY_PARTS)
        else:
            inside: list[Message] = part.get_payload()  # type: ignore[assignment]
            waiting += [(child, depth + 1) for child in reversed(inside)]


def _take(body: Body, part: Message) -> None:
    kind = part.get_content_type()
    name = short_name(text_of(_name(part)))
    attached = part.get_content_disposition() == "attachment" or bool(name)
    data = _bytes(part)
    if kind in {"text/plain", "text/html"} and not attached:
        if len(data) > body.room:
            body.unread.add(Unread.TOO_LONG)
        text = decode(data[: body.room], _charset(part))
        body.room -= min(len(data), body.room)
        (add_html if kind == "text/html" else add_plain)(body, text)
    elif data or name:
        inline = part.get_content_disposition() == "inline" or "Content-ID" in part
        body.attachments.append(Attachment(name, kind, data, inline))


def short_name(name: str) -> str:
    half = LONGEST_NAME // 2
    return name if len(name) <= LONGEST_NAME else f"{name[:half]}…{name[-half:]}"


def _name(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (LookupError, ValueError, TypeError):  # parameters that the library cannot put together
        return "unnamed"


def _charset(part: Message) -> str:
    try:
        found = part.get_param("charset")
    except (LookupError, ValueError, TypeError):
        return ""
    return (found[2] if isinstance(found, tuple) else str(found)) if found else ""


def _bytes(part: Message) -> bytes:
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
        with suppress(ValueError, LookupError):  # the library's way needs four times the memory
            return binascii.a2b_base64(part.get_payload())  # type: ignore[arg-type]
    try:
        data = part.get_payload(decode=True)
    except (binascii.Error, LookupError, ValueError):
        part.del_param("charset")  # one that no codec can even look up
        data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
