"""What a room of the house proposes to tell everybody: a draft in somebody's hands, never a message by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.core.people import Person
from bot.core.unit import Work
from handlers.kit import blocks as b
from handlers.kit.blocks import Modal
from handlers.kit.words import Words


@dataclass(frozen=True)
class Suggestion:
    """Where it comes from, and what of the template it replaces: titles and bodies by language.

    `picture` is a file in Slack that shows what to look for. Nothing confidential belongs in here.
    """

    template: str
    kind: Literal["campaign", "incident", "survey"]
    id: str
    titles: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)
    picture: str = ""


Suggest = Callable[[Work, Person, Suggestion], Awaitable[None]]
"""Lays a draft before somebody who may send bulletins. Raises NotAllowed."""


def suggested(callback_id: str, words: Words) -> Modal:
    """Says where the draft lies now."""
    said = words.say("The draft lies in your conversation with me. Nothing is sent before you have seen its preview.")
    return Modal(callback_id, words.say("Draft of a bulletin"), [b.paragraph(said)], words.say("Close"))
