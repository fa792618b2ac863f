"""What whoever reported adds later, and whether a mail check becomes one incident only; run on both engines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.core.errors import NotFound, Refused
from bot.core.unit import Unit
from bot.core.workdays import WorkDays
from bot.incidents.cases import Incident, Kind, Origin, Via
from bot.incidents.service import IncidentService, Report
from bot.incidents.store import IncidentStore
from bot.incidents.telling import Telling, Told
from tests.kit.content import packaged
from tests.kit.database import NOON
from tests.kit.register import TEAM, member

SERVICE = IncidentService(packaged().incidents, WorkDays("Asia/Tokyo"))
TELLING = Telling(SERVICE)
REPORTER, COLLEAGUE = member(user="U1"), member(user="U8")


async def reported(unit: Unit, reporter: str | None = "U1", category: str = "loss", mail_check: str = "") -> Incident:
    origin = Origin(mail_check=mail_check)
    async with unit() as work:
        said = Report(TEAM, reporter, category, "USBをなくしました", "ja", Via.HOME, origin=origin)
        return await SERVICE.report(work, said)


async def test_answers_and_times_are_kept_and_the_level_follows(unit: Unit) -> None:
    incident = await reported(unit)
    told = Told({"personal": "some", "weather": "rain"}, NOON - timedelta(hours=2), NOON - timedelta(hours=1))
    async with unit() as work:
        changed = await TELLING.tell(work, incident.id, REPORTER, told)
        assert changed.moved
        kept = await SERVICE.get(work, incident.id)
    assert (kept.level, kept.facts) == (3, {"personal": "some"})
    assert (kept.happened_at, kept.noticed_at) == (told.happened_at, told.noticed_at)


async def test_times_alone_leave_the_level_as_it_is(unit: Unit) -> None:
    incident = await reported(unit, category="ransom")
    async with unit() as work:
        after = (await TELLING.tell(work, incident.id, REPORTER, Told(happened_at=NOON - timedelta(hours=1)))).after
    assert (after.level, after.reasons) == (incident.level, incident.reasons) == (3, incident.reasons)


@pytest.mark.parametrize(
    ("happened", "noticed", "field"),
    [(10, None, "happened"), (None, 10, "noticed"), (-10, -60, "noticed")],
    ids=["happens later", "is noticed later", "is noticed before it happens"],
)
async def test_times_that_cannot_be_change_nothing(
    unit: Unit, happened: int | None, noticed: int | None, field: str
) -> None:
    incident = await reported(unit)
    moments = [None if one is None else NOON + timedelta(minutes=one) for one in (happened, noticed)]
    async with unit() as work:
        with pytest.raises(Refused) as refused:
            await TELLING.tell(work, incident.id, REPORTER, Told({"personal": "some"}, *moments))
        assert await SERVICE.get(work, incident.id) == incident
    assert refused.value.field == field


async def test_a_report_without_a_name_is_added_to_without_a_name(unit: Unit) -> None:
    incident = await reported(unit, None, "near-miss")
    async with unit() as work:
        after = (await TELLING.tell_unnamed(work, incident.id, Told({"impact": "stopped"}))).after
        entries = await IncidentStore(work.connection).timeline(incident.id)
    assert (after.level, after.reporter) == (2, None)
    assert {one.by for one in entries} == {None}


async def test_a_named_report_is_not_added_to_without_a_name(unit: Unit) -> None:
    incident = await reported(unit)
    async with unit() as work:
        with pytest.raises(NotFound):
            await TELLING.tell_unnamed(work, incident.id, Told({"personal": "none"}))


async def test_only_the_reporter_says_that_it_was_nothing_and_the_state_stays(unit: Unit) -> None:
    incident = await reported(unit)
    async with unit() as work:
        with pytest.raises(NotFound):
            await TELLING.nothing(work, incident.id, COLLEAGUE, "")
        after = (await TELLING.nothing(work, incident.id, REPORTER, "かばんの中でした")).after
        note = await TELLING.said_nothing(work, after)
    assert after.state is incident.state
    assert note
    assert (note.kind, note.by, note.text) == (Kind.NOTE, "U1", "かばんの中でした")


async def test_a_mail_check_becomes_one_incident_only(unit: Unit) -> None:
    first = await reported(unit, mail_check="M-1")
    await reported(unit)
    async with unit() as work:
        assert await IncidentStore(work.connection).of_mails(["M-1", "M-2"]) == {"M-1": first.id}
    with pytest.raises(IntegrityError):
        await reported(unit, mail_check="M-1")


async def test_a_level_that_a_person_has_set_is_not_moved_by_answers(unit: Unit) -> None:
    incident = await reported(unit)
    async with unit() as work:
        kept = await SERVICE.change(work, incident, level=2, level_is_set=True)
        after = (await TELLING.tell(work, kept.id, REPORTER, Told({"personal": "over-1000"}))).after
    assert (after.level, after.facts) == (2, {"personal": "over-1000"})
