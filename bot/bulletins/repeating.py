"""What repeats: made, changed, paused, skipped, ended; and each time of it taken exactly once, whoever looks.

Every write happens on the caller's open unit of work. Whose hands a draft comes into is the doors' matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2s
from typing import Final, Literal

from bot.bulletins.access import check_write
from bot.bulletins.cases import LONGEST_TITLE, Audience, Bulletin, BulletinState, Content, Series
from bot.bulletins.planning import LATE
from bot.bulletins.preparing import A_WHILE
from bot.bulletins.recurrence import Times
from bot.bulletins.series_store import SeriesStore
from bot.bulletins.service import BulletinService
from bot.bulletins.store import BulletinStore
from bot.core.audit import Entry as AuditEntry
from bot.core.errors import NotFound, Refused
from bot.core.people import Person
from bot.core.references import reference
from bot.core.unit import Work
from bot.core.workdays import WorkDays
from knowledge.bulletins import BulletinContent, CalendarEntry
from knowledge.recurrence import Recurrence

MOST: Final = 200
"""So many things can repeat in one company at the same time."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that shall repeat; the fields are those of a `Series`. A new one begins after `since`, else now."""

    name: str
    content: Content
    audience: Audience
    rule: Recurrence
    drafts: bool = True
    ahead: int = 0
    entry: str = ""
    since: datetime | None = None

    def on(self, series: Series, now: datetime) -> Series:
        """The series as it is wished to be from now on."""
        name, rule = self.name[:LONGEST_TITLE], self.rule.model_dump(mode="json")
        changed = replace(series, name=name, rule=rule, content=self.content, audience=self.audience, created_at=now)
        return replace(changed, drafts=self.drafts, ahead=self.ahead, entry=series.entry or self.entry)


@dataclass(frozen=True, slots=True)
class Turn:
    """One time of a series that has come: `bulletin` is planned and goes out by itself, `leaves` says when.

    Without one a draft is to be laid before somebody, and then told of with `laid`; `late` when it should have gone
    out by itself long ago.
    """

    series: Series
    fire: datetime
    leaves: datetime
    bulletin: Bulletin | None = None
    late: bool = False


class SeriesService:
    """What becomes of things that repeat."""

    def __init__(self, content: BulletinContent, days: WorkDays, zone: str) -> None:
        self._content = content
        self._bulletins = BulletinService(content, days)
        self.times = Times(zone, days)

    async def create(self, work: Work, person: Person, wish: Wish) -> Series:
        """Lets something repeat. Raises NotAllowed or Refused; an entry of the calendar is in use only once."""
        check_write(person)
        store = SeriesStore(work.connection)
        self._check(wish, await store.going(person.team))
        name = _id_of(person.team, wish.entry) if wish.entry else reference("BS")
        made = Series(name, person.team, person.id, "", wish.content, wish.audience, {}, True, work.now)
        made = replace(wish.on(made, work.now), last_fire=wish.since)
        if before := await store.get(name, lock=True):
            if before.state != "ended":
                raise Refused("bulletins.entry_in_use")
            return await self._save(work, replace(made, revision=before.revision), "repeats", person.id)
        made = replace(made, next_at=self.times.next_at(made))
        await store.add(made)
        self._record(work, made, "repeats", person.id)
        return made

    async def change(self, work: Work, person: Person, series_id: str, wish: Wish) -> Series:
        """Says and comes differently from now on, but not again on a day that had its turn.

        Raises Refused while a time has come and is still to be taken: it belongs to what was said before.
        """
        found = await self._mine(work, person, series_id)
        self._check(wish, [])
        if found.state == "active" and self.times.ready(found, work.now):
            raise Refused("bulletins.series_due")
        done = self.times.day_done(found.last_fire, wish.rule, work.now)
        changed = replace(wish.on(found, work.now), last_fire=done)
        return await self._save(work, changed, "series_changed", person.id)

    async def pause(self, work: Work, person: Person, series_id: str) -> Series:
        """Holds it until somebody lets it go on; what falls in between is not made up for."""
        found = await self._in(work, person, series_id, "active")
        return await self._save(work, replace(found, state="paused"), "series_paused", person.id)

    async def resume(self, work: Work, person: Person, series_id: str) -> Series:
        """Lets it go on with its next time."""
        found = await self._in(work, person, series_id, "paused")
        passed = self.times.until(found, work.now)
        changed = replace(found, state="active", last_fire=passed[-1] if passed else found.last_fire)
        return await self._save(work, changed, "series_resumed", person.id)

    async def end(self, work: Work, person: Person, series_id: str) -> Series:
        """It never comes again; what has been made of it stays."""
        found = await self._mine(work, person, series_id)
        return await self._save(work, replace(found, state="ended"), "series_ended", person.id)

    async def skip(self, work: Work, person: Person, series_id: str, fire: datetime) -> Series:
        """Leaves its next time out. Raises Refused when `fire` is not the next one any more."""
        found = await self._in(work, person, series_id, "active")
        if next(self.times.after(found, found.created_at), None) != fire:
            raise Refused("bulletins.series_moved_on")
        return await self._save(work, replace(found, last_fire=fire), "series_skipped", person.id)

    def would_leave(self, entry: CalendarEntry, now: datetime) -> datetime:
        """When an entry of the company's calendar would come first."""
        fire, template = next(self.times.of(entry.rule).after(now)), self._content.templates.get(entry.template)
        return self.times.leaves_at(entry.rule, fire, urgent=template is not None and template.severity == "urgent")

    async def get(self, work: Work, series_id: str) -> Series:
        """What repeats, kept from others until the unit of work ends. Raises NotFound."""
        found = await SeriesStore(work.connection).get(series_id, lock=True)
        if found is None:
            raise NotFound("bulletins.series_gone")
        return found

    async def due(self, work: Work, series_id: str) -> list[Turn]:
        """The times that have come. Of those that were missed only the newest is made up for; the rest are on record.

        One of a series that sends as it stands becomes a draft when it is more than a day late, or when the company
        wants a second person to release it.
        """
        found = await SeriesStore(work.connection).get(series_id, lock=True)
        if found is None or found.state != "active" or found.next_at is None or found.next_at > work.now:
            return []
        ready = self.times.ready(found, work.now)
        passed = [one for one in ready if one <= work.now]
        wanted = passed[-1:] + ready[len(passed) :]
        if missed := passed[:-1]:
            self._record(work, found, "series_missed", None, times=len(missed), last=missed[-1].isoformat())
        taken = replace(found, last_fire=ready[-1] if ready else found.last_fire)
        await self._save(work, taken, "", None)
        turns = [await self._turn(work, taken, one) for one in wanted]
        return [one for one in turns if one]

    async def laid(self, work: Work, turn: Turn, bulletin: Bulletin) -> Bulletin:
        """The new draft of a turn: it counts as this time of the series, and shall go out when that leaves.

        Its revision stays: nobody has seen it yet, and what was drawn of it names that one.
        """
        series, fire = turn.series, turn.fire
        opens_at, valid_until = turn.leaves if turn.leaves > work.now else None, self._valid_until(series, fire)
        stamped = replace(bulletin, series=series.id, fire_at=fire, opens_at=opens_at, valid_until=valid_until)
        if not await BulletinStore(work.connection).save(stamped, bulletin.revision):
            raise Refused("bulletins.changed_meanwhile")
        self._record(work, series, "series_drafted", None, bulletin=bulletin.id)
        return stamped

    async def put_off(self, work: Work, series_id: str) -> None:
        """Looks at it again in a while, because what was due could not be done; nothing is skipped."""
        await SeriesStore(work.connection).put_off(series_id, work.now, work.now + A_WHILE)

    async def _turn(self, work: Work, series: Series, fire: datetime) -> Turn | None:
        """What is to be done for one time; None when that was done before."""
        store = BulletinStore(work.connection)
        if await store.made_of(series.id, fire):
            return None
        leaves = self.times.leaves(series, fire)
        late = not series.drafts and work.now - leaves > LATE
        made = self._made(series, fire, work.now)
        if series.drafts or late or self._bulletins.needs_release(made):
            return Turn(series, fire, leaves, late=late)
        return Turn(series, fire, leaves, made) if await store.add(made) else None

    def _made(self, series: Series, fire: datetime, now: datetime) -> Bulletin:
        """A bulletin that goes out by itself when its time leaves."""
        made = Bulletin(
            reference("BL"), series.team, series.by, self.times.says(series, fire), series.audience, now,
            BulletinState.PLANNED, series=series.id, fire_at=fire,
        )  # fmt: skip
        leaves = self.times.leaves(series, fire)
        return replace(made, opens_at=leaves, next_at=leaves, valid_until=self._valid_until(series, fire))

    def _valid_until(self, series: Series, fire: datetime) -> datetime | None:
        template = self._content.templates.get(series.content.template)
        return self.times.holds_until(series, fire, template.valid if template else None)

    async def _in(self, work: Work, person: Person, series_id: str, state: Literal["active", "paused"]) -> Series:
        found = await self._mine(work, person, series_id)
        if found.state != state:
            raise Refused("bulletins.series_moved_on")
        return found

    async def _mine(self, work: Work, person: Person, series_id: str) -> Series:
        found = await self.get(work, series_id)
        check_write(person)
        if found.team != person.team or found.state == "ended":
            raise NotFound("bulletins.series_gone")
        return found

    @staticmethod
    def _check(wish: Wish, others: list[Series]) -> None:
        if wish.audience.nobody:
            raise Refused("bulletins.no_audience", "audience")
        if wish.entry and any(one.entry == wish.entry for one in others):
            raise Refused("bulletins.entry_in_use")
        if len(others) >= MOST:
            raise Refused("bulletins.too_many_series")

    async def _save(self, work: Work, series: Series, what: str, by: str | None) -> Series:
        after = replace(series, next_at=self.times.next_at(series), revision=series.revision + 1)
        if not await SeriesStore(work.connection).save(after, series.revision):
            raise Refused("bulletins.changed_meanwhile")
        if what:
            self._record(work, after, what, by)
        return after

    @staticmethod
    def _record(work: Work, series: Series, what: str, by: str | None, **more: object) -> None:
        about = {"name": series.name[:80], **more}
        work.audit.put(AuditEntry(series.team, by or "-", f"bulletin.{what}", series.id, about))


def _id_of(team: str, entry: str) -> str:
    """The same for whoever switches an entry on: the second of two at once finds the row taken."""
    return f"BS-{blake2s(f'{team}:{entry}'.encode(), digest_size=6).hexdigest()}"
