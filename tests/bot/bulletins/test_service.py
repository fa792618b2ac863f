"""What becomes of a bulletin, in any order that people and the clock may choose."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.bulletins.cases import BEFORE, SAID, Bulletin, BulletinState, Delivery, Reader
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.editions import Correction, Proposal
from bot.bulletins.service import BulletinService, Due
from bot.bulletins.store import BulletinStore
from bot.core.errors import NotFound, Refused
from bot.core.people import Person, Role
from bot.core.tables import audit
from bot.core.unit import Unit, Work
from bot.core.workdays import WorkDays
from knowledge.loader import load
from tests.kit import bulletins as kit
from tests.kit.database import AUDIT_KEY, TestClock, at_rest, started
from tests.kit.examples import examples

S = BulletinState
LEAD = Person(kit.TEAM, kit.SENDER, "Lead", roles=frozenset({Role.EMPLOYEE, Role.SECURITY_LEAD}))
PRESIDENT = Person(kit.TEAM, "U0PRES", "President", roles=frozenset({Role.EMPLOYEE, Role.PRESIDENT}))
TANAKA = Person(kit.TEAM, "U0TANAKA", "Tanaka", department="sales")
READERS = {"U0TANAKA": "sales", "U0EMMA": "development", "U0SATO": "sales"}
BULLETINS = load().bulletins


def service(**habits: object) -> BulletinService:
    changed = BULLETINS.habits.model_copy(update=habits)
    return BulletinService(BULLETINS.model_copy(update={"habits": changed}), WorkDays("Asia/Tokyo"))


@dataclass(frozen=True)
class Move:
    """What somebody does, from which states it is possible, and where it leads; None leaves the state.

    With `decides` it is possible only while a correction waits.
    """

    run: Callable[[BulletinService, Work, str], Awaitable[object]]
    states: frozenset[BulletinState]
    to: BulletinState | None
    decides: bool = False


async def confirm(made: BulletinService, work: Work, name: str) -> object:
    found = await made.get(work, name)
    return await made.confirm(work, TANAKA, name, found.edition)


async def correct(made: BulletinService, work: Work, name: str, *, anew: bool) -> object:
    found = await made.get(work, name)
    return await made.correct(work, LEAD, name, Correction(found.content, "宛先の例を直しました", anew=anew))


async def newest(work: Work, name: str) -> int:
    """The number of the correction that was proposed last."""
    found = await EditionStore(work.connection).newest(name)
    return found.number if found else 1


async def release(made: BulletinService, work: Work, name: str) -> object:
    return await made.release_correction(work, PRESIDENT, name, await newest(work, name))


async def send_back(made: BulletinService, work: Work, name: str) -> object:
    return await made.return_correction(work, PRESIDENT, name, await newest(work, name), "短く")


async def take_back(made: BulletinService, work: Work, name: str) -> object:
    return await made.take_correction_back(work, LEAD, name, await newest(work, name))


MOVES = {
    "rewrite": Move(lambda s, w, n: s.rewrite(w, LEAD, n, kit.content("別の件名"), kit.audience()), BEFORE, S.DRAFT),
    "submit": Move(lambda s, w, n: s.submit(w, LEAD, n, None, None), BEFORE, S.PROPOSED),
    "release": Move(lambda s, w, n: s.release(w, PRESIDENT, n), frozenset({S.PROPOSED}), S.PLANNED),
    "send back": Move(lambda s, w, n: s.send_back(w, PRESIDENT, n, "短く"), frozenset({S.PROPOSED}), S.DRAFT),
    "pause": Move(lambda s, w, n: s.pause(w, LEAD, n), frozenset({S.PLANNED}), S.PAUSED),
    "resume": Move(lambda s, w, n: s.resume(w, LEAD, n), frozenset({S.PAUSED}), S.PLANNED),
    "cancel": Move(lambda s, w, n: s.cancel(w, LEAD, n), BEFORE, S.CANCELLED),
    "confirm": Move(confirm, SAID, None),
    "correct": Move(lambda s, w, n: correct(s, w, n, anew=False), SAID, None),
    "correct anew": Move(lambda s, w, n: correct(s, w, n, anew=True), SAID, None),
    "release correction": Move(release, SAID, None, decides=True),
    "return correction": Move(send_back, SAID, None, decides=True),
    "take correction back": Move(take_back, SAID, None, decides=True),
    "withdraw": Move(lambda s, w, n: s.withdraw(w, LEAD, n, "誤りでした"), SAID, S.WITHDRAWN),
    "end": Move(lambda s, w, n: s.end(w, LEAD, n), frozenset({S.OPEN}), S.ENDED),
    "send again": Move(lambda s, w, n: s.send_again(w, LEAD, n), frozenset({S.OPEN}), None),
}
ACTS = st.lists(st.sampled_from([*MOVES, "submit", "release", "clock", "clock", "confirm"]), min_size=8, max_size=20)


@examples(15)
@given(ACTS)
def test_in_any_order_a_bulletin_moves_only_where_it_may_and_a_refusal_changes_nothing(acts: list[str]) -> None:
    asyncio.run(_in_any_order(acts))


async def _in_any_order(acts: list[str]) -> None:
    clock, made = TestClock(), service(approval="always")
    database = await started("sqlite://")
    unit = Unit(database, clock, AUDIT_KEY, lambda: None)
    async with unit() as work:
        name = (await made.draft(work, LEAD, kit.content(), kit.audience())).id
    changes, after = 1, await kept(unit, name)
    for act in acts:
        if act == "clock":
            clock.move(minutes=10)
            changes += await clock_due(unit, made, name)
            after = await kept(unit, name)
            continue
        move, before, waits = MOVES[act], after, await waiting(unit, name)
        possible = before.state in move.states and (bool(waits) or not move.decides)
        try:
            async with unit() as work:
                await move.run(made, work, name)
        except (Refused, NotFound):
            assert not possible, act
            assert await kept(unit, name) == before
            continue
        after = await kept(unit, name)
        assert possible, act
        assert after.state is (move.to or before.state)
        released = waits.correction if waits and act == "release correction" else None
        assert after.edition == before.edition + (released is not None and released.anew)
        assert after.content == (released.content if released else before.content) or act == "rewrite"
        changes += act != "confirm"
        await check(unit, after)
    async with database.read() as connection:
        said = select(func.count()).select_from(audit).where(audit.c.action != "bulletin.confirmed")
        assert (await connection.execute(said)).scalar_one() == changes, "each change is on record once"
    await database.stop()
    await at_rest()


async def waiting(unit: Unit, name: str) -> Proposal | None:
    async with unit() as work:
        return await EditionStore(work.connection).waiting(name)


async def check(unit: Unit, bulletin: Bulletin) -> None:
    """What holds however it came about."""
    assert bulletin.state in {S.OPEN, S.ENDED} or not await waiting(unit, bulletin.id), "what is over is not corrected"
    assert (bulletin.next_at is not None) <= (bulletin.state in {S.PLANNED, S.OPEN})
    assert (bulletin.opened_at is not None) == (bulletin.state in {*SAID, S.WITHDRAWN})
    async with unit() as work:
        store = BulletinStore(work.connection)
        readers, missing = await store.readers_of(bulletin.id), await store.missing(bulletin)
        standing, editions = await store.standing(bulletin), await EditionStore(work.connection).of(bulletin.id)
    assert all(one.confirmed <= bulletin.edition for one in readers)
    assert standing.asked - standing.confirmed == len(missing)
    assert not editions or editions[-1].edition == bulletin.edition


async def kept(unit: Unit, name: str) -> Bulletin:
    async with unit() as work:
        found = await BulletinStore(work.connection).get(name)
    assert found is not None
    return found


async def clock_due(unit: Unit, made: BulletinService, name: str) -> int:
    """What the clock does: opens what is planned; how many changes that is."""
    async with unit() as work:
        due = await made.due(work, name)
        if due is None or not due.open:
            return 0
        readers = [Reader(name, one, where, work.now) for one, where in READERS.items()]
        await made.open(work, due.bulletin, [Delivery(name, one, "person") for one in READERS], readers)
    return 1


async def opened(unit: Unit, made: BulletinService, **more: Any) -> Bulletin:
    return await kit.opened(unit, made, kit.bulletin(**more), READERS)


async def all_due(unit: Unit, made: BulletinService, clock: TestClock, bulletin: Bulletin) -> list[tuple[int, Due]]:
    """What falls due by itself within two weeks, with how many working days after the opening."""
    found, days, start = [], made.days, bulletin.said_at or clock.now()
    until = clock.now() + timedelta(days=14)
    while (at := (await kept(unit, bulletin.id)).next_at) and at < until:
        clock.moment = at
        async with unit() as work:
            due = await made.due(work, bulletin.id)
        assert due is not None
        passed = sum(days.works(days.day_of(start) + timedelta(n)) for n in range(1, (at - start).days + 2))
        if due.remind or due.heads or due.ended:
            found.append((passed, due))
    return found


async def test_reminders_after_one_and_three_working_days_then_the_head_then_the_end(
    unit: Unit, clock: TestClock
) -> None:
    made = service()
    until = clock.now() + timedelta(days=10)
    bulletin = await opened(unit, made, valid_until=until)
    async with unit() as work:
        await made.confirm(work, TANAKA, bulletin.id, 1)
    seen = [
        (passed, len(due.remind), len(due.heads), due.ended)
        for passed, due in await all_due(unit, made, clock, bulletin)
    ]
    assert [(days, remind, heads) for days, remind, heads, _ in seen[:3]] == [(1, 2, 0), (3, 2, 0), (4, 0, 2)]
    assert [ended for *_, ended in seen] == [False, False, False, True]
    assert (await kept(unit, bulletin.id)).state is S.ENDED


async def test_a_correction_that_changes_the_meaning_counts_the_days_from_its_own(unit: Unit, clock: TestClock) -> None:
    made = service()
    bulletin = await opened(unit, made)
    async with unit() as work:
        await made.confirm(work, TANAKA, bulletin.id, 1)
    clock.move(days=12)
    async with unit() as work:
        changed = await made.correct(
            work, LEAD, bulletin.id, Correction(kit.content("新しい手口"), "手口が違う", anew=True)
        )
        missing = await BulletinStore(work.connection).missing(changed)
    assert {one.person for one in missing} == set(READERS), "whoever had confirmed is asked again"
    assert {one.reminded for one in missing} == {0}
    assert [days for days, _ in (await all_due(unit, made, clock, changed))[:3]] == [1, 3, 4]
    with pytest.raises(Refused, match="newer_edition"):
        async with unit() as work:
            await made.confirm(work, TANAKA, bulletin.id, 1)


async def test_whoever_joins_later_is_reminded_by_their_own_days(unit: Unit, clock: TestClock) -> None:
    made = service()
    bulletin = await opened(unit, made)
    clock.move(days=30)
    async with unit() as work:
        assert await made.due(work, bulletin.id)
        joiner = Reader(bulletin.id, "U0NEW", "sales", work.now, joined=True)
        await made.join(work, await made.get(work, bulletin.id), [], [joiner])
    mine = [due.remind for _, due in await all_due(unit, made, clock, await kept(unit, bulletin.id)) if due.remind]
    assert [[one.person for one in each] for each in mine] == [["U0NEW"], ["U0NEW"]]


async def test_what_is_a_day_late_waits_for_a_person_and_what_is_an_hour_late_does_not(
    unit: Unit, clock: TestClock
) -> None:
    made = service()
    for hours, late in ((1, False), (25, True)):
        planned = await kit.planned(unit, made, kit.bulletin(now=clock.now()))
        clock.move(hours=hours)
        async with unit() as work:
            due = await made.due(work, planned.id)
        assert due is not None
        assert (due.open, due.late) == (not late, late)
        assert (await kept(unit, planned.id)).state is (S.PAUSED if late else S.PLANNED)


async def test_a_wrong_answer_counts_and_confirms_nothing_and_pressing_twice_changes_nothing(
    unit: Unit, clock: TestClock
) -> None:
    made = service()
    bulletin = await opened(unit, made, content=kit.content(ask="question", question=kit.ASK))
    seen = []
    for answer in (None, 0, 1, 0):
        async with unit() as work:
            said = await made.confirm(work, TANAKA, bulletin.id, 1, answer)
        seen.append((said.right, said.already))
    assert seen == [(False, False), (False, False), (True, False), (True, True)]
    async with unit() as work:
        reader = await BulletinStore(work.connection).reader(bulletin.id, TANAKA.id)
    assert reader is not None
    assert (reader.wrong, reader.confirmed) == (2, 1)
    async with unit() as work:
        await correct(made, work, bulletin.id, anew=True)
        again = await BulletinStore(work.connection).reader(bulletin.id, TANAKA.id)
    assert again is not None
    assert again.wrong == 2, "what was answered stays on record over a correction"


async def test_a_reminder_by_hand_waits_four_hours_and_a_repair_sends_a_new_message(
    unit: Unit, clock: TestClock
) -> None:
    made = service()
    bulletin = await opened(unit, made)
    async with unit() as work:
        _, missing = await made.remind(work, LEAD, bulletin.id)
    assert len(missing) == 3
    clock.move(hours=3)
    with pytest.raises(Refused, match="reminded_lately"):
        async with unit() as work:
            await made.remind(work, LEAD, bulletin.id)
    clock.move(hours=2)
    async with unit() as work:
        await made.remind(work, LEAD, bulletin.id)
        store = BulletinStore(work.connection)
        await store.save_deliveries([Delivery(bulletin.id, "U0EMMA", "person", "failed", error="user_disabled")])
        _, again = await made.send_again(work, LEAD, bulletin.id)
    assert [(one.target, one.state, one.attempt, one.error) for one in again] == [("U0EMMA", "waiting", 1, "")]
    assert again[0].key != Delivery(bulletin.id, "U0EMMA", "person").key


@pytest.mark.parametrize("approval", ["never", "unless_urgent", "always"])
@pytest.mark.parametrize("severity", ["info", "urgent"])
async def test_a_second_person_releases_where_the_company_wants_it(
    unit: Unit, clock: TestClock, approval: str, severity: str
) -> None:
    made = service(approval=approval)
    async with unit() as work:
        name = (await made.draft(work, LEAD, kit.content(severity=severity), kit.audience())).id
        state = (await made.submit(work, LEAD, name, None, None)).state
    wanted = approval == "always" or (approval == "unless_urgent" and severity != "urgent")
    assert state is (S.PROPOSED if wanted else S.PLANNED)
    if wanted:
        with pytest.raises(Refused, match="own_release"):
            async with unit() as work:
                await made.release(work, LEAD, name)


async def test_two_who_change_it_at_once_do_not_overwrite_each_other(unit: Unit, clock: TestClock) -> None:
    made = service()
    async with unit() as work:
        name = (await made.draft(work, LEAD, kit.content(), kit.audience())).id
    old = await kept(unit, name)
    async with unit() as work:
        await made.submit(work, LEAD, name, None, None)
    with pytest.raises(Refused, match="changed_meanwhile"):
        async with unit() as work:
            await made.save(work, old, "rewritten", LEAD.id)
    assert (await kept(unit, name)).state is S.PLANNED


@pytest.mark.parametrize(
    ("hours", "days", "code"),
    [(-1, 1, "opens_past"), (24 * 400, 500, "opens_far"), (48, 1, "ends_before"), (0, -1, "ends_before")],
)
async def test_hours_that_cannot_be_are_refused_beside_their_field(
    unit: Unit, clock: TestClock, hours: int, days: int, code: str
) -> None:
    made, now = service(), clock.now()
    async with unit() as work:
        name = (await made.draft(work, LEAD, kit.content(), kit.audience())).id
    with pytest.raises(Refused, match=code):
        async with unit() as work:
            await made.submit(work, LEAD, name, now + timedelta(hours=hours), now + timedelta(days=days))
