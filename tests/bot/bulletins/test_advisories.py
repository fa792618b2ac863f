"""What the lead decides, what that teaches, how it is undone, and what comes when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.bulletins.feeds import merging
from bot.bulletins.feeds.advisories import AdvisoryService, Taken
from bot.bulletins.feeds.advisory_store import AdvisoryStore
from bot.bulletins.feeds.items import Advisory, Item
from bot.bulletins.feeds.rules import Rule, Teaching
from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.people import Person, Role
from bot.core.unit import Unit
from tests.kit.advisories import TEAM, advisory_service, item
from tests.kit.database import NOON, TestClock

__all__ = ["advisory_service"]
EMPLOYEE = Person(TEAM, "U1", "社員")
LEAD = replace(EMPLOYEE, id="U2", roles=frozenset({Role.SECURITY_LEAD}))
MEDIA = "Windows Media Player における脆弱性"


async def take(unit: Unit, advisory_service: AdvisoryService, *items: Item) -> list[Taken]:
    async with unit() as work:
        return await advisory_service.take(work, TEAM, advisory_service.sift(items))


async def state_of(unit: Unit, advisory: Advisory) -> Advisory:
    async with unit() as work:
        found = await AdvisoryStore(work.connection).get(advisory.id)
    assert found is not None
    return found


async def put_aside(unit: Unit, advisory_service: AdvisoryService, advisory: Advisory, taught: Teaching | None) -> None:
    async with unit() as work:
        await advisory_service.irrelevant(work, LEAD, advisory.id, taught)


async def rules(unit: Unit) -> list[Rule]:
    async with unit() as work:
        return await AdvisoryStore(work.connection).shown_rules(TEAM, 10)


async def taught_by(unit: Unit, advisory_service: AdvisoryService, title: str, kind: str) -> Teaching:
    """An advisory put aside with the first rule of a kind that is proposed for it."""
    (first,) = await take(
        unit, advisory_service, item("jvn", title, key=f"first {title}", link="https://example.jp/first")
    )
    taught = next(one for one in advisory_service.proposals(first.advisory) if one.kind == kind)
    await put_aside(unit, advisory_service, first.advisory, taught)
    return taught


async def test_a_product_line_that_was_not_relevant_is_quiet_next_time_and_comes_back(
    unit: Unit, clock: TestClock, advisory_service: AdvisoryService
) -> None:
    assert await taught_by(unit, advisory_service, MEDIA, "line") == Teaching("line", "windows", "Windows Media Player")
    clock.move(days=30)
    (next_one,) = await take(unit, advisory_service, item("ipa", "Windows Media Player に新たな弱点", "CVE-2026-5"))
    (other,) = await take(unit, advisory_service, item("ipa", "Windows の印刷機能に弱点", "CVE-2026-6"))
    assert (next_one.what, other.what) == ("quiet", "new")
    (rule,) = await rules(unit)
    assert (rule.hidden, rule.examples) == (1, ("Windows Media Player に新たな弱点",))
    async with unit() as work:
        _, back = await advisory_service.undo(work, LEAD, rule.id)
    assert [one.title for one in back] == ["Windows Media Player に新たな弱点"]
    assert (await state_of(unit, next_one.advisory)).state == "new"
    assert await rules(unit) == []
    (again,) = await take(unit, advisory_service, item("ipa", "Windows Media Player にまた弱点", "CVE-2026-7"))
    assert again.what == "new"


async def test_what_a_rule_put_aside_long_ago_stays_aside_when_it_is_undone(
    unit: Unit, clock: TestClock, advisory_service: AdvisoryService
) -> None:
    await taught_by(unit, advisory_service, MEDIA, "line")
    (old,) = await take(unit, advisory_service, item("ipa", "Windows Media Player に新たな弱点", "CVE-2026-5"))
    clock.move(days=31)
    (rule,) = await rules(unit)
    async with unit() as work:
        _, back = await advisory_service.undo(work, LEAD, rule.id)
    assert back == []
    assert (await state_of(unit, old.advisory)).state == "quiet"
    with pytest.raises(Refused):
        async with unit() as work:
            await advisory_service.undo(work, LEAD, rule.id)


async def test_a_word_of_the_title_or_a_source_can_be_what_was_not_relevant(
    unit: Unit, advisory_service: AdvisoryService
) -> None:
    word = await taught_by(unit, advisory_service, "Azumi Recorder と Windows の組み合わせに弱点", "words")
    assert word == Teaching("words", "windows", "Azumi Recorder")
    (quiet,) = await take(unit, advisory_service, item("blog", "Azumi Recorder: Windows で録画できない不具合"))
    assert quiet.what == "quiet"
    source = await taught_by(unit, advisory_service, "Outlook の予定表に弱点", "source")
    assert source == Teaching("source", "outlook", source="jvn")
    found = await take(unit, advisory_service, item("jvn", "Outlook の別の弱点"), item("ipa", "Outlook のまた別の話題"))
    assert [one.what for one in found] == ["quiet", "new"]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Windows Media Player における脆弱性", ["Windows Media Player"]),
        ("Microsoft Windows Common Log File System (CLFS) Vulnerability", ["Windows Common Log File System"]),
        ("Microsoft Windows Privilege Escalation Vulnerability", []),
        ("Windows の脆弱性", []),
    ],
)
def test_a_line_is_a_product_and_not_a_kind_of_weakness(
    advisory_service: AdvisoryService, title: str, lines: list[str]
) -> None:
    ((said, reasons),) = advisory_service.sift([item("jvn", title)])
    found = merging.begun(TEAM, said, reasons, NOON)
    assert [one.words for one in advisory_service.proposals(found) if one.kind == "line"] == lines


async def test_attacks_on_exactly_our_product_come_in_spite_of_any_rule(
    unit: Unit, advisory_service: AdvisoryService
) -> None:
    await taught_by(unit, advisory_service, MEDIA, "line")
    await taught_by(unit, advisory_service, "Windows の話題", "source")
    attacked = {"products": ("Microsoft Windows Media Player",), "exploited": True}
    found = await take(
        unit,
        advisory_service,
        item("kev", "Windows Media Player Vulnerability", "CVE-2026-8", **attacked),
        item("jvn", "Windows Media Player の解説記事", exploited=False),
    )
    assert [one.what for one in found] == ["new", "quiet"]


@pytest.mark.parametrize("taught", [None, Teaching("line", "windows", "Windows Media Player")])
async def test_what_was_put_aside_comes_back_when_attacks_become_known(
    unit: Unit, advisory_service: AdvisoryService, taught: Teaching | None
) -> None:
    (first,) = await take(unit, advisory_service, item("jvn", MEDIA, "CVE-2026-9", score=5.0))
    await put_aside(unit, advisory_service, first.advisory, taught)
    update: dict[str, Any] = {"products": ("Microsoft Windows Media Player",), "exploited": True}
    (again,) = await take(unit, advisory_service, item("kev", "Windows Media Player Flaw", "CVE-2026-9", **update))
    assert again.what == "back"
    assert again.advisory.state == "new"
    assert again.advisory.decided_by is None
    assert again.advisory.back == "irrelevant_attacked"


async def test_what_is_on_hold_comes_back_with_a_newer_word(
    unit: Unit, clock: TestClock, advisory_service: AdvisoryService
) -> None:
    (first,) = await take(unit, advisory_service, item("jvn", "Windows に弱点", "CVE-2026-9"))
    async with unit() as work:
        held = await advisory_service.hold(work, LEAD, first.advisory.id)
    assert (held.state, held.decided_by) == ("held", LEAD.id)
    (more,) = await take(unit, advisory_service, item("ipa", "Windows の件", "CVE-2026-9"))
    assert more.what == "more", "another source alone is no newer word"
    clock.move(days=1)
    (again,) = await take(unit, advisory_service, item("jvn", "Windows に弱点", "CVE-2026-9", updated=clock.now()))
    assert (again.what, again.advisory.state, again.advisory.back) == ("back", "new", "held_newer")


async def test_what_became_a_bulletin_stays_one_and_the_lead_hears_when_it_grows_graver(
    unit: Unit, advisory_service: AdvisoryService
) -> None:
    (first,) = await take(unit, advisory_service, item("jvn", "Windows に弱点", "CVE-2026-9", score=6.0))
    async with unit() as work:
        found = await advisory_service.undecided(work, LEAD, first.advisory.id)
        await advisory_service.drafted(work, LEAD, found, "BL-1")
    (worse,) = await take(unit, advisory_service, item("jvndb", "Windows の脆弱性", "CVE-2026-9", score=9.8))
    assert (worse.what, worse.advisory.state, worse.advisory.bulletin) == ("worse", "drafted", "BL-1")
    with pytest.raises(Refused):
        async with unit() as work:
            await advisory_service.hold(work, LEAD, first.advisory.id)


async def test_a_digest_tells_the_gravest_first_and_each_only_once(
    unit: Unit, advisory_service: AdvisoryService
) -> None:
    scores: list[float | None] = [5.0, 8.0, None, 6.0, *[4.5] * 10]
    items = [item("jvn", f"Windows の部品 {n}", f"CVE-2026-{n}", score=one) for n, one in enumerate(scores)]
    await take(unit, advisory_service, *items, item("kev", "Windows 11 Flaw", "CVE-2026-90", exploited=True))
    async with unit() as work:
        first = await advisory_service.digest(work, TEAM)
    assert [one.score for one in first.told][:4] == [None, 8.0, 6.0, 5.0]
    assert first.told[0].exploited
    assert (len(first.told), first.waiting) == (10, 15)
    async with unit() as work:
        second, third = await advisory_service.digest(work, TEAM), await advisory_service.digest(work, TEAM)
    assert len(second.told) == 5
    assert third.told == ()
    assert not {one.id for one in first.told} & {one.id for one in second.told}


async def test_only_those_decide_who_may_and_only_in_their_own_company(
    unit: Unit, advisory_service: AdvisoryService
) -> None:
    (first,) = await take(unit, advisory_service, item("jvn", "Windows に弱点", "CVE-2026-9"))
    with pytest.raises(NotAllowed):
        async with unit() as work:
            await advisory_service.hold(work, EMPLOYEE, first.advisory.id)
    with pytest.raises(NotFound):
        async with unit() as work:
            await advisory_service.irrelevant(work, replace(LEAD, team="T2"), first.advisory.id, None)
