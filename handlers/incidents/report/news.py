"""What the reporter hears of what others do: in the thread of their card, by name, once each."""

from __future__ import annotations

from bot.core.outbox import Message, posted_at
from bot.core.unit import Work
from bot.incidents.cases import Entry, Incident, Kind, State
from bot.incidents.store import IncidentStore
from handlers.incidents.board import Board
from handlers.incidents.cards import marked
from handlers.incidents.report.mine import mine_key
from handlers.incidents.report.mine_views import news_card
from handlers.kit import replies


class News:
    """A part of what follows every change."""

    def __init__(self, board: Board) -> None:
        self._board = board

    async def follow(self, work: Work, before: Incident | None, after: Incident) -> None:
        """Confirmed, contained, recovered, closed: whoever reported it need not ask."""
        if before is None:
            return
        store = IncidentStore(work.connection)
        fresh = _fresh(await store.timeline(after.id), work)
        # Those whose reports go on as this one wait for it too.
        for report in (after, *(await store.merged_into(after.id) if fresh else ())):
            for entry in fresh:
                if report.reporter and report.reporter != entry.by:
                    await self._say(work, after, entry, report)

    async def _say(self, work: Work, incident: Incident, entry: Entry, report: Incident) -> None:
        """In the conversation too: in a thread alone it would be overlooked."""
        person = str(report.reporter)
        words = self._board.words(person)
        card = news_card(incident, entry, self._board.views, words)
        if card is None:
            return
        card = marked(incident, card, words)
        begun = entry.kind is Kind.CONFIRMED or entry.data.get("before") == State.REPORTED
        what = (
            f"confirmed:{entry.by}" if begun and entry.data.get("after", "confirmed") == "confirmed" else str(entry.id)
        )
        key = f"incident-news:{report.id}:{what}"
        place = await posted_at(work.connection, mine_key(report))
        if place is None:
            work.outbox.put(replies.direct(person, card, key))
            return
        channel, ts = place
        body = card.payload() | {"thread_ts": ts, "reply_broadcast": True, "user": person}
        work.outbox.put(Message("post", channel, body, key))


def _fresh(entries: list[Entry], work: Work) -> list[Entry]:
    """What somebody has written in this transaction; confirming an incident and moving it by that is one thing."""
    kinds = {Kind.CONFIRMED, Kind.STATE}
    fresh = [one for one in entries if one.written_at == work.now and one.kind in kinds and one.by]
    confirmed = any(one.kind is Kind.CONFIRMED for one in fresh)
    return [one for one in fresh if not (confirmed and one.data.get("before") == State.REPORTED)]
