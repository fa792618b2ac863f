"""What those in charge decide: who leads, who may see it, what is one and the same, and what was learned.

Every write happens on the caller's open unit of work. What is said about it is the doors' matter.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from bot.core.errors import Refused
from bot.core.people import Person
from bot.core.unit import Work
from bot.incidents import access
from bot.incidents.access import Act
from bot.incidents.cases import Incident, Kind, State
from bot.incidents.chain import UNASKED, confirmations
from bot.incidents.level import assess
from bot.incidents.service import Changed, IncidentService, Line
from bot.incidents.states import check_move
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers

REVIEW = "review"
"""The kind of the timers that remind of a review."""
MOST_MEMBERS = 50


@dataclass(frozen=True)
class Lesson:
    """What a review found."""

    learned: str
    good: str = ""
    bad: str = ""


@dataclass(frozen=True)
class Merged:
    """Two reports that became one: the one that ends here, and the one that goes on."""

    ended: Changed
    goes_on: Changed


class Command:
    """Decides, on the caller's open unit of work."""

    def __init__(self, service: IncidentService) -> None:
        self._service = service

    async def hand_over(self, work: Work, incident_id: str, person: Person, to: Person, note: str = "") -> Changed:
        """Gives the lead to somebody. Raises Refused for whoever may not lead, or leads already."""
        before = await self._service.for_act(work, incident_id, person, Act.HAND_OVER)
        if before.lead == to.id:
            raise Refused("incidents.leads_already", "person")
        if not access.may_lead(to, before):
            raise Refused("incidents.cannot_lead", "person")
        after = await self._service.change(work, before, lead=to.id)
        data = {"before": before.lead, "after": to.id}
        await self._service.write(work, after, Line(Kind.LEAD, person.id, note.strip(), data))
        self._service.audit(work, after, person.id, "incident.lead", data)
        return Changed(before, after)

    async def restrict(
        self, work: Work, incident_id: str, person: Person, reason: str, *, restricted: bool = True
    ) -> Changed:
        """Lets only those asked in see an incident, or again everybody whose role it is. Raises Refused."""
        before = await self._service.for_act(work, incident_id, person, Act.RESTRICT)
        if before.restricted is restricted:
            raise Refused("incidents.already_settled", "reason")
        if not reason.strip():
            raise Refused("incidents.reason_missing", "reason")
        after = await self._service.change(work, before, restricted=restricted)
        data = {"what": "restricted" if restricted else "opened"}
        await self._service.write(work, after, Line(Kind.ACCESS, person.id, reason.strip(), data))
        self._service.audit(work, after, person.id, "incident.access", data)
        return Changed(before, after)

    async def invite(self, work: Work, incident_id: str, person: Person, people: Collection[Person]) -> Changed:
        """Sets who is asked in; whoever is left out no longer is. Raises Refused for guests, strangers and too many."""
        before = await self._service.for_act(work, incident_id, person, Act.INVITE)
        if any(one.is_guest or not one.active or one.team != before.team for one in people):
            raise Refused("incidents.cannot_invite", "people")
        wanted = tuple(dict.fromkeys(one.id for one in people))
        if len(wanted) > MOST_MEMBERS:
            raise Refused("incidents.too_many", "people")
        if set(wanted) == set(before.members):
            return Changed(before, before)
        after = await self._service.change(work, before, members=wanted)
        for what, one in _asked(before.members, wanted):
            data = {"what": what, "person": one}
            await self._service.write(work, after, Line(Kind.ACCESS, person.id, "", data))
            self._service.audit(work, after, person.id, "incident.access", data)
        return Changed(before, after)

    async def merge(self, work: Work, incident_id: str, person: Person, into: str) -> Merged:
        """Makes two reports one: the other goes on, with everybody of this one. Raises Refused and NotFound."""
        # Always in the same order, so that two who merge at once never wait for each other.
        for one in sorted({incident_id, into}):
            await self._service.get(work, one)
        before = await self._service.for_act(work, incident_id, person, Act.MOVE)
        target = await self._service.for_act(work, into, person, Act.MOVE)
        check_move(before.state, State.MERGED)
        if not mergeable(before, target):
            raise Refused("incidents.cannot_merge", "into")
        after = await self._service.change(work, before, state=State.MERGED, merged_into=target.id)
        await self._service.moved(work, before, after, Line(Kind.STATE, person.id))
        await self._service.write(work, after, Line(Kind.MERGED, person.id, data={"other": target.id}))
        await Timers(work.connection).cancel_all(before.id, besides=("action",))
        goes_on = await self._service.change(work, target, **self._joined(before, target))
        await self._service.write(work, goes_on, Line(Kind.MERGED, person.id, data={"other": before.id}))
        if goes_on.level != target.level:
            data = {"before": target.level, "after": goes_on.level}
            await self._service.write(work, goes_on, Line(Kind.LEVEL, None, data=data))
        if _brings_its_people(before, target):
            goes_on = await self._confirmed_with(work, before, goes_on, person)
        await self._lead_on(work, before.id, goes_on.id)
        return Merged(Changed(before, after), Changed(target, goes_on))

    async def review(self, work: Work, incident_id: str, person: Person, lesson: Lesson) -> Changed:
        """Keeps what was learned; a second review takes the place of the first, and the timeline keeps both."""
        before = await self._service.for_act(work, incident_id, person, Act.REVIEW)
        if not lesson.learned.strip():
            raise Refused("incidents.text_missing", "learned")
        after = await self._service.change(work, before, reviewed_at=work.now, lesson=lesson.learned.strip())
        data = {"good": lesson.good.strip(), "bad": lesson.bad.strip()}
        await self._service.write(work, after, Line(Kind.REVIEW, person.id, after.lesson, data))
        self._service.audit(work, after, person.id, "incident.review", {})
        await Timers(work.connection).cancel(after.id, REVIEW)
        return Changed(before, after)

    def _joined(self, ended: Incident, target: Incident) -> dict[str, Any]:
        """The other one with the people and the facts of this one; the circle of a restricted one stays as it is."""
        followers = dict.fromkeys((*target.followers, *ended.followers, *filter(None, (ended.reporter,))))
        followers.pop(target.reporter or "", None)
        values: dict[str, Any] = {"followers": tuple(followers)}
        if _brings_its_people(ended, target):
            values["members"] = tuple(dict.fromkeys((*target.members, *ended.members)))
        values["facts"] = facts = {**ended.facts, **target.facts}
        if not target.level_is_set:
            found = assess(self._service.content, self._service.category(target.category), facts)
            grave = found.level >= ended.level
            values |= {"level": found.level, "reasons": found.reasons} if grave else {
                "level": ended.level,
                "reasons": ended.reasons,
            }  # fmt: skip
        return values

    async def _confirmed_with(self, work: Work, ended: Incident, goes_on: Incident, person: Person) -> Incident:
        """Who has confirmed the one that ended has confirmed this one too, and leads it where nobody does yet."""
        store = IncidentStore(work.connection)
        for one in confirmations(await store.notices(ended.id)):
            key = f"incident-self:{goes_on.id}:{one.person}"
            if one.person in {each.person for each in await store.notices(goes_on.id)}:
                await store.confirm(goes_on.id, one.person, work.now)
            else:
                at = max(one.confirmed_at or work.now, goes_on.reported_at)
                mine = replace(one, incident=goes_on.id, why=UNASKED, key=key, told_at=at, confirmed_at=at)
                await store.tell(mine)
        if not goes_on.lead and ended.lead:
            goes_on = await self._service.change(work, goes_on, lead=ended.lead)
        if goes_on.confirmed_at or not ended.confirmed_at:
            return goes_on
        at = max(ended.confirmed_at, goes_on.reported_at)
        values = {"state": State.CONFIRMED, "confirmed_at": at}
        after = await self._service.change(work, goes_on, **values)
        await self._service.moved(work, goes_on, after, Line(Kind.STATE, person.id))
        return after

    async def _lead_on(self, work: Work, ended: str, goes_on: str) -> None:
        """What was merged into the one that ended goes on with it: nobody has to follow from one to the next."""
        for one in await IncidentStore(work.connection).merged_into(ended):
            now = await self._service.get(work, one.id)
            await self._service.change(work, now, merged_into=goes_on)


def mergeable(ended: Incident, target: Incident) -> bool:
    """Whether one can go on as the other: exercises stay among themselves, and a restricted one stays restricted."""
    if ended.id == target.id or not target.is_open or ended.drill != target.drill:
        return False
    return ended.team == target.team and (target.restricted or not ended.restricted)


def _brings_its_people(ended: Incident, target: Incident) -> bool:
    """Whether those of the one that ends may take part: the circle of a restricted one stays as it is."""
    return ended.restricted or not target.restricted


def _asked(before: Collection[str], after: Collection[str]) -> list[tuple[str, str]]:
    fresh = [("invited", one) for one in after if one not in before]
    return fresh + [("removed", one) for one in before if one not in after]


def waiting_review(incident: Incident) -> bool:
    """Whether an incident is closed and has still to be learned from."""
    return incident.state is State.CLOSED and incident.review_due is not None and incident.reviewed_at is None
