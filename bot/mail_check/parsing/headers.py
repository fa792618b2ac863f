"""Header values: raw bytes and encoded words become text, address lists become addresses."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from email.utils import getaddresses
from itertools import islice

import idna

from bot.mail_check.mail import Address
from bot.mail_check.parsing.charsets import decode

LONGEST = 4_000
"""Code points of one header that are read: the libraries need seconds for a line of 0.4 MB."""
LONGEST_SUBJECT = 1_000
MOST_ALIKE = 20
"""Headers of one name that are read."""
_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(=\?)")
_MAILBOX = re.compile(r"<?([^\s<>@,;\"']+)@([^\s<>@,;\"'()]+?)\.?>?$")
_LABEL = re.compile(r"[^\s<>@,;\"'()%]+")


def header(message: Message, name: str) -> str:
    """The first header of this name as text, unfolded; "" when there is none."""
    values = headers(message, name)
    return values[0] if values else ""


def headers(message: Message, name: str) -> list[str]:
    """All headers of this name as text."""
    return [text_of(value) for value in _raw(message, name)]


def mailboxes(message: Message, name: str) -> list[Address]:
    """The mailboxes of the address headers of this name.

    They are taken apart before the encoded words are read: an address that is only part of a name must not become the
    sender. A header that is encoded as a whole is read the other way round.
    """
    found: list[Address] = []
    for raw in _raw(message, name):
        boxes = addresses(_unfolded(raw))
        if any(box.domain for box in boxes):
            found += [replace(box, name=_words(box.name).strip()) for box in boxes]
        else:
            found += addresses(text_of(raw))
    return found


def text_of(raw: object) -> str:
    """One raw value as text, its encoded words read."""
    return _words(_unfolded(raw))[:LONGEST].strip()


def _raw(message: Message, name: str) -> Iterator[object]:
    wanted = name.lower()
    return islice((value for key, value in message.raw_items() if key.lower() == wanted), MOST_ALIKE)


def _unfolded(raw: object) -> str:
    """One line; 8-bit bytes (which arrive as surrogates) and escape sequences are decoded."""
    value = " ".join(str(raw)[: LONGEST * 4].splitlines())
    if "\x1b" in value or any("\udc80" <= character <= "\udcff" for character in value):
        return decode(value.encode("utf-8", "surrogateescape"))
    return value


def addresses(value: str) -> list[Address]:
    """The mailboxes of an address header; a broken one still gives what can be read of it."""
    try:
        found = [_address(name, box) for name, box in getaddresses([value[:LONGEST]])]
    except RecursionError:  # a thousand brackets
        found = []
    kept = [one for one in found if one.domain]
    if len(kept) == 1 and not kept[0].name and "<<" in value:  # the library gives up on the name
        return _broken(value)
    return kept or _broken(value)


def ascii_domain(domain: str) -> str:
    """The domain as the resolver knows it: lower case, punycode; "" when it is none."""
    plain = domain.strip().strip(".").lower()
    if not _LABEL.fullmatch(plain) or len(plain) > 253:
        return ""
    if plain.isascii():
        return plain
    try:
        return idna.encode(plain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return ""


def _address(name: str, box: str) -> Address:
    found = _MAILBOX.search(box.strip())
    if not found:
        return Address(name.strip(), box.strip(), "")
    return Address(name.strip().strip("\"'"), found[1], ascii_domain(found[2]))


def _broken(value: str) -> list[Address]:
    """`Name (<a@b.example>)`, `Name <<a@b.example>`: the last thing with an @ is the mailbox."""
    boxes = list(re.finditer(r"([^\s<>@,;\"'()]+)@([^\s<>@,;\"'()]+)", value[:LONGEST]))
    for box in reversed(boxes):
        if domain := ascii_domain(box[2]):
            return [Address(value[: box.start()].strip(" \"'<(,"), box[1], domain)]
    return [Address(value.strip(" \"'<>"), "", "")] if value.strip(" \"'<>") else []


def _words(value: str) -> str:
    """Encoded words to text; neighbours of one charset are joined first, Japanese mailers cut through letters."""
    pieces: list[str] = []
    at, charset, held = 0, "", b""
    value = _BETWEEN.sub(r"\1\2", value)
    for found in _WORD.finditer(value):
        if found.start() > at or found[1].lower() != charset:
            pieces.append(decode(held, charset))
            held = b""
        pieces.append(value[at : found.start()])
        charset, at = found[1].partition("*")[0].lower(), found.end()
        held += _unwrapped(found[2], found[3])
    pieces.append(decode(held, charset))
    return "".join(pieces) + value[at:]


def _unwrapped(encoding: str, text: str) -> bytes:
    raw = text.encode("ascii", "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return raw
