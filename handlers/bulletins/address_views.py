"""Addresses in the words of a bulletin: its own links can be pressed there, every other one nobody can."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from bot.bulletins.cases import Content, Link
from bot.core.defang import defang
from handlers.kit import blocks as b
from handlers.kit.blocks import Block

_ADDRESS: Final = re.compile(r"(?:https?|ftp)://\S+", re.IGNORECASE)
_ENDS: Final = r"(?![\w/?#&=%~+@-]|[.:,;!][A-Za-z0-9])"
"""Where a link's address is over: what goes on is another address."""


def unarmed(text: str) -> str:
    """A text in which no address can be pressed; a name with dots that is no address stays as it is."""
    return _ADDRESS.sub(lambda found: defang(found.group()), text)


def paragraph(text: str, links: Sequence[Link]) -> Block:
    """A paragraph with the good links among its words."""
    parts = _parts(text, links)
    if all(part["type"] == "text" for part in parts):
        return b.paragraph(unarmed(text))
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}


def steps(lines: Sequence[str], links: Sequence[Link]) -> Block:
    """What to do, one numbered line each."""
    items = [{"type": "rich_text_section", "elements": _parts(line, links)} for line in lines]
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "ordered", "elements": items}]}


def defanged_in(content: Content) -> list[str]:
    """The addresses that nobody will be able to press, as they will be shown, each once."""
    found = (
        unarmed(address)
        for wording in content.wordings.values()
        for text in (wording.body, *wording.actions)
        for part in _split(text, content.links)
        if part not in _good(content.links)
        for address in _ADDRESS.findall(part)
    )
    return [*dict.fromkeys(found)]


def _parts(text: str, links: Sequence[Link]) -> list[dict[str, Any]]:
    good = _good(links)
    return [
        {"type": "link", "url": part} if part in good else {"type": "text", "text": unarmed(part)}
        for part in _split(text, links)
    ]


def _split(text: str, links: Sequence[Link]) -> Iterator[str]:
    """The text in pieces: each good link by itself."""
    good = sorted(_good(links), key=len, reverse=True)
    pieces = re.split(f"((?:{'|'.join(map(re.escape, good))}){_ENDS})", text, flags=re.ASCII) if good else [text]
    return (piece for piece in pieces if piece)


def _good(links: Sequence[Link]) -> frozenset[str]:
    return frozenset(one.url for one in links if not one.bad)
