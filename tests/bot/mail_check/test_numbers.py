"""The mail desk in numbers, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.unit import Unit
from bot.mail_check.campaign_store import CampaignStore
from bot.mail_check.cases import Deed, Status
from bot.mail_check.marks import Marks
from bot.mail_check.numbers import by_month, figures
from bot.mail_check.store import MailStore
from tests.bot.mail_check.test_campaigns import decide, sent_in
from tests.kit.database import TestClock

TOKYO = ZoneInfo("Asia/Tokyo")
START = datetime(2025, 1, 1, tzinfo=UTC)


async def test_reports_dangers_deeds_and_waits_are_counted_and_training_apart(unit: Unit, clock: TestClock) -> None:
    for wait, status, deeds in (
        (10, Status.DANGEROUS, [Deed.CLICKED, Deed.TYPED, Deed.RECEIVED]),
        (30, Status.HARMLESS, [Deed.OPENED]),
        (2, Status.TRAINING, [Deed.CLICKED, Deed.RECEIVED]),
    ):
        said = [
            await sent_in(unit, Marks(words=f"{status.value} " * 20), f"U{at}", deed) for at, deed in enumerate(deeds)
        ]
        clock.move(minutes=wait)
        await decide(unit, said[0].campaign, status)
    await sent_in(unit, Marks(words="still waiting for somebody " * 4))
    async with unit() as work:
        total = await figures(work.connection, "T1", START, TOKYO)
        assert (await figures(work.connection, "T2", START, TOKYO)).reports == 0
        assert await CampaignStore(work.connection).count_undecided("T1") == 1
        assert await CampaignStore(work.connection).counts() == {
            "campaign_dangerous": 1, "campaign_harmless": 1, "campaign_training": 1, "campaign_new": 1,
        }  # fmt: skip
        assert await MailStore(work.connection).counts() == {"reported": 7}
    assert (total.reports, total.dangerous, total.clicked, total.typed, total.training) == (5, 3, 1, 1, 2)
    assert (total.share, total.wait, sorted(total.minutes)) == (60, 10, [2, 10, 30])


async def test_a_changed_decision_keeps_the_time_of_the_first(unit: Unit, clock: TestClock) -> None:
    said = await sent_in(unit)
    clock.move(minutes=5)
    await decide(unit, said.campaign, Status.SPAM)
    clock.move(days=3)
    await decide(unit, said.campaign, Status.DANGEROUS, seen=1)
    async with unit() as work:
        total = await figures(work.connection, "T1", START, TOKYO)
    assert (total.dangerous, total.minutes) == (1, (5,))


async def test_months_are_those_of_the_companys_calendar(unit: Unit, clock: TestClock) -> None:
    clock.moment = datetime(2026, 3, 31, 14, 59, tzinfo=UTC)  # the last minute of March in Tokyo
    await sent_in(unit)
    clock.move(minutes=1)
    await sent_in(unit, person="U2")
    async with unit() as work:
        months = await by_month(work.connection, "T1", clock.now() + timedelta(days=1), TOKYO)
    assert len(months) == 12
    assert [(one.since.isoformat(), one.reports) for one in months[:3]] == [
        ("2026-04-01", 1), ("2026-03-01", 1), ("2026-02-01", 0),
    ]  # fmt: skip
    assert months[-1].since.isoformat() == "2025-05-01"
