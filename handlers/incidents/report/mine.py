"""The reporter's own card: drawn anew whenever something changes, the chain's next step included."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.unit import Work
from bot.incidents.cases import Incident, Notice
from bot.incidents.chain import ASKED, CHAIN, ladder
from bot.incidents.telling import Telling
from bot.incidents.timers import Timers
from handlers.incidents.cards import Views, marked
from handlers.incidents.chain.roster import Roster
from handlers.incidents.report.mine_views import Ahead, Told, mine_card
from handlers.kit import replies
from handlers.kit.desk import Desk


class MineCard:
    """Posted once, edited ever after."""

    def __init__(self, desk: Desk, views: Views, alert: str) -> None:
        self._desk = desk
        self._views = views
        self._alert = alert
        self._roster = Roster(desk)
        self._telling = Telling(desk.services.incidents)

    async def show(self, work: Work, incident: Incident, notices: Sequence[Notice]) -> None:
        """The card as it now stands; whoever told a near miss without a name has none."""
        person = incident.reporter
        if not person:
            return
        ahead = await self._ahead(work, incident, notices)
        told = Told(notices, ahead, await self._telling.said_nothing(work, incident))
        words = self._desk.speech.in_(self._desk.people.known_language(person))
        card = marked(incident, mine_card(incident, told, self._views, words), words)
        key = mine_key(incident)
        confirmed = sum(one.confirmed_at is not None for one in notices)
        due = int(ahead.due.timestamp()) if ahead else 0
        work.outbox.put(replies.direct(person, card, key))
        edit = f"{key}:{incident.revision}.{len(notices)}.{confirmed}.{due}"
        work.outbox.put(replies.redraw(person, card, edit, key))

    async def _ahead(self, work: Work, incident: Incident, notices: Sequence[Notice]) -> Ahead | None:
        """Who is asked next, and when, if nobody confirms before; None when nobody will be."""
        waiting = await Timers(work.connection).waiting(incident.id)
        timer = next((one for one in waiting if one.kind == CHAIN), None)
        if timer is None:
            return None
        around = await self._roster.around(work, incident)
        know = {one.person for one in notices if one.why in ASKED or one.confirmed_at} | {incident.reporter or ""}
        rung = self._roster.rung(incident)
        steps = ladder(rung, around.there, know) or ladder(rung, around.anybody, know)
        if timer.subject or not steps:
            return Ahead(timer.due_at, channel=self._alert)
        return Ahead(timer.due_at, tuple(one.person for one in steps[0]))


def mine_key(incident: Incident) -> str:
    """The outbox key of the reporter's card."""
    return f"incident-mine:{incident.id}"
