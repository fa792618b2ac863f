"""A correction of what people have read: by two people where the company wants it, and never of an older text."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.bulletins.cases import Bulletin, BulletinState
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.editions import Correction, Proposal
from bot.bulletins.queries import BulletinQueries
from bot.bulletins.service import BulletinService
from bot.core.errors import NotFound, Refused
from bot.core.people import Person, Role
from bot.core.tables import audit
from bot.core.unit import Unit, Work
from tests.bot.bulletins.test_service import LEAD, PRESIDENT, READERS, TANAKA, service
from tests.kit import bulletins as kit
from tests.kit.database import TestClock

S = BulletinState
ADMIN = Person(kit.TEAM, "U0ADMIN", "Admin", roles=frozenset({Role.EMPLOYEE, Role.SYSTEM_ADMIN}))
DEPUTY = Person(kit.TEAM, "U0DEPUTY", "Deputy", roles=frozenset({Role.EMPLOYEE, Role.SECURITY_LEAD}))
BETTER = Correction(kit.content("正しい件名"), "件名を直しました", "The title", anew=True)
MINOR = Correction(kit.content("正しい件名"), "件名を直しました")
AtWork = Callable[[Work], Awaitable[object]]
Deed = Callable[[BulletinService, Work, Bulletin], Awaitable[object]]


async def sent(unit: Unit, made: BulletinService, **more: Any) -> Bulletin:
    return await kit.opened(unit, made, kit.bulletin(**more), READERS)


async def proposed(unit: Unit, made: BulletinService, bulletin: Bulletin, better: Correction = BETTER) -> Proposal:
    """The lead's correction, which waits."""
    async with unit() as work:
        await made.correct(work, LEAD, bulletin.id, better)
        found = await EditionStore(work.connection).waiting(bulletin.id)
    assert found is not None
    return found


async def now(unit: Unit, bulletin: Bulletin) -> tuple[Bulletin, Proposal | None]:
    """How the bulletin and its newest proposal stand."""
    async with unit() as work:
        store = EditionStore(work.connection)
        return await service().get(work, bulletin.id), await store.newest(bulletin.id)


@pytest.mark.parametrize(
    ("approval", "severity", "at_once"),
    [
        ("never", "caution", True),
        ("always", "caution", False),
        ("always", "urgent", False),
        ("unless_urgent", "urgent", True),
        ("unless_urgent", "caution", False),
    ],
)
async def test_a_correction_waits_where_a_release_would(
    unit: Unit, clock: TestClock, approval: str, severity: str, at_once: bool
) -> None:
    made = service(approval=approval)
    bulletin = await sent(unit, made, content=kit.content(severity=severity))
    better = Correction(kit.content("正しい件名", severity=severity), "件名を直しました", anew=True)
    async with unit() as work:
        await made.correct(work, LEAD, bulletin.id, better)
        said = await EditionStore(work.connection).of(bulletin.id)
        waiting = await EditionStore(work.connection).waiting(bulletin.id)
    after, _ = await now(unit, bulletin)
    assert (after.title == "正しい件名", after.edition, len(said)) == ((True, 2, 2) if at_once else (False, 1, 1))
    assert waiting == (None if at_once else Proposal(bulletin.id, 1, LEAD.id, clock.now(), better))


async def test_about_what_is_over_nobody_is_asked_anew(unit: Unit) -> None:
    made = service()
    bulletin = await sent(unit, made)
    async with unit() as work:
        await made.end(work, LEAD, bulletin.id)
        after = await made.correct(work, LEAD, bulletin.id, BETTER)
    assert (after.title, after.edition) == ("正しい件名", 1)


async def test_released_it_stands_and_is_on_record_with_both_names(unit: Unit, clock: TestClock) -> None:
    made = service(approval="always")
    bulletin = await sent(unit, made)
    async with unit() as work:
        await made.confirm(work, TANAKA, bulletin.id, 1)
    proposal = await proposed(unit, made, bulletin)
    clock.move(hours=1)
    async with unit() as work:
        released = await made.release_correction(work, PRESIDENT, bulletin.id, proposal.number)
        first, second = await EditionStore(work.connection).of(bulletin.id)
        confirmed = (await made.confirm(work, TANAKA, bulletin.id, 2)).already
    assert (released.title, released.edition, released.said_at) == ("正しい件名", 2, clock.now())
    assert (released.why("ja"), released.why("en")) == ("件名を直しました", "The title")
    assert not confirmed, "the meaning changed, so what was confirmed is asked again"
    assert (first.by, first.released_by) == (LEAD.id, None)
    assert (second.by, second.released_by, second.at) == (LEAD.id, PRESIDENT.id, clock.now())
    _, decided = await now(unit, bulletin)
    assert decided
    assert (decided.fate, decided.decided_by, decided.decided_at) == ("released", PRESIDENT.id, clock.now())
    async with unit() as work:
        rows = await work.connection.execute(select(audit.c.action, audit.c.actor).order_by(audit.c.seq))
        mine = [(row.action, row.actor) for row in rows if "correction" in row.action]
    assert mine == [("bulletin.correction_proposed", LEAD.id), ("bulletin.correction_released", PRESIDENT.id)]


async def test_nobody_releases_or_returns_their_own_correction_but_the_writer_may_release_anothers(unit: Unit) -> None:
    made = service(approval="always")
    bulletin = await sent(unit, made)
    proposal = await proposed(unit, made, bulletin)
    deeds: tuple[AtWork, ...] = (
        lambda work: made.release_correction(work, LEAD, bulletin.id, proposal.number),
        lambda work: made.return_correction(work, LEAD, bulletin.id, proposal.number, "だめ"),
    )
    for deed in deeds:
        with pytest.raises(Refused, match="own_release"):
            async with unit() as work:
                await deed(work)
    async with unit() as work:
        await made.take_correction_back(work, LEAD, bulletin.id, proposal.number)
        await made.correct(work, ADMIN, bulletin.id, MINOR)
        after = await made.release_correction(work, LEAD, bulletin.id, 2)
    assert (after.title, after.edition) == ("正しい件名", 1)


async def test_sent_back_it_says_why_and_changes_nothing(unit: Unit) -> None:
    made = service(approval="always")
    bulletin = await sent(unit, made)
    proposal = await proposed(unit, made, bulletin)
    with pytest.raises(Refused, match="reason_missing"):
        async with unit() as work:
            await made.return_correction(work, PRESIDENT, bulletin.id, proposal.number, " ")
    async with unit() as work:
        await made.return_correction(work, PRESIDENT, bulletin.id, proposal.number, " 期限も書いてください ")
    after, returned = await now(unit, bulletin)
    assert returned
    assert (after.content, after.edition) == (bulletin.content, 1)
    assert (returned.fate, returned.reason, returned.correction) == ("returned", "期限も書いてください", BETTER)


async def test_only_its_author_takes_a_correction_back_or_puts_a_newer_one_in_its_place(unit: Unit) -> None:
    made = service(approval="always")
    bulletin = await sent(unit, made)
    proposal = await proposed(unit, made, bulletin)
    deeds: dict[str, AtWork] = {
        "not_your_correction": lambda work: made.take_correction_back(work, ADMIN, bulletin.id, proposal.number),
        "correction_waits": lambda work: made.correct(work, ADMIN, bulletin.id, MINOR),
    }
    for why, deed in deeds.items():
        with pytest.raises(Refused, match=why):
            async with unit() as work:
                await deed(work)
    newer = await proposed(unit, made, bulletin, MINOR)
    assert newer.number == 2
    async with unit() as work:
        older = await EditionStore(work.connection).proposal(bulletin.id, 1)
    assert older
    assert older.fate == "replaced"
    with pytest.raises(Refused, match="correction_outdated"):
        async with unit() as work:
            await made.release_correction(work, PRESIDENT, bulletin.id, 1)
    async with unit() as work:
        await made.take_correction_back(work, LEAD, bulletin.id, 2)
    with pytest.raises(Refused, match="correction_taken_back"):
        async with unit() as work:
            await made.release_correction(work, PRESIDENT, bulletin.id, 2)
    with pytest.raises(NotFound):
        async with unit() as work:
            await made.release_correction(work, PRESIDENT, bulletin.id, 3)


async def corrected(_made: BulletinService, work: Work, it: Bulletin) -> object:
    """The company has stopped wanting a second person meanwhile."""
    return await service().correct(work, ADMIN, it.id, Correction(kit.content("三つ目"), "直しました"))


async def ran_out(made: BulletinService, work: Work, it: Bulletin) -> object:
    return await made.due(work, it.id)


OVERTAKING: dict[str, tuple[Deed, str | None]] = {
    "withdrawn": (lambda made, work, it: made.withdraw(work, ADMIN, it.id, "誤りでした"), ADMIN.id),
    "ended": (lambda made, work, it: made.end(work, ADMIN, it.id), ADMIN.id),
    "corrected": (corrected, ADMIN.id),
}


@pytest.mark.parametrize("fate", [*OVERTAKING, "ran out"])
async def test_what_changes_the_bulletin_meanwhile_ends_a_correction_of_its_older_text(
    unit: Unit, clock: TestClock, fate: str
) -> None:
    made = service(approval="always")
    bulletin = await sent(unit, made, valid_until=clock.now() + timedelta(hours=2))
    proposal = await proposed(unit, made, bulletin)
    clock.move(hours=3)
    deed, by = OVERTAKING.get(fate, (ran_out, None))
    async with unit() as work:
        await deed(made, work, bulletin)
    before, overtaken = await now(unit, bulletin)
    assert overtaken
    assert (overtaken.fate, overtaken.decided_by) == ("ended" if fate == "ran out" else fate, by)
    with pytest.raises(Refused, match="correction_outdated"):
        async with unit() as work:
            await made.release_correction(work, PRESIDENT, bulletin.id, proposal.number)
    assert await now(unit, bulletin) == (before, overtaken)


async def at_once(unit: Unit, *deeds: AtWork) -> list[str]:
    """What came of deeds that are done at the same moment: "" or why not."""

    async def one(deed: AtWork) -> str:
        try:
            async with unit() as work:
                await deed(work)
        except Refused as refused:
            return refused.code
        return ""

    return list(await asyncio.gather(*map(one, deeds)))


async def test_of_two_who_release_at_once_one_does_and_the_other_hears_it(unit: Unit) -> None:
    made = service(approval="always")
    bulletin = await sent(unit, made)
    proposal = await proposed(unit, made, bulletin)
    found = await at_once(
        unit,
        lambda work: made.release_correction(work, PRESIDENT, bulletin.id, proposal.number),
        lambda work: made.release_correction(work, DEPUTY, bulletin.id, proposal.number),
    )
    assert sorted(found) == ["", "bulletins.correction_decided"]
    after, _ = await now(unit, bulletin)
    assert after.edition == 2
    async with unit() as work:
        assert len(await EditionStore(work.connection).of(bulletin.id)) == 2


async def test_released_and_withdrawn_at_once_it_is_withdrawn(unit: Unit) -> None:
    made = service(approval="always")
    bulletin = await sent(unit, made)
    proposal = await proposed(unit, made, bulletin)
    release, withdrawn = await at_once(
        unit,
        lambda work: made.release_correction(work, PRESIDENT, bulletin.id, proposal.number),
        lambda work: made.withdraw(work, ADMIN, bulletin.id, "誤りでした"),
    )
    after, decided = await now(unit, bulletin)
    assert decided
    assert not withdrawn
    assert (after.state, decided.waits) == (S.WITHDRAWN, False)
    assert (after.edition, decided.fate) == ((1, "withdrawn") if release else (2, "released"))
    assert release in {"", "bulletins.correction_outdated"}


async def test_what_waits_is_listed_for_its_company_oldest_first(unit: Unit, clock: TestClock) -> None:
    made = service(approval="always")
    waiting = []
    for _ in range(3):
        bulletin = await sent(unit, made)
        waiting.append((bulletin, await proposed(unit, made, bulletin)))
        clock.move(minutes=1)
    async with unit() as work:
        await made.return_correction(work, PRESIDENT, waiting[1][0].id, 1, "短く")
        queries = BulletinQueries(work.connection)
        found = [(one.id, each) for one, each in await queries.corrections(kit.TEAM)]
        assert await queries.corrections("T0OTHER") == []
    assert found == [(one.id, each) for one, each in (waiting[0], waiting[2])]
