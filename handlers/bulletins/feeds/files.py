"""A feed file dropped on the bot, for whoever is offline: read, answered with what was found in it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.feeds.advisories import Digest, Taken, each_once
from bot.bulletins.feeds.fetching import LARGEST
from bot.bulletins.feeds.watching import Collected
from bot.core.errors import Refused
from bot.core.people import Permission
from bot.core.unit import Work
from handlers.bulletins.feeds.room import Room
from handlers.bulletins.feeds.views import list_button
from handlers.kit import blocks as b
from handlers.kit import replies
from handlers.kit.blocks import Card
from handlers.kit.downloads import AWAY, fetched
from handlers.kit.payload import Message, Raw
from handlers.kit.words import N_, Words

FEEDS = (".rdf", ".rss", ".atom")
"""Nobody has such a file by chance."""
PERHAPS = (".xml", ".json")
NO_FEED = "bulletins.feed_not_a_feed"
TROUBLE = {
    NO_FEED: N_("{name} is no feed that I can read (RSS, Atom, JVN, KEV or NVD)."),
    "bulletins.feed_too_large": N_("{name} is too large: I read feeds of up to 5 MB."),
    "file_locked": N_("I could not fetch {name}: Slack did not let me have it. Please drop it here once more."),
    "file_gone": N_("{name} is no longer there. Please drop it here once more."),
    "away": N_("I could not fetch {name} just now. Please drop it here once more in a while."),
}
NOT_YOURS = N_(
    "Thank you. That is a feed of security news. Those who can hand it to me are: {names}. Please pass it on to them."
)
DAMAGED = N_("I could not read {name}: the file is damaged or has something in it that I do not open.")


@dataclass
class Handed:
    """A file on its way in: what came of the parts that are in so far."""

    message: Message
    team: str
    name: str
    items: int = 0
    taken: list[Taken] = field(default_factory=list)


class FeedFiles:
    """Takes feeds and leaves everything else to the other desks."""

    def __init__(self, room: Room, client: AsyncWebClient) -> None:
        self._desk = room.desk
        self._client = client
        self._service = room.service
        self._board = room.board
        self._collector = room.collector
        self._turn = asyncio.Lock()
        """One file after the other: Slack brings a message again while its file is still being read."""

    async def take(self, message: Message) -> bool:
        """A feed in somebody's own conversation with the bot; False when it is none."""
        file = next((one for one in message.files if _name(one).lower().endswith((*FEEDS, *PERHAPS))), None)
        if file is None or not str(message.spot.channel).startswith("D"):
            return False
        person, words = await self._desk.people.of(message.spot), await self._desk.words_for(message.spot)
        surely = _name(file).lower().endswith(FEEDS)
        if not person.may(Permission.SEND_BULLETINS):
            if surely:
                await self._say(message, self._not_yours(words))
            return surely and not await self._is_emergency(message)
        try:
            url = str(file.get("url_private_download") or file.get("url_private") or "")
            data = await fetched(self._client, url, LARGEST, "bulletins.feed_too_large")
            await self._read(data, Handed(message, person.team, _name(file)))
        except (Refused, *AWAY) as trouble:
            code = trouble.code if isinstance(trouble, Refused) else "away"
            if code == NO_FEED and not surely:  # any other file of theirs: somebody else's matter
                return False
            await self._say(message, trouble_card(code, _name(file), words))
        return not await self._is_emergency(message)

    async def _read(self, data: bytes, handed: Handed) -> None:
        async def keep(work: Work, collected: Collected) -> None:
            items = (*collected.new, *collected.updated)
            sifted = await self._desk.off_loop(self._service.sift, items)
            taken = await self._service.take(work, handed.team, sifted)
            await self._board.follow(work, taken)
            handed.items += len(items)
            handed.taken += taken
            if not collected.more and await work.first_time(f"feed:{handed.message.key}"):
                await self._answer(work, handed, collected.known)

        async with self._turn:
            await self._collector.take_file(data, handed.name, keep)

    async def _answer(self, work: Work, handed: Handed, known: int) -> None:
        """What was in it, and then the cards: whoever hands it in wants to decide now, and not tomorrow at nine."""
        digest, spot = await self._service.digest(work, handed.team), handed.message.spot
        card = _found(handed, known, digest, self._board.words(spot.user))
        work.outbox.put(replies.say(replies.place_of(spot), spot.user, card, _key(handed.message)))
        await self._board.cards(work, digest)

    async def _say(self, message: Message, card: Card) -> None:
        async with self._desk.services.unit() as work:
            work.outbox.put(replies.say(replies.place_of(message.spot), message.spot.user, card, _key(message)))

    def _not_yours(self, words: Words) -> Card:
        names = [self._desk.people.called(one, words.language) for one in self._board.leads()]
        said = words.say(NOT_YOURS, names=words.say(", ").join(names))
        return Card(said, [b.paragraph(said)])

    async def _is_emergency(self, message: Message) -> bool:
        """Whether the words beside the file say that something has happened: then they need their first steps too."""
        if not message.text:
            return False
        find, language = self._desk.services.answers.find, await self._desk.people.language(message.spot)
        return (await self._desk.off_loop(find, message.text, None, language)).emergency


def _found(handed: Handed, known: int, digest: Digest, words: Words) -> Card:
    name, items, taken = handed.name, handed.items, each_once(handed.taken)
    ours = [one.advisory for one in taken if one.what != "quiet"]
    about = {"name": name, "count": items, "ours": len(ours)}
    if not items:
        said = words.say("I have read {name}. There is nothing in it that I did not know.", name=name)
    elif ours:
        said = words.say("I have read {name}: {ours} of {count} items may concern us.", **about)
    else:
        said = words.say("I have read {name}: none of its {count} items seems to concern us.", **about)
    quiet = len(taken) - len(ours)
    more = [words.say("{count} more were put aside by your rules.", count=quiet)] if quiet else []
    if items and known:
        read = N_("There are {all} items in it; {known} of them I had read before.")
        more.insert(0, words.say(read, all=items + known, known=known))
    if len(digest.told) < digest.waiting and ours:
        first = N_("The {count} gravest follow. The list has all {waiting} that wait for a decision.")
        more.append(words.say(first, count=len(digest.told), waiting=digest.waiting))
    return Card(said, [b.paragraph("\n".join([said, *more])), b.buttons(list_button(words))])


def trouble_card(code: str, name: str, words: Words) -> Card:
    """Why a file could not be read."""
    said = words.say(TROUBLE.get(code, DAMAGED), name=name)
    return Card(said, [b.paragraph(said)])


def _name(file: Raw) -> str:
    return str(file.get("name") or "")[:200]


def _key(message: Message) -> str:
    return f"feed-file:{message.key}"[:255]
