"""What a checked mail said is forgotten after a while; how many reported it and what they had done is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.core.unit import Unit
from bot.mail_check.campaign_store import CampaignStore
from bot.mail_check.cases import Deed, Status
from bot.mail_check.forgetting import forget_checks, old_checks
from bot.mail_check.marks import Marks
from bot.mail_check.numbers import figures
from bot.mail_check.store import MailStore
from bot.mail_check.tables import checks
from tests.bot.mail_check.test_campaigns import decide, sent_in
from tests.kit.database import TestClock

START, TOKYO = datetime(2025, 1, 1, tzinfo=UTC), ZoneInfo("Asia/Tokyo")
YEAR = timedelta(days=400)


async def forgets(unit: Unit, clock: TestClock) -> int:
    count = 0
    while True:
        async with unit() as work:
            rows = await old_checks(work.connection, clock.now() - YEAR, 2)
            if not rows:
                return count
            await forget_checks(work.connection, rows)
        count += len(rows)


async def test_reports_lose_who_and_what_in_parts_and_every_count_stays(unit: Unit, clock: TestClock) -> None:
    marks, waiting = Marks(words="danger " * 20), Marks(words="nobody has decided this " * 5)
    said = [
        await sent_in(unit, marks, f"U{n % 3}", deed) for n, deed in enumerate([Deed.CLICKED, *[Deed.RECEIVED] * 4])
    ]
    undecided = await sent_in(unit, waiting, "U9")
    campaign = said[0].campaign
    await decide(unit, campaign, Status.DANGEROUS)
    async with unit() as work:
        before = (
            await figures(work.connection, "T1", START, TOKYO),
            await CampaignStore(work.connection).get(campaign.id),
        )
    clock.move(days=399)
    assert await forgets(unit, clock) == 0
    clock.move(days=2)
    assert 3 <= await forgets(unit, clock) <= 5, "whoever reported twice is forgotten at once"
    async with unit() as work:
        mails, after = MailStore(work.connection), await CampaignStore(work.connection).get(campaign.id)
        assert (await figures(work.connection, "T1", START, TOKYO), after) == before
        assert after
        assert after.tally.reporters == 3
        assert await mails.reports_of(campaign.id) == []
        assert await mails.check(said[0].check.id) is None
        assert await mails.latest_of("T1", "U0", 9) == []
        left = (await work.connection.execute(select(checks).where(checks.c.campaign == campaign.id))).mappings().all()
        assert {(one["channel"], one["text"], one["report"], one["file"]) for one in left} == {("", "", None, None)}
        assert (await mails.check(undecided.check.id)) is not None, "it still waits for a decision"


async def test_what_was_only_checked_goes_altogether(unit: Unit, clock: TestClock) -> None:
    await sent_in(unit)
    async with unit() as work:
        await work.connection.execute(checks.update().values(campaign=None, state="checked"))
    clock.move(days=401)
    assert await forgets(unit, clock) == 1
    async with unit() as work:
        assert await MailStore(work.connection).counts() == {}
