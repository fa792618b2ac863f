"""What the reporter tells later reaches those who respond, once, where they work."""

from __future__ import annotations

from bot.core.outbox import Message, posted_at
from bot.core.unit import Work
from bot.incidents.cases import Incident
from handlers.incidents import ids
from handlers.incidents.board import Board, card_key
from handlers.incidents.cards import marked
from handlers.incidents.work.owners import Owners
from handlers.kit import blocks as b
from handlers.kit.blocks import Button, Card
from handlers.kit.words import Words

LONGEST_QUOTE = 1500


class Relay:
    """Passes words on."""

    def __init__(self, board: Board, owners: Owners) -> None:
        self._board = board
        self._owners = owners

    async def told_more(self, work: Work, incident: Incident, text: str, key: str) -> None:
        """Under the card in the response channel; of a restricted incident, or before the card is out, in person."""
        key = f"incident-more:{incident.id}:{key}"[:255]
        posted = None if incident.restricted else await posted_at(work.connection, card_key(incident))
        if posted:
            words = self._board.company_words
            card = marked(incident, self._card(incident, text, words), words)
            channel, ts = posted
            # In the channel too: in a thread alone it would be overlooked.
            body = card.payload() | {"thread_ts": ts, "reply_broadcast": True}
            work.outbox.put(Message("post", channel, body, key))
            return
        for person in self._owners.leading(incident):
            card = self._card(incident, text, self._board.words(person))
            self._board.say(work, incident, person, card, f"{key[:230]}:{person}")

    def _card(self, incident: Incident, text: str, words: Words) -> Card:
        title = b.cut(incident.title, 80)
        said = words.say("The reporter tells more about: {title}", title=title)
        timeline = Button(ids.TIMELINE, words.say("See the timeline"), incident.id)
        return Card(
            said,
            [
                b.strong(said),
                b.quote(b.cut(text, LONGEST_QUOTE)),
                b.buttons(timeline),
                b.context(words.say("Reference {id}", id=incident.id)),
            ],
        )
