"""One thing is one advisory: whichever sources tell of it, and however many CVEs a round-up names."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.bulletins.feeds.advisories import AdvisoryService
from bot.bulletins.feeds.advisory_store import AdvisoryStore
from bot.bulletins.feeds.items import Advisory, Item
from bot.core.unit import Unit
from tests.kit.advisories import TEAM, advisory_service, item
from tests.kit.database import NOON, TestClock

__all__ = ["advisory_service"]


async def taken(unit: Unit, advisory_service: AdvisoryService, *items: Item) -> list[str]:
    """Takes them in one after the other, as looks at several sources would; what became of each."""
    whats: list[str] = []
    for one in items:
        async with unit() as work:
            whats += [found.what for found in await advisory_service.take(work, TEAM, advisory_service.sift([one]))]
    return whats


async def all_of(unit: Unit) -> list[Advisory]:
    async with unit() as work:
        found = await AdvisoryStore(work.connection).since(TEAM, NOON - timedelta(days=400))
    return sorted(found, key=lambda one: one.first_seen)


async def test_one_cve_from_three_sources_is_one_advisory(unit: Unit, advisory_service: AdvisoryService) -> None:
    items = [
        item("jvn", "Microsoft Windows における権限昇格の脆弱性", "CVE-2026-21001", score=7.8),
        item("ipa", "Windows に搭載された機能の脆弱性について", "CVE-2026-21001"),
        item("kev", "Microsoft Windows Privilege Escalation Vulnerability", "CVE-2026-21001", exploited=True),
    ]
    assert await taken(unit, advisory_service, *items) == ["new", "more", "worse"]
    (found,) = await all_of(unit)
    assert [one.source for one in found.mentions] == ["jvn", "ipa", "kev"]
    assert (found.score, found.exploited, found.cves) == (7.8, True, ("CVE-2026-21001",))


async def test_a_source_that_names_no_product_of_ours_still_tells_that_ours_is_attacked(
    unit: Unit, advisory_service: AdvisoryService
) -> None:
    first = item("jvn", "Outlook における脆弱性", "CVE-2026-21002", score=5.0)
    attacked = item("kev", "Multiple Products Vulnerability", "CVE-2026-21002", exploited=True)
    alone = item("kev", "Multiple Products Vulnerability, again", "CVE-2026-21003", exploited=True)
    assert await taken(unit, advisory_service, alone, first, attacked) == ["new", "worse"]
    (found,) = await all_of(unit)
    assert found.exploited


async def test_in_one_look_it_is_one_new_advisory_too(unit: Unit, advisory_service: AdvisoryService) -> None:
    items = [item("jvndb", title, "CVE-2026-21001") for title in ("Windows の脆弱性", "Microsoft Windows の脆弱性")]
    async with unit() as work:
        (one,) = await advisory_service.take(work, TEAM, advisory_service.sift(items))
    assert one.what == "new"
    assert len(one.advisory.mentions) == 2


async def test_a_round_up_of_many_cves_does_not_swallow_what_it_names(
    unit: Unit, advisory_service: AdvisoryService
) -> None:
    many = [f"CVE-2026-{number}" for number in range(30001, 30081)]
    month = item("ipa", "Microsoft 製品の脆弱性対策について(2026年11月)", *many)
    singles = [item("jvndb", f"Microsoft Windows の部品{n}における脆弱性", many[n]) for n in range(3)]
    assert await taken(unit, advisory_service, month, *singles) == ["new"] * 4
    other = item("jvn", "複数のMicrosoft製品における脆弱性", *many[:70])
    assert await taken(unit, advisory_service, other) == ["more"], "the same month, told by another source"
    assert len(await all_of(unit)) == 4


async def test_a_chain_of_shared_cves_does_not_grow_without_end(unit: Unit, advisory_service: AdvisoryService) -> None:
    cves = [f"CVE-2026-{number}" for number in range(40001, 40015)]
    items = [item("jvndb", f"Windows の部品{n}", cves[n], cves[n + 1]) for n in range(12)]
    await taken(unit, advisory_service, *items)
    assert all(len(one.cves) <= 6 for one in await all_of(unit))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Windows 11 の脆弱性に関する注意喚起 (公開)", "注意喚起: Windows 11 の脆弱性に関する注意喚起 (更新)", True),
        ("Windows 11 の脆弱性に関する注意喚起", "Windows 10 の脆弱性に関する注意喚起", False),
        ("Microsoft 製品の脆弱性対策について(2026年10月)", "Microsoft 製品の脆弱性対策について(2026年11月)", False),
        ("Android における権限昇格の脆弱性", "Outlook における権限昇格の脆弱性", False),
    ],
)
async def test_titles_tell_where_there_are_no_numbers(
    unit: Unit, advisory_service: AdvisoryService, first: str, second: str, *, same: bool
) -> None:
    await taken(unit, advisory_service, item("jpcert", first), item("ipa", second))
    assert (len(await all_of(unit)) == 1) is same


async def test_the_same_title_weeks_later_or_with_other_cves_is_another_thing(
    unit: Unit, clock: TestClock, advisory_service: AdvisoryService
) -> None:
    title = "Microsoft Windows における権限昇格の脆弱性"
    await taken(
        unit, advisory_service, item("jvn", title, "CVE-2026-1"), item("jvndb", title, "CVE-2026-2"), item("ipa", title)
    )
    assert len(await all_of(unit)) == 2
    later = clock.move(days=20)
    await taken(
        unit, advisory_service, item("ipa", title, key="later", link="https://example.jp/later", published=later)
    )
    assert len(await all_of(unit)) == 3


async def test_numbers_of_jvn_join_and_a_source_that_speaks_again_is_an_update(
    unit: Unit, clock: TestClock, advisory_service: AdvisoryService
) -> None:
    one = item("jvn", "Outlook の脆弱性", identifiers=("JVNVU#90000001",))
    two = item("jvndb", "Microsoft の電子メールソフト Outlook に関する報告", identifiers=("JVNVU#90000001",))
    assert await taken(unit, advisory_service, one, two) == ["new", "more"]
    clock.move(days=2)
    again = item("jvn", "Outlook の脆弱性", identifiers=("JVNVU#90000001",), updated=clock.now(), is_update=True)
    assert await taken(unit, advisory_service, again) == ["more"]
    (found,) = await all_of(unit)
    assert found.updates == 1
    assert len(found.mentions) == 2
    assert found.mentions[0].day == clock.now()
