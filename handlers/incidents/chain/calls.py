"""The contact chain at work: who is asked now, who next, who again; each step is a timer that survives a crash."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from bot.core.outbox import fate_of
from bot.core.unit import Work
from bot.incidents.cases import Incident, Kind, Notice, Timer
from bot.incidents.chain import (
    ASKED,
    CHAIN,
    PING,
    RAISED,
    REACH,
    UNASKED,
    Called,
    at_level,
    being_asked,
    call_key,
    hearers,
    ladder,
    later,
    settles,
    unanswered,
)
from bot.incidents.service import Changed, Line
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers
from handlers.incidents.board import Board
from handlers.incidents.chain.alarm import ALERT, Alarm
from handlers.incidents.chain.reminders import Reminders
from handlers.incidents.chain.roster import Around, Roster
from handlers.kit.desk import Desk

LOOK_AFTER = timedelta(seconds=15)
"""How long a call may be on its way before somebody looks whether Slack took it."""
ON_ITS_WAY = frozenset({"todo", "leased", "in_doubt"})


class Caller:
    """Climbs the chain; every step on the caller's open unit of work."""

    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board
        self._service = desk.services.incidents
        self._alarm = Alarm(desk, board)
        self._reminders = Reminders(board)
        self.roster = Roster(desk)

    async def follow(self, work: Work, before: Incident | None, after: Incident) -> None:
        """A report, a graver level, or an incident opened again begins the climb; a lesser level bothers nobody."""
        opened_again = before is not None and not before.is_open and after.is_open
        if after.is_open and not after.is_near_miss:
            if before is None or after.level > before.level or opened_again:
                await self._begin(work, after, again=opened_again)
            elif after.level < before.level:
                await self._lessen(work, after)
        if not after.is_open or after.is_near_miss or await self.roster.settled(work.connection, after):
            await self._rest(work, after)

    async def is_settled(self, work: Work, incident: Incident) -> bool:
        """Whether somebody who answers for this level has confirmed."""
        return await self.roster.settled(work.connection, incident) is not None

    async def confirmed(self, work: Work, changed: Changed) -> None:
        """A word that does not settle the level asks the next one at once, unless that one has been asked already."""
        if changed.after.revision == changed.before.revision:
            return
        told = await IncidentStore(work.connection).notices(changed.after.id)
        if not being_asked(told):
            await self.next(work, changed.after)

    async def next(self, work: Work, incident: Incident) -> None:
        """Asks the next of the chain; with none left, the alert channel hears of it, and again after a while."""
        if not incident.is_open or incident.is_near_miss or await self.roster.settled(work.connection, incident):
            return
        around = await self.roster.around(work, incident)
        told = await IncidentStore(work.connection).notices(incident.id)
        know = {one.person for one in told if one.why in ASKED or one.confirmed_at} | {incident.reporter or ""}
        rung = self.roster.rung(incident)
        # Better somebody away than nobody; and better the reporter than nobody who could decide.
        tried = [(around.there, know), (around.anybody, know)]
        if not self._others_settle(incident, around):
            tried.append((around.anybody, know - {incident.reporter or ""} | {one.person for one in told}))
        steps = (ladder(rung, holders, besides) for holders, besides in tried)
        found = next((each[0] for each in steps if each), ())
        if found:
            await self._ask(work, incident, found)
        elif not await self._is_alarmed(work, incident):
            await self._alarm.sound(work, incident, 1)

    async def chain_due(self, work: Work, incident: Incident, timer: Timer) -> None:
        """Nobody confirmed in time."""
        if timer.subject.startswith(ALERT):
            if incident.is_open and not await self.roster.settled(work.connection, incident):
                await self._alarm.sound(work, incident, int(timer.subject.removeprefix(ALERT)))
            return
        await self.next(work, incident)
        await self._board.show(work, await self._service.get(work, incident.id))

    async def ping_due(self, work: Work, incident: Incident, timer: Timer) -> None:
        """Somebody asked is silent: asked again, unless it is settled, or they have gone away, meanwhile."""
        person, _, count = timer.subject.rpartition(":")
        told = await IncidentStore(work.connection).notices(incident.id)
        mine = next((one for one in unanswered(told) if one.person == person), None)
        if mine is None or not incident.is_open or await self.roster.settled(work.connection, incident):
            return
        if await self.roster.present(work, incident, person) != person or not self.roster.may_know(incident, person):
            return
        if await self._reminders.has_room(work, incident, person):
            await self._tell(work, incident, Called(person, mine.role, mine.stands_for), "again", count)
        await self._ping_later(work, incident, person, int(count) + 1)

    async def reach_due(self, work: Work, incident: Incident, timer: Timer) -> None:
        """Slack did not take a call: the next one is asked at once, the others need not wait for who is not there."""
        told = await IncidentStore(work.connection).notices(incident.id)
        call = next((one for one in told if str(one.id) == timer.subject), None)
        if call is None or call.confirmed_at or not incident.is_open:
            return
        fate = await fate_of(work.connection, call.key)
        if fate and fate.state in ON_ITS_WAY:
            await self._look_after(work, call)
        if fate is None or fate.state != "dead":
            return
        data = {"person": call.person, "role": call.role, "why": "lost"}
        await self._service.write(work, incident, Line(Kind.TOLD, None, data=data))
        await Timers(work.connection).cancel_of(incident.id, PING, f"{call.person}:")
        if not await self._others_hear(work, told, call):
            await self.next(work, incident)
        await self._board.show(work, await self._service.get(work, incident.id))

    async def gone_away(self, work: Work, incident: Incident, person: str) -> None:
        """Somebody who was asked and is silent goes away: whoever stands in is asked at once."""
        told = await IncidentStore(work.connection).notices(incident.id)
        mine = next((one for one in unanswered(told) if one.person == person), None)
        if mine is None or await self.roster.settled(work.connection, incident):
            return
        know = {one.person for one in told if one.why in ASKED or one.confirmed_at} | {incident.reporter or ""}
        around = await self.roster.around(work, incident)
        stands = (one for each in around.there.values() for one in each if one.stands_for == person)
        deputy = next((one for one in stands if one.person not in know), None)
        if deputy:
            await self._ask(work, incident, (deputy,))
            await self._board.show(work, await self._service.get(work, incident.id))

    async def _begin(self, work: Work, incident: Incident, *, again: bool) -> None:
        """Asks, or goes on waiting for those who were asked at a lesser level; then tells who hears of this one."""
        waiting = unanswered(await IncidentStore(work.connection).notices(incident.id))
        if not await self.roster.settled(work.connection, incident):
            await Timers(work.connection).cancel(incident.id, CHAIN)
            await Timers(work.connection).cancel(incident.id, PING)
            for one in waiting:
                if again:
                    await self._tell(work, incident, Called(one.person, one.role, one.stands_for), "again", "raised")
                await self._ping_later(work, incident, one.person, 0)
            await (self._wait(work, incident) if waiting else self.next(work, incident))
        await self._inform(work, incident, {one.person for one in waiting}, again=again)

    async def _inform(self, work: Work, incident: Incident, waiting: Collection[str], *, again: bool) -> None:
        """Who was called at a lesser level hears in a word that it has risen; who hears of it first, the whole."""
        store = IncidentStore(work.connection)
        told = await store.notices(incident.id)
        newest = await store.newest(incident.id, Kind.LEVEL)
        know = {incident.reporter or "", (newest.by if newest else "") or ""}  # who has set it knows
        heard = {one.person for one in told if at_level(one, incident.level)} | (know - set(waiting))
        called = {one.person: one for one in told if one.why != UNASKED}
        for one in () if again else called.values():
            if one.person not in heard and self.roster.may_know(incident, one.person):
                await self._tell(work, incident, Called(one.person, one.role, one.stands_for), RAISED)
        around = await self.roster.around(work, incident)
        for fresh in hearers(self.roster.rung(incident), around.anybody, {*heard, *called}):
            await self._tell(work, incident, fresh, "inform")

    async def _lessen(self, work: Work, incident: Incident) -> None:
        """At the lesser level somebody may have confirmed already; if nobody has, there is more time now."""
        person = await self.roster.settled(work.connection, incident)
        if person and not incident.confirmed_at:
            await self._service.take_over(work, incident, person)
        waiting = [one for one in await Timers(work.connection).waiting(incident.id) if one.kind == CHAIN]
        if waiting and not waiting[0].subject:
            await self._wait(work, incident)

    async def _ask(self, work: Work, incident: Incident, step: Iterable[Called]) -> None:
        for one in step:
            await self._tell(work, incident, one, "deputy" if one.stands_for else "chain")
            await self._ping_later(work, incident, one.person, 0)
        await self._wait(work, incident)

    async def _tell(self, work: Work, incident: Incident, called: Called, why: str, count: str = "") -> None:
        key = call_key(incident, called.person, why, count)
        notice = Notice(0, incident.id, called.person, called.role, why, work.now, key, None, called.stands_for)
        if not await self._board.call(work, incident, notice):
            return
        await self._service.tell(work, incident.id, [called.person])
        data = {"person": called.person, "role": called.role, "why": why, "for": called.stands_for}
        await self._service.write(work, incident, Line(Kind.TOLD, None, data=data))
        if why in ASKED:
            told = await IncidentStore(work.connection).notices(incident.id)
            await self._look_after(work, next(one for one in told if one.key == key))

    async def _look_after(self, work: Work, call: Notice) -> None:
        due = work.now + max(LOOK_AFTER, work.now - call.told_at)  # the longer it takes, the more rarely
        await Timers(work.connection).set(call.incident, REACH, due, str(call.id), work.now)

    async def _ping_later(self, work: Work, incident: Incident, person: str, count: int) -> None:
        rung = self.roster.rung(incident)
        if count >= len(rung.again_minutes):
            return
        before = rung.again_minutes[count - 1] if count else 0
        due = later(self._desk.services.days, work.now, rung.again_minutes[count] - before, rung.hours)
        await Timers(work.connection).set(incident.id, PING, due, f"{person}:{count}", work.now)

    async def _wait(self, work: Work, incident: Incident) -> None:
        """The level's wait begins: after it the next one is asked."""
        rung = self.roster.rung(incident)
        due = later(self._desk.services.days, work.now, rung.wait_minutes, rung.hours)
        await Timers(work.connection).cancel(incident.id, CHAIN)
        await Timers(work.connection).set(incident.id, CHAIN, due, since=work.now)

    async def _rest(self, work: Work, incident: Incident) -> None:
        for kind in (CHAIN, PING, REACH):
            await Timers(work.connection).cancel(incident.id, kind)

    def _others_settle(self, incident: Incident, around: Around) -> bool:
        """Whether the word of anybody but the reporter would do."""
        rung = self.roster.rung(incident)
        others = [one for step in ladder(rung, around.anybody, {incident.reporter or ""}) for one in step]
        return any(one.role in rung.settles or settles(rung, self.roster.roles(one.person), ()) for one in others)

    async def _is_alarmed(self, work: Work, incident: Incident) -> bool:
        waiting = await Timers(work.connection).waiting(incident.id)
        return any(one.kind == CHAIN and one.subject.startswith(ALERT) for one in waiting)

    async def _others_hear(self, work: Work, told: list[Notice], lost: Notice) -> bool:
        """Whether somebody else is being waited for: asked together with who was not reached, or later."""
        others = [one for one in unanswered(told) if one.person != lost.person and one.told_at >= lost.told_at]
        fates = [await fate_of(work.connection, one.key) for one in others]
        return any(fate is None or fate.state != "dead" for fate in fates)
