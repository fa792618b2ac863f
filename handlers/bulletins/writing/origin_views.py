"""Where a bulletin comes from, for whoever decides on it: the source by name, and the way to read it there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.bulletins.cases import Content, Origin
from bot.bulletins.drafting import is_disguised, is_sound
from bot.core.defang import defang
from handlers.kit import blocks as b
from handlers.kit.blocks import Block
from handlers.kit.words import N_, Words

LONGEST_ADDRESS = 200
ORIGINS = {
    "advisory": N_("It comes from an item of the feeds."),
    "campaign": N_("It comes from a suspicious mail that people reported."),
    "incident": N_("It comes from an incident."),
    "survey": N_("It comes from the result of a survey."),
    "calendar": N_("It comes from the company's yearly calendar."),
}


def origin_blocks(content: Content, words: Words) -> list[Block]:
    """One block, or none where somebody wrote it by themselves."""
    origin = content.origin
    if origin is None:
        return []
    name = origin.called(words.language)
    if not origin.url:
        return [b.context(words.say(ORIGINS[origin.kind]), *filter(None, [name]))]
    said = words.say("{origin} Read it at the source before you decide: ", origin=words.say(ORIGINS[origin.kind]))
    named = f"{b.cut(name, LONGEST_ADDRESS)}{words.say(', ')}" if name else ""
    elements = [{"type": "text", "text": f"{said}{named}"}, _address(origin)]
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}]


def _address(origin: Origin) -> dict[str, Any]:
    """The link with the host it leads to; an address that is odd or looks like another can only be read."""
    if is_sound(origin.url) and not is_disguised(origin.url):
        return {"type": "link", "url": origin.url, "text": urlsplit(origin.url).hostname or ""}
    return {"type": "text", "text": b.cut(defang(origin.url), LONGEST_ADDRESS), "style": {"code": True}}
