"""What becomes of incidents: each change is checked, kept, and on record; run on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.people import Person, Role
from bot.core.unit import Unit
from bot.core.workdays import WorkDays
from bot.incidents.cases import Entry, Incident, Kind, Notice, Outcome, State, Via
from bot.incidents.command import REVIEW, Command, Lesson, mergeable
from bot.incidents.service import IncidentService, Report
from bot.incidents.store import IncidentStore
from bot.incidents.timers import Timers
from tests.kit.content import packaged
from tests.kit.database import TestClock
from tests.kit.register import TEAM, case, member

SERVICE = IncidentService(packaged().incidents, WorkDays("Asia/Tokyo"))
COMMAND = Command(SERVICE)
LEAD, ADMIN = member(Role.INCIDENT_LEAD, user="U5"), member(Role.SYSTEM_ADMIN, user="U4")
COLLEAGUE, REPORTER = member(user="U8"), member(user="U1")
OUTCOME = Outcome("置き忘れ", "名簿", "ひもを付ける")


async def reported(unit: Unit, category: str = "loss", facts: Mapping[str, str] | None = None, **more: Any) -> Incident:
    said = Report(TEAM, "U1", category, "USBをなくしました", "ja", Via.HOME, facts=facts or {}, **more)
    async with unit() as work:
        return await SERVICE.report(work, said)


async def confirmed(unit: Unit, **more: Any) -> Incident:
    incident = await reported(unit, **more)
    async with unit() as work:
        return (await SERVICE.confirm(work, incident.id, LEAD)).after


async def now(unit: Unit, incident: Incident) -> Incident:
    async with unit() as work:
        return await SERVICE.get(work, incident.id)


async def timeline(unit: Unit, incident: Incident) -> list[Entry]:
    async with unit() as work:
        return await IncidentStore(work.connection).timeline(incident.id)


async def test_what_was_kept_is_read_back_as_it_was(unit: Unit) -> None:
    more: dict[str, Any] = {
        "followers": ("U2",),
        "members": ("U3",),
        "room": "C1",
        "room_people": ("U3",),
        "told": ("U4",),
    }
    whole = replace(case(7), **more, room_stale=True, outcome=OUTCOME, restricted=True, lead="U5")
    async with unit() as work:
        await IncidentStore(work.connection).add(whole)
        assert await IncidentStore(work.connection).get(whole.id) == whole
        assert [one.id for one in await IncidentStore(work.connection).rooms_to_tend()] == [whole.id]


@pytest.mark.parametrize(("category", "level"), [("loss", 1), ("loss", 0), ("missent", 1)])
async def test_nobody_sets_a_leak_below_level_2(unit: Unit, category: str, level: int) -> None:
    incident = await reported(unit, category)
    with pytest.raises(Refused) as refused:
        async with unit() as work:
            await SERVICE.set_level(work, incident.id, LEAD, level, "小さいので")
    assert refused.value.code == "incidents.below_floor"


async def test_a_level_that_there_is_not_and_a_missing_reason_are_refused(unit: Unit) -> None:
    incident = await reported(unit)
    with pytest.raises(NotFound):
        async with unit() as work:
            await SERVICE.set_level(work, incident.id, LEAD, 4, "大きいので")
    with pytest.raises(Refused):
        async with unit() as work:
            await SERVICE.set_level(work, incident.id, LEAD, 3, "  ")
    assert (await now(unit, incident)).level == incident.level


async def test_a_level_set_by_a_person_is_not_moved_by_facts(unit: Unit) -> None:
    incident = await reported(unit)
    async with unit() as work:
        await SERVICE.set_level(work, incident.id, LEAD, 2, "暗号化済み")
        await SERVICE.tell_facts(work, incident.id, REPORTER, {"personal": "over-1000"})
    assert (await now(unit, incident)).level == 2


async def test_a_deputys_word_counts_as_the_one_they_were_called_for(unit: Unit, clock: TestClock) -> None:
    incident = await reported(unit)
    async with unit() as work:
        called = Notice(0, incident.id, "U8", "incident_lead", "deputy", work.now, "call-1", None, "U5")
        await IncidentStore(work.connection).tell(called)
        await SERVICE.tell(work, incident.id, ["U8"])
        await SERVICE.confirm(work, incident.id, COLLEAGUE)
    found = await now(unit, incident)
    assert (found.state, found.lead) == (State.CONFIRMED, "U8")


async def test_confirming_twice_is_on_record_once(unit: Unit) -> None:
    incident = await confirmed(unit)
    async with unit() as work:
        again = await SERVICE.confirm(work, incident.id, LEAD)
    assert again.after == again.before
    assert [entry.kind for entry in await timeline(unit, incident)].count(Kind.CONFIRMED) == 1


@pytest.mark.parametrize("state", [State.CONFIRMED, State.CLOSED, State.MERGED, State.RECOVERED])
async def test_a_report_cannot_be_moved_past_its_confirmation(unit: Unit, state: State) -> None:
    incident = await reported(unit)
    with pytest.raises(Refused) as refused:
        async with unit() as work:
            await SERVICE.move(work, incident.id, LEAD, state, "急ぐので")
    assert refused.value.code == "incidents.no_such_move"


async def test_the_first_time_of_a_state_stays_and_opening_again_forgets_the_end(unit: Unit, clock: TestClock) -> None:
    incident = await confirmed(unit)
    for state in (State.CONTAINED, State.RECOVERED, State.CONTAINED):
        clock.move(hours=1)
        async with unit() as work:
            await SERVICE.move(work, incident.id, LEAD, state)
    found = await now(unit, incident)
    assert found.contained_at is not None
    assert found.recovered_at is not None
    assert found.contained_at < found.recovered_at < clock.now()
    async with unit() as work:
        await SERVICE.close(work, incident.id, LEAD, OUTCOME)
        await SERVICE.move(work, incident.id, LEAD, State.CONFIRMED, "また起きた")
    found = await now(unit, incident)
    assert (found.closed_at, found.review_due, found.outcome) == (None, None, OUTCOME)


@pytest.mark.parametrize("missing", ["cause", "damage", "prevention"])
async def test_closing_needs_cause_damage_and_prevention(unit: Unit, missing: str) -> None:
    incident = await confirmed(unit)
    with pytest.raises(Refused) as refused:
        async with unit() as work:
            await SERVICE.close(work, incident.id, LEAD, replace(OUTCOME, **{missing: " "}))
    assert refused.value.field == missing


async def test_a_near_miss_closes_without_words_and_without_a_review(unit: Unit) -> None:
    near = next(one.id for one in SERVICE.content.categories.categories if one.presumed == 0 and one.kind != "leak")
    incident = await reported(unit, near)
    assert incident.level == 0
    async with unit() as work:
        closed = (await SERVICE.close(work, incident.id, ADMIN, Outcome())).after
    assert (closed.state, closed.review_due) == (State.CLOSED, None)


async def test_two_who_change_at_once_do_not_overwrite_each_other(unit: Unit) -> None:
    incident = await confirmed(unit)
    async with unit() as work:
        await SERVICE.change(work, incident, where="駅")
    with pytest.raises(Refused) as refused:
        async with unit() as work:
            await SERVICE.change(work, incident, where="電車")
    assert refused.value.code == "incidents.changed_meanwhile"
    assert (await now(unit, incident)).where == "駅"


@pytest.mark.parametrize(
    ("to", "code"),
    [
        (COLLEAGUE, "incidents.cannot_lead"),
        (LEAD, "incidents.leads_already"),
        (replace(ADMIN, is_guest=True), "incidents.cannot_lead"),
    ],
    ids=["a colleague", "who leads already", "a guest"],
)
async def test_the_lead_goes_only_to_who_can_handle_it(unit: Unit, to: Person, code: str) -> None:
    incident = await confirmed(unit)
    with pytest.raises(Refused) as refused:
        async with unit() as work:
            await COMMAND.hand_over(work, incident.id, LEAD, to)
    assert (refused.value.code, refused.value.field) == (code, "person")


async def test_who_was_asked_in_can_lead_and_then_handles_it(unit: Unit) -> None:
    incident = await confirmed(unit)
    async with unit() as work:
        await COMMAND.invite(work, incident.id, ADMIN, [COLLEAGUE])
        await COMMAND.hand_over(work, incident.id, LEAD, COLLEAGUE, "お願いします")
        await SERVICE.move(work, incident.id, COLLEAGUE, State.CONTAINED)
    assert (await now(unit, incident)).state is State.CONTAINED


async def test_the_circle_of_a_restricted_incident_is_drawn_by_those_who_answer_for_it(unit: Unit) -> None:
    incident = await confirmed(unit)
    async with unit() as work:
        await COMMAND.invite(work, incident.id, LEAD, [ADMIN])
        await COMMAND.restrict(work, incident.id, LEAD, "人事")
    with pytest.raises(NotAllowed):
        async with unit() as work:
            await COMMAND.invite(work, incident.id, ADMIN, [ADMIN, COLLEAGUE])
    with pytest.raises(NotAllowed):
        async with unit() as work:
            await COMMAND.restrict(work, incident.id, ADMIN, "もう公表した", restricted=False)
    for reason, code in (("", "incidents.reason_missing"), ("公表した", "")):
        try:
            async with unit() as work:
                await COMMAND.restrict(work, incident.id, LEAD, reason, restricted=False)
        except Refused as refused:
            assert refused.code == code  # noqa: PT017  one of the two goes through
    assert not (await now(unit, incident)).restricted


@pytest.mark.parametrize("field", ["is_guest", "active", "team"])
async def test_guests_and_strangers_are_not_asked_in(unit: Unit, field: str) -> None:
    incident = await confirmed(unit)
    wrong: dict[str, Any] = {"is_guest": True, "active": False, "team": "T_OTHER"}
    with pytest.raises(Refused) as refused:
        async with unit() as work:
            await COMMAND.invite(work, incident.id, LEAD, [replace(COLLEAGUE, **{field: wrong[field]})])
    assert refused.value.code == "incidents.cannot_invite"


async def test_a_merged_report_brings_its_people_its_facts_and_its_level(unit: Unit) -> None:
    target = await confirmed(unit)
    ended = await reported(unit, facts={"personal": "over-1000"}, drill=False)
    async with unit() as work:
        await SERVICE.change(work, await SERVICE.get(work, ended.id), reporter="U2", members=("U8",))
        merged = await COMMAND.merge(work, ended.id, LEAD, target.id)
    goes_on = merged.goes_on.after
    assert (goes_on.level, goes_on.followers, goes_on.members) == (3, ("U2",), ("U8",))
    assert goes_on.facts == {"personal": "over-1000"}
    assert merged.ended.after.merged_into == target.id
    notes = [
        entry.data["other"]
        for one in (target, ended)
        for entry in await timeline(unit, one)
        if entry.kind is Kind.MERGED
    ]
    assert notes == [ended.id, target.id]


async def test_what_was_merged_before_goes_on_with_it_and_there_are_no_circles(unit: Unit) -> None:
    first, second, third = [await confirmed(unit) for _ in range(3)]
    async with unit() as work:
        await COMMAND.merge(work, first.id, LEAD, second.id)
    async with unit() as work:
        await COMMAND.merge(work, second.id, LEAD, third.id)
    assert (await now(unit, first)).merged_into == third.id
    for back in (first, second):
        with pytest.raises((Refused, NotAllowed)):
            async with unit() as work:
                await COMMAND.merge(work, third.id, LEAD, back.id)
    with pytest.raises(Refused):
        async with unit() as work:
            await COMMAND.merge(work, third.id, LEAD, third.id)


async def test_two_who_merge_into_each_other_at_once_leave_one_open(unit: Unit) -> None:
    first, second = [await confirmed(unit) for _ in range(2)]

    async def merge(ended: Incident, into: Incident) -> bool:
        try:
            async with unit() as work:
                await COMMAND.merge(work, ended.id, LEAD, into.id)
        except (Refused, NotAllowed):
            return False
        return True

    assert sorted(await asyncio.gather(merge(first, second), merge(second, first))) == [False, True]
    states = [(await now(unit, one)).state for one in (first, second)]
    assert sorted(states) == [State.CONFIRMED, State.MERGED]


@pytest.mark.parametrize(
    ("ended", "target", "allowed"),
    [
        ({}, {}, True),
        ({"restricted": True}, {}, False),
        ({}, {"restricted": True}, True),
        ({"restricted": True}, {"restricted": True}, True),
        ({"drill": True}, {}, False),
        ({"drill": True}, {"drill": True}, True),
        ({}, {"state": State.CLOSED}, False),
        ({}, {"team": "T_OTHER"}, False),
    ],
    ids=str,
)
def test_exercises_and_restricted_ones_stay_among_themselves(ended: Any, target: Any, allowed: bool) -> None:
    assert mergeable(replace(case(1), **ended), replace(case(2), **target)) is allowed


async def test_the_circle_of_a_restricted_one_does_not_grow_by_merging(unit: Unit) -> None:
    target, ended = await confirmed(unit), await confirmed(unit)
    async with unit() as work:
        await COMMAND.invite(work, ended.id, LEAD, [COLLEAGUE])
        await COMMAND.restrict(work, target.id, LEAD, "人事")
        merged = await COMMAND.merge(work, ended.id, LEAD, target.id)
    assert merged.goes_on.after.members == ()


async def test_a_review_is_kept_once_written_and_needs_words(unit: Unit, clock: TestClock) -> None:
    incident = await confirmed(unit)
    async with unit() as work:
        await SERVICE.close(work, incident.id, LEAD, OUTCOME)
        await Timers(work.connection).set(incident.id, REVIEW, clock.now())
    with pytest.raises(Refused):
        async with unit() as work:
            await COMMAND.review(work, incident.id, LEAD, Lesson(" "))
    async with unit() as work:
        await COMMAND.review(work, incident.id, LEAD, Lesson("持ち出さない", "早かった", "連絡先"))
        assert [one.kind for one in await Timers(work.connection).waiting(incident.id) if one.kind == REVIEW] == []
    found = await now(unit, incident)
    assert (found.lesson, found.reviewed_at) == ("持ち出さない", clock.now())
    entry = next(one for one in await timeline(unit, incident) if one.kind is Kind.REVIEW)
    assert (entry.text, entry.data) == ("持ち出さない", {"good": "早かった", "bad": "連絡先"})
