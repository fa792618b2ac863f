"""Small bulletins for tests: what is said, to whom, kept, planned, and on its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.bulletins.cases import (
    LONGEST_ACTION,
    LONGEST_BODY,
    LONGEST_TITLE,
    MOST_ACTIONS,
    MOST_LINKS,
    Audience,
    Bulletin,
    BulletinState,
    Content,
    Delivery,
    Link,
    Origin,
    Question,
    Reader,
    Wording,
)
from bot.bulletins.editions import Correction, Proposal
from bot.bulletins.service import BulletinService
from bot.bulletins.store import BulletinStore
from bot.core.references import reference
from bot.core.unit import Unit
from bot.playground.cast import TAKAHASHI
from handlers.bulletins.board import Board
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.delivery.clock import DeliveryClock
from tests.kit.database import NOON, TestClock
from tests.kit.stage import Stage

TEAM = "T1"
SENDER = "U0LEAD"
ASK = Question(
    {"ja": "届いたら、まず何をしますか？", "en": "What do you do first?"},
    ({"ja": "リンクを開く", "en": "Open the link"}, {"ja": "まもりに送る", "en": "Send it to Mamori"}),
    right=1,
)


def wordings(title: str = "偽の請求書メールが届いています") -> dict[str, Wording]:
    """The same in both languages."""
    return {
        "ja": Wording(title, "取引先を名のる請求書のメールが届いています。", ("添付を開かない", "まもりに送る")),
        "en": Wording("Fake invoices", "Mails that pose as a supplier carry an invoice.", ("Do not open", "Send it")),
    }


def content(title: str = "偽の請求書メールが届いています", **more: Any) -> Content:
    """What people read."""
    return Content(**{"wordings": wordings(title), **more})


def audience(**more: Any) -> Audience:
    """Everybody, unless something else is said."""
    return Audience(**(more or {"everyone": True}))


def bulletin(team: str = TEAM, by: str = SENDER, now: datetime = NOON, **more: Any) -> Bulletin:
    """A bulletin as it stands; a draft unless something else is said."""
    about = {"content": content(), "audience": audience(), **more}
    return Bulletin(reference("BL"), team, by, about.pop("content"), about.pop("audience"), now, **about)


def open_bulletin(**more: Any) -> Bulletin:
    """One that has gone out."""
    return bulletin(**{"state": BulletinState.OPEN, "opened_at": NOON, "said_at": NOON, **more})


def proposal(made: Bulletin, **more: Any) -> Proposal:
    """A correction of it that waits for a second person; of its title, unless something else is said."""
    about = {"by": SENDER, "at": NOON, "correction": Correction(content("別の件名"), "件名を直しました"), **more}
    return Proposal(made.id, about.pop("number", 1), **about)


def longest(**more: Any) -> Content:
    """The most that a bulletin can say."""
    said = Wording("題" * LONGEST_TITLE, "本" * LONGEST_BODY, ("手" * LONGEST_ACTION,) * MOST_ACTIONS)
    links = tuple(
        Link(f"https://{n}.example.com/{'a' * 470}", "札" * 200, bad=n > MOST_LINKS // 2) for n in range(MOST_LINKS)
    )
    about = {"links": links, "severity": "urgent", "do_by": date(2026, 4, 10), "ask": "question", "question": ASK}
    about |= {"clauses": ("7-1.5", "8-4", "3-2"), "picture": "F0PICTURE01", "mandatory": True}
    about["origin"] = Origin(
        "advisory", "IPA-1", "独立行政法人情報処理推進機構", "https://example.go.jp/1", date(2026, 3, 31)
    )
    return Content(**{"wordings": {"ja": said, "en": said}, **about, **more})


async def planned(unit: Unit, service: BulletinService, made: Bulletin) -> Bulletin:
    """Kept, and due now: the clock takes it from here."""
    async with unit() as work:
        kept = await service.keep(work, made)
        return await service.save(work, replace(kept, state=BulletinState.PLANNED, opens_at=work.now), "", None)


async def opened(
    unit: Unit, service: BulletinService, made: Bulletin, people: dict[str, str], channels: tuple[str, ...] = ()
) -> Bulletin:
    """On its way to these people (by account, with their department) and channels, without a message put out."""
    async with unit() as work:
        kept = await service.keep(work, made)
        deliveries = [Delivery(kept.id, one, "person") for one in people]
        deliveries += [Delivery(kept.id, one, "channel") for one in channels]
        readers = [Reader(kept.id, person, where, work.now) for person, where in people.items()]
        return await service.open(work, kept, deliveries, readers)


def clock_of(scene: Stage) -> DeliveryClock:
    return next(worker for worker in scene.house.workers if isinstance(worker, DeliveryClock))


def room_of(scene: Stage) -> Delivering:
    """What other rooms use of the delivery."""
    return Delivering(scene.house.desk, clock_of(scene)._census, Board(scene.house.desk))


async def send(scene: Stage, **more: Any) -> Bulletin:
    """Takahashi's bulletin, planned for now, on its way and arrived; to everybody unless something else is said."""
    services = scene.house.services
    made = bulletin(scene.slack.slack.space.team_id, TAKAHASHI.id, services.clock.now(), **more)
    made = await planned(services.unit, services.bulletins, made)
    await arrived(scene)
    return await now(scene, made.id)


async def arrived(scene: Stage) -> None:
    """Does what is due, and lets the messages arrive and be counted."""
    for _ in range(3):
        await clock_of(scene).look()
        await scene.settled()


async def pass_time(scene: Stage, clock: TestClock, **time: float) -> None:
    """Moves the standing clock, does what is due, and lets the messages arrive."""
    clock.move(**time)
    await arrived(scene)


async def now(scene: Stage, bulletin_id: str) -> Bulletin:
    """As it stands."""
    async with scene.house.services.database.read() as connection:
        found = await BulletinStore(connection).get(bulletin_id)
    assert found is not None
    return found


async def deliveries(scene: Stage, bulletin_id: str) -> dict[str, str]:
    """What became of each message: its state, or why it failed."""
    async with scene.house.services.database.read() as connection:
        found = await BulletinStore(connection).deliveries_of(bulletin_id)
    return {one.target: one.error or one.state for one in found}


async def readers(scene: Stage, bulletin_id: str) -> dict[str, Reader]:
    """Who is asked, and how they stand."""
    async with scene.house.services.database.read() as connection:
        return {one.person: one for one in await BulletinStore(connection).readers_of(bulletin_id)}
