"""What repeats: every time of it once, whatever the clock, the calendar and other processes do."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.bulletins.cases import Audience, Bulletin, BulletinState, Series
from bot.bulletins.repeating import SeriesService, Turn, Wish
from bot.bulletins.series_store import SeriesStore
from bot.bulletins.service import BulletinService
from bot.bulletins.store import BulletinStore
from bot.bulletins.tables import bulletins
from bot.core.db import Database
from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.people import Person, Role
from bot.core.tables import audit
from bot.core.unit import Unit, Work
from bot.core.workdays import WorkDays
from knowledge.bulletins import Severity
from knowledge.loader import load
from knowledge.recurrence import Recurrence
from tests.kit.bulletin_calendar import NEW_YORK, TOKYO, calendar, leaves
from tests.kit.bulletins import content
from tests.kit.database import AUDIT_KEY, TestClock, started

LEAD = Person("T1", "U1", "高橋", roles=frozenset({Role.SECURITY_LEAD}))
MONDAYS = Recurrence(kind="weekly", weekdays=(0,))
DAYS = WorkDays(TOKYO)
KNOWN = load().bulletins


@pytest.fixture
def service() -> SeriesService:
    return SeriesService(KNOWN, DAYS, TOKYO)


def wish(rule: Recurrence = MONDAYS, **more: Any) -> Wish:
    about = {"content": content(), "audience": Audience(everyone=True), "drafts": False, **more}
    return Wish("週のお知らせ", rule=rule, **about)


async def lay(service: SeriesService, work: Work, turns: list[Turn]) -> list[Bulletin]:
    """What the doors do with what has come: a draft for a person, where nothing goes out by itself."""
    made = []
    for turn in turns:
        if turn.bulletin:
            made.append(turn.bulletin)
        else:
            draft = await BulletinService(KNOWN, DAYS).draft(work, LEAD, turn.series.content, turn.series.audience)
            made.append(await service.laid(work, turn, draft))
    return made


async def tick(unit: Unit, service: SeriesService, series: str) -> list[Bulletin]:
    """One look at one series."""
    async with unit() as work:
        return await lay(service, work, await service.due(work, series))


async def create(unit: Unit, service: SeriesService, wished: Wish) -> Series:
    async with unit() as work:
        return await service.create(work, LEAD, wished)


async def again(unit: Unit, series: str) -> Series:
    async with unit() as work:
        return await again_in(work, series)


async def again_in(work: Work, series: str) -> Series:
    found = await SeriesStore(work.connection).get(series)
    assert found
    return found


async def fire_times(unit: Unit, series: str) -> list[datetime]:
    return [fire for fire, _ in await made_for(unit, series)]


async def made_for(unit: Unit, series: str) -> list[tuple[datetime, datetime | None]]:
    """The times that were made, each with when it goes out."""
    columns = select(bulletins.c.fire_at, bulletins.c.opens_at)
    async with unit() as work:
        asked = columns.where(bulletins.c.series == series).order_by(bulletins.c.fire_at)
        return [(fire, opens) for fire, opens in await work.connection.execute(asked)]


def shown(moments: list[datetime]) -> list[str]:
    """As Tokyo's clocks have them."""
    return [f"{one + timedelta(hours=9):%m-%d %H:%M}" for one in moments]


YEAR = [
    Recurrence(kind="weekly", weekdays=(0, 3), shift="after"),
    Recurrence(kind="weekly", weekdays=(6,), at="02:30", zone=NEW_YORK),  # type: ignore[arg-type]
    Recurrence(kind="weekly", weekdays=(6,), at="01:30", zone=NEW_YORK),  # type: ignore[arg-type]
    Recurrence(kind="weekly", weekdays=tuple(range(7)), at="00:00", shift="before"),  # type: ignore[arg-type]
    Recurrence(kind="nth_weekday", weekdays=(1,), nth=2, shift="before"),
    Recurrence(kind="nth_weekday", weekdays=(4,), nth=-1, at="23:59"),  # type: ignore[arg-type]
    Recurrence(kind="monthly", day=31, shift="before"),
    Recurrence(kind="monthly", day=1, shift="after", zone=NEW_YORK),
    Recurrence(kind="yearly", month=2, day=29),
    Recurrence(kind="yearly", month=1, day=1, shift="after"),
    Recurrence(kind="before_holidays", free_days=3, days_before=2),
    Recurrence(kind="before_holidays", free_days=5, days_before=1, at="16:00"),  # type: ignore[arg-type]
    Recurrence(kind="weekly", weekdays=(0, 4), at="20:00", shift="before"),  # type: ignore[arg-type]
    Recurrence(kind="weekly", weekdays=(3, 4), at="06:00", zone=NEW_YORK),  # type: ignore[arg-type]
    Recurrence(kind="weekly", weekdays=tuple(range(7)), at="20:00"),  # type: ignore[arg-type]
    Recurrence(kind="monthly", day=20, at="05:00", shift="after", in_hours=False),  # type: ignore[arg-type]
    Recurrence(kind="before_holidays", free_days=3, days_before=1, at="18:00"),  # type: ignore[arg-type]
]
"""Across two year-ends, a leap day, every holiday, both changes of the clocks in New York, and all hours of a day."""


class Replicas:
    """Two processes on one database, each with its own service; now and then both are started anew."""

    def __init__(self, url: str, clock: TestClock) -> None:
        self._url, self._clock = url, clock

    async def start(self) -> None:
        self.database = Database(self._url)
        await self.database.start()
        self.units = [Unit(self.database, self._clock, AUDIT_KEY, lambda: None) for _ in range(2)]
        self.services = [SeriesService(KNOWN, WorkDays(TOKYO), TOKYO) for _ in range(2)]

    async def look(self) -> None:
        """Both see what is due, and both reach for it."""
        async with self.database.read() as connection:
            due = await SeriesStore(connection).due(self._clock.now())
        for series in due:
            await asyncio.gather(*(tick(*each, series) for each in zip(self.units, self.services, strict=True)))


@pytest.fixture
async def replicas(tmp_path: Path, clock: TestClock) -> AsyncIterator[Replicas]:
    url = f"sqlite:///{tmp_path / 'year.db'}"
    await (await started(url)).stop()
    both = Replicas(url, clock)
    await both.start()
    yield both
    await both.database.stop()


async def test_a_year_of_schedules_runs_each_time_once_as_an_independent_calendar_says(
    replicas: Replicas, clock: TestClock
) -> None:
    clock.moment = datetime(2027, 12, 15, 15, 0, tzinfo=UTC)  # midnight in Tokyo, so every date from the 16th counts
    series = {}
    for number, rule in enumerate(YEAR):  # every other one lays drafts three working days before
        wished = wish(rule, drafts=bool(number % 2), ahead=3)
        series[(await create(replicas.units[0], replicas.services[0], wished)).id] = rule
    start, seeded, looks = clock.moment, Random(2028), 0
    while clock.moment < datetime(2029, 1, 15, 15, 0, tzinfo=UTC):
        clock.move(hours=seeded.choice((1, 4, 7, 11)))
        looks += 1
        await replicas.look()
        if looks % 200 == 0:  # killed and started again, now and then for half a day
            await replicas.database.stop()
            clock.move(hours=seeded.choice((0, 5, 12)))
            await replicas.start()
    count = moved = 0
    for name, rule in series.items():
        made = await made_for(replicas.units[0], name)
        ran = Counter(fire for fire, _ in made)
        expected = [one for one in calendar(rule, date(2027, 12, 14), date(2030, 3, 15)) if one > start]
        due = [one for one in expected if one <= clock.moment]
        ahead = [one for one in ran if one > clock.moment]  # drafts that lie ready
        assert ran == Counter(due + ahead), rule
        assert ahead == expected[len(due) : len(due) + len(ahead)]
        count += len(due)
        following = dict(pairwise(expected))
        opened = {fire: opens for fire, opens in made if opens}
        waits = {fire: leaves(rule, fire, following[fire]) if rule.in_hours else fire for fire in opened}
        assert opened == waits, rule
        moved += sum(fire != opens for fire, opens in opened.items())
    assert count > 900
    assert moved > 300


@pytest.fixture
async def monday(unit: Unit, clock: TestClock, service: SeriesService) -> Series:
    """Every Monday at half past nine, begun on Wednesday the first of April 2026."""
    return await create(unit, service, wish())


async def test_each_time_goes_out_once_and_holds_until_the_next(
    unit: Unit, clock: TestClock, service: SeriesService, monday: Series
) -> None:
    assert monday.next_at == datetime(2026, 4, 6, 0, 30, tzinfo=UTC)
    assert await tick(unit, service, monday.id) == []
    clock.moment = monday.next_at
    (made,) = await tick(unit, service, monday.id)
    assert await tick(unit, service, monday.id) == []
    assert (made.state, made.opens_at, made.by) == (BulletinState.PLANNED, clock.moment, LEAD.id)
    assert made.valid_until == clock.moment + timedelta(days=7)
    async with unit() as work:
        assert await BulletinStore(work.connection).due(clock.moment) == [made.id]


@pytest.mark.parametrize(
    ("rule", "severity", "opens"),
    [
        ({"weekdays": (4,), "at": "20:00"}, "info", "04-06 09:00"),  # over the weekend
        ({"weekdays": (4,), "at": "20:00"}, "urgent", "04-03 20:00"),
        ({"weekdays": (4,), "at": "20:00", "in_hours": False}, "info", "04-03 20:00"),
        ({"weekdays": (5,), "at": "07:00"}, "info", "04-04 07:00"),  # a Saturday, wanted all the same
        ({"weekdays": (5,), "at": "07:00", "shift": "after"}, "info", "04-06 09:00"),
        ({"weekdays": (4, 5), "at": "20:00"}, "info", "04-03 20:00"),  # else Saturday's would overtake Friday's
        ({"weekdays": (3,), "at": "09:30", "zone": NEW_YORK}, "info", "04-02 22:30"),  # there it is morning
        ({"weekdays": (3,), "at": "04:00", "zone": NEW_YORK}, "info", "04-02 22:00"),
    ],
)
async def test_what_sends_itself_keeps_to_the_working_hours_unless_it_is_urgent_or_wanted_otherwise(
    unit: Unit, clock: TestClock, service: SeriesService, rule: dict[str, Any], severity: Severity, opens: str
) -> None:
    said = replace(content(), severity=severity)
    made = await create(unit, service, wish(Recurrence(kind="weekly", **rule), content=said))
    clock.moment = fire = made.next_at or clock.moment
    (bulletin,) = await tick(unit, service, made.id)
    assert bulletin.opens_at == bulletin.next_at
    assert shown([bulletin.opens_at or fire]) == [opens]
    assert bulletin.fire_at == fire
    assert bulletin.valid_until
    assert bulletin.valid_until > (bulletin.opens_at or fire)
    clock.moment = bulletin.opens_at or fire
    async with unit() as work:
        (due,) = await BulletinStore(work.connection).due(clock.moment)
    assert due == bulletin.id


async def test_what_waited_for_the_opening_is_late_only_a_day_after_that_and_a_draft_says_the_real_hour(
    unit: Unit, clock: TestClock, service: SeriesService
) -> None:
    fridays = Recurrence(kind="weekly", weekdays=(4,), at="20:00")  # type: ignore[arg-type]
    sends = await create(unit, service, wish(fridays))
    drafts = await create(unit, service, wish(fridays, drafts=True, ahead=1))
    clock.moment = datetime(2026, 4, 2, 0, 0, tzinfo=UTC)
    (draft,) = await tick(unit, service, drafts.id)
    assert draft.opens_at == datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
    assert draft.valid_until == datetime(2026, 4, 13, 0, 0, tzinfo=UTC)
    clock.moment = datetime(2026, 4, 6, 1, 0, tzinfo=UTC)  # nobody was running since Thursday
    (made,) = await tick(unit, service, sends.id)
    assert (made.state, made.opens_at) == (BulletinState.PLANNED, draft.opens_at)


async def test_after_three_weeks_of_silence_only_the_newest_comes_and_as_a_draft_when_it_is_old_news(
    unit: Unit, clock: TestClock, service: SeriesService, monday: Series
) -> None:
    clock.moment = datetime(2026, 4, 20, 23, 0, tzinfo=UTC)  # Tuesday morning, less than a day after the third Monday
    (made,) = await tick(unit, service, monday.id)
    assert (made.state, made.fire_at) == (BulletinState.PLANNED, datetime(2026, 4, 20, 0, 30, tzinfo=UTC))
    clock.moment = datetime(2026, 5, 12, 3, 0, tzinfo=UTC)  # Tuesday, three weeks on
    async with unit() as work:
        (turn,) = await service.due(work, monday.id)
        assert (turn.late, turn.bulletin) == (True, None)
        (draft,) = await lay(service, work, [turn])
    assert (draft.state, draft.fire_at, draft.opens_at) == (BulletinState.DRAFT, turn.fire, None)
    assert shown(await fire_times(unit, monday.id)) == ["04-20 09:30", "05-11 09:30"]
    async with unit() as work:
        told = select(audit.c.data).where(audit.c.action == "bulletin.series_missed").order_by(audit.c.seq)
        assert [one["times"] for one in (await work.connection.execute(told)).scalars()] == [2, 2]


async def test_a_draft_lies_ready_so_many_working_days_before_even_over_golden_week(
    unit: Unit, clock: TestClock, service: SeriesService
) -> None:
    rule = Recurrence(kind="monthly", day=8)
    monthly = await create(unit, service, wish(rule, drafts=True, ahead=3))
    assert monthly.next_at == datetime(2026, 4, 3, 0, 0, tzinfo=UTC)
    clock.moment = monthly.next_at
    await tick(unit, service, monthly.id)
    clock.moment = datetime(2026, 4, 30, 0, 0, tzinfo=UTC)  # Thursday; from Saturday to Wednesday nobody works
    assert (await again(unit, monthly.id)).next_at == clock.moment
    (draft,) = await tick(unit, service, monthly.id)
    assert (draft.state, draft.opens_at) == (BulletinState.DRAFT, datetime(2026, 5, 8, 0, 30, tzinfo=UTC))
    assert draft.valid_until == datetime(2026, 6, 8, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("valid", "until"), [(3, "2026-04-09T14:59:59+00:00"), (30, "2026-04-13T00:30:00+00:00")])
async def test_one_holds_as_long_as_its_template_says_but_not_beyond_the_next(
    unit: Unit, clock: TestClock, valid: int, until: str
) -> None:
    template = KNOWN.templates["before-holidays"].model_copy(update={"valid": valid})
    known = SeriesService(KNOWN.model_copy(update={"templates": {"t": template}}), DAYS, TOKYO)
    made = await create(unit, known, wish(content=replace(content(), template="t")))
    clock.moment = made.next_at or clock.moment
    (bulletin,) = await tick(unit, known, made.id)
    assert bulletin.valid_until == datetime.fromisoformat(until)


@pytest.mark.parametrize("approval", ["always", "unless_urgent"])
async def test_where_a_second_person_is_wanted_nothing_goes_out_by_itself(
    unit: Unit, clock: TestClock, approval: str, monday: Series
) -> None:
    habits = KNOWN.habits.model_copy(update={"approval": approval})
    careful = SeriesService(KNOWN.model_copy(update={"habits": habits}), DAYS, TOKYO)
    clock.move(days=5)
    async with unit() as work:
        (turn,) = await careful.due(work, monday.id)
    assert (turn.bulletin, turn.late) == (None, False)


async def test_the_day_by_which_to_act_keeps_its_distance_and_falls_on_a_working_day(
    unit: Unit, clock: TestClock, service: SeriesService
) -> None:
    written = replace(content(), do_by=clock.now().date() + timedelta(days=6))
    made = await create(unit, service, wish(Recurrence(kind="monthly", day=28), content=written))
    clock.moment = datetime(2026, 4, 28, 1, 0, tzinfo=UTC)
    (bulletin,) = await tick(unit, service, made.id)
    assert bulletin.content.do_by == date(2026, 5, 7)  # six days on is a holiday, and so are the next ones


async def test_paused_it_owes_nothing_and_goes_on_with_the_next_time(
    unit: Unit, clock: TestClock, service: SeriesService, monday: Series
) -> None:
    async with unit() as work:
        held = await service.pause(work, LEAD, monday.id)
    assert held.next_at is None
    clock.move(days=21)
    assert await tick(unit, service, monday.id) == []
    async with unit() as work:
        going = await service.resume(work, LEAD, monday.id)
    assert going.next_at
    assert shown([going.next_at]) == ["04-27 09:30"]


async def test_the_next_time_is_skipped_once_however_often_somebody_presses(
    unit: Unit, clock: TestClock, service: SeriesService, monday: Series
) -> None:
    async with unit() as work:
        first = next(service.times.after(monday, work.now))
        skipped = await service.skip(work, LEAD, monday.id, first)
    assert shown([*islice(service.times.after(skipped, clock.now()), 2)]) == ["04-13 09:30", "04-20 09:30"]
    with pytest.raises(Refused, match="series_moved_on"):
        async with unit() as work:
            await service.skip(work, LEAD, monday.id, first)


async def test_a_change_never_brings_it_twice_on_a_day_and_never_loses_one_that_is_due(
    unit: Unit, clock: TestClock, service: SeriesService, monday: Series
) -> None:
    later = Recurrence(kind="weekly", weekdays=(0,), at="15:00")  # type: ignore[arg-type]
    clock.moment = datetime(2026, 4, 6, 0, 30, tzinfo=UTC)
    with pytest.raises(Refused, match="series_due"):
        async with unit() as work:
            await service.change(work, LEAD, monday.id, wish(later))
    await tick(unit, service, monday.id)
    for _ in range(2):
        clock.move(minutes=10)
        async with unit() as work:
            changed = await service.change(work, LEAD, monday.id, wish(later))
        assert shown([changed.next_at or clock.moment]) == ["04-13 15:00"]
    clock.move(days=1)  # on a day without a turn it counts at once
    async with unit() as work:
        tuesdays = Recurrence(kind="weekly", weekdays=(1,), at="18:00")  # type: ignore[arg-type]
        changed = await service.change(work, LEAD, monday.id, wish(tuesdays))
    assert shown([changed.next_at or clock.moment]) == ["04-07 18:00"]


async def test_ended_it_is_gone_and_an_entry_can_be_switched_on_again(
    unit: Unit, clock: TestClock, service: SeriesService
) -> None:
    entry = wish(entry="long-holidays", drafts=True)
    first = await create(unit, service, entry)
    with pytest.raises(Refused, match="entry_in_use"):
        await create(unit, service, entry)
    async with unit() as work:
        await service.end(work, LEAD, first.id)
        assert await SeriesStore(work.connection).going("T1") == []
    with pytest.raises(NotFound):
        async with unit() as work:
            await service.pause(work, LEAD, first.id)
    clock.move(days=30)
    second = await create(unit, service, entry)
    assert (second.id, second.state, second.created_at) == (first.id, "active", clock.now())


@pytest.mark.parametrize(
    ("wished", "code"),
    [({"audience": Audience()}, "bulletins.no_audience"), ({}, "bulletins.too_many_series")],
)
async def test_what_cannot_be_is_refused_with_the_reason(
    unit: Unit,
    service: SeriesService,
    monkeypatch: pytest.MonkeyPatch,
    monday: Series,
    wished: dict[str, Any],
    code: str,
) -> None:
    monkeypatch.setattr("bot.bulletins.repeating.MOST", 1)
    with pytest.raises(Refused) as refused:
        await create(unit, service, wish(**wished))
    assert refused.value.code == code


async def test_only_those_who_send_bulletins_touch_it_and_only_their_own_companys(
    unit: Unit, clock: TestClock, service: SeriesService, monday: Series
) -> None:
    fire = monday.next_at or clock.now()
    for person, wrong in (
        (replace(LEAD, roles=frozenset({Role.PRESIDENT})), NotAllowed),
        (replace(LEAD, team="T2"), NotFound),
    ):
        acts: dict[str, tuple[Any, ...]] = {"pause": (), "end": (), "skip": (fire,), "change": (wish(),)}
        for name, more in acts.items():
            with pytest.raises(wrong):
                async with unit() as work:
                    await getattr(service, name)(work, person, monday.id, *more)
    assert await again(unit, monday.id) == monday


async def test_two_processes_reach_for_the_same_time_and_one_gets_it(
    unit: Unit, clock: TestClock, service: SeriesService, monday: Series
) -> None:
    for _ in range(5):
        clock.move(days=7)
        made = await asyncio.gather(*(tick(unit, service, monday.id) for _ in range(4)))
        assert sorted(map(len, made)) == [0, 0, 0, 1]
    async with unit() as work:
        count = select(func.count()).select_from(bulletins)
        assert (await work.connection.execute(count)).scalar_one() == 5


async def test_a_time_whose_row_is_taken_is_not_made_again(
    unit: Unit, clock: TestClock, service: SeriesService, monday: Series
) -> None:
    """Should the series ever forget that it ran (a restored backup), the rows of the bulletins still know."""
    clock.move(days=7)
    await tick(unit, service, monday.id)
    async with unit() as work:
        ran = await again_in(work, monday.id)
        await SeriesStore(work.connection).save(
            replace(ran, last_fire=None, next_at=work.now, revision=99), ran.revision
        )
    assert await tick(unit, service, monday.id) == []


async def test_what_fails_is_looked_at_again_in_a_while_and_nothing_is_lost(
    unit: Unit, clock: TestClock, service: SeriesService, monday: Series
) -> None:
    clock.move(days=5)
    with pytest.raises(ZeroDivisionError):  # noqa: PT012
        async with unit() as work:
            assert await service.due(work, monday.id)
            raise ZeroDivisionError
    async with unit() as work:
        await service.put_off(work, monday.id)
    assert await tick(unit, service, monday.id) == []
    clock.move(minutes=6)
    assert len(await tick(unit, service, monday.id)) == 1
