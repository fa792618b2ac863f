"""Whatever people and the clock do, everybody is asked at most once, and the chain ends settled or at the alarm."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.incidents.access import Act, may
from bot.incidents.chain import CLIMBS
from bot.playground.cast import EMMA, SATO, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from tests.kit.examples import examples
from tests.kit.office import Office, office

ABLE = (SUZUKI.id, TAKAHASHI.id, WATANABE.id)
DEPUTIES = st.sampled_from([None, EMMA.id, SATO.id, *ABLE])
DEED = st.one_of(
    st.tuples(st.just("confirm"), st.sampled_from(ABLE)),
    st.tuples(st.just("level"), st.sampled_from([2, 3])),
    st.tuples(st.just("wait"), st.sampled_from([1, 4, 11, 40, 700])),
    st.tuples(st.just("jump"), st.sampled_from([1440, -1440, 90, -90])),
    st.tuples(st.just("leave"), st.tuples(st.sampled_from(ABLE), DEPUTIES)),
    st.tuples(st.just("back"), st.sampled_from(ABLE)),
    st.tuples(st.just("lose"), st.sampled_from(ABLE)),
)


@examples(10)
@given(st.sampled_from([1, 2, 3]), st.sampled_from([TANAKA.id, TAKAHASHI.id]), st.lists(DEED, max_size=7))
async def test_any_course_of_events_ends_settled_or_at_the_alarm(
    level: int, reporter: str, deeds: list[tuple[str, Any]]
) -> None:
    async with office() as desk:
        incident = await desk.report(level, reporter)
        for what, how in deeds:
            await _do(desk, incident, what, how)
            assert await desk.audit() == []
        await desk.pass_time(days=5)
        found = await desk.get(incident)
        notices = await desk.notices(incident)
        assert found.confirmed_at or await desk.alarms(incident)
        asked = Counter(one.person for one in notices if one.why in CLIMBS)
        assert set(asked.values()) <= {1}
        stands_in = any(what == "leave" and how[1] == reporter for what, how in deeds)  # for somebody who is away
        assert stands_in or reporter not in asked
        assert set(Counter(one.key for one in notices).values()) <= {1}
        assert await desk.audit() == []


async def _do(desk: Office, incident: str, what: str, how: object) -> None:
    found = await desk.get(incident)
    match what, how:
        case "confirm", str(user) if may(desk.person(user), Act.CONFIRM, found):
            await desk.confirm(incident, user)
        case "level", int(level) if level != found.level:
            await desk.level(incident, level)
        case "wait", int(minutes):
            await desk.pass_time(minutes=minutes)
        case "jump", int(minutes):
            await desk.jump(minutes=minutes)
        case "leave", (str(user), deputy):
            await desk.leave(user, str(deputy) if deputy else None, days=3)
        case "back", str(user):
            await desk.back(user)
        case "lose", str(user):
            desk.unreachable = {user}
