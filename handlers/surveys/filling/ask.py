"""The wish to answer a survey, in a command or a short sentence; everything else is a question to the policy desk."""

from __future__ import annotations

import re
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from handlers.kit import blocks as b
from handlers.kit import payload, replies
from handlers.kit.blocks import Card
from handlers.kit.desk import Desk
from handlers.kit.payload import Message, Raw, Spot
from handlers.kit.words import Words
from handlers.surveys.filling.cards import gone_elsewhere
from handlers.surveys.filling.home import HomeCard
from handlers.surveys.filling.targets import once
from knowledge.text import normalize

COMMANDS: Final = frozenset({"survey", "surveys", "self-diagnosis", "diagnosis", "診断", "自社診断", "アンケート"})
_TOPIC = r"(5分でできる|5分の|情報セキュリティ|セキュリティ)*自社診断"
_WISH = r"((し|やり|やってみ|してみ|試し|受け|始め|はじめ)たい|します|やります|お願いします|お願い|する|やる)"
_JAPANESE = re.compile(rf"{_TOPIC}(を|が|の)?(ひとりで|一人で|もう一度)?{_WISH}(です|のですが|んですが|します|ね)?")
_ENGLISH = re.compile(
    r"((i )?(want|would like|wish) to |i'd like to |let me |let's |please )?(start |do |try |take |run |begin )"
    r"(a |an |the |my |our )?(own )?(five-minute |5-minute )?(security )?self[- ]diagnosis"
    r"( alone| again| now)?( please)?"
)
LONGEST = 60


class Ask:
    """Takes what is nothing but the wish to answer."""

    def __init__(self, desk: Desk, home: HomeCard) -> None:
        self._desk = desk
        self._home = home

    async def take(self, message: Message) -> bool:
        """A short sentence; in a channel what is shown goes to the person alone."""
        if not is_wish(message.text):
            return False
        person = await self._desk.people.of(message.spot)
        words = await self._desk.words_for(message.spot)
        card = asked_card(await self._home.blocks(person, words), words)
        key = once(message.key)
        async with self._desk.services.unit() as work:
            if await work.first_time(key):
                place = replies.place_of(message.spot)
                here = message.channel_type == "im"
                answer = card if here else gone_elsewhere(words)
                work.outbox.put(replies.say(place, message.spot.user, answer, f"survey-door:{key}"))
                if not here:
                    work.outbox.put(replies.direct(message.spot.user, card, f"survey-door:{key}:direct"))
        return True

    async def take_command(self, body: Raw, client: AsyncWebClient) -> bool:
        """`/mamori survey`: what is asked, and the own diagnosis."""
        command = payload.command(body)
        if command.text.casefold() not in COMMANDS and not is_wish(command.text):
            return False
        await self._answer(command.spot, command.key)
        return True

    async def _answer(self, spot: Spot, key: str) -> None:
        person = await self._desk.people.of(spot)
        words = await self._desk.words_for(spot)
        card = asked_card(await self._home.blocks(person, words), words)
        async with self._desk.services.unit() as work:
            if await work.first_time(once(key)):
                work.outbox.put(replies.whisper(replies.place_of(spot), spot.user, card, f"survey-door:{once(key)}"))


def is_wish(text: str) -> bool:
    """Whether a message is a command's word alone, or a short sentence that wishes for the self-diagnosis."""
    said = normalize(text).strip(" 。.!！").replace("’", "'")
    if said in COMMANDS:
        return True
    return len(said) <= LONGEST and bool(_JAPANESE.fullmatch(said.replace(" ", "")) or _ENGLISH.fullmatch(said))


def asked_card(blocks: list[b.Block], words: Words) -> Card:
    """What the App Home shows, as a message."""
    said = words.say("Here is what you can answer.")
    if not blocks:
        said = words.say("There is no survey to answer at the moment.")
        return Card(said, [b.paragraph(said)])
    return Card(said, blocks)
