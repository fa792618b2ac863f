"""The whole story of a bulletin: from a feed to the draft, the schedule, the readers, the reminder and the rest."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.playground.cast import EMMA, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from tests.bot.playground.screen import Json
from tests.kit import bulletin_forms as f
from tests.kit import bulletins as k
from tests.kit.database import TestClock
from tests.kit.incidents import next_view, told, until_told
from tests.kit.mails import uploaded
from tests.kit.stage import Stage, press, stage, words_of
from tests.kit.taps import moment, shown

TOKYO = ZoneInfo("Asia/Tokyo")
KEV = {
    "title": "CISA Catalog of Known Exploited Vulnerabilities",
    "catalogVersion": "2026.04.01",
    "dateReleased": "2026-04-01T00:00:00.000Z",
    "count": 2,
    "vulnerabilities": [
        {
            "cveID": f"CVE-2026-{number}",
            "vendorProject": vendor,
            "product": product,
            "vulnerabilityName": f"{vendor} {product} Privilege Escalation Vulnerability",
            "dateAdded": "2026-03-31",
            "shortDescription": f"{vendor} {product} contains a flaw that is being used in attacks.",
            "requiredAction": "Apply updates per vendor instructions.",
            "dueDate": "2026-04-21",
            "knownRansomwareCampaignUse": "Unknown",
        }
        for number, vendor, product in ((90001, "Microsoft", "Windows"), (90002, "Kumo Router", "KR-9"))
    ],
}


@pytest.fixture
async def town(tmp_path: Path, clock: TestClock) -> AsyncIterator[Stage]:
    async with stage(tmp_path, clock) as opened:
        yield opened


async def drafted(town: Stage) -> Json:
    """The draft that comes of a feed handed in, of which one item of two concerns the company."""
    lead = await town.person(TAKAHASHI.id)
    await lead.say("", files=[await uploaded(lead, json.dumps(KEV), "kev.json")])
    await until_told(town, TAKAHASHI.id, "CVE-2026-90001")
    (card,) = await told(town, TAKAHASHI.id, "CVE-2026-90001")
    assert "Windows" in words_of(card)
    assert not await told(town, TAKAHASHI.id, "KR-9")
    await press(lead, card, "配信する")
    return await until_told(town, TAKAHASHI.id, "続きを書く")


async def test_from_a_feed_to_the_list_of_those_who_have_not_confirmed(town: Stage, clock: TestClock) -> None:
    lead, draft = await town.person(TAKAHASHI.id), await drafted(town)
    await press(lead, draft, "続きを書く")
    view = await next_view(lead)
    answer = await lead.do("view_submit", view_id=view["id"], state=f.typed())
    assert answer["ok"], answer
    view = await next_view(lead)
    opens = datetime(2026, 4, 2, 10, 0, tzinfo=TOKYO)
    aim = f.aimed(when=f.radio("at"), opens=moment(opens))
    assert (await lead.do("view_submit", view_id=view["id"], state=aim))["ok"]
    panel = await f.panel(town, TAKAHASHI.id)
    await press(lead, panel, "予約する")
    await town.settled()
    assert not await told(town, TANAKA.id, "偽の請求書")

    clock.moment = opens
    await k.arrived(town)
    for user in (TANAKA, SUZUKI, WATANABE):
        (message,) = await told(town, user.id, "偽の請求書")
        await press(await town.person(user.id), message, "確認しました")
    assert await told(town, EMMA.id, "Beware of false invoices")

    await k.pass_time(town, clock, days=1)
    assert len(await told(town, EMMA.id, "Beware of false invoices")) == 2, "the bulletin, and a reminder"
    assert len(await told(town, TANAKA.id, "偽の請求書")) == 1
    card = (await told(town, TAKAHASHI.id, "未確認の人"))[-1]
    await press(lead, card, "未確認の人")
    seen = shown(await next_view(lead))
    assert "エマ・クラーク" in seen
    assert "佐藤 健一" in seen
    assert "田中 美咲" not in seen
