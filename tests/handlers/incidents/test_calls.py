"""The contact chain at work, on a real database: levels, nights, deputies, lost calls, clocks that jump."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.incidents.cases import Kind, State
from bot.incidents.chain import CHAIN, SITUATION
from bot.incidents.timers import Timers
from bot.playground.cast import EMMA, SATO, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from tests.kit.database import TestClock
from tests.kit.office import Office, office

TOKYO = ZoneInfo("Asia/Tokyo")
CHAIN_OF_2 = [SUZUKI.id, TAKAHASHI.id, WATANABE.id]


@pytest.fixture
async def desk(database_at: str) -> AsyncIterator[Office]:
    async with office(database_at) as opened:
        yield opened


def tokyo(*moment: int) -> TestClock:
    return TestClock(datetime(*moment, tzinfo=TOKYO))  # type: ignore[arg-type,misc]


async def test_level_2_asks_one_after_the_other_and_tells_the_lead_and_the_head_of_the_department(desk: Office) -> None:
    incident = await desk.report(2)
    assert await desk.asked(incident) == [SUZUKI.id]
    assert await desk.asked(incident, "inform") == [TAKAHASHI.id, SATO.id]
    await desk.pass_time(minutes=14)
    assert await desk.asked(incident) == [SUZUKI.id]
    await desk.pass_time(minutes=1)
    assert await desk.asked(incident) == CHAIN_OF_2[:2]
    await desk.pass_time(minutes=15)
    assert await desk.asked(incident) == CHAIN_OF_2
    assert await desk.alarms(incident) == 0
    await desk.pass_time(minutes=15)
    assert await desk.alarms(incident) == 1
    assert f"incident-phone:{incident}:2" in await desk.posts(TANAKA.id)


async def test_whoever_is_silent_is_asked_again_after_6_16_and_31_minutes(desk: Office) -> None:
    incident = await desk.report(3)
    start = desk.clock.now()
    await desk.pass_time(hours=2)
    again = [one for one in await desk.notices(incident) if one.why == "again" and one.person == SUZUKI.id]
    assert [(one.told_at - start) / timedelta(minutes=1) for one in again] == [6, 16, 31]


async def test_the_alarm_sounds_five_times_then_every_working_morning(desk: Office) -> None:
    incident = await desk.report(2)
    await desk.pass_time(hours=5)
    assert await desk.alarms(incident) == 5
    await desk.pass_time(days=1)
    assert await desk.alarms(incident) == 6
    await desk.pass_time(days=4)  # over a weekend
    assert await desk.alarms(incident) == 8


async def test_a_confirmation_that_does_not_decide_asks_the_next_one_at_once(desk: Office) -> None:
    incident = await desk.report(2)
    await desk.confirm(incident, SUZUKI.id)
    assert await desk.asked(incident) == [SUZUKI.id, TAKAHASHI.id]
    found = await desk.get(incident)
    assert (found.state, found.lead) == (State.REPORTED, SUZUKI.id), "the first looks after it, and cannot decide it"
    await desk.confirm(incident, TAKAHASHI.id)
    found = await desk.get(incident)
    assert (found.state, found.lead) == (State.CONFIRMED, SUZUKI.id), "the second joins in"
    await desk.pass_time(hours=5)
    assert await desk.asked(incident) == [SUZUKI.id, TAKAHASHI.id]
    assert await desk.asked(incident, "again") == []


@pytest.mark.parametrize("level", [2, 3])
async def test_whoever_confirms_first_leads_and_those_who_decide_are_asked_all_the_same(
    desk: Office, level: int
) -> None:
    incident = await desk.report(level)
    await desk.confirm(incident, SUZUKI.id)
    assert await desk.timeline(incident, Kind.LEAD) == [""]
    assert (await desk.get(incident)).lead == SUZUKI.id
    wait = 5 if level == 3 else 15
    await desk.pass_time(minutes=wait + 1)
    assert await desk.asked(incident) == [SUZUKI.id, TAKAHASHI.id, WATANABE.id], "one alone does not end the climb"
    informed = await desk.asked(incident, "inform")
    assert informed == ([TAKAHASHI.id, WATANABE.id, SATO.id] if level == 3 else [TAKAHASHI.id, SATO.id])
    await desk.pass_time(minutes=wait + 1)
    (alarm,) = [text for key, _, text in await desk.messages() if key.startswith("incident-alert:")]
    assert "鈴木 直樹さんが対応中" in alarm
    assert not [key for key in await desk.posts(TANAKA.id) if key.startswith("incident-phone:")], "she is looked after"
    await desk.confirm(incident, TAKAHASHI.id)
    found = await desk.get(incident)
    assert (found.state, found.lead) == (State.CONFIRMED, SUZUKI.id)
    assert await desk.timeline(incident, Kind.LEAD) == [""], "nobody takes it from the one who has it"


async def test_two_messages_to_one_person_never_begin_alike(desk: Office) -> None:
    await desk.report(3)
    await desk.pass_time(minutes=5)
    await desk.pass_time(minutes=6)
    said = [text for key, where, text in await desk.messages() if where == TAKAHASHI.id and "incident-call" in key]
    heads = {next(line for line in text.split("'text': ") if "レベル3" in line)[:20] for text in said}
    assert len(heads) == len([one for one in said if one]), heads


async def test_a_late_word_of_the_first_does_not_hurry_past_the_second(desk: Office) -> None:
    incident = await desk.report(2)
    await desk.pass_time(minutes=16)
    await desk.confirm(incident, SUZUKI.id)
    assert await desk.asked(incident) == [SUZUKI.id, TAKAHASHI.id]
    await desk.pass_time(minutes=14)
    assert await desk.asked(incident) == CHAIN_OF_2


async def test_somebody_nobody_had_asked_may_confirm_from_the_channel(desk: Office) -> None:
    incident = await desk.report(2)
    await desk.confirm(incident, WATANABE.id)
    assert (await desk.get(incident)).lead == WATANABE.id
    await desk.pass_time(hours=5)
    assert await desk.asked(incident) == [SUZUKI.id]
    assert await desk.asked(incident, "self") == [WATANABE.id]


async def test_pressing_twice_confirms_once(desk: Office) -> None:
    incident = await desk.report(2)
    await desk.confirm(incident, SUZUKI.id)
    await desk.confirm(incident, SUZUKI.id)
    assert await desk.timeline(incident, Kind.CONFIRMED) == [SUZUKI.id]
    assert await desk.asked(incident) == [SUZUKI.id, TAKAHASHI.id], "the one after the next is not asked for it"


async def test_the_reporter_is_not_asked_about_their_own_report(desk: Office) -> None:
    incident = await desk.report(2, TAKAHASHI.id)
    await desk.pass_time(days=3)
    assert await desk.asked(incident) == [SUZUKI.id, WATANABE.id]
    assert TAKAHASHI.id not in {one.person for one in await desk.notices(incident)}
    assert await desk.alarms(incident)


async def test_a_raised_level_calls_those_who_answer_for_it(desk: Office) -> None:
    incident = await desk.report(1)
    await desk.confirm(incident, SUZUKI.id)
    assert (await desk.get(incident)).state is State.CONFIRMED
    await desk.level(incident, 2)
    assert await desk.asked(incident) == [SUZUKI.id, TAKAHASHI.id]
    await desk.pass_time(minutes=15)
    assert await desk.asked(incident) == CHAIN_OF_2


async def test_a_raised_level_tells_the_silent_once_more_and_hurries(desk: Office) -> None:
    incident = await desk.report(2)
    await desk.level(incident, 3, SUZUKI.id)
    assert await desk.asked(incident, "again") == [], "one message is enough"
    assert await desk.asked(incident, "raised") == [SUZUKI.id, TAKAHASHI.id, SATO.id]
    assert (await desk.asked(incident, "inform"))[2:] == [WATANABE.id], "only who had nothing yet gets the whole card"
    await desk.pass_time(minutes=5)
    assert await desk.asked(incident) == CHAIN_OF_2[:2]
    await desk.pass_time(minutes=5)
    assert await desk.asked(incident) == CHAIN_OF_2


async def test_an_incident_opened_again_at_a_lesser_level_has_not_risen(desk: Office) -> None:
    incident = await desk.report(3)
    await desk.level(incident, 2)
    await desk.move(incident, State.REJECTED)
    told = len(await desk.notices(incident))
    await desk.move(incident, State.CONFIRMED)
    assert await desk.asked(incident, "raised") == []
    assert len(await desk.notices(incident)) == told


async def test_a_lowered_level_leaves_more_time(desk: Office) -> None:
    incident = await desk.report(3)
    await desk.pass_time(minutes=4)
    told = len(await desk.notices(incident))
    await desk.level(incident, 2)
    await desk.pass_time(minutes=1)
    assert len(await desk.notices(incident)) == told
    await desk.pass_time(minutes=14)
    assert await desk.asked(incident) == CHAIN_OF_2[:2]


async def test_a_level_lowered_to_what_somebody_has_confirmed_is_settled_by_them(desk: Office) -> None:
    incident = await desk.report(3)
    async with desk.services.unit() as work:  # a kind without a floor
        await desk.services.incidents.change(work, await desk.services.incidents.get(work, incident), category="outage")
    await desk.confirm(incident, SUZUKI.id)
    assert (await desk.get(incident)).state is State.REPORTED
    told = len(await desk.notices(incident))
    await desk.level(incident, 1)
    found = await desk.get(incident)
    assert (found.state, found.lead) == (State.CONFIRMED, SUZUKI.id)
    await desk.pass_time(days=3)
    assert len(await desk.notices(incident)) == told


async def test_a_near_miss_alarms_nobody(desk: Office) -> None:
    incident = await desk.report(0)
    await desk.pass_time(days=5)
    assert await desk.notices(incident) == []
    assert await desk.alarms(incident) == 0


async def test_a_deputy_is_asked_at_once_and_their_word_counts(desk: Office) -> None:
    await desk.leave(SUZUKI.id, EMMA.id)
    await desk.leave(TAKAHASHI.id, EMMA.id, days=2)
    incident = await desk.report(2)
    assert await desk.asked(incident) == [EMMA.id]
    (call,) = [one for one in await desk.notices(incident) if one.person == EMMA.id]
    assert (call.why, call.stands_for) == ("deputy", SUZUKI.id)
    await desk.pass_time(minutes=15)
    assert await desk.asked(incident) == [EMMA.id, WATANABE.id], "nobody is asked twice for two people"


async def test_the_deputy_of_somebody_who_decides_decides(desk: Office) -> None:
    await desk.leave(TAKAHASHI.id, EMMA.id)
    incident = await desk.report(2)
    await desk.pass_time(minutes=15)
    assert await desk.asked(incident) == [SUZUKI.id, EMMA.id]
    await desk.confirm(incident, EMMA.id)
    found = await desk.get(incident)
    assert (found.state, found.lead) == (State.CONFIRMED, EMMA.id)


async def test_the_companys_file_names_a_deputy_for_whoever_named_none(desk: Office) -> None:
    await desk.leave(SUZUKI.id)
    incident = await desk.report(2)
    assert await desk.asked(incident) == [TAKAHASHI.id]
    (call,) = [one for one in await desk.notices(incident) if one.person == TAKAHASHI.id]
    assert call.stands_for == SUZUKI.id


async def test_whoever_goes_away_while_they_are_asked_hands_it_to_their_deputy(desk: Office) -> None:
    incident = await desk.report(2)
    await desk.leave(SUZUKI.id, EMMA.id)
    assert await desk.asked(incident) == [SUZUKI.id, EMMA.id]
    await desk.pass_time(minutes=10)
    assert await desk.asked(incident, "again") == [EMMA.id], "the absent one is not reminded"


async def test_better_somebody_away_than_nobody(desk: Office) -> None:
    for one in (SUZUKI, TAKAHASHI, WATANABE):
        await desk.leave(one.id, TAKAHASHI.id if one is SUZUKI else SUZUKI.id, days=9)  # a circle
    incident = await desk.report(3)
    await desk.pass_time(hours=1)
    assert await desk.asked(incident) == CHAIN_OF_2
    assert await desk.alarms(incident)


async def test_somebody_without_an_account_is_skipped(database_at: str) -> None:
    async with office(database_at, absent={SUZUKI.id}) as desk:
        incident = await desk.report(2)
        assert await desk.asked(incident) == [TAKAHASHI.id]


async def test_a_call_that_never_arrives_passes_to_the_next_at_once(desk: Office) -> None:
    incident = await desk.report(2)
    desk.unreachable = {SUZUKI.id}
    await desk.pass_time(seconds=20)
    assert await desk.asked(incident) == [SUZUKI.id, TAKAHASHI.id]
    await desk.pass_time(seconds=60)
    assert await desk.asked(incident) == [SUZUKI.id, TAKAHASHI.id], "this one did arrive"
    await desk.pass_time(minutes=14)
    assert await desk.asked(incident) == CHAIN_OF_2


async def test_nobody_at_all_is_reached_and_the_reporter_is_told_to_phone(database_at: str) -> None:
    async with office(database_at, absent={SUZUKI.id, TAKAHASHI.id, WATANABE.id}) as desk:
        incident = await desk.report(3)
        assert await desk.asked(incident) == []
        assert await desk.alarms(incident) == 1
        assert f"incident-phone:{incident}:3" in await desk.posts(TANAKA.id)


async def test_a_company_of_one_asks_the_one_and_says_why(database_at: str) -> None:
    async with office(database_at) as big:
        company = big.services.known.company
    boss = next(one for one in company.people if one.id == "watanabe")
    alone = company.model_copy(
        update={"people": [boss.model_copy(update={"roles": [*boss.roles, "system_admin", "incident_lead"]})]}
    )
    async with office("sqlite://", company=alone) as desk:
        incident = await desk.report(2, WATANABE.id)
        assert await desk.asked(incident) == [WATANABE.id]
        assert any(
            "ほかに判断できる人がいない" in said for _, where, said in await desk.messages() if where == WATANABE.id
        )
        await desk.confirm(incident, WATANABE.id)
        assert (await desk.get(incident)).lead == WATANABE.id


async def test_of_a_restricted_incident_only_those_are_called_who_may_see_it(desk: Office) -> None:
    incident = await desk.report(2)
    async with desk.services.unit() as work:
        before = await desk.services.incidents.get(work, incident)
        await desk.services.incidents.change(work, before, restricted=True)
    await desk.leave(TAKAHASHI.id, EMMA.id)
    await desk.pass_time(days=1)
    assert EMMA.id not in {one.person for one in await desk.notices(incident)}
    reminded = await desk.asked(incident, "again")
    assert reminded
    assert SUZUKI.id not in reminded


@pytest.mark.parametrize(
    "start",
    [tokyo(2026, 4, 1, 23), tokyo(2026, 4, 4, 12), tokyo(2026, 5, 3, 12), tokyo(2026, 12, 29, 10)],
    ids=["night", "Saturday", "Golden Week", "year-end"],
)
async def test_outside_working_hours_level_2_waits_and_level_3_does_not(start: TestClock) -> None:
    async with office(clock=TestClock(start.moment)) as desk:
        calm, grave = await desk.report(2), await desk.report(3)
        await desk.pass_time(hours=8)
        assert await desk.asked(calm) == [SUZUKI.id]
        assert await desk.asked(calm, "again") == []
        assert await desk.asked(grave) == CHAIN_OF_2
        assert await desk.alarms(grave) == 5
        await desk.move(grave, State.REJECTED)
        await desk.pass_time(days=8)
        assert await desk.asked(calm) == CHAIN_OF_2


async def test_level_3_at_three_in_the_morning_of_new_year() -> None:
    async with office(clock=tokyo(2027, 1, 1, 3)) as desk:
        incident = await desk.report(3)
        await desk.pass_time(minutes=15)
        assert await desk.asked(incident) == CHAIN_OF_2
        assert await desk.alarms(incident) == 1


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("days", [1, -1])
async def test_a_jump_of_a_day_loses_no_step_and_repeats_none(desk: Office, level: int, days: int) -> None:
    incident = await desk.report(level)
    await desk.jump(days=days)
    assert len(await desk.asked(incident)) == (2 if days > 0 else 1)
    await desk.pass_time(days=4)
    assert await desk.asked(incident) == CHAIN_OF_2
    assert set(Counter(one.key for one in await desk.notices(incident)).values()) == {1}
    assert set(Counter(key for key, _, _ in await desk.messages()).values()) == {1}
    assert await desk.alarms(incident) >= 5
    assert await desk.audit() == []


async def test_after_a_jump_back_the_wait_is_as_long_as_it_was_to_be(desk: Office) -> None:
    incident = await desk.report(3)
    await desk.jump(days=-1)
    await desk.pass_time(minutes=5)
    assert await desk.asked(incident) == CHAIN_OF_2[:2]


async def test_the_auditor_finds_what_would_never_come(desk: Office) -> None:
    incident = await desk.report(2)
    assert await desk.audit() == []
    for kind in (CHAIN, SITUATION):
        async with desk.services.unit() as work:
            before = [one for one in await Timers(work.connection).waiting(incident) if one.kind == kind]
            await Timers(work.connection).cancel(incident, kind)
        assert await desk.audit() == [incident]
        async with desk.services.unit() as work:
            await Timers(work.connection).set(incident, kind, before[0].due_at)
        assert await desk.audit() == []


async def _audited(desk: Office, seconds: float) -> list[str]:
    """The alarms after the auditor has looked, so much real time later."""
    desk.seconds += seconds
    async with desk.services.unit() as work:
        await desk.auditor.audit(work)
    return [key for key in await desk.posts(SUZUKI.id) if key.startswith("incident-forgotten")]


async def test_the_auditor_calls_only_for_what_lacks_for_a_minute_and_once_a_day(desk: Office) -> None:
    incident = await desk.report(2)
    desk.clock.move(hours=1)  # nobody runs the timers
    assert await _audited(desk, 60) == [], "it may be a start or a jump"
    assert await _audited(desk, 59) == [], "no minute has gone by, whatever the clock says"
    assert len(await _audited(desk, 1)) == 1
    assert len(await _audited(desk, 60)) == 1
    desk.clock.move(days=1)
    assert len(await _audited(desk, 60)) == 2
    assert await desk.auditor.count() == 1
    await desk.jump()
    assert await desk.auditor.count() == 0
    assert await desk.audit() == []
    assert (await desk.get(incident)).is_open


async def test_no_false_alarm_after_jumps_that_are_worked_off(desk: Office) -> None:
    await desk.report(2)
    for move in ({"hours": 1}, {"hours": 1}, {"days": 1}):
        desk.clock.move(**move)
        assert await _audited(desk, 60) == [], "another timer is late than before"
        await desk.jump()
    assert await _audited(desk, 60) == []


async def test_whoever_leads_is_asked_how_things_stand_and_the_next_one_offered_the_lead(desk: Office) -> None:
    incident = await desk.report(3)
    await desk.confirm(incident, TAKAHASHI.id)
    await desk.pass_time(hours=2)
    assert len(await _keys(desk, TAKAHASHI.id, "incident-situation")) == 1
    await desk.pass_time(hours=2)
    assert await _keys(desk, SUZUKI.id, "incident-offer") == []
    await desk.pass_time(hours=2)
    assert len(await _keys(desk, SUZUKI.id, "incident-offer")) == 1
    await desk.pass_time(hours=2)
    assert len(await _keys(desk, WATANABE.id, "incident-offer")) == 1


async def test_a_lead_who_is_visibly_at_work_is_not_passed_over(desk: Office) -> None:
    incident = await desk.report(3)
    await desk.confirm(incident, TAKAHASHI.id)
    for state in (State.CONTAINED, State.RECOVERED, State.CONTAINED, State.RECOVERED):
        await desk.pass_time(hours=3)
        await desk.move(incident, state, TAKAHASHI.id)
    assert await _keys(desk, SUZUKI.id, "incident-offer") == []


async def test_the_questions_respect_the_hours_of_the_level() -> None:
    async with office(clock=tokyo(2026, 4, 3, 17)) as desk:  # Friday
        incident = await desk.report(2)
        await desk.confirm(incident, TAKAHASHI.id)
        await desk.pass_time(days=2)
        assert await _keys(desk, TAKAHASHI.id, "incident-situation") == []
        await desk.pass_time(days=1)
        assert len(await _keys(desk, TAKAHASHI.id, "incident-situation")) == 1


async def _keys(desk: Office, user: str, prefix: str) -> list[str]:
    return [key for key in await desk.posts(user) if key.startswith(prefix)]
